"""Small step plots of a stated series, laid out in shares of a picture whose words keep the size of the text around it. Pure: values in, positions out."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

RIGHT = 97  # per cent: the last step is drawn on to the end of the picture
FEW = 3  # so many values can all be named
#: In letters' heights (em): the narrowest picture (large text on a phone), a letter's width at most, what parts two words.
NARROWEST, LETTER, APART = 21.0, 0.62, 0.8
LINE_LETTERS = 16  # a moment of more letters goes on below
#: In tenths of an em: what stands above the steps, the steps, down to the first line of the moments, and from line to line.
HEAD, STEPS, FIRST, LINE = 20, 68, 14, 14


@dataclass(frozen=True, slots=True)
class Point:
    """A value with its place along x (any unit), and both in words."""

    at: float
    amount: int
    value: str
    when: str


@dataclass(frozen=True, slots=True)
class Stop:
    """One value that was stated: where its step begins (in per cent, as SVG writes numbers in any language), its words and how they stand.

    when: the lines of its moment, each with its distance below the ground in em; lower where it would run into the moment before.
    """

    cx: str
    cy: str
    value: str
    when: tuple[tuple[str, str], ...]
    anchor: str
    is_named: bool


@dataclass(frozen=True, slots=True)
class Steps:
    """A step plot. path: the line in a square of 100, each value held until the next was stated. said: the same in words, for a screen reader.

    is_to_scale: the steps lie as far apart as their days. top, steps, height: in em, how far the steps lie below the top of the picture,
    how high they are, and how high the picture is.
    """

    key: str
    heading: str
    path: str
    stops: tuple[Stop, ...]
    said: str
    is_wide: bool
    height: str
    is_to_scale: bool
    top: str = f"{HEAD / 10}em"
    steps: str = f"{STEPS / 10}em"


def steps(key: str, heading: str, points: Sequence[Point], *, is_to_scale: bool = True) -> Steps | None:
    """The plot of two or more points, from nought up, in their order; None for fewer. Of many, only the first and the last are named."""
    if len(points) < 2:
        return None
    first, last = points[0].at, points[-1].at
    top = max(point.amount for point in points) or 1
    places = [(round((point.at - first) / (last - first or 1) * RIGHT, 2), round(100 - point.amount / top * 100, 2)) for point in points]
    path = f"M{places[0][0]} {places[0][1]}" + "".join(f"H{x}V{y}" for x, y in places[1:]) + "H100"
    said = "; ".join(f"{point.value} ({point.when})" for point in points)
    stops, lines = _stops(points, places)
    height = (HEAD + STEPS + FIRST + LINE * lines) / 10
    return Steps(key, heading, path, stops, said, len(points) <= FEW, f"{height}em", is_to_scale)


def _stops(points: Sequence[Point], places: Sequence[tuple[float, float]]) -> tuple[tuple[Stop, ...], int]:
    """Every value with its words, and how many lines their moments take."""
    stops: list[Stop] = []
    ends: list[float] = []  # of each line of moments: how far its words reach
    for at, (point, (x, y)) in enumerate(zip(points, places, strict=True)):
        anchor = "start" if at == 0 else "end" if at == len(points) - 1 else "middle"
        is_named = len(points) <= FEW or anchor != "middle"
        lines = wrap(point.when, LINE_LETTERS, break_long_words=False, break_on_hyphens=False) if is_named else []
        when = tuple((f"{(FIRST + LINE * line) / 10}em", words) for line, words in _laid(lines, x, anchor, ends))
        stops.append(Stop(f"{x}%", f"{y}%", point.value, when, anchor, is_named))
    return tuple(stops), len(ends)


def _laid(lines: Sequence[str], x: float, anchor: str, ends: list[float]) -> list[tuple[int, str]]:
    """Each line of a moment with its number from above: the first from which on none runs into what stands there (`ends`, which learns of it)."""
    reach = [_reach(line, x, anchor) for line in lines]
    least = min((begin for begin, _end in reach), default=0.0)
    start = next(n for n in range(len(ends) + 1) if all(end + APART <= least for end in ends[n : n + len(lines)]))
    for at, (_begin, end) in enumerate(reach, start):
        ends[at : at + 1] = [end]
    return list(enumerate(lines, start))


def _reach(line: str, x: float, anchor: str) -> tuple[float, float]:
    """From where to where a line of words reaches in the narrowest picture, in em."""
    long = LETTER * len(line)
    begin = x / 100 * NARROWEST - long * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
    return begin, begin + long
