"""Names of countries in the reader's language, from CLDR; the list of codes is ISO 3166-1 with XK."""

from collections.abc import Iterable
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages
from django.utils.translation import get_language, override
from django_countries.data import ALT_CODES, COUNTRIES
from rapidfuzz import fuzz, process

from twinward.foundation.kernel.alphabet import by_words

CODES = frozenset(COUNTRIES) | {"XK"}
LANGUAGES = ("en", "uk", "az", "es")
_NEAR = 70  # of 100
_USED = {"UK": "GB", "EL": "GR"}  # by the European Union, where ISO 3166-1 has others
_ALPHA_3 = {"XK": "XKX"}  # user-assigned, as XK is


def language_for(country: str) -> str:
    """The language in which to write to a country (ISO 3166-1 alpha-2): its own when we have it, otherwise English."""
    return next((code for code in get_official_languages(country, de_facto=True) if code in LANGUAGES), "en")


def country_name(code: str, language: str | None = None) -> str:
    """The short name of a country in a language (ISO 639-1), the reader's by default; the code itself when CLDR knows none."""
    return names_in(language or get_language() or "en").get(code, code)


@cache
def names_in(language: str) -> dict[str, str]:
    """Every country's name by its code, in one language."""
    territories = Locale.parse(language, sep="-").territories
    return {code: territories[code] for code in sorted(CODES) if code in territories}


def country_choices() -> list[tuple[str, str]]:
    """Every country, (code, name), in the reader's language and the order of its alphabet."""
    return _choices_in(get_language() or "en")


@cache
def _choices_in(language: str) -> list[tuple[str, str]]:
    return by_words(names_in(language).items(), language)


@cache
def names_of_countries() -> dict[str, tuple[str, ...]]:
    """By its code whatever a country is called: in each of our languages, and in English by ISO 3166-1."""
    with override("en"):
        by_iso = {code: str(COUNTRIES.get(code, "")) for code in sorted(CODES)}
    return {
        code: tuple(dict.fromkeys(filter(None, (*(names_in(language).get(code) for language in LANGUAGES), by_iso[code]))))
        for code in by_iso
    }


def codes_of(code: str) -> tuple[str, ...]:
    """The codes of a country by ISO 3166-1: of two letters, and of three where it has one."""
    return tuple(filter(None, (code, ALT_CODES[code][0] if code in ALT_CODES else _ALPHA_3.get(code, ""))))


@cache
def _code_by_name() -> dict[str, str]:
    return {name.casefold(): code for language in LANGUAGES for code, name in names_in(language).items()}


@cache
def _code_by_own_name() -> dict[str, str]:
    """What countries are called in their own languages. It takes a second, so only what nothing else names asks for it."""
    own = [
        (names[code], code)
        for code in sorted(CODES)
        for language in get_official_languages(code, de_facto=True)
        if code in (names := _territories(language))
    ]
    return {name.casefold(): code for name, code in reversed(own)}


@cache
def _territories(language: str) -> dict[str, str]:
    try:
        return dict(Locale.parse(language).territories)
    except UnknownLocaleError:  # CLDR tells that the language is official somewhere, and nothing in it
        return {}


def country_code(text: str) -> str | None:
    """The code that `text` is (ISO 3166-1, two letters or three) or names in one of our languages; None when there is none."""
    text = text.strip()
    given = text.upper()
    return given if given in CODES else _code_by_name().get(text.casefold()) or _code_by_three().get(given)


@cache
def _code_by_three() -> dict[str, str]:
    return {codes[1]: code for code in CODES if len(codes := codes_of(code)) > 1}


def country_so_called(text: str) -> str | None:
    """The code of the country that is called exactly `text` in its own language; None when there is none."""
    return _code_by_own_name().get(text.strip().casefold())


@lru_cache(maxsize=2_000)
def like_country(text: str) -> str | None:
    """The code of the country that `text` nearly names, in one of our languages or in its own; None when nothing is near."""
    text = text.strip()
    if used := _USED.get(text.upper()):
        return used
    for names in (_code_by_name, _code_by_own_name):
        if best := process.extractOne(text.casefold(), list(names()), scorer=fuzz.ratio, score_cutoff=_NEAR):
            return names()[best[0]]
    return None


def in_words(codes: Iterable[str]) -> str:
    """The names of countries with their codes, in the order of the reader's alphabet; "-" for none."""
    named = by_words([(code, named_with_code(code)) for code in codes], get_language() or "en")
    return ", ".join(words for _code, words in named) or "-"


def named_with_code(code: str) -> str:
    """The name of a country in the reader's language, and its code."""
    return f"{country_name(code)} ({code})"
