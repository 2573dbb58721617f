"""Pages of the figures: the catalogue, and each figure with its rows, its claims, its citation and its downloads. They need no account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from twinward.foundation.kernel.actors import PUBLIC, Actor
from twinward.foundation.kernel.alphabet import alphabetical
from twinward.foundation.kernel.asked import asked_day, file_refused
from twinward.foundation.kernel.days import Known, parse_day
from twinward.foundation.kernel.keys import RecordKey
from twinward.foundation.kernel.measures import OWN_CONCLUSIONS, Row
from twinward.foundation.kernel.models import BASES, Source
from twinward.foundation.kernel.one_reading import one_reading
from twinward.foundation.kernel.publication import Gate
from twinward.foundation.kernel.wording import country
from twinward.outward.figures import catalogue as figures_of
from twinward.outward.figures.books import told_alone
from twinward.outward.figures.catalogue import KEYS, Figure
from twinward.outward.figures.conflicts import disagreements
from twinward.outward.figures.corrections import corrections
from twinward.outward.figures.downloads import as_document, as_table
from twinward.outward.figures.models import Claim
from twinward.outward.figures.said import Cited, Notes, Said, cited
from twinward.outward.figures.series import drawn, table
from twinward.outward.figures.struck import struck_out
from twinward.outward.figures.wording import amounts, as_recorded, phrase

CLAIM = "figures.claim"
FILES = ("csv", "json")
BETWEEN = " – "  # stands between the sides of an instrument that has no title of its own


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row of the drill-down in the reader's words. url: the record's page, for somebody who may open it.

    registered: the name that it is registered under, where the reader's language calls it otherwise.
    """

    label: str
    registered: str
    url: str
    known: str
    day: Any
    basis: str
    why: str
    note: int | None
    is_documented: bool
    is_concluded: bool
    counts_as: int


@dataclass(frozen=True, slots=True)
class ClaimShown:
    """A claim of the table in the reader's words. said_of: the source's own words for its day, empty when there are none."""

    pk: int
    amounts: str
    what: str
    scope: str
    said_of: str
    day: Any
    note: int
    part_of: str


def reader(request: HttpRequest) -> Actor:
    """Who reads: the account, or the public."""
    return cast(Actor, request.user) if request.user.is_authenticated else PUBLIC


@require_safe
@one_reading()
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every figure of the catalogue on a day, its two books apart."""
    gate = Gate.now()
    asked = asked_day(request, gate.latest)
    day = gate.asked(asked.day)
    found = figures_of.told_figures(day, gate)
    if request.GET.get("format") in FILES:
        return file_refused(asked) or _file(request, "figures", found, day, gate)
    notes = Notes()
    shown = [(one, told_alone(one, notes, gate)) for one in found.values()]
    conflicts = disagreements(found, day, gate, notes)
    context = {"figures": shown, "conflicts": conflicts, "sources": notes.numbered()}
    return _answer(request, "figures/catalogue.html", context, day, asked)


@require_safe
@one_reading()
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """One figure on a day: the sentence, the rows that make up its value, the claims, what disagrees with it; as a page, CSV or JSON."""
    if key not in KEYS:
        raise Http404(key)
    gate = Gate.now()
    asked = asked_day(request, gate.latest)
    day = gate.asked(asked.day)
    found = figures_of.told_figures(day, gate)
    if request.GET.get("format") in FILES:
        return file_refused(asked) or _file(request, key, {key: found[key]}, day, gate)
    return _answer(request, "figures/figure.html", _drill_down(found[key], found, gate, reader(request)), day, asked)


def _file(request: HttpRequest, name: str, found: dict[str, Figure], day: date, gate: Gate) -> HttpResponse:
    return as_table(name, found.values(), day, gate) if request.GET["format"] == "csv" else JsonResponse(as_document(found, day))


def _drill_down(one: Figure, found: dict[str, Figure], gate: Gate, actor: Actor) -> dict[str, Any]:
    notes = Notes()
    told = told_alone(one, notes, gate)
    numbers = {key: notes.number(source) for key, source in _sources_of(one, gate).items()}
    why = _said_of_all(_rows(one))
    rows = [_row(row, numbers.get(row.source), actor, "" if why else row.why) for row in _rows(one)]
    claims = [_claim(said, notes) for said in one.stated]
    plots = drawn([one])
    return {
        "figure": one,
        "told": told,
        "rows": _in_order(rows),
        "why": phrase(why),
        "with_several": any(row.counts_as > 1 for row in rows),
        "with_registered": any(row.registered for row in rows),
        "claims": claims,
        "struck_claims": struck_out(one.key) if actor.may(CLAIM, Claim()) else [],
        "plots": plots,
        "table": table([one]) if plots else None,
        "conflicts": disagreements(found, one.as_of, gate, notes, about=one.key),
        "corrections": corrections(gate, one.key),
        "sources": notes.numbered(),
    }


def _rows(one: Figure) -> tuple[Row, ...]:
    return one.counted.rows if one.counted else ()


def _sources_of(one: Figure, gate: Gate) -> dict[str, Cited]:
    """The sources of the rows by their keys, in the order of the rows."""
    found = {source.key: cited(source, gate) for source in Source.objects.filter(key__in={row.source for row in _rows(one)})}
    return {row.source: found[row.source] for row in _rows(one) if row.source in found}


def _said_of_all(rows: Sequence[Row]) -> str:
    """The ground that all rows share, to be said once; empty when they differ."""
    grounds = {row.why for row in rows}
    return grounds.pop() if len(grounds) == 1 else ""


def _in_order(rows: list[RowShown]) -> list[RowShown]:
    """Those that count first, by name in the reader's alphabet."""
    places = {label: place for place, label in enumerate(alphabetical({row.label for row in rows}))}
    return sorted(rows, key=lambda row: (row.known != Known.YES, places[row.label]))


