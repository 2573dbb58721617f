"""Triggers that refuse to change or delete rows, for migrations of tables to which rows are only ever added."""

from typing import Any

from django.apps import apps
from django.db import connection, migrations

_SQLITE = (
    "CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{table}: rows are only ever added'); END",
    "DROP TRIGGER IF EXISTS {table}_no_{verb}",
)
_POSTGRESQL = (
    "CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION twinward_only_added()",
    "DROP TRIGGER IF EXISTS {table}_no_{verb} ON {table}",
)
_FUNCTION = """
CREATE OR REPLACE FUNCTION twinward_only_added() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%: rows are only ever added', TG_TABLE_NAME; END $$
"""

_VERBS = {"sqlite": ("update", "delete"), "postgresql": ("update", "delete", "truncate")}


def only_added(*tables: str) -> migrations.RunPython:
    """A migration after which the database itself refuses UPDATE, DELETE and (PostgreSQL) TRUNCATE on these tables."""

    def forwards(_apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(_FUNCTION, params=None)
        _each(editor, tables, create=True)

    def backwards(_apps: Any, editor: Any) -> None:
        _each(editor, tables, create=False)

    return migrations.RunPython(forwards, backwards)


def _each(editor: Any, tables: tuple[str, ...], *, create: bool) -> None:
    is_sqlite = editor.connection.vendor == "sqlite"
    statement = (_SQLITE if is_sqlite else _POSTGRESQL)[0 if create else 1]
    for table in tables:
        for verb in _VERBS[editor.connection.vendor]:
            editor.execute(statement.format(table=table, verb=verb), params=None)


def unguarded() -> list[str]:
    """The tables of models marked `is_only_added` that the store no longer guards as a migration told it to, in the order of their names."""
    guarded = _guarded_on_sqlite() if connection.vendor == "sqlite" else _guarded_on_postgresql()
    tables = (model._meta.db_table for model in apps.get_models() if getattr(model, "is_only_added", False))
    return sorted(table for table in tables if not {(table, verb) for verb in _VERBS[connection.vendor]} <= guarded)


def _guarded_on_sqlite() -> set[tuple[str, str]]:
    """Each table with each verb that its trigger refuses, word for word as we write it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {
            (table, verb)
            for table, sql in cursor.fetchall()
            for verb in _VERBS["sqlite"]
            if sql == _SQLITE[0].format(table=table, verb=verb)
        }


def _guarded_on_postgresql() -> set[tuple[str, str]]:
    """Each table with each verb before which a trigger that is switched on calls our function, while that still says what we wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE oid = to_regproc('twinward_only_added')")
        if [source for (source,) in cursor.fetchall()] != [_FUNCTION.split("$$")[1]]:
            return set()
        cursor.execute(
            "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE tgfoid = to_regproc('twinward_only_added') AND tgenabled IN ('O', 'A') AND tgqual IS NULL AND tgtype & 2 = 2"
        )
        named = cursor.fetchall()
    return {(table, verb) for table, name in named for verb in _VERBS["postgresql"] if name == f"{table}_no_{verb}"}
