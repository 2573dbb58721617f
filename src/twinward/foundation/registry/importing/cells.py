"""Reading the cells of a spreadsheet: CSV in its dialects, or XLSX, looked through before it is unpacked. No Django."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import python_calamine

from twinward.foundation.registry.importing import sheets
from twinward.foundation.registry.importing.columns import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_RATIO,
    MOST_ROWS,
    MOST_UNPACKED_BYTES,
    Refusal,
    Unreadable,
)

_ALLOWED_BYTES = 10_000_000  # whatever the ratio
_MOST_MEMBERS = 500
_CHUNK = 1 << 18
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>(?:\s*<(?:\w+:)?(f)[\s/>])?')
_ANY_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_LONGEST_TAG = 512
Cells = Iterator[tuple[int, dict[str, Any] | Refusal]]


def records(path: Path) -> Cells:
    """Each line under the headings by column, with its number in the sheet, or `Refusal` in its stead. Raises Unreadable."""
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
    text = _text(path.read_bytes())
    csv.field_size_limit(1_000_000)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        yield from _lines(reader)
    except csv.Error as error:
        raise Unreadable("import_csv", row=reader.line_num, why=str(error)[:80]) from error


def _text(content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("import_csv_not_utf8", row=content.count(b"\n", 0, error.start) + 1) from None


def _delimiter(text: str) -> str:
    """The sign that parts the headings: a comma, a semicolon or a tab, whichever stands there most often."""
    heading = text.lstrip("\r\n ").split("\n", 1)[0]
    return max(",;\t", key=heading.count)


def _lines(reader: Any) -> Cells:
    headings: list[str] | None = None
    for cells in reader:
        number = reader.line_num
        if number > MOST_ROWS:
            raise Unreadable("import_too_many_rows", most=MOST_ROWS)
        if len(cells) > MOST_COLUMNS:
            raise Unreadable("import_too_many_columns", most=MOST_COLUMNS)
        if not any(cell.strip() for cell in cells):
            continue
        if headings is None:
            headings = sheets.headers(cells)
        elif any(cell.strip() for cell in cells[len(headings) :]):
            yield number, Refusal("", "import_beyond_headings")
        else:
            yield number, {heading: cell for heading, cell in zip(headings, cells, strict=False) if heading}
    if headings is None:
        raise Unreadable("import_empty")


# --- XLSX ---


def _of_xlsx(path: Path) -> Cells:
    try:
        formulas = _looked_through(path)
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            sheet = book.get_sheet_by_index(0)
            table = sheet.to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, zipfile.BadZipFile, zlib.error, OSError, IndexError, NotImplementedError, RuntimeError) as error:
        raise Unreadable("import_damaged", why=str(error)[:120]) from error
    yield from _cells(table, formulas)


def _cells(table: list[list[Any]], formulas: set[tuple[int, int]]) -> Cells:
    headings: list[str] | None = None
    for number, cells in enumerate(table, start=1):
        if not any(str(cell).strip() for cell in cells) and not any(at[0] == number for at in formulas):
            continue
        if headings is None:
            headings = sheets.headers(cells)
            continue
        held = [column for row, column in formulas if row == number and column <= len(headings)]
        if held:
            yield number, Refusal(headings[min(held) - 1], "import_formula_cell")
        elif any(str(cell).strip() for cell in cells[len(headings) :]):
            yield number, Refusal("", "import_beyond_headings")
        else:
            yield number, {heading: cell for heading, cell in zip(headings, cells, strict=False) if heading}
    if headings is None:
        raise Unreadable("import_empty")


def _looked_through(path: Path) -> set[tuple[int, int]]:
    """The cells (row, column) that hold formulas. Raises Unreadable for what unpacks too far or is too wide; nothing is kept unpacked."""
    formulas: set[tuple[int, int]] = set()
    left = min(MOST_UNPACKED_BYTES["sheet"], max(_ALLOWED_BYTES, MOST_RATIO * path.stat().st_size))
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if "xl/workbook.xml" not in archive.namelist() or len(members) > _MOST_MEMBERS:
            raise Unreadable("import_not_xlsx")
        for member in members:
            is_sheet = member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml")
            left = _member_looked_through(archive, member, left, formulas if is_sheet else None)
    return formulas


def _member_looked_through(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int, formulas: set[tuple[int, int]] | None) -> int:
    """How many bytes may still be unpacked after this member."""
    extent, kept = _Extent(), b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise Unreadable("import_bomb")
            if formulas is not None:
                window = kept + chunk
                cut = max(window.rfind(sign, len(window) - _LONGEST_TAG) for sign in (b"<c ", b":c ", b"<"))
                kept = window[cut:] if cut >= 0 else b""
                extent.look(window[: len(window) - len(kept)], formulas)
    if formulas is not None:
        extent.look(kept, formulas)
    return left


class _Extent:
    """How far the cells of one sheet reach, as far as it was looked through."""

    def __init__(self) -> None:
        self.row = self.column = self.cells = self.rows = 0

    def look(self, seen: bytes, formulas: set[tuple[int, int]]) -> None:
        """Takes in a piece of the sheet. Raises Unreadable when it reaches too far."""
        self.cells += len(_ANY_CELL.findall(seen))
        self.rows += len(_ROW.findall(seen))
        for letters, row, formula in _CELL.findall(seen):
            self.row, self.column = max(self.row, int(row)), max(self.column, _column(letters))
            if formula and len(formulas) < MOST_ROWS:
                formulas.add((int(row), _column(letters)))
        if self.column > MOST_COLUMNS:
            raise Unreadable("import_too_many_columns", most=MOST_COLUMNS)
        if max(self.row, self.rows) > MOST_ROWS or max(self.cells, self.row * self.column) > MOST_CELLS:
            raise Unreadable("import_too_many_rows", most=MOST_ROWS)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
