"""How an instrument comes to its end: by expiry, by notice and termination, by withdrawal. No database, no clock."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from twinward.foundation.kernel.days import Answer, Day, Known, all_of, any_of, happened_by
from twinward.programme.instruments.binding import acts_by, precedes, stands_by
from twinward.programme.instruments.consent import Stance, consents, gone, in_order, members, reason_for, takes_effect
from twinward.programme.instruments.facts import Act, ActKind, EndRule, EntryRule, InstrumentFacts, Party, Renewal, Terms
from twinward.programme.instruments.term_ends import Ending, end_by_notice, first_end


def expiry(terms: Terms, entry: Day | None) -> Iterator[Ending]:
    """By which end of its term the text ends, or may have ended, when nobody does anything. entry: its entry into force, where known."""
    first = first_end(terms, entry)
    if first and terms.renewal is Renewal.NONE:
        yield Ending(first, "expired", "entry_day")
    elif first and terms.renewal is Renewal.NOT_STATED:
        yield Ending(Day(first.not_before, None, first.basis), "expired", "renewal")
    elif first is None and entry and terms.end is not EndRule.NONE:
        code = {EndRule.FIXED_DAY: "end_day", EndRule.TERM: "term", EndRule.NOT_STATED: "end_rule"}[terms.end]
        yield Ending(Day(entry.not_before, None, entry.basis), "expired", code)


def terminations(terms: Terms, entry: Day | None, live: Iterable[Act]) -> Iterator[Ending]:
    """One ending for each termination on record: before it has effect, or with the term that its notice precedes. entry: as for `expiry`."""
    first = first_end(terms, entry)
    for act in live:
        if act.kind is ActKind.TERMINATE:
            if first and terms.renewal is Renewal.TACIT and act.effective is None:
                yield end_by_notice(terms, first, act.day)
            else:
                unsaid = act.effective is None and terms.notice_days is None
                last_day = takes_effect(act, terms.notice_days).shifted(-1)
                yield Ending(last_day, "terminated", "notice_days" if unsaid else "termination_day")


def deserted(facts: InstrumentFacts, live: tuple[Act, ...], asked: date) -> Answer:
    """Whether by `asked` somebody has withdrawn, and one side at most is left: it has nobody to keep its word to.

    Left is whoever stands by a consent on that day; of several institutions of one country all are of one side.
    """
    away = any_of(*(gone(facts.terms, party.key, live, asked) for party in facts.parties))
    if away.known is Known.NO:
        return away
    settled = replace(facts, acts=live)
    left = two_sides({party: stands_by(settled, party.key, asked) for party in members(settled, acts_by(settled, asked))})
    return reason_for(all_of(away, left.negated), yes="denounced")


def two_sides(answers: Mapping[Party, Answer]) -> Answer:
    """Yes when parties of two sides have a yes, no when two sides cannot have."""
    by_side: dict[str, list[Answer]] = {}
    for party, answer in answers.items():
        by_side.setdefault(party.side, []).append(answer)
    return _two_of([any_of(*of_side) for of_side in by_side.values()])


def _two_of(answers: list[Answer]) -> Answer:
    """Yes when two of them are yes, no when two cannot be: what any of all pairs would say, without making them."""
    if sum(answer.known is Known.YES and not answer.rests_on_inferred for answer in answers) > 1:
        return Answer.yes()
    may = [answer for answer in answers if answer.known is not Known.NO]
    surely = [answer for answer in may if answer.known is Known.YES]
    if len(surely) > 1:
        return all_of(*surely)
    return all_of(*may) if len(may) > 1 else Answer.no()


def closed_by_last(facts: InstrumentFacts, live: tuple[Act, ...], entry: Day | None, asked: date) -> Answer:
    """Whether by `asked` one of many has ended a text in force that bound no two sides any more without it: as one of two it ended it for all.

    So it stays ended, as a text of two does, whoever consents anew (Vienna Convention on the Law of Treaties, arts. 54 (b), 70).
    """
    consented = _consented(facts, live)
    ended = any_of(*(_closes(facts, consented, entry, act, asked) for act in _terminations_of_one(facts, live)))
    return reason_for(ended, yes="denounced")


def _terminations_of_one(facts: InstrumentFacts, live: tuple[Act, ...]) -> list[Act]:
    """The acts that were terminations and are withdrawals by what they bring about."""
    ended = {act.id for act in facts.acts if act.kind is ActKind.TERMINATE}
    return [act for act in live if act.kind is ActKind.WITHDRAW and act.id in ended]


def _consented(facts: InstrumentFacts, live: tuple[Act, ...]) -> dict[Party, Stance]:
    return {party: consents(facts.terms, party.key, live) for party in members(facts, live)}


def _closes(facts: InstrumentFacts, consented: Mapping[Party, Stance], entry: Day | None, act: Act, asked: date) -> Answer:
    effect = takes_effect(act, facts.terms.notice_days)
    done = happened_by(effect, asked, "withdrawal_day")
    if done.known is Known.NO:
        return done
    within = Day(effect.not_before, min(effect.not_after or asked, asked))
    first, last = within.not_before or date.min, within.not_after or asked
    others = [(party, own) for party, own in consented.items() if party.key != act.party]
    may = {party.side for party, own in others if own.may_hold_within(first, last) or (facts.recorded and not own.opened)}
    surely = {party.side for party, own in others if own.surely_holds_throughout(within)}
    leaves_one = Answer.yes() if len(may) < 2 else Answer.no() if len(surely) > 1 else Answer.not_known("withdrawal_day")
    found = all_of(done, leaves_one, _had_entered(facts, entry, effect))
    days = [effect, *([entry] if entry else []), *(day for _, own in others for day in (*own.opened, *own.closed))]
    return replace(found, rests_on_inferred=found.known is Known.YES and any(day.is_own_conclusion for day in days))


def _had_entered(facts: InstrumentFacts, entry: Day | None, by: Day) -> Answer:
    if entry is None:
        return Answer.not_known("entry_day") if facts.recorded else Answer.no()
    if precedes(entry, by, True):
        return Answer.yes()
    return Answer.not_known("entry_day") if precedes(entry, by, False) else Answer.no()


def closings_by_last(facts: InstrumentFacts, live: tuple[Act, ...], entry: Day | None) -> Iterator[Ending]:
    """The ends to which terminations of one have brought it, or may have, as all acts on record have it."""
    consented = _consented(facts, live)
    for act in _terminations_of_one(facts, live):
        finally_so = _closes(facts, consented, entry, act, date.max)
        last_day = takes_effect(act, facts.terms.notice_days).shifted(-1)
        if finally_so.known is not Known.NO:
            is_sure = finally_so.known is Known.YES
            yield Ending(last_day if is_sure else Day(last_day.not_before, None, last_day.basis), "denounced", "withdrawal_day")


def desertion(facts: InstrumentFacts, live: tuple[Act, ...]) -> Iterator[Ending]:
    """The end to which withdrawals have brought it, as all acts on record have it; none where those who are left are two."""
    finally_so = deserted(facts, live, date.max)
    if finally_so.known is not Known.NO:
        days = sorted((own for party in facts.parties for own in consents(facts.terms, party.key, live).closed), key=in_order)
        since = next(day for day in days if _stays_deserted(facts, live, day))
        last_day = since.shifted(-1)
        is_sure = finally_so.known is Known.YES
        yield Ending(last_day if is_sure else Day(last_day.not_before, None, last_day.basis), "denounced", "withdrawal_day")


def _stays_deserted(facts: InstrumentFacts, live: tuple[Act, ...], since: Day) -> bool:
    """Whether it may be deserted from the last possible day of a withdrawal on, however the acts after it lie."""
    later = {day.not_after for party in facts.parties for day in consents(facts.terms, party.key, live).opened if day.not_after}
    asked = since.not_after or date.max
    return all(deserted(facts, live, day).known is not Known.NO for day in {asked, *later} if day >= asked)


def ended_faults(terms: Terms, *, today: date) -> Iterator[str]:
    """What is drafted today does not end before today."""
    begins = Day.on(terms.fixed_on) if terms.entry is EntryRule.FIXED and terms.fixed_on else Day.unknown()
    last = terms.ends_on if terms.end is EndRule.FIXED_DAY else None
    if terms.end is EndRule.TERM and terms.renewal is not Renewal.TACIT and terms.term_years:
        last = begins.plus_years(terms.term_years).not_after
    if last is not None and last < today:
        yield "end_in_the_past" if terms.end is EndRule.FIXED_DAY else "term_in_the_past"
