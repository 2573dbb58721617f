"""Days, numbers, money, masses, countries and languages in the reader's language (CLDR, through Babel). What is missing is "-"."""

import calendar
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal, Protocol, runtime_checkable

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton, format_timedelta
from babel.numbers import format_currency, format_decimal, get_currency_precision
from babel.units import format_unit
from django.utils import timezone
from django.utils.translation import get_language, gettext

Style = Literal["medium", "long", "full"]
MISSING = "-"
#: CLDR locales of our languages (ISO 639-1); English days are written "3 November 2025".
LOCALES = {"en": "en_GB", "uk": "uk", "az": "az", "es": "es"}
#: Where we differ from CLDR: Ukrainian writes "року" in full or not at all, since "р." before a full stop makes two.
PATTERNS = {"uk": {"medium": "d MMM y", "long": "d MMMM y 'року'", "full": "EEEE, d MMMM y 'року'", "month": "LLLL y 'року'"}}
# In Azerbaijani a day in full names its year as an ordinal, "2025-ci il", whose ending follows the last vowel as it is spoken.
_ORDINALS = {1: "ci", 2: "ci", 3: "cü", 4: "cü", 5: "ci", 6: "cı", 7: "ci", 8: "ci", 9: "cu"}
_ORDINALS |= {10: "cu", 20: "ci", 30: "cu", 40: "cı", 50: "ci", 60: "cı", 70: "ci", 80: "ci", 90: "cı"}
_ROUND_ORDINALS = {True: "ci", False: "cü"}  # min, yüz
#: CLDR's Azerbaijani says "within 4 days" where the day is meant on which they have passed.
AHEAD = {"az": ("ərzində", "sonra")}
_PARSED = {code: Locale.parse(name) for code, name in LOCALES.items()}


@runtime_checkable
class Uncertain(Protocol):
    """A day that may be known only as an interval, closed on both sides; None leaves a side open."""

    @property
    def not_before(self) -> date | None: ...
    @property
    def not_after(self) -> date | None: ...


def _locale() -> Locale:
    return _PARSED.get((get_language() or "en").split("-")[0], _PARSED["en"])


