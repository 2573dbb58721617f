"""When a text enters into force, by its terms and the acts of its parties. No database, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass

from twinward.foundation.kernel.days import Day, weakest
from twinward.programme.instruments.consent import Stance, consent_lacks, consents, in_order, live_acts, reached, stance
from twinward.programme.instruments.facts import Act, ActKind, EntryRule, Party, Terms

AT_ANY_TIME = Day.unknown()
SIGNING = frozenset({ActKind.SIGN})


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A day that follows from terms and acts.

    day: None when none follows. missing: codes of the facts and acts that it would follow from. at_earliest: where none follows, it cannot come sooner.
    """

    day: Day | None
    missing: tuple[str, ...] = ()
    at_earliest: Day = AT_ANY_TIME


def entry_into_force(terms: Terms, parties: Iterable[Party], acts: Iterable[Act]) -> Reckoning:
    """The day on which the text enters into force; None while the rule or an act is missing."""
    live, parties = live_acts(acts), tuple(parties)
    signatures = [stance(live, party.key, SIGNING, ActKind.WITHDRAW, terms.notice_days) for party in parties if party.required]
    if terms.entry is EntryRule.NOT_STATED:
        unsigned = () if all(own.opened for own in signatures) else ("signature",)
        return Reckoning(None, ("entry_rule", *unsigned), _no_sooner(len(signatures), signatures))
    if terms.entry is EntryRule.FIXED and terms.fixed_on is None:
        return Reckoning(None, ("fixed_day",), _no_sooner(len(signatures), signatures))
    nth = terms.nth if terms.entry is EntryRule.ON_NTH_CONSENT else None
    counted = [party.key for party in parties if nth or party.required]
    given = [_decisive(terms, party, live) for party in counted]
    lacks = dict.fromkeys(consent_lacks(terms, party, live) for party, own in zip(counted, given, strict=True) if not own.opened)
    needed = nth or len(counted)
    no_sooner = Day.latest(_no_sooner(len(signatures), signatures), _no_sooner(needed, given))
    return _from_consent(terms, reached(needed, given) if needed else None, tuple(lacks), no_sooner)


def _decisive(terms: Terms, party: str, live: Iterable[Act]) -> Stance:
    if terms.entry is EntryRule.ON_SIGNATURE:
        return stance(live, party, SIGNING, ActKind.WITHDRAW, terms.notice_days)
    return consents(terms, party, live)


def _from_consent(terms: Terms, given_on: Day | None, lacks: tuple[str, ...], no_sooner: Day) -> Reckoning:
    """Entry into force when the consent that it needs was all there on `given_on`, None for never."""
    fixed = (Day.on(terms.fixed_on),) if terms.entry is EntryRule.FIXED and terms.fixed_on else ()
    delay = 0 if fixed else terms.delay_days
    if given_on is None:
        at_earliest = Day.latest(no_sooner.shifted(delay), *(Day(day.not_before, None) for day in fixed))
        return Reckoning(None, lacks or ("consent",), at_earliest)
    return Reckoning(Day.latest(_not_sooner(given_on, no_sooner).shifted(delay), *fixed))


def _no_sooner(needed: int, given: list[Stance]) -> Day:
    """Before which day so many cannot have acted, even if each of whom no act is on record did so long ago."""
    known = sorted((min(own.opened, key=in_order) for own in given if own.opened), key=in_order)
    place = needed - (len(given) - len(known))
    if not 1 <= place <= len(known):
        return AT_ANY_TIME
    return Day(known[place - 1].not_before, None, weakest(day.basis for day in known[:place]))


def _not_sooner(day: Day, bound: Day) -> Day:
    """`day`, no sooner than `bound`; as it is where the two contradict each other."""
    soonest = bound.not_before
    if soonest is None or (day.not_before and day.not_before >= soonest) or (day.not_after and day.not_after < soonest):
        return day
    return Day(soonest, day.not_after, weakest((day.basis, bound.basis)))
