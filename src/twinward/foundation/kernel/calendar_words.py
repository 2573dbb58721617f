"""Names of months and seasons, and stretches of time in words: summer 2024, early May 2024. Numbers of months, no days."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from babel import Locale

from twinward.foundation.kernel.spelling import folded

# The seasons of the northern half of the earth, where all countries of the programme but few lie; the first month of each, January is 0.
_SEASONS = {
    2: "spring, весна, весни, весною, навесні, yaz, yazı, yazında, primavera",
    5: "summer, літо, літа, літом, влітку, yay, yayı, yayında, verano",
    8: "autumn, fall, осінь, осені, восени, payız, payızı, payızında, otoño",
    11: "winter, зима, зими, зимою, взимку, qış, qışı, qışında, invierno",
}
_WINTER = 11
_PARTS = {
    0: "early, beginning, початок, на початку, əvvəli, əvvəlində, principios, a principios, comienzos, a comienzos",
    1: "mid, middle, середина, в середині, у середині, ortası, ortasında, mediados, a mediados",
    2: "late, end, кінець, наприкінці, в кінці, у кінці, sonu, sonunda, finales, a finales, fines, a fines",
}
_PART_OF = {word: part for part, words in _PARTS.items() for word in words.split(", ")}
_PART = "|".join(sorted(_PART_OF, key=len, reverse=True))
_NAMED = re.compile(rf"(?:({_PART})[ -])?(?:([^\W\d_]+) )?([0-9]{{4}})(?:[/–-]([0-9]{{4}}))?(?: ({_PART}))?")
_YEAR_FIRST = re.compile(r"([0-9]{4}) ([^\W\d_]+)")  # Azerbaijani: 2024-cü ilin yayı


@dataclass(frozen=True, slots=True)
class Stretch:
    """So many months of a year, from the one that is `first` (0 is January, -1 the December before); part: of one month its days by tens."""

    year: str
    first: int
    months: int
    part: int | None = None


def stretch(said: str) -> Stretch | None:
    """The stretch that a folded text names; None when it names none, and for a month or a year without more.

    A winter of one year may be that of its beginning or of its end, so it is all from the one to the other.
    """
    if found := _YEAR_FIRST.fullmatch(said):
        said = f"{found[2]} {found[1]}"
    if not (found := _NAMED.fullmatch(said)):
        return None
    before, name, year, next_year, after = found.groups()
    whole = _whole(name or "", year, next_year)
    part = _PART_OF.get(before or after or "")
    return whole if whole is None or part is None else _part_of(whole, part)


def _whole(name: str, year: str, next_year: str | None) -> Stretch | None:
    season = season_names().get(name)
    if next_year:
        return Stretch(year, _WINTER, 3) if season == _WINTER and int(next_year) == int(year) + 1 else None
    if season == _WINTER:
        return Stretch(year, -1, 15)
    if season is not None:
        return Stretch(year, season, 3)
    if not name:
        return Stretch(year, 0, 12)
    return Stretch(year, month_names()[name] - 1, 1) if name in month_names() else None


def _part_of(whole: Stretch, part: int) -> Stretch:
    """A third of it: of a month ten days, of a season a month, of a year four months. Of a winter that may be one of two, all of it."""
    if whole.months == 1:
        return replace(whole, part=part)
    if whole.months == 15:
        return whole
    third = whole.months // 3
    return replace(whole, first=whole.first + part * third, months=third)


@cache
def season_names() -> Mapping[str, int]:
    """The words of seasons in every language, each with the first month of its season, counted from 0."""
    return {word: first for first, words in _SEASONS.items() for word in words.split(", ")}


@cache
def month_names() -> Mapping[str, int]:
    """Month names as CLDR has them, folded: whole and short, and in Ukrainian the nominative beside the genitive of dates; January is 1."""
    tables = [Locale(language).months["format"][width] for language in ("en", "uk", "az", "es") for width in ("wide", "abbreviated")]
    tables.append(Locale("uk").months["stand-alone"]["wide"])
    return {folded(name).removesuffix("."): number for table in tables for number, name in table.items()}
