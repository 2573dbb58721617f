"""Whoever drops the triggers and changes the ledger is found, and the row is named."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from tests.stores import without_triggers
from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.ledger import append, erase_personal, leaf_of, seal
from twinward.foundation.kernel.merkle import Tree
from twinward.foundation.kernel.models import Checkpoint, Event, Head, PersonalFact
from twinward.foundation.kernel.tests.papers import NOON
from twinward.foundation.kernel.verify import Finding, keep_checkpoint, verify_ledger

FORGED = {
    "id": "id + 100000",
    "tx": "tx + 1",
    "at": "'2020-01-01 00:00:00+00:00'",
    "by": "'command:somebody'",
    "record": "'kernel.paper:999'",
    "verb": "'forged'",
    "facts": """'{"forged": true}'""",
    "part_of": "1",
    "leaf": "(SELECT other.leaf FROM kernel_event other WHERE other.id = kernel_event.id - 1)",
}


#: Tables of this house to which rows are only ever added.
ONLY_ADDED = ("figures_settlement", "instruments_act", "kernel_checkpoint", "kernel_event", "twinning_liststep", "twinning_stepcorrection")


@contextmanager
def taken_back() -> Iterator[None]:
    """What is done within is undone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def events(transactional_db: None) -> list[int]:
    """Nine sealed events, the last with a personal value; their numbers."""
    written = [append(record=f"kernel.paper:{number}", verb="note", by=Operator("test"), at=NOON).id for number in range(8)]
    last = append(record="kernel.paper:8", verb="note", by=Operator("test"), at=NOON, personal={"phone": "103"})
    seal()
    return [*written, last.id]


def behind_the_ledgers_back(*statements: str) -> None:
    """What somebody does who holds the store and goes round the product."""
    with connection.constraint_checks_disabled(), without_triggers(connection), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_an_untouched_ledger_is_whole(events: list[int]):
    verified = verify_ledger()

    assert (verified.events, verified.personal_facts, verified.findings) == (9, 1, ())
    assert verified.root == bytes(Head.objects.get().root).hex()


def test_an_empty_ledger_is_whole_and_has_no_checkpoint(db: None):
    assert verify_ledger().findings == ()
    assert keep_checkpoint(at=NOON) is None


def test_every_column_of_an_event_can_be_forged_in_this_test():
    assert set(FORGED) == {field.name for field in Event._meta.concrete_fields}


@pytest.mark.parametrize("column", sorted(FORGED))
@pytest.mark.parametrize("place", [1, 4, 8])
def test_a_changed_column_is_found_and_its_row_named(events: list[int], column: str, place: int):
    row = events[place]
    behind_the_ledgers_back(f'UPDATE kernel_event SET "{column}" = {FORGED[column]} WHERE id = {row}')

    assert Finding("altered_event", f"event {row + 100000 if column == 'id' else row}") in verify_ledger().findings


#: What SQLite takes in any column, and what is read as one thing here and as another there.
UNREADABLE = {
    "verb": ("CAST(x'ff' AS text)", "CAST(verb AS blob)"),
    "by": ("CAST(x'ff' AS text)", "5"),
    "record": ("CAST(record AS blob)",),
    "at": ("CAST(at AS blob)", "replace(at, ' ', 'T')", "at || '+00:00'", "at || '.000'", "substr(at, 1, 10)"),
    "facts": (
        """'{"phone":1,' || substr(facts, 2)""",
        "facts || '  '",
        """replace(facts, '"phone"', '"\\u0070hone"')""",
        "CAST(facts AS blob)",
    ),
    "leaf": ("CAST(leaf AS text)", "leaf || x'00'", "'x'"),
}


@pytest.mark.parametrize(("column", "value"), [(column, value) for column, values in UNREADABLE.items() for value in values])
def test_a_value_of_another_type_or_written_form_is_found_and_its_row_named(events: list[int], column: str, value: str):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL takes no value of another type and keeps one form of each")
    behind_the_ledgers_back(f'UPDATE kernel_event SET "{column}" = {value} WHERE id = {events[-1]}')

    assert Finding("altered_event", f"event {events[-1]}") in verify_ledger().findings


@pytest.mark.parametrize("column", ["root", "frontier"])
@pytest.mark.parametrize("value", ["'x'", "CAST(x'ff' AS text)"])
def test_a_head_that_is_no_bytes_is_found(events: list[int], column: str, value: str):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL takes no value of another type")
    behind_the_ledgers_back(f"UPDATE kernel_head SET {column} = {value}")

    assert [finding.code for finding in verify_ledger().findings] == ["altered_range"]


