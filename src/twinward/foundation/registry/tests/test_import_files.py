"""Files are read whatever they hold: sound rows as rows, everything else as a code with its row and field, and nothing ends in a crash."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.registry.importing import reader, ror, sheets
from twinward.foundation.registry.importing.columns import COLUMNS, MOST_COLUMNS, Row, Unreadable
from twinward.foundation.registry.importing.reading import read
from twinward.foundation.registry.importing.template import EXPLAINED, explained
from twinward.foundation.registry.tests import files
from twinward.foundation.registry.tests.files import HEADINGS, ror_record

GOOD = ("Okhmatdyt", "Ukraine", "hospital", "", "Kyiv")


def looked_at(folder: Path, name: str, content: bytes) -> list[tuple[int, Any]]:
    """What each row is: a Row, or (field, code) of its first fault."""
    path = folder / "file"
    path.write_bytes(content)
    found = reader.rows(path, name)
    return [(one.number, (one.faults[0].field, one.faults[0].code) if one.faults else one.row) for one in found]


def test_a_record_of_the_registry_becomes_a_row(tmp_path):
    ((number, row),) = looked_at(tmp_path, "ror.jsonl", files.lines(ror_record()))

    assert number == 1
    assert row.ids == {"ror": "https://ror.org/000000111"}
    assert row.fields == {
        "name": "Invented Hospital 1",
        "kind": "hospital",
        "country_id": "UA",
        "region": "Kyiv City",
        "city": "Kyiv",
        "latitude_microdegrees": 50_450_100,
        "longitude_microdegrees": 30_523_400,
        "website": "https://hospital.example",
        "is_active": True,
    }
    assert row.names == [("Invented Hospital 1", "en", "label"), ("Вигадана лікарня 1", "uk", "label"), ("IH1", "", "acronym")]


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("ror.jsonl", files.lines),
        ("ror.jsonl.gz", lambda *records: gzip.compress(files.lines(*records))),
        ("ror.json", files.dump),
        ("ror.json", lambda *records: b"\xef\xbb\xbf\n" + files.dump(*records)),
        ("ror.zip", lambda *records: files.zipped("v2.0-ror-data_schema_v2.json", files.dump(*records))),
    ],
)
def test_every_form_of_the_registry_says_the_same(tmp_path, name, pack):
    records = [ror_record(number) for number in (1, 2, 3)]

    found = [row for _number, row in looked_at(tmp_path, name, pack(*records))]

    assert found == [row for _number, row in looked_at(tmp_path, "x.jsonl", files.lines(*records))]
    assert len(found) == 3


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"id": None}, "id", "import_missing"),
        ({"id": "https://ror.example/000000111"}, "id", "import_not_ror"),
        ({"id": 7}, "id", "import_not_text"),
        ({"name": None, "names": None}, "name", "import_missing"),
        ({"name": ""}, "name", "import_missing"),
        ({"name": "x" * 301}, "name", "import_too_long"),
        ({"name": "Okhmаtdyt"}, "name", "name_mixed"),
        ({"name": "Hospital\x00"}, "name", "import_strange_sign"),
        ({"name": "=HYPERLINK(1)"}, "name", "import_formula"),
        ({"country": None}, "country", "import_missing"),
        ({"country": "Slovakei"}, "country", "country_unknown_like"),
        ({"country": "Qqqqqqqqqq"}, "country", "country_unknown"),
        ({"types": None}, "types", "import_missing_one_of"),
        ({"types": "healthcare"}, "types", "import_not_a_list"),
        ({"types": ["castle"]}, "types", "import_not_one_of"),
        ({"status": "gone"}, "status", "import_not_one_of"),
        ({"lat": None}, "lat", "import_half_a_place"),
        ({"lat": 95}, "lat", "import_not_degrees"),
        ({"lng": "east"}, "lng", "import_not_degrees"),
        ({"lng": True}, "lng", "import_not_degrees"),
        ({"links": "https://a.example"}, "links", "import_not_a_list"),
        ({"names": [7]}, "names[0]", "import_not_a_record"),
        ({"names": [{"value": "", "types": []}]}, "names[0].value", "import_missing"),
        ({"names": [{"value": "A", "types": [], "lang": 5}]}, "names[0].lang", "import_not_text"),
        ({"names": [{"value": f"A{number}", "types": []} for number in range(201)]}, "names", "import_too_many"),
        ({"locations": [{}]}, "locations[0].geonames_details", "import_missing"),
    ],
)
def test_a_bad_record_is_refused_with_its_field_and_the_next_is_read(tmp_path, changes, field, code):
    found = looked_at(tmp_path, "ror.jsonl", files.lines(ror_record(1, **changes), ror_record(2)))

    assert found[0] == (1, (field, code))
    assert isinstance(found[1][1], Row)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'{"id": ', "import_not_json"),
        (b"[1, 2]", "import_not_a_record"),
        (b'"text"', "import_not_a_record"),
        (b'{"id": "\xff\xfe"}', "import_not_utf8"),
        (b"[" * 100_000, "import_not_json"),
        (b'{"id": NaN}', "import_not_json"),
    ],
)
def test_a_line_that_is_no_record_is_refused_alone(tmp_path, line, code):
    found = looked_at(tmp_path, "ror.jsonl", files.lines(ror_record(1), line, ror_record(2)))

    assert [number for number, _row in found] == [1, 2, 3]
    assert found[1] == (2, ("", code))


@pytest.mark.parametrize(
    "address", ["http://med_centre.example.org", "javascript:alert(1)", "http://localhost/", "a b", "https://x.example/" + "x" * 300]
)
def test_a_website_that_is_none_is_left_out_and_the_record_stays(tmp_path, address):
    path = tmp_path / "x.jsonl"
    path.write_bytes(files.lines(ror_record(1, links=[address])))

    (one,) = reader.rows(path, path.name)

    assert (one.faults, "website" in one.row.fields) == ([], False)
    assert [(fault.row, fault.field) for fault in one.left_out] == [(1, "links")]


def test_a_name_in_mixed_letters_is_left_out_and_the_record_stays(tmp_path):
    names = [{"value": "Hospital", "lang": "en", "types": ["label"]}, {"value": "Hоspital", "lang": "en", "types": ["alias"]}]
    path = tmp_path / "x.jsonl"
    path.write_bytes(files.lines(ror_record(1, name="Hospital", names=names)))

    (one,) = reader.rows(path, path.name)

    assert not one.faults
    assert one.row.names == [("Hospital", "en", "label")]
    assert [(fault.field, fault.code, fault.values["word"]) for fault in one.left_out] == [("names[1].value", "name_mixed", "Hоspital")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", files.csv(HEADINGS, GOOD)),
        ("a.csv", files.csv(HEADINGS, GOOD, end="\r\n")),
        ("a.csv", files.csv(HEADINGS, GOOD, separator=";", encoding="utf-8-sig")),
        ("a.tsv", files.csv(HEADINGS, GOOD, separator="\t", encoding="utf-16")),
        ("a.csv", files.csv([heading.upper() for heading in HEADINGS], GOOD)),
        ("a.xlsx", files.sheet([HEADINGS, GOOD])),
    ],
)
def test_every_dialect_of_a_sheet_says_the_same(tmp_path, name, content):
    ((number, row),) = looked_at(tmp_path, name, content)

    assert number == 2
    assert row.fields == {"name": "Okhmatdyt", "country_id": "UA", "kind": "hospital", "city": "Kyiv"}
    assert row.names == [("Okhmatdyt", "", "label")]


def test_a_sheet_tells_every_column_of_the_template(tmp_path):
    told = {
        "name": "Охматдит",
        "country": "ua",
        "kind": "Hospital",
        "ror": "ror.org/03edafd86",
        "ua_edr": 1994089,
        "name_en": "Okhmatdyt",
        "other_names": "NCSH; Дитяча лікарня",
        "latitude": "50,4501",
        "longitude": 30.5234,
        "published_as": "region",
        "website": "hospital.example",
        "specialities": "oncology; paediatrics",
    }
    ((_number, row),) = looked_at(tmp_path, "a.xlsx", files.sheet([list(told), list(told.values())]))

    assert row.ids == {"ror": "https://ror.org/03edafd86", "ua_edr": "01994089"}
    assert row.names == [("Охматдит", "", "label"), ("Okhmatdyt", "en", "label"), ("NCSH", "", "alias"), ("Дитяча лікарня", "", "alias")]
    assert row.fields["latitude_microdegrees"] == 50_450_100
    assert row.fields["website"] == "https://hospital.example"
    assert row.fields["public_precision"] == "region"
    assert row.specialities == ["oncology", "paediatrics"]


@pytest.mark.parametrize(
    ("bad", "field", "code"),
    [
        (("", "Ukraine", "hospital", "", ""), "name", "import_missing"),
        (("A", "", "hospital", "", ""), "country", "import_missing"),
        (("A", "Slowakei2", "hospital", "", ""), "country", "country_unknown_like"),
        (("A", "Ukraine", "castle", "", ""), "kind", "import_not_one_of"),
        (("A", "Ukraine", "hospital", "12", ""), "ror", "import_not_ror"),
        (("Okhmаtdyt", "Ukraine", "hospital", "", ""), "name", "name_mixed"),
        (("A", "Ukraine", "hospital", "", "@SUM(1)"), "city", "import_formula"),
        (("A", "Ukraine", "hospital", "", "B", "beyond"), "", "import_beyond_headings"),
    ],
)
def test_a_bad_line_of_a_sheet_is_refused_with_its_column(tmp_path, bad, field, code):
    for name, content in (("a.csv", files.csv(HEADINGS, bad, GOOD)), ("a.xlsx", files.sheet([HEADINGS, bad, GOOD]))):
        if code != "import_formula" or name == "a.csv":
            found = looked_at(tmp_path, name, content)
            assert found[0] == (2, (field, code)), name
            assert isinstance(found[1][1], Row)


def test_a_cell_with_a_formula_is_refused_whatever_it_shows(tmp_path):
    found = looked_at(tmp_path, "a.xlsx", files.sheet([HEADINGS, ("=1+1", *GOOD[1:]), GOOD]))

    assert found[0] == (2, ("name", "import_formula_cell"))
    assert isinstance(found[1][1], Row)


def test_a_telephone_number_and_a_negative_number_are_no_formulas(tmp_path):
    ((_number, row),) = looked_at(
        tmp_path, "a.csv", files.csv(("name", "country", "kind", "latitude", "longitude"), ("+380 44 Help", "UA", "hospital", "-1.5", "-2"))
    )

    assert row.names[0][0] == "+380 44 Help"
    assert row.fields["latitude_microdegrees"] == -1_500_000


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"\n\n", "import_empty"),
        ("a.csv", files.csv(("Nam", "country", "kind")), "import_headings"),
        ("a.csv", files.csv(("name", "country", "Zzzzzzzz")), "import_headings"),
        ("a.csv", files.csv(("name", "country")), "import_headings"),
        ("a.csv", files.csv(("name", "country", "kind", "kind")), "import_headings"),
        ("a.csv", files.csv(HEADINGS, ("Ліка", *GOOD[1:]), encoding="cp1251"), "import_csv_not_utf8"),
        ("a.csv", b'name,country,kind\n"A,UA,hospital\n', "import_csv"),
        ("a.csv", ("," * 1_000_000).encode(), "import_too_many_columns"),
        ("a.xlsx", files.cell_far_away(), "import_too_many_columns"),
        ("a.xlsx", files.sheet([["x"] * (MOST_COLUMNS + 1)]), "import_too_many_columns"),
        ("a.xlsx", b"PK\x03\x04 not an archive", "import_damaged"),
        ("a.xlsx", files.zipped("hello.txt", b"x"), "import_not_xlsx"),
        ("a.xlsx", files.sheet_of_xml(b"<worksheet><sheetData><row r='1'><c r='A1"), "import_damaged"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "import_old_excel"),
        ("a.xlsx", files.sheet([HEADINGS])[:400], "import_damaged"),
        ("a.json", b"[]x", "import_not_an_array"),
        ("a.json", b"[{}", "import_not_an_array"),
        ("a.json", b'[{"id": "\xff"}]', "import_file_not_utf8"),
        ("a.jsonl.gz", gzip.compress(files.lines(ror_record()))[:-20], "import_damaged"),
        ("a.jsonl.gz", b"\x00\x01 noise", "import_not_its_kind"),
        ("a.xlsx", b"\x00\x01 noise", "import_not_its_kind"),
        ("a.zip", b"name,country,kind", "import_not_its_kind"),
        ("a.zip", files.zipped("a.txt", b"x"), "import_archive_without_json"),
        ("a.pdf", b"%PDF", "import_unknown_kind"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path, name, content, code):
    with pytest.raises(Unreadable) as unreadable:
        looked_at(tmp_path, name, content)

    assert unreadable.value.code == code


@pytest.mark.parametrize(
    ("name", "content", "codes"),
    [
        ("a.xlsx", files.bomb, {"import_bomb"}),
        ("a.jsonl.gz", lambda: files.gzip_bomb(b"\n"), {"import_too_many_rows"}),
        ("a.jsonl.gz", lambda: files.gzip_bomb(b" "), {"import_line_too_long"}),
        ("a.jsonl.gz", lambda: files.gzip_bomb(b'{"a": "' + b"a" * 1_000_000 + b'"}\n'), {"import_bomb"}),
        ("a.json", lambda: b"[" + b'"' + b"a" * 30_000_000, {"import_not_an_array", "import_line_too_long"}),
        ("a.csv", lambda: b"", {"import_empty"}),
    ],
)
def test_a_bomb_ends_in_a_sentence_and_not_in_memory(tmp_path, name, content, codes):
    path = tmp_path / name
    path.write_bytes(content())
    with pytest.raises(Unreadable) as unreadable:
        read(path)

    assert unreadable.value.code in codes


def test_what_takes_too_much_memory_is_ended_and_said(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_bytes(files.csv(HEADINGS, GOOD))
    monkeypatch.setattr("twinward.foundation.registry.importing.reading._PATIENCE_S", 0)

    with pytest.raises(Unreadable) as unreadable:
        read(path)

    assert unreadable.value.code == "import_takes_too_much"


def test_the_limited_process_tells_rows_faults_and_names_left_out(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(files.lines(ror_record(1), ror_record(2, country=None), ror_record(1)))

    reading = read(path)

    assert [row.number for row in reading.rows] == [1]
    assert [(fault.row, fault.field, fault.code) for fault in reading.rejected] == [
        (2, "country", "import_missing"),
        (3, "id", "import_twice"),
    ]


def test_there_is_a_heading_for_every_column_that_the_template_explains():
    assert tuple(EXPLAINED) == COLUMNS
    assert all(explained(column) for column in COLUMNS)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(list(ror_record())), JSON, max_size=8))
def test_no_record_whatever_it_holds_ends_in_a_crash(changes):
    row, _left_out, faults = ror.row(ror_record() | changes, 1)
    assert faults or row.names[0][0] == row.fields["name"]


@given(st.dictionaries(st.sampled_from(COLUMNS), st.none() | st.text(max_size=30) | st.floats() | st.integers() | st.booleans()))
def test_no_line_of_a_sheet_ends_in_a_crash(cells):
    row, faults = sheets.row({"name": "A", "country": "UA", "kind": "hospital"} | cells, 2)
    assert faults or row.fields["name"]
