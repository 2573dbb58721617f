"""Uncertain time: a day known only as an interval, and answers about a day that may be yes, no or not known."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal, Self

from twinward.foundation.kernel.calendar_words import Stretch, month_names, season_names, stretch
from twinward.foundation.kernel.spelling import folded

ONE_DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1000, 2999  # a text that names another year is taken for a slip of the pen


class Basis(StrEnum):
    """How we come to know a day: a source says it, we conclude it, we put it together from several, or it happened here."""

    STATED = "stated"
    INFERRED = "inferred"
    RECONSTRUCTED = "reconstructed"
    DONE_HERE = "done_here"


_FIRMNESS = (Basis.DONE_HERE, Basis.STATED, Basis.INFERRED, Basis.RECONSTRUCTED)  # the firmest first
_OWN_CONCLUSIONS = frozenset({Basis.INFERRED, Basis.RECONSTRUCTED})


@dataclass(frozen=True, slots=True)
class Day:
    """One day that lies somewhere in the closed interval not_before..not_after; None leaves that side open.

    Raises ValueError when the interval runs backwards.
    """

    not_before: date | None
    not_after: date | None
    basis: Basis = Basis.STATED

    def __post_init__(self) -> None:
        if self.not_before and self.not_after and self.not_before > self.not_after:
            raise ValueError(f"{self.not_before} lies after {self.not_after}")

    @classmethod
    def on(cls, day: date, basis: Basis = Basis.STATED) -> Self:
        return cls(day, day, basis)

    @classmethod
    def in_month(cls, year: int, month: int, basis: Basis = Basis.STATED) -> Self:
        return cls(date(year, month, 1), date(year, month, monthrange(year, month)[1]), basis)

    @classmethod
    def in_year(cls, year: int, basis: Basis = Basis.STATED) -> Self:
        return cls(date(year, 1, 1), date(year, 12, 31), basis)

    @classmethod
    def before(cls, day: date, basis: Basis = Basis.STATED) -> Self:
        """Strictly before `day`. Raises OverflowError for the first day of the calendar."""
        return cls(None, day - ONE_DAY, basis)

    @classmethod
    def by(cls, day: date, basis: Basis = Basis.STATED) -> Self:
        """On `day` or before it."""
        return cls(None, day, basis)

    @classmethod
    def since(cls, day: date, basis: Basis = Basis.STATED) -> Self:
        """On `day` or after it."""
        return cls(day, None, basis)

    @classmethod
    def unknown(cls, basis: Basis = Basis.STATED) -> Self:
        return cls(None, None, basis)

    @property
    def is_known(self) -> bool:
        return self.not_before is not None and self.not_before == self.not_after

    @property
    def is_unknown(self) -> bool:
        return self.not_before is None and self.not_after is None

    @property
    def is_own_conclusion(self) -> bool:
        """Nobody says so in as many words: the day is inferred or reconstructed."""
        return self.basis in _OWN_CONCLUSIONS

    @property
    def precision(self) -> Literal["day", "month", "year", "interval", "unknown"]:
        first, last = self.not_before, self.not_after
        if first is None or last is None:
            return "unknown" if self.is_unknown else "interval"
        if first == last:
            return "day"
        if self == Day.in_month(first.year, first.month, self.basis):
            return "month"
        return "year" if self == Day.in_year(first.year, self.basis) else "interval"

    def shifted(self, days: int) -> "Day":
        """Every possible day moved by `days`. An end that leaves the calendar opens, or stays at the calendar's edge."""
        return self._moved(lambda end: end + timedelta(days=days), later=days > 0)

    def plus_years(self, years: int) -> "Day":
        """The last day of a term of `years` (1 or more) that begins on this day: the day before its anniversary.

        29 February has its anniversary on 1 March in a common year, so such a term ends on 28 February.
        """
        return self._moved(lambda end: _last_day_of_term(end, years), later=True)

    def _moved(self, move: Callable[[date], date], *, later: bool) -> "Day":
        first, last = (_moved_end(end, move) for end in (self.not_before, self.not_after))
        if later:
            first = first or (self.not_before and date.max)
        else:
            last = last or (self.not_after and date.min)
        return Day(first, last, self.basis)

    @staticmethod
    def latest(*days: "Day") -> "Day":
        """The last of one or more days, as far as it is known. Raises ValueError for none."""
        return Day.nth(len(days), *days)

    @staticmethod
    def earliest(*days: "Day") -> "Day":
        """The first of one or more days, as far as it is known. Raises ValueError for none."""
        return Day.nth(1, *days)

    @staticmethod
    def nth(place: int, *days: "Day") -> "Day":
        """The day at `place` (1 is the first) when `days` stand in order; its basis is the weakest of theirs.

        Raises ValueError when there are fewer days than `place`, or `place` is below 1.
        """
        if not 1 <= place <= len(days):
            raise ValueError(f"no day number {place} among {len(days)}")
        first = sorted(day.not_before or date.min for day in days)[place - 1]
        last = sorted(day.not_after or date.max for day in days)[place - 1]
        return Day(None if first == date.min else first, None if last == date.max else last, weakest(day.basis for day in days))

    def __str__(self) -> str:
        """A text in no language, which `parse_day` reads back: 2023-09-06, 2023-09, 2023, ..2023-10-13, or "-" when unknown."""
        first = str(self.not_before)
        interval = f"{self.not_before or ''}..{self.not_after or ''}"
        return {"unknown": "-", "day": first, "month": first[:7], "year": first[:4], "interval": interval}[self.precision]


