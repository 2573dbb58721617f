"""Where sources disagree: one says, another says, and how both can be true."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.days import Day, Known, happened_by
from twinward.foundation.kernel.publication import Gate
from twinward.foundation.kernel.wording import country, number
from twinward.outward.figures.catalogue import NAMES, Figure
from twinward.outward.figures.models import Claim, Conflict
from twinward.outward.figures.said import Cited, Notes, Said, cited
from twinward.outward.figures.wording import amount, as_recorded, phrase


@dataclass(frozen=True, slots=True)
class Side:
    """What one side of a conflict says: words, the day of its figure where it has one, its notes."""

    words: str
    day: Day | None = None
    notes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A conflict as a page shows it. both: how both can be true. explanation: what settled it by the day of the page, "" when nothing had.

    language: that in which the explanation was written, ISO 639-1.
    """

    pk: int
    key: str
    about: str
    one: Side
    another: Side
    both: str
    explanation: str = ""
    language: str = ""
    settled_on: date | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the sides of a conflict can draw on: its claims, its sources in the order of recording, and the figure that it is about."""

    claims: Mapping[str, Said]
    sources: tuple[Cited, ...]
    figure: Figure | None
    notes: Notes

    def says(self, words: str | Promise, *claims: str) -> Side:
        """A side that rests on claims; "-" where one of them is not on record. `{a}`, `{b}` stand for their amounts."""
        found = [self.claims[key] for key in claims if key in self.claims]
        if len(found) < len(claims):
            return Side("-")
        values = {letter: amount(one) for letter, one in zip("abc", found, strict=False)}
        return Side(str(words).format(**values), found[0].day, self.notes.numbers(one.source for one in found))

    def tells(self, words: str | Promise, place: int) -> Side:
        """A side that rests on the source at `place`, not on a figure of its own."""
        return Side(str(words), None, self.notes.numbers(self.sources[place : place + 1]))


NOT_KNOWN = _("not known")
Sides = Callable[[Evidence], tuple[Side, Side]]


def _countries(has: Evidence) -> tuple[Side, Side]:
    names = sum(row.source == "moz-three-more" for row in has.figure.counted.rows) if has.figure and has.figure.counted else 0
    words = ngettext("{n} name, with {host}", "{n} names, with {host}", names + 1).format(
        n=number(names + 1), host=country(settings.NODE_COUNTRY)
    )
    return has.says(_("{a} joined"), "c01"), has.tells(words if names else "-", 1)


def _facilities(has: Evidence) -> tuple[Side, Side]:
    """The claim against the series of the same month."""
    one = has.claims.get("c08")
    series = [said for said in (has.figure.stated if has.figure else ()) if said.source.key == "moz-facility-series" and one]
    near = next((said for said in series if one and _share_a_month(said.day, one.day)), None)
    other = Side(gettext("{a}, the series").format(a=amount(near)), near.day, has.notes.numbers([near.source])) if near else Side("-")
    return has.says("{a}", "c08"), other


def _share_a_month(one: Day, other: Day) -> bool:
    return str(one)[:7] == str(other)[:7]


#: What is said of each conflict that we know: (about, the two sides, how both can be true).
WORDS: Mapping[str, tuple[Promise, Sides, Promise]] = {
    "countries": (_("Countries"), _countries, _("if the host is not counted; the two texts may also be different ones")),
    "institutions": (
        _("Institutions"),
        lambda has: (has.says(_("{a} with a sister"), "c04"), has.says(_("{a} in the programme"), "c12")),
        NOT_KNOWN,
    ),
    "memorandums": (
        _("Memorandums"),
        lambda has: (
            has.says(_("{a} memorandums with countries of the declaration"), "c02"),
            has.says(_("{a} agreements, and {b} institutions with a sister, one of them in Canada"), "c02b", "c04"),
        ),
        _("if each institution signed one text; whether the one with Canada is counted is not stated"),
    ),
    "facilities-damaged": (_("Facilities damaged"), _facilities, _("if the first is rounded up")),
    "committee": (
        _("Meeting in Astana"),
        lambda has: (
            has.tells(_("the Regional Committee, 20–29 October 2023"), 0),
            has.tells(_("its Standing Committee, end of October 2023"), 1),
        ),
        _("if these are two meetings"),
    ),
    "agreement-2025": (
        _("Agreement of 2025"),
        lambda has: (has.tells(_("a new agreement"), 0), has.tells(_("an updated one"), 1)),
        _("if it replaces an earlier text"),
    ),
    "regions": (
        _("Regions"),
        lambda has: (has.says(_("{a}, the ministry"), "c12b"), has.says(_("{a}, the president's office, same seminar"), "c12c")),
        NOT_KNOWN,
    ),
}


def touching(figure: str = "") -> QuerySet[Conflict]:
    """The conflicts that stand and touch a figure, directly or through a claim that stands; all of them for none."""
    touched = Claim.objects.filter(figure=figure).values("conflicts")
    standing = Conflict.objects.standing()
    return standing.filter(Q(figure=figure) | Q(pk__in=touched)) if figure else standing


def disagreements(
    figures: Mapping[str, Figure], asked: date, gate: Gate, notes: Notes, *, about: str = "", only: Conflict | None = None
) -> list[Disagreement]:
    """Every conflict that was known by a day, in the order of recording. A conflict about figures waits until both had been stated.

    about: the key of a figure that it must touch, directly or through a claim; empty for all. only: this one. figures: the whole catalogue.
    """
    chosen = touching(about).filter(pk=only.pk) if only else touching(about)
    every = Prefetch("claims", Claim.every.order_by("id"))
    found = chosen.prefetch_related(every, "sources", "settlements").order_by("id")
    claims = {one.key: one for figure in figures.values() for one in figure.stated}
    return [told for conflict in found if (told := _told(conflict, figures, claims, asked, gate, notes))]


def _told(
    conflict: Conflict, figures: Mapping[str, Figure], claims: Mapping[str, Said], asked: date, gate: Gate, notes: Notes
) -> Disagreement | None:
    struck = [one for one in conflict.claims.all() if one.struck_on]
    kept = [source for source in gate.passing(conflict.sources.all()) if source.pk not in {one.source_id for one in struck}]
    sources = sorted(kept, key=lambda source: (source.not_after is None, source.not_after, source.pk))
    involved = [one.key for one in gate.passing(conflict.claims.all()) if one not in struck]
    if any(key not in claims for key in involved) or any(happened_by(source.day, asked).known is Known.NO for source in sources):
        return None
    has = Evidence(
        {key: claims[key] for key in involved}, tuple(cited(source, gate) for source in sources), figures.get(conflict.figure), notes
    )
    heading, (one, another), both = _in_words(conflict, has, is_whole=not struck)
    told = Disagreement(conflict.pk, conflict.key, heading, one, another, both)
    standing = [one for one in gate.passing(conflict.settlements.all()) if one.settled_on <= asked]
    return replace(told, **gate.tell(standing[-1], "explanation", "language", "settled_on")) if standing else told


def about(conflict: Conflict) -> str:
    """What a conflict is about; "-" where nothing on record says so."""
    return str(WORDS[conflict.key][0] if conflict.key in WORDS else NAMES.get(conflict.figure, "-"))


def _in_words(conflict: Conflict, has: Evidence, *, is_whole: bool) -> tuple[str, tuple[Side, Side], str]:
    """What it is about, its two sides, and how both can be true. The words that we know for it need all of its claims: is_whole."""
    if conflict.key in WORDS and is_whole:
        _about, sides, both = WORDS[conflict.key]
        return about(conflict), sides(has), str(both)
    return about(conflict), _in_general(has), str(NOT_KNOWN)


def _in_general(has: Evidence) -> tuple[Side, Side]:
    """The sides of a conflict for which nobody has found words yet: the claims as they stand, else the sources."""
    sides = [
        Side(format_html("{} ({})", amount(one), as_recorded(one.what)), one.day, has.notes.numbers([one.source]))
        for one in has.claims.values()
    ]
    sides += [Side(phrase(source.publisher), None, has.notes.numbers([source])) for source in _silent(has)]
    first, second, *_rest = [*sides, Side("-"), Side("-")]
    return first, second


def _silent(has: Evidence) -> Iterable[Cited]:
    spoken = {one.source.key for one in has.claims.values()}
    return (source for source in has.sources if source.key not in spoken)
