"""A day that somebody asks about: one that has not come is said to be such, one that is none is refused, on every page and in every file."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.public.makers import NOON
from twinward.foundation.identity.models import Account
from twinward.foundation.registry.models import Organisation, Person
from twinward.programme.instruments.models import Instrument
from twinward.site.demo.people import load_people

pytestmark = pytest.mark.usefixtures("reported")
TOMORROW = NOON.date() + timedelta(1)
SENTENCE = "4 November 2025 has not come yet: this is what follows from what is on record today."
OF_TODAY = "4 November 2025 has not come yet; this page is of 3 November 2025."
FOR_EVERYBODY = ("/", "/figures/", "/figures/lists_owed/", "/figures/doctors_abroad/")
FILES = (
    "/figures/?format=csv&",
    "/figures/?format=json&",
    "/figures/lists_owed/?format=csv&",
    "/figures/lists_owed/?format=json&",
    "/map.svg?",
)


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def officer() -> Client:
    load_people(NOON)
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(Account.objects.get(email="administrator@twinward.example"))
    return client


def signed_in_pages() -> list[str]:
    records = (
        ("instrument", Instrument.objects.public().order_by("id")[0].pk),
        ("organisation", Organisation.objects.unscoped("a test looks").order_by("id")[0].pk),
        ("person", Person.objects.unscoped("a test looks").order_by("id")[0].pk),
        ("country", "DE"),
    )
    return [reverse(name) for name in ("chase", "countries", "instruments")] + [reverse(name, args=[key]) for name, key in records]


def told(client: Client, address: str, day: str) -> str:
    response = client.get(f"{address}{'&' if '?' in address else '?'}as-of={day}", follow=True)
    assert response.status_code == 200, address
    return response.content.decode()


def test_every_page_says_once_that_a_day_has_not_come():
    client = officer()
    readers = [(reader, address, OF_TODAY) for reader in (Client(), client) for address in FOR_EVERYBODY]
    readers += [(client, address, SENTENCE) for address in signed_in_pages()]
    for reader, address, sentence in readers:
        text = told(reader, address, str(TOMORROW))
        assert (text.count(sentence), text.count("has not come yet")) == (1, 1), address
        assert "has not come yet" not in told(reader, address, str(NOON.date())), address


def test_a_page_says_of_which_day_it_is_when_that_is_not_the_day_that_was_asked_for(settings):
    settings.PUBLICATION_DELAY_DAYS = 30
    for address in FOR_EVERYBODY:
        for day, sentence in (
            (TOMORROW, "4 November 2025 has not come yet; this page is of 4 October 2025."),
            (NOON.date(), "Nothing is published yet of 3 November 2025; this page is of 4 October 2025."),
        ):
            text = told(Client(), address, str(day))
            assert text.count(sentence) == text.count("this page is of") == 1, address
        for day in ("2025-10-04", ""):
            assert "this page is of" not in told(Client(), address, day), address


def test_there_is_no_file_of_a_day_that_has_not_come(settings):
    for delay, last in ((0, "3 November 2025"), (30, "4 October 2025")):
        settings.PUBLICATION_DELAY_DAYS = delay
        for address in FILES:
            response = Client().get(f"{address}as-of={TOMORROW}")
            assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8"), address
            assert response.content.decode() == (
                f"4 November 2025 has not come yet, so there is no file of it. Choose {last} or an earlier day.\n"
            )
            for day in (str(NOON.date()), ""):
                assert Client().get(f"{address}as-of={day}").status_code == 200, address


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2023-02-30", "30.2.2023 does not exist."),
        ("yesterday", "“yesterday” is not a day."),
        ("9999999", "“9999999” is not a day."),
        ("2023", "Write one whole day"),
    ],
)
def test_what_is_no_day_is_refused_with_a_sentence(day: str, words: str):
    client = officer()
    for address in (*FOR_EVERYBODY, *signed_in_pages()):
        assert words in told(client, address, day), address
    for address in FILES:
        response = Client().get(f"{address}as-of={day}")
        assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8"), address
        assert words in response.content.decode()
    for name in ("countries", "instruments"):
        assert client.get(reverse(name), {"format": "csv", "as-of": day}).status_code == 400
