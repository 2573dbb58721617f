"""What an agreed text waits for: of which parties which act, or only its day. Plain values in and out: no database, no clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from twinward.foundation.kernel.days import Day, Known, happened_by
from twinward.programme.instruments.consent import JOINING, NEEDS_NOTICE, consent_kinds, live_acts
from twinward.programme.instruments.facts import ActKind, ConsentBy, EntryRule, InstrumentFacts, Terms


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
    live = live_acts(facts.acts)
    if any(act.kind in NEEDS_NOTICE for act in live):
        return None
    required = [party.key for party in facts.parties if party.required]
    for kind in (ActKind.SIGN, *_consenting(facts.terms)):
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
