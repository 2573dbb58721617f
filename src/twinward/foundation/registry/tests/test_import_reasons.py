"""What was not taken is told by reason, with every fault of a row, and comes back as a file that can be corrected and imported again."""

import gc
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.registry.importing import reader, sheets
from twinward.foundation.registry.importing.columns import NO_MEANINGS, Fault, Row, by_row
from twinward.foundation.registry.importing.correcting import as_file
from twinward.foundation.registry.importing.plan import Plan
from twinward.foundation.registry.importing.reading import Reading, read
from twinward.foundation.registry.importing.reasons import lines_of, reasons
from twinward.foundation.registry.tests import files

HEADINGS = ("name", "country", "kind", "city", "ua_edr")
CODES = (
    ("name", "import_missing", {}),
    ("country", "country_unknown", {}),
    ("country", "country_unknown_like", {}),
    ("kind", "import_not_one_of", {}),
)


def unknown(row: int, text: str, meant: str = "") -> Fault:
    code = "country_unknown_like" if meant else "country_unknown"
    return Fault(row, "country", code, {"text": text} | ({"meant": meant} if meant else {}))


def looked_at(folder: Path, name: str, content: bytes) -> Reading:
    (folder / name).write_bytes(content)
    return read(folder / name)


def as_again(folder: Path, reading: Reading, kind: str) -> Reading:
    """What is read in the file of what was rejected."""
    found = Plan(rejected=by_row(reading.rejected))
    return looked_at(folder, f"again.{kind}", as_file(kind, "sheet.csv", found, reading))


@pytest.mark.parametrize(
    ("column", "typed", "meant"),
    [
        ("kind", "hopsital", "hospital"),
        ("kind", "Univercity", "university"),
        ("kind", "лікарьня", "hospital"),
        ("kind", "hosptial", "hospital"),
        ("kind", "минiстерство", "ministry"),
        ("kind", "xestexana", "hospital"),
        ("kind", "castle", ""),
        ("kind", "administration", ""),
        ("specialities", "cardiolgy", "cardiology"),
        ("specialities", "oncolgy", "oncology"),
        ("specialities", "oncologia", "oncology"),
        ("specialities", "онкология", "oncology"),
        ("specialities", "реабілітаця", "rehabilitation"),
        ("specialities", "pediatrics", "paediatrics"),
        ("specialities", "infectious_disease", "infectious diseases"),
        ("published_as", "contry only", "country only"),
    ],
)
def test_what_is_none_of_the_codes_is_told_with_the_one_that_is_written_nearly_so(tmp_path: Path, column: str, typed: str, meant: str):
    cells = {"name": "A", "country": "UA", "kind": "hospital"} | {column: typed}
    reading = looked_at(tmp_path, "sheet.csv", files.csv(tuple(cells), tuple(cells.values())))

    (one,) = reasons(reading.rejected, most=20)
    assert one.words.startswith(f"“{typed}” is none of these: ")
    assert one.words.partition(". Did you mean ")[2] == (f"“{meant}”?" if meant else "")


@pytest.mark.parametrize(
    "typed",
    [
        *("neurology", "gynecology", "neonatology", "toxicology", "odontology", "radiology", "urology", "otology", "geriatrics"),
        *(
            "dermatology",
            "rheumatology",
            "pathology",
            "неврологія",
            "гінекологія",
            "урологія",
            "радіологія",
            "стоматологія",
            "ревматологія",
        ),
        *("геріатрія", "отологія", "nevrologiya", "radiologiya", "revmatologiya", "geriatriya", "radiología", "reumatología", "geriatría"),
    ],
)
def test_another_field_of_medicine_is_not_written_nearly_so(tmp_path: Path, typed: str):
    cells = {"name": "A", "country": "UA", "kind": "hospital", "specialities": typed}
    reading = looked_at(tmp_path, "sheet.csv", files.csv(tuple(cells), tuple(cells.values())))

    (one,) = reasons(reading.rejected, most=20)
    assert "Did you mean" not in one.words


