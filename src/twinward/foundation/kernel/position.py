"""Where the ledger stands: two equal positions mean that every write of the product seen at the one was seen at the other."""

from django.db import connection

from twinward.foundation.kernel.models import Event, Head

# Note [Position]: what follows from records may be kept for as long as the position stays the same, since every write is an event of its own
# transaction. On SQLite one writer at a time grows the sealed tree, so its root says all. On PostgreSQL ids are not in the order of commits.
# Transactions below the oldest that still runs are over for good, so their last event stands for them all; of the others, events only ever
# become visible, so their number tells one set from another.
_POSTGRESQL = """
WITH edge AS (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS tx)
SELECT (SELECT encode(leaf, 'hex') FROM {event} WHERE tx < (SELECT tx FROM edge) ORDER BY tx DESC, id DESC LIMIT 1),
       (SELECT count(*) FROM {event} WHERE tx >= (SELECT tx FROM edge))
"""


def ledger_position() -> str:
    """The position, in one query; empty while nothing was ever written."""
    if connection.vendor == "sqlite":
        root = Head.objects.filter(id=1, size__gt=0).values_list("root", flat=True).first()
        return bytes(root).hex() if root else ""
    with connection.cursor() as cursor:
        cursor.execute(_POSTGRESQL.format(event=connection.ops.quote_name(Event._meta.db_table)))
        settled, later = cursor.fetchone() or (None, 0)
    return f"{settled or ''}+{later}" if settled or later else ""
