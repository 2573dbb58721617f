"""Rows of the spreadsheet template. No Django."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz, process

from twinward.foundation.kernel.spelling import folded
from twinward.foundation.registry import rules
from twinward.foundation.registry.importing import checks
from twinward.foundation.registry.importing.columns import (
    COLUMNS,
    HEADINGS,
    LONGEST,
    MOST_NAMES,
    NO_MEANINGS,
    REQUIRED,
    TOLD,
    Fault,
    Meanings,
    Refusal,
    Row,
    Unreadable,
    Value,
)
from twinward.foundation.registry.numbers import ua_edr, ua_edr_with_zeros


def headers(cells: Sequence[Any], meanings: Meanings = NO_MEANINGS) -> list[str]:
    """The columns of the file, in its order; "" for one without a heading. Raises Unreadable with all that is unknown, missing or there twice."""
    written = [" ".join(str(cell or "").split()) for cell in cells]
    while written and not written[-1]:
        written.pop()
    found = [_column(heading, meanings.get(HEADINGS, {})) for heading in written]
    if faults := list(_heading_faults(written, found)):
        raise Unreadable("import_headings", faults=faults, known=", ".join(COLUMNS))
    return found


def _column(heading: str, meanings: Mapping[str, str]) -> str:
    """The column that a heading means; what is none stays as it is written, without capitals."""
    column = heading.casefold().replace(" ", "_")
    return column if column in (*COLUMNS, *TOLD) else meanings.get(folded(heading), column)


def _heading_faults(written: Sequence[str], found: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Code and values of everything that is wrong with the headings, in the words of the file."""
    for place, (heading, column) in enumerate(zip(written, found, strict=True)):
        if column and column not in (*COLUMNS, *TOLD):
            near = process.extractOne(column, COLUMNS, scorer=fuzz.ratio, score_cutoff=60)
            code = "import_column_unknown_like" if near else "import_column_unknown"
            yield code, {"given": heading[:60], "meant": near[0] if near else ""}
        elif column and found.index(column) < place and found[:place].count(column) == 1:
            yield "import_column_twice", {"given": heading}
    if missing := [column for column in REQUIRED if column not in found]:
        yield "import_column_missing", {"missing": ", ".join(missing)}


def row(cells: dict[str, Any], number: int, meanings: Meanings = NO_MEANINGS) -> tuple[Row, list[Refusal]]:
    """What is sound in one line, and everything that is wrong with it; `cells` by column, a `Refusal` for one that cannot be read."""
    given = {column: value if isinstance(value, Refusal) else as_text(value) for column, value in cells.items()}
    faults = checks.Faults()
    faults.found.extend(value for column, value in given.items() if column not in COLUMNS and isinstance(value, Refusal))
    names = _names(given, faults)
    fields: dict[str, Value] = {
        "name": names[0][0] if names else None,
        "country_id": faults.checked(checks.country, given.get("country"), "country"),
        "kind": faults.checked(checks.one_of, given.get("kind"), "kind", rules.KINDS, meanings),
    }
    for column in ("region", "city"):
        if column in given:
            fields[column] = faults.checked(checks.line, given[column], column, LONGEST[column])
    if "latitude" in given or "longitude" in given:
        place = checks.place(given.get("latitude"), given.get("longitude"), ("latitude", "longitude"), faults)
        fields["latitude_microdegrees"], fields["longitude_microdegrees"] = place
    if given.get("published_as"):
        precision = faults.checked(checks.one_of, given["published_as"], "published_as", rules.PRECISIONS, meanings)
        fields["public_precision"] = precision
    if "website" in given:
        fields["website"] = faults.checked(checks.website, given["website"], "website")
    numbers = _numbers(given, cells, fields["country_id"], faults)
    return Row(number, numbers, fields, names, _specialities(given, faults, meanings)), faults.found


def cells_of(row: Row) -> dict[str, str]:
    """The cells of a line that says what the row says."""
    fields = {column.removesuffix("_id"): str(value) for column, value in row.fields.items() if isinstance(value, str)}
    if "public_precision" in fields:
        fields["published_as"] = fields.pop("public_precision")
    for column in ("latitude", "longitude"):
        if f"{column}_microdegrees" in row.fields:
            degrees = row.fields[f"{column}_microdegrees"]
            fields[column] = "" if degrees is None else f"{int(degrees) / 1_000_000:.6f}"
    named = {f"name_{language}": value for value, language, use in reversed(row.names) if language and use == "label"}
    others = "; ".join(value for value, _language, use in row.names if use == "alias")
    lists = {"other_names": others, "specialities": "; ".join(row.specialities)}
    return fields | row.ids | named | {column: joined for column, joined in lists.items() if joined}


