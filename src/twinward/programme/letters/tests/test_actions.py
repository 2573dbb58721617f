"""Writes of the letters room: what they leave, what the ledger tells, and that a refusal leaves nothing."""

from datetime import date

import pytest

from twinward.foundation.identity.rules import ADMINISTRATOR
from twinward.foundation.kernel.actors import NotAllowed
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.ledger import carry_out
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event
from twinward.foundation.kernel.sentences import say
from twinward.foundation.kernel.verify import verify_ledger
from twinward.programme.letters import actions
from twinward.programme.letters.lifecycle import LETTER
from twinward.programme.letters.models import Letter
from twinward.programme.letters.tests.makers import BY, NOON, TODAY, make_account, make_answer, make_draft, make_letter, make_organisation

pytestmark = pytest.mark.django_db


def stored(letter: Letter) -> Letter:
    return Letter.objects.unscoped("a test looks").get(pk=letter.pk)


def verbs(letter: Letter) -> list[str]:
    return list(Event.objects.filter(record=key_of(letter)).order_by("id").values_list("verb", flat=True))


def test_a_draft_is_sent_under_its_number_and_day():
    letter = make_draft(make_organisation(), about=["registry.organisation:1"])
    actions.send(letter, our_number=" 25-04/31882 ", dated_on=TODAY, reply_by=date(2025, 11, 17), by=BY, at=NOON)

    after = stored(letter)
    assert (after.state, after.our_number, after.dated_on, after.reply_by) == ("sent", "25-04/31882", TODAY, date(2025, 11, 17))
    assert verbs(letter) == ["add", "change", "send"]
    assert Event.objects.get(record=key_of(letter), verb="send").facts == {"before": "draft", "after": "sent"}
    assert verify_ledger().findings == ()


@pytest.mark.parametrize(
    ("number", "dated_on", "reply_by", "fault"),
    [
        ("1", date(2025, 11, 4), None, "day_in_the_future"),
        ("1", None, None, "letter_without_day"),
        (" ", TODAY, None, "letter_without_number"),
        ("1", TODAY, date(2025, 11, 2), "reply_before_letter"),
    ],
)
def test_a_refused_sending_leaves_the_draft_as_it_was(number, dated_on, reply_by, fault):
    letter = make_draft(make_organisation())
    with pytest.raises(Refused) as refused:
        actions.send(letter, our_number=number, dated_on=dated_on, reply_by=reply_by, by=BY, at=NOON)

    assert refused.value.faults == (fault,)
    assert (stored(letter).state, stored(letter).our_number, stored(letter).dated_on) == ("draft", "", None)
    assert verbs(letter) == ["add"]


def test_a_letter_is_sent_once():
    letter = make_draft(make_organisation())
    actions.send(letter, our_number="1", dated_on=TODAY, reply_by=None, by=BY, at=NOON)

    with pytest.raises(Refused) as refused:
        actions.send(letter, our_number="2", dated_on=TODAY, reply_by=None, by=BY, at=NOON)
    assert refused.value.faults == ("wrong_state",)
    assert stored(letter).our_number == "1"


def test_a_discarded_draft_can_neither_be_changed_nor_sent():
    letter = make_draft(make_organisation())
    carry_out(LETTER, "discard", letter, by=BY, at=NOON)

    with pytest.raises(Refused):
        actions.edit_draft(letter, by=BY, at=NOON, about=[], body="Another text")
    with pytest.raises(Refused):
        actions.send(letter, our_number="2", dated_on=TODAY, reply_by=None, by=BY, at=NOON)
    assert (stored(letter).state, stored(letter).body) == ("discarded", "Please send it.")


def test_what_changes_in_a_draft_is_told_with_its_before_and_after():
    letter = make_draft(make_organisation(), about=["registry.organisation:1", "registry.organisation:2"])
    actions.edit_draft(letter, by=BY, at=NOON, about=["registry.organisation:2", "registry.organisation:3"], body="Another text")

    assert stored(letter).body == "Another text"
    assert {subject.record for subject in letter.subjects.all()} == {"registry.organisation:2", "registry.organisation:3"}
    changed, about = Event.objects.filter(record=key_of(letter)).order_by("id")[1:]
    assert (changed.facts["before"], changed.facts["after"]) == ({"body": "Please send it."}, {"body": "Another text"})
    assert about.facts["before"] == ["registry.organisation:1", "registry.organisation:2"]
    assert about.facts["after"] == ["registry.organisation:2", "registry.organisation:3"]


def test_nothing_is_told_of_a_draft_that_stays_as_it_was():
    letter = make_draft(make_organisation(), about=["registry.organisation:1"])
    actions.edit_draft(letter, by=BY, at=NOON, about=["registry.organisation:1"], body=letter.body)

    assert verbs(letter) == ["add"]


