"""Files that people and adversaries make, as the command takes them: one clear sentence with row and field, a status, nothing half-written."""

import gzip
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from twinward.foundation.kernel.models import Event
from twinward.foundation.registry.importing import reading
from twinward.foundation.registry.importing.columns import Unreadable
from twinward.foundation.registry.importing.saying import why_unreadable
from twinward.foundation.registry.models import Organisation
from twinward.foundation.registry.tests import files
from twinward.foundation.registry.tests.files import HEADINGS, ror_record
from twinward.site.cli import app

pytestmark = pytest.mark.django_db

GOOD = ("Okhmatdyt", "UA", "hospital", "", "Kyiv")
UKRAINIAN = ("Назва", "Країна", "Тип")
EDR = ("name", "country", "kind", "ua_edr")
ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs `import organisations` with a file of that name and content."""
    monkeypatch.setenv("TWINWARD_HOME", str(tmp_path))
    for kept in ("documents", "index"):  # a node has lived here
        (tmp_path / "home" / kept).mkdir(parents=True)

    def run(name: str, content: bytes, *words: str) -> Any:
        (tmp_path / name).write_bytes(content)
        return CliRunner().invoke(app, ["import", "organisations", str(tmp_path / name), "--home", str(tmp_path / "home"), *words])

    return run


def held() -> tuple[int, int]:
    return Organisation.objects.unscoped("a test counts").count(), Event.objects.count()


UNREADABLE: dict[str, tuple[str, bytes, str]] = {
    "headings in another language": ("a.csv", files.csv(UKRAINIAN, GOOD[:3]), "The heading “Тип” is not known."),
    "a heading that is missing": ("a.csv", files.csv(("name", "kind"), ("A", "hospital")), "These headings are missing: country."),
    "a title above the headings": ("a.csv", files.csv(("Our hospitals",), HEADINGS, GOOD), "The heading “Our hospitals"),
    "a million columns": ("a.csv", ("," * 1_000_000).encode(), "more than 100 columns"),
    "a cell in the last corner": ("a.xlsx", files.cell_far_away(), "more than 100 columns"),
    "a far cell in other quotes": (
        "a.xlsx",
        files.sheet_of_xml(b"<worksheet><sheetData><row r='1'><c r='XFD1'><v>1</v></c></row></sheetData></worksheet>"),
        "more than 100 columns",
    ),
    "a bomb": ("a.xlsx", files.bomb(), "unpacks to far more than it says"),
    "broken UTF-8": ("a.csv", files.csv(HEADINGS, GOOD) + b"\n\xff\xfe\xfd,UA,hospital", "Row 3 is not text in UTF-8."),
    "Windows-1251": ("a.csv", files.csv(HEADINGS, ("Лікарня", *GOOD[1:]), encoding="cp1251"), "Row 2 is not text in UTF-8."),
    "UTF-16 without its mark": ("a.csv", files.csv(HEADINGS, GOOD, encoding="utf-16-le"), "Row 1 is not text in UTF-8."),
    "UTF-16 cut in a letter": ("a.csv", files.csv(HEADINGS, GOOD, encoding="utf-16")[:-1], "is not text in UTF-8."),
    "a quote that is never closed": ("a.csv", files.csv(HEADINGS, GOOD) + b'\n"A,UA,hospital', "Row 3 cannot be read as CSV"),
    "an empty file": ("a.csv", b"", "The file holds no rows."),
    "a file of empty rows": ("a.csv", b"\n \n;;;\n", "The file holds no rows."),
    "headings and nothing else": ("a.xlsx", files.sheet([HEADINGS]), "The file holds no rows."),
    "an empty file of lines": ("a.jsonl", b"\n\n", "The file holds no rows."),
    "a PDF that is called a sheet": ("a.xlsx", b"%PDF-1.7 \xff", "The file is called .xlsx but is none."),
    "a picture that is called CSV": ("a.csv", b"\x89PNG\r\n\x1a\n\x00\x00", "Row 1 is not text in UTF-8."),
    "a page that is called CSV": ("a.csv", b"<html><table><tr><td>name</td></tr></table></html>", "The heading “<html>"),
    "a text document that is called a sheet": ("a.xlsx", files.zipped("word/document.xml", b"<x/>"), "not a spreadsheet of the kind XLSX"),
    "an old or a locked spreadsheet": ("a.xlsx", ENCRYPTED, "Save it as XLSX without a password."),
    "a truncated gzip": ("a.jsonl.gz", gzip.compress(files.lines(*map(ror_record, range(50))))[:-40], "The file is damaged"),
    "a gzip cut in its last bytes": ("a.jsonl.gz", gzip.compress(files.lines(ror_record()))[:-4], "The file is damaged"),
    "a truncated sheet": ("a.xlsx", files.sheet([HEADINGS, GOOD])[:-80], "The file is damaged"),
    "a truncated list": ("a.json", files.dump(ror_record(1), ror_record(2))[:-30], "Reading stopped at record 2"),
    "an ending of no kind": ("a.pdf", b"%PDF", "no kind of file that can be read"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_file_that_cannot_be_read_is_one_sentence_and_status_2(command, case):
    name, content, words = UNREADABLE[case]
    before = held()
    done = command(name, content)

    assert (done.exit_code, done.stdout) == (2, "")
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("twinward: ")
    assert held() == before


def without(field: str) -> bytes:
    """A record of the registry that lacks a field, in a file of its own."""
    return files.lines(ror_record(1, **{field: None}))


REJECTED: dict[str, tuple[str, bytes, str]] = {
    "a formula in a sheet": ("a.xlsx", files.sheet([HEADINGS, ("=1+1", *GOOD[1:])]), "Row 2, name: The cell holds a formula."),
    "a formula in a CSV": ("a.csv", files.csv(HEADINGS, ("=HYPERLINK(1)", *GOOD[1:])), "Row 2, name: “=HYPERLINK(1)” begins as a formula"),
    "a formula behind an apostrophe": ("a.csv", files.csv(HEADINGS, ("'=1+1", *GOOD[1:])), "Row 2, name: “=1+1” begins as a formula"),
    "merged cells": ("a.xlsx", files.merged([HEADINGS, ("", "UA", "hospital")], "A1:A2"), "Row 2, name: The cell is merged with another."),
    "a day in the place of a name": (
        "a.xlsx",
        files.dated([HEADINGS, (date(2024, 3, 1), *GOOD[1:])]),
        "Row 2, name: The cell holds a date",
    ),
    "a day as a number": ("a.xlsx", files.sheet([HEADINGS, (45352, *GOOD[1:])]), "Row 2, name: “45352” has no letter"),
    "a day in the place of a town": (
        "a.xlsx",
        files.dated([HEADINGS, (*GOOD[:4], date(2024, 3, 1))]),
        "Row 2, place (city): The cell holds a date",
    ),
    "a number that lost its digits": (
        "a.csv",
        files.csv(EDR, ("A", "UA", "hospital", "1.99E+06")),
        "Row 2, Number in the Ukrainian register (ua_edr): “1.99E+06” is not a number",
    ),
    "a number that may have lost zeros or other digits": (
        "a.csv",
        files.csv(EDR, ("A", "UA", "hospital", "1994089")),
        "the Ukrainian register (ua_edr): “1994089” is too short for a number of the Ukrainian register, which has eight digits. Did you mean 01994089?",
    ),
    "a short number written as text": (
        "a.xlsx",
        files.sheet([EDR, ("A", "UA", "hospital", "1234")]),
        "the Ukrainian register (ua_edr): “1234” is too short for a number of the Ukrainian register, which has eight digits. Did you mean 00001234?",
    ),
    "look-alike letters": ("a.csv", files.csv(HEADINGS, ("Okhmаtdyt", *GOOD[1:])), "Row 2, name: The word “Okhmаtdyt” mixes letters"),
    "a value under no heading": (
        "a.csv",
        files.csv(("name", "", "country", "kind"), ("A", "stray", "UA", "hospital")),
        "Row 2, the whole row: The row has a value in column 2, which has no heading.",
    ),
    "a value beside the table": ("a.csv", files.csv(HEADINGS, (*GOOD, "stray")), "Row 2, the whole row: The row has values to the right"),
    "a record without a number": ("a.jsonl", without("id"), "Row 1, id: It is missing."),
    "a record without a country": ("a.jsonl", without("country"), "Row 1, country: It is missing."),
    "a record without types": ("a.jsonl", without("types"), "Row 1, types: It is missing."),
    "a sheet that is called lines": ("a.jsonl", files.csv(HEADINGS), "Row 1, the whole row: The line is not JSON"),
    "a row after a cell of several lines": (
        "a.csv",
        files.csv(HEADINGS, ('"A\nB"', "X9", "hospital")),
        "Row 2, country: “X9” is not a country.",
    ),
}


@pytest.mark.parametrize("case", REJECTED)
def test_a_row_that_cannot_be_taken_is_told_with_its_field_and_status_1(command, case):
    name, content, words = REJECTED[case]
    before = held()
    done = command(name, content)

    assert (done.exit_code, done.stdout) == (1, "added 0, changed 0, unchanged 0, rejected 1\n")
    assert words in done.stderr
    assert held() == before


BESIDE_A_SOUND_ROW: dict[str, tuple[str, bytes, str]] = {
    "a formula": ("a.xlsx", files.sheet([HEADINGS, GOOD, ("=1+1", *GOOD[1:])]), "Row 3, name"),
    "an unknown country": ("a.csv", files.csv(HEADINGS, GOOD, ("Other", "X9", "hospital", "", "")), "Row 3, country"),
    "a record without a country": ("a.jsonl", files.lines(ror_record(1), ror_record(2, country=None)), "Row 2, country: It is missing."),
}


@pytest.mark.parametrize("how", [(), ("--dry-run",)], ids=["", "dry run"])
@pytest.mark.parametrize("case", BESIDE_A_SOUND_ROW)
def test_a_row_that_is_rejected_beside_sound_ones_is_status_1_and_they_are_taken(command, case: str, how: tuple[str, ...]):
    name, content, words = BESIDE_A_SOUND_ROW[case]
    done = command(name, content, *how)

    assert (done.exit_code, done.stdout) == (1, f"{'would be ' if how else ''}added 1, changed 0, unchanged 0, rejected 1\n")
    assert words in done.stderr
    assert Organisation.objects.unscoped("a test looks").filter(kind="hospital").exists() is not bool(how)


TAKEN: dict[str, tuple[str, bytes]] = {
    "from a Ukrainian Excel": (
        "a.csv",
        files.csv(HEADINGS, ("Охматдит", "Україна", *GOOD[2:]), separator=";", end="\r\n", encoding="utf-8-sig"),
    ),
    "with a line that names the separator": ("a.csv", b"sep=;\r\n" + files.csv(HEADINGS, GOOD, separator=";", end="\r\n")),
    "in UTF-16": ("a.csv", files.csv(HEADINGS, GOOD, separator="\t", encoding="utf-16")),
    "headings in another order, with blanks and capitals": (
        "a.csv",
        files.csv(("  KIND ", "Other  Names", " Country", "name "), ("hospital", "", "UA", "Okhmatdyt")),
    ),
    "empty rows between": ("a.csv", files.csv(HEADINGS, ("",) * 5, GOOD, ("",) * 5)),
    "leading zeros that a spreadsheet lost": ("a.xlsx", files.sheet([EDR, ("Okhmatdyt", "UA", "hospital", 1994089)])),
    "formulas on another sheet": ("a.xlsx", files.two_sheets([HEADINGS, GOOD], [("x", "x"), ("=1+1", "=2+2")])),
    "a sheet that is called CSV": ("a.csv", files.sheet([HEADINGS, GOOD])),
}


@pytest.mark.parametrize("case", TAKEN)
def test_a_clumsy_file_that_can_be_understood_is_taken(command, case):
    name, content = TAKEN[case]
    done = command(name, content)

    assert (done.exit_code, done.stdout) == (0, "added 1, changed 0, unchanged 0, rejected 0\n")
    made = Organisation.objects.unscoped("a test looks").get(kind="hospital")
    assert (made.country_id, made.name) == ("UA", "Охматдит" if "Ukrainian" in case else "Okhmatdyt")
    assert [one.value for one in made.identifiers.all()] == (["01994089"] if "zeros" in case else [])


def test_rows_are_counted_as_a_spreadsheet_counts_them(command):
    done = command("a.csv", files.csv(HEADINGS, ('"A\nB"', *GOOD[1:]), ("",) * 5, ("C", "X9", "hospital", "", "")))

    assert "Row 4, country: “X9” is not a country." in done.stderr


def test_a_file_that_cannot_be_opened_is_said_to_be_so(command, tmp_path):
    done = CliRunner().invoke(app, ["import", "organisations", str(tmp_path / ("x" * 300)), "--home", str(tmp_path / "home")])
    assert done.exit_code == 2
    assert "The file cannot be opened (File name too long)." in done.stderr

    known = tmp_path / "meanings"
    known.write_text("{}")
    reading._run(tmp_path, "a.csv", tmp_path / "result", known, print)
    with pytest.raises(Unreadable) as unreadable:
        reading._told(tmp_path / "result")
    assert why_unreadable(unreadable.value) == "The file cannot be opened (Is a directory)."


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_rejected_rows_are_kept_in_a_file_that_can_be_corrected_and_imported(command, tmp_path, kind):
    kept = tmp_path / f"again.{kind}"
    content = files.csv(HEADINGS, GOOD, ("Other", "X9", "castle", "", "Lviv"))
    done = command("a.csv", content, "--rejected", str(kept))
    again = command("b.csv", kept.read_bytes().replace(b"X9", b"UA").replace(b"castle", b"hospital")) if kind == "csv" else None

    assert (done.exit_code, done.stdout) == (1, "added 1, changed 0, unchanged 0, rejected 1\n")
    assert "  1 row, country: “X9” is not a country." in done.stderr
    assert "  1 row, kind: “castle” is none of these" in done.stderr
    assert again is None or (again.exit_code, again.stdout) == (0, "added 1, changed 0, unchanged 0, rejected 0\n")
    assert kept.stat().st_size


def test_where_nothing_is_rejected_no_file_is_made_and_none_is_replaced(command, tmp_path):
    assert command("a.csv", files.csv(HEADINGS, GOOD), "--rejected", str(tmp_path / "none.csv")).exit_code == 0
    assert not (tmp_path / "none.csv").exists()

    before = held()
    for name, words in (("a.csv", "exists already"), ("b.pdf", "give it the ending .csv or .xlsx"), ("no/where.csv", "cannot be written")):
        done = command("a.csv", files.csv(HEADINGS, ("New", *GOOD[1:])), "--rejected", str(tmp_path / name))
        assert (done.exit_code, held()) == (2, before)
        assert words in done.stderr
