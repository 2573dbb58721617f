"""The table of rights: which role holds which right, how far it reaches. Read by the code and, on a page, by an official. No Django."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

OWN_ORGANISATION, OWN_COUNTRY, PROGRAMME, NODE = "own_organisation", "own_country", "programme", "node"
REACHES = (OWN_ORGANISATION, OWN_COUNTRY, PROGRAMME, NODE)

OFFICER, LAWYER, FOCAL_POINT, ADMINISTRATOR = "officer", "lawyer", "focal_point", "administrator"
ROLES = (OFFICER, LAWYER, FOCAL_POINT, ADMINISTRATOR)

LinkFault = Literal["guest_link_used", "guest_link_withdrawn", "question_closed", "guest_link_late"]


@dataclass(frozen=True, slots=True)
class Rule:
    """`role` holds `right` over records as far as `reach`."""

    right: str
    role: str
    reach: str


def _row(right: str, officer: str = "", lawyer: str = "", focal_point: str = "", administrator: str = "") -> Iterable[Rule]:
    reaches = {OFFICER: officer, LAWYER: lawyer, FOCAL_POINT: focal_point, ADMINISTRATOR: administrator}
    return (Rule(right, role, reach) for role, reach in reaches.items() if reach)


RIGHTS: tuple[Rule, ...] = (
    #     right                     officer      lawyer       focal point       administrator
    *_row("registry.see",           NODE,        NODE,        NODE,             NODE),
    *_row("registry.place",         OWN_COUNTRY, OWN_COUNTRY, OWN_COUNTRY,      NODE),
    *_row("registry.edit",          OWN_COUNTRY, "",          OWN_ORGANISATION, NODE),
    *_row("registry.name",          NODE,        "",          "",               NODE),
    *_row("registry.import",        OWN_COUNTRY, "",          "",               NODE),
    *_row("registry.merge",         OWN_COUNTRY, "",          "",               NODE),
    *_row("people.see",             OWN_COUNTRY, OWN_COUNTRY, OWN_ORGANISATION, NODE),
    *_row("people.edit",            OWN_COUNTRY, "",          OWN_ORGANISATION, NODE),
    *_row("instruments.see",        OWN_COUNTRY, OWN_COUNTRY, OWN_ORGANISATION, NODE),
    *_row("instruments.record",     OWN_COUNTRY, OWN_COUNTRY, "",               NODE),
    *_row("instruments.draft",      OWN_COUNTRY, OWN_COUNTRY, OWN_ORGANISATION),
    *_row("instruments.clear",      "",          OWN_COUNTRY),
    *_row("instruments.negotiate",  OWN_COUNTRY, "",          OWN_ORGANISATION),
    *_row("instruments.agree",      OWN_COUNTRY, OWN_COUNTRY),
    *_row("instruments.act",        OWN_COUNTRY, "",          OWN_ORGANISATION),
    *_row("instruments.waive",      "",          OWN_COUNTRY),
    *_row("letters.see",            OWN_COUNTRY, OWN_COUNTRY, OWN_ORGANISATION, NODE),
    *_row("letters.write",          OWN_COUNTRY, OWN_COUNTRY, OWN_ORGANISATION),
    *_row("twinning.see",           NODE,        NODE,        NODE,             NODE),
    *_row("twinning.chase",         PROGRAMME,   "",          "",               NODE),
    *_row("twinning.confirm",       PROGRAMME,   "",          "",               NODE),
    *_row("figures.claim",          OWN_COUNTRY, "",          "",               NODE),
    *_row("ledger.see",             "",          "",          "",               NODE),
    *_row("accounts.manage",        "",          "",          "",               NODE),
)  # fmt: skip

KNOWN_RIGHTS = frozenset(rule.right for rule in RIGHTS)


@dataclass(frozen=True, slots=True)
class Held:
    """A role held at an organisation of a country, from starts_on up to, not including, ends_before (None: open)."""

    role: str
    organisation: int
    country: str
    starts_on: date
    ends_before: date | None = None

    def on(self, day: date) -> bool:
        """Whether it is held on `day`."""
        return self.starts_on <= day and (self.ends_before is None or day < self.ends_before)


def reaches(right: str, held: Iterable[Held], *, today: date) -> tuple[bool, frozenset[str], frozenset[int], frozenset[str]]:
    """How far `right` reaches through the roles held today: (the whole node, countries, organisations, the countries whose programmes it covers).

    Raises KeyError for an unknown right.
    """
    if right not in KNOWN_RIGHTS:
        raise KeyError(right)
    table = {rule.role: rule.reach for rule in RIGHTS if rule.right == right}
    current = [one for one in held if one.on(today) and one.role in table]
    return (
        any(table[one.role] == NODE for one in current),
        frozenset(one.country for one in current if table[one.role] == OWN_COUNTRY),
        frozenset(one.organisation for one in current if table[one.role] == OWN_ORGANISATION),
        frozenset(one.country for one in current if table[one.role] == PROGRAMME),
    )


def link_fault(
    *, answered_at: datetime | None, withdrawn_at: datetime | None, expires_at: datetime, is_asked: bool, at: datetime
) -> LinkFault | Literal[""]:
    """Why a guest's link can no longer be answered at an instant; "" while it can. is_asked: its question is still open."""
    if answered_at is not None:
        return "guest_link_used"
    if withdrawn_at is not None:
        return "guest_link_withdrawn"
    if not is_asked:
        return "question_closed"
    return "guest_link_late" if expires_at <= at else ""


def granting_faults(new: Held, held: Iterable[Held]) -> Iterator[str]:
    """Why `new` may not be given to somebody who holds `held`: a role runs forward, and is held once at a time at one organisation."""
    if new.ends_before is not None and new.ends_before <= new.starts_on:
        yield "role_ends_before_it_begins"
    elif any(_same_role(one, new) and _overlap(one, new) for one in held):
        yield "role_held_already"


def ending_faults(one: Held, ends_before: date, administrators: Iterable[Held], *, today: date) -> Iterator[str]:
    """Why `one` may not end on `ends_before`: it ends after it began, once, and every day ahead keeps an administrator.

    administrators: every other administrator's role on the node, held by accounts that are open.
    """
    if one.ends_before is not None and one.ends_before <= ends_before:
        yield "role_has_ended"
    elif ends_before <= one.starts_on:
        yield "role_ends_before_it_begins"
    elif one.role == ADMINISTRATOR and leaves_a_day_alone(replace(one, starts_on=ends_before), administrators, today=today):
        yield "last_administrator"


def leaves_a_day_alone(gone: Held, administrators: Iterable[Held], *, today: date) -> bool:
    """Whether there is a day from today on, of those of `gone`, on which none of the others is an administrator."""
    others, day, end = list(administrators), max(gone.starts_on, today), gone.ends_before or date.max
    while day < end:
        holding = [other.ends_before or date.max for other in others if other.on(day)]
        if not holding:
            return True
        day = max(holding)
    return False


def _same_role(one: Held, other: Held) -> bool:
    return (one.role, one.organisation) == (other.role, other.organisation)


def _overlap(one: Held, other: Held) -> bool:
    return one.starts_on < (other.ends_before or date.max) and other.starts_on < (one.ends_before or date.max)
