"""Names are found however they are typed; the index says so itself when its file cannot be trusted."""

import gzip
import json
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.registry.names import (
    Found,
    IndexUnreadable,
    NameEntry,
    NameIndex,
    duplicates,
    fold,
    initials,
    looks_mixed,
    mixed_scripts,
    mixed_words,
    read_stamp,
)
from twinward.foundation.registry.transliteration import latin

EXTRACT = Path(__file__).resolve().parents[6] / "shared" / "data" / "ror" / "healthcare_and_education.jsonl.gz"

# Invented organisations: illustrative, nobody is meant.
ENTRIES = (
    NameEntry(1, "UA", "Вербівська обласна дитяча лікарня", "display"),
    NameEntry(1, "UA", "Verbivka Regional Children's Hospital"),
    NameEntry(2, "UA", "Verbivka Medical University", "display"),
    NameEntry(2, "UA", "Вербівський медичний університет"),
    NameEntry(2, "UA", "VMU", "acronym"),
    NameEntry(3, "UA", "Інститут серця імені Остапа Вигаданого", "display"),
    NameEntry(4, "AZ", "Göyşəhər Kliniki Xəstəxanası", "display"),
    NameEntry(5, "AZ", "İçərişəhər Tibb Universiteti", "display"),
    NameEntry(6, "PL", "Szpital Dziecięcy w Zmyślonej Łące", "display"),
    NameEntry(7, "PL", "Verbivka Medical University", "display"),
    NameEntry(8, "JP", "架空大学病院", "display"),
    NameEntry(9, "EG", "مستشفى الوهم للأطفال", "display"),
    NameEntry(10, "UA", "Об'єднання «Здоров’я» села Мар'янівка", "display"),
)


@pytest.fixture(scope="module")
def index() -> NameIndex:
    return NameIndex.build(ENTRIES, stamp="first")


def keys(found: list[Found]) -> list[int]:
    return [one.key for one in found]


@pytest.mark.parametrize(
    ("text", "country", "key"),
    [
        ("Verbivka Medical University", "UA", 2),
        ("verbivka medcial univercity", "UA", 2),
        ("University of Medicine, Verbivka", "UA", 2),
        ("Verbivskyi medychnyi universytet", "UA", 2),
        ("Werbiwskyj Medytschnyj Uniwersytet", "UA", 2),
        ("Вербовский медицинский университет", "UA", 2),
        ("VMU", "UA", 2),
        ("vmu", "UA", 2),
        ("Universidad Medica de Verbivka", "UA", 2),
        ("Verbivka Kinderkrankenhaus", "UA", 1),
        ("обласна дитяча лікарня", "UA", 1),
        ("Verbivka Hospital", "UA", 1),
        ("інститут сердца им. О. Вигаданого", "UA", 3),
        ("Goysheher klinik xestexanasi", "AZ", 4),
        ("Гөјшәһәр клиники хәстәханасы", "AZ", 4),
        ("ICERISEHER TIBB UNIVERSITETI", "AZ", 5),
        ("Szpital Dzieciecy w Zmyslonej Lace", "PL", 6),
        ("架空大学病院", "JP", 8),
        ("架空大学", "JP", 8),
        ("مستشفى الوهم", "EG", 9),
        ("Марʼянівка Здоровʼя", "UA", 10),
        ("Мар’янівка", None, 10),
        ("Göyşəhər", None, 4),
    ],
)
def test_an_organisation_is_found_however_its_name_is_typed(index, text, country, key):
    assert keys(index.find(text, country))[0] == key


@pytest.mark.parametrize("text", ["", " ", "?!…", "🏥🏥", "\u0301\u0301", "\u202e\u200f", "'’ʼ"])
@pytest.mark.parametrize("country", ["UA", None])
def test_a_question_without_letters_finds_nothing(index, text, country):
    assert index.find(text, country) == []


