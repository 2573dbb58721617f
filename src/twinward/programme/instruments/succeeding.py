"""Whether an instrument ends what it claims to supersede. Plain values in, fault codes out: no database, no clock."""

from collections.abc import Collection, Iterator

from twinward.foundation.kernel.days import Basis
from twinward.programme.instruments.consent import live_acts
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


def is_of_one_side(successor: InstrumentFacts, keeper: Party | None, older_keeper: Party | None, told_by: Collection[str]) -> bool:
    """Whether only the side that keeps the record of `successor` says that there is any, and another side keeps what it claims to end.

    told_by: the keys of the parties that told an act of theirs themselves.
    """
    if not successor.recorded or keeper is None or (older_keeper and older_keeper.country == keeper.country):
        return False
    return all(party.country == keeper.country for party in successor.parties if party.key in told_by)


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
