"""Words of figures in the reader's language: amounts with their operator, moments and lists."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from babel.lists import format_list
from babel.numbers import format_currency, get_currency_precision, list_currencies
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.phrases import PHRASES, phrase
from twinward.foundation.kernel.wording import LOCALES, MISSING, capfirst, number, on_day
from twinward.outward.figures.said import Said

#: How an operator stands before a number. Exact says nothing.
OPERATORS: Mapping[str, Promise] = {"exact": _("{n}"), "at_least": _("more than {n}"), "about": _("about {n}")}
EXACTLY = _("{n}, exactly")
# In Azerbaijani "more than" is an ending, which follows the last vowel of the number as it is spoken.
_MORE_THAN_BACK = pgettext_lazy("number whose last vowel is spoken at the back of the mouth", "more than {n}")
_MORE_THAN_MONEY = pgettext_lazy("money", "more than {n}")
_BACK = frozenset({0, 6, 9, 10, 30, 40, 60, 90})  # sıfır, altı, doqquz, on, otuz, qırx, altmış, doxsan


def as_recorded(text: str) -> str | SafeString:
    """One of our own phrases in the reader's language; anything else as it was written, marked as of a language that is not known."""
    return phrase(text) if not text or text in PHRASES else format_html('<span lang="">{}</span>', text)


def going_on(text: str) -> str:
    """One of our own phrases as it goes on within a sentence; anything else as it was written."""
    said = phrase(text)
    return said[:1].lower() + said[1:] if text in PHRASES else said


def locale() -> str:
    """The CLDR locale of the reader's language."""
    return LOCALES.get((get_language() or "en").split("-")[0], LOCALES["en"])


def in_list(parts: Sequence[str | SafeString]) -> SafeString:
    """ "a, b and c" as the language writes it; the parts stay as safe as they are. "-" for none."""
    if not parts:
        return format_html("{}", MISSING)
    marks = [f"{{{at}}}" for at in range(len(parts))]
    return format_html(format_list(marks, locale=locale()), *parts)


def is_currency(unit: str) -> bool:
    """Whether a unit is an ISO 4217 code, so that its values are whole minor units."""
    return unit in list_currencies()


def bare_amount(value: int, unit: str) -> str:
    """A value without its operator: "2,100", "11,500,000 US dollars"."""
    if not is_currency(unit):
        return number(value)
    return format_currency(in_whole_units(value, unit), unit, format="#,##0.## ¤¤¤", currency_digits=False, locale=locale())


def in_whole_units(value: int, unit: str) -> Decimal:
    """A stored value in the unit that people write: minor units of a currency become whole ones."""
    return Decimal(value).scaleb(-get_currency_precision(unit)) if is_currency(unit) else Decimal(value)


def amount(said: Said) -> str:
    """A claim's value with its operator, inside a sentence: "18", "more than 2,100", "about 1,500"."""
    return str(_operator(said)).format(n=bare_amount(said.value, said.unit))


def _operator(said: Said) -> Promise:
    if said.operator != "at_least":
        return OPERATORS[said.operator]
    if is_currency(said.unit):
        return _MORE_THAN_MONEY
    return _MORE_THAN_BACK if _is_back(said.value) else OPERATORS[said.operator]


def _is_back(value: int) -> bool:
    """Whether the last vowel of the number, spoken in Azerbaijani, is one of the back: of its last word, from units to milliards."""
    if value and value % 1_000_000 == 0:
        return True  # milyon, milyard
    return (value % 10 or value % 100) in _BACK if not value or value % 100 else False  # yüz, min


def opening_amount(said: Said) -> str:
    """The same at the beginning of a sentence."""
    return capfirst(amount(said))


def amounts(group: Sequence[Said]) -> str:
    """Values of one operator after each other, as the left book gives them: "25, 27 and 34, exactly", "more than 3 and more than 5"."""
    values = list(dict.fromkeys(_as_spoken(one) for one in group))
    return str(EXACTLY).format(n=in_list(values)) if group[0].operator == "exact" else in_list(values)


def _as_spoken(said: Said) -> str:
    value = amount(said)
    if said.unit == "ton as spoken":
        words = ngettext("{n} “ton” (which ton is not stated)", "{n} “tons” (which ton is not stated)", said.value)
        return words.format(n=value)
    return value if is_currency(said.unit) or not said.unit else f"{value} {phrase(said.unit)}"


def moment(said: Said) -> str:
    """When a claim's figure was true, to stand after "by": in the source's words, else the last day that it can mean."""
    if said.said_of:
        return phrase(said.said_of)
    day = said.day
    if day.is_unknown:
        return gettext("a day that is not stated")
    return on_day(day.not_after if day.precision == "interval" and day.not_after else day)


def on_moment(said: Said) -> str:
    """The same as it stands after "by" and "on" in a sentence, where some languages give a day an ending or a word in front."""
    if said.said_of:
        return pgettext("in other words than a date, after by or on", "{moment}").format(moment=moment(said))
    if said.day.is_unknown:
        return pgettext("after by or on", "a day that is not stated")
    if said.day.precision in ("day", "interval") and said.day.not_after:
        return pgettext("a whole day, after by or on", "{moment}").format(moment=moment(said))
    return pgettext("a month or a year, after by or on", "{moment}").format(moment=moment(said))


def by_moment(said: Said, what: str | SafeString) -> SafeString:
    """A thing and when it was so: "25 memorandums by 13 October 2023", "34 nine months after the launch"."""
    if said.said_of:
        return format_html(gettext("{what} {moment}"), what=what, moment=moment(said))
    return format_html(gettext("{what} by {moment}"), what=what, moment=on_moment(said))


def as_of_day(day: Day | date | None) -> str:
    """A day for machines and citations, in no language: 2023-10-13; "-" when there is none."""
    return str(day) if day else MISSING
