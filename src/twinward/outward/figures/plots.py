"""Small step plots of a stated series, laid out as SVG coordinates. Pure: values in, positions out."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 340, 150
LEFT, RIGHT, TOP, BOTTOM = 6, 52, 24, 26


@dataclass(frozen=True, slots=True)
class Stop:
    """One value that was stated: where its step begins, its words, and where and how the words stand."""

    x: float
    y: float
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

    width: int = WIDTH
    height: int = HEIGHT

    @property
    def ground(self) -> int:
        """Where nought stands."""
        return HEIGHT - BOTTOM


@dataclass(frozen=True, slots=True)
class Point:
    """A value with its place along x (any unit), and both in words."""

    at: float
    amount: int
    value: str
    when: str


def steps(key: str, heading: str, points: Sequence[Point]) -> Steps | None:
    """The plot of two or more points, from nought up, in their order; None for fewer. Only the first and last of many are named."""
    if len(points) < 2:
        return None
    first, last = points[0].at, points[-1].at
    top = max(point.amount for point in points) or 1
    places = [(_between((point.at - first) / (last - first or 1), LEFT, WIDTH - RIGHT), _height(point.amount / top)) for point in points]
    path = f"M{places[0][0]} {places[0][1]}" + "".join(f"H{x}V{y}" for x, y in places[1:]) + f"H{WIDTH - RIGHT + 8}"
    few = len(points) <= 3
    stops = tuple(
        Stop(x, y, point.value, point.when, "start" if at == 0 else "middle" if at < len(points) - 1 else "end", few or at in (0, len(points) - 1))
        for at, (point, (x, y)) in enumerate(zip(points, places, strict=True))
    )
    return Steps(key, heading, path, stops, "; ".join(f"{point.value} ({point.when})" for point in points))


def _between(share: float, start: float, end: float) -> float:
    return round(start + share * (end - start), 1)


def _height(share: float) -> float:
    return _between(share, HEIGHT - BOTTOM, TOP)
