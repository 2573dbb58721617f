"""When a term ends, and which of several terms a notice ends. No database, no clock."""

from dataclasses import dataclass
from datetime import date

from twinward.foundation.kernel.days import Day, weakest
from twinward.programme.instruments.facts import EndRule, Terms


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


def end_by_notice(terms: Terms, first: Day, given: Day) -> Ending:
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


def next_deadline(first: date, last: date, renewal_years: int, notice_days: int, asked: date) -> Day:
    """The next last day for notice, `asked` or later, when the first term ends somewhere in first..last.

    When by then the term may or may not have been renewed once more, the deadline lies anywhere within one renewal.
    """
    run = Day.on(asked).shifted(notice_days).not_after or date.max
    soonest, latest = _term_end(first, renewal_years, run), _term_end(last, renewal_years, run)
    if _years_renewed(first, renewal_years, run) != _years_renewed(last, renewal_years, run):
        soonest, latest = run, max(last, Day.on(run).plus_years(renewal_years).not_after or date.max)
    return Day(soonest, latest).shifted(-notice_days)
