"""Rows as HTML: every value is safe whatever it holds, and says what it means in the reader's language."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.kernel import wording
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.desk_cells import Rows, days_in_words, escaped, numbers_in_words
from twinward.foundation.kernel.desk_parts import Column, Desk, Kind
from twinward.foundation.kernel.desk_rows import read
from twinward.foundation.kernel.tests.desk_samples import COUNTRIES, DESK

ATTACK = """<script>alert("1")</script>'"><img src=x onerror=alert(1)>&amp;%s{{ x }}\x1f"""
LANGUAGES = ("en", "uk", "az", "es")


class Drawn(HTMLParser):
    """The tags of a piece of HTML with their attributes, and the text of its cells."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.cells: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        self.cells[-1] += data


def drawn(desk: Desk, rows: list[dict[str, Any]], picked: frozenset[str] = frozenset(), *, with_boxes: bool = False) -> Drawn:
    """The rows as a browser reads them."""
    columns = desk.columns
    return Drawn(Rows(desk, columns, None, with_boxes=with_boxes, choose="Choose {name}").html(read(desk, columns, rows), picked))


@pytest.mark.parametrize("kind", ["text", "code", "status", "country", "choice"])
@pytest.mark.parametrize("attack", [ATTACK, ATTACK.replace("\x1f", "")])
def test_no_value_becomes_a_tag_or_an_attribute(kind: Kind, attack: str):
    value: Any = ("late", attack) if kind == "status" else attack
    column = Column("name", attack, "name", kind=kind, link=lambda _row: attack)
    hostile = Desk("names", "Names", (column, replace(column, name="other", link=None)), row_key="name")
    found = drawn(hostile, [{"name": value}, {"name": "plain"}], with_boxes=True)
    assert {tag for tag, _attributes in found.tags} <= {"tr", "td", "th", "a", "span", "input"}
    known = {"class", "data-l", "href", "scope", "type", "form", "name", "value", "aria-label"}
    assert {name for _tag, attributes in found.tags for name in attributes} <= known
    assert attack in found.cells[2]
    assert next(attributes["href"] for tag, attributes in found.tags if tag == "a") == attack


@given(st.lists(st.text(max_size=12), max_size=6))
def test_texts_are_what_they_were_once_a_browser_has_read_them(values: list[str]):
    told = Drawn("".join(f"<td>{cell}</td>" for cell in escaped(values)))
    plain = [value.replace("\r\n", "\n").replace("\r", "\n") for value in values]
    assert len(told.tags) == len(values)
    assert [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in told.cells] == plain


def test_a_row_says_each_value_in_words():
    found = drawn(DESK, COUNTRIES)
    first, third = found.cells[:7], found.cells[14:21]
    assert first == ["Germany DE", "at the summit", "by 13 Oct 2023", "752", "2 Oct 2025", "no answer", "DE"]
    assert third == ["Italy IT", "later on", "not known", "-", "-", "never asked", "IT"]
    assert found.cells[21:28] == ["Norway NO", "at the summit", "6 Sept 2023", "1,052", "27 Oct 2025, 10:00", "-", "NO"]
    classes = [attributes.get("class") for tag, attributes in found.tags if tag == "span"]
    assert classes[:2] == ["meta id", "st st-late"]
    assert ("td", {"class": "n opt", "data-l": "Days"}) in found.tags


def test_chosen_rows_are_marked_and_their_boxes_named():
    found = drawn(DESK, COUNTRIES, frozenset({"FI"}), with_boxes=True)
    boxes = [attributes for tag, attributes in found.tags if tag == "input"]
    assert [(box["value"], box["aria-label"], "checked" in box) for box in boxes[:2]] == [
        ("DE", "Choose Germany", False),
        ("FI", "Choose Finland", True),
    ]
    assert [attributes.get("class") for tag, attributes in found.tags if tag == "tr"] == [None, "at", None, None]


def test_what_is_invented_says_so():
    desk = Desk("names", "Names", (Column("name", "Name", "name"),), row_key="name", illustrative="is_illustrative")
    found = drawn(desk, [{"name": "A", "is_illustrative": True}, {"name": "B", "is_illustrative": False}])
    assert found.cells == ["A illustrative", "B"]


@pytest.mark.parametrize(("shown", "cells"), [(("name", "turn"), ["Norway", "late illustrative"]), (("name",), ["Norway illustrative"])])
def test_the_mark_stands_beside_what_is_invented_and_not_beside_a_real_name(shown: tuple[str, ...], cells: list[str]):
    columns = tuple(Column(name, name, name) for name in shown)
    desk = Desk("names", "Names", columns, row_key="name", illustrative="is_illustrative", marked="turn")
    assert drawn(desk, [{"name": "Norway", "turn": "late", "is_illustrative": True}]).cells == cells


def test_a_row_that_names_what_is_invented_has_the_mark_there():
    columns = tuple(Column(name, name, name) for name in ("name", "letter", "turn"))
    desk = Desk("names", "Names", columns, row_key="name", illustrative="illustrative_in")
    rows = [
        {"name": name, "letter": "May", "turn": "late", "illustrative_in": where}
        for name, where in (("A", "letter"), ("B", "turn"), ("C", ""))
    ]
    found = drawn(desk, rows).cells
    assert found == ["A", "May illustrative", "late", "B", "May", "late illustrative", "C", "May", "late"]


INSTANTS = st.datetimes(min_value=datetime(1000, 1, 2), max_value=datetime(2999, 12, 30))  # noqa: DTZ001 - without a zone, as some columns hold them


@pytest.mark.parametrize("language", LANGUAGES)
@given(
    INSTANTS | INSTANTS.map(lambda instant: instant.replace(tzinfo=UTC)),
    st.integers(-(10**15), 10**15) | st.none(),
)
def test_the_short_ways_say_what_the_long_ones_say(language: str, instant: datetime, number: int | None):
    days = [instant, instant.date(), None, Day.unknown(), Day(None, instant.date()), Day.in_year(instant.year)]
    with translation.override(language):
        said = days_in_words(days, language)
        assert said == [wording.at_time(instant), *(wording.short_day(day) for day in days[1:] if not isinstance(day, datetime))]
        assert numbers_in_words([number, 1, 1000, 12345, -5000], language) == [
            wording.number(one) for one in (number, 1, 1000, 12345, -5000)
        ]


def test_equal_columns_of_a_second_language_are_said_anew():
    day = date(2025, 11, 3) + timedelta(0)
    said = []
    for language in LANGUAGES:
        with translation.override(language):
            said.append(days_in_words([day], language)[0])
    assert len(set(said)) == len(LANGUAGES)
