"""A small list for tests of desks: mappings of every kind of value, seen by a clerk."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.http import HttpRequest
from django.test import RequestFactory
from django.utils.translation import ngettext_lazy

from twinward.foundation.kernel.actors import Scope
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.desk import Column, Desk, Filter, Preset

COUNTRIES: list[dict[str, Any]] = [
    {"pk": "DE", "joined": "summit", "since": Day(None, date(2023, 10, 13)), "days": 752, "letter": date(2025, 10, 2), "turn": ("late", "no answer")},
    {"pk": "FI", "joined": "summit", "since": Day(None, date(2023, 10, 13)), "days": 752, "letter": None, "turn": ("mine", "never asked")},
    {"pk": "IT", "joined": "later", "since": Day.unknown(), "days": None, "letter": None, "turn": ("mine", "never asked")},
    {"pk": "NO", "joined": "summit", "since": Day.on(date(2023, 9, 6)), "days": 1052, "letter": datetime(2025, 10, 27, 8, tzinfo=UTC), "turn": None},
]  # fmt: skip

ASKED = [("yes", "yes"), ("no", "no")]
DESK = Desk(
    word="components",
    title="Countries",
    columns=(
        Column("country", "Country", "pk", "pk", "country", link=lambda row: f"/countries/{row['pk']}/"),
        Column("joined", "Joined", "joined", "joined", "choice", choices=[("summit", "at the summit"), ("later", "later on")]),
        Column("since", "Owed since", "since", "since", "day"),
        Column("days", "Days", "days", "days", "number", optional_on_phone=True),
        Column("letter", "Last letter", "letter", None, "day"),
        Column("turn", "Turn", "turn", None, "status"),
        Column("code", "Code", "pk", None, "code", shown=False),
    ),
    filters=(
        Filter("joined", "Joined", "joined", lambda: [("summit", "at the summit"), ("later", "later on")]),
        Filter("asked", "Asked", lambda rows, answer: [row for row in rows if bool(row["letter"]) == (answer == "yes")], lambda: ASKED),
        Filter("code", "Code", "pk"),
    ),
    search=("pk", "joined"),
    presets=(Preset("never", "Never asked", "asked=no"), Preset("all", "All", "")),
    order="country",
    actions=(("Write one letter to each", "/letters/new/", "letters.write"),),
    counted=ngettext_lazy("%(count)s country", "%(count)s countries", "count"),
    row_key="pk",
    empty="No list has been recorded.",
)  # fmt: skip


@dataclass(frozen=True)
class Clerk:
    """Somebody who has signed in and holds the rights named."""

    rights: frozenset[str] = field(default_factory=frozenset)
    key: str = "account:1"
    is_authenticated: bool = True
    is_active: bool = True

    def may(self, right: str, record: Any = None) -> bool:
        return right in self.rights

    def scope(self, right: str) -> Scope:
        return Scope(everything=right in self.rights)

    def __str__(self) -> str:
        return "O. Koval"


def asked(address: str, *rights: str) -> HttpRequest:
    """A request of a clerk with those rights."""
    request = RequestFactory().get(f"/countries/{address}")
    request.user = Clerk(frozenset(rights))  # pyright: ignore[reportAttributeAccessIssue] - any actor reads
    return request
