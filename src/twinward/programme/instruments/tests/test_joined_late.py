"""One of two ends a text and a third comes to it, before or after, on days that are known or not: what is answered surely is so on all of them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.kernel.days import Day, Known
from twinward.programme.instruments.binding import goes_on_without
from twinward.programme.instruments.facts import Act, EndRule, InstrumentFacts, InstrumentKind, Party
from twinward.programme.instruments.tests.on_record import SIGNED, act
from twinward.programme.instruments.tests.told import SIGN, STATES, SUSPEND, TERMINATE, D
from twinward.programme.instruments.validity import bound_of, entered, in_force

START = date(2025, 1, 10)
THIRD = Party("tr", "TR", required=False)
Span = tuple[int, int]  # the first and the last possible day, counted from the signatures of the two


def of_two(*more: Act, notice: int = 0, second: Span = (0, 0)) -> InstrumentFacts:
    """second: when the second of the two signed."""
    terms = replace(SIGNED, notice_days=notice, end=EndRule.NONE)
    signed = (act(1, SIGN, Day.on(START)), act(2, SIGN, within(second), "az"))
    return InstrumentFacts("x", InstrumentKind.AGREEMENT, terms, (*STATES, THIRD), (*signed, *more))


def within(span: Span) -> Day:
    first, last = span
    return Day(START + timedelta(first), START + timedelta(last))


def ended_and_joined(ended: Span, waits: int | None, joined: Span, notice: int, second: Span = (0, 0), by: str = "ua") -> InstrumentFacts:
    """waits: days from the last possible day of the termination to that on which it says that it has effect; None where it says none."""
    effective = None if waits is None else Day.on(START + timedelta(ended[1] + waits))
    ending = replace(act(3, TERMINATE, within(ended), by), effective=effective)
    return of_two(ending, act(4, SIGN, within(joined), "tr"), notice=notice, second=second)


def spans(first: int, last: int) -> st.SearchStrategy[Span]:
    return st.tuples(st.integers(first, last), st.integers(0, 4)).map(lambda span: (span[0], sum(span)))


def answers(facts: InstrumentFacts, on: date) -> dict[str, Known]:
    """What is said on a day of the text and of each of its parties."""
    ties = bound_of(facts, [party.key for party in facts.parties], on)
    return {"entered": entered(facts, on).known, "in force": in_force(facts, on).known} | {key: tie.known for key, tie in ties.items()}


def assert_sure(wide: InstrumentFacts, certain: Iterable[InstrumentFacts], on: date) -> None:
    """What is answered surely where days are not certain is answered so by each of these texts, whose days are."""
    sure = {question: said for question, said in answers(wide, on).items() if said is not Known.NOT_KNOWN}
    for one in certain:
        each = answers(one, on)
        assert sure == {question: each[question] for question in sure}, one.acts


def days(span: Span) -> range:
    return range(span[0], span[1] + 1)


@given(
    spans(1, 8),
    st.none() | st.integers(0, 6),
    spans(0, 16),
    st.sampled_from([0, 4]),
    spans(0, 3) | st.just((0, 0)),
    st.sampled_from(["ua", "tr"]),
    st.integers(0, 20),
)
def test_what_is_answered_surely_is_so_wherever_the_days_lie(
    ended: Span, waits: int | None, joined: Span, notice: int, second: Span, by: str, asked: int
):
    certain = (
        ended_and_joined((day, day), None if waits is None else waits + ended[1] - day, (came, came), notice, (signed, signed), by)
        for day, came, signed in product(days(ended), days(joined), days(second))
    )
    assert_sure(ended_and_joined(ended, waits, joined, notice, second, by), certain, START + timedelta(asked))


@given(spans(1, 8), spans(0, 16), st.integers(0, 20))
def test_whether_who_suspends_is_bound_is_answered_surely_only_where_it_is_so_wherever_the_days_lie(halted: Span, joined: Span, asked: int):
    def suspended_and_joined(halted: Span, joined: Span) -> InstrumentFacts:
        return of_two(act(3, SUSPEND, within(halted)), act(4, SIGN, within(joined), "tr"))

    certain = (suspended_and_joined((day, day), (came, came)) for day, came in product(days(halted), days(joined)))
    assert_sure(suspended_and_joined(halted, joined), certain, START + timedelta(asked))


@pytest.mark.parametrize("joined", [None, Day.unknown(), Day(D("2025-02-01"), D("2025-12-31"))])
def test_who_comes_third_and_leaves_on_a_day_that_is_not_known_leaves_the_others_as_they_were(joined: Day | None):
    left = act(4, TERMINATE, Day(D("2025-02-01"), D("2025-12-31")), "tr")
    facts = of_two(*([act(3, SIGN, joined, "tr")] if joined else []), left)
    said = answers(facts, D("2026-06-01"))
    assert {question: said[question] for question in ("entered", "in force", "ua", "az")} == dict.fromkeys(
        ("entered", "in force", "ua", "az"), Known.YES
    )


@pytest.mark.parametrize(
    ("joined", "runs"),
    [
        (Day.on(D("2025-03-05")), Known.YES),
        (Day.on(D("2025-03-20")), Known.YES),
        (Day.on(D("2025-05-10")), Known.NO),
        (Day(D("2025-03-01"), D("2025-03-31")), Known.YES),
        (Day(D("2025-05-01"), D("2025-05-31")), Known.NOT_KNOWN),
        (Day.unknown(), Known.NOT_KNOWN),
    ],
)
def test_who_comes_while_the_notice_runs_keeps_it_up_with_the_one_who_stays(joined: Day, runs: Known):
    """The notice of sixty days ends on 9 May."""
    facts = of_two(act(3, TERMINATE, "2025-03-10"), act(4, SIGN, joined, "tr"), notice=60)
    assert in_force(facts, D("2025-06-01")).known is runs


def test_what_ended_by_a_day_at_the_latest_stays_ended_whoever_comes_later():
    ended = act(3, TERMINATE, Day(None, D("2025-03-01")))
    for more in ((ended,), (ended, act(4, SIGN, "2025-04-01", "tr"))):
        assert in_force(of_two(*more), D("2025-06-01")).known is Known.NO


@given(st.integers(1, 8), st.none() | st.integers(0, 6), st.integers(0, 8), st.sampled_from([0, 4]))
def test_what_is_said_before_an_act_of_one_of_many_is_what_it_brings_about(ended: int, waits: int | None, joined: int, notice: int):
    facts = ended_and_joined((ended, ended), waits, (joined, joined), notice)
    so_far, termination = replace(facts, acts=tuple(one for one in facts.acts if one.id != 3)), facts.acts[2]
    runs = in_force(facts, START + timedelta(40)).known
    assert goes_on_without(so_far, termination) is (runs is Known.YES)
