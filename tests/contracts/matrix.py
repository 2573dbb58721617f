"""The rights matrix: every address asked by everybody in every way, and the four things by which a wrong answer is known."""

import difflib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db import transaction
from django.urls import reverse

from tests.contracts.asking import Answer, Asker, Write, forget, once
from tests.contracts.planting import STRANGER, plant_side
from tests.contracts.world import Person, Planted, World
from tests.counts import is_deep

ORACLES = ("status", "canary", "write", "interference")
KEPT_BY_NOBODY = "Cache-Control: private, no-store"
OTHER_METHODS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE")


class Finding(NamedTuple):
    """Something that is wrong. oracle: one of ORACLES. name: the promise that was broken; about: of which record, if of one."""

    oracle: str
    name: str
    about: str
    who: str
    told: str

    def __str__(self) -> str:
        return f"[{self.oracle}] {self.name}{self.about and f' of {self.about}'} asked by {self.who}: {self.told}"


@dataclass(frozen=True, slots=True)
class Address:
    """One address to be asked: its arguments, and the record that they name (None: none)."""

    arguments: tuple[Any, ...] = ()
    record: Planted | None = None
    query: str = ""

    def relation(self, person: Person) -> str:
        """Whose the record is, seen from a person: "own", "shared" (another side's), "sister" (of the same country), "foreign"; "" when nobody's."""
        if self.record is None:
            return ""
        sides = self.record.concerns | self.record.audience.sides
        if self.record.audience.account:
            return "own" if self.record.audience.account == person.name else "foreign"
        if not sides or person.side is None:
            return ""
        if person.side in sides:
            return "own" if not self.record.concerns or person.side in self.record.concerns else "shared"
        return "sister" if person.side[0] in {country for country, _organisation in sides} else "foreign"

    def sort(self, person: Person) -> tuple[Any, ...]:
        """What makes it another question than that of another address."""
        if self.record is None:
            return (*self.arguments, self.query)
        words = (one for one in self.arguments if isinstance(one, str) and len(one) < 20)
        query = "" if self.query.endswith(f"={self.record.pk}") else self.query
        return (self.record.label, self.record.what, self.relation(person), *words, query)


class Read(NamedTuple):
    """What somebody was told at an address, without what differs each time."""

    person: Person
    name: str
    address: Address
    told: bytes


Says = Callable[[Person, Planted | None], bool]


@dataclass(frozen=True, slots=True)
class Expected:
    """What a route promises. One that makes several promises stands under its name and a word each ("instrument-move submit").

    addresses: which of its addresses are asked. opens: who gets the page, besides having to see the record. is_public: one need not sign in.
    writes: what may be sent to it, in words of the form; None: nothing ever. sends: who may, besides having to see the record. takes: of
    which records at all (their state allows it). posts_only: GET is no page (405). keeps: tables that reading may write to, and why.
    offers: names that its form has on no page that is asked for. forged: what nobody's form offers them, so that it is refused.
    """

    addresses: Callable[[World], Iterable[Address]] = lambda _world: (Address(),)
    opens: Says = lambda _person, _record: True
    is_public: bool = False
    writes: Callable[[World, Person, Address], dict[str, Any]] | None = None
    sends: Says | None = None
    takes: Callable[[Address], bool] = lambda _address: True
    posts_only: bool = False
    answers: frozenset[int] = frozenset({200})
    keeps: dict[str, str] = field(default_factory=dict)
    shows: frozenset[tuple[str, str]] = frozenset()
    has_key: bool = True
    changes: bool = True
    form_at: Callable[[Address], str] | None = None
    offers: frozenset[str] = frozenset()
    forged: Callable[[World, Person, Address], Iterable[dict[str, Any]]] = lambda _world, _person, _address: ()


def difference(before: bytes, after: bytes) -> str:
    """Where two answers part, with a few words around it."""
    lines = difflib.unified_diff(
        before.decode(errors="replace").splitlines(), after.decode(errors="replace").splitlines(), n=0, lineterm=""
    )
    return " ".join(line.strip() for line in lines if line[:3] not in ("---", "+++"))[:300]


