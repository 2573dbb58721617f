"""A letter that was recorded without the one that it answers is joined to it afterwards, and a wrong join is corrected."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.keys import fresh_key, key_of
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event
from twinward.foundation.registry.models import Organisation
from twinward.programme.letters import actions, tasks
from twinward.programme.letters.models import Letter
from twinward.programme.letters.tests.makers import BY, NOON, TODAY, make_answer, make_letter
from twinward.programme.letters.tests.test_pages import at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
OF_OCTOBER = date(2025, 10, 20)


def unjoined(ministry: Organisation, country: str = "DE", **fields: Any) -> Letter:
    """A letter that came on 20 October, recorded as the answer to nothing."""
    received = {"direction": "in", "dated_on": OF_OCTOBER, "reply_by": None, "our_number": "", "their_number": "7/1", "subject": "Our list"}
    return make_letter(ministry, country, **(received | fields))


def joined(letter: Letter, to: Letter | None, *, about: tuple[str, ...] = ()) -> Letter:
    return actions.correct(letter, reason="It names our number.", about=about, by=BY, at=NOON, in_reply_to=to)


def sent(client: Client, letter: Letter, **given: Any) -> Any:
    """The form of its correction, sent as it was opened but for what is given."""
    page = client.get(at("letter-correct", letter.pk)).context
    typed = {name: value for name, value in page["form"].initial.items() if value is not None}
    typed |= {"ours": letter.ours_id, "theirs": "", "reason": "It names our number.", "once": str(fresh_key())}
    typed |= {"seen": page["meanwhile"].seen, "dated_on": letter.dated_on.isoformat() if letter.dated_on else "", "reply_by": ""}
    return client.post(at("letter-correct", letter.pk), typed | given)


def test_it_is_joined_on_its_page_and_what_was_asked_is_answered(kyiv: Client, officer: Account, ministry: Organisation):
    request = make_letter(ministry, about=("registry.organisation:1",))
    answer = unjoined(ministry)
    assert [task.record for task in tasks.tasks(officer, TODAY)] == [key_of(request)]
    page = kyiv.get(at("letter", answer.pk)).content.decode()
    assert f'href="{at("letter-correct", answer.pk)}#id_in_reply_to"' in page
    assert "25-04/1, List of institutions" in kyiv.get(at("letter-correct", answer.pk)).content.decode()

    assert sent(kyiv, answer, in_reply_to=request.pk).status_code == 302
    assert tasks.tasks(officer, TODAY) == []
    assert list(answer.subjects.values_list("record", flat=True)) == ["registry.organisation:1"]
    assert "answered" in kyiv.get(at("letter", request.pk)).content.decode()
    facts = Event.objects.get(record=key_of(answer), verb="change").facts
    assert (facts["before"]["in_reply_to"], facts["after"]["in_reply_to"], facts["reason"]) == (None, request.pk, "It names our number.")
    assert "#id_in_reply_to" not in kyiv.get(at("letter", answer.pk)).content.decode()


def test_a_wrong_join_is_put_right_and_a_correction_of_something_else_keeps_it(kyiv: Client, ministry: Organisation):
    wrong, right = make_letter(ministry), make_letter(ministry, dated_on=date(2025, 10, 3))
    answer = make_answer(wrong)
    assert sent(kyiv, answer, subject="Our answer").status_code == 302
    answer.refresh_from_db()
    assert answer.in_reply_to == wrong

    assert sent(kyiv, answer, in_reply_to=right.pk).status_code == 302
    standing = {one.pk: one.is_answered for one in Letter.objects.unscoped("test").with_standing(TODAY)}
    assert (standing[wrong.pk], standing[right.pk]) == (False, True)
    answer.refresh_from_db()
    assert sent(kyiv, answer, in_reply_to="").status_code == 302
    answer.refresh_from_db()
    assert answer.in_reply_to is None


def test_only_letters_of_the_same_sides_that_are_no_later_are_offered(kyiv: Client, ministry: Organisation):
    fits = make_letter(ministry)
    answer = unjoined(ministry)
    make_letter(ministry, dated_on=date(2025, 10, 21))
    elsewhere = make_letter(ministry, "FR")
    offered = kyiv.get(at("letter-correct", answer.pk)).context["form"].fields["in_reply_to"].queryset
    assert list(offered) == [fits]
    assert sent(kyiv, answer, in_reply_to=elsewhere.pk).status_code == 422
    with pytest.raises(Refused) as refused:
        joined(answer, elsewhere)
    assert refused.value.faults == ("answers_other_sides",)


def test_no_thread_bites_its_own_tail(ministry: Organisation):
    first = make_letter(ministry, dated_on=OF_OCTOBER)
    second = make_answer(first)
    third = make_letter(ministry, dated_on=OF_OCTOBER, in_reply_to=second)
    for letter, to in ((first, second), (first, third), (second, third)):
        with pytest.raises(Refused) as refused:
            joined(letter, to)
        assert refused.value.faults == ("answers_its_answer",)


def test_whoever_joins_it_may_take_a_record_out_again_that_it_is_not_about(ministry: Organisation):
    request = make_letter(ministry, about=("registry.organisation:1",))
    answer = joined(unjoined(ministry), request, about=("registry.organisation:2",))
    assert set(answer.subjects.values_list("record", flat=True)) == {"registry.organisation:1", "registry.organisation:2"}
    actions.correct(answer, reason="Not about it.", about=("registry.organisation:2",), by=BY, at=NOON)
    assert list(answer.subjects.values_list("record", flat=True)) == ["registry.organisation:2"]


def test_the_page_of_a_letter_tells_which_records_it_came_to_be_about(kyiv: Client, ministry: Organisation):
    letter = make_letter(ministry)
    key = f"registry.organisation:{ministry.pk}"
    actions.correct(letter, reason="It names it.", about=(key, "instruments.instrument:77"), by=BY, at=NOON)
    said = " ".join(kyiv.get(at("letter", letter.pk)).content.decode().split())
    assert f'About: <del>-</del> <span class="visually-hidden">became</span><span aria-hidden="true">→</span> {ministry}' in said
