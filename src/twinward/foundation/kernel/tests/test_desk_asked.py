"""The address of a list: what it asks for is read, the rest is left out, and what is written is read again."""

from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.kernel.desk_asked import Asked
from twinward.foundation.kernel.desk_parts import Column, Desk, Filter
from twinward.foundation.kernel.tests.desk_samples import DESK


@pytest.mark.parametrize(
    "address", ["", "sort=password", "sort=letter", "sort=-turn", "sort=pk__in", "joined=never", "joined=", "owner=1", "page=x&format=exe"]
)
def test_what_the_desk_does_not_know_is_left_out(address: str):
    asked = Asked(DESK, address)
    assert (asked.order, asked.answers, asked.text, asked.format, asked.state) == ("country", {}, "", "", {})


def test_a_list_is_all_in_its_address():
    asked = Asked(DESK, "q=+sum++mit+&joined=summit&asked=no&sort=-days&columns=days&columns=turn&as-of=2025&page=3&id=DE")
    assert (asked.text, asked.answers, asked.order) == ("sum mit", {"joined": "summit", "asked": "no"}, "-days")
    assert [column.name for column in asked.columns] == ["country", "days", "turn"]
    assert (asked.page, asked.picked, asked.as_of) == ("3", {"DE"}, "")
    assert [str(one.words) for one in asked.chosen] == ["at the summit", "no"]


def test_a_change_begins_on_the_first_page_and_keeps_the_rest():
    asked = Asked(DESK, "q=a&joined=summit&page=3&after=x&before=y&format=csv")
    assert parse_qs(asked.address(joined=None, sort="-days")[1:]) == {"q": ["a"], "sort": ["-days"]}


@given(
    st.text(max_size=20),
    st.sampled_from(["summit", "later", "x", ""]),
    st.text(max_size=6),
    st.sampled_from(["country", "-country", "days", "-days", "turn", "%"]),
    st.lists(st.sampled_from(["country", "days", "turn", "code", "x"])),
)
def test_an_address_says_the_same_when_it_is_read_again(text: str, joined: str, code: str, sort: str, columns: list[str]):
    first = Asked(DESK, urlencode({"q": text, "joined": joined, "code": code, "sort": sort, "columns": columns}, doseq=True))
    second = Asked(DESK, first.address()[1:])
    assert (second.state, second.text, second.answers, second.order, second.columns) == (
        first.state,
        first.text,
        first.answers,
        first.order,
        first.columns,
    )
    assert "\0" not in f"{first.text}{first.answers}"


def test_the_first_column_always_stays():
    assert [column.name for column in Asked(DESK, "columns=turn").columns] == ["country", "turn"]
    assert [column.name for column in Asked(DESK, "columns=x").columns] == ["country", "joined", "since", "days", "letter", "turn"]


NAME = Column("name", "Name", "name")


@pytest.mark.parametrize(
    ("columns", "filters", "hot"),
    [
        ((NAME, NAME), (), False),
        ((NAME,), (Filter("kind", "Kind", "kind"), Filter("kind", "Kind", "kind")), False),
        ((NAME,), (Filter("sort", "Sort", "sort"),), False),
        ((Column("name", "Name", lambda row: row),), (), True),
        ((Column("name", "Name", "name", link=lambda row: "/"),), (), True),
    ],
)
def test_a_desk_that_contradicts_itself_is_not_made(columns: tuple[Column, ...], filters: tuple[Filter, ...], hot: bool):
    with pytest.raises(ValueError, match="names"):
        Desk("names", "Names", columns, filters, hot=hot)


def test_control_characters_are_no_part_of_what_is_asked():
    asked = Asked(DESK, urlencode({"q": "sum\x00mit\x1b[2J\x7f", "code": "\x08AZ\x9f"}))
    assert (asked.text, asked.answers.get("code", "AZ")) == ("summit [2J", "AZ")