def test_what_differs_from_row_to_row_is_left_out_of_the_reason_and_told_with_each_row():
    many, few = reasons([unknown(2, "Qqq"), unknown(3, "Slowakei", "SK"), Fault(3, "name", "import_missing", {})], most=20)

    assert (many.field, many.words, many.rows, many.is_alike) == ("country", "“…” is not a country.", 2, False)
    assert [told.words for told in many.first] == ["“Qqq” is not a country.", "“Slowakei” is not a country. Did you mean Slovakia (SK)?"]
    assert (few.field, few.words, few.rows, few.is_alike) == ("name", "It is missing.", 1, True)


def test_letters_of_other_alphabets_are_left_out_where_they_differ():
    scripts = ([["О", "cyrillic"]], [["а", "cyrillic"]])
    faults = [Fault(row, "name", "name_mixed", {"word": f"W{row}", "scripts": letters}) for row, letters in enumerate(scripts, start=1)]

    (one,) = reasons(faults, most=20)
    assert (one.rows, "…" in one.words, one.is_alike) == (2, True, False)
    assert ["“О” (Cyrillic)" in one.first[0].words, "“а” (Cyrillic)" in one.first[1].words] == [True, True]


def test_names_of_a_record_are_one_reason_whichever_of_them_it_is():
    (one,) = reasons([Fault(1, "names[0].value", "import_missing", {}), Fault(1, "names[7].value", "import_missing", {})], most=20)

    assert (one.field, one.rows, [told.field for told in one.first]) == ("a name", 1, ["name 1", "name 8"])


def test_a_terminal_tells_three_reasons_before_four_thousand_rows():
    faults = [Fault(row, *CODES[(0, 1, 3)[row % 3]][:2], {"text": "Q", "given": "castle", "known": "hospital"}) for row in range(2, 4_002)]

    lines = list(lines_of(by_row(faults), [], []))

    assert lines[:4] == [
        "4000 rows rejected:",
        "  1334 rows, kind: “castle” is none of these: hospital",
        "  1333 rows, name: It is missing.",
        "  1333 rows, country: “Q” is not a country.",
    ]
    assert lines[4] == "Row 2, kind: “castle” is none of these: hospital"
    assert len(lines) == 4 + 3 * 21
    assert [line for line in lines if "and 1314 rows more, kind: " in line]


@given(st.lists(st.tuples(st.integers(1, 30), st.sampled_from(CODES)), max_size=60), st.integers(0, 5))
def test_no_row_is_lost_between_the_reasons(given_faults, most):
    faults = sorted((Fault(row, *code) for row, code in set_of(given_faults)), key=lambda one: one.row)
    words = {"text": "x", "meant": "y", "given": "z", "known": "k"}
    found = reasons([one._replace(values=words) for one in faults], most)

    assert sum(one.rows for one in found) == len({(one.row, one.field, one.code.removesuffix("_like")) for one in faults})
    assert all(len({told.row for told in one.first}) + one.more == one.rows for one in found)
    assert [one.rows for one in found] == sorted((one.rows for one in found), reverse=True)


def set_of(pairs: list) -> list:
    return list({(row, code[1]): (row, code) for row, code in pairs}.values())


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_every_fault_of_a_row_is_told_and_the_row_counts_once(tmp_path, name):
    rows = [HEADINGS, ("", "Slowakei2", "castle", "Kyiv", "x"), ("Okhmаtdyt", "UA", "hospital", "x" * 121, "12345678")]
    reading = looked_at(tmp_path, name, files.csv(*rows) if name.endswith("csv") else files.sheet(rows))

    assert Counter((fault.row, fault.field, fault.code) for fault in reading.rejected) == Counter(
        [
            (2, "name", "import_missing"),
            (2, "country", "country_unknown_like"),
            (2, "kind", "import_not_one_of"),
            (2, "ua_edr", "import_not_edr"),
            (3, "name", "name_mixed"),
            (3, "city", "import_too_long"),
        ]
    )
    assert [one.row for one in by_row(reading.rejected)] == [2, 3]


