"""What a value of a file must be to be taken. Plain values in, sound values out; `Refusal` says why not. No Django."""

import math
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

from twinward.foundation.kernel.spelling import folded
from twinward.foundation.registry.countries import CODES, country_code, like_country
from twinward.foundation.registry.hidden_signs import begins_as_formula, hidden_sign, without_edges
from twinward.foundation.registry.importing.columns import LONGEST, NO_MEANINGS, Meanings, Refusal
from twinward.foundation.registry.names import MixedWord, mixed_words
from twinward.foundation.registry.numbers import ror_id
from twinward.foundation.registry.transliteration import latin
from twinward.foundation.registry.websites import web_address

_STRANGE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SPACE = re.compile(r"\s+")
_in_latin = lru_cache(maxsize=1_000)(latin)  # the words of a column are asked for again with each row
T = TypeVar("T")


class Faults:
    """What is wrong with one row: a check that refuses is noted, and the row is read on to its end."""

    def __init__(self) -> None:
        self.found: list[Refusal] = []

    def checked(self, check: Callable[..., T], *given: Any) -> T | None:
        """What the check makes of what is given; None once it refused."""
        try:
            return check(*given)
        except Refusal as refusal:
            self.found.append(refusal)
            return None


def text(value: Any, field: str, most: int) -> str:
    """The text with single spaces, "" for nothing. Refuses what is no text, is too long, or holds signs that cannot be written.

    A cell that could not be read comes as the refusal that says why.
    """
    if value is None:
        return ""
    if isinstance(value, Refusal):
        raise value
    if not isinstance(value, str):
        raise Refusal(field, "import_not_text", given=f"{value!r:.60}")
    if strange := _STRANGE.search(value):
        raise Refusal(field, "import_strange_sign", sign=f"U+{ord(strange[0]):04X}")
    if not value.isascii() or "  " in value or value != value.strip() or "\n" in value or "\t" in value:
        value = _SPACE.sub(" ", value).strip()
    if len(value) > most:
        raise Refusal(field, "import_too_long", most=most, given=f"{value[:40]}…")
    if value and value[0] in "=+-@" and begins_as_formula(value):
        raise Refusal(field, "import_formula", given=f"{value[:60]}")
    return value


def line(value: Any, field: str, most: int) -> str:
    """The text; refuses one with a sign that is not seen."""
    found = without_edges(text(value, field, most))
    if not found.isascii() and (hidden := hidden_sign(found)):
        raise Refusal(field, "hidden_sign", sign=hidden.code, before=hidden.before or "-")
    return found


def name(value: Any, field: str) -> str:
    """The name; refuses one with a sign that is not seen, or whose words mix look-alike letters."""
    found = line(value, field, LONGEST["name"])
    if not found.isascii() and (mixed := mixed_words(found)):
        raise mixed_refusal(mixed[0], field)
    return found


def mixed_refusal(mixed: MixedWord, field: str) -> Refusal:
    """Why a name with this word is refused."""
    return Refusal(field, "name_mixed", word=mixed.word, scripts=[[letter, script.lower()] for letter, script in mixed.letters])


def country(value: Any, field: str) -> str:
    """The code of the country that a code or a name means."""
    if isinstance(value, str) and value in CODES:
        return value
    given = text(value, field, 80)
    if not given:
        raise Refusal(field, "import_missing")
    if code := country_code(given):
        return code
    near = like_country(given)
    if near:
        raise Refusal(field, "country_unknown_like", text=given, meant=near)
    raise Refusal(field, "country_unknown", text=given)


def ror(value: Any, field: str) -> str:
    """The identifier in the Research Organization Registry, as it writes it."""
    given = text(value, field, LONGEST["number"])
    if not given:
        raise Refusal(field, "import_missing")
    found = ror_id(given)
    if found is None:
        raise Refusal(field, "import_not_ror", given=given)
    return found


def website(value: Any, field: str) -> str:
    """An address of the web; one without a scheme is taken for https."""
    given = line(value, field, LONGEST["website"])
    address = web_address(given)
    if given and address is None:
        raise Refusal(field, "import_not_website", given=given[:80])
    return address or ""


def place(latitude: Any, longitude: Any, fields: tuple[str, str], faults: Faults) -> tuple[int | None, int | None]:
    """Microdegrees north and east, or neither; what is wrong with either is among the faults."""
    before = len(faults.found)
    north = faults.checked(_degrees, latitude, fields[0], 90)
    east = faults.checked(_degrees, longitude, fields[1], 180)
    if (north is None) != (east is None) and len(faults.found) == before:
        faults.found.append(Refusal(fields[0 if north is None else 1], "import_half_a_place"))
    return north, east


def _degrees(value: Any, field: str, most: int) -> int | None:
    if value is None or value == "":
        return None
    if isinstance(value, Refusal):
        raise value
    given = value[:40] if isinstance(value, str) else f"{value!r:.40}"
    if isinstance(value, str):
        try:
            value = float(value.strip().replace(",", "."))
        except ValueError:
            raise Refusal(field, "import_not_degrees", most=most, given=given) from None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or abs(value) > most:
        raise Refusal(field, "import_not_degrees", most=most, given=given)
    return round(value * 1_000_000)


def one_of(value: Any, field: str, known: tuple[str, ...] | list[str], meanings: Meanings = NO_MEANINGS) -> str:
    """One of the codes, in any case of letters, or of the words that mean one under this field."""
    given = text(value, field, 80)
    if not given:
        raise Refusal(field, "import_missing_one_of", known=", ".join(known))
    code = given.casefold().replace(" ", "_")
    code = code if code in known else meanings.get(field, {}).get(folded(given), code)
    if code not in known:
        raise _none_of(given, field, known, meanings)
    return code


def _none_of(given: str, field: str, known: Iterable[str], meanings: Meanings) -> Refusal:
    """Why what is none of the codes is refused, and which of them is written nearly so: with one slip, in any alphabet.

    Two slips would lead from radiology to cardiology.
    """
    words = {code: code for code in known} | dict(meanings.get(field, {}))
    near = process.extractOne(given, list(words), scorer=OSA.distance, processor=_in_latin, score_cutoff=1)
    told = {"given": given, "known": ", ".join(known)}
    return Refusal(field, "import_not_one_of_like", **told, meant=words[near[0]]) if near else Refusal(field, "import_not_one_of", **told)
