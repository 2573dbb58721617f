"""The page of a list: what it shows, what it offers, what it says when there is nothing."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test.utils import override_settings
from django.utils import translation

from twinward.foundation.kernel.desk import Column, Desk, Preset, desk_page
from twinward.foundation.kernel.hot import written
from twinward.foundation.kernel.models import SavedFilter, Source
from twinward.foundation.kernel.tests.desk_samples import COUNTRIES, DESK, asked
from twinward.foundation.kernel.tests.test_desk_cells import ATTACK

pytestmark = [pytest.mark.django_db, pytest.mark.urls("twinward.foundation.kernel.tests.desk_urls")]
MANY = [row | {"pk": f"{number:03}"} for number in range(25) for row in COUNTRIES[:1]]


def page(address: str = "", *rights: str, desk: Desk = DESK, rows: Any = COUNTRIES, status: int = 200, **context: Any) -> str:
    """The page that a clerk with those rights gets."""
    with translation.override("en"):
        response = desk_page(asked(address, *rights), desk, rows, **context)
    assert isinstance(response, HttpResponse)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def test_a_list_says_how_many_rows_it_has_and_which_it_shows():
    shown = page()
    assert "<caption>4 countries." in shown
    assert "1 to 4 of 4." in shown
    assert '<th scope="col" aria-sort="ascending"><a href="?sort=-country">Country</a></th>' in shown
    assert '<a href="/countries/DE/">Germany</a>' in shown


def test_a_plain_list_is_cut_into_pages():
    desk = replace(DESK, page_size=10)
    assert "1 to 10 of 25." in page(desk=desk, rows=MANY)
    second = page("?page=2&joined=summit", desk=desk, rows=MANY)
    assert "11 to 20 of 25." in second
    assert 'rel="prev" href="?joined=summit&amp;page=1"' in second
    assert 'rel="next" href="?joined=summit&amp;page=3"' in second
    assert "This list has no such page. Shown instead: 21 to 25 of 25." in page("?page=99", desk=desk, rows=MANY)
    assert "This list has no such page. Shown instead: 1 to 10 of 25." in page("?page=x%00", desk=desk, rows=MANY)
    assert "no such page" not in second + page("?page=1", desk=desk, rows=MANY)


def test_a_filter_that_is_on_can_be_taken_off():
    shown = page("?joined=later&sort=-days")
    assert '<a class="facet" href="?sort=-days">Joined: later on ' in shown
    assert '<input type="hidden" name="joined" value="later">' in shown
    assert "<caption>1 country." in shown
    assert "Italy" in shown
    assert "Germany" not in shown


@pytest.mark.parametrize(
    ("address", "clean"),
    [
        ("?q=&joined=later&asked=&code=", "/countries/?joined=later"),
        ("?q=&joined=", "/countries/"),
        ("?q=Ґ+a&sort=&columns=country&columns=days&format=csv", "/countries/?q=%D2%90+a&columns=country&columns=days&format=csv"),
    ],
)
def test_an_address_with_empty_answers_leads_to_one_without(address: str, clean: str):
    response = desk_page(asked(address), DESK, COUNTRIES)
    assert (response.status_code, response.headers["Location"]) == (302, clean)


def test_filters_by_name_say_how_many_rows_they_have():
    shown = page("?asked=no")
    assert '<a href="?asked=no" aria-current="true">Never asked</a> <span class="meta">2</span>' in shown
    assert '<a href="?">All</a> <span class="meta">4</span>' in shown


def test_every_word_of_a_search_must_be_found():
    assert "<caption>1 country." in page("?q=SUMMIT+de")
    assert "<caption>3 countries." in page("?q=summit")


def test_nothing_found_says_which_filter_to_drop():
    shown = page("?q=later&joined=summit")
    assert "No row of this list fits: <b>the search for “later”</b>, <b>Joined: at the summit</b>." in shown
    assert 'Without the search for “later”: <a href="?joined=summit">3 countries</a>' in shown
    assert 'Without Joined: at the summit: <a href="?q=later">1 country</a>' in shown
    assert "<table" not in shown


def test_nothing_yet_says_what_the_list_is_for_and_offers_to_begin():
    shown = page(rows=[], acts=[("Record a list", "/lists/new/", True)])
    assert "No list has been recorded." in shown
    assert shown.count('href="/lists/new/"') == 2


def test_chosen_rows_can_be_sent_on_by_whoever_may():
    shown = page("?id=DE&id=FI", "letters.write")
    assert '<button class="as-text" form="chosen" formaction="/letters/new/">Write one letter to each</button>' in shown
    assert "2 chosen." in shown
    assert shown.count(' class="at"') == 2
    assert 'type="checkbox" form="chosen"' not in page()


def test_columns_can_be_chosen():
    shown = page("?columns=code&joined=summit")
    assert "Owed since</th>" not in shown
    assert '<td class="id" data-l="Code">DE</td>' in shown
    assert '<form id="columns" method="get"><input type="hidden" name="joined" value="summit"></form>' in shown


def test_the_day_is_asked_for_where_it_matters_and_refused_with_a_reason():
    dated = replace(DESK, is_dated=True)
    assert 'name="as-of"' not in page()
    assert 'value="3 November 2025"' in page("?as-of=03.11.2025", desk=dated)
    assert "does not exist" in page("?as-of=30.02.2025", desk=dated)
    assert 'href="?as-of=03.11.2025&amp;sort=-country"' in page("?as-of=03.11.2025", desk=dated)


def test_nothing_from_the_address_becomes_a_tag():
    hostile = [(name, ATTACK) for name in "q sort joined code columns id page after as-of format x".split()]
    shown = page(f"?{urlencode(hostile)}", desk=replace(DESK, is_dated=True), status=422)
    assert "<script>alert" not in shown
    assert "<img" not in shown


SOURCES = Desk(
    "sources",
    "Sources",
    (Column("publisher", "Publisher", "publisher", "publisher"), Column("day", "Day", "day", "not_before", "day")),
    search=("publisher",),
    presets=(Preset("all", "All", ""),),
    order="publisher",
)


@pytest.mark.parametrize("word", ["міністерство", "МІНІСТЕРСТВО", "ministry", "%", "_", "(", "\\"])
def test_a_search_in_the_store_knows_capitals_of_every_alphabet(word: str):
    Source.objects.bulk_create([Source(key="a", publisher=r"Міністерство % _ ( \ MINISTRY"), Source(key="b", publisher="Okhmatdyt")])
    assert "<caption>1 row." in page(f"?{urlencode({'q': word})}", desk=SOURCES, rows=Source.objects.all())


def test_a_hot_list_says_more_than_where_it_stopped_counting(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("twinward.foundation.kernel.hot.MOST_COUNTED", 3)
    Source.objects.bulk_create(Source(key=f"s{number}", publisher=f"P{number}") for number in range(5))
    columns = (Column("publisher", "Publisher", "publisher", "publisher"), Column("number", "Number", "id", None, "number"))
    hot = replace(SOURCES, columns=columns, hot=True, page_size=2)
    first = page(desk=hot, rows=Source.objects.all())
    assert "1 to 2 of more than 3." in first
    assert "more than 3 rows." in first
    after = first.split('rel="next" href="?after=')[1].split('"')[0]
    second = page(f"?after={after}", desk=hot, rows=Source.objects.all())
    assert "2 of more than 3." in second
    assert "P2" in second
    assert "P1<" not in second
    for lost in ("page=99999", f"after={written(['P9', 99_999])}"):
        shown = page(f"?{lost}", desk=hot, rows=Source.objects.all())
        assert "This list has no such page. Shown instead: 1 to 2 of more than 3." in shown
    assert "no such page" not in first + second + page("?page=1", desk=hot, rows=Source.objects.all())


def test_a_saved_filter_is_shown_to_its_owner_only():
    SavedFilter.objects.create(owner="account:1", desk="components", name="Mine", query="joined=later")
    SavedFilter.objects.create(owner="account:2", desk="components", name="Theirs", query="joined=later")
    SavedFilter.objects.create(owner="account:1", desk="people", name="Elsewhere", query="joined=later")
    shown = page()
    assert '<a href="?joined=later">Mine</a> <span class="meta">1</span>' in shown
    assert "Theirs" not in shown
    assert "Elsewhere" not in shown
    assert "Delete this filter" in page("?joined=later")


def test_only_what_narrows_and_is_new_can_be_saved():
    assert "Save this filter" not in page()
    assert "Save this filter" not in page("?asked=no")
    assert '<input type="hidden" name="query" value="code=DE&amp;sort=-days">' in page("?code=DE&sort=-days&page=2")


@override_settings(LANGUAGE_CODE="en")
@pytest.mark.parametrize("rows", [1, 60])
def test_a_page_asks_the_store_no_more_for_many_rows_than_for_one(rows: int, django_assert_max_num_queries: Any):
    Source.objects.bulk_create(Source(key=f"s{number}", publisher=f"P{number}") for number in range(rows))
    with django_assert_max_num_queries(4):
        page(desk=SOURCES, rows=Source.objects.all())
