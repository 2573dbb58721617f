"""One of two ends a text and a third comes to it, before or after, on days that are known or not: what is answered surely is so on all of them."""

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
from twinward.programme.instruments.tests.told import SIGN, STATES, TERMINATE, D
from twinward.programme.instruments.validity import entered, in_force

START = date(2025, 1, 10)
THIRD = Party("tr", "TR", required=False)
Span = tuple[int, int]  # the first and the last possible day, counted from the signatures of the two


def of_two(*more: Act, notice: int = 0) -> InstrumentFacts:
    terms = replace(SIGNED, notice_days=notice, end=EndRule.NONE)
    signed = (act(1, SIGN, Day.on(START)), act(2, SIGN, Day.on(START), "az"))
    return InstrumentFacts("x", InstrumentKind.AGREEMENT, terms, (*STATES, THIRD), (*signed, *more))


def ended_and_joined(ended: Span, waits: int | None, joined: Span, notice: int) -> InstrumentFacts:
    """waits: days from the last possible day of the termination to that on which it says that it has effect; None where it says none."""
    first, last = (START + timedelta(day) for day in ended)
    effective = None if waits is None else Day.on(last + timedelta(waits))
    came = Day(START + timedelta(joined[0]), START + timedelta(joined[1]))
    return of_two(replace(act(3, TERMINATE, Day(first, last)), effective=effective), act(4, SIGN, came, "tr"), notice=notice)


def spans(first: int, last: int) -> st.SearchStrategy[Span]:
    return st.tuples(st.integers(first, last), st.integers(0, 4)).map(lambda span: (span[0], sum(span)))


@given(spans(1, 8), st.none() | st.integers(0, 6), spans(0, 16), st.sampled_from([0, 4]), st.integers(0, 20))
def test_what_is_answered_surely_is_so_wherever_the_days_lie(ended: Span, waits: int | None, joined: Span, notice: int, asked: int):
    on = START + timedelta(asked)
    facts = ended_and_joined(ended, waits, joined, notice)
    answers = {reckoned: reckoned(facts, on).known for reckoned in (entered, in_force)}
    for day, came in product(range(ended[0], ended[1] + 1), range(joined[0], joined[1] + 1)):
        left = None if waits is None else waits + ended[1] - day
        certain = ended_and_joined((day, day), left, (came, came), notice)
        for reckoned, answer in answers.items():
            assert answer in (Known.NOT_KNOWN, reckoned(certain, on).known), (reckoned.__name__, day, came)


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
