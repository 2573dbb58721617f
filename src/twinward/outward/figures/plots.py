"""Small step plots of a stated series, laid out as SVG coordinates. Pure: values in, positions out."""

from collections.abc import Sequence
from dataclasses import dataclass

NARROW, WIDE, HEIGHT = 340, 560, 160
LEFT, RIGHT, TOP, BOTTOM = 6, 14, 48, 24
FEW = 3  # so many values can all be named


@dataclass(frozen=True, slots=True)
class Point:
    """A value with its place along x (any unit), and both in words."""

    at: float
    amount: int
    value: str
    when: str


@dataclass(frozen=True, slots=True)
class Stop:
    """One value that was stated: where its step begins (as SVG writes numbers, in any language), its words and how they stand."""

    cx: str
    cy: str
    over: str
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
    height: str = str(HEIGHT)
    ground: str = str(HEIGHT - BOTTOM)
    under: str = str(HEIGHT - 7)


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
    stops = tuple(_stop(at, len(points), point, *place) for at, (point, place) in enumerate(zip(points, places, strict=True)))
    return Steps(key, heading, path, stops, "; ".join(f"{point.value} ({point.when})" for point in points), str(width))


def _stop(at: int, count: int, point: Point, x: float, y: float) -> Stop:
    anchor = "start" if at == 0 else "end" if at == count - 1 else "middle"
    return Stop(str(x), str(y), str(round(y - 8, 1)), point.value, point.when, anchor, count <= FEW or at in (0, count - 1))


def _between(share: float, start: float, end: float) -> float:
    return round(start + share * (end - start), 1)
