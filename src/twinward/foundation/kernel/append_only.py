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
_STANDING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')",
}


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
    """The tables of models marked `is_only_added` of which some trigger is gone or switched off, in the order of their names."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING[connection.vendor])
        standing = {name for (name,) in cursor.fetchall()}
    tables = (model._meta.db_table for model in apps.get_models() if getattr(model, "is_only_added", False))
    return sorted(table for table in tables if not {f"{table}_no_{verb}" for verb in _VERBS[connection.vendor]} <= standing)
