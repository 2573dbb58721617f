"""The public log of corrections: what a claim, a settlement, a public act or a step of a list said before, what it says now, and why."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.days import Day, Known, happened_by
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.models import Event, Source
from twinward.foundation.kernel.publication import Gate
from twinward.foundation.kernel.wording import on_day
from twinward.outward.figures.catalogue import NAMES
from twinward.outward.figures.conflicts import about, touching
from twinward.outward.figures.forms import source_label
from twinward.outward.figures.models import Claim, Settlement
from twinward.outward.figures.said import said
from twinward.outward.figures.wording import OPERATORS, as_recorded, bare_amount
from twinward.programme.instruments.facts import InstrumentKind
from twinward.programme.instruments.models import Act, Instrument
from twinward.programme.instruments.publishing import published_words
from twinward.programme.twinning.models import ListStep, StepCorrection

#: The columns of a claim whose correction is told, and what they are called. The value, its unit and its operator are told as one.
TOLD: Mapping[str, Promise] = {
    "what": _("counts"),
    "scope": _("scope"),
    "said_of": _("as of"),
}

#: Figures that count memorandums or the institutions that these name.
OF_MEMORANDUMS = ("memorandums_signed", "institutions_with_sister")


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction. on: the day on which it was made. what: the parts that changed, each with its name, before and after."""

    on: date
    about: str
    what: tuple[tuple[str, str, str], ...]
    why: str


def corrections(gate: Gate, figure: str = "") -> list[Correction]:
    """Every correction of a public claim, of what settles a disagreement, of an act of a public instrument, or of a country's list, and every
    claim and public instrument that was struck out; newest first.

    None that was made after the last day of which the gate tells, and none that names a later day than that.
    figure: only what touches this one; then of no instrument.
    """
    struck = _of_struck_claims(gate, figure)
    found = [
        *_of_claims(gate, figure),
        *struck,
        *_of_settlements(gate, figure),
        *(() if figure else _of_acts(gate)),
        *_of_struck_instruments(gate, figure),
        *_of_steps(gate, figure),
    ]
    return sorted(found, key=lambda one: one.on, reverse=True)


def _of_claims(gate: Gate, figure: str) -> Iterator[Correction]:
    chosen = Claim.objects.filter(figure=figure) if figure else Claim.objects.all()
    told = {one.pk for one in said(chosen.select_related("source", "part_of"), gate.latest, gate)}
    claims = {key_of(claim): claim for claim in chosen.filter(pk__in=told).order_by("id")}
    events = list(Event.objects.filter(record__in=claims, verb="change").order_by("id"))
    sources = _sources(events)
    for event in events:
        claim, on = claims[event.record], timezone.localtime(event.at).date()
        before, after = event.facts.get("before", {}), event.facts.get("after", {})
        what = tuple(_differences(claim, before, after, sources))
        published = (sources[side["source"]].day for side in (before, after) if "source" in side)
        if what and on <= gate.latest and _may_be_told(gate, _day_of(claim, before), _day_of(claim, after), *published):
            yield Correction(on, str(NAMES.get(claim.figure, "-")), what, str(event.facts.get("reason", "")))


def _of_struck_claims(gate: Gate, figure: str) -> Iterator[Correction]:
    """That a claim was struck out which was told outside until then. Neither what it said nor why: nobody said so."""
    struck = Claim.every.filter(struck_on__lte=gate.latest, **({"figure": figure} if figure else {}))
    for claim in struck.select_related("source", "part_of").order_by("id"):
        if claim.struck_on and said([claim], gate.latest, gate):
            yield Correction(claim.struck_on, str(NAMES.get(claim.figure, "-")), (_struck_out(_("claim")),), "")


def _struck_out(what: Promise) -> tuple[str, str, str]:
    return str(what), str(_("told here")), str(_("struck out"))


def _sources(events: Iterable[Event]) -> Mapping[int, Source]:
    """The sources that changes of claims name, by their keys."""
    sides = (event.facts.get(side, {}) for event in events for side in ("before", "after"))
    named = {side["source"] for side in sides if "source" in side}
    return Source.objects.in_bulk(named) if named else {}


def _may_be_told(gate: Gate, *days: Day) -> bool:
    """Whether none of the days surely comes after the last of which the gate tells."""
    return all(happened_by(day, gate.latest).known is not Known.NO for day in days)


def _differences(
    claim: Claim, before: Mapping[str, Any], after: Mapping[str, Any], sources: Mapping[int, Source]
) -> Iterator[tuple[str, str, str]]:
    """What a change of the claim changed in public: the ledger's own columns, nothing else."""
    if {"value", "unit", "operator"} & after.keys():
        yield str(_("value")), _amount(claim, before), _amount(claim, after)
    if {"not_before", "not_after"} & after.keys():
        yield str(_("day")), on_day(_day_of(claim, before)), on_day(_day_of(claim, after))
    if "source" in after:
        yield str(_("source")), source_label(sources[before["source"]]), source_label(sources[after["source"]])
    for column, name in TOLD.items():
        if column in after:
            yield str(name), as_recorded(str(before.get(column, ""))) or "-", as_recorded(str(after[column])) or "-"


