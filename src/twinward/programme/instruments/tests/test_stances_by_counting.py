"""Who stands by what they did, against a count of every placing of uncertain acts; numbers are days from START."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.kernel.days import Basis, Day, Known
from twinward.programme.instruments.consent import Stance, joined, reached
from twinward.programme.instruments.tests.told import JOIN, WITHDRAW, acts

START = date(2024, 5, 1)
FIRST, LAST = 0, 4  # every bound of a day lies in these
LONGEST = 3  # days for which somebody has to stand
#: An open side reaches so far: as many places beyond every bound as two acts need to come in any order, and to have stood for so long.
SOONEST, LATEST = FIRST - 2 - LONGEST, LAST + 2
Bounds = tuple[int | None, int | None]
Told = list[tuple[bool, Bounds]]  # does it join, and when

NUMBERS = st.integers(FIRST, LAST)
SURE = NUMBERS.map(lambda number: (number, number))
CLOSED = st.tuples(NUMBERS, NUMBERS).map(lambda pair: (min(pair), max(pair)))
OPEN = st.one_of(st.just((None, None)), NUMBERS.map(lambda number: (number, None)), NUMBERS.map(lambda number: (None, number)))
TOLD = st.lists(st.tuples(st.booleans(), st.one_of(SURE, CLOSED, OPEN)), max_size=4)
DELAYS = st.integers(0, LONGEST)


def as_day(bounds: Bounds, basis: Basis = Basis.STATED) -> Day:
    first, last = (None if number is None else START + timedelta(number) for number in bounds)
    return Day(first, last, basis)


def as_stance(told: Told) -> Stance:
    opened, closed = ([as_day(bounds) for joins, bounds in told if joins is wanted] for wanted in (True, False))
    return Stance(tuple(opened), tuple(closed))


def placings(told: Told) -> Iterator[list[tuple[int, bool]]]:
    """Every way in which the acts can lie within their bounds: the day of each, and whether it joins."""
    ranges = [range(SOONEST if first is None else first, (LATEST if last is None else last) + 1) for _, (first, last) in told]
    for days in product(*ranges):
        yield [(day, joins) for day, (joins, _) in zip(days, told, strict=True)]


def stands(placed: list[tuple[int, bool]], asked: int, delay: int = 0) -> bool:
    """Walks the acts in their order, on one day the joinings first."""
    since = None
    for day, joins in sorted(placed, key=lambda act: (act[0], not act[1])):
        if day <= asked:
            since = (day if since is None else since) if joins else None
    return since is not None and since + delay <= asked


def counted(told: Told, asked: int, delay: int = 0) -> Known:
    answers = {stands(placed, asked, delay) for placed in placings(told)}
    return Known.NOT_KNOWN if len(answers) == 2 else Known.YES if answers == {True} else Known.NO


def deciding(told: Told, asked: int, delay: int) -> Iterator[str]:
    """Of which acts the days decide the answer, wherever the others lie: the joinings, the withdrawals."""
    for code, joining in (("opening", True), ("closing", False)):
        answers: dict[tuple[int, ...], set[bool]] = {}
        for placed in placings(told):
            others = tuple(day for day, joins in placed if joins is not joining)
            answers.setdefault(others, set()).add(stands(placed, asked, delay))
        if any(len(found) == 2 for found in answers.values()):
            yield code


def test_two_joinings_and_a_withdrawal_that_may_have_come_last_leave_it_not_known():
    told = acts(("ua", JOIN, Day.unknown()), ("ua", JOIN, Day.in_month(2024, 3)), ("ua", WITHDRAW, Day.by(START)))
    assert joined("ua", told, START, notice_days=0).missing == ("joining_day", "withdrawal_day")


@given(TOLD, NUMBERS, DELAYS)
def test_who_stands_is_known_just_when_every_placing_of_the_acts_agrees(told, asked, delay):
    answer = as_stance(told).holds_on(START + timedelta(asked), "opening", "closing", delay_days=delay)
    assert answer.known is counted(told, asked, delay)
    assert answer.missing == (tuple(deciding(told, asked, delay)) if answer.known is Known.NOT_KNOWN else ())


@given(TOLD, NUMBERS)
def test_who_has_joined_is_known_just_when_every_placing_of_the_acts_agrees(told, asked):
    made = acts(*(("ua", JOIN if joins else WITHDRAW, as_day(bounds)) for joins, bounds in told))
    assert joined("ua", made, START + timedelta(asked), notice_days=0).known is counted(told, asked)


@given(TOLD, NUMBERS, st.data())
def test_an_answer_rests_on_surmise_just_when_without_it_nothing_is_known(told, asked, data):
    surmised = data.draw(st.lists(st.booleans(), min_size=len(told), max_size=len(told)))
    loose: Told = [(joins, (None, None) if guess else bounds) for (joins, bounds), guess in zip(told, surmised, strict=True)]
    days = [as_day(bounds, Basis.INFERRED if guess else Basis.STATED) for (_, bounds), guess in zip(told, surmised, strict=True)]
    stance = Stance(*(tuple(day for day, (joins, _) in zip(days, told, strict=True) if joins is wanted) for wanted in (True, False)))
    answer = stance.holds_on(START + timedelta(asked), "opening", "closing")
    assert answer.rests_on_inferred is (answer.known is not Known.NOT_KNOWN and counted(loose, asked) is Known.NOT_KNOWN)


SIDES = st.lists(st.lists(st.tuples(st.booleans(), st.one_of(SURE, CLOSED)), max_size=2), min_size=1, max_size=3)


def first_together(needed: int, told: list[Told]) -> set[int | None]:
    """The first day on which so many stand together, for every placing; None for never."""
    cases = product(*(list(placings(own)) for own in told))
    days = range(FIRST, LAST + 1)
    return {next((day for day in days if sum(stands(own, day) for own in case) >= needed), None) for case in cases}


@given(SIDES, st.integers(1, 3))
def test_the_first_day_together_lies_within_the_answer_and_the_answer_begins_with_its_soonest(told, needed):
    found = reached(needed, [as_stance(own) for own in told])
    possible = first_together(needed, told)
    days = {START + timedelta(day) for day in possible if day is not None}
    assert (found is None) is (not days)
    if found:
        assert found.not_before == min(days)
        assert found.not_after is None or (None not in possible and max(days) <= found.not_after)


@given(SIDES, st.integers(1, 3), st.data())
def test_where_one_act_is_uncertain_the_answer_ends_with_the_latest_first_day_together(told, needed, data):
    places = [(side, act) for side, own in enumerate(told) for act in range(len(own))]
    loose = data.draw(st.sampled_from(places)) if places else None
    told = [
        [(joins, (first, last if (side, act) == loose else first)) for act, (joins, (first, last)) in enumerate(own)]
        for side, own in enumerate(told)
    ]
    found, possible = reached(needed, [as_stance(own) for own in told]), first_together(needed, told)
    if found:
        latest = max(day for day in possible if day is not None)
        assert found.not_after == (None if None in possible else START + timedelta(latest))


def test_a_side_that_joined_before_all_records_stood_from_the_beginning():
    assert reached(1, [Stance((Day.by(START),), ())]) == Day.by(START)