def noted(row: Row, cells: dict[str, Any]) -> list[Fault]:
    """What of a line is taken otherwise than its cells say it."""
    edr = as_text(cells.get("ua_edr"))
    if "ua_edr" not in row.ids or row.ids["ua_edr"] == edr:
        return []
    return [Fault(row.number, "ua_edr", "import_edr_padded", {"given": edr, "meant": row.ids["ua_edr"]})]


def is_kept_as_number(cell: Any) -> bool:
    """Whether the sheet keeps a number in the cell, not its digits: a number has no zeros before it."""
    return isinstance(cell, int | float)


def as_corrected(column: str, value: Any) -> str:
    """A cell as it is written to be corrected: as text, so that zeros which the sheet dropped stand there again."""
    written = as_text(value)
    return ua_edr_with_zeros(written) or written if column == "ua_edr" and is_kept_as_number(value) else written


def as_text(value: Any) -> str:
    """A cell as it would be typed: whole numbers without a point."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _names(given: dict[str, Any], faults: checks.Faults) -> list[tuple[str, str, str]]:
    """The names that are sound, the institution's own first."""
    own = faults.checked(_own_name, given.get("name"))
    names = [(own, "", "label")] if own else []
    for column in ("name_en", "name_uk", "name_az", "name_es"):
        if value := faults.checked(_name, given.get(column), column):
            names.append((value, column[-2:], "label"))
    others = _listed(given, "other_names", faults)
    if len(others) > MOST_NAMES:
        faults.found.append(Refusal("other_names", "import_too_many", most=MOST_NAMES))
        others = []
    found = (faults.checked(_name, other, "other_names") for other in others)
    return list(dict.fromkeys([*names, *((other, "", "alias") for other in found if other)]))


def _own_name(value: Any) -> str:
    if not (found := _name(value, "name")):
        raise Refusal("name", "import_missing")
    return found


def _name(value: Any, field: str) -> str:
    """The name; refuses one without a letter, such as the number that a date becomes in another format."""
    found = checks.name(value, field)
    if found and not any(map(str.isalpha, found)):
        raise Refusal(field, "import_no_letter", given=found[:60])
    return found


def _listed(given: dict[str, Any], column: str, faults: checks.Faults) -> list[str]:
    """What stands in a cell that holds several values."""
    value = given.get(column, "")
    if isinstance(value, Refusal):
        faults.found.append(value)
        return []
    return [part for part in value.split(";") if part.strip()]


def _numbers(given: dict[str, Any], cells: dict[str, Any], country: Value, faults: checks.Faults) -> dict[str, str]:
    """The numbers that are sound, by scheme; that of the Ukrainian register belongs to an institution in Ukraine."""
    ror = faults.checked(checks.ror, given["ror"], "ror") if given.get("ror") else None
    edr = faults.checked(_edr, given.get("ua_edr"), is_kept_as_number(cells.get("ua_edr")))
    if edr and country not in (None, "UA"):
        faults.found.append(Refusal("ua_edr", "import_edr_elsewhere", country=country))
    return {scheme: number for scheme, number in (("ror", ror), ("ua_edr", edr)) if number}


def _edr(value: Any, has_lost_zeros: bool) -> str:
    """The number; one that lost its zeros has them again. Refuses one that is too short otherwise: it may lack other digits."""
    given = checks.text(value, "ua_edr", 20)
    whole = ua_edr_with_zeros(given)
    if whole and not has_lost_zeros:
        raise Refusal("ua_edr", "import_edr_short", given=given, meant=whole)
    if given and not (whole or ua_edr(given)):
        raise Refusal("ua_edr", "import_not_edr", given=given)
    return whole or given


def _specialities(given: dict[str, Any], faults: checks.Faults, meanings: Meanings) -> list[str]:
    codes = _listed(given, "specialities", faults)
    found = (faults.checked(checks.one_of, code, "specialities", rules.SPECIALITIES, meanings) for code in codes)
    return list(dict.fromkeys(code for code in found if code))
