"""A form whose token is out of date or missing: it does not count, nothing of it is lost, and nothing is sent without a press."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.tests.makers import INVITED, make_administrator, make_ministry
from twinward.foundation.identity.tests.test_interrupted import PASSWORD, typed_fields
from twinward.foundation.kernel.interrupted import MOST_CHARACTERS, TYPED
from twinward.foundation.kernel.keys import fresh_key

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_earnest(settings: Any):
    settings.DEMO = False


@pytest.fixture
def administrator() -> Account:
    return make_administrator(make_ministry())


def browser(account: Account) -> Client:
    """A browser that sends what its pages give it, in which this account is signed in."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(account)
    return client


def entry(page: Any, **more: str) -> dict[str, str]:
    """What the form of the page sends, with an invitation typed into it."""
    hidden = dict(re.findall(r'<input type="hidden" name="(csrfmiddlewaretoken|once|whose)" value="([^"]*)"', page.content.decode()))
    return hidden | INVITED | more


def signs_in_again(client: Client, account: Account) -> None:
    """What a second tab does: the session and the token are others now."""
    client.logout()
    client.force_login(account)
    client.get(reverse("account"))


def test_what_was_typed_before_another_sign_in_is_sent_by_one_press(administrator: Account):
    client, address = browser(administrator), reverse("account-new")
    sent = entry(client.get(address))
    assert sent["whose"] == administrator.key
    signs_in_again(client, administrator)

    answer = client.post(address, sent)
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/typed/")
    assert not Account.objects.filter(email=sent["email"]).exists()

    page = client.get("/sign-in/typed/")
    again = typed_fields(page.content.decode())
    assert again == {name: value for name, value in sent.items() if name != "csrfmiddlewaretoken"}
    fresh = {"csrfmiddlewaretoken": entry(page)["csrfmiddlewaretoken"]}
    assert client.post(address, again | fresh).status_code == 302
    assert Account.objects.filter(email=sent["email"]).count() == 1
    assert TYPED not in client.session


def test_another_account_never_sends_it(administrator: Account):
    client, address = browser(administrator), reverse("account-new")
    sent = entry(client.get(address))
    signs_in_again(client, make_administrator(make_ministry("Another", "AZ"), email="other@ministry.example"))

    answer = client.post(address, sent)
    assert answer.status_code == 403
    assert "another account" in answer.content.decode()
    assert "Nina Bondar" not in answer.content.decode()
    assert TYPED not in client.session


def test_a_form_of_another_site_is_not_even_kept(administrator: Account):
    client, address = browser(administrator), reverse("account-new")
    sent = entry(client.get(address))
    answer = client.post(address, sent, headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert "Nina Bondar" not in answer.content.decode()
    assert TYPED not in client.session
    assert not Account.objects.filter(email=sent["email"]).exists()


def test_without_cookies_one_is_asked_to_sign_in_and_nothing_is_done():
    answer = Client(enforce_csrf_checks=True).post(reverse("account-new"), {"once": str(fresh_key()), "full_name": "Nina"})
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/")


@pytest.mark.parametrize("name", ["sign-in", "password-change"])
def test_of_a_password_nothing_is_kept_and_the_page_can_be_opened_again(administrator: Account, name: str):
    client = browser(administrator)
    answer = client.post(reverse(name), {"once": str(fresh_key()), "username": "a@b.example", "password": PASSWORD})
    assert answer.status_code == 403
    assert f'<a href="{reverse(name)}">' in answer.content.decode()
    assert PASSWORD not in answer.content.decode()
    assert TYPED not in client.session


def test_what_is_too_long_to_be_kept_stays_where_it_was_typed(administrator: Account):
    client = browser(administrator)
    answer = client.post(reverse("account-new"), {"once": str(fresh_key()), "full_name": "a" * MOST_CHARACTERS})
    assert answer.status_code == 403
    assert "Go back with your browser" in answer.content.decode()


def test_a_guest_reads_once_more_what_they_typed():
    answer = Client(enforce_csrf_checks=True).post(reverse("guest", args=["a-token"]), {"once": str(fresh_key()), "remark": "Yes & no"})
    assert answer.status_code == 403
    assert typed_fields(answer.content.decode())["remark"] == "Yes & no"
