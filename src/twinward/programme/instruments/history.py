"""The timeline of an instrument: what happened and when, and when we learned it, from the ledger."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.models import Event, Source
from twinward.foundation.kernel.timeline import Changed, Moment, timeline
from twinward.foundation.kernel.values_told import field_of, label_of
from twinward.foundation.kernel.wording import capfirst
from twinward.programme.instruments.evidence import signatory_of
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.lifecycle import ANSWERS, BETWEEN_SIDES
from twinward.programme.instruments.models import Act, Instrument, Link, Party, Waiver
from twinward.programme.instruments.partner import guests_called
from twinward.programme.instruments.wording import MOVES, source_words


@dataclass(frozen=True, slots=True)
class Happening:
    """One line: when it happened as far as that is known, what, who says so, who wrote it down and when; values that it changed; where more is told of it."""

    day: Day | None
    what: str
    said_by: str
    learned_at: datetime
    is_illustrative: bool
    basis: str = ""
    who: str = ""
    changes: tuple[Changed, ...] = ()
    url: str = ""
    verb: str = ""
    reason: str = ""


def history(
    instrument: Instrument,
    account: Actor,
    *,
    is_inside: bool,
    keeps: bool,
    struck: Iterable[Party] = (),
    withdrawn: Iterable[Waiver] = (),
) -> list[Happening]:
    """The latest events about an instrument read by `for_record`, the last learned first.

    To the side that keeps it all of them, to another of its sides its acts and what passed between both, to others only its acts.
    struck: its parties that were struck out, whose lines name them. withdrawn: its waivers that were.
    """
    acts = {key_of(act): act for act in instrument.acts.all()}
    others = [
        *instrument.texts.all(),
        *instrument.every_link_down.all(),
        *instrument.waivers.all(),
        *instrument.parties.all(),
        *struck,
        *withdrawn,
    ]
    about = [instrument, *others] if keeps else [instrument] if is_inside else []
    keys = [*acts, *(key_of(other) for other in about)]
    rows = list(Event.objects.filter(record__in=keys).values_list("id", "record", "verb", "by"))
    events = {event: (record, verb) for event, record, verb, _by in rows}
    called = guests_called(by for *_event, by in rows) if is_inside else {}
    by_guests = {event: called[by] for event, _record, _verb, by in rows if by in called}
    moments = timeline(keys, account, is_inside=is_inside)
    if not keeps:
        moments = list(_between_sides(moments, events, acts))
    gone = {key_of(party): str(party) for party in struck}
    lines = ((moment.event, _line(moment, events[moment.event], instrument, acts, gone, is_inside)) for moment in moments)
    return [replace(line, who=by_guests.get(event, line.who)) for event, line in lines if line]


def _between_sides(moments: Iterable[Moment], events: Mapping[int, tuple[str, str]], acts: Mapping[str, Act]) -> Iterator[Moment]:
    """Acts, and what of the text's way the other side took part in. Why its keepers opened it anew or took it back stays with them."""
    offered = min((event for event, (_record, verb) in events.items() if verb == "offer"), default=None)
    for moment in moments:
        record, verb = events[moment.event]
        was_offered = verb == "withdraw" and offered is not None and offered < moment.event
        if record in acts:
            yield moment
        elif verb in BETWEEN_SIDES or was_offered:
            yield replace(moment, changes=(), reason=moment.reason if verb in ANSWERS else "")


def _line(
    moment: Moment, event: tuple[str, str], instrument: Instrument, acts: dict[str, Act], gone: Mapping[str, str], is_inside: bool
) -> Happening | None:
    """None for what only keeps the books of another event: who submitted, which hash was frozen. gone: struck parties by key, as they are called."""
    record, verb = event
    if act := acts.get(record):
        what = act_words(act, is_inside=is_inside)
        return Happening(
            act.day, what, source_words(act.source), moment.learned_at, act.is_illustrative, act.get_basis_display(), who=moment.who
        )
    changes = () if verb == "add" or verb in MOVES else tuple(one for one in moment.changes if one.label not in _kept_in_passing())
    if verb == "change" and not changes:
        return None
    if record == key_of(instrument) and verb == "change" and _struck_label() in {one.label for one in changes}:
        moment, changes = replace(moment, what=gettext("struck out")), ()
    if record in gone and verb == "change" and _struck_label() in {one.label for one in changes}:
        moment, changes = replace(moment, about=gone[record], what=gettext("struck out")), ()
    what = moment.what if verb in MOVES else f"{moment.about}: {moment.what}"
    if moment.reason:
        what = f"{what} – {moment.reason}"
    url = reverse("instrument-versions", args=[instrument.pk]) if record.startswith("instruments.text:") else ""
    line = Happening(None, capfirst(what), "", moment.learned_at, instrument.is_illustrative, who=moment.who, changes=changes, url=url)
    return replace(line, verb=verb, reason=moment.reason)


def _struck_label() -> str:
    return label_of(field_of(Party, "struck_on"), "struck_on")


def _kept_in_passing() -> set[str]:
    """The labels of columns that a move writes beside the state, and of what the line says as its reason."""
    return {
        *(label_of(field_of(Instrument, name), name) for name in ("submitted_by", "agreed_text_sha256")),
        label_of(field_of(Link, "withdrawn_because"), "withdrawn_because"),
        label_of(field_of(Party, "struck_because"), "struck_because"),
    }


def act_words(act: Act, *, is_inside: bool) -> str:
    """An act in a line: "Ukraine: signed, Viktor Liashko"."""
    did = str(act.get_kind_display()) if act.kind != ActKind.CORRECT or act.says_instead else gettext("struck out")
    said = f"{act.party}: {did}"
    return f"{said}, {signatory_of(act)}" if act.signatory and is_inside else said


def sources_of(instrument: Instrument) -> Iterator[Source]:
    """Every source of the instrument, its acts and its links, once, by day."""
    rows: list[Any] = [instrument, *instrument.acts.all(), *instrument.links_down()]
    found = {row.source.pk: row.source for row in rows if row.source}
    yield from sorted(found.values(), key=lambda source: (source.not_after or date.max, source.pk))