def weakest(bases: Iterable[Basis]) -> Basis:
    """The basis on which a conclusion from all of `bases` rests. Raises ValueError for none."""
    return max(bases, key=_FIRMNESS.index)


def _last_day_of_term(begins: date, years: int) -> date:
    try:
        return begins.replace(year=begins.year + years) - ONE_DAY
    except ValueError:
        if begins.year + years > date.max.year:
            raise OverflowError(begins.year + years) from None
        return date(begins.year + years, 2, 28)  # begun on 29 February, ends in a common year


def _moved_end(end: date | None, move: Callable[[date], date]) -> date | None:
    try:
        return end and move(end)
    except OverflowError:
        return None


class Known(StrEnum):
    """What can be said about a question: yes, no, or that the facts on record do not decide it."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its grounds.

    missing: codes of the facts whose absence leaves it not known. because: codes of the reasons for a yes or a no.
    rests_on_inferred: a yes or a no that would fall if our own conclusions about days were wrong.
    """

    known: Known
    missing: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    rests_on_inferred: bool = False

    @classmethod
    def yes(cls, *because: str) -> Self:
        return cls(Known.YES, because=because)

    @classmethod
    def no(cls, *because: str) -> Self:
        return cls(Known.NO, because=because)

    @classmethod
    def not_known(cls, *missing: str) -> Self:
        return cls(Known.NOT_KNOWN, missing=missing)

    @property
    def negated(self) -> "Answer":
        """The answer to the opposite question, on the same grounds."""
        opposite = {Known.YES: Known.NO, Known.NO: Known.YES, Known.NOT_KNOWN: Known.NOT_KNOWN}
        return replace(self, known=opposite[self.known])


def all_of(*answers: Answer) -> Answer:
    """Yes when every answer is yes, no when one is no (Kleene's strong logic). Yes for no answers at all."""
    return _decided(answers, unless=Known.NO, otherwise=Known.YES)


def any_of(*answers: Answer) -> Answer:
    """Yes when one answer is yes, no when every one is no (Kleene's strong logic). No for no answers at all."""
    return _decided(answers, unless=Known.YES, otherwise=Known.NO)


def _decided(answers: tuple[Answer, ...], *, unless: Known, otherwise: Known) -> Answer:
    """One answer `unless` settles it, else an unknown one leaves it open; the grounds are those of the answers that do so."""
    for known in (unless, Known.NOT_KNOWN):
        if matter := [answer for answer in answers if answer.known is known]:
            doubts = [answer.rests_on_inferred for answer in matter]
            return Answer(known, *_grounds(matter), rests_on_inferred=all(doubts) if known is unless else any(doubts))
    return Answer(otherwise, *_grounds(answers), rests_on_inferred=any(answer.rests_on_inferred for answer in answers))


