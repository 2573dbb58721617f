"""Days that the text of a letter names, in any of its languages, and whether the day asked for a reply is among them. No database, no clock."""

import re
from collections.abc import Collection
from datetime import date

from twinward.foundation.kernel.days import DayUnreadable, parse_day

_NAME = r"[^\W\d_]{3,}"
_WITH_YEAR = re.compile(
    rf"\b\d{{4}}-\d{{2}}-\d{{2}}\b|\b\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+|de\s+)?{_NAME},?\s+(?:de\s+|del\s+)?\d{{4}}\b|\b{_NAME}\s+\d{{1,2}},?\s+\d{{4}}\b"
)
_WITHOUT_YEAR = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+|de\s+)?({_NAME})\b(?!,?\s+(?:de\s+|del\s+)?\d{{4}})")


def days_named(text: str, *, after: date) -> list[date]:
    """The days that a text names, in its order; one without a year is the first such day not before `after`."""
    found = [(one.start(), day) for one in _WITH_YEAR.finditer(text) if (day := _read(one[0]))]
    for one in _WITHOUT_YEAR.finditer(text):
        years = (_read(f"{one[1]} {one[2]} {year}") for year in (after.year, after.year + 1))
        found += [(one.start(), day) for day in years if day and day >= after][:1]
    return [day for _place, day in sorted(found)]


def named_instead(
    text: str, reply_by: date | None, *, after: date, was: date | None = None, cited: Collection[date | None] = ()
) -> date | None:
    """The day that the register had (`was`), else the first later than `after`, that a text names when it does not name that of the register.

    None when the two agree. A text that names neither says nothing about a reply that the register could gainsay. cited: the days of the
    letter before it, which it tells and by which it asks for nothing.
    """
    named = [day for day in days_named(text, after=after) if day == was or day not in cited]
    if reply_by in named:
        return None
    return was if was in named else next((day for day in named if day > after), None)


def _read(text: str) -> date | None:
    """The one day that the text says; None when it says none."""
    try:
        day = parse_day(text)
    except DayUnreadable:  # what only looks like a day names none
        return None
    return day.not_after if day.is_known else None
