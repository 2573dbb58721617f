"""The store itself refuses to change what is only ever added."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.stores import without_triggers
from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.ledger import append
from twinward.foundation.kernel.models import Checkpoint, Event
from twinward.foundation.kernel.tests.papers import NOON


@pytest.fixture
def written(db: None) -> None:
    append(record="kernel.paper:1", verb="note", by=Operator("test"), at=NOON)
    Checkpoint.objects.create(size=1, root=b"root", at=NOON)


@pytest.mark.parametrize("table", ["kernel_event", "kernel_checkpoint"])
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_store_refuses_to_change_or_delete_what_was_written(written: None, table: str, verb: str):
    column = "id" if table == "kernel_event" else "size"
    statement = f"UPDATE {table} SET {column} = {column} + 1" if verb == "update" else f"DELETE FROM {table}"
    with pytest.raises(DatabaseError, match="rows are only ever added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert (Event.objects.count(), Checkpoint.objects.count()) == (1, 1)


def test_the_store_refuses_to_empty_the_ledger_at_one_stroke(written: None):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite knows no TRUNCATE")
    with pytest.raises(DatabaseError, match="rows are only ever added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE kernel_event CASCADE")

    assert Event.objects.count() == 1


def test_with_its_triggers_gone_the_store_would_let_it_happen(written: None):
    with without_triggers(connection):
        assert Checkpoint.objects.all().delete()[0] == 1
    with pytest.raises(DatabaseError, match="rows are only ever added"), transaction.atomic():
        Event.objects.all().update(verb="forged")
