"""How many queries a page may need, whatever the number of records behind it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

#: The most queries of each page, for whoever sees the most of it; a page that is not named here needs no more than MOST.
MOST = 8
CEILINGS: dict[str, int] = {
    "figures": 17,
    "figure": 24,
    "today": 39,
    "ledger": 26,
    "organisations": 22,
    "organisations-like": 9,
    "find": 16,
    "organisation": 15,
    "import-upload": 9,
    "people": 16,
    "person": 14,
    "countries": 12,
    "country": 32,
    "country-letters": 12,
    "letters": 11,
    "letter-new answering": 9,
    "letter": 15,
    "letter-correct": 11,
    "instruments": 16,
    "instrument": 32,
    "link-withdraw text": 11,
    "instrument-ask": 10,
    "instrument-act": 9,
    "instrument-act-elsewhere": 10,
    "instrument-act-correct": 11,
    "instrument-publish": 19,
    "instrument-strike": 22,
    "instrument-move submit": 21,
    "instrument-move offer": 20,
    "instrument-move agree": 21,
    "instrument-move reopen": 9,
    "instrument-move withdraw": 11,
    "guest text": 17,
    "guest-paper": 13,
    "public": 28,
    "conflict-settle": 18,
}
#: Statements that ask the store nothing.
SILENT = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


class Queries:
    """Counts what is asked on the connection."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(SILENT):
            self.asked.append(sql)
        return execute(sql, params, many, context)

    def __len__(self) -> int:
        return len(self.asked)


@contextmanager
def query_ceiling(most: int) -> Iterator[Queries]:
    """No more than so many queries are made within."""
    made = Queries()
    with connection.execute_wrapper(made):
        yield made
    assert len(made) <= most, f"{len(made)} queries, not {most}:\n" + "\n".join(sql[:160] for sql in made.asked)
