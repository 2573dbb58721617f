"""How an instrument comes to its end: by expiry, by notice and termination, by withdrawal. No database, no clock."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from twinward.foundation.kernel.days import Answer, Day, Known, all_of, any_of, weakest
from twinward.programme.instruments.binding import acts_by, stands_by
from twinward.programme.instruments.consent import consents, gone, in_order, members, reason_for, takes_effect
from twinward.programme.instruments.facts import Act, ActKind, EndRule, EntryRule, InstrumentFacts, Party, Renewal, Terms


@dataclass(frozen=True, slots=True)
class Ending:
    """One way in which an instrument ends: its last day in force, the reason, and the code of what would make that day certain."""

    last_day: Day
    reason: str
    missing: str


def first_end(terms: Terms, entry: Day | None) -> Day | None:
    """The last day of the first term; None when the text has no term, or it cannot be reckoned."""
    if terms.end is EndRule.FIXED_DAY and terms.ends_on:
        return Day.on(terms.ends_on)
    return entry.plus_years(terms.term_years) if terms.end is EndRule.TERM and terms.term_years and entry else None


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
                yield _end_by_notice(terms, first, act.day)
            else:
                unsaid = act.effective is None and terms.notice_days is None
                last_day = takes_effect(act, terms.notice_days).shifted(-1)
                yield Ending(last_day, "terminated", "notice_days" if unsaid else "termination_day")


def _end_by_notice(terms: Terms, first: Day, given: Day) -> Ending:
    """Notice ends the first term whose end it precedes by `notice_days`; terms end on `first` and every `renewal_years` after it."""
    if terms.notice_days is None or not terms.renewal_years:
        no_sooner = Day.latest(first, Day(given.not_before, None, given.basis))
        return Ending(no_sooner, "terminated", "notice_days" if terms.notice_days is None else "renewal_years")
    run = given.shifted(terms.notice_days)
    if first.is_known and first.not_before:
        soonest = _term_end(first.not_before, terms.renewal_years, run.not_before or date.min)
        latest = run.not_after and _term_end(first.not_before, terms.renewal_years, run.not_after)
    else:
        soonest = Day.latest(first, run).not_before
        latest = Day.latest(first, run.plus_years(terms.renewal_years)).not_after
    return Ending(
        Day(soonest, latest, weakest((first.basis, run.basis))), "terminated", "termination_day" if first.is_known else "entry_day"
    )


def _term_end(first: date, renewal_years: int, asked: date) -> date:
    """The last day of the term that runs on `asked`: `first`, or a whole number of renewals after it."""
    return _after_renewals(first, _years_renewed(first, renewal_years, asked))


def _years_renewed(first: date, renewal_years: int, asked: date) -> int:
    years = 0
    while _after_renewals(first, years) < asked:
        years += renewal_years
    return years


def _after_renewals(first: date, years: int) -> date:
    return Day.on(first).shifted(1).plus_years(years).not_after or date.max if years else first


def deserted(facts: InstrumentFacts, live: tuple[Act, ...], asked: date) -> Answer:
    """Whether by `asked` somebody has withdrawn, and one side at most is left: it has nobody to keep its word to.

    Left is whoever stands by a consent on that day; of several institutions of one country all are of one side.
    """
    away = any_of(*(gone(facts.terms, party.key, live, asked) for party in facts.parties))
    if away.known is Known.NO:
        return away
    left = two_sides({party: stands_by(facts, party.key, asked) for party in members(facts, acts_by(facts, asked))})
    return reason_for(all_of(away, left.negated), yes="denounced")


def two_sides(answers: Mapping[Party, Answer]) -> Answer:
    """Yes when parties of two sides have a yes, no when two sides cannot have."""
    by_side: dict[str, list[Answer]] = {}
    for party, answer in answers.items():
        by_side.setdefault(party.side, []).append(answer)
    return _two_of([any_of(*of_side) for of_side in by_side.values()])


def _two_of(answers: list[Answer]) -> Answer:
    """Yes when two of them are yes, no when two cannot be."""
    if sum(answer.known is Known.YES and not answer.rests_on_inferred for answer in answers) > 1:
        return Answer.yes()
    return any_of(*(all_of(*pair) for pair in combinations([answer for answer in answers if answer.known is not Known.NO], 2)))


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
    return all(deserted(facts, live, day).known is not Known.NO for day in (asked, *(day for day in later if day > asked)))


def next_deadline(first: date, last: date, renewal_years: int, notice_days: int, asked: date) -> Day:
    """The next last day for notice, `asked` or later, when the first term ends somewhere in first..last.

    When by then the term may or may not have been renewed once more, the deadline lies anywhere within one renewal.
    """
    run = Day.on(asked).shifted(notice_days).not_after or date.max
    soonest, latest = _term_end(first, renewal_years, run), _term_end(last, renewal_years, run)
    if _years_renewed(first, renewal_years, run) != _years_renewed(last, renewal_years, run):
        soonest, latest = run, max(last, Day.on(run).plus_years(renewal_years).not_after or date.max)
    return Day(soonest, latest).shifted(-notice_days)


def ended_faults(terms: Terms, *, today: date) -> Iterator[str]:
    """What is drafted today does not end before today."""
    begins = Day.on(terms.fixed_on) if terms.entry is EntryRule.FIXED and terms.fixed_on else Day.unknown()
    last = terms.ends_on if terms.end is EndRule.FIXED_DAY else None
    if terms.end is EndRule.TERM and terms.renewal is not Renewal.TACIT and terms.term_years:
        last = begins.plus_years(terms.term_years).not_after
    if last is not None and last < today:
        yield "end_in_the_past" if terms.end is EndRule.FIXED_DAY else "term_in_the_past"
