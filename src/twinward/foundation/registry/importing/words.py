"""What the headings of the sheet, and the codes that stand under them, are called on our pages: told in the reader's language, read in each of ours."""

from collections.abc import Iterable, Mapping
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from twinward.foundation.kernel.spelling import folded
from twinward.foundation.registry.countries import LANGUAGES
from twinward.foundation.registry.importing.columns import HEADINGS
from twinward.foundation.registry.models import Kind, Precision
from twinward.foundation.registry.specialities import SPECIALITIES

Words = Mapping[str, str | Promise]

CALLED: dict[str, str | Promise] = {
    "name": _("name"),
    "country": _("country"),
    "kind": _("kind"),
    "ror": "ROR",
    "ua_edr": _("Number in the Ukrainian register"),
    "name_en": _("name in English"),
    "name_uk": _("name in Ukrainian"),
    "name_az": _("name in Azerbaijani"),
    "name_es": _("name in Spanish"),
    "other_names": _("Other names"),
    "region": _("region"),
    "city": _("place"),
    "latitude": _("latitude"),
    "longitude": _("longitude"),
    "published_as": _("published as"),
    "website": _("website"),
    "specialities": _("specialities"),
}
#: By column what each code that may stand there is called.
CODES: dict[str, Words] = {
    "kind": dict(Kind.choices),
    "published_as": dict(Precision.choices),
    "specialities": SPECIALITIES,
}


def heading_in_words(column: str) -> str:
    """What a column is called, and the heading of the template where that is something else: "вид (kind)"."""
    if column not in CALLED:
        return column
    called = str(CALLED[column])
    return called if called.casefold() == column.replace("_", " ") else f"{called} ({column})"


def codes_in_words(column: str, codes: Iterable[str]) -> str:
    """The codes of a column as the pages call them; one that is none of them as it is."""
    return ", ".join(str(CODES.get(column, {}).get(code, code)) for code in codes)


@cache
def meanings() -> dict[str, dict[str, str]]:
    """By column the code that each folded word of any of our languages means; the headings under `HEADINGS`."""
    return {column: _by_word(words) for column, words in {HEADINGS: CALLED, **CODES}.items()}


def _by_word(words: Words) -> dict[str, str]:
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with override(language):
            for code, word in words.items():
                found.setdefault(folded(str(word)), code)
    return found
