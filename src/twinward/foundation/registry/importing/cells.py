"""Reading the cells of a spreadsheet: CSV in its dialects, or XLSX, looked through before it is unpacked. No Django."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import python_calamine

from twinward.foundation.kernel.formulas import restored
from twinward.foundation.registry.importing import sheets
from twinward.foundation.registry.importing.columns import (
    MOST_COLUMNS,
    MOST_RATIO,
    MOST_ROWS,
    MOST_UNPACKED_BYTES,
    NO_MEANINGS,
    TOLD,
    Meanings,
    Refusal,
    Unreadable,
)
from twinward.foundation.registry.importing.extent import Elements, Extent, Places

_ALLOWED_BYTES = 10_000_000  # whatever the ratio
_MOST_MEMBERS = 500
_CHUNK = 1 << 18
_SEEN = 1_000_000  # bytes of a part that is looked at as one
_SEPARATOR = re.compile("sep=([,;\t])", re.IGNORECASE)
Cells = Iterator[tuple[int, dict[str, Any]]]


def records(path: Path, meanings: Meanings = NO_MEANINGS) -> Cells:
    """Each line under the headings by column, with its number in the sheet; a `Refusal` in the stead of a cell that cannot be read.

    Under "" stands what is wrong with the whole line. Raises Unreadable.
    """
    with path.open("rb") as file:
        begins = file.read(8)
    if begins[:4] == b"PK\x03\x04":
        return _of_xlsx(path, meanings)
    if begins[:4] == b"\xd0\xcf\x11\xe0":
        raise Unreadable("import_old_excel")
    return _of_csv(path, meanings)


# --- CSV ---


def _of_csv(path: Path, meanings: Meanings) -> Cells:
    if path.stat().st_size > MOST_UNPACKED_BYTES["sheet"]:
        raise Unreadable("import_file_too_large", most=MOST_UNPACKED_BYTES["sheet"] // 1_000_000)
    text, separator = _separated(_text(path.read_bytes()))
    csv.field_size_limit(max(csv.field_size_limit(), 1_000_000))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        headings: list[str] | None = None
        for number, cells in enumerate(reader, start=1):
            if number > MOST_ROWS:
                raise Unreadable("import_too_many_rows", most=MOST_ROWS)
            if len(cells) > MOST_COLUMNS:
                raise Unreadable("import_too_many_columns", most=MOST_COLUMNS)
            if not any(cell.strip() for cell in cells):
                continue
            if headings is None:
                headings = sheets.headers(cells, meanings)
            else:
                yield number, _line(headings, [restored(cell) for cell in cells])
    except csv.Error as error:
        raise Unreadable("import_csv", row=number + 1, why=str(error)[:80]) from error
    if headings is None:
        raise Unreadable("import_empty")


def _text(content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("import_csv_not_utf8", row=_row_after(content[: error.start].decode(encoding))) from None
    heading = text.lstrip("\r\n ").partition("\n")[0]
    if heading.count("\0") > len(heading) // 4:  # UTF-16 without its mark, or no text at all
        raise Unreadable("import_csv_not_utf8", row=1)
    return text


def _row_after(text: str) -> int:
    """The number of the row that a sign after this beginning of a file stands in; a cell may hold several lines."""
    rows, separator = _separated(text)
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 2))
    return sum(1 for _row in csv.reader(io.StringIO(f"{rows}.", newline=""), delimiter=separator))


def _separated(text: str) -> tuple[str, str]:
    """The text, and the sign that parts its cells: the one that a first line "sep=;" names, as Excel writes it, or the commonest in the headings."""
    first, _end, rest = text.partition("\n")
    if named := _SEPARATOR.fullmatch(first.strip("\r ")):
        return rest, named[1]
    heading = text.lstrip("\r\n ").split("\n", 1)[0]
    return text, max(",;\t", key=heading.count)


def _line(headings: list[str], cells: Sequence[Any]) -> dict[str, Any]:
    """The cells of one line by column; what stands under no heading is refused under "", and what our own file of rejected rows told is left."""
    given = {heading: cell for heading, cell in zip(headings, cells, strict=False) if heading and heading not in TOLD}
    if any(str(cell).strip() for cell in cells[len(headings) :]):
        return given | {"": Refusal("", "import_beyond_headings")}
    bare = [place for place, heading in enumerate(headings[: len(cells)], start=1) if not heading and str(cells[place - 1]).strip()]
    return given | {"": Refusal("", "import_no_heading", column=bare[0])} if bare else given


# --- XLSX ---


def _of_xlsx(path: Path, meanings: Meanings) -> Cells:
    try:
        formulas, errors = _looked_through(path)
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            sheet = book.get_sheet_by_index(0)
            table = sheet.to_python(skip_empty_area=False)
            merged = _merged(sheet.merged_cell_ranges or (), len(table))
    except (python_calamine.CalamineError, zipfile.BadZipFile, zlib.error, OSError, IndexError, NotImplementedError, RuntimeError) as error:
        raise Unreadable("import_damaged", why=str(error)[:120]) from error
    yield from _cells(table, formulas, errors, merged, meanings)


def _merged(ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]], rows: int) -> Places:
    """By row the columns that show what a cell beside or above them holds, both counted from 1."""
    found: Places = {}
    for (top, left), (bottom, right) in ranges:
        for row in range(top, min(bottom, rows - 1) + 1):
            columns = range(left + (row == top), min(right, MOST_COLUMNS) + 1)
            found.setdefault(row + 1, set()).update(column + 1 for column in columns)
    return found


def _cells(table: list[list[Any]], formulas: Places, errors: Places, merged: Places, meanings: Meanings) -> Cells:
    headings: list[str] | None = None
    for number, cells in enumerate(table, start=1):
        held, wrong = formulas.get(number, set()), errors.get(number, set())
        if not any(str(cell).strip() for cell in cells) and not held | wrong:
            continue
        if headings is None:
            headings = sheets.headers(cells, meanings)
            continue
        read = [
            _cell(cell, heading, place in held, place in wrong, place in merged.get(number, ()))
            for place, (heading, cell) in enumerate(zip(headings, cells, strict=False), start=1)
        ]
        yield number, _line(headings, [*read, *cells[len(headings) :]])
    if headings is None:
        raise Unreadable("import_empty")


def _cell(cell: Any, heading: str, has_formula: bool, has_error: bool, is_merged: bool) -> Any:
    """What the cell holds, or why it cannot be read."""
    if has_formula and heading:
        return Refusal(heading, "import_formula_cell", shown=cell)
    if has_error and heading:
        return Refusal(heading, "import_error_cell")
    if isinstance(cell, bool) and heading:
        return Refusal(heading, "import_boolean_cell", shown=cell, given=str(cell).upper())
    if is_merged and cell in ("", None) and heading:
        return Refusal(heading, "import_merged_cell")
    if isinstance(cell, date | time | timedelta) and heading:
        return Refusal(heading, "import_date_cell", shown=cell, given=str(cell))
    return cell


def _looked_through(path: Path) -> tuple[Places, Places]:
    """The cells of the first sheet that hold formulas, and those that hold errors. Raises Unreadable for what unpacks too far or is too wide.

    Nothing is kept unpacked.
    """
    formulas, errors = Places(), Places()
    left = min(MOST_UNPACKED_BYTES["sheet"], max(_ALLOWED_BYTES, MOST_RATIO * path.stat().st_size))
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if "xl/workbook.xml" not in archive.namelist() or len(members) > _MOST_MEMBERS:
            raise Unreadable("import_not_xlsx")
        first = _first_sheet(archive)
        for member in members:
            is_first = member.filename.casefold() == first
            is_sheet = is_first or (member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml"))
            extent = Extent() if is_sheet else None
            left = _member_looked_through(archive, member, left, extent)
            if extent is not None and is_first:
                formulas, errors = extent.formulas, extent.errors
    return formulas, errors


def _first_sheet(archive: zipfile.ZipFile) -> str:
    """The member that holds the first sheet of the book, without capitals. Raises Unreadable when the book does not say, or it is not there."""
    sheets_named = _Found("sheet")
    with archive.open("xl/workbook.xml") as book:
        sheets_named.look(book.read(_SEEN))
    keys = [value for name, value in (sheets_named.found or [{}])[0].items() if name.endswith(":id")]
    members = {name.casefold() for name in archive.namelist()}
    if keys and "xl/_rels/workbook.xml.rels" in members:
        relations = _Found("Relationship")
        with archive.open("xl/_rels/workbook.xml.rels") as named:
            relations.look(named.read(_SEEN))
        for target in (one.get("Target", "") for one in relations.found if one.get("Id") == keys[0]):
            name = target.removeprefix("/")
            first = (name if name.startswith("xl/") else f"xl/{name}").casefold()
            if first in members:
                return first
    raise Unreadable("import_damaged", why="xl/workbook.xml")


class _Found(Elements):
    """The attributes of every element of one name."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self._wanted, self.found = wanted, list[dict[str, str]]()

    def begins(self, name: str, given: dict[str, str]) -> None:
        if name == self._wanted:
            self.found.append(given)


def _member_looked_through(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int, extent: Extent | None) -> int:
    """How many bytes may still be unpacked after this member."""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise Unreadable("import_bomb")
            if extent is not None:
                extent.look(chunk)
    if extent is not None:
        extent.look(b"", is_last=True)
    return left
