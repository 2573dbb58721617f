"""What the store is asked meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext


@contextmanager
def asked() -> Iterator[list[str]]:
    """The queries of the block, once it has ended, but for those that tell PostgreSQL of the reader: that they are few is a promise of row security."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as queries:
        yield found
    found += [one["sql"] for one in queries if "set_config(" not in one["sql"]]
