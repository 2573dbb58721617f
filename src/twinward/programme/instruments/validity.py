"""When an instrument enters into force, for whom, and until when: derived from its terms and acts. No database, no clock.

An instrument is in force on a day when it has entered into force by then, has not ended, is neither suspended nor superseded, and binds two
sides at least that keep it up; an annex or an amendment only while its parent is. Of two parties either ends or suspends it for both; of more,
each for itself alone. Answers are exact (they are not known only when the possible days differ in their answer) as long as one day is uncertain,
no notice meets a term that renews itself from an uncertain day, and none left or ended it on a day that leaves open whether the text entered into
force, or whether it was one of two still; otherwise they may be not known where somebody who weighs all days together could decide.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from twinward.foundation.kernel.days import Answer, Day, Known, all_of, any_of, happened_by
from twinward.programme.instruments.binding import acts_by, delay, keeps_it_up, stands_by, suspends
from twinward.programme.instruments.consent import (
    awaited,
    is_of_many,
    many,
    reason_for,
)
from twinward.programme.instruments.effects import acts_for_entry, acts_of, or_never, settled
from twinward.programme.instruments.endings import closed_by_last, closings_by_last, deserted, desertion, expiry, terminations, two_sides
from twinward.programme.instruments.entering import Reckoning, entry_into_force
from twinward.programme.instruments.facts import EndRule, InstrumentFacts, Parent, Renewal
from twinward.programme.instruments.term_ends import Ending, first_end, next_deadline

UNDONE = frozenset({"signature", "consent", "notification"})  # acts without which there is no entry into force


def entry_of(facts: InstrumentFacts) -> Reckoning:
    """The day on which an instrument enters into force, for whoever agreed it; who accedes is bound from a day of their own."""
    live = acts_for_entry(facts)
    return entry_into_force(facts.terms, awaited(facts.parties, live, recorded=facts.recorded), live)


def entered(facts: InstrumentFacts, asked: date) -> Answer:
    """Whether the text had entered into force by `asked`, whatever became of it later."""
    entry = entry_of(facts)
    if entry.day:
        return reason_for(happened_by(entry.day, asked, "entry_day"), yes="entered_into_force", no="not_yet_in_force")
    too_soon = happened_by(entry.at_earliest, asked)
    if too_soon.known is Known.NO:
        return reason_for(too_soon, no="not_yet_in_force")
    if facts.recorded:
        return Answer.not_known(*entry.missing)
    missing = entry_into_force(facts.terms, facts.parties, acts_by(facts, asked)).missing
    undone = [code for code in missing if code in UNDONE]
    return Answer.no(*(f"no_{code}" for code in undone)) if undone else Answer.not_known(*missing)


def endings(facts: InstrumentFacts) -> tuple[Ending, ...]:
    """Every way in which the instrument ends or may have ended: expiry, termination, and withdrawal that leaves fewer than two sides."""
    live = acts_of(facts)
    return (*_endings_for_good(facts), *closings_by_last(facts, live, entry_of(facts).day), *desertion(facts, live))


def _endings_for_good(facts: InstrumentFacts) -> tuple[Ending, ...]:
    """Those of them by its terms and by a termination of two, which no later act undoes, as consent given anew undoes a withdrawal."""
    live, entry = acts_of(facts), entry_of(facts).day
    return (*expiry(facts.terms, entry), *terminations(facts.terms, entry, live))


def ends(facts: InstrumentFacts, successors: Iterable[InstrumentFacts] = ()) -> Reckoning:
    """The last day in force, by whichever way comes first: of itself, superseded by another, or with its parent. None when no end is in sight."""
    own = ((ending.last_day, ending.missing) for ending in endings(facts))
    superseded = (last for successor in successors for last in _supersession(successor))
    found = (*own, *superseded, *(last for parent in facts.parents for last in _end_of_parent(parent)))
    missing = dict.fromkeys(code for last_day, code in found if not last_day.is_known)
    return Reckoning(Day.earliest(*(last_day for last_day, _ in found)) if found else None, tuple(missing))


def _supersession(successor: InstrumentFacts) -> Iterator[tuple[Day, str]]:
    """The last day before `successor` enters into force, and the code of what would make it certain; none while nothing says that it will."""
    entry = entry_of(successor)
    if entry.day and not successor.is_of_one_side:
        yield entry.day.shifted(-1), "successor_entry"
    elif entry.day:
        yield or_never(entry.day.shifted(-1)), "successor_told"
    elif entered(successor, date.max).known is not Known.NO:
        yield or_never(entry.at_earliest.shifted(-1)), "successor_entry"


def _end_of_parent(parent: Parent) -> Iterator[tuple[Day, str]]:
    last_day = ends(parent.instrument, parent.successors).day
    if last_day:
        yield last_day, "parent_force"


def ended(facts: InstrumentFacts, asked: date, successors: Iterable[InstrumentFacts] = ()) -> Answer:
    """Whether the instrument had ended by `asked`: of itself, because one that supersedes it had entered into force, or with its parent."""
    ways = _endings_for_good(facts)
    own = (reason_for(happened_by(ending.last_day.shifted(1), asked, ending.missing), yes=ending.reason) for ending in ways)
    with_parents = (_of_parent(ended(one.instrument, asked, one.successors).negated).negated for one in facts.parents)
    superseded = (_superseded_by(successor, asked) for successor in successors)
    return any_of(*own, _closed(facts, asked), deserted(facts, acts_of(facts), asked), *superseded, *with_parents)


def _of_parent(answer: Answer) -> Answer:
    """What holds of a parent, as told of its annex or amendment: that the parent is not in force, or that this is not known."""
    if answer.known is Known.NOT_KNOWN:
        return Answer.not_known("parent_force")
    return reason_for(replace(answer, because=()), no="parent_not_in_force")


def over_for_good(facts: InstrumentFacts, asked: date) -> Answer:
    """Whether by `asked` it had ended of itself in a way that no later act undoes: by its term, or terminated by one of the last two sides."""
    own = (happened_by(ending.last_day.shifted(1), asked, ending.missing) for ending in _endings_for_good(facts))
    return any_of(*own, _closed(facts, asked))


def _closed(facts: InstrumentFacts, asked: date) -> Answer:
    return closed_by_last(facts, acts_of(facts), entry_of(facts).day, asked)


def _superseded_by(successor: InstrumentFacts, asked: date) -> Answer:
    answer = entered(successor, asked)
    if answer.known is Known.NOT_KNOWN:
        return Answer.not_known("successor_entry")
    if answer.known is Known.YES and successor.is_of_one_side:
        return Answer.not_known("successor_told")
    return reason_for(replace(answer, because=()), yes="superseded")


def suspended(facts: InstrumentFacts, asked: date) -> Answer:
    """Whether a suspension ran on `asked` by a party that still stands by its consent; of many, only where fewer than two keep it up.

    Between the others it stays as it is (Vienna Convention on the Law of Treaties, arts. 57, 72).
    """
    now = settled(facts)
    halted = any_of(*(suspends(now, party.key, asked) for party in facts.parties))
    if halted.known is not Known.NO and (of_many := _is_of_many_by(facts, asked)).known is not Known.NO:
        halted = all_of(halted, any_of(of_many.negated, _kept_up(now, asked).negated))
    return reason_for(halted, yes="suspended")


def in_force(facts: InstrumentFacts, asked: date, successors: Iterable[InstrumentFacts] = ()) -> Answer:
    """Whether the instrument is in force on `asked`. `successors`: the instruments that supersede it."""
    parents = (_of_parent(in_force(one.instrument, asked, one.successors)) for one in facts.parents)
    runs = all_of(entered(facts, asked), ended(facts, asked, successors).negated, suspended(facts, asked).negated, *parents)
    if runs.known is Known.NO:
        return runs
    binds = _binds_two(facts, asked)
    return runs if runs.known is binds.known is Known.NOT_KNOWN else all_of(runs, binds)


def _binds_two(facts: InstrumentFacts, asked: date) -> Answer:
    """Whether two sides stand by it and keep it up, each long enough to be bound: one alone has nobody to keep its word to."""
    if facts.recorded and len({party.side for party in facts.parties}) < 2:
        return Answer.not_known("party")
    return reason_for(_kept_up(settled(facts), asked), no="fewer_than_two_bound")


def _kept_up(facts: InstrumentFacts, asked: date) -> Answer:
    return two_sides({party: keeps_it_up(facts, party.key, asked) for party in facts.parties})


def bound(facts: InstrumentFacts, party: str, asked: date, successors: Iterable[InstrumentFacts] = ()) -> Answer:
    """Whether `party` is bound on `asked`: it stands by its consent, the text has entered into force for it and has not ended.

    A suspension unbinds none of two; of many it unbinds whoever suspends.
    """
    return bound_of(facts, [party], asked, successors)[party]


def bound_of(facts: InstrumentFacts, parties: Iterable[str], asked: date, successors: Iterable[InstrumentFacts] = ()) -> dict[str, Answer]:
    """The same of each of several parties, by their keys; whether the text runs at all is worked out once."""
    of_many = _is_of_many_by(facts, asked)
    runs = (entered(facts, asked), ended(facts, asked, successors).negated)
    now = settled(facts)
    return {party: all_of(*_stands(now, party, asked, runs, alone=of_many)) for party in parties}


def _is_of_many_by(facts: InstrumentFacts, asked: date) -> Answer:
    if not is_of_many(facts):
        return Answer.no()
    return happened_by(Day(*many(facts).since()), asked, "consent_day")


def _stands(facts: InstrumentFacts, party: str, asked: date, runs: tuple[Answer, ...], *, alone: Answer) -> tuple[Answer, ...]:
    """What must all be so for a party to be bound by a text that `runs`. alone: whether a suspension by it is its own."""
    held = stands_by(facts, party, asked, delay_days=delay(facts))
    own = all_of(alone, suspends(facts, party, asked)).negated
    return reason_for(held, yes="consented", no="no_consent"), *runs, reason_for(own, no="party_suspends")


def expiring(facts: InstrumentFacts, asked: date, within_days: int, successors: Iterable[InstrumentFacts] = ()) -> Answer:
    """Whether the instrument is in force on `asked` and its last day comes at most `within_days` later."""
    until = Day.on(asked).shifted(within_days).not_after or date.max
    soon = (reason_for(happened_by(ending.last_day, until, ending.missing), yes=ending.reason) for ending in endings(facts))
    return all_of(in_force(facts, asked, successors), any_of(*soon))


def notice_deadline(facts: InstrumentFacts, asked: date, successors: Iterable[InstrumentFacts] = ()) -> Reckoning:
    """The next day, `asked` or later, that is the last on which notice keeps the instrument from renewing itself.

    None when it does not renew, has surely ended by the time at which it would, or when something is missing.
    """
    found = _next_notice(facts, asked)
    if found.day is None or found.day.not_before is None:
        return found
    renews = found.day.shifted((facts.terms.notice_days or 0) + 1).not_before or date.max
    return Reckoning(None) if ended(facts, renews, successors).known is Known.YES else found


def _next_notice(facts: InstrumentFacts, asked: date) -> Reckoning:
    """The same as the terms have it, whatever became of the instrument."""
    terms = facts.terms
    if terms.renewal is not Renewal.TACIT or terms.end not in (EndRule.TERM, EndRule.FIXED_DAY):
        may_renew = terms.renewal is Renewal.NOT_STATED and terms.end is not EndRule.NONE
        return Reckoning(None, ("renewal",) if may_renew else ())
    entry = entry_of(facts)
    first = first_end(terms, entry.day)
    lacks = {"notice_days": terms.notice_days is None, "renewal_years": not terms.renewal_years, "entry_day": first is None}
    if first is None or terms.notice_days is None or not terms.renewal_years:
        return Reckoning(None, tuple(code for code, is_missing in lacks.items() if is_missing))
    if first.not_before is None or first.not_after is None:
        return Reckoning(None, ("entry_day",))
    day = next_deadline(first.not_before, first.not_after, terms.renewal_years, terms.notice_days, asked)
    return Reckoning(replace(day, basis=first.basis))
