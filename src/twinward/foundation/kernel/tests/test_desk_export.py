"""Lists as files: the rows and columns of the page in its order, no formula, nothing lost on the way back."""

import csv
import re
from datetime import date
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.http import HttpResponse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from twinward.foundation.kernel import desk as desks
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.desk import Column, Desk, desk_page
from twinward.foundation.kernel.desk_export import as_csv, as_xlsx, exported
from twinward.foundation.kernel.formulas import neutralised, restored
from twinward.foundation.kernel.tests.desk_samples import COUNTRIES, DESK, asked

FORMULAS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+SUM(A1)",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "'=1",
    "''@x",
    "-",
    "+a",
]
PLAIN = [
    "+380 44 253 61 94",
    "+380442536194",
    "+994 (12) 598-50-94",
    "-5",
    "-1,250.75",
    "-1.5e-7",
    "Okhmatdyt",
    "'til then",
    "",
    "a=b",
    "1-2",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_a_formula(text: str):
    assert neutralised(text).startswith("'")
    assert restored(neutralised(text)) == text


@pytest.mark.parametrize("text", PLAIN)
def test_telephone_numbers_and_negative_numbers_are_not_spoilt(text: str):
    assert neutralised(text) == text == restored(text)


@given(st.text(alphabet="'=+-@\t\r\n＝ 1,a", max_size=6) | st.text(max_size=8))
def test_every_text_comes_back_as_it_was(text: str):
    assert restored(neutralised(text)) == text


@given(
    st.lists(
        st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=8), min_size=2, max_size=2),
        max_size=4,
    )
)
def test_a_file_of_texts_reads_back(rows: list[list[str]]):
    content = as_csv(["a", "b"], iter(rows))
    assert content.startswith(b"\xef\xbb\xbf")
    found = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))
    assert [[restored(cell) for cell in row] for row in found] == [["a", "b"], *rows]


def read_csv(response: HttpResponse) -> list[list[str]]:
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig"), newline="")))


def read_xlsx(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def test_a_file_has_the_rows_and_columns_of_the_page_in_its_order():
    response = desk_page(
        asked("?joined=summit&sort=-country&columns=days&columns=since&columns=letter&columns=turn&format=csv"), DESK, COUNTRIES
    )
    assert response["Content-Disposition"] == f'attachment; filename="components-{timezone.localdate().isoformat()}.csv"'
    assert read_csv(response) == [
        ["Country", "Owed since", "Days", "Last letter", "Turn"],
        ["Norway", "2023-09-06", "1052", "2025-10-27 10:00", ""],
        ["Germany", "by 13 Oct 2023", "752", "2025-10-02", "no answer"],
        ["Finland", "by 13 Oct 2023", "752", "", "never asked"],
    ]


def test_a_spreadsheet_has_texts_numbers_and_days_of_their_own_kind():
    response = desk_page(asked("?sort=days&format=xlsx"), DESK, COUNTRIES)
    head, *rows = read_xlsx(response.content)
    assert head == ["Country", "Joined", "Owed since", "Days", "Last letter", "Turn"]
    assert rows[0][:5] == ["Germany", "at the summit", "by 13 Oct 2023", 752, date(2025, 10, 2)]
    assert [row[0] for row in rows] == ["Germany", "Finland", "Norway", "Italy"]


@pytest.mark.parametrize("text", [*FORMULAS, *PLAIN[:-3], "x" * 40_000, "http://example.org", "007", "\x01"])
def test_a_spreadsheet_keeps_texts_as_texts(text: str):
    rows = read_xlsx(as_xlsx("A list: [of] names / more", ["name", "x"], iter([[text, "end"]])))
    if "\r" not in text and "\x01" not in text:
        assert rows[1][0] == text[:32_767]
    assert rows[1][1] == "end"


def test_what_is_missing_is_an_empty_cell_and_what_somebody_typed_is_kept():
    columns = (Column("name", "Name", "name"), Column("day", "Day", "day", None, "day"), Column("n", "Number", "n", None, "number"))
    desk = Desk("components", "Rows", columns, order="name", row_key="name")
    rows = [
        {"name": "a", "day": Day.unknown(), "n": None},
        {"name": "b", "day": None, "n": 0},
        {"name": "-", "day": Day.in_year(2023), "n": 1},
    ]
    assert read_csv(desk_page(asked("?sort=name&format=csv"), desk, rows))[1:] == [["'-", "2023", "1"], ["a", "", ""], ["b", "", "0"]]
    content = desk_page(asked("?sort=name&format=xlsx"), desk, rows).content
    assert read_xlsx(content)[1:] == [["-", "2023", 1], ["a", "", ""], ["b", "", 0]]
    with ZipFile(BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert [cell in sheet for cell in ('r="B2"', 'r="B3"', 'r="C3"', 'r="C4"')] == [True, False, False, True]


def test_files_hold_all_pages():
    desk = Desk("components", "Numbers", (Column("number", "Number", "n", "n", "number"),), order="number", row_key="n", page_size=3)
    rows = [{"n": number} for number in range(5_003)]
    assert len(read_csv(desk_page(asked("?format=csv"), desk, rows))) == 5_004


def test_a_list_too_long_for_a_file_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(desks, "MOST_ROWS", 3)
    response = desk_page(asked("?format=csv"), DESK, COUNTRIES)
    assert response.status_code == 422
    assert "A file holds at most 3 rows" in response.content.decode()
    assert desk_page(asked("?format=csv&joined=summit"), DESK, COUNTRIES).status_code == 200


@pytest.mark.parametrize(
    ("language", "words"), [("en", ["yes", "no", ""]), ("uk", ["так", "ні", ""]), ("az", ["bəli", "xeyr", ""]), ("es", ["sí", "no", ""])]
)
def test_a_file_says_yes_and_no_in_the_language_of_its_reader(language: str, words: list[str]):
    with translation.override(language):
        assert exported(Column("is_active", "Active", "is_active"), [True, False, None], None) == words


def test_what_is_invented_says_so_in_the_file_too():
    desk = Desk("names", "Names", (Column("name", "Name", "name"),), row_key="name", illustrative="is_illustrative")
    rows = [{"name": "A", "is_illustrative": True}, {"name": "B", "is_illustrative": False}]
    with translation.override("en"):
        assert list(csv.reader(StringIO(desk_page(asked("?format=csv"), desk, rows).content.decode("utf-8-sig")))) == [
            ["Name", "Illustrative"],
            ["A", "illustrative"],
            ["B", ""],
        ]


def test_the_columns_of_a_spreadsheet_are_as_wide_as_their_first_rows_need():
    rows = [["x" * 20, date(2025, 10, 2), "y" * 30], ["x", date(2025, 10, 2), "z" * 400]]
    with ZipFile(BytesIO(as_xlsx("A list", ["Name", "Day", "Text"], iter(rows)))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    widths = [float(width) for width in re.findall(r'<col [^>]*width="([\d.]+)"', sheet)]
    assert [round(width) for width in widths] == [23, 13, 61]
    assert sheet.index("<cols>") < sheet.index("<sheetData>")
    assert 'state="frozen"' in sheet