def _day(value: date, style: Style) -> str:
    if isinstance(value, datetime):
        value = (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return _written_day(value, style, _locale().language)


@lru_cache(maxsize=20_000)
def _written_day(value: date, style: Style, language: str) -> str:
    told = format_date(value, format=PATTERNS.get(language, {}).get(style, style), locale=_PARSED[language])
    return told.replace(f" {value.year}", f" {_azerbaijani_year(value.year)}") if language == "az" and style != "medium" else told


def _azerbaijani_year(year: int) -> str:
    ending = _ORDINALS.get(year % 10) or _ORDINALS.get(year % 100) or _ROUND_ORDINALS[year % 1000 == 0]
    return f"{year}-{ending} il"


def _month(first: date) -> str:
    pattern = PATTERNS.get(_locale().language, {}).get("month")
    return format_date(first, format=pattern, locale=_locale()) if pattern else format_skeleton("yMMMM", first, locale=_locale())


def _whole(first: date, last: date) -> str:
    """ "year" or "month" when the two days bound exactly that; otherwise empty."""
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return "year"
    month_ends_on = calendar.monthrange(last.year, last.month)[1]
    return "month" if (first.year, first.month, first.day, last.day) == (last.year, last.month, 1, month_ends_on) else ""


def _interval(first: date, last: date, style: Style) -> str:
    if first == last:
        return _day(first, style)
    if whole := _whole(first, last):
        return str(first.year) if whole == "year" else _month(first)
    return gettext("between %(first)s and %(last)s") % {"first": _day(first, style), "last": _day(last, style)}


def _uncertain(value: Uncertain, style: Style) -> str:
    match value.not_before, value.not_after:
        case None, None:
            return gettext("not known")
        case date() as first, date() as last:
            return _interval(first, last, style)
        case date() as first, None:
            return gettext("since %(day)s") % {"day": _day(first, style)}
        case _, last:
            return gettext("by %(day)s") % {"day": _day(last, style)} if last else MISSING


def _in_words(value: date | Uncertain | None, style: Style) -> str:
    if value is None or value == "":
        return MISSING
    if isinstance(value, date):
        return _day(value, style)
    if not hasattr(value, "not_before"):  # isinstance of a Protocol takes longer than all the rest
        raise TypeError(f"{value!r} is no day")
    return _uncertain(value, style)


def on_day(value: date | Uncertain | None) -> str:
    """A day in full: "3 November 2025", "September 2023", "by 13 October 2023", "not known"; "-" for None. TypeError for what is no day."""
    return _in_words(value, "long")


def short_day(value: date | Uncertain | None) -> str:
    """The same as `on_day` for narrow places: "3 Nov 2025"."""
    return _in_words(value, "medium")


def full_day(value: date | None) -> str:
    """A day with its day of the week, as a heading begins: "Monday 3 November 2025"; "-" for None."""
    return capfirst(_in_words(value, "full"))


def week_day(value: date | None) -> str:
    """A day of this year with its day of the week, for narrow places: "Fri 7 Nov"; "-" for None."""
    return MISSING if value is None else format_skeleton("MMMEd", value, locale=_locale()).replace(",", "", 1)


def at_time(value: datetime | None) -> str:
    """An instant in the time zone of the installation: "3 Nov 2025, 08:30"; "-" for None."""
    if not value:
        return MISSING
    return format_datetime(timezone.localtime(value) if timezone.is_aware(value) else value, format="d MMM y, HH:mm", locale=_locale())


def at_time_of_zone(value: datetime | None) -> str:
    """The same for a reader who may be elsewhere, with how far that zone lies from UTC then: "3 Nov 2025, 08:30 (UTC+2)"."""
    return f"{at_time(value)} ({_from_utc(timezone.localtime(value).utcoffset() or timedelta())})" if value else MISSING


def _from_utc(offset: timedelta) -> str:
    """How far from UTC: "UTC+2", "UTC-3:30"; "UTC" for no way at all."""
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    sign = "-" if offset < timedelta() else "+"
    return f"UTC{sign}{hours}{f':{minutes:02}' if minutes else ''}" if offset else "UTC"


def in_days(days: int | None) -> str:
    """How far off a day is: "in 4 days", "4 days ago"; "-" for None."""
    if days is None:
        return MISSING
    told = format_timedelta(timedelta(days=days), granularity="day", threshold=400, add_direction=True, locale=_locale())
    return told.replace(*AHEAD.get(_locale().language, ("", "")))


def number(value: int | float | Decimal | None) -> str:
    """A number with the separators of the language; "-" for None, "0" only for nought."""
    if value is None or value == "":
        return MISSING
    return _whole_number(value, _locale().language) if type(value) is int else format_decimal(value, locale=_locale())


def degrees(microdegrees: int) -> str:
    """An angle as people read it, to the last digit that is known: "50.4501°" as the language writes it."""
    return f"{format_decimal(Decimal(microdegrees) / 1_000_000, format='0.######', locale=_locale())}°"


@lru_cache(maxsize=20_000)
def _whole_number(value: int, language: str) -> str:
    return format_decimal(value, locale=_PARSED[language])


def money(amount_minor: int | None, currency: str) -> str:
    """An amount in minor units of `currency` (ISO 4217): "USD 11,500,000.00" as the language writes it; "-" for None."""
    if amount_minor is None:
        return MISSING
    return format_currency(Decimal(amount_minor).scaleb(-get_currency_precision(currency)), currency, locale=_locale())


def mass(mass_g: int | None) -> str:
    """A mass in grams, written in kilograms: "2,100 kg"; "-" for None."""
    return MISSING if mass_g is None else format_unit(Decimal(mass_g) / 1000, "mass-kilogram", length="short", locale=_locale())


def country(code: str | None) -> str:
    """The name of a country by its ISO 3166-1 alpha-2 code; the code itself where CLDR has no name; "-" for none."""
    return _locale().territories.get(code.upper(), code) if code else MISSING


#: Names of countries (ISO 3166-1) that an English sentence gives the article, which CLDR does not tell; names of lists and tables go without.
_WITH_ARTICLE = frozenset("AE BS CF DO FO GB GM IM KM KY MH MP MV NL PH PN SB SC TC UM US VA VG VI".split())


def country_within(code: str | None) -> str:
    """The name of a country as it stands within a sentence: "the United Kingdom" in English, as in `country` in the other languages."""
    named = country(code)
    return f"the {named}" if _locale().language == "en" and code and code.upper() in _WITH_ARTICLE else named


def tongue(code: str | None) -> str:
    """The name of a language by its ISO 639-1 code; the code itself where CLDR has no name; "-" for none."""
    return _locale().languages.get(code.lower(), code) if code else MISSING


def capfirst(words: object) -> str:
    """The words with a capital at their beginning, as the language writes it: Azerbaijani keeps the dot of its i."""
    text = str(words)
    first = "İ" if text[:1] == "i" and _locale().language == "az" else text[:1].upper()
    return first + text[1:]


def or_missing(value: object) -> object:
    """The value, or "-" when there is none; 0 stays 0."""
    return MISSING if value is None or value == "" else value
