"""Files that an importer may be given: good ones, and the bad ones that people and adversaries make."""

import gzip
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import orjson
import xlsxwriter

EXTRACT = Path(__file__).resolve().parents[6] / "shared" / "data" / "ror" / "healthcare_and_education.jsonl.gz"
HEADINGS = ("name", "country", "kind", "ror", "city")


def ror_record(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A sound record; a change to None leaves the field out."""
    record: dict[str, Any] = {
        "id": f"https://ror.org/0{number:06d}{number % 90 + 10}",
        "name": f"Invented Hospital {number}",
        "names": [
            {"value": f"Invented Hospital {number}", "lang": "en", "types": ["label", "ror_display"]},
            {"value": f"Вигадана лікарня {number}", "lang": "uk", "types": ["label"]},
            {"value": f"IH{number}", "lang": None, "types": ["acronym"]},
        ],
        "country": "UA",
        "region": "Kyiv City",
        "city": "Kyiv",
        "lat": 50.4501,
        "lng": 30.5234,
        "types": ["healthcare", "funder"],
        "status": "active",
        "links": ["https://hospital.example"],
    }
    return {name: value for name, value in (record | changes).items() if value is not None}


def lines(*records: Any) -> bytes:
    """Records one a line; bytes go in as they are."""
    return b"".join((one if isinstance(one, bytes) else orjson.dumps(one)) + b"\n" for one in records)


def dump(*records: Any) -> bytes:
    """Records as the registry's own dump writes them: schema 2, one array."""
    return orjson.dumps([_second_schema(record) for record in records], option=orjson.OPT_INDENT_2)


def _second_schema(record: dict[str, Any]) -> dict[str, Any]:
    details = {"country_code": record["country"], "country_subdivision_name": record["region"], "name": record["city"]}
    return {
        "id": record["id"],
        "names": record["names"],
        "types": record["types"],
        "status": record["status"],
        "links": [{"type": "wikipedia", "value": "https://wiki.example"}, {"type": "website", "value": record["links"][0]}],
        "locations": [{"geonames_id": 1, "geonames_details": details | {"lat": record["lat"], "lng": record["lng"]}}],
    }


def zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def sheet(rows: Iterable[Sequence[Any]]) -> bytes:
    """An XLSX; a text that begins with = is a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            page.write(number, column, cell)
    book.close()
    return out.getvalue()


def merged(rows: Iterable[Sequence[Any]], *ranges: str) -> bytes:
    """An XLSX with these ranges merged, each showing what its first cell holds."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet()
    for cells in ranges:
        page.merge_range(cells, "")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell != "":
                page.write(number, column, cell)
    book.close()
    return out.getvalue()


def dated(rows: Iterable[Sequence[Any]]) -> bytes:
    """An XLSX in which days are cells of days, as a spreadsheet makes them of what looks like one."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "d mmm yyyy"})
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def two_sheets(first: Iterable[Sequence[Any]], second: Iterable[Sequence[Any]]) -> bytes:
    """An XLSX of two sheets; a text that begins with = is a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for rows in (first, second):
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def cell_far_away() -> bytes:
    """One cell in the last corner that a sheet can have."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, HEADINGS)
    page.write(1_048_575, 16_383, "far")
    book.close()
    return out.getvalue()


def sheet_of_xml(xml: bytes, *, compressed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A sheet whose inside is `xml`, whatever that is."""
    with zipfile.ZipFile(io.BytesIO(sheet([HEADINGS]))) as before:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", compressed) as after:
            for name in before.namelist():
                after.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else before.read(name))
    return out.getvalue()


def sheet_of_rows(*rows: str) -> bytes:
    """A sheet whose first row holds the headings, with these rows of XML below it; no cell of the first says where it stands."""
    headings = "".join(f'<c t="str"><v>{heading}</v></c>' for heading in HEADINGS)
    inside = f"<sheetData><row>{headings}</row>{''.join(rows)}</sheetData>"
    return sheet_of_xml(f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{inside}</worksheet>'.encode())


def bomb(size: int = 60_000_000) -> bytes:
    """A sheet of a few hundred kilobytes that unpacks to `size` bytes."""
    return sheet_of_xml(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + b" " * size)


def gzip_bomb(line: bytes, size: int = 60_000_000) -> bytes:
    """A file that unpacks to `size` bytes of one line again and again."""
    return gzip.compress(line * (size // len(line)), compresslevel=9)


def csv(*rows: Sequence[str], separator: str = ",", end: str = "\n", encoding: str = "utf-8") -> bytes:
    return end.join(separator.join(row) for row in rows).encode(encoding)
