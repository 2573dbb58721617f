"""Rows by the thousand in the fastest way that each store has: executemany on SQLite, COPY on PostgreSQL.

The only writes that go round the models: nothing is checked but by the store itself, so whoever calls it has checked. Call it within the
transaction of the event that tells of it.
"""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, repeat
from typing import Any, cast

from django.db import connection, models

Stored = str | int | bool | bytes | None


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Stored]]) -> None:
    """The rows are in the model's table; `columns` are names of its fields (a foreign key's with `_id`), values as the store holds them."""
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(_column(model, name)) for name in columns)
    table = quoted(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(repeat("%s", len(columns)))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", cast(Any, rows))  # any iterable will do


@contextmanager
def checking_meanwhile() -> Iterator[None]:
    """While the caller works without the store, the store checks what the rows inserted so far refer to, and not at the end. Raises IntegrityError.

    PostgreSQL would check it while the caller waits for the commit, which takes a third of the time of an import. SQLite has checked already.
    """
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        # by its own reckoning (4), which is of turning disks, it would read through all countries to find the one of each row
        connection.connection.execute("SET LOCAL random_page_cost = 1.1")
        connection.connection.execute("DISCARD PLANS")  # nor as it once reckoned in this session, when a table may have held ten rows
        connection.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        connection.connection.pgconn.flush()  # sent now; the answer is awaited when the block ends
        yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def without_collector() -> Iterator[None]:
    """Python looks for no garbage meanwhile: a hundred thousand new rows, none of them garbage, would be looked at again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def fresh_keys(model: type[models.Model], count: int) -> list[int]:
    """Primary keys that nobody has and, until this transaction ends, nobody else will get."""
    if not count:
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                # in a SELECT of its own the sequence is looked up once, not for every key
                "SELECT nextval((SELECT pg_get_serial_sequence(%s, 'id'))::regclass) FROM generate_series(1, %s)",
                [connection.ops.quote_name(model._meta.db_table), count],
            )
            return list(chain.from_iterable(cursor.fetchall()))
        # SQLite: a transaction that writes is alone (Note [Locking] in the settings); the sequence remembers rows that are gone
        cursor.execute(
            f"SELECT max(coalesce((SELECT max(id) FROM {connection.ops.quote_name(model._meta.db_table)}), 0),"
            " coalesce((SELECT seq FROM sqlite_sequence WHERE name = %s), 0))",
            [model._meta.db_table],
        )
        ((last,),) = cursor.fetchall()
    return list(range(last + 1, last + 1 + count))


def _column(model: type[models.Model], name: str) -> str:
    """The column of a field, by its own name or by that of its attribute. Raises KeyError for what is neither."""
    columns: dict[str, Any] = {field.attname: field.column for field in model._meta.concrete_fields}
    return columns[name]