def test_every_fault_of_a_record_of_the_registry_is_told(tmp_path):
    record = files.ror_record(1, id="x", country=None, types=["castle"], lat=95, lng="east", status="gone", links=["javascript:1"])
    reading = looked_at(tmp_path, "a.jsonl", files.lines(record))

    assert [fault.field for fault in reading.rejected] == ["id", "types", "country", "lat", "lng", "status"]


FIRST, SECOND = "01994089", "01996622"


def test_a_row_is_told_every_number_that_stood_in_the_file_before(tmp_path):
    headings = ("name", "country", "kind", "ror", "ua_edr")
    rows = [("A", "UA", "hospital", "03edafd86", FIRST), ("B", "UA", "hospital", "", SECOND), ("C", "UA", "castle", "03edafd86", SECOND)]
    reading = looked_at(tmp_path, "a.csv", files.csv(headings, *rows))

    assert [(fault.row, fault.field, fault.code) for fault in reading.rejected] == [
        (4, "kind", "import_not_one_of"),
        (4, "ror", "import_twice"),
        (4, "ua_edr", "import_twice"),
    ]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Deutschlnd", "Germany (DE)"),
        ("Україна1", "Ukraine (UA)"),
        ("Almania", "Germany (DE)"),
        ("UK", "United Kingdom (GB)"),
        ("el", "Greece (GR)"),
    ],
)
def test_the_country_that_was_surely_meant_is_offered_by_name_and_code(tmp_path, typed, meant):
    reading = looked_at(tmp_path, "sheet.csv", files.csv(HEADINGS[:3], ("A", typed, "hospital")))

    (one,) = reasons(reading.rejected, most=20)
    assert one.words == f"“{typed}” is not a country. Did you mean {meant}?"


def test_a_country_may_be_three_letters(tmp_path):
    reading = looked_at(tmp_path, "sheet.csv", files.csv(HEADINGS[:3], ("A", "deu", "hospital"), ("B", "XKX", "hospital")))
    assert [row.fields["country_id"] for row in reading.rows] == ["DE", "XK"]


def test_a_name_that_stands_in_the_file_twice_is_told_as_it_was_written(tmp_path):
    rows = [("Lviv Hospital", "UA", "hospital"), ("Lviv HOSPITAL", "Україна", "hospital")]
    reading = looked_at(tmp_path, "sheet.csv", files.csv(HEADINGS[:3], *rows))

    (one,) = reasons(reading.rejected, most=20)
    assert one.words == "“Lviv HOSPITAL” of the same country (Ukraine) stands already in row 2."


@pytest.mark.parametrize(
    ("numbers", "again"),
    [((FIRST, ""), [3]), (("", FIRST), [3]), ((FIRST, "", SECOND, ""), [3, 5]), ((FIRST, SECOND), []), (("", "03edafd86"), [3])],
)
def test_a_row_called_as_one_before_it_is_another_institution_only_by_a_number_of_the_same_register(tmp_path, numbers, again):
    rows = [("Lviv Hospital", "UA", "hospital", *(("", one) if len(one) == 8 else (one, ""))) for one in numbers]
    reading = looked_at(tmp_path, "sheet.csv", files.csv((*HEADINGS[:3], "ror", "ua_edr"), *rows))

    assert [(fault.row, fault.code, fault.values["row"]) for fault in reading.rejected] == [(row, "import_named_twice", 2) for row in again]
    assert len(reading.rows) == len(numbers) - len(again)


class Numbers(dict[str, str]):
    """Numbers of a row by scheme that count how often they are looked through."""

    looks = 0

    def __iter__(self) -> Iterator[str]:
        self.looks += 1
        return super().__iter__()

    def keys(self):
        self.looks += 1
        return super().keys()


