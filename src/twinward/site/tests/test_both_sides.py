"""An officer and the public read the same of every country, on every day; where their words differ, both pages say why."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.rules import OFFICER
from twinward.outward.portal.where import where
from twinward.programme.twinning.chase import Pursued, pursued
from twinward.programme.twinning.wording import joined_words, list_words

NOON = datetime(2025, 11, 3, 12, tzinfo=UTC)
DAYS = [date(2023, 9, 5), date(2023, 9, 7), date(2023, 10, 12), date(2023, 10, 13), date(2023, 12, 19), NOON.date()]


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False), translation.override("en"):
        yield


@pytest.fixture
def officer(staffed: None) -> Account:
    return Account.objects.filter(memberships__role=OFFICER, memberships__organisation__country="UA").earliest("pk")


def told_to_the_officer(one: Pursued) -> tuple[str, str]:
    """When it joined and what became of its list; where that is our own conclusion, what both pages say that the public reads of it."""
    words = "not named" if one.concluded else list_words(one.list_state, one.concluded)
    return joined_words(one.when, one.standing.joined_on), words


def test_both_sides_say_the_same_of_every_country_on_every_day(officer: Account) -> None:
    for day in DAYS:
        public = {row.code: (row.joined, row.list_words.partition(" on ")[0]) for row in where(day).rows}
        inside = {one.code: told_to_the_officer(one) for one in pursued(officer, day) if one.member != "no"}
        assert inside == public, day


def test_where_the_words_differ_both_pages_say_why(officer: Account, client: Client) -> None:
    client.force_login(officer)
    asked = {"as-of": "2023-10-13"}
    outside = unescape(Client().get(reverse("public"), asked).content.decode())
    listed = unescape(client.get(reverse("countries"), asked).content.decode())
    page = unescape(client.get(reverse("country", args=["AT"]), asked).content.decode())

    assert "“Not named”: no source names the country among those that owed a list" in outside
    assert "That the lists of 10 countries are agreed is our own conclusion; the public page calls them “not named”." in listed
    assert "No source says that its list is agreed; the public page calls it “not named”." in page
    assert "the public page calls it" not in client.get(reverse("country", args=["DE"]), asked).content.decode()


def test_a_country_that_had_not_joined_or_of_which_that_is_not_known_joined_at_no_summit(officer: Account) -> None:
    before, unsure = (pursued(officer, day) for day in (date(2023, 9, 5), date(2023, 9, 7)))
    assert {(one.member, one.when) for one in before} == {("no", "")}
    assert {(one.member, one.when) for one in unsure} == {("not_known", "")}
