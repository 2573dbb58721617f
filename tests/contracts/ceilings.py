"""How many queries a page may need, whatever the number of records behind it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

#: Of each page: the most queries, for whoever sees the most of it. A page that is not named here may need MOST.
CEILINGS: dict[str, int] = {}
MOST = 40


@contextmanager
def query_ceiling(most: int) -> Iterator[CaptureQueriesContext]:
    """No more than so many queries are made within."""
    with CaptureQueriesContext(connection) as made:
        yield made
    asked = [query["sql"] for query in made.captured_queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(asked) <= most, f"{len(asked)} queries, not {most}:\n" + "\n".join(sql[:160] for sql in asked)


def shape(sql: str) -> Any:
    """A query without its values."""
    return sql.split(" WHERE ")[0][:200]
