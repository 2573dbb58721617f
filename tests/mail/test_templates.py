"""Every mail that people get, in each of our languages: it is whole, and every link in it opens a page in that language."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.test import Client

import twinward
from twinward.foundation.identity import guest_mail, guests, inviting, losing
from twinward.foundation.identity.rules import LAWYER
from twinward.foundation.identity.tests.conftest import server
from twinward.foundation.identity.tests.makers import NOON, TODAY, make_account, make_administrator, make_ministry, make_officer
from twinward.foundation.mail.models import Mail
from twinward.foundation.mail.sending import deliver_due
from twinward.foundation.mail.tests.servers import Taking
from twinward.programme.twinning.tests.makers import make_programme, make_step

__all__ = ["server"]
pytestmark = pytest.mark.django_db

TO = "nina@ministry.example"
LANGUAGES = [language for language, _name in settings.LANGUAGES]


def invitation(language: str) -> None:
    ministry = make_ministry()
    told = {"email": TO, "full_name": "Nina Bondar", "language": language, "role": LAWYER, "organisation": ministry}
    inviting.invite(starts_on=TODAY, ends_before=None, by=make_administrator(ministry), at=NOON, **told)


def lost_password(language: str) -> None:
    make_account(email=TO, password="seven wards, one roof", language=language)
    losing.send_link(TO, at=NOON)


def guest_link(language: str) -> None:
    ministry = make_ministry()
    officer, proposal = make_officer(ministry), make_step(make_programme(["SK"], lead=ministry)["SK"])
    told = {"asked_of": "Nina Bondar", "language": language, "works_for": timedelta(days=7)}
    asked, token = guests.ask("proposed-list", proposal, by=officer, at=NOON, **told)
    guest_mail.send_link(asked, token, to=TO, by=officer, at=NOON)


#: By the name of its template, what writes the mail.
WRITE: dict[str, Callable[[str], None]] = {one.__name__: one for one in (invitation, lost_password, guest_link)}


def test_every_template_of_a_mail_is_tried_here_in_every_language():
    found = [path.name.split(".") for path in Path(twinward.__path__[0]).glob("**/templates/*/mail/*.txt")]

    assert sorted((kind, language) for kind, language, _txt in found) == sorted(
        (kind, language) for kind in WRITE for language in LANGUAGES
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", WRITE)
def test_every_link_of_a_mail_opens_a_page_in_its_language(server: Taking, kind: str, language: str):
    with time_machine.travel(NOON, tick=False):
        WRITE[kind](language)
        deliver_due(lambda: NOON)
        (address, message), (mail,) = server.taken[-1], Mail.objects.unscoped("a test looks")
        text: str = message.get_payload(decode=True).decode()  # pyright: ignore[reportAttributeAccessIssue] - a mail of one part
        links = re.findall(r"https://partners\.ministry\.example(\S*)", text)
        pages = [Client(headers={"accept-language": language}).get(link or "/") for link in links]

    assert (address, mail.kind, mail.language, message["Content-Language"]) == (TO, kind, language, language)
    assert len(links) == 2  # what it is for, and the site at its end
    assert [(page.status_code, page.headers["Content-Language"]) for page in pages] == [(200, language)] * 2
    assert message["Subject"].strip()
    assert not re.search(r"\{\{|\{%|&\w+;|\n\n\n", text)
