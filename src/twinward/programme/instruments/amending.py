"""What an amendment must be (I9): of one instrument, by parties of it, which is in force when it is signed. No database, no clock."""

from collections.abc import Collection, Iterable, Iterator

from twinward.foundation.kernel.days import Answer, Day, Known, all_of
from twinward.programme.instruments.facts import OPEN_TEXTS, InstrumentFacts, Parent, Party
from twinward.programme.instruments.validity import in_force

Amended = Parent  # of the two that an instrument falls with, the one whose parties agree to the change


def amending_faults(amendment: InstrumentFacts, amended: Collection[Amended], *, described: int = 0) -> Iterator[str]:
    """An amendment names one instrument, and its parties are parties of that: whom it binds of them follows from its own acts.

    All whose consent that needed agree to it. Of what was agreed elsewhere among some of several parties, it binds those: no fault. Nothing of
    what amends none. described: how many it amends that are not on record.
    """
    if len(amended) + described > 1:
        yield "amends_more_than_one"
    elif described:
        yield "amended_unnamed"
    if any(_leaves_out(amendment, one.instrument) for one in amended):
        yield "amends_without_same_parties"
    if any(_brings_in(amendment, one.instrument) for one in amended):
        yield "amends_for_others"


def _leaves_out(amendment: InstrumentFacts, amended: InstrumentFacts) -> bool:
    """Whether somebody does not agree whose consent what is amended needed. A text open to joining needed nobody's (Vienna Convention, art. 40)."""
    own, needed = (_needed(facts) for facts in (amendment, amended))
    if amended.kind in OPEN_TEXTS or (amendment.recorded and len(needed) > 2):
        return False
    return not _as_told(needed, own) <= _as_told(own, needed)


def _brings_in(amendment: InstrumentFacts, amended: InstrumentFacts) -> bool:
    """Whether it is agreed by somebody who is no party of what it amends, not even one that came later."""
    return not _as_told(amendment.parties, amended.parties) <= _as_told(amended.parties, amendment.parties)


def _needed(facts: InstrumentFacts) -> list[Party]:
    return [party for party in facts.parties if party.required]


def _as_told(parties: Iterable[Party], beside: Iterable[Party]) -> set[tuple[str, str | None]]:
    """The parties, to be compared with others; where a source leaves one of them all unnamed, their countries alone."""
    own = list(parties)
    all_named = all(party.named for party in (*own, *beside))
    return {(party.country, party.organisation if all_named else None) for party in own}


def amended_force_faults(amended: Collection[Amended], signed_on: Day) -> Iterator[str]:
    """What is amended was in force when the amendment was signed: on an uncertain day, at both of its ends."""
    ends = (signed_on.not_before, signed_on.not_after)
    answers = [
        Answer.not_known() if end is None else in_force(one.instrument, end, one.successors)
        for one in amended
        for end in dict.fromkeys(ends)
    ]
    throughout = all_of(*answers)
    if throughout.known is Known.NO and signed_on.is_known:
        yield "amended_not_in_force"
    elif throughout.known is not Known.YES:
        yield "amended_force_not_known"
