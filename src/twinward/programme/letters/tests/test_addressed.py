"""A letter that was sent to an institution of this node is seen by its people, as theirs to answer; nothing else of the other side is."""

from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.rules import FOCAL_POINT
from twinward.foundation.kernel.keys import fresh_key
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.registry.models import Organisation
from twinward.programme.letters import actions, tasks
from twinward.programme.letters.finding import letters
from twinward.programme.letters.models import Letter
from twinward.programme.letters.pages import thread
from twinward.programme.letters.tests.makers import BY, NOON, TODAY, make_account, make_draft, make_letter, make_organisation

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

    assert "<dd>incoming</dd> <dt>Our side</dt><dd>Ministry of Health of Azerbaijan</dd>" in page
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
    assert browser.get(f"{reverse('letter-new')}?follows={letter.pk}").status_code == 403


def test_whoever_it_was_sent_to_answers_it_and_the_senders_have_their_answer(
    ministry: Organisation, baku: Organisation, browser: Client, reader: Account, officer: Account, kyiv: Client
):
    letter = to_baku(ministry, baku)
    address = f"{reverse('letter-new')}?answers={letter.pk}"
    assert f'href="{address}"' in words(browser, "letter", letter.pk)
    form = browser.get(address).context["form"]
    begins = {name: form.initial[name] for name in ("ours", "their_country", "theirs", "subject")}
    assert begins == {"ours": baku, "their_country": "UA", "theirs": ministry, "subject": "A certified copy"}
    typed = {"ours": baku.pk, "their_country": "Ukraine", "theirs": ministry.name, "language": "en", "subject": "Copy", "body": "Here."}
    assert browser.post(address, typed | {"once": str(fresh_key())}).status_code == 302

    draft = Letter.objects.unscoped("test").get(in_reply_to=letter)
    (mine,) = tasks.tasks(reader, TODAY)
    assert mine.what == "An answer to Ministry of Health of Ukraine is drafted, finish and send it: Copy"
    assert [task.url for task in tasks.tasks(officer, TODAY)] == [reverse("letter", args=[letter.pk])]
    assert kyiv.get(reverse("letter", args=[draft.pk])).status_code == 404
    actions.send(draft, our_number="1-1/7", dated_on=TODAY, reply_by=None, by=reader, at=NOON)
    assert tasks.tasks(reader, TODAY) == tasks.tasks(officer, TODAY) == []
    for client in (browser, kyiv):
        page = words(client, "letter", letter.pk)
        assert "answered" in page
        assert f'href="{reverse("letter", args=[draft.pk])}"' in page
    (standing,) = Letter.objects.unscoped("test").filter(pk=letter.pk).with_standing(TODAY)
    assert (standing.is_answered, standing.is_followed) == (True, False)


def test_what_the_senders_write_after_it_follows_it_and_answers_nothing(ministry: Organisation, baku: Organisation, officer: Account):
    letter = to_baku(ministry, baku)
    answer = actions.record(
        direction="out",
        ours=baku,
        their_country_id="UA",
        theirs=ministry,
        dated_on=TODAY,
        subject="Copy",
        in_reply_to=letter,
        by=BY,
        at=NOON,
    )
    again = actions.record(
        direction="out",
        ours=ministry,
        their_country_id="AZ",
        theirs=baku,
        dated_on=TODAY,
        subject="Thanks",
        in_reply_to=answer,
        by=BY,
        at=NOON,
    )
    assert (answer.is_answer, again.is_answer) == (True, True)
    follows = to_baku(ministry, baku, in_reply_to=letter, dated_on=TODAY, reply_by=None, our_number="25-04/9")
    assert not follows.is_answer
    told = {one.letter.pk: one.depth for one in thread(read_by(officer, letter.pk), officer, TODAY)}
    assert told == {letter.pk: 0, answer.pk: 1, again.pk: 2, follows.pk: 1}


def read_by(account: Account, pk: int) -> Letter:
    return Letter.objects.visible_to(account).as_read_by(account).with_standing(TODAY).select_related("ours", "theirs").get(pk=pk)


def test_nobody_answers_it_for_the_addressee_nor_to_somebody_else(ministry: Organisation, baku: Organisation):
    letter = to_baku(ministry, baku)
    clinic = make_organisation("A Clinic", "AZ", "hospital")
    given = {"direction": "out", "dated_on": TODAY, "subject": "Copy", "in_reply_to": letter, "by": BY, "at": NOON}
    for ours, country, theirs in ((clinic, "UA", ministry), (baku, "UA", None), (baku, "PL", ministry)):
        with pytest.raises(Refused) as refused:
            actions.record(ours=ours, their_country_id=country, theirs=theirs, **given)
        assert refused.value.faults == ("answers_other_sides",)


def test_an_answer_that_the_addressee_only_drafts_does_not_hinder_the_senders(ministry: Organisation, baku: Organisation, officer: Account):
    letter = to_baku(ministry, baku)
    make_draft(baku, "UA", theirs=ministry, in_reply_to=letter, dated_on=date(2025, 10, 3))
    actions.correct(letter, reason="Sent later.", about=(), dated_on=date(2025, 10, 8), by=officer, at=NOON)
    assert Letter.objects.unscoped("test").get(pk=letter.pk).dated_on == date(2025, 10, 8)


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
