"""The other party is asked about an offered text by a mail: in its language, and through the very link that agrees."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from twinward.foundation.identity.models import GuestQuestion
from twinward.foundation.identity.tests.conftest import server
from twinward.foundation.kernel.keys import fresh_key
from twinward.foundation.mail.models import Mail
from twinward.foundation.mail.sending import deliver_due
from twinward.foundation.mail.tests.servers import Taking
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.tests.browsing import get, post, words
from twinward.programme.instruments.tests.looking import fresh
from twinward.programme.instruments.tests.makers import Sides, make_draft, party_of
from twinward.programme.instruments.tests.test_partner import NAMED, offered

__all__ = ["offered", "server"]
pytestmark = pytest.mark.usefixtures("noon")
TO = "aygun@ministry.example"


def ask(offered: Instrument, home: Sides, abroad: Sides, **fields: str) -> Any:
    given = {"party": str(party_of(offered, abroad).pk), "asked_of": "Aygün Məmmədova", "language": "az", "days": "7", "send_to": TO}
    return post(home.officer, "instrument-ask", offered.pk, data=given | fields)


def delivered(server: Taking) -> tuple[str, str]:
    """The text of the last mail that was taken, and the path of the link in it."""
    deliver_due(timezone.now)
    text: str = server.taken[-1][1].get_payload(decode=True).decode()  # pyright: ignore[reportAttributeAccessIssue] - a mail of one part
    (link,) = re.findall(r"https://partners\.ministry\.example(/guest/\S+)", text)
    return text, link


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "Does Hospital AZ agree to this text?"),
        ("uk", "Прочитайте й дайте відповідь"),
        ("az", "Keçid bir dəfə işləyir."),
        ("es", "El enlace funciona una sola vez."),
    ],
)
def test_the_mail_names_the_text_and_who_asks_and_its_link_agrees_to_it(
    server: Taking, offered: Instrument, home: Sides, abroad: Sides, language: str, question: str
):
    assert ask(offered, home, abroad, language=language).status_code == 302
    text, link = delivered(server)

    assert server.addressees == [TO]
    for word in (question, "Memorandum on oncology", "Hospital UA – Hospital AZ", "Ministry UA", "Aygün Məmmədova"):
        assert word in text, word
    assert "Fields of cooperation" not in text  # the text itself is read behind the link alone
    assert Client().get(link).status_code == 200
    answer = {"once": str(fresh_key()), "answer": "agree", "send": "1", "remark": "", **NAMED}
    assert Client().post(link, answer).status_code == 302
    assert fresh(offered).state == "agreed"


def test_how_the_mail_stands_is_told_on_the_page_of_the_text(server: Taking, offered: Instrument, home: Sides, abroad: Sides):
    ask(offered, home, abroad)
    page = words(get(home.officer, "instrument", offered.pk))
    assert f"waits to be sent to {TO}" in page
    assert TO not in words(get(abroad.officer, "instrument", offered.pk))

    (question,) = GuestQuestion.objects.unscoped("a test looks")
    post(home.officer, "link-withdraw", question.pk, data={})
    deliver_due(timezone.now)
    assert server.addressees == []


def test_a_text_that_cannot_be_asked_about_sends_no_mail(server: Taking, home: Sides, abroad: Sides):
    memorandum = make_draft(home, abroad)

    assert ask(memorandum, home, abroad).status_code == 409
    assert not Mail.objects.unscoped("a test looks").exists()
    assert not GuestQuestion.objects.unscoped("a test looks").exists()


def test_without_a_server_for_mail_no_address_is_asked_for(settings: Any, offered: Instrument, home: Sides):
    settings.MAIL_SERVER = None

    assert 'name="send_to"' not in words(get(home.officer, "instrument-ask", offered.pk))
    assert reverse("instrument-ask", args=[offered.pk]) in words(get(home.officer, "instrument", offered.pk))