def test_nobody_writes_in_the_name_of_another_country():
    ours, theirs = make_organisation(), make_organisation("Ministry of Health of Azerbaijan", "AZ")
    officer = make_account(ours)
    letter = make_draft(ours)

    with pytest.raises(NotAllowed):
        actions.draft(ours=theirs, their_country_id="DE", subject="Forged", by=officer, at=NOON)
    with pytest.raises(NotAllowed):
        actions.record(direction="in", ours=theirs, their_country_id="DE", dated_on=TODAY, subject="Forged", by=officer, at=NOON)
    with pytest.raises(NotAllowed):
        actions.edit_draft(letter, by=officer, at=NOON, about=[], ours=theirs)
    assert stored(letter).ours_id == ours.pk
    assert list(Letter.objects.unscoped("a test looks")) == [letter]


def test_who_may_only_read_letters_writes_none():
    ours = make_organisation()
    reader, letter = make_account(ours, ADMINISTRATOR), make_draft(ours)
    with pytest.raises(NotAllowed):
        actions.send(letter, our_number="1", dated_on=TODAY, reply_by=None, by=reader, at=NOON)
    with pytest.raises(NotAllowed):
        actions.edit_draft(letter, by=reader, at=NOON, about=[])
    assert verbs(letter) == ["add"]


def test_a_letter_received_is_on_record_with_what_is_known():
    letter = make_letter(make_organisation(), direction="in", our_number="", their_number="S14402", body="", reply_by=None)

    assert (letter.state, letter.their_number) == ("received", "S14402")
    assert verbs(letter) == ["add"]


def test_a_letter_of_tomorrow_cannot_be_on_record():
    with pytest.raises(Refused) as refused:
        make_letter(make_organisation(), dated_on=date(2025, 11, 4), reply_by=None)
    assert refused.value.faults == ("day_in_the_future",)
    assert not Letter.objects.unscoped("a test looks").exists()


def test_an_answer_fits_the_letter_that_it_answers():
    ours = make_organisation()
    letter = make_letter(ours)
    with pytest.raises(Refused) as too_early:
        make_answer(letter, dated_on=date(2025, 10, 1))
    with pytest.raises(Refused) as other_country:
        make_letter(ours, "FI", in_reply_to=letter, dated_on=date(2025, 10, 20))
    with pytest.raises(Refused) as to_a_draft:
        make_answer(make_draft(ours))
    with pytest.raises(Refused) as drafted:
        make_draft(ours, "FI", in_reply_to=letter)

    assert drafted.value.faults == ("answers_other_sides",)
    assert too_early.value.faults == ("answer_before_letter",)
    assert other_country.value.faults == ("answers_other_sides",)
    assert "answers_a_draft" in to_a_draft.value.faults


def test_a_reminder_is_not_logged_as_sent_before_the_letter_that_it_follows():
    letter = make_letter(make_organisation())
    reminder = make_draft(letter.ours, letter.their_country_id, in_reply_to=letter)
    with pytest.raises(Refused) as refused:
        actions.send(reminder, our_number="25-04/2", dated_on=date(2025, 9, 1), reply_by=None, by=BY, at=NOON)

    assert refused.value.faults == ("reminder_before_letter",)
    assert say("reminder_before_letter") == "A reminder cannot be older than the letter that it follows."


def test_what_answers_something_invented_is_invented_too():
    letter = make_letter(make_organisation(), is_illustrative=True)

    assert make_answer(letter).is_illustrative


def test_a_letter_stands_on_a_day_as_its_answers_until_that_day_say():
    letter = make_letter(make_organisation())
    make_answer(letter)

    def standing(day: date) -> str:
        return Letter.objects.unscoped("a test looks").with_standing(day).get(pk=letter.pk).standing_on(day)

    assert standing(date(2025, 10, 19)) == "awaiting"
    assert standing(date(2025, 10, 20)) == "answered"
    assert not Letter.objects.unscoped("a test looks").unanswered(TODAY).exists()


def test_a_draft_answer_leaves_a_letter_late_and_a_reminder_takes_its_place():
    ours = make_organisation()
    letter = make_letter(ours)
    make_draft(ours, in_reply_to=letter)
    assert list(Letter.objects.unscoped("a test looks").unanswered(TODAY)) == [letter]

    reminder = make_letter(ours, in_reply_to=letter, dated_on=date(2025, 11, 1), reply_by=date(2025, 11, 2))
    assert list(Letter.objects.unscoped("a test looks").unanswered(TODAY)) == [reminder]