@pytest.mark.parametrize("forged", ["value = CAST(x'ff' AS text)", "value = x'00'", "salt = 'abc'", "salt = CAST(x'ff' AS text)"])
def test_a_personal_value_of_another_type_is_found(events: list[int], forged: str):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL takes no value of another type")
    behind_the_ledgers_back(f"UPDATE kernel_personalfact SET {forged}")

    assert [finding.code for finding in verify_ledger().findings] == ["altered_personal_fact"]


@pytest.mark.parametrize("place", [0, 4, 8])
def test_a_deleted_row_is_missed(events: list[int], place: int):
    behind_the_ledgers_back("DELETE FROM kernel_personalfact", f"DELETE FROM kernel_event WHERE id = {events[place]}")

    assert Finding("lost_events", "1 of 9 events") in verify_ledger().findings


def test_a_ledger_cut_short_is_missed(events: list[int]):
    behind_the_ledgers_back("DELETE FROM kernel_personalfact", f"DELETE FROM kernel_event WHERE id > {events[3]}")

    assert Finding("lost_events", "5 of 9 events") in verify_ledger().findings


def test_an_emptied_ledger_is_missed(events: list[int]):
    behind_the_ledgers_back("DELETE FROM kernel_personalfact", "DELETE FROM kernel_event")

    assert Finding("lost_events", "9 of 9 events") in verify_ledger().findings


def test_two_rows_that_changed_places_are_both_named(events: list[int]):
    first, second = events[2], events[5]
    behind_the_ledgers_back(
        f"UPDATE kernel_event SET id = -1 WHERE id = {first}",
        f"UPDATE kernel_event SET id = {first} WHERE id = {second}",
        f"UPDATE kernel_event SET id = {second} WHERE id = -1",
    )

    assert {Finding("altered_event", f"event {row}") for row in (first, second)} <= set(verify_ledger().findings)


def test_a_row_put_in_at_the_end_is_noticed(events: list[int]):
    forge_after(events[-1])
    if connection.vendor == "sqlite":
        assert Finding("foreign_events", f"1 events after event {events[-1]}") in verify_ledger().findings
        forge_after(events[-1] + 1)
        assert Finding("foreign_events", f"2 events after event {events[-1]}") in verify_ledger().findings
        assert verify_ledger().events == 11
    else:  # its transaction number is in the past, so that it stands among the sealed, and the last of them falls out of the tree
        assert Finding("altered_range", f"events 1 to {events[-2]}") in verify_ledger().findings


def forge_after(last: int) -> None:
    """One more row whose own leaf fits, in the place of the last in the order of the tree."""
    event = Event.objects.get(id=last)
    event.id, event.tx = last + 1, event.tx if connection.vendor == "sqlite" else Event.objects.order_by("tx")[0].tx
    event.leaf = leaf_of(event.id, event.tx, event.at, event.by, event.record, event.verb, event.facts, event.part_of)
    event.save(force_insert=True)


def relabel(row: int) -> None:
    """The row says something else, and its leaf fits what it says."""
    event = Event.objects.get(id=row)
    leaf = leaf_of(event.id, event.tx, event.at, event.by, event.record, "forged", event.facts, event.part_of)
    with without_triggers(connection):
        Event.objects.filter(id=row).update(verb="forged", leaf=leaf)


def reseal() -> None:
    """The head fits the rows that stand there now."""
    tree, last = Tree(), (0, 0)
    for event in Event.objects.order_by("tx", "id"):
        tree.append(bytes(event.leaf))
        last = event.tx, event.id
    Head.objects.update(size=tree.size, root=tree.root, frontier=tree.frontier, last_tx=last[0], last_id=last[1])


def test_a_forged_row_whose_leaf_fits_is_found_by_the_tree(events: list[int]):
    relabel(events[4])

    assert verify_ledger().findings == (Finding("altered_range", f"events 1 to {events[-1]}"),)


def test_a_forged_row_in_a_tree_made_to_fit_is_found_by_the_checkpoint_and_between_which_rows(events: list[int]):
    keep_checkpoint(at=NOON)
    append(record="kernel.paper:9", verb="note", by=Operator("test"), at=NOON)
    keep_checkpoint(at=NOON)
    relabel(events[4])
    reseal()

    assert Finding("altered_range", f"events 1 to {events[-1]}") in verify_ledger().findings


def test_a_ledger_cut_short_with_its_head_is_found_by_the_checkpoint(events: list[int]):
    keep_checkpoint(at=NOON)
    behind_the_ledgers_back("DELETE FROM kernel_personalfact", f"DELETE FROM kernel_event WHERE id > {events[3]}")
    reseal()

    assert verify_ledger().findings == (Finding("lost_checkpoint_rows", "checkpoint at 9"),)