def test_a_row_is_not_kept_and_not_looked_at_again_however_many_are_called_so(tmp_path, monkeypatch):
    numbers = [Numbers(ua_edr=f"{number:08}") for number in range(200)]
    names = [("Lviv Hospital", "", "label")]
    kept = []

    def rows(*_file: object) -> Iterator[reader.Read]:
        for place, ids in enumerate(numbers, start=2):
            yield reader.Read(place, Row(place, ids, {"country_id": "UA"}, names, []), [], [], {})
        kept.append(sum(type(one) is Row and isinstance(one.ids, Numbers) for one in gc.get_objects()))

    monkeypatch.setattr(reader, "rows", rows)
    assert reader._read(tmp_path, "a.csv", io.BytesIO(), NO_MEANINGS) == len(numbers)
    assert kept[0] < 5
    assert max(ids.looks for ids in numbers) < 5


def test_records_of_the_registry_called_the_same_are_one_only_by_their_identifier(tmp_path):
    one, other = files.ror_record(1), files.ror_record(2) | {"name": files.ror_record(1)["name"], "names": files.ror_record(1)["names"]}
    reading = looked_at(tmp_path, "a.jsonl", files.lines(one, other, one))

    assert [row.number for row in reading.rows] == [1, 2]
    assert [(fault.row, fault.field, fault.code, fault.values["row"]) for fault in reading.rejected] == [(3, "id", "import_twice", 1)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_of_rejected_rows_says_what_they_said_and_can_be_imported_again(tmp_path, kind):
    rows = [("=1+1", "Slowakei2", "castle", "'quoted", "01994089"), ("@SUM(1)", "UA", "hospital", "+380 44", "007")]
    reading = looked_at(tmp_path, "sheet.csv", files.csv(HEADINGS, *rows, ("Sound", "UA", "hospital", "Kyiv", "")))
    again = as_again(tmp_path, reading, kind)

    assert list(again.cells.values()) == [dict(zip(HEADINGS, row, strict=True)) for row in rows]
    assert [fault[1:] for fault in again.rejected] == [fault[1:] for fault in reading.rejected]
    assert again.rows == []


def test_a_column_that_the_file_had_not_does_not_come_back_empty(tmp_path):
    reading = looked_at(tmp_path, "sheet.csv", files.csv(("name", "country", "kind"), ("A", "Slowakei2", "hospital")))
    content = as_file("csv", "sheet.csv", Plan(rejected=by_row(reading.rejected)), reading).decode("utf-8-sig")

    assert content.splitlines()[0] == '"rejected_row","rejected_because","name","country","kind"'
    assert "country: “Slowakei2” is not a country. Did you mean Slovakia (SK)?" in content


def test_a_cell_that_held_a_formula_comes_back_with_what_it_showed(tmp_path):
    reading = looked_at(tmp_path, "sheet.xlsx", files.sheet([HEADINGS, ("A", "=1+1", "hospital", "Kyiv", "")]))
    assert [fault.code for fault in reading.rejected] == ["import_formula_cell"]
    assert reading.cells[2]["country"] == "0"  # what the sheet's maker kept beside the formula


PLACE = {"latitude": "50.4501", "longitude": "-30.5234"}
FULL = {"name": "Охматдит", "country": "UA", "kind": "hospital", "ror": "https://ror.org/03edafd86", "ua_edr": "01994089"}
FULL |= {"name_en": "Okhmatdyt", "other_names": "NCSH; Дитяча лікарня", "region": "", "city": "Kyiv", "published_as": "region"}
FULL |= {"website": "https://hospital.example", "specialities": "oncology; paediatrics"} | PLACE


@given(st.sets(st.sampled_from(sorted(set(FULL) - {"name", "country", "kind", *PLACE}))), st.booleans())
def test_a_sound_row_written_as_cells_says_the_same_again(left_out, has_place):
    told = {column: value for column, value in FULL.items() if column not in left_out and (has_place or column not in PLACE)}
    row, faults = sheets.row(told, 2)

    assert not faults
    assert sheets.row(sheets.cells_of(row), 2) == (row, [])
