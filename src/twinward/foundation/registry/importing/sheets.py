"""Rows of the spreadsheet template. No Django."""

from collections.abc import Sequence
from typing import Any

from rapidfuzz import fuzz, process

from twinward.foundation.registry import rules
from twinward.foundation.registry.importing import checks
from twinward.foundation.registry.importing.columns import (
    COLUMNS,
    LONGEST,
    MOST_NAMES,
    REQUIRED,
    Refusal,
    Row,
    Unreadable,
    Value,
)


def headers(cells: Sequence[Any]) -> list[str]:
    """The columns of the file, in its order; "" for one without a heading. Raises Unreadable for one that is unknown, missing or there twice."""
    found = [str(cell or "").strip().casefold().replace(" ", "_") for cell in cells]
    while found and not found[-1]:
        found.pop()
    for heading in found:
        if heading and heading not in COLUMNS:
            near = process.extractOne(heading, COLUMNS, scorer=fuzz.ratio, score_cutoff=60)
            code = "import_column_unknown_like" if near else "import_column_unknown"
            raise Unreadable(code, given=heading[:60], meant=near[0] if near else "", known=", ".join(COLUMNS))
        if heading and found.count(heading) > 1:
            raise Unreadable("import_column_twice", given=heading)
    if missing := [heading for heading in REQUIRED if heading not in found]:
        raise Unreadable("import_column_missing", missing=", ".join(missing), known=", ".join(COLUMNS))
    return found


def row(cells: dict[str, Any], number: int) -> Row:
    """The row of one line; `cells` by column. Raises Refusal."""
    given = {column: _as_text(value) for column, value in cells.items()}
    names = _names(given)
    fields: dict[str, Value] = {
        "name": names[0][0],
        "country_id": checks.country(given.get("country"), "country"),
        "kind": checks.one_of(given.get("kind"), "kind", rules.KINDS),
    }
    for column in ("region", "city"):
        if column in given:
            fields[column] = checks.text(given[column], column, LONGEST[column])
    if "latitude" in given or "longitude" in given:
        place = checks.place(given.get("latitude"), given.get("longitude"), ("latitude", "longitude"))
        fields["latitude_microdegrees"], fields["longitude_microdegrees"] = place
    if given.get("published_as"):
        fields["public_precision"] = checks.one_of(given["published_as"], "published_as", rules.PRECISIONS)
    if "website" in given:
        fields["website"] = checks.website(given["website"], "website")
    return Row(number, _numbers(given), fields, names, _specialities(given))


def _as_text(value: Any) -> str:
    """A cell as it would be typed: whole numbers without a point."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _names(given: dict[str, str]) -> list[tuple[str, str, str]]:
    own = checks.name(given.get("name"), "name")
    if not own:
        raise Refusal("name", "import_missing")
    names = [(own, "", "label")]
    for column in ("name_en", "name_uk", "name_az", "name_es"):
        if value := checks.name(given.get(column), column):
            names.append((value, column[-2:], "label"))
    others = [other for other in given.get("other_names", "").split(";") if other.strip()]
    if len(others) > MOST_NAMES:
        raise Refusal("other_names", "import_too_many", most=MOST_NAMES)
    return list(dict.fromkeys([*names, *((checks.name(other, "other_names"), "", "alias") for other in others)]))


def _numbers(given: dict[str, str]) -> dict[str, str]:
    numbers = {}
    if given.get("ror"):
        numbers["ror"] = checks.ror(given["ror"], "ror")
    if edr := checks.text(given.get("ua_edr"), "ua_edr", 20):
        if not (edr.isascii() and edr.isdigit() and len(edr) <= 8):
            raise Refusal("ua_edr", "import_not_edr", given=edr)
        numbers["ua_edr"] = edr.zfill(8)
    return numbers


def _specialities(given: dict[str, str]) -> list[str]:
    codes = [code for code in given.get("specialities", "").split(";") if code.strip()]
    return list(dict.fromkeys(checks.one_of(code, "specialities", rules.SPECIALITIES) for code in codes))
