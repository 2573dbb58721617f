"""Where a second factor is required: who has none reaches the page on which it is set up, and nothing else."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.tests.makers import NOON, code_at, make_account, with_an_app
from twinward.foundation.identity.tests.stepping import first_step, is_in, send, signed_in, text, told
from twinward.foundation.kernel.keys import fresh_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "required")]

SET_UP = "/account/second-factor/app/"


@pytest.fixture
def required(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


def test_who_signs_in_without_one_sets_it_up_and_then_reaches_everything(nina: Account):
    client = Client()
    page = client.post(
        reverse("sign-in"), {"once": str(fresh_key()), "username": nina.email, "password": "seven wards, one roof"}, follow=True
    )
    assert page.redirect_chain[-1][0] == SET_UP
    assert "A second factor is needed here." in text(page)
    assert "Cancel" not in text(page)

    assert send(client, "mfa_activate_totp", code=code_at(client.session["mfa.totp.secret"], NOON)).status_code == 302

    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
    assert client.get(reverse("today")).status_code == 200
    assert "add_second_factor" in told(nina)


@pytest.mark.parametrize("name", ["public", "today", "account", "password-change", "rights", "organisations", "mfa_index", "typed"])
def test_nothing_else_is_reached_or_done_before(nina: Account, name: str):
    client = first_step(nina)
    assert client.get(reverse(name))["Location"] == SET_UP
    assert send(client, name)["Location"] == SET_UP


def test_nothing_that_is_sent_is_done_before(nina: Account):
    client = first_step(nina)
    assert send(client, "account", language="es")["Location"] == SET_UP
    nina.refresh_from_db()
    assert (nina.language, told(nina)) == ("en", [])


def test_leaving_and_how_the_pages_look_stay_open(nina: Account):
    client = first_step(nina)
    assert send(client, "language", language="es", next=SET_UP)["Location"] == SET_UP
    assert send(client, "look", look="dark", next=SET_UP)["Location"] == SET_UP
    assert client.get(reverse("account_reauthenticate")).status_code == 200
    assert client.get("/health/").status_code == 200
    assert send(client, "sign-out")["Location"] == reverse("public")
    assert client.get(reverse("public")).status_code == 200


def test_who_has_one_goes_on(nina: Account):
    with_an_app(nina)
    assert is_in(signed_in(nina))


def test_whose_is_taken_away_sets_up_another(nina: Account):
    with_an_app(nina)
    client = signed_in(nina)
    send(client, "mfa_deactivate_totp")
    assert client.get(reverse("account"))["Location"] == SET_UP


def test_the_people_of_a_demo_and_the_public_are_asked_for_nothing(client: Client):
    assert client.get(reverse("public")).status_code == 200
    client.force_login(make_account(is_illustrative=True))
    assert client.get(reverse("account")).status_code == 200


def test_where_it_is_offered_the_password_is_enough(nina: Account, settings: Any):
    settings.SECOND_FACTOR_REQUIRED = False
    client = first_step(nina)
    assert is_in(client)
    page = text(client.get(reverse("mfa_activate_totp")))
    assert ("A second factor is needed here." in page, "Cancel" in page) == (False, True)
