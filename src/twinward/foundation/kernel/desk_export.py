"""A list as a file: the same rows and columns in the same order, as CSV or as a spreadsheet."""

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO, StringIO
from itertools import chain, islice
from typing import Any

import xlsxwriter
from django.db.models import Model
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from xlsxwriter.worksheet import Worksheet

from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.desk_cells import told, words_of
from twinward.foundation.kernel.desk_parts import Column, Desk
from twinward.foundation.kernel.desk_rows import Read, filed, in_chunks
from twinward.foundation.kernel.formulas import neutralised
from twinward.foundation.kernel.wording import capfirst, short_day

MOST_ROWS = 100_000
LONGEST_CELL = 32_767  # characters of a cell, as spreadsheets have it
MEASURED = 200  # rows from which the widths are taken: they are set before the first row is written
NARROWEST, WIDEST = 12, 60  # characters of a column; a day fits into the narrowest
MEDIA = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def exported(column: Column, values: Sequence[Any], model: type[Model] | None) -> Sequence[Any]:
    """The values of a column as a file holds them: days and numbers as such, uncertain days and the rest in the reader's words, "" for what is missing."""
    if column.kind == "day":
        return [_day(value) for value in values]
    if column.kind in ("number", "code", "text"):
        return [_plain(value) for value in values]
    return ["" if words == "-" else words for words in words_of(column, model)(values)]


def _day(value: Any) -> date | datetime | str:
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0) if timezone.is_aware(value) else value
    if isinstance(value, Day):
        return value.not_before if value.is_known and value.not_before else "" if value.is_unknown else short_day(value)
    return "" if value is None else value


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return told(value)
    if value is None:
        return ""
    return value if isinstance(value, int | float) else str(value)


def table(desk: Desk, columns: Sequence[Column], rows: Any, model: type[Model] | None) -> Iterator[Sequence[Any]]:
    """The rows of the file after its head. Where a row can be invented, each that is says so in a column after the rest."""
    for read in in_chunks(desk, columns, rows):
        marks = [_marks(read)] if desk.illustrative else []
        yield from zip(*_columns(columns, read, model), *marks, strict=True)


def _columns(columns: Sequence[Column], read: Read, model: type[Model] | None) -> Iterator[Sequence[Any]]:
    return (exported(column, values, model) for column, values in zip(columns, read.values, strict=True))


def _marks(read: Read) -> Sequence[str]:
    word = gettext("illustrative")
    return [word if invented else "" for invented in read.invented]


def as_csv(head: Sequence[str], rows: Iterator[Sequence[Any]]) -> bytes:
    """UTF-8 with a byte order mark; every text in quotes, so that no separator splits it; no text is a formula."""
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
    for row in (head, *rows):
        writer.writerow([neutralised(value) if isinstance(value, str) else _told(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _told(value: Any) -> Any:
    return (
        value.isoformat(sep=" ", timespec="minutes")
        if isinstance(value, datetime)
        else value.isoformat()
        if isinstance(value, date)
        else value
    )


def as_xlsx(title: str, head: Sequence[str], rows: Iterator[Sequence[Any]]) -> bytes:
    """A spreadsheet with one sheet; texts are texts, days are days, columns as wide as the first rows need. Written row by row, in constant memory."""
    first = list(islice(rows, MEASURED))
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", title)[:31].strip() or None)
        instant, bold = book.add_format({"num_format": "yyyy-mm-dd hh:mm"}), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for at, width in enumerate(_widths(head, first)):
            sheet.set_column(at, at, width)
        for at, words in enumerate(head):
            sheet.write_string(0, at, words, bold)
        for line, row in enumerate(chain(first, rows), start=1):
            _write_row(sheet, line, row, instant)
    return out.getvalue()


def _widths(head: Sequence[str], first: Sequence[Sequence[Any]]) -> Iterator[int]:
    for cells in zip(head, *first, strict=True):
        yield max(NARROWEST, min(WIDEST, max(len(str(_told(cell))) for cell in cells) + 2))


def _write_row(sheet: Worksheet, line: int, row: Sequence[Any], instant: Any) -> None:
    for at, value in enumerate(row):
        if value == "":
            continue  # a missing value is no cell, not a cell that holds nothing
        if isinstance(value, str):
            sheet.write_string(line, at, value[:LONGEST_CELL])
        elif isinstance(value, datetime):
            sheet.write_datetime(line, at, value, instant)
        elif isinstance(value, date):
            sheet.write_datetime(line, at, datetime.combine(value, time.min))
        else:
            sheet.write_number(line, at, value)


def download(desk: Desk, format: str, columns: Sequence[Column], rows: Any, model: type[Model] | None, *, as_of: date) -> HttpResponse:
    """The file as an answer. format: "csv" or "xlsx". as_of: stands in the file's name."""
    columns = filed(columns)
    head = [str(column.header) for column in columns] + ([capfirst(gettext("illustrative"))] if desk.illustrative else [])
    content = (
        as_csv(head, table(desk, columns, rows, model))
        if format == "csv"
        else as_xlsx(str(desk.title), head, table(desk, columns, rows, model))
    )
    name = f"{desk.word}-{as_of.isoformat()}.{format}"
    return HttpResponse(content, headers={"Content-Type": MEDIA[format], "Content-Disposition": f'attachment; filename="{name}"'})