def test_an_altered_head_is_found(events: list[int]):
    """The frontier: the root alone follows from it, and is worked out anew with the next event."""
    Head.objects.update(frontier=bytes(Head.objects.get().frontier)[:-1] + b"\0")

    assert [finding.code for finding in verify_ledger().findings] == ["altered_range"]


@pytest.mark.parametrize(
    "forge",
    [
        lambda fact: PersonalFact.objects.filter(pk=fact.pk).update(value="112"),
        lambda fact: PersonalFact.objects.filter(pk=fact.pk).update(salt=b"0" * 16),
        lambda fact: PersonalFact.objects.filter(pk=fact.pk).update(name="email"),
    ],
    ids=["value", "salt", "name"],
)
def test_a_changed_personal_value_is_found_and_its_event_named(events: list[int], forge: Callable[[PersonalFact], object]):
    forge(PersonalFact.objects.get())

    found = verify_ledger().findings
    assert found[0].code == "altered_personal_fact"
    assert {finding.where.split(",")[0] for finding in found} == {f"event {events[-1]}"}


@pytest.mark.parametrize("table", ONLY_ADDED)
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_a_trigger_that_is_gone_is_missed(transactional_db: None, table: str, verb: str):
    name = connection.ops.quote_name(f"{table}_no_{verb}")
    gone = f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else "")
    with taken_back():
        with connection.cursor() as cursor:
            cursor.execute(gone)
        assert (verify_ledger().unguarded, verify_ledger().findings) == ((table,), ())

    assert verify_ledger().unguarded == ()


def test_a_trigger_of_the_right_name_that_does_nothing_is_told(transactional_db: None):
    if connection.vendor == "sqlite":
        toothless = [
            "DROP TRIGGER kernel_event_no_update",
            "CREATE TRIGGER kernel_event_no_update BEFORE UPDATE ON kernel_event BEGIN SELECT 1; END",
        ]
    else:
        toothless = ["CREATE OR REPLACE FUNCTION twinward_only_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"]
    with taken_back():
        with connection.cursor() as cursor:
            for statement in toothless:
                cursor.execute(statement)
        assert "kernel_event" in verify_ledger().unguarded


def test_every_table_with_such_a_trigger_is_known_to_have_it(db: None):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%\\_no\\_update'")
        assert {table for (table,) in cursor.fetchall()} == set(ONLY_ADDED)


def test_a_trigger_that_is_switched_off_is_missed(transactional_db: None):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite cannot switch a trigger off")
    with taken_back():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE kernel_event DISABLE TRIGGER kernel_event_no_update")
        assert verify_ledger().unguarded == ("kernel_event",)


def test_a_personal_value_that_is_gone_is_missed(events: list[int]):
    PersonalFact.objects.all().delete()

    assert [(finding.code, finding.where.split(",")[0]) for finding in verify_ledger().findings] == [
        ("lost_personal_fact", f"event {events[-1]}")
    ]


def test_a_ledger_that_fits_its_checkpoint_is_whole(events: list[int]):
    keep_checkpoint(at=NOON)
    append(record="kernel.paper:9", verb="note", by=Operator("test"), at=NOON, personal={"phone": "112"})
    append(record="kernel.paper:9", verb="note", by=Operator("test"), at=NOON)

    verified = verify_ledger()
    assert (verified.events, verified.personal_facts, verified.checkpoints, verified.findings) == (11, 2, 1, ())


def test_a_checkpoint_is_kept_once_for_each_size(events: list[int]):
    assert keep_checkpoint(at=NOON) == keep_checkpoint(at=NOON)
    assert Checkpoint.objects.get().size == 9


@pytest.mark.parametrize("facts", ["[]", "{}", '{"event": 1}'])
def test_an_erasure_that_was_made_unreadable_is_found_and_excuses_no_value_that_is_gone(events: list[int], facts: str):
    erased = erase_personal(PersonalFact.objects.get(), reason="asked for", by=Operator("test"), at=NOON)
    seal()
    behind_the_ledgers_back(f"UPDATE kernel_event SET facts = '{facts}' WHERE id = {erased.id}")

    assert verify_ledger().findings == (
        Finding("altered_event", f"event {erased.id}"),
        Finding("lost_personal_fact", f"event {events[-1]}, phone"),
    )


def test_an_event_that_no_longer_commits_to_its_personal_value_is_found_with_it(events: list[int]):
    behind_the_ledgers_back(f"""UPDATE kernel_event SET facts = '["commitment"]' WHERE id = {events[-1]}""")

    assert verify_ledger().findings == (
        Finding("altered_event", f"event {events[-1]}"),
        Finding("altered_personal_fact", f"event {events[-1]}, phone"),
    )
