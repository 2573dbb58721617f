"""Lists find what people type: without accents, in other letters, with a slip. They say then that it is only like what was asked."""

import html
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from twinward.foundation.identity.models import Account, Membership
from twinward.foundation.identity.rules import OFFICER
from twinward.foundation.registry.models import Organisation

pytestmark = pytest.mark.usefixtures("reported")


@pytest.fixture
def officer(client: Client) -> Client:
    account = Account.objects.create(email="olena@twinward.example", full_name="Olena")
    ministry = Organisation.objects.unscoped("test").get(name="Ministry of Health of Ukraine")
    Membership.objects.create(account=account, organisation=ministry, role=OFFICER, starts_on=date(2023, 9, 6))
    client.force_login(account)
    return client


def listed(officer: Client, name: str, text: str, **query: str) -> tuple[str, set[str]]:
    """What the list says of the search, and what stands in its rows."""
    page = html.unescape(officer.get(reverse(name), {"q": text, **query}).content.decode())
    found = page.partition("<tbody")[2].partition("</tbody>")[0]
    said = "like" if "These are only like" in page else "more" if "like “" in page.partition("<tbody")[0] else "exact"
    return said, {word for word in WANTED if word in found}


WANTED = ("Charité", "Okhmatdyt", "Liashko", "Musayev", "Switzerland", "Germany")


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("instruments", "Charite", "Charité"),
        ("instruments", "Oxmatdyt", "Okhmatdyt"),
        ("people", "Lyashko", "Liashko"),
        ("people", "Лашко", "Liashko"),
        ("people", "Musaev", "Musayev"),
        ("countries", "Swiss", "Switzerland"),
        ("countries", "Germny", "Germany"),
    ],
)
def test_a_list_finds_what_is_nearly_called_so(officer: Client, name: str, text: str, wanted: str):
    said, found = listed(officer, name, text)
    assert (said, found - {"Germany"} or found) == ("like", {wanted})


@pytest.mark.parametrize(("name", "text"), [("instruments", "zzzzqq"), ("people", "zzzzqq"), ("countries", "zzzzqq")])
def test_what_is_like_nothing_finds_nothing(officer: Client, name: str, text: str):
    assert listed(officer, name, text) == ("exact", set())


@pytest.mark.parametrize(("name", "text", "wanted"), [("instruments", "Charité", "Charité"), ("countries", "Germany", "Germany")])
def test_what_is_called_exactly_so_is_never_told_as_only_like_it(officer: Client, name: str, text: str, wanted: str):
    said, found = listed(officer, name, text)
    assert (said == "like", wanted in found) == (False, True)
    near = officer.get(reverse(name), {"q": text, "near": "yes"}).content.decode().partition("<tbody")[2].partition("</tbody>")[0]
    assert f">{wanted}<" not in html.unescape(near)