@pytest.mark.parametrize("text", ["a", "я", "x" * 10_000, "Вербівка " * 1200, "a " * 5000, "\x00\x00", "%_'\";--", "٣٤٥"])
def test_an_odd_question_is_answered_in_order_and_in_time(index, text):
    began = time.perf_counter()
    scores = [found.score for found in index.find(text, "UA")]

    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    assert time.perf_counter() - began < 1


def test_a_country_without_organisations_finds_nothing(index):
    assert index.find("Verbivka Medical University", "XK") == []


def test_an_empty_registry_finds_nothing():
    assert NameIndex.build([]).find("Verbivka") == []
    assert NameIndex.build([NameEntry(1, "UA", "?!")]).find("Verbivka", "UA") == []


def test_the_same_name_in_two_countries_is_told_apart_by_the_country(index):
    assert keys(index.find("Verbivka Medical University", "PL")) == [7]
    assert keys(index.find("Verbivka Medical University"))[:2] == [2, 7]


def test_the_answer_names_the_name_that_fits_and_a_score_of_one_for_the_same_letters(index):
    assert index.find("ВЕРБІВСЬКИЙ МЕДИЧНИЙ УНІВЕРСИТЕТ", "UA")[0] == Found(2, "Вербівський медичний університет", "UA", 1.0)


def test_no_more_answers_than_asked_for_and_each_organisation_once(index):
    assert len(index.find("Verbivka", "UA", limit=1)) == 1
    assert index.find("Verbivka", "UA", limit=0) == []
    found = keys(index.find("Verbivka Medical University", limit=50))
    assert len(found) == len(set(found))


def test_initials_that_nobody_entered_find_the_organisation():
    index = NameIndex.build([NameEntry(1, "UA", "National Institute of Imagined Surgery", "display")])
    assert keys(index.find("NIIS", "UA")) == [1]
    assert initials("institute of surgery") == ""


def test_a_single_letter_stands_for_a_first_name():
    index = NameIndex.build([NameEntry(1, "UA", "Ostap Vyhadanyi Clinic"), NameEntry(2, "UA", "Petro Vyhadanyi Clinic")])
    assert keys(index.find("P. Vyhadanyi Clinic", "UA"))[0] == 2


def test_alike_names_the_same_organisation_and_not_a_part_of_it(index):
    assert keys(index.alike("Verbivka Medical Univercity", "UA")) == [2]
    assert index.alike("Verbivka", "UA") == []
    assert index.alike("Zolota Hora Central Library", "UA") == []


def test_duplicates_are_pairs_within_one_country_told_once():
    pairs = duplicates([*ENTRIES, NameEntry(11, "UA", "Verbivka Medcial University")])
    assert [(pair.one, pair.other) for pair in pairs] == [(2, 11)]
    assert pairs[0].score > 0.9


# --- the file ---


def test_a_saved_index_gives_the_same_answers(index, tmp_path):
    path = tmp_path / "names.index"
    index.save(path)
    for mmap in (True, False):
        again = NameIndex.load(path, mmap=mmap)
        assert again.stamp == read_stamp(path) == "first"
        assert len(again) == len(index)
        for entry in ENTRIES:
            assert again.find(entry.value) == index.find(entry.value)


def test_saving_again_replaces_the_file_in_one_step_and_leaves_nothing_beside_it(index, tmp_path):
    path = tmp_path / "kept" / "names.index"
    path.parent.mkdir()
    index.save(path)
    before = NameIndex.load(path)
    NameIndex.build(ENTRIES[:1], stamp="second").save(path)

    assert read_stamp(path) == "second"
    assert before.find("VMU", "UA") == index.find("VMU", "UA")
    assert [file.name for file in path.parent.iterdir()] == ["names.index"]


def test_a_failed_save_leaves_what_was_there(index, tmp_path):
    kept = tmp_path / "kept"
    (kept / "names.index").mkdir(parents=True)
    with pytest.raises(OSError, match=r"names\.index"):
        index.save(kept / "names.index")
    assert [file.name for file in kept.iterdir()] == ["names.index"]


def test_an_empty_index_can_be_saved(tmp_path):
    path = tmp_path / "names.index"
    NameIndex.build([], stamp="none").save(path)
    assert NameIndex.load(path).find("Verbivka") == []


def header_of(whole: bytes) -> dict:
    return json.loads(whole[16 : 16 + int.from_bytes(whole[8:12], "little")])


def with_header(whole: bytes, **changes: object) -> bytes:
    """The file with its header changed and its checksum made to fit, as a writer of another version would leave it."""
    length = int.from_bytes(whole[8:12], "little")
    text = json.dumps(header_of(whole) | changes).encode()
    body = whole[16 + length + -(16 + length) % 64 :]
    before = whole[:8] + len(text).to_bytes(4, "little") + zlib.crc32(text).to_bytes(4, "little") + text
    return before + bytes(-len(before) % 64) + body


@pytest.mark.parametrize(
    "spoil",
    [
        lambda whole: b"",
        lambda whole: whole[:10],
        lambda whole: whole[:200],
        lambda whole: whole[:-1],
        lambda whole: whole + b"\0",
        lambda whole: b"TWNAMES0" + whole[8:],
        lambda whole: b"PK\x03\x04" + whole[4:],
        lambda whole: whole[:8] + b"\xff\xff\xff\xff" + whole[12:],
        lambda whole: whole[:20] + b"?" + whole[21:],
        lambda whole: whole[:-100] + bytes([whole[-100] ^ 1]) + whole[-99:],
        lambda whole: with_header(whole, digest="0"),
        lambda whole: with_header(whole, size=1),
        lambda whole: with_header(whole, arrays={}),
        lambda whole: with_header(whole, arrays={"row_key": [10**9, 0]}),
        lambda whole: with_header(whole, arrays={name: [10**9, 0] for name in header_of(whole)["arrays"]}),
        lambda whole: with_header(whole, arrays=None),
        lambda whole: with_header(whole, countries=7),
        lambda whole: with_header(whole, stamp=None),
    ],
)
def test_a_damaged_or_foreign_file_is_refused(index, tmp_path, spoil):
    path = tmp_path / "names.index"
    index.save(path)
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(IndexUnreadable, match=r"names\.index"):
        NameIndex.load(path)


def test_an_absent_file_is_refused(tmp_path):
    for read in (NameIndex.load, read_stamp):
        with pytest.raises(IndexUnreadable):
            read(tmp_path / "names.index")


# --- look-alike letters ---


@pytest.mark.parametrize(
    ("text", "word", "letters"),
    [
        ("оkhmatdyt", "оkhmatdyt", (("о", "CYRILLIC"),)),
        ("Okhmаtdyt Clinic", "Okhmаtdyt", (("а", "CYRILLIC"),)),
        ("Лiкарня", "Лiкарня", (("i", "LATIN"),)),
        ("Νational Hospital", "Νational", (("Ν", "GREEK"),)),
        ("Сlinic", "Сlinic", (("С", "CYRILLIC"),)),
    ],
)
def test_a_word_of_look_alike_letters_is_named_with_its_strange_letters(text, word, letters):
    (mixed,) = mixed_words(text)
    assert (mixed.word, mixed.letters) == (word, letters)
    assert looks_mixed(text)
    assert len(mixed_scripts(text)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Okhmatdyt",
        "Охматдит",
        "Охматдит Okhmatdyt",
        "COVIDний центр",
        "ДНК-test",
        "Göyşəhər",
        "Ινστιτούτο",
        "架空 Clinic",
        "مستشفى Clinic",
        "42",
    ],
)
def test_words_of_one_script_each_are_not_mixed(text):
    assert not looks_mixed(text)
    assert mixed_scripts(text) == frozenset()


# --- properties ---

