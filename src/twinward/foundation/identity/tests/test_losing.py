"""A lost password: a link by mail to its owner alone, which works once, for an hour, and until then changes nothing."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from twinward.foundation.identity import actions, losing
from twinward.foundation.identity.models import Account
from twinward.foundation.identity.tests.makers import NOON, make_account, make_administrator, make_ministry
from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.keys import fresh_key, key_of
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event
from twinward.foundation.mail.models import Mail
from twinward.foundation.mail.sending import deliver_due
from twinward.foundation.mail.tests.servers import Taking

pytestmark = pytest.mark.django_db

OLD, NEW = "seven wards, one roof", "eight wards, one roof"
EMAIL = "nina@ministry.example"
SAID = "If somebody signs in with this e-mail, a mail with a link is on its way to it."


@pytest.fixture
def nina(server: Taking) -> Account:
    return make_account(email=EMAIL, full_name="Nina Bondar", password=OLD)


def ask(email: str = EMAIL, at: datetime = NOON) -> str:
    """What whoever asks for a link by the page reads then."""
    with time_machine.travel(at, tick=False):
        answer = Client().post(reverse("password-lost"), {"email": email, "once": str(fresh_key())}, follow=True)
    return answer.content.decode()


def link(server: Taking, at: datetime = NOON) -> str:
    """The path of the link in the last mail."""
    deliver_due(lambda: at)
    text = server.taken[-1][1].get_payload(decode=True).decode()  # pyright: ignore[reportAttributeAccessIssue] - a mail of one part
    (path,) = re.findall(r"https://partners\.ministry\.example(/password/\S+)", text)
    return path


def choose(path: str, password: str = NEW, at: datetime = NOON) -> int:
    with time_machine.travel(at, tick=False):
        return Client().post(path, {"password": password, "again": password, "once": str(fresh_key())}).status_code


def signs_in(password: str) -> bool:
    return Client().login(username=EMAIL, password=password)


def test_whoever_lost_their_password_chooses_another_by_the_link_and_is_signed_out_elsewhere(server: Taking, nina: Account):
    elsewhere = Client()
    elsewhere.force_login(nina)
    assert SAID in ask(email="Nina@Ministry.example ")
    assert server.taken == []
    assert signs_in(OLD)
    nina.refresh_from_db()
    ask(at=NOON + timedelta(hours=1))  # signing in has ended the first link

    assert choose(link(server, NOON + timedelta(hours=1)), at=NOON + timedelta(hours=1)) == 302

    assert server.addressees[-1] == EMAIL
    assert (signs_in(OLD), signs_in(NEW)) == (False, True)
    assert elsewhere.get(reverse("account")).status_code == 302


@pytest.mark.parametrize("language", ["en", "uk", "az", "es"])
def test_the_mail_speaks_the_language_of_its_reader_and_says_until_when_the_link_works(server: Taking, nina: Account, language: str):
    Account.objects.filter(pk=nina.pk).update(language=language)
    ask()
    deliver_due(lambda: NOON)
    message = server.taken[-1][1]
    text = message.get_payload(decode=True).decode()  # pyright: ignore[reportAttributeAccessIssue] - a mail of one part
    for word in ("Nina Bondar", EMAIL, "15:00", "(UTC+2)"):
        assert word in text, word
    assert message["Content-Language"] == language
    with time_machine.travel(NOON, tick=False):
        assert Client().get(link(server)).status_code == 200


def test_a_node_that_is_not_named_writes_under_the_name_of_its_address(server: Taking, nina: Account, settings: Any):
    settings.NODE_NAME = ""
    ask()
    deliver_due(lambda: NOON)
    assert server.taken[-1][1]["Subject"] == "A new password at partners.ministry.example"


@pytest.mark.parametrize("email", ["nobody@ministry.example", "closed@ministry.example", "demo@ministry.example"])
def test_whose_e_mail_nobody_signs_in_with_reads_the_same_and_no_mail_is_written(server: Taking, nina: Account, email: str):
    make_account(email="closed@ministry.example", is_active=False)
    make_account(email="demo@ministry.example", is_illustrative=True)
    events = Event.objects.count()
    assert SAID in ask(email)
    assert not Mail.objects.unscoped("the test").exists()
    assert Event.objects.count() == events


def test_however_often_it_is_asked_for_one_mail_comes_in_a_quarter_of_an_hour(server: Taking, nina: Account):
    for minutes in (0, 1, 14):
        ask(at=NOON + timedelta(minutes=minutes))
    assert Mail.objects.unscoped("the test").count() == 1
    ask(at=NOON + timedelta(minutes=15))
    assert Mail.objects.unscoped("the test").count() == 2


def test_the_link_works_once_and_for_an_hour(server: Taking, nina: Account):
    ask()
    path = link(server)
    assert choose(path, at=NOON + losing.WORKS_FOR + timedelta(seconds=2)) == 410
    assert signs_in(OLD) is True


def test_a_link_that_was_used_opens_nothing(server: Taking, nina: Account):
    ask()
    path = link(server)
    assert choose(path) == 302
    assert choose(path, "nine wards, one roof") == 410
    assert signs_in(NEW)


def test_a_link_is_of_no_use_once_its_account_is_closed(server: Taking, nina: Account):
    ask()
    path = link(server)
    actions.close_account(account=nina, by=make_administrator(make_ministry()), at=NOON)
    assert choose(path) == 410


def test_a_link_for_a_lost_password_does_not_open_what_a_first_password_is_chosen_by(server: Taking, nina: Account):
    ask()
    path = link(server)
    actions.forget_password(account=nina, by=make_administrator(make_ministry()), at=NOON)
    assert choose(path) == 410


def test_who_was_invited_and_lost_the_mail_has_another(server: Taking):
    account = make_account(email=EMAIL)
    assert not account.has_usable_password()
    ask()
    assert choose(link(server), at=NOON + timedelta(days=6)) == 302
    assert signs_in(NEW)


def test_what_is_no_e_mail_is_refused_beside_its_field(server: Taking):
    answer = Client().post(reverse("password-lost"), {"email": "nina", "once": str(fresh_key())})
    assert answer.status_code == 422
    assert "valid email" in answer.content.decode()


def test_the_sign_in_page_leads_there_where_mail_is_sent(server: Taking):
    page = Client().get(reverse("sign-in")).content.decode()
    assert f'href="{reverse("password-lost")}"' in page
    assert "makes a link for a new password" not in page


def test_where_no_mail_is_sent_an_administrator_makes_the_link():
    assert "makes a link for a new password" in Client().get(reverse("sign-in")).content.decode()
    assert Client().get(reverse("password-lost")).status_code == 404
    losing.send_link(EMAIL, at=NOON)
    assert not Mail.objects.unscoped("the test").exists()


# --- where no mail is sent and nobody else can make a link ---


def way_in(email: str = EMAIL) -> losing.WayIn:
    with time_machine.travel(NOON, tick=False):
        return losing.make_way_in(email, by=Operator("way-in"), at=NOON)


def test_whoever_runs_the_machine_makes_a_link_for_the_owner_of_an_account_which_the_ledger_tells(nina: Account):
    made = way_in(" Nina@Ministry.example")
    assert (made.account, made.until) == (nina, NOON + losing.WORKS_FOR)
    event = Event.objects.get(record=key_of(nina))
    assert (event.by, event.verb, event.facts) == ("command:way-in", "make_way_in", {})
    nina.refresh_from_db()
    assert nina.has_usable_password()
    assert choose(made.path, at=NOON + losing.WORKS_FOR + timedelta(seconds=2)) == 410
    assert choose(made.path) == 302
    assert signs_in(NEW)
    assert choose(made.path) == 410


def test_the_link_ends_when_the_owner_signs_in_after_all(nina: Account):
    path = way_in().path
    assert signs_in(OLD)
    assert choose(path) == 410


def test_whoever_never_chose_a_password_has_as_long_as_by_an_invitation():
    make_account(email=EMAIL)
    made = way_in()
    assert made.until == NOON + timedelta(days=7)
    assert choose(made.path, at=NOON + timedelta(days=6)) == 302
    assert signs_in(NEW)


@pytest.mark.parametrize(
    ("account", "because"),
    [({}, "no_account"), ({"is_active": False}, "account_is_closed"), ({"is_illustrative": True}, "illustrative_account")],
)
def test_to_nobody_else_a_link_is_made(account: dict[str, Any], because: str):
    make_account(email=EMAIL if account else "another@ministry.example", **account)
    events = Event.objects.count()
    with pytest.raises(Refused) as refused:
        way_in()
    assert refused.value.faults == (because,)
    assert Event.objects.count() == events