def _grounds(answers: Sequence[Answer]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Missing and because of several answers, each code once, in the order of the answers."""
    missing = dict.fromkeys(code for answer in answers for code in answer.missing)
    because = dict.fromkeys(code for answer in answers for code in answer.because)
    return tuple(missing), tuple(because)


def happened_by(day: Day, asked: date, missing: str = "day") -> Answer:
    """Whether an act that is known to have happened on `day` had happened by the end of `asked`.

    `missing` is the code of what would decide an answer that is not known.
    """
    if day.not_after is not None and day.not_after <= asked:
        return Answer(Known.YES, rests_on_inferred=day.is_own_conclusion)
    if day.not_before is not None and day.not_before > asked:
        return Answer(Known.NO, rests_on_inferred=day.is_own_conclusion)
    return Answer.not_known(missing)


class DayUnreadable(ValueError):
    """A text names no day. `code` is one of CODES, `values` fill its sentence; both are rendered elsewhere."""

    CODES = ("empty", "unreadable", "no_such_day", "no_such_month", "no_such_year", "no_year", "day_or_month_first", "reversed")

    def __init__(self, code: str, **values: str | int) -> None:
        self.code: str = code
        self.values: Mapping[str, str | int] = values
        super().__init__(f"{code} {dict(values)}")


# What stands before or after a day, in the words of en, uk, az and es; the longest is tried first.
_RELATIONS = {
    "before": "before, prior to, earlier than, раніше, раніше ніж, перед, əvvəl, antes de, antes del",
    "by": "by, until, not later than, on or before, не пізніше, не пізніше ніж, qədər, hasta, hasta el, a más tardar, a más tardar el",
    "since": "since, from, not before, not earlier than, on or after, не раніше, не раніше ніж, з, від, bəri, desde, desde el",
    "after": "after, later than, після, пізніше, пізніше ніж, sonra, después de, después del",
}
_UNKNOWN = ("-", "not known", "unknown", "невідомо", "день невідомий", "məlum deyil", "gün məlum deyil", "no se sabe")
_WORDS = sorted(((word, relation) for relation, words in _RELATIONS.items() for word in words.split(", ")), key=lambda pair: -len(pair[0]))
_SPAN = re.compile(r"(.*?) ?\.\. ?(.*)")
_SPAN_IN_WORDS = re.compile(r"(.+?) (?:[-–—]|to|до|по|al?) (.+)")
_FILLING = re.compile(r"\b(?:of|the|on|in|de|del|el|en|року|році|рік|il|ili|ilin)\b|\bр\b|(?<=\d)(?:st|nd|rd|th|-?c[iıuü])\b|,")
_CASE_ENDING = re.compile(r"(?<=\d)-(?:dək|dan|dən|a|ə)\b")  # Azerbaijani: 27.10.2023-dən əvvəl
_YMD = re.compile(r"([0-9]{4})([-./])([0-9]{1,2})\2([0-9]{1,2})")
_DMY = re.compile(r"([0-9]{1,2})([-./])([0-9]{1,2})\2([0-9]{4})")
_YM = re.compile(r"([0-9]{4})[-./]([0-9]{1,2})")
_MY = re.compile(r"([0-9]{1,2})[-./]([0-9]{4})")
_Y = re.compile(r"([0-9]{4})")
_D_NAME_Y = re.compile(r"(?:([0-9]{1,2}) ?[-–] ?)?([0-9]{1,2}) ([^\W\d_]+) ([0-9]{4})")
_NAME_D_Y = re.compile(r"([^\W\d_]+) ([0-9]{1,2}) ([0-9]{4})")
_NO_YEAR = re.compile(r"(?:[0-9]{1,2} ?[-–] ?)?[0-9]{1,2} ([^\W\d_]+)|([^\W\d_]+)(?: [0-9]{1,2})?")


def parse_day(text: str, basis: Basis = Basis.STATED) -> Day:
    """The day that `text` names in English, Ukrainian, Azerbaijani, Spanish or digits; "-" and "not known" are the unknown day.

    A day, a month, a season or a year; early, mid or late in one; before, by, since or after one; or two with ".." between them. Digits are
    read day first, but with slashes only when they cannot be read the other way round. Raises DayUnreadable.
    """
    said = folded(text)
    if not said:
        raise DayUnreadable("empty")
    if said in _UNKNOWN:
        return Day.unknown(basis)
    relation, rest = _relation(said)
    if span := _SPAN.fullmatch(said) or (relation in ("", "since") and _SPAN_IN_WORDS.fullmatch(rest)):
        return _between(*span.groups(), text=text, basis=basis)
    return _related(relation, _plain(rest, text, basis))


def _relation(said: str) -> tuple[str, str]:
    """The relation that a word at either end of `said` expresses, "" for none, and the rest."""
    for word, relation in _WORDS:
        if said.startswith(f"{word} "):
            return relation, said[len(word) + 1 :]
        if said.endswith(f" {word}"):
            return relation, _CASE_ENDING.sub("", said[: -len(word) - 1])
    shorn = _CASE_ENDING.sub("", said)
    return ("by", shorn) if said.endswith("-dək") and shorn != said else ("", said)


def _related(relation: str, day: Day) -> Day:
    first, last = day.not_before, day.not_after
    bounds = {
        "before": (None, first and first - ONE_DAY),
        "by": (None, last),
        "since": (first, None),
        "after": (last and last + ONE_DAY, None),
    }
    not_before, not_after = bounds.get(relation, (first, last))
    return Day(not_before, not_after, day.basis)


def _between(first: str, last: str, *, text: str, basis: Basis) -> Day:
    begins = _plain(first, text, basis).not_before if first else None
    ends = _plain(last, text, basis).not_after if last else None
    if begins and ends and begins > ends:
        raise DayUnreadable("reversed", first=str(begins), last=str(ends))
    return Day(begins, ends, basis)


def _plain(said: str, text: str, basis: Basis) -> Day:
    """The day, month or year that `said` names, without any relation; `text` is what a refusal quotes."""
    said = " ".join(_FILLING.sub(" ", said).split())
    digits_only = said.replace(" ", "")
    if found := _YMD.fullmatch(digits_only):
        return _day(found[1], found[3], found[4], basis)
    if found := _DMY.fullmatch(digits_only):
        if found[2] == "/" and found[1] != found[3] and max(int(found[1]), int(found[3])) <= 12:
            raise DayUnreadable("day_or_month_first", text=text)
        day, month = (found[3], found[1]) if found[2] == "/" and int(found[3]) > 12 else (found[1], found[3])
        return _day(found[4], month, day, basis)
    if found := _YM.fullmatch(digits_only):
        return _month(found[1], int(found[2]), basis)
    if found := _MY.fullmatch(digits_only):
        return _month(found[2], int(found[1]), basis)
    if found := _Y.fullmatch(digits_only):
        return Day.in_year(_year(found[1]), basis)
    return _in_words(" ".join(said.replace(".", " ").split()), text, basis)


def _in_words(said: str, text: str, basis: Basis) -> Day:
    if found := _D_NAME_Y.fullmatch(said):
        first, last = (_day(found[4], _month_number(found[3], text), day, basis) for day in (found[1] or found[2], found[2]))
        return _between(str(first), str(last), text=text, basis=basis)
    if found := _NAME_D_Y.fullmatch(said):
        return _day(found[3], _month_number(found[1], text), found[2], basis)
    if found := stretch(said):
        return _day_within(found, basis)
    if (found := _NO_YEAR.fullmatch(said)) and (found[1] or found[2]) in (*month_names(), *season_names()):
        raise DayUnreadable("no_year", text=text)
    raise DayUnreadable("unreadable", text=text)


def _day_within(named: Stretch, basis: Basis) -> Day:
    year = _year(named.year)
    first, last = (year * 12 + named.first + months for months in (0, named.months - 1))
    begins, ends = date(first // 12, first % 12 + 1, 1), Day.in_month(last // 12, last % 12 + 1).not_after
    if named.part is None:
        return Day(begins, ends, basis)
    tens = (
        (begins, begins + timedelta(days=9)),
        (begins + timedelta(days=10), begins + timedelta(days=19)),
        (begins + timedelta(days=20), ends),
    )
    return Day(*tens[named.part], basis)


def _day(year: str, month: str | int, day: str, basis: Basis) -> Day:
    whole = _month(year, int(month), basis)
    if not (whole.not_before and whole.not_after and 1 <= int(day) <= whole.not_after.day):
        raise DayUnreadable("no_such_day", day=int(day), month=int(month), year=int(year))
    return Day.on(whole.not_before.replace(day=int(day)), basis)


def _month(year: str, month: int, basis: Basis) -> Day:
    if not 1 <= month <= 12:
        raise DayUnreadable("no_such_month", month=month)
    return Day.in_month(_year(year), month, basis)


def _year(year: str) -> int:
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise DayUnreadable("no_such_year", year=int(year), first=FIRST_YEAR, last=LAST_YEAR)
    return int(year)


def _month_number(name: str, text: str) -> int:
    if name not in month_names():
        raise DayUnreadable("unreadable", text=text)
    return month_names()[name]
