"""A link to a partner that goes by mail: what the mail says, what its link does, and how it stands on the page of the country."""

import json
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from twinward.foundation.identity import guest_mail, guests
from twinward.foundation.identity import tasks as identity_tasks
from twinward.foundation.identity.models import Account, GuestQuestion
from twinward.foundation.identity.rules import ADMINISTRATOR
from twinward.foundation.identity.tests.conftest import server
from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.keys import fresh_key, key_of
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event
from twinward.foundation.kernel.verify import verify_ledger
from twinward.foundation.mail.actions import withdraw_from_before
from twinward.foundation.mail.models import Mail
from twinward.foundation.mail.sending import deliver_due
from twinward.foundation.mail.tests.servers import Taking
from twinward.foundation.registry.models import Organisation
from twinward.programme.letters.tests.makers import NOON, TODAY, make_account
from twinward.programme.twinning.models import ListStep
from twinward.programme.twinning.tests.makers import make_programme, make_step, sent

__all__ = ["server"]
pytestmark = pytest.mark.usefixtures("at_noon")
TO = "maria@health.example"


@pytest.fixture
def proposal(ministry: Organisation) -> ListStep:
    return make_step(make_programme(["SK"], lead=ministry)["SK"])


def ask(client: Client, proposal: ListStep, **fields: str) -> Any:
    given = {"asked_of": "Mária Nováková, Ministry of Health", "language": "en", "days": "14", "send_to": TO}
    return sent(client, reverse("list-ask", args=[proposal.pk]), **(given | fields))


def country(client: Client) -> str:
    return unescape(client.get(reverse("country", args=["SK"])).content.decode())


def mails() -> list[Mail]:
    return list(Mail.objects.unscoped("a test looks").order_by("pk"))


def delivered(server: Taking) -> str:
    """The text of the last mail that the server took, once all that is due was sent."""
    deliver_due(timezone.now)
    return server.taken[-1][1].get_payload(decode=True).decode()  # pyright: ignore[reportAttributeAccessIssue] - a mail of one part


def link_in(text: str) -> str:
    (link,) = re.findall(r"https://partners\.ministry\.example(/guest/\S+)", text)
    return link


WORDS = {
    "en": ("Is the list of Slovakia agreed?", "The link works once.", "3 November 2025"),
    "uk": ("Словаччин", "Посилання спрацює один раз.", "17 листопада 2025"),
    "az": ("Slovakiya", "Keçid bir dəfə işləyir.", "17 noyabr 2025"),
    "es": ("Eslovaquia", "El enlace funciona una sola vez.", "17 de noviembre de 2025"),
}


@pytest.mark.parametrize("language", WORDS)
def test_the_mail_says_in_the_guests_language_what_is_asked_by_whom_and_until_when_and_its_link_is_followed(
    server: Taking, kyiv: Client, proposal: ListStep, language: str
):
    assert ask(kyiv, proposal, language=language)["Location"] == reverse("country", args=["SK"])
    text = delivered(server)
    page = Client().get(link_in(text))

    assert server.addressees == [TO]
    heading, once, _until = WORDS[language]
    for word in (heading, once, "Mária Nováková", "A Person", "17", "2025", "(UTC+2)", "https://partners.ministry.example"):
        assert word in text, word
    assert page.status_code == 200
    assert page.headers["Content-Language"] == language
    assert not any(sign in text for sign in ("{{", "{%", "<", "&"))


def test_the_subject_names_the_node_and_the_question(server: Taking, kyiv: Client, proposal: ListStep, settings: Any):
    settings.NODE_NAME = "Ministry of Health of Ukraine"
    ask(kyiv, proposal)
    text = delivered(server)

    assert server.taken[-1][1]["Subject"] == "Ministry of Health of Ukraine: Is the list of Slovakia agreed?"
    for line in ("Programme: International Medical Partnership", "Country: Slovakia", "A Person, Ministry of Health of Ukraine asks you"):
        assert line in text


