"""Step plots: nought at the foot, each value held until the next, all values said in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinward.outward.figures.plots import FIRST, HEAD, LETTER, LINE, NARROWEST, STEPS, Point, Steps, steps

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
    assert plot.is_wide
    assert plot.said == "25 (day 0); 27 (day 1); 34 (day 2)"


def test_of_many_values_the_first_and_the_last_are_named():
    plot = steps("k", "h", of((0, 1), (1, 2), (2, 3), (3, 4)))
    assert plot is not None
    assert [stop.is_named for stop in plot.stops] == [True, False, False, True]
    assert not plot.is_wide


def test_values_of_nought_stand_on_the_ground():
    plot = steps("k", "h", of((0, 0), (0, 0)))
    assert plot is not None
    assert {stop.cy for stop in plot.stops} == {"100.0%"}


@given(POINTS)
def test_every_value_stands_inside_the_picture_in_proportion(pairs: list[tuple[int, int]]):
    plot = steps("k", "h", of(*sorted(pairs)))
    assert plot is not None
    ordered = sorted(pairs)
    top = max(amount for _at, amount in ordered) or 1
    for (_at, amount), stop in zip(ordered, plot.stops, strict=True):
        assert 0 <= share(stop.cx) <= 100
        assert abs(share(stop.cy) - (100 - 100 * amount / top)) < 0.1


def share(written: str) -> float:
    return float(written.removesuffix("%"))


def words_on(plot: Steps) -> list[list[tuple[float, float, float]]]:
    """Of each moment that is written, its lines: how far below the ground, and from where to where each reaches in the narrowest picture, in em."""
    parts = {"start": 0.0, "middle": 0.5, "end": 1.0}
    return [
        [
            (float(below.removesuffix("em")), begin := share(stop.cx) / 100 * NARROWEST - long * parts[stop.anchor], begin + long)
            for below, words in stop.when
            for long in [LETTER * len(words)]
        ]
        for stop in plot.stops
        if stop.is_named
    ]


@pytest.mark.parametrize(
    ("last", "lines"),
    [("9 дек 2024", 1), ("başlanmasından doqquz ay sonra", 2), ("через дев’ять місяців після започаткування", 3)],
)
def test_moments_that_are_long_do_not_run_into_each_other_nor_out_of_the_picture(last: str, lines: int):
    plot = steps("m", "M", [Point(0, 25, "25", "13 жовт. 2023"), Point(1, 27, "27", "19 груд. 2023"), Point(2, 34, "34", last)])
    assert plot is not None
    written = words_on(plot)
    assert [len(moment) for moment in written] == [1, 1, lines]
    every = [line for moment in written for line in moment]
    for at, (below, begin, end) in enumerate(every):
        assert 0 <= begin < end <= NARROWEST
        assert all(below != other or end < start or stop < begin for other, start, stop in every[at + 1 :])
    deepest = max(below for below, _begin, _end in every)
    assert float(plot.height.removesuffix("em")) >= (HEAD + STEPS) / 10 + deepest
    assert min(below for below, _begin, _end in every) == FIRST / 10
    assert {round((below * 10 - FIRST) % LINE, 3) for below, _begin, _end in every} == {0.0}
