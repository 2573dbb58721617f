"""Words in which the promises of addresses are written: who holds which right, which addresses are asked, what is sent."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from tests.contracts.matrix import Address, Says
from tests.contracts.world import Person, Planted, World
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.models import Event

Addresses = Callable[[World], Iterable[Address]]


def holds(officer: str = "", lawyer: str = "", focal_point: str = "", administrator: str = "") -> Says:
    """A right of these reaches: "node", "country", "organisation" or none."""
    table = {"officer": officer, "lawyer": lawyer, "focal_point": focal_point, "administrator": administrator, "": ""}

    def has(person: Person, record: Planted | None) -> bool:
        reach = table[person.role]
        return bool(reach) and (record is None or person.reaches(record.concerns, reach))

    return has


def held(right: Says) -> Says:
    """The right is held over something, whatever the address names."""
    return lambda person, _record: right(person, None)


def each(label: str, *whats: str, then: Callable[[Planted], tuple[Any, ...]] = lambda one: (one.pk,)) -> Addresses:
    """The addresses of what was planted of a kind."""
    return lambda world: (Address(then(one), one) for one in world.of(label, *whats))


def asked(*queries: str) -> Addresses:
    """One page, asked in several ways."""
    return lambda _world: (Address(query=query) for query in ("", *queries))


def lists(*queries: str) -> Addresses:
    """A list as it opens, narrowed, and as its files."""
    return asked("?q=qzx", "?q=qzx&format=csv", "?format=csv", "?format=xlsx", *queries)


def sends(**values: Any) -> Callable[[World, Person, Address], dict[str, Any]]:
    """The same is sent by everybody."""
    return lambda _world, _person, _address: dict(values)


# The table of rights, in the words of the programme: an official reads it on the page "rights".
EDITS_REGISTRY = holds("country", "", "organisation", "node")
NAMES_INSTITUTIONS = holds("node", "", "", "node")
IMPORTS = holds("country", "", "", "node")
MERGES = holds("country", "", "", "node")
EDITS_PEOPLE = holds("country", "", "organisation", "node")
SEES_INSTRUMENTS = holds("country", "country", "organisation", "node")
RECORDS = holds("country", "country", "", "node")
DRAFTS = holds("country", "country", "organisation")
CLEARS = holds("", "country")
NEGOTIATES = holds("country", "", "organisation")
AGREES = holds("country", "country")
ACTS = holds("country", "", "organisation")
WAIVES = holds("", "country")
WRITES_LETTERS = holds("country", "country", "organisation")
SEES_LETTERS = holds("country", "country", "organisation", "node")


def of_the_host(person: Person, _record: Planted | None) -> bool:
    """What is the host's own: its officers', and the administrators'."""
    return person.role == "administrator" or person.is_of_the_host


CHASES = of_the_host
CLAIMS = of_the_host
BEGINS = holds("country", "", "", "node")
SEES_LEDGER = holds(administrator="node")
EDITS_ACCOUNTS = holds(administrator="node")


def signed_in(person: Person, _record: Planted | None) -> bool:
    """Whoever has signed in, whatever they hold."""
    return person.is_signed_in


def keeping(right: Says) -> Says:
    """The right is held over the side that drafted the text or keeps the record; of what nobody keeps, over the whole node."""

    def has(person: Person, record: Planted | None) -> bool:
        if record is None:
            return right(person, None)
        drafted_at = record.row.drafted_at
        country = drafted_at.country_id if drafted_at else ""
        own = frozenset(side for side in record.concerns if side[0] == country)
        return right(person, replace(record, concerns=own))

    return has


def keeps_up(person: Person, record: Planted | None) -> bool:
    """Whoever drafts keeps up what was made here; whoever records, what was made elsewhere."""
    if record is None:
        return DRAFTS(person, None) or RECORDS(person, None)
    return keeping(DRAFTS if record.row.origin == "here" else RECORDS)(person, record)


def is_(*whats: str) -> Callable[[Address], bool]:
    """Only these sorts of record take it."""
    return lambda address: address.record is not None and address.record.what in whats


def seen(address: Address) -> str:
    """What a form remembers of its record: the last event about it."""
    assert address.record is not None
    return str(Event.objects.filter(record=key_of(address.record.row)).order_by("-id").values_list("id", flat=True).first() or 0)


def own_organisation(world: World, person: Person) -> int:
    """The organisation of somebody; any, of somebody without one."""
    return person.side[1] if person.side else next(iter(world.organisations.values())).pk


def other_organisations(world: World, person: Person) -> list[int]:
    """Organisations in whose name this person does nothing: those of other sides; of other countries, for whoever has a whole country."""
    own = person.side or ("", 0)
    return [
        row.pk for row in world.organisations.values() if row.pk != own[1] and (person.role == "focal_point" or row.country_id != own[0])
    ][:3]