def test_the_token_stands_in_the_mail_that_waits_and_nowhere_else(server: Taking, kyiv: Client, proposal: ListStep):
    ask(kyiv, proposal)
    page, (waiting,) = country(kyiv), mails()
    token = link_in(waiting.text).strip("/").rpartition("/")[2]

    assert f"The link is on its way to {TO}." in page
    assert "/guest/" not in page
    assert token not in page
    told = json.dumps(list(Event.objects.values("record", "verb", "facts", "by")), default=str)
    assert (token in told, TO in told) == (False, False)
    assert (waiting.kind, waiting.about) == (guest_mail.KIND, key_of(GuestQuestion.objects.unscoped("a test looks").get()))
    delivered(server)
    assert mails()[0].text == ""
    assert verify_ledger().findings == ()


def test_how_the_mail_stands_is_told_beside_the_link_to_whoever_may_ask(server: Taking, kyiv: Client, baku: Client, proposal: ListStep):
    ask(kyiv, proposal)
    assert f"waits to be sent to {TO}" in country(kyiv)
    delivered(server)

    assert f"sent to {TO} on 3 Nov 2025" in country(kyiv)
    assert TO not in country(baku)


def test_of_an_address_that_the_server_refuses_is_told_what_it_said(server: Taking, kyiv: Client, proposal: ListStep):
    server.to_recipient[TO] = "550 No such user"
    ask(kyiv, proposal)
    deliver_due(timezone.now)

    assert f"could not be delivered to {TO}" in country(kyiv)
    assert "550 No such user" in country(kyiv)
    assert "no answer yet" in country(kyiv)  # the link works, and another can be made


def test_whoever_sent_a_link_that_did_not_arrive_finds_it_on_today_until_another_is_made(
    server: Taking, kyiv: Client, officer: Account, ministry: Organisation, proposal: ListStep
):
    server.to_recipient[TO] = "550 No such user"
    ask(kyiv, proposal)
    assert identity_tasks.tasks(officer, TODAY) == []
    deliver_due(timezone.now)

    (task,) = identity_tasks.tasks(officer, TODAY)
    assert (task.turn, task.url) == ("mine", reverse("country", args=["SK"]))
    assert task.what == "Send Mária Nováková, Ministry of Health another link: the mail with it could not be delivered"
    for colleague in (make_account(ministry), make_account(ministry, ADMINISTRATOR)):
        assert not [one for one in identity_tasks.tasks(colleague, TODAY) if "another link" in one.what]
    ask(kyiv, proposal, send_to="")
    assert identity_tasks.tasks(officer, TODAY) == []


@pytest.mark.parametrize(
    "address", ["maria", "maria@", "a@b@c.example", "maria@health.example, other@health.example", "m\nBcc: x@y.example"]
)
def test_what_is_no_address_is_refused_and_no_link_is_made(server: Taking, kyiv: Client, proposal: ListStep, address: str):
    answer = ask(kyiv, proposal, send_to=address)

    assert answer.status_code == 422
    assert 'href="#id_send_to"' in answer.content.decode()
    assert "Mária Nováková" in answer.content.decode()
    assert (mails(), GuestQuestion.objects.unscoped("a test looks").count()) == ([], 0)


def test_a_link_by_mail_expires_as_any_other(server: Taking, kyiv: Client, proposal: ListStep):
    ask(kyiv, proposal)
    link = link_in(delivered(server))

    with time_machine.travel(NOON + timedelta(days=13, hours=23), tick=False):
        assert Client().get(link).status_code == 200
    with time_machine.travel(NOON + timedelta(days=14, seconds=1), tick=False):
        assert Client().get(link).status_code == 410


def test_whoever_answers_first_has_spent_the_link(server: Taking, kyiv: Client, proposal: ListStep):
    ask(kyiv, proposal)
    link = link_in(delivered(server))
    first = Client().post(link, {"once": str(fresh_key()), "answer": "yes", "remark": "", "send": "1"})

    assert first.status_code == 302
    assert Client().get(link).status_code == 410
    assert "used on 3 Nov 2025" in country(kyiv)


