"""A made-up record with a lifecycle, for tests of the kernel: it knows no room and lies in a table of its own."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models
from django.test.utils import isolate_apps

from twinward.foundation.kernel.actors import Scope
from twinward.foundation.kernel.lifecycle import Lifecycle, Move
from twinward.foundation.kernel.privacy import Privacy

NOON = datetime(2025, 11, 3, 12, tzinfo=UTC)

_apart: AbstractContextManager[object] = isolate_apps("twinward.foundation.kernel")  # no migration and no other test may know the model
with _apart:

    class Paper(models.Model):
        """A sheet with a title, somebody's telephone number, and a state."""

        id = models.IntegerField(primary_key=True)
        title = models.CharField(max_length=80)
        phone = models.CharField(max_length=40, blank=True)
        state = models.CharField(max_length=10, default="draft")

        privacy = Privacy(internal="id title state", personal="phone")

        class Meta:
            app_label = "kernel"

        def __str__(self) -> str:
            return self.title


def _titled(paper: Paper, **_facts: Any) -> Iterable[str]:
    if not paper.title:
        yield "no_title"


PAPER = Lifecycle(
    name="paper",
    states=("draft", "sent", "filed"),
    moves=(Move("send", ("draft",), "sent", "papers.send", _titled), Move("file", ("sent",), "filed", "papers.file")),
)


@dataclass(frozen=True, slots=True)
class Clerk:
    """An actor who holds the rights named, everywhere."""

    key: str = "account:1"
    rights: frozenset[str] = field(default_factory=lambda: frozenset({"papers.send", "papers.file"}))

    def may(self, right: str, record: Any = None) -> bool:
        return right in self.rights

    def scope(self, right: str) -> Scope:
        return Scope(everything=right in self.rights)


def make_table() -> None:
    """The store has room for papers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE kernel_paper (id integer PRIMARY KEY, title varchar(80) NOT NULL, phone varchar(40) NOT NULL, state varchar(10) NOT NULL)"
        )


def drop_table() -> None:
    """The store has no papers any more."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE kernel_paper")


def make_paper(title: str = "A letter to Bern", **columns: Any) -> Paper:
    """A paper that nobody has told the ledger of."""
    return Paper.objects.create(**({"id": 1, "title": title} | columns))


def stored(paper: Paper) -> str:
    """The state that the store holds."""
    return Paper.objects.get(pk=paper.pk).state
