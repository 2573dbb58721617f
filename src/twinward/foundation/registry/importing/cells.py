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
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_RATIO,
    MOST_ROWS,
    MOST_UNPACKED_BYTES,
    TOLD,
    Refusal,
    Unreadable,
)

_ALLOWED_BYTES = 10_000_000  # whatever the ratio
_MOST_MEMBERS = 500
_CHUNK = 1 << 18
_SEEN = 1_000_000  # bytes of a part that is looked at as one
_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})([0-9]{1,7})["'][^>]*>(?:\s*<(?:\w+:)?(f)[\s/>])?""")
_ANY_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_FIRST_SHEET = re.compile(rb"""<(?:\w+:)?sheet\s[^>]*?\b\w+:id=["']([^"']+)["']""")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ID, _TARGET = re.compile(rb"""\bId=["']([^"']+)["']"""), re.compile(rb"""\bTarget=["']([^"']+)["']""")
_SEPARATOR = re.compile("sep=([,;\t])", re.IGNORECASE)
_LONGEST_TAG = 512
#: Columns by row, both counted from 1.
Places = dict[int, set[int]]
Cells = Iterator[tuple[int, dict[str, Any]]]


def records(path: Path) -> Cells:
    """Each line under the headings by column, with its number in the sheet; a `Refusal` in the stead of a cell that cannot be read.

    Under "" stands what is wrong with the whole line. Raises Unreadable.
    """
    with path.open("rb") as file:
        begins = file.read(8)
    if begins[:4] == b"PK\x03\x04":
        return _of_xlsx(path)
    if begins[:4] == b"\xd0\xcf\x11\xe0":
        raise Unreadable("import_old_excel")
    return _of_csv(path)


# --- CSV ---


def _of_csv(path: Path) -> Cells:
    if path.stat().st_size > MOST_UNPACKED_BYTES["sheet"]:
        raise Unreadable("import_file_too_large", most=MOST_UNPACKED_BYTES["sheet"] // 1_000_000)
    text, separator = _separated(_text(path.read_bytes()))
    csv.field_size_limit(1_000_000)
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
                headings = sheets.headers(cells)
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
        raise Unreadable("import_csv_not_utf8", row=content.count(b"\n", 0, error.start) + 1) from None
    if "\0" in text[:_SEEN]:  # UTF-16 without its mark, or no text at all
        raise Unreadable("import_csv_not_utf8", row=1)
    return text


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


def _of_xlsx(path: Path) -> Cells:
    try:
        formulas = _looked_through(path)
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            sheet = book.get_sheet_by_index(0)
            table = sheet.to_python(skip_empty_area=False)
            merged = _merged(sheet.merged_cell_ranges or (), len(table))
    except (python_calamine.CalamineError, zipfile.BadZipFile, zlib.error, OSError, IndexError, NotImplementedError, RuntimeError) as error:
        raise Unreadable("import_damaged", why=str(error)[:120]) from error
    yield from _cells(table, formulas, merged)


def _merged(ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]], rows: int) -> Places:
    """By row the columns that show what a cell beside or above them holds, both counted from 1."""
    found: Places = {}
    for (top, left), (bottom, right) in ranges:
        for row in range(top, min(bottom, rows - 1) + 1):
            columns = range(left + (row == top), min(right, MOST_COLUMNS) + 1)
            found.setdefault(row + 1, set()).update(column + 1 for column in columns)
    return found


def _cells(table: list[list[Any]], formulas: Places, merged: Places) -> Cells:
    headings: list[str] | None = None
    for number, cells in enumerate(table, start=1):
        held = formulas.get(number, set())
        if not any(str(cell).strip() for cell in cells) and not held:
            continue
        if headings is None:
            headings = sheets.headers(cells)
            continue
        read = [
            _cell(cell, heading, place in held, place in merged.get(number, ()))
            for place, (heading, cell) in enumerate(zip(headings, cells, strict=False), start=1)
        ]
        yield number, _line(headings, [*read, *cells[len(headings) :]])
    if headings is None:
        raise Unreadable("import_empty")


def _cell(cell: Any, heading: str, has_formula: bool, is_merged: bool) -> Any:
    """What the cell holds, or why it cannot be read."""
    if has_formula and heading:
        return Refusal(heading, "import_formula_cell", shown=cell)
    if is_merged and cell in ("", None) and heading:
        return Refusal(heading, "import_merged_cell")
    if isinstance(cell, date | time | timedelta) and heading:
        return Refusal(heading, "import_date_cell", shown=cell, given=str(cell))
    return cell


def _looked_through(path: Path) -> Places:
    """The cells of the first sheet that hold formulas, columns by row. Raises Unreadable for what unpacks too far or is too wide.

    Nothing is kept unpacked.
    """
    formulas: Places = {}
    left = min(MOST_UNPACKED_BYTES["sheet"], max(_ALLOWED_BYTES, MOST_RATIO * path.stat().st_size))
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if "xl/workbook.xml" not in archive.namelist() or len(members) > _MOST_MEMBERS:
            raise Unreadable("import_not_xlsx")
        first = _first_sheet(archive)
        for member in members:
            is_sheet = member.filename == first or (member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml"))
            extent = _Extent(formulas if member.filename == first else {}) if is_sheet else None
            left = _member_looked_through(archive, member, left, extent)
    return formulas


def _first_sheet(archive: zipfile.ZipFile) -> str:
    """The member that holds the first sheet of the book; "" when the book does not say."""
    with archive.open("xl/workbook.xml") as book:
        named = _FIRST_SHEET.search(book.read(_SEEN))
    if named is None or "xl/_rels/workbook.xml.rels" not in archive.namelist():
        return ""
    with archive.open("xl/_rels/workbook.xml.rels") as relations:
        found = {key[1]: tag for tag in _RELATION.findall(relations.read(_SEEN)) if (key := _ID.search(tag))}
    target = _TARGET.search(found.get(named[1], b""))
    if target is None:
        return ""
    name = target[1].decode(errors="replace")
    return name.removeprefix("/") if name.startswith("/") else f"xl/{name}"


def _member_looked_through(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int, extent: "_Extent | None") -> int:
    """How many bytes may still be unpacked after this member."""
    kept = b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise Unreadable("import_bomb")
            if extent is not None:
                window = kept + chunk
                cut = max(window.rfind(sign, len(window) - _LONGEST_TAG) for sign in (b"<c ", b":c ", b"<"))
                kept = window[cut:] if cut >= 0 else b""
                extent.look(window[: len(window) - len(kept)])
    if extent is not None:
        extent.look(kept)
    return left


class _Extent:
    """How far the cells of one sheet reach, as far as it was looked through, and which hold formulas."""

    def __init__(self, formulas: Places) -> None:
        self.formulas = formulas
        self.row = self.column = self.cells = self.rows = 0

    def look(self, seen: bytes) -> None:
        """Takes in a piece of the sheet. Raises Unreadable when it reaches too far."""
        self.cells += len(_ANY_CELL.findall(seen))
        self.rows += len(_ROW.findall(seen))
        for letters, row, formula in _CELL.findall(seen):
            self.row, self.column = max(self.row, int(row)), max(self.column, _column(letters))
            if formula:
                self.formulas.setdefault(int(row), set()).add(_column(letters))
        if self.column > MOST_COLUMNS:
            raise Unreadable("import_too_many_columns", most=MOST_COLUMNS)
        if max(self.row, self.rows) > MOST_ROWS or max(self.cells, self.row * self.column) > MOST_CELLS:
            raise Unreadable("import_too_many_rows", most=MOST_ROWS)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
