"""Whether an instrument ends what it claims to supersede. Plain values in, fault codes out: no database, no clock."""

from collections.abc import Collection, Iterator

from twinward.foundation.kernel.days import Basis
from twinward.programme.instruments.consent import live_acts, members
from twinward.programme.instruments.facts import InstrumentFacts, Party
from twinward.programme.instruments.order import ONCE
from twinward.programme.instruments.rules import succession_faults


def claim_faults(successor: InstrumentFacts, predecessor: InstrumentFacts, keeper: Party | None) -> Iterator[str]:
    """Why `successor` ends nothing, whatever it claims: what supersedes is of the same kind and parties, and is theirs.

    Anybody may record that others agreed on something new. It ends what they had agreed only where a side of that keeps the record, or agreed
    here. keeper: the institution that keeps the successor; None for the node itself, which speaks for no side and is believed.
    """
    yield from succession_faults(successor, predecessor)
    if keeper and not _is_side(keeper, predecessor) and not _agreed_here(successor, predecessor):
        yield "successor_of_no_side"


def is_of_one_side(
    successor: InstrumentFacts, predecessor: InstrumentFacts, keeper: Party | None, older_keeper: Party | None, told_by: Collection[str]
) -> bool:
    """Whether another side keeps the predecessor, and not every side of that but the keeper's own has told an act in the successor itself.

    All parties to the earlier text conclude the later one (Vienna Convention on the Law of Treaties, art. 59), so what is told by a party of the
    successor alone speaks for nobody. told_by: the keys of the parties of `successor` that told an act of theirs themselves.
    """
    if not successor.recorded or keeper is None or (older_keeper and older_keeper.country == keeper.country):
        return False
    older = members(predecessor, live_acts(predecessor.acts))
    own = {party.identity for party in older}
    told = [party for party in successor.parties if party.key in told_by and (party.speaks_for_state or party.identity in own)]
    return not {_side(party) for party in older} - {keeper.country} <= {_side(party) for party in told}


def _side(party: Party) -> str:
    """Its side, called alike in every instrument."""
    return party.country or party.organisation or party.key


def _is_side(keeper: Party, predecessor: InstrumentFacts) -> bool:
    """A party of it, or a ministry of the country of one: another institution of that country has no say."""
    countries = {party.country for party in predecessor.parties}
    return keeper.organisation in _institutions(predecessor) or (keeper.is_ministry and keeper.country in countries)


def _institutions(facts: InstrumentFacts) -> set[str]:
    return {party.organisation for party in facts.parties if party.organisation}


def _agreed_here(successor: InstrumentFacts, predecessor: InstrumentFacts) -> bool:
    """Whether a party of both has come into the successor through its own people on this node."""
    acted = {act.party for act in live_acts(successor.acts) if act.kind in ONCE and act.day.basis is Basis.DONE_HERE}
    sides = {party.identity for party in predecessor.parties}
    return any(party.identity in sides for party in successor.parties if party.key in acted)
