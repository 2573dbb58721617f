"""What is on record of a letter that was sent or received is corrected with a reason, and what it said stays in the ledger."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from twinward.foundation.identity.rules import ADMINISTRATOR
from twinward.foundation.kernel.keys import fresh_key, key_of
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event
from twinward.foundation.registry.models import Organisation
from twinward.programme.letters import actions
from twinward.programme.letters.models import Letter
from twinward.programme.letters.tests.makers import BY, NOON, make_account, make_answer, make_draft, make_letter, make_organisation
from twinward.programme.letters.tests.test_pages import at, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def corrected(letter: Letter, *, reason: str = "Read wrongly", about: tuple[str, ...] = (), **values: Any) -> Letter:
    return actions.correct(letter, reason=reason, about=about, by=BY, at=NOON, **values)


def faults(letter: Letter, **given: Any) -> list[str]:
    """Why it is not corrected so; nothing is written then."""
    before, events = Letter.objects.unscoped("test").values().get(pk=letter.pk), Event.objects.count()
    with pytest.raises(Refused) as refused:
        corrected(letter, **given)
    assert Letter.objects.unscoped("test").values().get(pk=letter.pk) == before
    assert Event.objects.count() == events
    return list(refused.value.faults)


def test_its_day_and_number_are_set_right_and_the_ledger_keeps_what_they_were(ministry: Organisation):
    letter = make_letter(ministry)
    corrected(letter, dated_on=date(2025, 9, 1), their_number="7/b", about=("registry.organisation:1",))

    (now,) = stored()
    assert (now.state, now.dated_on, now.their_number) == ("sent", date(2025, 9, 1), "7/b")
    told = Event.objects.filter(record=key_of(letter), verb="change").get().facts
    assert (told["reason"], told["before"]["dated_on"], told["after"]["dated_on"]) == ("Read wrongly", "2025-10-02", "2025-09-01")
    assert list(now.subjects.values_list("record", flat=True)) == ["registry.organisation:1"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"reason": "  "}, ["letter_corrected_without_reason"]),
        ({}, ["letter_says_so_already"]),
        ({"dated_on": None}, ["letter_without_day"]),
        ({"dated_on": date(2030, 1, 1), "reply_by": None}, ["day_in_the_future"]),
        ({"dated_on": date(2025, 11, 2), "reply_by": date(2025, 11, 1)}, ["reply_before_letter"]),
    ],
)
def test_it_never_says_what_a_letter_may_not_say(ministry: Organisation, values: dict[str, Any], expected: list[str]):
    assert faults(make_letter(ministry), **values) == expected


def test_it_stays_older_than_its_answer_and_between_the_same_sides(ministry: Organisation):
    letter = make_letter(ministry)
    answer = make_answer(letter)
    assert answer.dated_on
    assert faults(letter, dated_on=date(2025, 11, 2), reply_by=None) == ["answered_answer_before_letter"]
    assert faults(letter, their_country_id="NO") == ["answered_answers_other_sides"]
    assert faults(answer, dated_on=date(2020, 1, 1), reply_by=None) == ["answer_before_letter"]


def test_a_number_of_ours_is_not_given_twice_by_a_correction(ministry: Organisation):
    make_letter(ministry, our_number="12/a")
    other = make_letter(ministry, our_number="13/a", dated_on=date(2025, 10, 2))
    assert faults(other, our_number="12/A") == ["our_number_taken"]


@pytest.mark.parametrize("move", ["", "discard"])
def test_of_what_is_no_letter_yet_nothing_is_corrected(kyiv: Client, ministry: Organisation, move: str):
    letter = make_draft(ministry)
    if move:
        kyiv.post(at("letter-move", letter.pk, move), {"once": str(fresh_key())})
    assert faults(letter) == ["letter_not_on_record"]
    assert kyiv.get(at("letter-correct", letter.pk)).status_code == 409


def test_a_clerk_corrects_a_wrong_day_on_a_page_and_reads_both_afterwards(kyiv: Client, ministry: Organisation):
    letter = make_letter(ministry, body="As agreed.")
    page = at("letter-correct", letter.pk)
    assert page in kyiv.get(at("letter", letter.pk)).content.decode()
    asked = kyiv.get(page)
    assert "Asks for a reason" not in asked.content.decode()
    typed = {name: value for name, value in asked.context["form"].initial.items() if value is not None}
    typed |= {
        "ours": ministry.pk,
        "theirs": "",
        "dated_on": "30 September 2025",
        "reply_by": "",
        "about": [],
        "seen": asked.context["meanwhile"].seen,
    }

    without = kyiv.post(page, {**typed, "once": str(fresh_key())})
    assert (without.status_code, without.context["form"].errors["reason"]) == (422, ["This field is required."])
    assert kyiv.post(page, {**typed, "reason": "The stamp says so", "once": str(fresh_key())}).status_code == 302

    assert stored()[0].dated_on == date(2025, 9, 30)
    said = kyiv.get(at("letter", letter.pk)).content.decode()
    assert "The stamp says so" in said
    assert "30 September 2025" in said


def test_whoever_only_reads_or_sees_nothing_finds_no_page_for_it(client: Client, ministry: Organisation):
    letter = make_letter(ministry)
    address = at("letter-correct", letter.pk)
    for account, status in (
        (make_account(ministry, ADMINISTRATOR), 403),
        (make_account(make_organisation("Ministry of Health of Azerbaijan", "AZ")), 404),
    ):
        client.force_login(account)
        assert (client.get(address).status_code, client.post(address, {"once": str(fresh_key())}).status_code) == (status, status)


@pytest.mark.parametrize(("name", "make"), [("letter-correct", make_letter), ("letter-edit", make_draft)])
def test_a_ministry_that_corrects_a_hospitals_letter_leaves_it_the_hospitals(kyiv: Client, name: str, make: Any):
    hospital = make_organisation("Okhmatdyt", kind="hospital")
    form = kyiv.get(at(name, make(hospital).pk)).context["form"]
    assert (form.initial["ours"], hospital in form.fields["ours"].queryset) == (hospital, True)


def test_a_text_that_nobody_changed_is_no_change_however_the_browser_ends_its_lines(kyiv: Client, ministry: Organisation):
    letter = make_letter(ministry, body="Dear colleagues,\nplease send it.")
    form = kyiv.get(at("letter-correct", letter.pk))
    typed = {name: value or "" for name, value in form.context["form"].initial.items()} | {"ours": ministry.pk, "about": []}
    typed |= {"dated_on": "2 October 2025", "reply_by": "30 October 2025", "seen": form.context["meanwhile"].seen, "once": str(fresh_key())}
    typed |= {"body": "Dear colleagues,\r\nplease send it.", "subject": "Another list", "reason": "Read wrongly"}
    assert kyiv.post(at("letter-correct", letter.pk), typed).status_code == 302
    told = Event.objects.filter(record=key_of(letter), verb="change").get().facts
    assert list(told["after"]) == ["subject"]
