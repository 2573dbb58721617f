"""What a letter must have, and how it stands on a day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from twinward.programme.letters import rules
from twinward.programme.letters.lifecycle import LETTER
from twinward.programme.letters.rules import Numbered
from twinward.programme.letters.sentences import SENTENCES
from twinward.programme.letters.wording import STANDINGS, standing_words

TODAY, YESTERDAY, TOMORROW = date(2025, 11, 3), date(2025, 11, 2), date(2025, 11, 4)
BERLIN, BONN, PARIS = ("DE", None), ("DE", 7), ("FR", None)


@pytest.mark.parametrize(
    ("dated_on", "reply_by", "body", "number", "faults"),
    [
        (TODAY, None, "Text", "1", []),
        (TODAY, TODAY, "Text", "1", []),
        (None, None, "Text", "1", ["letter_without_day"]),
        (TOMORROW, None, "Text", "1", ["day_in_the_future"]),
        (TODAY, YESTERDAY, "Text", "1", ["reply_before_letter"]),
        (TODAY, None, " \n", "1", ["letter_without_text"]),
        (TODAY, None, "Text", " ", ["letter_without_number"]),
        (None, TODAY, "", "", ["letter_without_day", "letter_without_text", "letter_without_number"]),
    ],
)
def test_a_letter_is_sent_with_a_day_a_text_and_a_number(dated_on, reply_by, body, number, faults):
    assert list(rules.sending_faults(dated_on, reply_by, body, number, today=TODAY)) == faults


def test_a_letter_on_record_may_lack_text_and_number_but_not_its_day():
    assert list(rules.recording_faults(YESTERDAY, None, today=TODAY)) == []
    assert list(rules.recording_faults(None, None, today=TODAY)) == ["letter_without_day"]
    assert list(rules.recording_faults(TOMORROW, None, today=TODAY)) == ["day_in_the_future"]


@pytest.mark.parametrize(
    ("dated_on", "answered_on", "sides", "faults"),
    [
        (TODAY, YESTERDAY, (1, "DE"), []),
        (TODAY, TODAY, (1, "DE"), []),
        (None, YESTERDAY, (1, "DE"), []),
        (YESTERDAY, TODAY, (1, "DE"), ["answer_before_letter"]),
        (TODAY, None, (1, "DE"), ["answers_a_draft"]),
        (TODAY, YESTERDAY, (2, "DE"), ["answers_other_sides"]),
        (TODAY, YESTERDAY, (1, "FI"), ["answers_other_sides"]),
    ],
)
def test_an_answer_lies_between_the_same_sides_and_not_before(dated_on, answered_on, sides, faults):
    assert list(rules.answering_faults(dated_on, answered_on, sides, (1, "DE"), is_answer=True)) == faults


def test_a_reminder_before_the_letter_that_it_follows_is_called_one():
    assert list(rules.answering_faults(YESTERDAY, TODAY, (1, "DE"), (1, "DE"), is_answer=False)) == ["reminder_before_letter"]


def test_what_an_answer_and_a_reminder_are_both_refused_for_is_told_of_both():
    faults = list(rules.answering_faults(TODAY, None, (1, "DE"), (1, "FI"), is_answer=False))

    assert faults == ["answers_a_draft", "answers_other_sides"]
    assert all(str(SENTENCES[fault]).startswith("The letter that this one answers or follows ") for fault in faults)


@pytest.mark.parametrize(
    ("direction", "state", "reply_by", "answered", "followed", "standing"),
    [
        ("out", "draft", YESTERDAY, False, False, "draft"),
        ("out", "discarded", None, False, False, "discarded"),
        ("out", "sent", TODAY, False, False, "awaiting"),
        ("out", "sent", YESTERDAY, False, False, "late"),
        ("out", "sent", YESTERDAY, True, False, "answered"),
        ("out", "sent", YESTERDAY, True, True, "answered"),
        ("out", "sent", YESTERDAY, False, True, "followed"),
        ("out", "sent", None, False, False, "no_reply_asked"),
        ("in", "received", TODAY, False, False, "to_answer"),
        ("in", "received", YESTERDAY, False, False, "to_answer_late"),
        ("in", "received", None, False, False, "no_reply_asked"),
    ],
)
def test_a_letter_stands_as_its_days_and_answers_say(direction, state, reply_by, answered, followed, standing):
    assert rules.standing(direction, state, reply_by, answered=answered, followed=followed, today=TODAY) == standing


@pytest.mark.parametrize(
    ("reason", "faults"), [("Misread", []), ("", ["letter_corrected_without_reason"]), (" \n", ["letter_corrected_without_reason"])]
)
def test_whoever_corrects_a_letter_says_why(reason, faults):
    assert list(rules.correcting_faults(reason)) == faults


@pytest.mark.parametrize(
    ("letter", "others", "is_taken"),
    [
        (Numbered("out", TODAY, BERLIN), [], False),
        (Numbered("out", TODAY, BERLIN), [Numbered("out", TOMORROW, PARIS)], True),
        (Numbered("out", TODAY, BERLIN), [Numbered("out", TODAY, BERLIN)], True),
        (Numbered("out", TODAY, BERLIN), [Numbered("out", TODAY, PARIS), Numbered("out", TODAY, BONN)], False),
        (Numbered("out", TODAY, BERLIN), [Numbered("out", TODAY, PARIS), Numbered("out", TOMORROW, BONN)], True),
        (Numbered("in", TODAY, BERLIN), [Numbered("in", TODAY, PARIS)], True),
    ],
)
def test_a_number_is_given_once_but_to_one_letter_of_several_addressees(letter: Numbered, others: list[Numbered], is_taken: bool):
    assert list(rules.number_faults(letter, others)) == (["our_number_taken"] if is_taken else [])


def test_every_standing_has_words_a_shape_and_a_turn():
    assert set(STANDINGS) == set(rules.TURN)
    assert {one for one, whose in rules.TURN.items() if whose == "mine"} == {"draft", "late", "to_answer", "to_answer_late"}
    assert {one for one, whose in rules.TURN.items() if whose == "theirs"} == {"awaiting"}
    assert standing_words("late", 1)[1] == "no answer, late 1 day"
    assert standing_words("late", 4) == ("late", "no answer, late 4 days")
    assert standing_words("to_answer_late", 2)[1] == "to be answered, late 2 days"


def test_only_a_draft_moves_and_only_forward():
    assert {(move.name, state) for state in LETTER.states for move in LETTER.open_from(state)} == {("send", "draft"), ("discard", "draft")}


@dataclass
class Draft:
    """A letter as its moves see it."""

    dated_on: date | None = TODAY
    reply_by: date | None = None
    body: str = "Text"
    our_number: str = "1"
    state: str = "draft"


@pytest.mark.parametrize(
    ("letter", "faults"),
    [
        (Draft(), ()),
        (Draft(dated_on=None), ("letter_without_day",)),
        (Draft(dated_on=TOMORROW), ("day_in_the_future",)),
        (Draft(reply_by=YESTERDAY), ("reply_before_letter",)),
        (Draft(body=""), ("letter_without_text",)),
        (Draft(our_number=""), ("letter_without_number",)),
        (Draft(state="sent"), ("wrong_state",)),
    ],
)
def test_a_draft_is_sent_when_it_is_whole_and_thrown_away_as_it_is(letter, faults):
    noon = datetime(2025, 11, 3, 12, tzinfo=UTC)

    assert LETTER.faults(letter, LETTER.move("send"), at=noon) == faults
    assert LETTER.faults(letter, LETTER.move("discard"), at=noon) == (() if letter.state == "draft" else ("wrong_state",))
