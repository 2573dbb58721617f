"""Names of countries in the reader's language, from CLDR; the list of codes is ISO 3166-1 with XK."""

from functools import cache

from babel import Locale
from django.utils.translation import get_language
from django_countries.data import COUNTRIES
from rapidfuzz import fuzz, process

CODES = frozenset(COUNTRIES) | {"XK"}
LANGUAGES = ("en", "uk", "az", "es")
_NEAR = 70  # of 100


def country_name(code: str, language: str | None = None) -> str:
    """The short name of a country in a language (ISO 639-1), the reader's by default; the code itself when CLDR knows none."""
    return names_in(language or get_language() or "en").get(code, code)


@cache
def names_in(language: str) -> dict[str, str]:
    """Every country's name by its code, in one language."""
    territories = Locale.parse(language, sep="-").territories
    return {code: territories[code] for code in sorted(CODES) if code in territories}


@cache
def _code_by_name() -> dict[str, str]:
    return {name.casefold(): code for language in LANGUAGES for code, name in names_in(language).items()}


def country_code(text: str) -> str | None:
    """The code that `text` is or names in one of our languages; None when there is none."""
    text = text.strip()
    return text.upper() if text.upper() in CODES else _code_by_name().get(text.casefold())


def like_country(text: str) -> str | None:
    """The code of the country that `text` nearly names in one of our languages; None when nothing is near."""
    best = process.extractOne(text.strip().casefold(), list(_code_by_name()), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return _code_by_name()[best[0]] if best else None
