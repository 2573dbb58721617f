"""The timeline of an instrument: what happened and when, and when we learned it, from the ledger."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.models import Event, Source
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.models import Act, Instrument
from twinward.programme.instruments.wording import MOVES, source_words

LAST_EVENTS = 200


@dataclass(frozen=True, slots=True)
class Happening:
    """One line: when it happened as far as that is known, what, who says so, and when it came on record."""

    day: Day | None
    what: str
    said_by: str
    learned_at: datetime
    is_illustrative: bool = False
    basis: str = ""


def history(instrument: Instrument, *, is_inside: bool) -> list[Happening]:
    """The last LAST_EVENTS events about an instrument read by `for_record`, the latest first. One query."""
    acts = {key_of(act): act for act in instrument.acts.all()}
    others = [*instrument.texts.all(), *instrument.links_down.all(), *instrument.waivers.all(), *instrument.parties.all()]
    keys = [key_of(instrument), *acts, *(key_of(other) for other in others)]
    events = Event.objects.filter(record__in=keys).order_by("-id")[:LAST_EVENTS]
    return [line for event in events if (line := _line(event, instrument, acts, is_inside))]


def _line(event: Event, instrument: Instrument, acts: dict[str, Act], is_inside: bool) -> Happening | None:
    if act := acts.get(event.record):
        what = act_words(act, is_inside=is_inside)
        return Happening(act.day, what, source_words(act.source), event.at, act.is_illustrative, act.get_basis_display())
    if not is_inside:
        return None
    return Happening(None, _event_words(event), "", event.at, instrument.is_illustrative)


def act_words(act: Act, *, is_inside: bool) -> str:
    """An act in a line: "Ukraine: signed, Viktor Liashko"."""
    did = str(act.get_kind_display()) if act.kind != ActKind.CORRECT or act.says_instead else gettext("struck out")
    said = f"{act.party}: {did}"
    return f"{said}, {act.signatory}" if act.signatory and is_inside else said


def _event_words(event: Event) -> str:
    facts: dict[str, Any] = event.facts
    label = event.record.partition(":")[0]
    said = {
        ("instruments.instrument", "add"): gettext("Record begun"),
        ("instruments.instrument", "change"): gettext("Record changed"),
        ("instruments.text", "add"): gettext("Text attached"),
        ("instruments.text", "change"): gettext("Text replaced"),
        ("instruments.link", "add"): gettext("Link recorded"),
        ("instruments.link", "change"): gettext("Link named"),
        ("instruments.party", "add"): gettext("Party added"),
        ("instruments.party", "change"): gettext("Party named"),
        ("instruments.waiver", "add"): gettext("Legal basis waived"),
    }.get((label, event.verb))
    if said is None:
        said = str(MOVES[event.verb][0]) if event.verb in MOVES else event.verb
    return f"{said}: {facts['reason']}" if facts.get("reason") else said


def sources_of(instrument: Instrument) -> Iterator[Source]:
    """Every source of the instrument, its acts and its links, once, by day."""
    rows: list[Any] = [instrument, *instrument.acts.all(), *instrument.links_down.all()]
    found = {row.source.pk: row.source for row in rows if row.source}
    yield from sorted(found.values(), key=lambda source: (source.not_after or date.max, source.pk))