def test_a_link_that_is_withdrawn_before_its_mail_went_goes_to_nobody(server: Taking, kyiv: Client, proposal: ListStep):
    ask(kyiv, proposal)
    link = link_in(mails()[0].text)
    question = GuestQuestion.objects.unscoped("a test looks").get()
    sent(kyiv, reverse("link-withdraw", args=[question.pk]))

    deliver_due(timezone.now)

    assert server.addressees == []
    assert mails()[0].text == ""
    assert country(kyiv).count("withdrawn on 3 Nov 2025") >= 2  # the link, and its mail
    assert Client().get(link).status_code == 410


def test_another_link_takes_the_place_of_one_whose_mail_waits(server: Taking, kyiv: Client, proposal: ListStep):
    ask(kyiv, proposal, send_to="first@health.example")
    ask(kyiv, proposal)
    deliver_due(timezone.now)

    assert server.addressees == [TO]
    assert [mail.withdrawn_at is not None for mail in mails()] == [True, False]


def test_a_mail_that_was_sent_stays_sent_when_its_link_is_withdrawn(server: Taking, kyiv: Client, proposal: ListStep):
    ask(kyiv, proposal)
    delivered(server)
    sent(kyiv, reverse("link-withdraw", args=[GuestQuestion.objects.unscoped("a test looks").get().pk]))

    assert f"sent to {TO} on 3 Nov 2025" in country(kyiv)


def test_a_restored_node_sends_no_link_that_waited_and_says_so(server: Taking, kyiv: Client, proposal: ListStep):
    ask(kyiv, proposal)
    withdraw_from_before(NOON + timedelta(hours=1), by=Operator("restore"), at=NOON + timedelta(hours=1))
    deliver_due(lambda: NOON + timedelta(days=1))

    assert server.addressees == []
    assert "withdrawn on 3 Nov 2025" in country(kyiv)
    assert "no answer yet" in country(kyiv)


def test_without_a_server_for_mail_the_link_is_shown_as_ever(kyiv: Client, proposal: ListStep, settings: Any):
    settings.MAIL_SERVER = None
    assert "send_to" not in kyiv.get(reverse("list-ask", args=[proposal.pk])).content.decode()
    assert ask(kyiv, proposal).status_code == 302

    assert "/guest/" in country(kyiv)
    assert mails() == []


def test_left_empty_the_link_is_shown_though_the_node_sends_mail(server: Taking, kyiv: Client, proposal: ListStep):
    assert 'name="send_to"' in kyiv.get(reverse("list-ask", args=[proposal.pk])).content.decode()
    assert ask(kyiv, proposal, send_to="").status_code == 302

    assert "/guest/" in country(kyiv)
    assert mails() == []


def test_what_never_happened_is_sent_to_nobody(server: Taking, kyiv: Client, ministry: Organisation):
    invented = make_step(make_programme(["SK"], lead=ministry)["SK"], is_illustrative=True)
    answer = ask(kyiv, invented)

    assert (answer.status_code, "it never happened" in answer.content.decode()) == (409, True)
    assert (mails(), GuestQuestion.objects.unscoped("a test looks").count()) == ([], 0)
    assert ask(kyiv, invented, send_to="").status_code == 302


def test_no_mail_is_written_where_none_can_be_sent(proposal: ListStep, officer: Account, settings: Any):
    settings.MAIL_SERVER = None
    given = {"asked_of": "-", "language": "en", "works_for": timedelta(days=7), "by": officer, "at": NOON}
    asked, token = guests.ask("proposed-list", proposal, **given)

    with pytest.raises(Refused) as refusal:
        guest_mail.send_link(asked, token, to=TO, by=officer, at=NOON)
    assert refusal.value.faults == ("no_mail_server",)
    assert mails() == []
