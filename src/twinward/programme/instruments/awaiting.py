"""What an agreed text waits for: of which parties which act, or only its day. Plain values in and out: no database, no clock."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from twinward.foundation.kernel.days import Day, Known, happened_by
from twinward.programme.instruments.consent import JOINING, NEEDS_NOTICE, consent_kinds, live_acts
from twinward.programme.instruments.endings import ended_faults
from twinward.programme.instruments.facts import ActKind, ConsentBy, EntryRule, InstrumentFacts, Renewal, Terms


@dataclass(frozen=True, slots=True)
class Awaited:
    """The parties, by their keys, of whom an act of `kind` is awaited; of whom only its day is, when is_day."""

    kind: ActKind
    parties: tuple[str, ...]
    is_day: bool = False


def awaited_act(facts: InstrumentFacts, today: date) -> Awaited | None:
    """What an agreed text waits for first: that every required party signs, then that each consents by the act that the text asks for.

    Of whoever has an act on record that may have happened by today nobody asks it again, only its day while that leaves it open. None when
    nothing is awaited, and when a party has ended it or gone.
    """
    return _first_awaited(facts, (ActKind.SIGN, *_consenting(facts.terms)), today)


def awaited_consent(facts: InstrumentFacts, today: date) -> Awaited | None:
    """What a text that was signed elsewhere waits for: that each required party consents by the act that the text asks for.

    None before a signature of each of them is on record, and after its term. Neither a signature nor the day of an act is awaited: those are
    evidence that is missing.
    """
    if facts.terms.renewal is not Renewal.TACIT and any(ended_faults(facts.terms, today=today)):
        return None
    signed = {act.party for act in live_acts(facts.acts) if act.kind in {ActKind.SIGN, *JOINING}}
    if not all(party.key in signed for party in facts.parties if party.required):
        return None
    found = _first_awaited(facts, tuple(_consenting(facts.terms)), today)
    return None if found and found.is_day else found


def _first_awaited(facts: InstrumentFacts, kinds: Iterable[ActKind], today: date) -> Awaited | None:
    live = live_acts(facts.acts)
    if any(act.kind in NEEDS_NOTICE for act in live):
        return None
    required = [party.key for party in facts.parties if party.required]
    for kind in kinds:
        given = {party: [act.day for act in live if act.party == party and act.kind in {kind, *JOINING}] for party in required}
        if lacking := tuple(party for party, days in given.items() if not days):
            return Awaited(kind, lacking)
        if undated := tuple(party for party, days in given.items() if _leaves_open(days, today)):
            return Awaited(kind, undated, is_day=True)
    return None


def _leaves_open(days: list[Day], today: date) -> bool:
    return happened_by(Day.earliest(*days), today).known is not Known.YES


def _consenting(terms: Terms) -> Iterator[ActKind]:
    """The act by which a party that has signed consents, where the text says which."""
    if ActKind.SIGN in consent_kinds(terms):
        return
    if terms.entry is EntryRule.ON_EXCHANGE:
        yield ActKind.NOTIFY
    elif terms.consent_by is ConsentBy.RATIFICATION:
        yield ActKind.RATIFY
