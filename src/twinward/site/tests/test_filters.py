"""An answer that a filter does not offer narrows nothing and is told: on the page of every list, and in place of its files."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.desks import LEDGER
from twinward.foundation.registry.desks import ORGANISATIONS, PEOPLE
from twinward.programme.instruments.desks import INSTRUMENTS
from twinward.programme.letters.desks import LETTERS
from twinward.programme.twinning.desks import countries_desk

NOW = datetime(2025, 11, 3, 12, tzinfo=UTC)
LISTS = {
    "organisations": ORGANISATIONS,
    "people": PEOPLE,
    "instruments": INSTRUMENTS,
    "letters": LETTERS,
    "countries": countries_desk(may_chase=lambda _one: False, may_write=False),
    "ledger": LEDGER,
}
FILTERS = [(name, one.name) for name, desk in LISTS.items() for one in desk.filters if one.choices]


@pytest.fixture
def reader(staffed: None) -> Client:
    return Client()


def signed_in(client: Client, name: str) -> Client:
    role = "administrator" if name == "ledger" else "officer.kyiv"
    client.force_login(Account.objects.get(email=f"{role}@twinward.example"))
    return client


@pytest.mark.parametrize(("name", "asks"), FILTERS)
def test_an_answer_that_a_filter_does_not_offer_is_told_and_narrows_nothing(reader: Client, name: str, asks: str):
    client = signed_in(reader, name)
    whole = client.get(reverse(name))
    page = client.get(reverse(name), {asks: "ZZ"})
    words = "“ZZ” is none of the answers of the filter “"

    assert (whole.status_code, page.status_code) == (200, 422)
    assert words in page.content.decode()
    assert "The list is not narrowed by it." in page.content.decode()
    assert page.context["list"].counted_words == whole.context["list"].counted_words
    for kind in ("csv", "xlsx"):
        file = client.get(reverse(name), {asks: "ZZ", "format": kind})
        assert (file.status_code, file.headers["Content-Type"]) == (422, "text/plain; charset=utf-8")
        assert file.content.decode().startswith(words)
        assert "Content-Disposition" not in file.headers


def test_the_others_that_are_offered_narrow_the_list_beside_it(reader: Client):
    client = signed_in(reader, "organisations")
    only, beside = (
        client.get(reverse("organisations"), {"country": "UA"}),
        client.get(reverse("organisations"), {"country": "UA", "kind": "castle"}),
    )

    assert "“castle” is none of the answers of the filter “Kind”" in beside.content.decode()
    assert beside.context["list"].counted_words == only.context["list"].counted_words
