"""What letters leave to do, for whom, in which order; and reminders, one of each."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from twinward.foundation.identity.rules import ADMINISTRATOR
from twinward.foundation.kernel.ledger import carry_out
from twinward.foundation.kernel.models import Event, Reminder
from twinward.foundation.kernel.reminders import Due, remind
from twinward.programme.letters import actions, reminders
from twinward.programme.letters.lifecycle import LETTER
from twinward.programme.letters.tasks import tasks
from twinward.programme.letters.tests.makers import BY, NOON, TODAY, make_account, make_answer, make_draft, make_letter, make_organisation


@pytest.mark.django_db
def test_drafts_late_replies_and_letters_to_answer_are_mine_and_what_is_awaited_is_theirs():
    ours = make_organisation()
    officer = make_account(ours)
    make_draft(ours, "FI")
    make_letter(ours, "DE")
    make_letter(ours, "GB", reply_by=date(2025, 11, 20))
    make_letter(ours, "EE", direction="in", reply_by=date(2025, 11, 7), subject="Two places")
    make_answer(make_letter(ours, "NO"))
    make_letter(ours, "SE", reply_by=None)

    told = {task.what: task for task in tasks(officer, TODAY)}
    assert {what: task.turn for what, task in told.items()} == {
        "Send the letter to Finland: List of institutions": "mine",
        "Write a reminder to Germany: List of institutions": "mine",
        "United Kingdom answers: List of institutions": "theirs",
        "Answer Estonia: Two places": "mine",
    }
    late = told["Write a reminder to Germany: List of institutions"]
    assert (late.days_late(TODAY), late.due_on, late.last_letter) == (4, date(2025, 10, 30), date(2025, 10, 2))
    assert late.meta == "asked on 2 October 2025, no answer for 32 days · No. 25-04/1"


@pytest.mark.django_db
def test_a_drafted_reminder_stands_in_place_of_writing_it_and_once_sent_the_other_side_is_awaited():
    ours = make_organisation()
    officer, late = make_account(ours), make_letter(ours)
    reminder = make_draft(ours, in_reply_to=late, subject="Reminder. List of institutions", reply_by=date(2025, 12, 3))
    (told,) = tasks(officer, TODAY)
    assert told.what == "A reminder to Germany is drafted, finish and send it: List of institutions"
    assert (told.turn, told.url, told.step_url, told.days_late(TODAY)) == ("mine", *[f"/letters/{reminder.pk}/"] * 2, 4)
    assert told.meta == "drafted, not sent · asked on 2 October 2025, no answer for 32 days"

    actions.send(reminder, our_number="25-04/9", dated_on=TODAY, reply_by=date(2025, 12, 3), by=officer, at=NOON)
    (told,) = tasks(officer, TODAY)
    assert (told.turn, told.what, told.meta) == ("theirs", "Germany answers: Reminder. List of institutions", "asked today · No. 25-04/9")
    (told,) = tasks(officer, TODAY + timedelta(days=12))
    assert told.meta == "asked on 3 November 2025, no answer for 12 days · No. 25-04/9"


@pytest.mark.django_db
def test_a_drafted_answer_stands_in_place_of_writing_it_and_falls_due_as_the_letter_does():
    ours = make_organisation()
    officer, letter = make_account(ours), make_letter(ours, "EE", direction="in", reply_by=date(2025, 11, 7), subject="Two places")
    draft = make_draft(ours, "EE", in_reply_to=letter, subject="Two places")
    (told,) = tasks(officer, TODAY)

    assert told.what == "An answer to Estonia is drafted, finish and send it: Two places"
    assert (told.due_on, told.url) == (date(2025, 11, 7), f"/letters/{draft.pk}/")


@pytest.mark.django_db
def test_a_discarded_reminder_leaves_the_letter_to_be_written():
    ours = make_organisation()
    officer, late = make_account(ours), make_letter(ours)
    carry_out(LETTER, "discard", make_draft(ours, in_reply_to=late), by=officer, at=NOON)

    assert [task.what for task in tasks(officer, TODAY)] == ["Write a reminder to Germany: List of institutions"]


@pytest.mark.django_db
def test_a_reminder_drafted_before_the_reply_is_late_leaves_it_awaited():
    ours = make_organisation()
    officer, letter = make_account(ours), make_letter(ours, reply_by=date(2025, 11, 20))
    make_draft(ours, in_reply_to=letter, subject="Reminder. List of institutions")

    assert {task.what: task.turn for task in tasks(officer, TODAY)} == {
        "A reminder to Germany is drafted, finish and send it: List of institutions": "mine",
        "Germany answers: List of institutions": "theirs",
    }


@pytest.mark.django_db
def test_letters_are_nobody_else_s_task():
    ours = make_organisation()
    make_letter(ours)
    stranger = make_account(make_organisation("Ministry of Health of Azerbaijan", "AZ"))

    assert tasks(stranger, TODAY) == []
    assert tasks(make_account(ours, ADMINISTRATOR), TODAY) == []


@pytest.mark.django_db
def test_of_a_late_reply_its_own_side_is_reminded_once():
    ours = make_organisation()
    letter = make_letter(ours)
    make_letter(ours, reply_by=date(2025, 11, 3))
    due = reminders.due(TODAY)

    assert due == [Due("reply_late", f"letters.letter:{letter.pk}", date(2025, 10, 30), f"registry.organisation:{ours.pk}")]
    assert remind(due, by=BY, at=NOON) == due
    assert remind(reminders.due(TODAY + timedelta(days=1))[:1], by=BY, at=NOON) == []
    assert Event.objects.filter(verb="remind").count() == Reminder.objects.count() == 1


dues = st.builds(
    Due,
    st.sampled_from(["reply_late", "answer_late"]),
    st.sampled_from(["letters.letter:1", "letters.letter:2"]),
    st.sampled_from([date(2025, 10, 30), date(2025, 10, 31)]),
    st.sampled_from(["registry.organisation:1", "account:1"]),
)


class RemindersAreIdempotent(TestCase):
    @given(rounds=st.lists(st.lists(dues, max_size=8), max_size=4))
    def test_one_for_each_rule_record_day_and_recipient_however_often_asked(self, rounds: list[list[Due]]) -> None:
        """I24."""
        new = [due for asked in rounds for due in remind(asked, by=BY, at=NOON)]

        assert len(new) == len(set(new))
        assert set(new) == {due for asked in rounds for due in asked}
        assert Reminder.objects.count() == Event.objects.filter(verb="remind").count() == len(new)
