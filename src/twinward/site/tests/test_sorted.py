"""Lists of letters, instruments and countries are sorted by every column that people look for something by."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from twinward.foundation.identity.models import Account
from twinward.programme.instruments.desks import INSTRUMENTS
from twinward.programme.instruments.listed import rows_of
from twinward.programme.letters.desks import FIRST_TO_DO, LETTERS
from twinward.programme.letters.models import Letter
from twinward.programme.letters.tests.makers import make_answer, make_draft, make_letter, make_organisation
from twinward.programme.letters.wording import STANDINGS
from twinward.programme.twinning.chase import pursued
from twinward.programme.twinning.desks import countries_desk

NOON = datetime(2025, 11, 3, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False), translation.override("en"):
        yield


@pytest.fixture
def officer(staffed: None) -> Account:
    return Account.objects.get(email="officer.kyiv@twinward.example")


@pytest.fixture
def browser(officer: Account) -> Client:
    client = Client()
    client.force_login(officer)
    client.post(reverse("language"), {"language": "en"})
    return client


def places(client: Client, name: str, sort: str, *words: str) -> list[int]:
    """Where each of these stands on the list, sorted so."""
    page = unescape(client.get(reverse(name), {"sort": sort}).content.decode()).partition("<tbody>")[2]
    return [page.index(word) for word in words]


def test_every_column_but_the_next_step_can_be_sorted_by():
    desk = countries_desk(may_chase=lambda _one: True, may_write=True)

    assert [column.name for one in (LETTERS, INSTRUMENTS, desk) for column in one.columns if not column.sort] == ["step"]


@pytest.mark.parametrize(("sort", "is_descending"), [("day", False), ("-day", True)])
def test_instruments_are_sorted_by_their_last_act_and_those_without_any_day_come_last(
    officer: Account, browser: Client, sort: str, is_descending: bool
):
    rows = {row.pk: row.known_day for row in rows_of(officer, NOON.date())}
    page = browser.get(reverse("instruments"), {"sort": sort}).content.decode()
    days = [rows[int(pk)] for pk in dict.fromkeys(re.findall(r'href="/instruments/(\d+)/"', page)) if int(pk) in rows]
    known = [day.not_after or day.not_before for day in days if day]

    assert known == sorted(known, key=lambda day: day or date.max, reverse=is_descending)
    assert None not in days[: len(known)]


def test_letters_are_sorted_by_what_is_to_be_done_first(officer: Account, browser: Client):
    ours = make_organisation("Agency of Health")
    make_answer(make_letter(ours, subject="Answered"))
    make_letter(ours, subject="Awaited", reply_by=date(2025, 12, 1))
    make_letter(ours, subject="Late")
    make_letter(ours, subject="To be answered", direction="in", our_number="", reply_by=date(2025, 12, 1))
    make_draft(ours, subject="Drafted")
    order = ("Late", "To be answered", "Drafted", "Awaited", "Answered")

    assert places(browser, "letters", "standing", *order) == sorted(places(browser, "letters", "standing", *order))
    assert places(browser, "letters", "-standing", *order) == sorted(places(browser, "letters", "-standing", *order), reverse=True)
    assert set(FIRST_TO_DO) == set(STANDINGS)


def test_letters_are_sorted_by_either_number_and_those_without_one_come_last(officer: Account, browser: Client):
    ours = make_organisation("Agency of Health")
    for number, subject in (("2", "Second"), ("1", "First"), ("", "Unnumbered")):
        make_letter(ours, subject=subject, our_number=number)

    for sort, order in (("ours", ("First", "Second", "Unnumbered")), ("-ours", ("Second", "First", "Unnumbered"))):
        assert places(browser, "letters", sort, *order) == sorted(places(browser, "letters", sort, *order))
    assert Letter.objects.visible_to(officer).count() == 3


def test_countries_are_sorted_by_whose_turn_it_is_ours_first(officer: Account):
    rows = sorted(pursued(officer, NOON.date()), key=lambda one: one.turn_order)
    kinds = [one.status[0] for one in rows]

    assert kinds == sorted(kinds, key=lambda kind: ("mine", "late").index(kind) if kind in ("mine", "late") else 2)


def test_countries_are_sorted_by_the_day_on_which_they_joined(officer: Account, browser: Client):
    joined = [(one.joined_day.not_after or date.max, one.name) for one in pursued(officer, NOON.date()) if one.joined_day]
    (_day, first), (_later, last) = min(joined), max(joined)

    assert places(browser, "countries", "joined", first, last) == sorted(places(browser, "countries", "joined", first, last))
