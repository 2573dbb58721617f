"""Uncertain days, the texts that name them, and answers that may be not known."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.kernel.days import (
    Answer,
    Basis,
    Day,
    DayUnreadable,
    Known,
    all_of,
    any_of,
    happened_by,
    parse_day,
    weakest,
)

D = date.fromisoformat
YES, NO, NOT_KNOWN = Answer.yes("seen"), Answer.no("refused"), Answer.not_known("text")


DATES = st.dates(D("1900-01-01"), D("2199-12-31"))


@st.composite
def days(draw: st.DrawFn) -> Day:
    ends = sorted([draw(DATES), draw(DATES)])
    return Day(draw(st.sampled_from([ends[0], None])), draw(st.sampled_from([ends[1], None])))


@pytest.mark.parametrize(
    ("day", "not_before", "not_after", "precision", "text"),
    [
        (Day.on(D("2025-11-03")), "2025-11-03", "2025-11-03", "day", "2025-11-03"),
        (Day.in_month(2024, 2), "2024-02-01", "2024-02-29", "month", "2024-02"),
        (Day.in_year(1999), "1999-01-01", "1999-12-31", "year", "1999"),
        (Day.before(D("2023-10-27")), None, "2023-10-26", "interval", "..2023-10-26"),
        (Day.by(D("2023-10-27")), None, "2023-10-27", "interval", "..2023-10-27"),
        (Day.since(D("2023-09-06")), "2023-09-06", None, "interval", "2023-09-06.."),
        (Day(D("2023-09-06"), D("2023-10-13")), "2023-09-06", "2023-10-13", "interval", "2023-09-06..2023-10-13"),
        (Day.unknown(), None, None, "unknown", "-"),
    ],
)
def test_a_day_is_an_interval_that_says_how_precise_it_is(day, not_before, not_after, precision, text):
    assert (day.not_before, day.not_after) == (not_before and D(not_before), not_after and D(not_after))
    assert day.precision == precision
    assert str(day) == text
    assert day.is_known is (precision == "day")
    assert day.is_unknown is (precision == "unknown")


def test_an_interval_that_runs_backwards_is_refused():
    with pytest.raises(ValueError, match="lies after"):
        Day(D("2025-01-02"), D("2025-01-01"))


@pytest.mark.parametrize(("basis", "own"), [("stated", False), ("inferred", True), ("reconstructed", True), ("done_here", False)])
def test_what_is_inferred_or_reconstructed_is_our_own_conclusion(basis, own):
    assert Day.on(D("2025-11-01"), Basis(basis)).is_own_conclusion is own


def test_a_conclusion_rests_on_the_weakest_of_its_grounds():
    assert weakest([Basis.STATED, Basis.DONE_HERE]) is Basis.STATED
    assert weakest([Basis.INFERRED, Basis.RECONSTRUCTED, Basis.STATED]) is Basis.RECONSTRUCTED


def test_days_are_counted_from_both_ends_of_the_interval():
    assert Day.in_month(2025, 11).shifted(30) == Day(D("2025-12-01"), D("2025-12-30"))
    assert Day.by(D("2025-11-01")).shifted(-1) == Day.by(D("2025-10-31"))


@pytest.mark.parametrize(
    ("day", "shift", "expected"),
    [
        (Day.on(date.max), 1, Day(date.max, None)),
        (Day.by(date.max), 1, Day.unknown()),
        (Day.on(date.min), -1, Day(None, date.min)),
        (Day.since(date.min), -1, Day.unknown()),
    ],
)
def test_beyond_the_calendar_a_side_opens(day, shift, expected):
    assert day.shifted(shift) == expected


@pytest.mark.parametrize(
    ("begins", "years", "last_day"),
    [
        ("2025-11-01", 5, "2030-10-31"),
        ("2024-01-01", 1, "2024-12-31"),
        ("2024-02-29", 5, "2029-02-28"),
        ("2024-02-29", 4, "2028-02-28"),
        ("2023-03-01", 1, "2024-02-29"),
    ],
)
def test_a_term_ends_the_day_before_its_anniversary(begins, years, last_day):
    assert Day.on(D(begins)).plus_years(years) == Day.on(D(last_day))


@pytest.mark.parametrize("begins", ["9998-05-01", "9996-02-29"])
def test_a_term_beyond_the_calendar_has_no_last_day(begins):
    assert Day.on(D(begins)).plus_years(5) == Day(date.max, None)


def test_the_latest_of_several_days_is_known_as_far_as_they_are():
    first, second = Day.on(D("2025-11-01")), Day.in_month(2025, 11)
    assert Day.latest(first, second, Day.by(D("2025-10-01"))) == second
    assert Day.earliest(first, second) == first
    assert Day.latest(first, Day.unknown()) == Day.since(D("2025-11-01"))
    assert Day.nth(2, Day.on(D("2025-11-03"), Basis.INFERRED), first, Day.on(D("2025-11-02"))) == Day.on(D("2025-11-02"), Basis.INFERRED)


@pytest.mark.parametrize("place", [0, 3])
def test_there_is_no_day_beyond_the_last(place):
    with pytest.raises(ValueError, match="no day number"):
        Day.nth(place, Day.unknown(), Day.unknown())


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3)), min_size=1, max_size=4), st.data())
def test_the_nth_day_spans_just_the_nth_of_all_possible_days(intervals, data):
    start = D("2025-01-01")
    place = data.draw(st.integers(1, len(intervals)))
    found = Day.nth(place, *(Day(start + timedelta(low), start + timedelta(low + width)) for low, width in intervals))
    possible = {sorted(days)[place - 1] for days in product(*(range(low, low + width + 1) for low, width in intervals))}
    assert (found.not_before, found.not_after) == (start + timedelta(min(possible)), start + timedelta(max(possible)))


TEXTS = {
    "3 November 2025": "2025-11-03",
    "November 3, 2025": "2025-11-03",
    "3rd of Nov. 2025": "2025-11-03",
    "03.11.2025": "2025-11-03",
    " 3. 11. 2025": "2025-11-03",
    "3-11-2025": "2025-11-03",
    "2025-11-03": "2025-11-03",
    "2025/11/03": "2025-11-03",
    "13/11/2025": "2025-11-13",
    "11/13/2025": "2025-11-13",
    "3/3/2025": "2025-03-03",
    "11/2025": "2025-11",
    "2025-09": "2025-09",
    "September 2023": "2023-09",
    "2023": "2023",
    "３ November ２０２５": "2025-11-03",
    "3 листопада 2025 р.": "2025-11-03",
    "3 листопада 2025 року": "2025-11-03",
    "вересень 2023": "2023-09",
    "3 noyabr 2025": "2025-11-03",
    "3 noyabr 2025-ci il": "2025-11-03",
    "10 İYUN 2024": "2024-06-10",
    "3 de noviembre de 2025": "2025-11-03",
    "29 February 2024": "2024-02-29",
    "26-27 February 2024": "2024-02-26..2024-02-27",
    "26–27 лютого 2024 року": "2024-02-26..2024-02-27",
    "before 2023-10-27": "..2023-10-26",
    "prior to September 2023": "..2023-08-31",
    "by 13 Oct 2023": "..2023-10-13",
    "on or before 13 October 2023": "..2023-10-13",
    "by September 2023": "..2023-09-30",
    "since 2023": "2023-01-01..",
    "not before 6 September 2023": "2023-09-06..",
    "after 2023": "2024-01-01..",
    "раніше 27 жовтня 2023": "..2023-10-26",
    "не пізніше 13 жовтня 2023": "..2023-10-13",
    "з 6 вересня 2023": "2023-09-06..",
    "27.10.2023-dən əvvəl": "..2023-10-26",
    "27.10.2023-dək": "..2023-10-27",
    "antes del 27 de octubre de 2023": "..2023-10-26",
    "hasta el 13 de octubre de 2023": "..2023-10-13",
    "desde 2023": "2023-01-01..",
    "2023-09-06..2023-10-13": "2023-09-06..2023-10-13",
    "from 6 September 2023 to 13 October 2023": "2023-09-06..2023-10-13",
    "6 September 2023 – 13 October 2023": "2023-09-06..2023-10-13",
    "..2023-10-13": "..2023-10-13",
    "2023-09-06..": "2023-09-06..",
    "..": "-",
    "-": "-",
    "Not known": "-",
    "невідомо": "-",
    "məlum deyil": "-",
    "no se sabe": "-",
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.items())
def test_a_day_is_read_from_a_text_in_four_languages(text, expected):
    assert str(parse_day(text)) == expected
    assert parse_day(text, Basis.INFERRED).basis is Basis.INFERRED


@pytest.mark.parametrize(
    ("text", "code", "values"),
    [
        ("", "empty", {}),
        ("  ", "empty", {}),
        ("30 February 2025", "no_such_day", {"day": 30, "month": 2, "year": 2025}),
        ("29.02.2023", "no_such_day", {"day": 29, "month": 2, "year": 2023}),
        ("0 May 2025", "no_such_day", {"day": 0, "month": 5, "year": 2025}),
        ("2023-13", "no_such_month", {"month": 13}),
        ("0225-11-03", "no_such_year", {"year": 225, "first": 1000, "last": 2999}),
        ("3 November 20255", "unreadable", {"text": "3 November 20255"}),
        ("3/11/2025", "day_or_month_first", {"text": "3/11/2025"}),
        ("26-27 February", "no_year", {"text": "26-27 February"}),
        ("July", "no_year", {"text": "July"}),
        ("soon", "unreadable", {"text": "soon"}),
        ("before soon", "unreadable", {"text": "before soon"}),
        ("3 smarch 2025", "unreadable", {"text": "3 smarch 2025"}),
        ("12.05", "unreadable", {"text": "12.05"}),
        ("2025-11-03..2025-01-01", "reversed", {"first": "2025-11-03", "last": "2025-01-01"}),
        ("27-26 February 2024", "reversed", {"first": "2024-02-27", "last": "2024-02-26"}),
    ],
)
def test_a_text_that_names_no_day_is_refused_with_a_code(text, code, values):
    with pytest.raises(DayUnreadable) as refused:
        parse_day(text)
    assert (refused.value.code, refused.value.values) == (code, values)
    assert code in DayUnreadable.CODES


@given(days())
def test_what_a_day_writes_it_reads_back(day):
    assert parse_day(str(day)) == day


@given(st.text(max_size=40))
def test_any_text_is_a_day_or_a_refusal(text):
    try:
        outcome = parse_day(text)
    except DayUnreadable as refused:
        outcome = refused.code
    assert isinstance(outcome, Day) or outcome in DayUnreadable.CODES


@pytest.mark.parametrize(
    ("day", "asked", "known"),
    [
        (Day.on(D("2025-11-01")), "2025-10-31", Known.NO),
        (Day.on(D("2025-11-01")), "2025-11-01", Known.YES),
        (Day.in_year(1999), "1998-12-31", Known.NO),
        (Day.in_year(1999), "1999-06-30", Known.NOT_KNOWN),
        (Day.in_year(1999), "1999-12-31", Known.YES),
        (Day.before(D("2023-10-27")), "2023-10-13", Known.NOT_KNOWN),
        (Day.before(D("2023-10-27")), "2023-10-26", Known.YES),
        (Day.since(D("2023-09-06")), "2023-09-05", Known.NO),
        (Day.since(D("2023-09-06")), "2099-01-01", Known.NOT_KNOWN),
        (Day.unknown(), "2099-01-01", Known.NOT_KNOWN),
    ],
)
def test_an_act_had_happened_by_a_day_or_had_not_or_it_is_not_known(day, asked, known):
    answer = happened_by(day, D(asked), "signature_day")
    assert answer.known is known
    assert answer.missing == (("signature_day",) if known is Known.NOT_KNOWN else ())


@given(days(), days(), DATES)
def test_to_know_a_day_better_only_settles_what_was_not_known(wide, hint, asked):
    low = max(wide.not_before or date.min, hint.not_before or date.min)
    high = min(wide.not_after or date.max, hint.not_after or date.max)
    if low <= high:
        narrow = Day(None if low == date.min else low, None if high == date.max else high)
        before = happened_by(wide, asked).known
        assert before in (Known.NOT_KNOWN, happened_by(narrow, asked).known)


@pytest.mark.parametrize(
    ("answers", "every", "some"),
    [
        ((), Known.YES, Known.NO),
        ((YES, YES), Known.YES, Known.YES),
        ((YES, NO), Known.NO, Known.YES),
        ((YES, NOT_KNOWN), Known.NOT_KNOWN, Known.YES),
        ((NO, NOT_KNOWN), Known.NO, Known.NOT_KNOWN),
        ((NO, NO), Known.NO, Known.NO),
        ((NOT_KNOWN, NOT_KNOWN), Known.NOT_KNOWN, Known.NOT_KNOWN),
    ],
)
def test_all_and_any_follow_three_valued_logic(answers, every, some):
    assert all_of(*answers).known is every
    assert any_of(*answers).known is some


def test_only_the_answers_that_matter_give_grounds():
    assert all_of(YES, NOT_KNOWN, Answer.not_known("day", "text")).missing == ("text", "day")
    assert all_of(YES, NOT_KNOWN, NO) == NO
    assert any_of(NO, YES, NOT_KNOWN) == YES
    assert all_of(YES, Answer.yes("signed")).because == ("seen", "signed")


def test_the_opposite_rests_on_the_same_grounds():
    assert YES.negated == Answer.no("seen")
    assert NO.negated == Answer.yes("refused")
    assert NOT_KNOWN.negated == NOT_KNOWN


def test_a_yes_rests_on_what_is_inferred_when_any_part_of_it_does_and_a_no_when_all_its_parts_do():
    inferred = happened_by(Day.on(D("2025-11-01"), Basis.INFERRED), D("2025-11-03"))
    stated = happened_by(Day.on(D("2025-11-01")), D("2025-11-03"))
    assert inferred.rests_on_inferred
    assert all_of(stated, inferred).rests_on_inferred
    assert not any_of(stated, inferred).rests_on_inferred
    assert not all_of(stated.negated, inferred.negated).rests_on_inferred
    assert all_of(stated, inferred.negated).rests_on_inferred


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("summer 2024", "2024-06-01", "2024-08-31"),
        ("Літо 2024", "2024-06-01", "2024-08-31"),
        ("влітку 2024 року", "2024-06-01", "2024-08-31"),
        ("2024-cü ilin yayı", "2024-06-01", "2024-08-31"),
        ("en el verano de 2024", "2024-06-01", "2024-08-31"),
        ("spring of 2023", "2023-03-01", "2023-05-31"),
        ("fall 2023", "2023-09-01", "2023-11-30"),
        ("early May 2024", "2024-05-01", "2024-05-10"),
        ("mid-May 2024", "2024-05-11", "2024-05-20"),
        ("на початку травня 2024", "2024-05-01", "2024-05-10"),
        ("a finales de febrero de 2024", "2024-02-21", "2024-02-29"),
        ("may 2024 sonu", "2024-05-21", "2024-05-31"),
        ("late summer 2024", "2024-08-01", "2024-08-31"),
        ("early 2024", "2024-01-01", "2024-04-30"),
        ("winter 2024", "2023-12-01", "2025-02-28"),
        ("early winter 2024", "2023-12-01", "2025-02-28"),
        ("winter 2023/2024", "2023-12-01", "2024-02-29"),
        ("before summer 2024", None, "2024-05-31"),
        ("summer 2023 to spring 2024", "2023-06-01", "2024-05-31"),
    ],
)
def test_a_season_and_a_part_of_a_month_are_read_as_the_days_that_they_may_mean(text, first, last):
    assert parse_day(text) == Day(first and date.fromisoformat(first), last and date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "code"),
    [("summer", "no_year"), ("summer 2023/2024", "unreadable"), ("winter 2023/2025", "unreadable"), ("early Foo 2024", "unreadable")],
)
def test_a_season_that_names_no_stretch_of_days_is_refused(text, code):
    with pytest.raises(DayUnreadable) as refused:
        parse_day(text)
    assert refused.value.code == code
