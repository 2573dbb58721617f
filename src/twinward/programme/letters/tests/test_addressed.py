"""A letter that was sent to an institution of this node is seen by its people, as theirs to answer; nothing else of the other side is."""

from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.rules import FOCAL_POINT
from twinward.foundation.registry.models import Organisation
from twinward.programme.letters import actions, tasks
from twinward.programme.letters.finding import letters
from twinward.programme.letters.models import Letter
from twinward.programme.letters.tests.makers import NOON, TODAY, make_account, make_draft, make_letter, make_organisation

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def baku(ministry: Organisation) -> Organisation:
    return make_organisation("Ministry of Health of Azerbaijan", "AZ")


@pytest.fixture
def reader(baku: Organisation) -> Account:
    return make_account(baku)


@pytest.fixture
def browser(reader: Account) -> Client:
    client = Client()
    client.force_login(reader)
    return client


def to_baku(ministry: Organisation, baku: Organisation, **fields: object) -> Letter:
    return make_letter(ministry, "AZ", **({"theirs": baku, "subject": "A certified copy", "our_number": "25-04/7"} | fields))


def words(client: Client, name: str, *given: object) -> str:
    response = client.get(reverse(name, args=given))
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def test_whoever_it_was_sent_to_sees_it_as_received_and_theirs_to_answer(ministry: Organisation, baku: Organisation, browser: Client):
    letter = to_baku(ministry, baku)
    page, listed = words(browser, "letter", letter.pk), words(browser, "letters")

    assert "<dd>received</dd> <dt>Our side</dt><dd>Ministry of Health of Azerbaijan</dd>" in page
    assert "<dt>Other side</dt><dd>Ministry of Health of Ukraine, Ukraine</dd>" in page
    assert '<dt>Our number</dt><dd class="id">-</dd> <dt>Their number</dt><dd class="id">25-04/7</dd>' in page
    assert "Turn: Ministry of Health of Azerbaijan" in page
    assert "to be answered, late 4 days" in page
    assert all(word in listed for word in ("A certified copy", "Ukraine", "to be answered, late 4 days"))
    assert all(words(browser, name, letter.pk) for name in ("letter-print", "letter-text"))


def test_it_stands_in_their_day_as_theirs_and_in_the_senders_as_the_others(
    ministry: Organisation, baku: Organisation, reader: Account, officer: Account
):
    to_baku(ministry, baku, reply_by=date(2025, 11, 17))
    (mine,), (theirs,) = tasks.tasks(reader, TODAY), tasks.tasks(officer, TODAY)

    assert (mine.turn, mine.what, mine.step) == ("mine", "Answer Ministry of Health of Ukraine: A certified copy", "Open")
    assert (theirs.turn, theirs.who) == ("theirs", "Ministry of Health of Azerbaijan")


def test_neither_its_drafts_nor_what_they_received_nor_letters_to_the_country_alone_are_seen(
    ministry: Organisation, baku: Organisation, reader: Account
):
    make_draft(ministry, "AZ", theirs=baku)
    to_baku(ministry, baku, direction="in", our_number="")
    make_letter(ministry, "AZ")

    assert not Letter.objects.visible_to(reader).exists()
    assert tasks.tasks(reader, TODAY) == []


def test_what_the_senders_noted_of_it_stays_with_them(
    ministry: Organisation, baku: Organisation, browser: Client, officer: Account, kyiv: Client
):
    letter = to_baku(ministry, baku)
    scan = SimpleUploadedFile("copy.pdf", PDF, "application/pdf")
    actions.attach_scan(letter, scan, name="copy.pdf", by=officer, at=NOON)
    actions.correct(letter, reason="The clerk misread it.", about=(), subject="Two certified copies", by=officer, at=NOON)

    page = words(browser, "letter", letter.pk)
    assert "Two certified copies" in page
    assert not any(told in page for told in ("misread", "copy.pdf", "Timeline", "Correct this record"))
    assert "misread" in words(kyiv, "letter", letter.pk)
    for name in ("letter-scan", "letter-edit", "letter-correct"):
        assert browser.get(reverse(name, args=[letter.pk])).status_code == 403
    for query in ("answers", "follows"):
        assert browser.get(f"{reverse('letter-new')}?{query}={letter.pk}").status_code == 403


def test_a_focal_point_sees_those_to_their_own_institution_alone(ministry: Organisation, baku: Organisation):
    clinic = make_organisation("A Clinic", "AZ", "hospital")
    its_own = make_account(clinic, FOCAL_POINT)
    to_baku(ministry, baku)
    letter = to_baku(ministry, clinic, our_number="25-04/8")

    assert list(Letter.objects.visible_to(its_own)) == [letter]


def test_the_search_calls_it_received_for_them_and_sent_for_the_senders(
    ministry: Organisation, baku: Organisation, reader: Account, officer: Account
):
    to_baku(ministry, baku)

    assert [hit.kind for hit in letters("25-04/7", actor=reader, limit=3)] == ["letter received"]
    assert [hit.kind for hit in letters("25-04/7", actor=officer, limit=3)] == ["letter sent"]


@pytest.mark.parametrize(("query", "count"), [("standing=to_answer_late", 1), ("standing=late", 0), ("direction=in", 1), ("country=UA", 1)])
def test_their_list_is_narrowed_by_how_it_stands_for_them(
    ministry: Organisation, baku: Organisation, browser: Client, query: str, count: int
):
    to_baku(ministry, baku)

    assert browser.get(f"{reverse('letters')}?{query}").content.decode().count("A certified copy") == count