def _amount(claim: Claim, side: Mapping[str, Any]) -> str:
    value, unit, operator = (side.get(column, getattr(claim, column)) for column in ("value", "unit", "operator"))
    return str(OPERATORS[operator]).format(n=bare_amount(value, unit))


def _day_of(claim: Claim, side: Mapping[str, Any]) -> Day:
    first, last = side.get("not_before", str(claim.not_before or "")), side.get("not_after", str(claim.not_after or ""))
    return Day(*_ends(first, last))


def _ends(first: str | None, last: str | None) -> tuple[date | None, date | None]:
    return (date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None)


def _of_settlements(gate: Gate, figure: str) -> Iterator[Correction]:
    """Each settlement that took the place of another, once its day may be told."""
    anew = Settlement.objects.filter(conflict__in=touching(figure), replaces__isnull=False, settled_on__lte=gate.latest)
    for one in gate.passing(anew.select_related("conflict", "replaces").order_by("id")):
        if before := one.replaces:
            what = (str(_("what settles it")), _in_its_language(before, "explanation"), _in_its_language(one, "explanation"))
            yield Correction(one.settled_on, about(one.conflict), (what,), _in_its_language(one, "reason"))


def _in_its_language(settlement: Settlement, column: str) -> SafeString:
    return format_html('<span lang="{}">{}</span>', settlement.language, getattr(settlement, column))


def _of_acts(gate: Gate) -> Iterator[Correction]:
    """Each correction of an act of a public instrument. Why is told in the words of who may publish it, of nobody else: of another side that it
    corrected its act, not what it says about it.
    """
    public = {instrument.pk: instrument for instrument in gate.passing(Instrument.objects.public())}
    acts = list(gate.passing(Act.objects.filter(instrument__in=public).exclude(corrects=None).select_related("corrects").order_by("id")))
    added = Event.objects.filter(record__in=[key_of(act) for act in acts], verb="add").order_by("id").values_list("record", "by", "at")
    written = {record: (by, timezone.localtime(at).date()) for record, by, at in added}
    told = published_words(written.values())
    for act in acts:
        if (writing := written.get(key_of(act))) and (wrong := act.corrects) and gate.passes(wrong):
            on, after = writing[1], on_day(act.day) if act.says_instead else str(_("did not happen"))
            if on <= gate.latest and _may_be_told(gate, wrong.day, act.day):
                what = ((wrong.get_kind_display(), on_day(wrong.day), after),)
                yield Correction(on, public[act.instrument_id].called, what, act.why if writing in told else "")


def _of_struck_instruments(gate: Gate, figure: str) -> Iterator[Correction]:
    """That a public record was struck out which was told outside until then: its kind alone, since it never was so."""
    struck = Instrument.objects.public_once().filter(struck_on__lte=gate.latest).prefetch_related("acts").order_by("id")
    if figure:
        struck = struck.filter(kind=InstrumentKind.MEMORANDUM) if figure in OF_MEMORANDUMS else struck.none()
    for instrument in struck:
        if (on := instrument.struck_on) and _was_told(instrument, replace(gate, today=on)):
            yield Correction(on, capfirst(instrument.get_kind_display()), (_struck_out(_("record")),), "")


def _was_told(instrument: Instrument, gate: Gate) -> bool:
    """Whether the record stood outside on the gate's day: some act of it, where it has any, might be told by then."""
    acts = list(instrument.acts.all())
    return not acts or any(_may_be_told(gate, act.day) for act in acts)


def _of_steps(gate: Gate, figure: str) -> Iterator[Correction]:
    """Each step of a country's list that was struck out or corrected, once its days may be told; why is for the node's own people alone."""
    if figure not in ("", "lists_owed"):
        return
    rows = StepCorrection.objects.filter(corrected_on__lte=gate.latest).select_related("coverage", "step", "instead").order_by("id")
    for one in rows:
        wrong, right = one.step, one.instead
        if _is_told(gate, wrong) and (right is None or _is_told(gate, right)):
            after = on_day(right.day) if right else str(_("did not happen"))
            name = _("List of institutions, %(step)s") % {"step": wrong.get_kind_display()}
            yield Correction(one.corrected_on, str(one.coverage), ((name, on_day(wrong.day), after),), "")


def _is_told(gate: Gate, step: ListStep) -> bool:
    """Whether the step passes the gate, and is not known to have happened later than may be told."""
    return gate.passes(step) and (step.not_before is None or step.not_before <= gate.latest)
