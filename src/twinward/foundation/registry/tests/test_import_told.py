"""What cannot be read in a file is told in one sentence, in the row where it stands."""

import timeit
from pathlib import Path
from unicodedata import normalize

import orjson
import pytest
from django.utils.translation import override

from twinward.foundation.kernel.spelling import folded
from twinward.foundation.registry.countries import LANGUAGES
from twinward.foundation.registry.importing import lines
from twinward.foundation.registry.importing.columns import Unreadable
from twinward.foundation.registry.importing.reading import read
from twinward.foundation.registry.importing.reasons import reasons
from twinward.foundation.registry.importing.saying import reason, why_unreadable
from twinward.foundation.registry.importing.words import CALLED, CODES
from twinward.foundation.registry.tests import files
from twinward.foundation.registry.tests.files import HEADINGS, ror_record
from twinward.foundation.registry.tests.test_import_files import GOOD, looked_at


def faults_in(path: Path, content: bytes) -> tuple[list[int], list[tuple[int, str, str]]]:
    """The numbers of the sound rows, and row, field and code of everything that is wrong with the others."""
    path.write_bytes(content)
    reading = read(path)
    return [row.number for row in reading.rows], [(fault.row, fault.field, fault.code) for fault in reading.rejected]


@pytest.mark.parametrize(("digits", "of_a_line"), [(200, "import_not_text"), (5_000, "import_number_too_long")])
def test_a_number_of_thousands_of_digits_is_a_fault_of_its_record(tmp_path, digits, of_a_line):
    records = [orjson.dumps(ror_record(1)), b'{"id": ' + b"9" * digits + b', "lat": ' + b"9" * digits + b"}", orjson.dumps(ror_record(3))]

    sound, faults = faults_in(tmp_path / "a.json", b"[" + b",".join(records) + b"]")
    assert sound == [1, 3]
    assert {field for row, field, _code in faults if row == 2} >= {"id", "name", "country", "lat"}
    sound, faults = faults_in(tmp_path / "a.jsonl", files.lines(*records))
    assert (sound, faults[0][0], faults[0][2]) == ([1, 3], 2, of_a_line)


@pytest.mark.parametrize("number", ["1e400", "-2.5E+999", "1" * 400 + "e1"])
def test_a_number_that_is_too_large_is_told_as_what_it_is(tmp_path, number):
    line = b'{"name": "1e999 \\" 1e999", "lat": ' + number.encode() + b"}"
    (tmp_path / "a.jsonl").write_bytes(files.lines(ror_record(1), line))

    (fault,) = read(tmp_path / "a.jsonl").rejected
    assert (fault.row, fault.code, fault.values) == (2, "import_number_too_large", {"given": number[:40]})


SLOW = {
    "digits": b'{"name": "A", "lat": %s}',
    "a fraction": b'{"name": "A", "lat": 1e999, "lng": 0.%s}',
    "digits that are no number": b'{"name": "A", "lat": 1e999, "lng": %s.',
}


def seconds(line: bytes) -> float:
    """How long it takes at best to say why a line is not read."""
    return min(timeit.repeat(lambda: lines._unbounded(line), number=1, repeat=3))


@pytest.mark.parametrize("line", SLOW.values(), ids=SLOW)
def test_a_long_number_is_looked_through_once(line: bytes):
    few, many = (seconds(line % (b"9" * digits)) for digits in (1_000, 16_000))

    assert many < 64 * few  # sixteen times the digits; looked through from each of them it would be 256 times as long


def test_a_text_that_never_ends_is_looked_through_once():
    few, many = (seconds(b'[1e999, "' + b'\\"' * signs) for signs in (1_000, 16_000))

    assert many < 64 * few


def test_a_number_of_a_million_digits_refuses_its_line_alone(tmp_path):
    line = b'{"name": "A", "lat": ' + b"9" * 1_000_000 + b"}"

    sound, faults = faults_in(tmp_path / "a.jsonl", files.lines(ror_record(1), line, ror_record(3)))
    assert (sound, faults) == ([1, 3], [(2, "", "import_number_too_long")])


@pytest.mark.parametrize("types", [None, [], [None], [""]])
def test_a_kind_that_is_missing_is_told_with_those_that_there_are(tmp_path, types):
    ((_number, fault),) = looked_at(tmp_path, "a.jsonl", files.lines(ror_record(types=types)))
    rows = looked_at(tmp_path, "a.csv", files.csv(("name", "country", "kind"), ("A", "UA", ""), ("B", "UA")))

    assert fault == ("types", "import_missing_one_of")
    assert rows == [(2, ("kind", "import_missing_one_of")), (3, ("kind", "import_missing_one_of"))]
    assert why_unreadable(Unreadable("import_missing_one_of", known="hospital")) == "It is missing. Write one of these: hospital"


