"""Step plots: nought at the foot, each value held until the next, all values said in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinward.outward.figures.plots import BOTTOM, HEIGHT, LETTER, NARROW, TOP, WIDE, Point, Steps, steps

POINTS = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 10**9)), min_size=2, max_size=20)


def of(*pairs: tuple[float, int]) -> list[Point]:
    return [Point(at, amount, str(amount), f"day {at}") for at, amount in pairs]


def test_one_value_is_no_plot():
    assert steps("k", "h", of((1, 5))) is None
    assert steps("k", "h", []) is None


def test_three_values_are_all_named_in_a_wide_plot():
    plot = steps("k", "h", of((0, 25), (1, 27), (2, 34)))
    assert plot is not None
    assert [(stop.value, stop.anchor, stop.is_named) for stop in plot.stops] == [
        ("25", "start", True),
        ("27", "middle", True),
        ("34", "end", True),
    ]
    assert plot.width == str(WIDE)
    assert plot.said == "25 (day 0); 27 (day 1); 34 (day 2)"


def test_of_many_values_the_first_and_the_last_are_named():
    plot = steps("k", "h", of((0, 1), (1, 2), (2, 3), (3, 4)))
    assert plot is not None
    assert [stop.is_named for stop in plot.stops] == [True, False, False, True]
    assert plot.width == str(NARROW)


def test_values_of_nought_stand_on_the_ground():
    plot = steps("k", "h", of((0, 0), (0, 0)))
    assert plot is not None
    assert {stop.cy for stop in plot.stops} == {str(float(HEIGHT - BOTTOM))}


@given(POINTS)
def test_every_value_stands_inside_the_picture_in_proportion(pairs: list[tuple[int, int]]):
    plot = steps("k", "h", of(*sorted(pairs)))
    assert plot is not None
    ordered = sorted(pairs)
    top = max(amount for _at, amount in ordered) or 1
    for (_at, amount), stop in zip(ordered, plot.stops, strict=True):
        assert 0 <= float(stop.cx) <= float(plot.width)
        assert abs(float(stop.cy) - (HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * amount / top)) < 0.1


def words_on(plot: Steps) -> list[tuple[int, float, float]]:
    """Of each moment that is written: its line, and from where to where it reaches at most."""
    parts = {"start": 0.0, "middle": 0.5, "end": 1.0}
    begins = [(stop, float(stop.cx) - LETTER * len(stop.when) * parts[stop.anchor]) for stop in plot.stops if stop.is_named]
    return [(int(stop.under), begin, begin + LETTER * len(stop.when)) for stop, begin in begins]


@pytest.mark.parametrize("last", ["9 дек 2024", "başlanmasından doqquz ay sonra", "через дев’ять місяців після започаткування"])
def test_moments_that_are_long_do_not_run_into_each_other(last: str):
    plot = steps("m", "M", [Point(0, 25, "25", "13 жовт. 2023"), Point(1, 27, "27", "19 груд. 2023"), Point(2, 34, "34", last)])
    assert plot is not None
    (first, second, third) = words_on(plot)
    for one, other in ((first, second), (second, third)):
        assert one[0] != other[0] or one[2] < other[1]
    assert int(plot.height) == max(line for line, *_reach in (first, second, third)) + 7
    assert (first[0] == third[0]) == (len(last) < 20)
