"""One at a time: what may not be decided by two transactions at once, although they write different rows; and that somebody else's turn lasted too long."""

import sqlite3

from django.db import OperationalError, connection

_BUSY_SQLITE = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
#: Of PostgreSQL (appendix A): a lock that was not had, two that waited for each other, too many connections.
_BUSY_POSTGRESQL = frozenset({"55P03", "40P01", "40001", "53300"})


def one_at_a_time(what: str) -> None:
    """Until the end of this transaction nobody else is past this line for the same `what`.

    PostgreSQL holds an advisory lock. On SQLite a writing transaction is alone anyway (Note [Locking] in the settings).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])


def is_busy(error: BaseException | None) -> bool:
    """Whether the store refused because others held it: asked again in a moment, it may well answer."""
    cause = error.__cause__ if isinstance(error, OperationalError) else None
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # the rest says which lock it was
    return code in _BUSY_SQLITE or getattr(cause, "sqlstate", "") in _BUSY_POSTGRESQL
