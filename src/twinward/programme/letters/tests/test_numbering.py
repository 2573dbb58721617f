"""A registry number stands once in a year's register; a number of the other side that stands twice is told and can be recorded."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.crowd import PEOPLE, at_once
from twinward.foundation.kernel.keys import fresh_key
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event
from twinward.foundation.registry.models import Organisation
from twinward.programme.letters import actions
from twinward.programme.letters.models import Letter
from twinward.programme.letters.tests.makers import BY, NOON, TODAY, make_draft, make_letter, make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
NUMBER, NEXT = "25-04/Вих-7", date(2025, 10, 3)


def stored() -> int:
    return Letter.objects.unscoped("a test looks").count()


def record(client: Client, ministry: Organisation, **fields: Any) -> Any:
    given = {
        "ours": ministry.pk,
        "their_country": "DE",
        "subject": "Another",
        "language": "en",
        "dated_on": "3.10.2025",
        "direction": "out",
    }
    return client.post(reverse("letter-record"), {"once": str(fresh_key())} | given | fields)


def send(client: Client, draft: Letter, **fields: Any) -> Any:
    address = reverse("letter-move", args=[draft.pk, "send"])
    given = {"our_number": NUMBER, "dated_on": "2.10.2025", "reply_by": "", "seen": client.get(address).context["meanwhile"].seen}
    return client.post(address, {"once": str(fresh_key())} | given | fields)


def correct(client: Client, letter: Letter, **fields: Any) -> Any:
    address = reverse("letter-correct", args=[letter.pk])
    page = client.get(address).context
    given = {name: page["form"].initial.get(name) or "" for name in ("our_number", "their_number", "dated_on", "subject", "language")}
    given |= {"ours": letter.ours_id, "their_country": letter.their_country_id, "reason": "Misread", "seen": page["meanwhile"].seen}
    return client.post(address, {"once": str(fresh_key())} | given | fields)


@pytest.mark.parametrize("number", [NUMBER, NUMBER.lower(), NUMBER.upper(), f" {NUMBER} "])
def test_a_number_of_ours_stands_on_no_second_letter_of_its_year(ministry: Organisation, number: str):
    make_letter(ministry, our_number=NUMBER)
    draft = make_draft(ministry, "SK")
    events = Event.objects.count()

    with pytest.raises(Refused) as refused:
        actions.send(draft, our_number=number, dated_on=TODAY, reply_by=None, by=BY, at=NOON)
    assert refused.value.faults == ("our_number_taken",)
    with pytest.raises(Refused):
        make_letter(ministry, our_number=number.strip(), dated_on=NEXT)
    assert Event.objects.count() == events


def test_a_draft_is_not_sent_unasked_under_the_number_of_a_letter_received(kyiv: Client, ministry: Organisation):
    make_letter(ministry, our_number=NUMBER, direction="in", reply_by=None)
    assert "stands on a letter received in the same year" in send(kyiv, make_draft(ministry, "SK")).content.decode()


def test_another_year_another_direction_and_another_organisation_have_numbers_of_their_own(ministry: Organisation):
    make_letter(ministry, our_number=NUMBER)
    make_letter(ministry, our_number=NUMBER, dated_on=date(2024, 10, 2), reply_by=None)
    make_letter(ministry, our_number=NUMBER, direction="in", reply_by=None)
    make_letter(make_organisation("Okhmatdyt", "UA", "hospital"), our_number=NUMBER)
    for _time in range(2):
        make_letter(ministry, our_number="")
    assert stored() == 6


def test_a_home_that_holds_a_double_goes_on(ministry: Organisation):
    first, second = make_letter(ministry, our_number=NUMBER), make_letter(ministry)
    Letter.objects.unscoped("as an earlier version let it be written").filter(pk=second.pk).update(
        our_number=NUMBER, dated_on=first.dated_on
    )
    second.refresh_from_db()
    second.full_clean()

    actions.send(make_draft(ministry), our_number="25-04/8", dated_on=TODAY, reply_by=None, by=BY, at=NOON)
    with pytest.raises(Refused):
        make_letter(ministry, "SK", our_number=NUMBER, dated_on=NEXT)


def test_the_refusal_shows_the_letter_that_has_the_number(kyiv: Client, ministry: Organisation):
    first = make_letter(ministry, our_number=NUMBER, subject="The first")
    draft = make_draft(ministry)
    for answer in (send(kyiv, draft), record(kyiv, ministry, our_number=NUMBER)):
        text = answer.content.decode()
        assert (answer.status_code, 'data-fault="our_number_taken"' in text) == (409, True)
        assert reverse("letter", args=[first.pk]) in text
        assert NUMBER in text


def test_one_letter_to_several_addressees_is_asked_about_and_may_be_sent(kyiv: Client, ministry: Organisation):
    first = make_letter(ministry, our_number=NUMBER)
    draft = make_draft(ministry, "SK")
    asked = send(kyiv, draft)

    assert (asked.status_code, "That is right for one letter to several addressees alone." in asked.content.decode()) == (200, True)
    assert Letter.objects.unscoped("a test looks").get(pk=draft.pk).is_draft
    assert send(kyiv, draft, despite=f"our_number:{first.pk}").status_code == 302


def test_a_number_of_the_other_side_that_stands_already_is_told_and_can_be_recorded(kyiv: Client, ministry: Organisation):
    first = make_letter(ministry, direction="in", their_number="7/1", our_number="", reply_by=None, subject="The first")
    theirs = {"direction": "in", "their_number": "7/1"}
    asked = record(kyiv, ministry, **theirs)
    text = asked.content.decode()

    assert (asked.status_code, stored()) == (200, 1)
    for words in (
        "It may be the same letter.",
        "The first",
        "Record it all the same",
        f'value="their_number:{first.pk}"',
        'value="Another"',
    ):
        assert words in text, words
    assert record(kyiv, ministry, **theirs, despite=f"their_number:{first.pk}").status_code == 302
    assert stored() == 2


def test_a_number_that_stands_on_a_letter_that_went_the_other_way_is_told_and_can_be_recorded(kyiv: Client, ministry: Organisation):
    first = make_letter(ministry, our_number=NUMBER, subject="The first")
    asked = record(kyiv, ministry, their_country="IT", direction="in", our_number=NUMBER)
    text = asked.content.decode()

    assert (asked.status_code, stored()) == (200, 1)
    assert "stands on a letter that was sent in the same year" in text
    assert reverse("letter", args=[first.pk]) in text
    assert record(kyiv, ministry, direction="in", our_number=NUMBER, despite=f"other_book:{first.pk}").status_code == 302


def test_a_bare_count_runs_in_both_books(kyiv: Client, ministry: Organisation):
    make_letter(ministry, our_number="7")
    assert record(kyiv, ministry, direction="in", our_number="7").status_code == 302


def test_a_correction_says_which_letter_has_the_number_that_it_would_give(kyiv: Client, ministry: Organisation):
    make_letter(ministry, direction="in", their_number="7/1", our_number="", reply_by=None, subject="The first")
    second = make_letter(ministry, direction="in", their_number="7/2", our_number="", reply_by=None)
    sent_one, other = make_letter(ministry, our_number=NUMBER, subject="The first sent"), make_letter(ministry, our_number="25-04/9")

    theirs = correct(kyiv, second, their_number="7/1")
    assert (theirs.status_code, "It may be the same letter." in theirs.content.decode()) == (200, True)
    first = Letter.objects.unscoped("a test looks").get(subject="The first")
    assert correct(kyiv, second, their_number="7/1", despite=f"their_number:{first.pk}").status_code == 302
    assert correct(kyiv, second, their_number="7/1", subject="Renamed").status_code == 302
    refused = correct(kyiv, other, our_number=NUMBER)
    assert (refused.status_code, reverse("letter", args=[sent_one.pk]) in refused.content.decode()) == (409, True)


@pytest.mark.parametrize("is_brought", [True, False])
def test_a_scan_is_to_be_chosen_again_only_where_one_was_brought(kyiv: Client, ministry: Organisation, is_brought: bool):
    make_letter(ministry, direction="in", their_number="7/1", our_number="", reply_by=None)
    scan = {"scan": SimpleUploadedFile("answer.pdf", b"%PDF-1.7 an answer")} if is_brought else {}
    asked = record(kyiv, ministry, direction="in", their_number="7/1", **scan).content.decode()

    assert "Record it all the same" in asked
    assert ("A scan has to be chosen again." in asked) == is_brought


@pytest.mark.parametrize(
    "fields", [{"their_country": "SK"}, {"their_number": "7/2"}, {"dated_on": "3.10.2024"}, {"direction": "out"}, {"their_number": ""}]
)
def test_their_number_on_a_letter_of_another_side_year_or_direction_says_nothing(
    kyiv: Client, ministry: Organisation, fields: dict[str, str]
):
    make_letter(ministry, direction="in", their_number="7/1", our_number="", reply_by=None)
    assert record(kyiv, ministry, **{"direction": "in", "their_number": "7/1", **fields}).status_code == 302


def test_of_four_that_give_one_number_at_once_one_does(transactional_db: None):
    ministry = make_organisation()
    drafts = iter([make_draft(ministry, country) for country in ("DE", "SK", "AT", "FI")])
    days = iter(date(2025, 10, day) for day in range(1, PEOPLE + 1))

    def press() -> None:
        actions.send(next(drafts), our_number=NUMBER, dated_on=next(days), reply_by=None, by=BY, at=NOON)

    got = at_once(press)
    assert got.count(None) == 1
    assert [one.faults for one in got if isinstance(one, Refused)] == [("our_number_taken",)] * (PEOPLE - 1)


def test_what_may_not_be_is_said_before_what_is_only_asked_about(kyiv: Client, ministry: Organisation):
    first, theirs = make_letter(ministry, our_number=NUMBER), {"direction": "in", "their_number": "7/1", "our_number": ""}
    make_letter(ministry, **theirs, dated_on=date(2025, 10, 20))
    reminder = make_draft(ministry, body="Please reply by 10 December 2025.", in_reply_to=first)
    older = send(kyiv, reminder, our_number="25-04/8", dated_on="1.10.2025", reply_by="20.12.2025")
    assert (older.status_code, "A reminder cannot be older" in older.content.decode()) == (409, True)
    taken = send(kyiv, reminder, reply_by="20.12.2025")
    assert (taken.status_code, "Another letter has this number of ours" in taken.content.decode()) == (409, True)
    second = make_letter(ministry, **theirs | {"their_number": "7/2"}, dated_on=date(2025, 10, 21))
    for future in (record(kyiv, ministry, **theirs, dated_on="1.12.2025"), correct(kyiv, second, their_number="7/1", dated_on="1.12.2025")):
        assert (future.status_code, "future" in future.content.decode()) == (409, True)
    asked = send(kyiv, reminder, our_number="25-04/8", reply_by="20.12.2025")
    assert (asked.status_code, "Record it all the same" in asked.content.decode()) == (200, True)
