"""What an amendment must be (I9): of one instrument, by the same parties, which is in force when it is signed. No database, no clock."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from twinward.foundation.kernel.days import Answer, Day, Known, all_of
from twinward.programme.instruments.facts import InstrumentFacts
from twinward.programme.instruments.validity import in_force


@dataclass(frozen=True, slots=True)
class Amended:
    """An instrument that another amends. successors: the instruments that supersede it."""

    instrument: InstrumentFacts
    successors: tuple[InstrumentFacts, ...] = ()


def amending_faults(amendment: InstrumentFacts, amended: Collection[Amended], *, described: int = 0) -> Iterator[str]:
    """An amendment names one instrument, agreed by the same required parties. Nothing of what amends none.

    described: how many it amends that are not on record.
    """
    if len(amended) + described > 1:
        yield "amends_more_than_one"
    elif described:
        yield "amended_unnamed"
    if not all(_same_parties(amendment, one.instrument) for one in amended):
        yield "amends_without_same_parties"


def _same_parties(one: InstrumentFacts, other: InstrumentFacts) -> bool:
    """Whether the same must agree to both; where a source leaves a party unnamed, whether they are of the same countries."""
    required = [[party for party in facts.parties if party.required] for facts in (one, other)]
    all_named = all(party.named for parties in required for party in parties)
    first, second = ({(party.country, party.organisation if all_named else None) for party in parties} for parties in required)
    return first == second


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
