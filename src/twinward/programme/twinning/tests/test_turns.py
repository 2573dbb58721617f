"""Whose turn it is about a country's list: a table of edge cases."""

from datetime import date

import pytest

from twinward.foundation.kernel.days import Answer, Day
from twinward.programme.twinning import turns
from twinward.programme.twinning.rules import Step
from twinward.programme.twinning.turns import Asked, LastLetter
from twinward.programme.twinning.wording import TURNS, UNDATED, turn_words

ASKED = date(2025, 11, 3)
FIRST, LATER = date(2023, 9, 6), date(2023, 11, 1)
JOINED, OWED = Answer.yes("joined"), Step("owed", Day.on(date(2023, 10, 13)))
OUT = LastLetter("out", date(2025, 10, 2), date(2025, 10, 30))


@pytest.mark.parametrize(
    ("steps", "letter", "has_draft", "turn"),
    [
        ([], None, False, "never_asked"),
        ([OWED], None, False, "never_asked"),
        ([OWED], None, True, "to_send"),
        ([OWED], OUT, False, "late"),
        ([OWED], OUT, True, "to_send"),
        ([OWED], LastLetter("out", date(2025, 10, 2), ASKED), False, "awaiting"),
        ([OWED], LastLetter("out", date(2025, 10, 2), None), False, "asked"),
        ([OWED], LastLetter("in", date(2025, 10, 27), None), False, "answered"),
        ([OWED, Step("requested", Day.on(LATER))], None, False, "asked"),
        ([OWED, Step("proposed", Day.on(LATER))], OUT, False, "check_list"),
        ([Step("agreed", Day.on(FIRST))], OUT, False, "agreed"),
        ([Step("agreed", Day.on(FIRST), 1), Step("proposed", Day.on(FIRST), 2)], None, False, "check_list"),
        ([Step("agreed", Day.since(FIRST))], None, False, "day_missing"),
        ([OWED, Step("agreed", Day.in_month(2025, 11))], OUT, False, "day_missing"),
        ([Step("proposed", Day.on(LATER)), Step("returned", Day.in_month(2025, 11), 1)], OUT, False, "day_missing"),
        ([Step("agreed", Day.in_month(2025, 11), 1), Step("agreed", Day.on(ASKED), 2)], OUT, False, "agreed"),
        ([Step("agreed", Day.in_month(2025, 10))], OUT, False, "agreed"),
        ([Step("proposed", Day.on(FIRST)), Step("returned", Day.on(ASKED))], OUT, False, "returned"),
        ([Step("proposed", Day.on(FIRST), 1), Step("returned", Day.on(FIRST), 2)], None, False, "returned"),
        ([Step("proposed", Day.on(FIRST), 1), Step("returned", Day.on(FIRST), 2)], OUT, False, "late"),
        ([OWED, Step("proposed", Day.on(FIRST)), Step("returned", Day.on(ASKED))], OUT, False, "returned"),
        ([Step("proposed", Day.on(FIRST)), Step("returned", Day.on(OUT.dated_on))], OUT, False, "late"),
        (
            [Step("proposed", Day.on(FIRST)), Step("returned", Day.on(OUT.dated_on))],
            LastLetter("out", OUT.dated_on, None),
            False,
            "returned",
        ),
        ([Step("proposed", Day.on(FIRST)), Step("returned", Day.on(ASKED))], OUT, True, "to_send"),
        ([OWED], LastLetter("in", date(2025, 10, 27), ASKED), False, "to_answer"),
        ([Step("proposed", Day.on(date(2025, 12, 1)))], None, False, "never_asked"),
        ([Step("agreed", Day.on(date(2024, 3, 1)), 1), Step("returned", Day.on(date(2024, 1, 10)), 2)], None, False, "agreed"),
        ([Step("requested", Day.in_year(2024)), Step("proposed", Day.in_year(2024), 2)], None, False, "day_missing"),
        ([Step("owed", Day.in_year(2024)), Step("returned", Day.in_year(2024), 2)], OUT, False, "late"),
    ],
)
def test_it_is_the_turn_of_whoever_has_to_act_after_the_last_step_and_letter(steps, letter, has_draft, turn):
    assert turns.turn(JOINED, steps, letter, ASKED, has_draft=has_draft) == turn


def test_what_is_to_be_said_of_a_vague_day_has_words_for_every_step_that_moves_a_list():
    assert set(UNDATED) == {"requested", "proposed", "returned", "agreed", ""}
    assert turn_words("day_missing", reply_by=None, asked=ASKED, undated="agreed") == ("mine", "say on which day the list was agreed")


def test_without_a_word_of_a_draft_there_is_none():
    assert turns.turn(JOINED, [OWED], None, ASKED) == "never_asked"


def test_a_country_that_has_not_joined_owes_no_turn():
    assert turns.turn(Answer.no("not_joined"), [], None, ASKED) == "not_joined"
    assert turns.turn(Answer.not_known("joining_day"), [], None, ASKED) == "not_known"
    unordered = [Step("requested", Day.in_year(2024), 1), Step("proposed", Day.in_year(2024), 2)]
    assert turns.turn(Answer.not_known("joining_day"), unordered, None, ASKED) == "not_known"


def test_nothing_is_said_of_letters_to_whoever_may_not_see_them():
    assert turns.turn(JOINED, [OWED], None, ASKED, sees_letters=False) == "owes"
    assert turns.turn(JOINED, [OWED], OUT, ASKED, sees_letters=False) == "owes"


def test_every_turn_has_words_a_shape_and_somebody_or_nobody():
    assert set(TURNS) == set(turns.WHOSE)
    assert {one for one, whose in turns.WHOSE.items() if whose == "mine"} == {
        "check_list", "day_missing", "link_late", "never_asked", "to_send", "late", "to_answer",
    }  # fmt: skip
    assert {one for one, whose in turns.WHOSE.items() if whose == ""} == {"not_known", "not_joined", "agreed"}
    assert turn_words("late", reply_by=date(2025, 10, 30), asked=ASKED) == ("late", "no answer, late 4 days")
    assert turn_words("awaiting", reply_by=date(2025, 11, 20), asked=ASKED) == ("wait", "theirs, reply by 20 Nov 2025")


@pytest.mark.parametrize(
    ("question", "turn"),
    [
        (Asked(LATER, ASKED, is_open=True), "confirming"),
        (Asked(LATER, ASKED, is_open=False), "link_late"),
        (None, "check_list"),
    ],
)
def test_while_a_link_about_the_proposal_works_it_is_the_partner_s_turn(question, turn):
    assert turns.turn(JOINED, [Step("proposed", Day.on(LATER))], None, ASKED, question=question) == turn
    assert turns.turn(JOINED, [Step("agreed", Day.on(LATER))], None, ASKED, question=question) == "agreed"


@pytest.mark.parametrize(
    ("step", "letter", "is_overtaken"),
    [
        (Step("returned", Day.on(ASKED)), OUT, True),
        (Step("returned", Day.on(FIRST)), OUT, False),
        (Step("returned", Day.on(OUT.dated_on)), OUT, False),
        (Step("returned", Day.on(OUT.dated_on)), LastLetter("in", OUT.dated_on, ASKED), True),
        (Step("proposed", Day.on(OUT.dated_on)), OUT, True),
        (Step("returned", Day.in_month(2025, 10)), OUT, False),
        (Step("returned", Day.in_month(2025, 11)), OUT, True),
        (Step("returned", Day.by(ASKED)), OUT, False),
    ],
)
def test_a_letter_is_overtaken_by_what_surely_came_after_it(step, letter, is_overtaken):
    assert turns.overtakes(step, letter) is is_overtaken
