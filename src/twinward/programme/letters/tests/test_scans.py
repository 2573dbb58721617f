"""The scan of a letter: none takes another's place unseen or without a reason, and every file that was its scan stays at hand."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event
from twinward.foundation.registry.models import Organisation
from twinward.programme.letters import actions
from twinward.programme.letters.models import Letter
from twinward.programme.letters.tests.makers import BY, NOON, make_account, make_draft, make_letter, make_organisation
from twinward.programme.letters.tests.test_pages import at, sent, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

FIRST, SECOND = b"%PDF-1.7 the first", b"%PDF-1.7 the second"


@pytest.fixture
def stranger(db: None) -> Client:
    client = Client()
    client.force_login(make_account(make_organisation("Ministry of Health of Azerbaijan", "AZ")))
    return client


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Any) -> None:
    settings.HOME = tmp_path


def paper(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def attached(letter: Letter, content: bytes = FIRST, name: str = "first.pdf", reason: str = "") -> Letter:
    return actions.attach_scan(letter, paper(content, name), name=name, reason=reason, by=BY, at=NOON)


@pytest.mark.parametrize(
    ("content", "reason", "fault"),
    [(SECOND, " ", "scan_replaced_without_reason"), (FIRST, "It was cut off.", "letter_says_so_already")],
)
def test_a_scan_takes_anothers_place_for_a_reason_and_is_another(ministry: Organisation, content: bytes, reason: str, fault: str):
    letter = attached(make_letter(ministry))
    before, events = stored()[0].scan_id, Event.objects.count()

    with pytest.raises(Refused) as refused:
        attached(letter, content, "second.pdf", reason)

    assert refused.value.faults == (fault,)
    assert (stored()[0].scan_id, Event.objects.count()) == (before, events)


def test_of_two_who_attach_at_once_the_second_sees_the_first_and_says_why(kyiv: Client, ministry: Organisation):
    address = at("letter-scan", make_letter(ministry).pk)
    seen = kyiv.get(address).context["meanwhile"].seen
    assert sent(kyiv, address, scan=paper(FIRST, "first.pdf"), seen=seen).status_code == 302

    late = sent(kyiv, address, scan=paper(SECOND, "second.pdf"), seen=seen)

    kept = stored()[0].scan
    assert (late.status_code, kept and kept.name) == (409, "first.pdf")
    assert "first.pdf" in late.content.decode().partition("What was changed since you opened this page")[2].partition("</table>")[0]
    assert (late.context["form"].errors, "reason" in late.context["form"].fields) == ({}, True)
    seen = late.context["meanwhile"].seen
    assert sent(kyiv, address, scan=paper(SECOND, "second.pdf"), seen=seen).status_code == 422
    assert sent(kyiv, address, scan=paper(SECOND, "second.pdf"), seen=seen, reason="The first is cut off.").status_code == 302
    assert Event.objects.filter(record=key_of(stored()[0]), verb="change").latest("id").facts["reason"] == "The first is cut off."


def test_the_file_that_was_the_scan_before_is_linked_in_the_timeline(kyiv: Client, stranger: Client, ministry: Organisation):
    letter = attached(make_letter(ministry))
    earlier = at("letter-scan-earlier", letter.pk, letter.scan_id)
    assert kyiv.get(earlier).status_code == 404  # it is the scan now
    attached(letter, SECOND, "second.pdf", "The first is cut off.")

    page = kyiv.get(at("letter", letter.pk)).content.decode()

    assert f'<del><a href="{earlier}">first.pdf</a></del>' in page
    assert f'href="{at("letter-scan", letter.pk, another=1)}"' in page
    assert b"".join(kyiv.get(earlier)) == FIRST
    assert kyiv.get(at("letter-scan", letter.pk, another=1)).context["form"].fields["reason"].required
    assert (stranger.get(earlier).status_code, kyiv.get(at("letter-scan-earlier", letter.pk, "0" * 64)).status_code) == (404, 404)


def test_a_draft_that_a_colleague_changed_meanwhile_is_not_discarded_unread(kyiv: Client, ministry: Organisation):
    letter = make_draft(ministry)
    address = at("letter-move", letter.pk, "discard")
    seen = dict(kyiv.get(address).context["hidden"])["seen"]
    actions.edit_draft(letter, subject="The list, at last", about=(), by=BY, at=NOON)

    refused = sent(kyiv, address, seen=seen)

    assert (refused.status_code, stored()[0].state) == (409, "draft")
    assert (
        "The list, at last" in refused.content.decode().partition("What was changed since you opened this page")[2].partition("</table>")[0]
    )
    assert sent(kyiv, address, seen=dict(refused.context["hidden"])["seen"]).status_code == 302
    assert stored()[0].state == "discarded"