def _row(row: Row, note: int | None, actor: Actor, why: str) -> RowShown:
    own = row.labels.get((get_language() or "").partition("-")[0]) or phrase(row.label)
    label = country(row.country) if row.country and row.label == row.country else own
    registered = _registered(row.label, own) if row.labels else ""
    basis = next((str(words) for code, words in BASES if code == row.basis), "-")
    concluded = row.basis in OWN_CONCLUSIONS
    return RowShown(
        label,
        registered,
        _page_of(row, actor),
        row.known.value,
        parse_day(row.day),
        basis,
        phrase(why),
        note,
        row.is_documented,
        concluded,
        row.counts_as,
    )


def _registered(recorded: str, called: str) -> str:
    """The name on record, where the reader's language calls it otherwise. A side that is only described is registered nowhere, so it is told in
    the reader's words, and alone not again.
    """
    told = BETWEEN.join(phrase(side) for side in recorded.split(BETWEEN))
    return told if told != called else ""


def _page_of(row: Row, actor: Actor) -> str:
    """The page of the record behind a row; empty for the public, and where there is none."""
    if actor is PUBLIC:
        return ""
    label, pk = RecordKey.parse(row.record)
    name, argument = {
        "twinning.coverage": ("country", row.country),
        "instruments.instrument": ("instrument", pk),
        "registry.organisation": ("organisation", pk),
    }.get(label, ("", pk))
    try:
        return reverse(name, args=[argument])
    except NoReverseMatch:
        return ""


def _claim(said: Said, notes: Notes) -> ClaimShown:
    part = gettext("part of another figure here") if said.part_of else ""
    return ClaimShown(
        said.pk,
        amounts([said]),
        as_recorded(said.what),
        as_recorded(said.scope),
        as_recorded(said.said_of),
        said.day,
        notes.number(said.source),
        part,
    )


def _answer(request: HttpRequest, template: str, context: dict[str, Any], day: Any, asked: Any) -> HttpResponse:
    actor = reader(request)
    frame = {
        "base": "site/public.html" if actor is PUBLIC else "site/base.html",
        "as_of": day,
        "day": day.isoformat(),
        "asked": asked,
        "today": timezone.localdate(),
        "may_claim": actor.may(CLAIM, Claim()),
        "permanent": request.build_absolute_uri(f"{request.path}?as-of={day.isoformat()}"),
    }
    response = render(request, template, context | frame)
    response["Cache-Control"] = "private, no-cache" if actor is PUBLIC else "private, no-store"
    return response
