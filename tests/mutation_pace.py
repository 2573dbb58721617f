"""A plugin of pytest for `tests/mutation.py`: what a run that only asks "does any test fail?" can leave out."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.sqlite3.creation import DatabaseCreation
from django.test import TransactionTestCase
from hypothesis import Phase, settings

#: An example that fails is enough: nobody reads the smallest one. A mistake that needs more than twenty to be seen has a test of its own.
settings.register_profile(
    "mutants", max_examples=20, deadline=None, derandomize=True, database=None, phases=(Phase.explicit, Phase.generate)
)

EMPTY = Path(os.environ["TWINWARD_EMPTY_STORE"])
_migrated = DatabaseCreation.create_test_db


def pytest_configure() -> None:
    """Every store of this run begins as a copy of the first."""
    DatabaseCreation.create_test_db = copy_of_empty


def copy_of_empty(self: DatabaseCreation, *args: Any, **options: Any) -> str:
    """An empty store with its tables: the migrations run once, each later run begins with a copy."""
    name = str(self._get_test_db_name())  # pyright: ignore[reportAttributeAccessIssue] - the stubs leave it out
    if not EMPTY.is_file():
        made = _migrated(self, *args, **options)
        with sqlite3.connect(EMPTY) as empty:
            self.connection.connection.backup(empty)
        return made
    shutil.copyfile(EMPTY, name)
    self.connection.close()
    self.connection.settings_dict["NAME"] = name
    self.connection.ensure_connection()
    return name


@pytest.fixture(scope="session", autouse=True)
def emptied_by_copying(flush_past_triggers: None) -> Iterator[None]:
    """After a test with real transactions the store is the empty one again, without emptying it table by table."""

    def empty(_case: TransactionTestCase) -> None:
        connection.close()
        shutil.copyfile(EMPTY, connection.settings_dict["NAME"])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield
