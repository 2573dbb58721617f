"""Numbers of registers, told by how they are written, and found by whoever has them."""

import pytest

from twinward.foundation.kernel.sentences import say
from twinward.foundation.registry import search
from twinward.foundation.registry.numbers import register_of, ror_id
from twinward.foundation.registry.tests.makers import BY, make_organisation
from twinward.foundation.registry.tests.test_search import asked

db = pytest.mark.django_db


def test_a_number_of_ror_is_read_however_it_is_written():
    assert ror_id(" HTTPS://ror.org/03EDAFD86/ ") == "https://ror.org/03edafd86"
    assert ror_id("https://ror.example/03edafd86") is None


@pytest.mark.parametrize(
    ("text", "register"),
    [
        ("03yrm5c26", "ROR"),
        ("https://ror.org/03yrm5c26", "ROR"),
        ("Q1234567", "Wikidata"),
        ("https://www.wikidata.org/wiki/Q1234567", "Wikidata"),
        ("0000 0001 2345 678X", "ISNI"),
        ("https://isni.org/isni/0000000123456789", "ISNI"),
        ("grid.5252.0", "GRID"),
        ("01994089", "UA-EDR"),
        ("Okhmatdyt", ""),
        ("Hospital 17", ""),
        ("Q", ""),
    ],
)
def test_the_register_of_a_number_is_told_by_how_it_is_written(text: str, register: str):
    assert register_of(text) == register


@db
@pytest.mark.parametrize("text", ["https://ror.org/03yrm5c26", "Q1234567", "0000 0001 2345 678X"])
def test_a_number_that_nobody_on_record_has_is_like_no_name(text: str):
    make_organisation("Clinic Q1234567 of the 03yrm5c26 0000 0001 2345 678X", identifiers={"ror": "https://ror.org/000000111"})

    assert search.find(text) == []
    assert search.look_up(text, actor=BY) == []
    assert search.answers(text, None, 5) == []
    assert asked(text).errors["organisation"] == [say("number_unknown") % {"text": text, "register": register_of(text)}]


@db
def test_a_number_is_answered_by_whoever_has_it_whatever_its_register():
    hospital = make_organisation("Okhmatdyt", identifiers={"ror": "https://ror.org/000000111", "iati": "XM-DAC-1"})

    for text in ("000000111", "XM-DAC-1"):
        assert [one.organisation for one in search.look_up(text, actor=BY)] == [hospital]
        assert [one["name"] for one in search.answers(text, None, 5)] == ["Okhmatdyt"]
