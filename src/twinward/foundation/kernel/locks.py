"""One at a time: what may not be decided by two transactions at once, although they write different rows."""

from django.db import connection


def one_at_a_time(what: str) -> None:
    """Until the end of this transaction nobody else is past this line for the same `what`.

    PostgreSQL holds an advisory lock. On SQLite a writing transaction is alone anyway (Note [Locking] in the settings).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])
