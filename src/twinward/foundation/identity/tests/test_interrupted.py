"""A form that is sent after its writer was signed out: it does not count, and nothing of it is lost."""

import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.tests.makers import INVITED, make_administrator, make_ministry, make_officer
from twinward.foundation.kernel.interrupted import MOST_CHARACTERS, TYPED, WAS_HERE
from twinward.foundation.kernel.keys import fresh_key

pytestmark = pytest.mark.django_db
PASSWORD = "seven wards, one roof"
TO_TYPED = "/sign-in/?next=/sign-in/typed/"


@pytest.fixture(autouse=True)
def in_earnest(settings: Any):
    settings.DEMO = False
    with translation.override(None):
        yield


def sign_in(client: Client, account: Account, **fields: str) -> Any:
    return client.post(reverse("sign-in"), {"once": str(fresh_key()), "username": account.email, "password": PASSWORD, **fields})


@pytest.fixture
def administrator() -> Account:
    account = make_administrator(make_ministry())
    account.set_password(PASSWORD)
    account.save()
    return account


@pytest.fixture
def signed_out(administrator: Account) -> Client:
    """A browser whose owner was signed in until a moment ago."""
    client = Client()
    sign_in(client, administrator)
    del client.cookies[settings.SESSION_COOKIE_NAME]
    return client


def typed_fields(page: str) -> dict[str, str]:
    """What the page would send."""
    return {name: unescape(value) for name, value in re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', page, re.DOTALL)}


def test_what_was_typed_is_sent_after_the_sign_in_and_counts_once(signed_out: Client, administrator: Account):
    entry = {"once": str(fresh_key()), **INVITED, "full_name": "Nina <Bondar>\nKyiv"}
    asked = signed_out.post(reverse("account-new"), entry)
    assert (asked.status_code, asked["Location"]) == (302, TO_TYPED)
    assert not Account.objects.filter(email=entry["email"]).exists()

    assert sign_in(signed_out, administrator, next="/sign-in/typed/")["Location"] == "/sign-in/typed/"
    page = signed_out.get(reverse("typed")).content.decode()
    assert f'action="{reverse("account-new")}"' in page
    assert typed_fields(page) == entry

    assert signed_out.post(reverse("account-new"), typed_fields(page) | {"full_name": ""}).status_code == 422
    assert typed_fields(signed_out.get(reverse("typed")).content.decode()) == entry

    for _time in range(2):
        assert signed_out.post(reverse("account-new"), typed_fields(page) | {"full_name": "Nina Bondar"}).status_code == 302
    assert Account.objects.filter(email=entry["email"]).count() == 1
    assert TYPED not in signed_out.session


def test_whoever_signs_in_instead_reads_nothing_of_it(signed_out: Client, administrator: Account):
    signed_out.post(reverse("account-new"), {"once": str(fresh_key()), "full_name": "Nina", "email": "n@m.example", "language": "uk"})
    officer = make_officer(make_ministry("Another", "AZ"))
    signed_out.force_login(officer)

    assert signed_out.get(reverse("typed")).status_code == 302
    assert TYPED not in signed_out.session


def test_of_a_stranger_of_passwords_and_of_endless_words_nothing_is_kept(signed_out: Client):
    stranger = Client()
    entry = {"once": str(fresh_key()), "full_name": "Nina"}
    assert stranger.post(reverse("account-new"), entry)["Location"] == "/sign-in/?next=/"
    assert TYPED not in stranger.session
    stranger.cookies[WAS_HERE] = "1:forged:forged"
    assert stranger.post(reverse("account-new"), entry)["Location"] == "/sign-in/?next=/"

    secret = {"once": str(fresh_key()), "present": PASSWORD, "password": "another one", "again": "another one"}
    assert signed_out.post(reverse("password-change"), secret)["Location"] == "/sign-in/?next=/"
    assert signed_out.post(reverse("account-new"), entry | {"full_name": "a" * MOST_CHARACTERS})["Location"] == "/sign-in/?next=/"
    assert TYPED not in signed_out.session


def test_without_anything_kept_the_page_leads_to_today(administrator: Account):
    client = Client()
    client.force_login(administrator)
    assert client.get(reverse("typed"))["Location"] == reverse("today")


def test_after_signing_out_nothing_of_it_is_left(signed_out: Client, administrator: Account):
    signed_out.post(reverse("account-new"), {"once": str(fresh_key()), "full_name": "Nina"})
    sign_in(signed_out, administrator)
    signed_out.post(reverse("sign-out"), {"once": str(fresh_key())})
    sign_in(signed_out, administrator)
    assert signed_out.get(reverse("typed"))["Location"] == reverse("today")
