"""Small step plots of a stated series, laid out as SVG coordinates. Pure: values in, positions out."""

from collections.abc import Sequence
from dataclasses import dataclass

NARROW, WIDE, HEIGHT = 340, 560, 160
LEFT, RIGHT, TOP, BOTTOM = 6, 14, 48, 24
FEW = 3  # so many values can all be named
LETTER, APART, LINE = 11, 12, 22  # how wide a letter is at most, what parts two words, how high their line is


@dataclass(frozen=True, slots=True)
class Point:
    """A value with its place along x (any unit), and both in words."""

    at: float
    amount: int
    value: str
    when: str


@dataclass(frozen=True, slots=True)
class Stop:
    """One value that was stated: where its step begins (as SVG writes numbers, in any language), its words and how they stand.

    under: where its moment stands below the ground; a line lower where it would run into that of the value before.
    """

    cx: str
    cy: str
    over: str
    under: str
    value: str
    when: str
    anchor: str
    is_named: bool


@dataclass(frozen=True, slots=True)
class Steps:
    """A step plot. path: the line, each value held until the next was stated. said: the same in words, for a screen reader."""

    key: str
    heading: str
    path: str
    stops: tuple[Stop, ...]
    said: str
    width: str
    height: str
    ground: str = str(HEIGHT - BOTTOM)


def steps(key: str, heading: str, points: Sequence[Point]) -> Steps | None:
    """The plot of two or more points, from nought up, in their order; None for fewer. Of many, only the first and the last are named."""
    if len(points) < 2:
        return None
    first, last, width = points[0].at, points[-1].at, WIDE if len(points) <= FEW else NARROW
    top = max(point.amount for point in points) or 1
    places = [
        (_between((point.at - first) / (last - first or 1), LEFT, width - RIGHT), _between(point.amount / top, HEIGHT - BOTTOM, TOP))
        for point in points
    ]
    path = f"M{places[0][0]} {places[0][1]}" + "".join(f"H{x}V{y}" for x, y in places[1:]) + f"H{width}"
    said, stops = "; ".join(f"{point.value} ({point.when})" for point in points), _stops(points, places)
    lowest = max(int(stop.under) for stop in stops)
    return Steps(key, heading, path, stops, said, str(width), str(lowest + 7))


def _stops(points: Sequence[Point], places: Sequence[tuple[float, float]]) -> tuple[Stop, ...]:
    stops: list[Stop] = []
    end, line = float("-inf"), 0  # of the moment before: how far its words reach, and on which line
    for at, (point, (x, y)) in enumerate(zip(points, places, strict=True)):
        anchor = "start" if at == 0 else "end" if at == len(points) - 1 else "middle"
        is_named = len(points) <= FEW or anchor != "middle"
        if is_named:
            long = LETTER * len(point.when)
            begin = x - long * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
            line = 1 - line if begin < end + APART else 0
            end = begin + long
        under = str(HEIGHT - 7 + LINE * line)
        stops.append(Stop(str(x), str(y), str(round(y - 8, 1)), under, point.value, point.when, anchor, is_named))
    return tuple(stops)


def _between(share: float, start: float, end: float) -> float:
    return round(start + share * (end - start), 1)
