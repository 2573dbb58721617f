"""Triggers that refuse to change or delete rows, for migrations of tables to which rows are only ever added."""

from typing import Any

from django.db import migrations

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
        for verb in ("update", "delete") if is_sqlite else ("update", "delete", "truncate"):
            editor.execute(statement.format(table=table, verb=verb), params=None)
