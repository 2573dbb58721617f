"""Steps of a list stand in the order that is certain, else in the one in which they were recorded; nothing claims more than is known."""

from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.kernel.days import Day
from twinward.programme.twinning import rules
from twinward.programme.twinning.rules import Step, StepKind

YEAR, AUTUMN, OCTOBER = Day.in_year(2023), Day(date(2023, 9, 1), date(2023, 11, 30)), Day.in_month(2023, 10)
FIRST, ASKED = date(2023, 9, 6), date(2023, 9, 20)
bounds = st.integers(0, 8).map(lambda number: FIRST + timedelta(days=number))
days = st.tuples(bounds, bounds).map(lambda pair: Day(min(pair), max(pair)))
vague = days | st.builds(Day, st.none(), bounds) | st.builds(Day, bounds, st.none()) | st.just(Day.unknown())
KINDS: st.SearchStrategy[StepKind] = st.sampled_from(["requested", "proposed", "returned", "agreed"])


def numbered(day, most: int):
    """Steps of such days, in the order in which they were recorded."""
    told = st.lists(st.tuples(KINDS, day), max_size=most)
    return told.map(lambda rows: [Step(kind, on, number) for number, (kind, on) in enumerate(rows, start=1)])


@pytest.mark.parametrize(
    ("days", "order"),
    [
        ([YEAR, Day.on(date(2023, 10, 15))], [1, 2]),
        ([Day.on(date(2023, 10, 15)), YEAR], [1, 2]),
        ([YEAR, AUTUMN, OCTOBER], [1, 2, 3]),
        ([AUTUMN, Day.on(date(2023, 8, 31))], [2, 1]),
        ([Day.in_year(2024), YEAR], [2, 1]),
        ([Day.unknown(), Day.on(date(2023, 10, 15))], [1, 2]),
        ([Day.on(date(2023, 12, 1)), Day.unknown(), OCTOBER], [2, 3, 1]),
        ([Day.on(date(2023, 10, 15)), Day.on(date(2023, 10, 15))], [1, 2]),
    ],
)
def test_steps_stand_as_they_surely_happened_else_as_they_were_recorded(days: list[Day], order: list[int]):
    steps = [Step("requested", day, number) for number, day in enumerate(days, start=1)]

    assert [step.number for step in rules.in_order(steps)] == order


@given(steps=numbered(vague, 6), data=st.data())
def test_no_step_stands_before_one_that_surely_came_before_it(steps, data):
    order = rules.in_order(data.draw(st.permutations(steps)))

    assert sorted(step.number for step in order) == [step.number for step in steps]
    assert not any(later.surely_precedes(earlier) for place, earlier in enumerate(order) for later in order[place + 1 :])
    assert all(one.surely_precedes(following) or one.number < following.number for one, following in pairwise(order))


@given(steps=numbered(days, 4))
def test_what_surely_came_before_did_so_in_every_possible_world(steps):
    for one, other in ((one, other) for one in steps for other in steps if one is not other):
        came_before = {(first, one.number) < (then, other.number) for first, then in product(possible(one.day), possible(other.day))}
        assert one.surely_precedes(other) is (came_before == {True})


@given(steps=numbered(days, 4))
def test_the_state_is_told_only_when_it_is_the_same_in_every_possible_world(steps):
    """All of them happened by the day that is asked about."""
    kinds = set[str]()
    for world in product(*(possible(step.day) for step in steps)):
        _day, _number, kind = max(((day, step.number, step.kind) for day, step in zip(world, steps, strict=True)), default=(None, 0, ""))
        kinds.add(kind)

    assert rules.standing(steps, ASKED) == (kinds.pop() if len(kinds) == 1 else "not_known")
    assert not steps or rules.in_order(steps)[-1] in rules.last_by(steps, ASKED)


def possible(day: Day) -> list[date]:
    assert day.not_before
    assert day.not_after
    return [day.not_before + timedelta(days=number) for number in range((day.not_after - day.not_before).days + 1)]
