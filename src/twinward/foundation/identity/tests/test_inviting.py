"""Invitations by mail: a link in the language of whoever is invited, which works once, for some days, and for nobody who may not invite."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from twinward.foundation.identity import inviting
from twinward.foundation.identity.models import Account
from twinward.foundation.identity.rules import LAWYER
from twinward.foundation.identity.tests.makers import NOON, TODAY, make_account, make_administrator, make_ministry, make_officer
from twinward.foundation.kernel.actors import NotAllowed
from twinward.foundation.kernel.keys import fresh_key
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.mail.models import Mail
from twinward.foundation.mail.sending import deliver_due
from twinward.foundation.mail.tests.servers import Taking
from twinward.foundation.registry.models import Organisation

pytestmark = pytest.mark.django_db

PASSWORD = "seven wards, one roof"


@pytest.fixture
def ministry() -> Organisation:
    return make_ministry()


@pytest.fixture
def administrator(ministry: Organisation) -> Account:
    return make_administrator(ministry, full_name="Ana Petrenko")


def invite(by: Account, ministry: Organisation, language: str = "uk", email: str = "nina@ministry.example") -> Account:
    return inviting.invite(
        email=email,
        full_name="Nina Bondar",
        language=language,
        role=LAWYER,
        organisation=ministry,
        starts_on=TODAY,
        ends_before=None,
        by=by,
        at=NOON,
    )


def deliver(server: Taking) -> str:
    """The text of the last mail that the server has taken, once all that is due was sent."""
    deliver_due(lambda: NOON)
    return server.taken[-1][1].get_payload(decode=True).decode()  # pyright: ignore[reportAttributeAccessIssue] - a mail of one part


def link_in(text: str) -> str:
    """The path of the link to the node that a text names."""
    (link,) = re.findall(r"https://partners\.ministry\.example(/password/\S+)", text)
    return link


WORDS = {"en": "Choose your password", "uk": "Оберіть пароль", "az": "Parolunuzu", "es": "Elija su contraseña"}


@pytest.mark.parametrize("language", WORDS)
def test_whoever_is_invited_reads_in_their_language_who_invites_them_to_which_role_and_follows_the_link(
    server: Taking, administrator: Account, ministry: Organisation, language: str
):
    with time_machine.travel(NOON, tick=False):
        invite(administrator, ministry, language)
        text = deliver(server)
        page = Client().get(link_in(text))

    assert server.addressees == ["nina@ministry.example"]
    for word in (WORDS[language], "Nina Bondar", "Ana Petrenko", "nina@ministry.example", "2025", "(UTC+2)"):
        assert word in text, word
    assert page.status_code == 200
    assert "{{" not in text
    assert "{%" not in text


def test_the_link_works_once_for_a_week(server: Taking, administrator: Account, ministry: Organisation):
    with time_machine.travel(NOON, tick=False):
        invite(administrator, ministry)
        link = link_in(deliver(server))
    with time_machine.travel(NOON + timedelta(days=7, seconds=1), tick=False):
        assert Client().get(link).status_code == 410
    with time_machine.travel(NOON + timedelta(days=6, hours=23), tick=False):
        chosen = {"once": str(fresh_key()), "password": PASSWORD, "again": PASSWORD}
        assert Client().post(link, chosen)["Location"] == "/sign-in/"
        assert Client().get(link).status_code == 410


def test_another_invitation_takes_the_place_of_one_that_waits(server: Taking, administrator: Account, ministry: Organisation):
    nina = invite(administrator, ministry)
    inviting.send_invitation(account=nina, by=administrator, at=NOON + timedelta(minutes=1))
    deliver_due(lambda: NOON + timedelta(hours=1))
    assert server.addressees == ["nina@ministry.example"]
    assert [mail.withdrawn_at is not None for mail in Mail.objects.unscoped("the test").order_by("id")] == [True, False]


def test_an_administrator_sees_how_the_mail_stands_and_sends_another(server: Taking, administrator: Account, ministry: Organisation):
    client = Client()
    client.force_login(administrator)
    nina = invite(administrator, ministry)

    def page() -> str:
        return client.get(reverse("account-record", args=[nina.pk])).content.decode()

    assert "waits to be sent to nina@ministry.example" in page()
    server.to_recipient["nina@ministry.example"] = "550 No such user"
    deliver_due(lambda: NOON)
    assert "could not be delivered to nina@ministry.example" in page()
    assert "550 No such user" in page()
    server.to_recipient.clear()
    assert client.post(reverse("account-turn", args=[nina.pk, "invite"]), {"once": str(fresh_key())}).status_code == 302
    assert "waits to be sent" in page()


def test_without_a_server_for_mail_the_account_is_open_and_no_mail_is_written(
    settings: Any, administrator: Account, ministry: Organisation
):
    settings.MAIL_SERVER = None
    nina = invite(administrator, ministry)
    assert not Mail.objects.unscoped("the test").exists()
    with pytest.raises(Refused) as refused:
        inviting.send_invitation(account=nina, by=administrator, at=NOON)
    assert refused.value.faults == ("no_mail_server",)


def test_whoever_has_a_password_or_a_closed_account_is_not_invited(server: Taking, administrator: Account):
    for account in (make_account(password=PASSWORD), make_account(is_active=False), make_account(is_illustrative=True)):
        with pytest.raises(Refused) as refused:
            inviting.send_invitation(account=account, by=administrator, at=NOON)
        assert refused.value.faults == ("needs_no_link",)
    assert not Mail.objects.unscoped("the test").exists()


def test_who_may_not_manage_accounts_invites_nobody(server: Taking, ministry: Organisation):
    officer = make_officer(ministry)
    for write in (lambda: invite(officer, ministry), lambda: inviting.send_invitation(account=make_account(), by=officer, at=NOON)):
        with pytest.raises(NotAllowed):
            write()
    assert not Mail.objects.unscoped("the test").exists()


def test_an_e_mail_that_is_taken_is_refused_and_no_mail_is_written(server: Taking, administrator: Account, ministry: Organisation):
    with pytest.raises(Refused) as refused:
        invite(administrator, ministry, email=administrator.email.upper())
    assert refused.value.faults == ("email_taken",)
    assert not Mail.objects.unscoped("the test").exists()