@pytest.mark.parametrize("before", [0, 100_000])
def test_a_sign_that_cannot_be_written_is_told_in_its_row(tmp_path, before):
    rows = [b"name,country,kind", *[b"A,UA,hospital"] * before, b'"B\n\nB",UA,hospital', b"C\0,UA,hospital", b"D,UA,hospital"]

    _sound, faults = faults_in(tmp_path / "a.csv", b"\n".join(rows))
    assert [fault for fault in faults if fault[2] != "import_named_twice"] == [(before + 3, "name", "import_strange_sign")]


@pytest.mark.parametrize("begins", ["name,country,kind", "sep=;\nname;country;kind", 'name,country,"kind"\n,,'])
def test_the_row_that_is_not_utf8_is_counted_as_the_sheet_counts_it(tmp_path, begins):
    content = begins.encode() + b'\n"A\n\nA",UA,hospital\n\xff,UA,hospital'.replace(b",", b";" if ";" in begins else b",")
    with pytest.raises(Unreadable) as unreadable:
        looked_at(tmp_path, "a.csv", content)

    assert (unreadable.value.code, unreadable.value.values) == ("import_csv_not_utf8", {"row": 4 if begins.endswith(",,") else 3})


def test_a_sheet_in_utf16_without_its_mark_is_no_text(tmp_path):
    with pytest.raises(Unreadable) as unreadable:
        looked_at(tmp_path, "a.csv", files.csv(HEADINGS, GOOD, encoding="utf-16-le"))

    assert unreadable.value.code == "import_csv_not_utf8"


def test_a_folder_in_the_place_of_a_file_is_told_as_one(tmp_path):
    with pytest.raises(Unreadable) as unreadable:
        read(tmp_path)

    assert why_unreadable(unreadable.value) == f"{tmp_path} is a folder. Name a file in it."


def test_everything_that_is_wrong_with_the_headings_is_told_at_once_in_the_words_of_the_file(tmp_path):
    with pytest.raises(Unreadable) as unreadable:
        looked_at(tmp_path, "a.csv", files.csv(("Name of org", "country", "City", "city", "Zzzzzzzz")))

    told, known = why_unreadable(unreadable.value).split(" The first row holds the headings; known are: ")
    assert told == (
        "The heading “Name of org” is not known. The heading “city” stands there twice. The heading “Zzzzzzzz” is not known. "
        "These headings are missing: name, kind."
    )
    assert known.startswith("name, country, kind, ror, ")


def test_degrees_that_are_none_are_told_as_they_are_written(tmp_path):
    (tmp_path / "a.csv").write_bytes(files.csv(("name", "country", "kind", "latitude", "longitude"), ("A", "UA", "hospital", "95", "30")))

    (fault,) = read(tmp_path / "a.csv").rejected
    assert reason(fault) == "“95” is not a number of degrees from -90 to 90."


@pytest.mark.parametrize(
    ("headings", "kind", "specialities"),
    [
        (("назва", "країна", "вид", "Спеціальності"), "Лікарня", "онкологія; oncology"),
        (("ad", "ölkə", "NÖV", "İxtisaslar"), "xəstəxana", "onkologiya"),
        (("nombre", "país", "tipo", "especialidades"), "hospital", "oncología"),
        (("nombre", normalize("NFD", "país"), "tipo", "especialidades"), "hospital", normalize("NFD", "oncología")),
        (("Name", "Country", "Kind", "Specialities"), "research institute", "Infectious diseases"),
    ],
)
def test_a_sheet_may_be_written_in_the_words_of_each_language(tmp_path, headings, kind, specialities):
    (tmp_path / "a.csv").write_bytes(files.csv(headings, ("A", "UA", kind, specialities)))

    (row,) = read(tmp_path / "a.csv").rows
    assert row.fields["kind"] == ("research" if kind.startswith("research") else "hospital")
    assert row.specialities == ["infectious_diseases" if specialities.startswith("Inf") else "oncology"]


def test_the_reason_names_the_column_and_what_is_taken_in_the_language_of_the_reader(tmp_path):
    (tmp_path / "a.csv").write_bytes(files.csv(("name", "country", "kind", "ua_edr"), ("A", "UA", "замок", "1")))
    with override("uk"):
        told = {one.field: one.words for one in reasons(read(tmp_path / "a.csv").rejected, 20)}

    assert told["вид (kind)"].startswith("«замок»")
    assert "міністерство, лікарня" in told["вид (kind)"]
    assert any(field.endswith(" (ua_edr)") for field in told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_a_column_means_two_codes_in_one_language(language):
    with override(language):
        for words in (CALLED, *CODES.values()):
            said = [folded(str(word)) for word in words.values()]
            assert len(set(said)) == len(said)
