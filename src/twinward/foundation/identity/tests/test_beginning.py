"""The first administrator: by a signed link, while nobody manages accounts, once."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.crowd import PEOPLE, at_once
from twinward.foundation.identity.actions import MANAGE
from twinward.foundation.identity.beginning import WORKS_FOR, begin, begin_link, is_awaited
from twinward.foundation.identity.models import Account, Membership
from twinward.foundation.identity.tests.makers import NOON, make_administrator, make_ministry, make_officer
from twinward.foundation.kernel.keys import fresh_key
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event
from twinward.foundation.registry.models import Organisation

pytestmark = pytest.mark.django_db

PASSWORD = "seven wards, one roof"
TYPED = {
    "full_name": "Nadia Bondar",
    "email": "nadia@ministry.example",
    "language": "uk",
    "organisation": "Ministry of Health of Ukraine",
    "kind": "ministry",
    "country": "UA",
    "password": PASSWORD,
    "again": PASSWORD,
}
SAID: dict[str, Any] = {name: value for name, value in TYPED.items() if name != "again"}


def send(link: str, **changed: str) -> Any:
    return Client().post(link, {"once": str(fresh_key()), **TYPED, **changed})


def test_whoever_opens_the_link_becomes_administrator_of_the_whole_node_and_can_sign_in(settings: Any):
    settings.NODE_NAME = "Ministry of Health of Ukraine"
    link, client = begin_link(), Client()
    page = client.get(link)
    assert page.status_code == 200
    assert 'value="Ministry of Health of Ukraine"' in page.content.decode()
    assert send(link)["Location"] == "/sign-in/"

    assert client.login(username="NADIA@ministry.example", password=PASSWORD)
    account = Account.objects.get()
    assert (account.full_name, account.language) == ("Nadia Bondar", "uk")
    assert account.scope(MANAGE).everything
    (ministry,) = Organisation.objects.visible_to(account)
    assert (ministry.name, ministry.country_id, ministry.kind) == ("Ministry of Health of Ukraine", "UA", "ministry")
    assert list(Event.objects.order_by("id").values_list("by", "verb")) == [
        ("command:serve", "add"),
        ("command:serve", "add"),
        ("command:serve", "add"),
        (account.key, "choose_password"),
    ]


def test_an_institution_that_is_on_record_is_not_registered_again():
    known = make_ministry("MINISTRY of Health of Ukraine")
    begin(**SAID, at=NOON)
    assert Membership.objects.get().organisation == known
    assert Organisation.objects.unscoped("all").count() == 1


def test_the_link_works_once():
    link = begin_link()
    send(link)
    for answer in (Client().get(link), send(link, email="other@ministry.example")):
        assert answer.status_code == 410
        assert "has its administrator" in answer.content.decode()
    assert Account.objects.count() == 1


def test_the_link_works_for_a_day():
    with time_machine.travel(NOON, tick=False):
        link = begin_link()
    with time_machine.travel(NOON + WORKS_FOR - timedelta(seconds=1), tick=False):
        assert Client().get(link).status_code == 200
    with time_machine.travel(NOON + WORKS_FOR + timedelta(seconds=2), tick=False):
        for answer in (Client().get(link), send(link)):
            assert answer.status_code == 410
            assert "Start the server again" in answer.content.decode()
    assert is_awaited()


@pytest.mark.parametrize("token", ["begin", "begin:1:x", "another", "x:1xXiaJ:RoEOHWy6J9Ew7fUtx7bn7aWVVXPrY31NaWt4RVLtVhs"])
def test_a_link_that_this_node_did_not_make_opens_nothing(token: str):
    assert Client().get(f"/begin/{token}/").status_code == 410
    assert send(f"/begin/{token}/").status_code == 410
    assert is_awaited()


def test_nobody_is_awaited_once_somebody_has_managed_accounts_whoever_else_there_is():
    ministry = make_ministry()
    make_officer(ministry)
    assert is_awaited()
    make_administrator(ministry)
    assert not is_awaited()
    assert Client().get(begin_link()).status_code == 410


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"again": "another one entirely"}, "The two are not the same."),
        ({"password": "short", "again": "short"}, "too short"),
        ({"password": "nadia bondar 1", "again": "nadia bondar 1"}, "too similar"),
        ({"email": "nadia"}, "valid email"),
        ({"country": "XX"}, "XX"),
        ({"organisation": " "}, "required"),
    ],
)
def test_what_cannot_be_taken_is_told_beside_its_field_and_nothing_is_begun(changed: dict[str, str], said: str):
    answer = send(begin_link(), **changed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert is_awaited()
    assert not Organisation.objects.unscoped("all").exists()


@pytest.mark.django_db(transaction=True)
def test_of_four_who_open_it_at_once_one_becomes_administrator():
    def press() -> Any:
        return begin(**SAID, at=NOON)

    got = at_once(press)
    assert sum(isinstance(one, Account) for one in got) == 1, got
    assert sum(isinstance(one, Refused) and one.faults == ("node_begun",) for one in got) == PEOPLE - 1, got
    assert Membership.objects.count() == 1