class Matrix:
    """All that is asked of some routes, and what is wrong with the answers."""

    def __init__(self, world: World, expected: dict[str, Expected]) -> None:
        self.world, self.expected, self.asker = world, expected, Asker(world)
        self.asked = 0

    def findings(self, names: Iterable[str], people: Collection[str] = ()) -> Iterator[Finding]:
        """What is wrong with these routes when some people, or all, ask for them, one thing after the other."""
        for name in names:
            cache.clear()
            for person in self.world.people.values() if not people else map(self.world.people.__getitem__, people):
                seen = set[str]()
                for address in self.chosen(name, person):
                    is_first = (relation := address.relation(person)) not in seen and (is_deep() or not seen)
                    seen.add(relation)
                    yield from self._reading(name, address, person)
                    yield from self._writing(name, address, person)
                    if is_first:
                        yield from self._otherwise(name, address, person)

    def chosen(self, name: str, person: Person) -> list[Address]:
        """Of all addresses of a route, one for each sort of record that is the person's own, a sister's and a stranger's."""
        found = {address.sort(person): address for address in reversed(list(self.expected[name].addresses(self.world)))}
        return list(reversed(found.values()))

    def url(self, name: str, address: Address) -> str:
        return reverse(name.partition(" ")[0], args=address.arguments) + address.query

    def sees(self, name: str, address: Address, person: Person) -> bool:
        """Whether the record that the address names is there for this person."""
        expected = self.expected[name]
        if not person.is_signed_in and not expected.is_public:
            return False
        return address.record is None or address.record.audience.has(person)

    def _reading(self, name: str, address: Address, person: Person, method: str = "GET") -> Iterator[Finding]:
        answer = self._ask(person, method, name, address)
        yield from self._status(name, address, person, method, answer, self._reading_status(name, address, person))
        yield from self._canaries(name, address, person, method, answer)
        for write in answer.writes:
            if write.table not in self.expected[name].keeps:
                yield self._finding("write", name, address, person, f"{method} wrote to {write.table}")
        if person.is_signed_in and KEPT_BY_NOBODY not in answer.headers.splitlines():
            yield self._finding("canary", name, address, person, f"{method} may be kept by somebody on the way")
        if method == "HEAD" and answer.body:
            yield self._finding("canary", name, address, person, "HEAD answered with a body")

    def _reading_status(self, name: str, address: Address, person: Person) -> frozenset[int]:
        expected = self.expected[name]
        if expected.posts_only:
            return frozenset({405}) | (frozenset({302}) if not expected.is_public and not person.is_signed_in else frozenset())
        if not person.is_signed_in and not expected.is_public:
            return frozenset({302})
        if not self.sees(name, address, person):
            return self._unseen(name, person)
        if not expected.opens(person, address.record):
            return frozenset({403})
        return expected.answers

    def _unseen(self, name: str, person: Person) -> frozenset[int]:
        """A record that may not be seen is not there; whoever lacks the right altogether may be told so before anybody looks for it."""
        return frozenset({404} if self.expected[name].opens(person, None) else {404, 403})

    def _writing(self, name: str, address: Address, person: Person) -> Iterator[Finding]:
        expected = self.expected[name]
        if address.query:
            return
        if expected.writes is None:
            answer = self._ask(person, "POST", name, address, once())
            yield from self._nothing_done(name, address, person, "POST", answer)
            return
        data = expected.writes(self.world, person, address)
        answer = self._ask(person, "POST", name, address, data | once())
        if self.may_send(name, address, person):
            yield from self._status(name, address, person, "POST", answer, frozenset({302}))
            if bool(self._kept(answer)) != expected.changes:
                yield self._finding(
                    "write", name, address, person, f"POST answered {answer.status} and wrote {[write.table for write in answer.writes]}"
                )
            yield from self._canaries(name, address, person, "POST", answer)
        else:
            yield from self._nothing_done(name, address, person, "POST", answer)
            yield from self._why_refused(name, address, person, answer)
        for forged in expected.forged(self.world, person, address):
            answer = self._ask(person, "POST", name, address, data | forged | once())
            yield from self._nothing_done(name, address, person, f"POST with forged {sorted(forged)}", answer)

    def may_send(self, name: str, address: Address, person: Person) -> bool:
        """Whether what this person sends is done."""
        expected = self.expected[name]
        sends = expected.sends or expected.opens
        return (
            expected.writes is not None and self.sees(name, address, person) and sends(person, address.record) and expected.takes(address)
        )

    def _why_refused(self, name: str, address: Address, person: Person, answer: Answer) -> Iterator[Finding]:
        expected = self.expected[name]
        if not person.is_signed_in and not expected.is_public:
            wanted = frozenset({302})
        elif not self.sees(name, address, person):
            wanted = self._unseen(name, person)
        elif not (expected.sends or expected.opens)(person, address.record):
            wanted = frozenset({403, 404}) if expected.opens(person, address.record) else frozenset({403})
        else:
            wanted = (expected.answers - {200, 302}) or frozenset({409, 410, 422})
        yield from self._status(name, address, person, "POST", answer, wanted)

    @staticmethod
    def _kept(answer: Answer) -> list[Write]:
        """What was written but for sessions and the keys of forms."""
        return [write for write in answer.writes if write.table not in ("django_session", "kernel_formkey")]

    def _nothing_done(self, name: str, address: Address, person: Person, how: str, answer: Answer) -> Iterator[Finding]:
        """Nothing is written, whatever the answer; an address that leads elsewhere may remember that a form was sent to it."""
        remembers = ("kernel_formkey",) if 302 in self.expected[name].answers else ()
        for write in answer.writes:
            if write.table not in remembers:
                yield self._finding("write", name, address, person, f"{how} was answered {answer.status} and wrote to {write.table}")
        if answer.status >= 500:
            yield self._finding("status", name, address, person, f"{how} answered {answer.status} {answer.error}")
        yield from self._canaries(name, address, person, how, answer)

    def _otherwise(self, name: str, address: Address, person: Person) -> Iterator[Finding]:
        """The address asked in other ways than a browser does: of each relation to a record, at the gate of the first."""
        for method in self._other_methods(name, person):
            if method == "HEAD":
                yield from self._reading(name, address, person, method)
            elif not address.query:
                yield from self._nothing_done(name, address, person, method, self._ask(person, method, name, address))
        if address.query:
            return
        expected = self.expected[name]
        if expected.writes is not None and expected.has_key:
            answer = self._ask(person, "POST", name, address, expected.writes(self.world, person, address))
            yield from self._nothing_done(name, address, person, "POST without a key", answer)

    def _other_methods(self, name: str, person: Person) -> Sequence[str]:
        """All in a deep run; at the gate each person tries one, so that every address meets each of them once."""
        turn = list(self.world.people).index(person.name) + list(self.expected).index(name)
        return OTHER_METHODS if is_deep() else (OTHER_METHODS[turn % len(OTHER_METHODS)],)

    def _ask(self, person: Person, method: str, name: str, address: Address, data: dict[str, Any] | None = None) -> Answer:
        self.asked += 1
        return self.asker.ask(person, method, self.url(name, address), data)

    def _status(
        self, name: str, address: Address, person: Person, method: str, answer: Answer, wanted: frozenset[int]
    ) -> Iterator[Finding]:
        if answer.status not in wanted:
            told = f"{answer.location} {answer.error} {answer.complaint}".strip()
            said = f"{method} {self.url(name, address)} answered {answer.status}, not {sorted(wanted)}: {told}"
            yield self._finding("status", name, address, person, said)

    def _canaries(self, name: str, address: Address, person: Person, method: str, answer: Answer) -> Iterator[Finding]:
        for mark in sorted(self.world.marked(answer.text)):
            planted, column = self.world.owner[mark]
            if not planted.shows(column, person) and (planted.label, column) not in self.expected[name].shows:
                yield self._finding("canary", name, address, person, f"{method} {self.url(name, address)} shows {column} of {planted}")

    def _finding(self, oracle: str, name: str, address: Address, person: Person, told: str) -> Finding:
        return Finding(oracle, name, str(address.record or ""), person.name, told)

    def interferences(self, names: Iterable[str], people: Collection[str] = ()) -> list[Finding]:
        """Answers that change when a stranger has twice as many records, of which the reader sees none; of some people, or of all others."""
        before = list(self.readings(list(names), people))
        with self.doubled():
            again = [(read, self._ask(read.person, "GET", read.name, read.address).masked) for read in before]
        return [
            self._finding("interference", read.name, read.address, read.person, difference(read.told, told))
            for read, told in again
            if told != read.told
        ]

    def readings(self, names: Iterable[str], people: Collection[str] = ()) -> Iterator[Read]:
        """What others than the stranger read, one address for each list and each relation to a record."""
        forget()
        for person in self.others():
            for name in names if not people or person.name in people else ():
                few = {(address.relation(person), address.query): address for address in self.chosen(name, person)}
                for address in few.values():
                    yield Read(person, name, address, self._ask(person, "GET", name, address).masked)

    def doubled(self) -> AbstractContextManager[None]:
        """The stranger has twice as many records meanwhile."""
        return self.with_more(lambda: plant_side(self.world, STRANGER[2], is_double=True))

    @contextmanager
    def with_more(self, plant: Callable[[], None]) -> Iterator[None]:
        """What is planted is there meanwhile, and nothing is remembered of the time before; afterwards all is as it was."""
        planted, owner = list(self.world.planted), dict(self.world.owner)
        point = transaction.savepoint()
        try:
            plant()
            forget()
            yield
        finally:
            transaction.savepoint_rollback(point)
            transaction.savepoint_commit(point)
            self.world.planted, self.world.owner = planted, owner
            forget()

    def others(self) -> list[Person]:
        """Everybody who sees nothing of a stranger's records."""
        stranger = self.world.people[STRANGER[0]]
        return [one for one in self.world.people.values() if one.role != "administrator" and one.name != stranger.name]
