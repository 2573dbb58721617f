"""Stated figures over time, as a picture and as a table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from twinward.foundation.kernel.wording import MISSING, short_day
from twinward.outward.figures.catalogue import Figure
from twinward.outward.figures.plots import Point, Steps, steps
from twinward.outward.figures.said import Said
from twinward.outward.figures.sayings import changes, in_time
from twinward.outward.figures.wording import bare_amount, phrase

LEAST = 3  # fewer values are said faster than drawn


@dataclass(frozen=True, slots=True)
class SeriesTable:
    """Several figures by the day that they are of. rows: (when, one amount or "-" for each figure)."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def drawn(figures: Sequence[Figure]) -> list[Steps]:
    """A step plot of each figure of which at least three values were stated exactly."""
    told = [(figure, points(figure)) for figure in figures]
    plots = (steps(figure.key, str(figure.name), places, is_to_scale=_is_dated(figure)) for figure, places in told if len(places) >= LEAST)
    return [plot for plot in plots if plot]


def points(figure: Figure) -> list[Point]:
    """Exact values in the order of their days, a repeated one once. Along x by days; evenly where one of them has no last day."""
    kept, dated = _kept(figure), _is_dated(figure)
    return [Point(_place(one, at, dated), one.value, bare_amount(one.value, one.unit), _when(one)) for at, one in enumerate(kept)]


def _kept(figure: Figure) -> list[Said]:
    told = _exact(figure)
    changed = changes(told)
    return changed if len(changed) < LEAST + 2 else told


def _is_dated(figure: Figure) -> bool:
    """Whether each of its values has a last day, so that they can stand where their days are."""
    return all(one.day.not_after for one in _kept(figure))


def _exact(figure: Figure) -> list[Said]:
    return [one for one in in_time(figure) if one.operator == "exact"]


def _place(one: Said, at: int, dated: bool) -> float:
    return one.day.not_after.toordinal() if dated and one.day.not_after else at


def _when(one: Said) -> str:
    """The source's words where it names no last day, else the day."""
    return phrase(one.said_of) if one.said_of and one.day.not_after is None else short_day(one.day)


def table(figures: Sequence[Figure]) -> SeriesTable:
    """The same values by day, for every figure at once; "-" where none was stated."""
    days = sorted({(one.day.not_after or date.max, _when(one)) for figure in figures for one in _exact(figure)})
    by_day = [{_when(one): bare_amount(one.value, one.unit) for one in _exact(figure)} for figure in figures]
    rows = tuple((when, tuple(values.get(when, MISSING) for values in by_day)) for _day, when in days)
    return SeriesTable(tuple(str(figure.name) for figure in figures), rows)
