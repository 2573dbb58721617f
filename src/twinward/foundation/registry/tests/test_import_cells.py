"""The cells of a spreadsheet: where those with a formula stand, and numbers that lost the zeros before them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.registry.forms import OrganisationForm
from twinward.foundation.registry.importing import cells
from twinward.foundation.registry.importing.columns import Refusal, Unreadable
from twinward.foundation.registry.importing.reading import read
from twinward.foundation.registry.tests import files
from twinward.foundation.registry.tests.files import HEADINGS
from twinward.foundation.registry.tests.makers import BY
from twinward.foundation.registry.tests.test_import_files import looked_at


@pytest.mark.parametrize(
    ("rows", "held"),
    [
        ("<row>{A}{UA}{F}</row>", {2: {"kind"}}),
        ('<row r="4">{A}{F}{hospital}</row><row>{F}{UA}{hospital}</row>', {4: {"country"}, 5: {"name"}}),
        ('<row r="4"/><row>{F}{UA}</row>', {5: {"name"}}),
        ('<row r="2"><c r="B2" t="str"><v>UA</v></c>{F}</row>', {2: {"kind"}}),
        ('<!-- <row r="9"> --><row><!-- <c r="A2"><f>1</f></c> -->{A}<?say <c><f/></c>?>{UA}<!-- -->{F}</row>', {2: {"kind"}}),
        ('<row><c t="str"><!-- why --><?say it?><f>1</f><v>F</v></c>{UA}{hospital}</row>', {2: {"name"}}),
        ("<row><c><v><![CDATA[<f>]]></v></c>{UA}{hospital}</row>", {2: set()}),
        ('<row><c t="str"><f t="array" ref="A2:A3">x</f><v>F</v></c>{UA}</row><row>{A}{UA}</row>', {2: {"name"}, 3: {"name"}}),
        ("<row>{A}{UA}{hospital}</row></sheetData><extLst><f>A1</f></extLst><sheetData>", {2: set()}),
    ],
)
def test_a_formula_is_found_wherever_its_cell_stands_and_whatever_stands_between(tmp_path, rows, held):
    written = {value: f'<c t="str"><v>{value}</v></c>' for value in ("A", "UA", "hospital")} | {"F": '<c t="str"><f>1</f><v>F</v></c>'}

    assert formulas_in(tmp_path, rows.format(**written)) == held


def formulas_in(folder: Path, *rows: str) -> dict[int, set[str]]:
    """By the number of the row the columns that are refused since they hold a formula."""
    path = folder / "file.xlsx"
    path.write_bytes(files.sheet_of_rows(*rows))
    return {
        number: {column for column, value in line.items() if isinstance(value, Refusal) and value.code == "import_formula_cell"}
        for number, line in cells.records(path)
    }


_BETWEEN = st.sampled_from(["", "<!-- <c><f/></c> -->", "<?say <row><c><f>?>", "\n  "])


@st.composite
def rows_of_xml(draw: st.DrawFn) -> tuple[str, set[tuple[int, int]]]:
    """Rows of cells that say where they stand or do not, whatever stands between; and where those are that hold a formula, from 1."""
    written, held, row = "", set[tuple[int, int]](), 1
    for _row in range(draw(st.integers(1, 4))):
        step, is_told, column, inside = draw(st.integers(1, 3)), draw(st.booleans()), 0, ""
        row += step if is_told else 1
        for _cell in range(draw(st.integers(1, 3))):
            step, has_place, has_formula = draw(st.integers(1, 2)), draw(st.booleans()), draw(st.booleans())
            column += step if has_place else 1
            if column > len(HEADINGS):
                break
            place = f' r="{"ABCDE"[column - 1]}{row}"' if has_place else ""
            formula = f"{draw(_BETWEEN)}<f>1</f>" if has_formula else ""
            inside += f'{draw(_BETWEEN)}<c{place} t="str">{formula}<v>{"F" if has_formula else "V"}</v></c>'
            held |= {(row, column)} if has_formula else set()
        place = f' r="{row}"' if is_told else ""
        written += f"{draw(_BETWEEN)}<row{place}>{inside}{draw(_BETWEEN)}</row>"
    return written, held


@given(rows_of_xml())
def test_a_cell_is_refused_as_a_formula_if_and_only_if_it_holds_one(tmp_path_factory, drawn):
    rows, held = drawn
    found = formulas_in(tmp_path_factory.mktemp("sheet"), rows)

    assert {(number, HEADINGS.index(column) + 1) for number, columns in found.items() for column in columns} == held


@pytest.mark.parametrize(
    "inside", ['<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>', '<worksheet><row r="0"/></worksheet>', '<worksheet><c r="1A"/></worksheet>']
)
def test_a_sheet_that_cannot_be_placed_is_damaged(tmp_path, inside):
    with pytest.raises(Unreadable) as unreadable:
        looked_at(tmp_path, "a.xlsx", files.sheet_of_xml(inside.encode()))

    assert unreadable.value.code == "import_damaged"


@pytest.mark.parametrize(
    ("cell", "taken", "code"),
    [
        (1994089, "01994089", "import_edr_padded"),
        (12925.0, "00012925", "import_edr_padded"),
        (12345678, "12345678", ""),
        ("01994089", "01994089", ""),
        ("1994089", "", "import_edr_short"),
        (123456789, "", "import_not_edr"),
        (-1994089, "", "import_not_edr"),
        ("0199408x", "", "import_not_edr"),
    ],
)
def test_zeros_that_a_spreadsheet_dropped_are_put_back_and_told(tmp_path, cell, taken, code):
    path = tmp_path / "a.xlsx"
    path.write_bytes(files.sheet([("name", "country", "kind", "ua_edr"), ("Okhmatdyt", "UA", "hospital", cell)]))
    reading = read(path)

    assert [row.ids.get("ua_edr") for row in reading.rows] == ([taken] if taken else [])
    assert [(fault.row, fault.field, fault.code) for fault in (*reading.noted, *reading.rejected)] == (
        [(2, "ua_edr", code)] if code else []
    )


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ('<c t="b"><v>1</v></c>', "import_boolean_cell"),
        ('<c t="b"><v>0</v></c>', "import_boolean_cell"),
        ('<c t="e"><v>#REF!</v></c>', "import_error_cell"),
        ('<c t="e"><v>#N/A</v></c>', "import_error_cell"),
        ('<c t="e"><f>A1</f><v>#REF!</v></c>', "import_formula_cell"),
    ],
)
def test_a_cell_that_holds_no_words_is_refused_with_a_reason_of_its_own(tmp_path, cell, code):
    words = '<c t="str"><v>UA</v></c><c t="str"><v>hospital</v></c>'
    path = tmp_path / "a.xlsx"
    path.write_bytes(files.sheet_of_rows(f"<row>{cell}{words}</row>", f"<row>{cell}</row>"))
    reading = read(path)

    assert reading.rows == []
    told = [(fault.row, fault.field, fault.code) for fault in reading.rejected if fault.field == "name"]
    assert told == [(2, "name", code), (3, "name", code)]


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("ua_edr", "01994089", "import_edr_elsewhere"),
        ("website", "http://x y", "import_not_website"),
        ("website", "https://", "import_not_website"),
        ("website", "http://clinic", "import_not_website"),
        ("website", "http://-clinic.example", "import_not_website"),
        ("website", "mailto:a@clinic.example", "import_not_website"),
        ("website", "ftp://clinic.example", "import_not_website"),
        ("website", "clinic.example/pl?a=b", ""),
        ("website", "clinic.example/?u=http://other.example", ""),
        ("website", "http://localhost/", "import_not_website"),
        ("website", "localhost.:8000", "import_not_website"),
        ("website", "https://лікарня.укр:8080", ""),
    ],
)
def test_a_file_and_the_form_refuse_the_same_address_and_number(tmp_path, column, cell, code):
    path = tmp_path / "a.csv"
    path.write_text(f"name,country,kind,{column}\nSzpital,PL,hospital,{cell}\n")
    form = OrganisationForm({"name": "Szpital", "country": "PL", "kind": "hospital", "public_precision": "country", column: cell}, actor=BY)

    assert [(fault.field, fault.code) for fault in read(path).rejected] == ([(column, code)] if code else [])
    assert [one.code for one in form.errors.as_data().get(column, [])] == ([code] if code else [])
