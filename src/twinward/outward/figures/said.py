"""What was said in public, as pages tell it: plain values that passed the publication gate, with the source of each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from twinward.foundation.kernel.days import Day, Known, happened_by
from twinward.foundation.kernel.models import Source
from twinward.foundation.kernel.publication import Gate
from twinward.outward.figures.models import Claim


@dataclass(frozen=True, slots=True)
class Cited:
    """A source as it is cited. day: when it was published, as far as known. url: empty, or an address of the web."""

    key: str
    publisher: str
    day: Day
    speaker: str = ""
    speaker_role: str = ""
    citing: str = ""
    url: str = ""
    note: str = ""

    def __str__(self) -> str:
        return self.publisher


@dataclass(frozen=True, slots=True)
class Said:
    """A claim. known: whether it had been said on the day asked about, yes or not known; one that had surely not been is not told.

    value: whole minor units when `unit` is an ISO 4217 currency, else a whole number. part_of: the key of the claim that contains it.
    """

    pk: int
    key: str
    figure: str
    what: str
    scope: str
    operator: str
    value: int
    unit: str
    said_of: str
    day: Day
    source: Cited
    part_of: str
    part_of_basis: str
    known: Known


def cited(source: Source, gate: Gate) -> Cited:
    """A source as it may be told. An address that is not of the web is left out."""
    told = gate.tell(source, "key", "publisher", "speaker", "speaker_role", "citing", "url", "note")
    if not told["url"].startswith(("https://", "http://")):
        told["url"] = ""
    return Cited(day=source.day, **told)


def said(claims: Iterable[Claim], asked: date, gate: Gate) -> tuple[Said, ...]:
    """The claims that may have been made by a day, about it or before, in their order; they come with source and what they are part of."""
    return tuple(_said(claims, asked, gate))


def _said(claims: Iterable[Claim], asked: date, gate: Gate) -> Iterator[Said]:
    for claim in gate.passing(claims):
        if claim.source is None or (known := _known(claim.day, claim.source.day, asked, gate.today)) is Known.NO:
            continue
        told = gate.tell(claim, "key", "figure", "what", "scope", "operator", "value", "unit", "said_of", "part_of_basis")
        whole = claim.part_of.key if claim.part_of and claim.part_of.struck_on is None else ""
        yield Said(pk=claim.pk, day=claim.day, source=cited(claim.source, gate), part_of=whole, known=known, **told)


def _known(day: Day, published: Day, asked: date, today: date) -> Known:
    """Whether the day of a figure had come by the day asked about; no where it was surely published later.

    One that was reached "by" a day, or over a period, is a figure of its last day: nobody says so of an earlier one. One without a last day
    is of no day to come.
    """
    if happened_by(published, asked).known is Known.NO:
        return Known.NO
    if day.not_after is not None:
        return happened_by(Day.on(day.not_after), asked).known
    return happened_by(Day(day.not_before, max(today, day.not_before or today)), asked).known


@dataclass(slots=True)
class Notes:
    """The sources of a page, numbered from 1 in the order in which they were first named."""

    sources: dict[str, Cited] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)

    def number(self, source: Cited) -> int:
        """The number of a source on this page, its next one when it was not named before."""
        self.sources.setdefault(source.key, source)
        return self._numbers.setdefault(source.key, len(self._numbers) + 1)

    def numbers(self, sources: Iterable[Cited]) -> tuple[int, ...]:
        """The numbers of several, each once, from the lowest."""
        return tuple(sorted({self.number(source) for source in sources}))

    def numbered(self) -> list[tuple[int, Cited]]:
        """Every source of the page with its number, in that order."""
        return [(self.number(source), source) for source in self.sources.values()]