LETTERS = st.sampled_from("abcdeikouvz абвгіїєкотуё əıöğş 病院")
NAMES = st.text(LETTERS, min_size=1, max_size=24)
SOME = st.lists(
    st.builds(
        NameEntry, st.integers(1, 9), st.sampled_from(["UA", "AZ"]), NAMES, st.sampled_from(["display", "label", "alias", "acronym"])
    ),
    min_size=1,
    max_size=20,
)


@given(SOME, st.data())
def test_the_exact_name_comes_first_in_its_country_but_for_the_same_letters(entries, data):
    wanted = data.draw(st.sampled_from(entries))
    found = NameIndex.build(entries).find(wanted.value, wanted.country)
    if fold(wanted.value):
        assert fold(found[0].name) == fold(wanted.value)
        assert found[0].score == 1.0
    else:
        assert found == []


@given(SOME, NAMES, st.randoms())
def test_the_order_of_entries_changes_no_answer(entries, text, chance):
    shuffled = chance.sample(entries, len(entries))
    for country in ("UA", None):
        assert NameIndex.build(entries).find(text, country) == NameIndex.build(shuffled).find(text, country)


@given(st.text(max_size=60))
def test_folding_gives_plain_words_and_changes_nothing_the_second_time(text):
    folded = fold(text)
    assert set(folded) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
    assert folded == " ".join(folded.split())
    assert fold(folded) == folded
    assert latin(folded) == folded


@given(st.text(max_size=60))
def test_any_text_at_all_may_be_asked(text):
    index = NameIndex.build(ENTRIES)
    assert len(index.find(text)) <= 5
    assert len(index.alike(text, "UA", threshold=0)) <= 10


# --- the registry of the world ---


@pytest.fixture(scope="module")
def world() -> NameIndex:
    if not EXTRACT.exists():
        pytest.skip("the extract of the Research Organization Registry does not lie beside the repository")
    with gzip.open(EXTRACT, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return NameIndex.build(NameEntry(key, row["country"], name["value"]) for key, row in enumerate(rows) for name in row["names"])


@pytest.mark.parametrize(
    ("text", "country", "name"),
    [
        ("Danylo Halitsky Lviv Medical Univesity", "UA", "Danylo Halytsky Lviv National Medical University"),
        ("Хазар Университети", "AZ", "Xəzər Universiteti"),
        ("Kharkiv natsionalnyi medychnyi universytet", "UA", "Харківський національний медичний університет"),
        ("Шаріте Універсітетсмедізін Берлін", "DE", "Charité - Universitätsmedizin Berlin"),
        ("Universidad de Salamnca", None, "Universidad de Salamanca"),
    ],
)
def test_organisations_of_the_world_are_found_as_they_are_typed(world, text, country, name):
    (meant, *_) = world.find(name, country)
    assert meant.score == 1.0
    assert meant.key in keys(world.find(text, country))[:1]


CLINICS = [
    NameEntry(key, "UA", name)
    for key, name in enumerate(
        (
            "Okhmatdyt Children's Hospital",
            "SSH",
            "SCHS",
            "XISS",
            "Liberty University",
            "Z. Z. Zaitsev Institute",
            "Codarts",
            "LIAS",
            "University of Trento",
        )
    )
]


@pytest.mark.parametrize("text", ["zzzz", "xxxx", "qqqq", "xyz", "qwerty", "asdfghjkl", "foobar", "Hogwarts", "Petrenko"])
def test_what_is_like_no_name_finds_nothing(text: str):
    assert NameIndex.build(CLINICS).find(text) == []


@pytest.mark.parametrize(
    ("text", "name"), [("Ohmatdit", "Okhmatdyt Children's Hospital"), ("SSH", "SSH"), ("Zaycev", "Z. Z. Zaitsev Institute")]
)
def test_what_is_like_a_name_in_one_word_finds_it(text: str, name: str):
    assert NameIndex.build(CLINICS).find(text)[0].name == name
