"""Pages of moves: what a reason may be, who is told of it, and what is answered when the move was made already."""

from dataclasses import replace

import pytest

from twinward.foundation.kernel.wording import at_time
from twinward.programme.instruments.facts import ConsentBy, EndRule, EntryRule, InstrumentFacts, InstrumentKind, Renewal, Terms
from twinward.programme.instruments.standing_terms import unstated
from twinward.programme.instruments.tests.browsing import get, post, shown_at, unchanged, words
from twinward.programme.instruments.tests.makers import NOON, Sides, make_draft, move

pytestmark = pytest.mark.usefixtures("noon")


def test_a_reason_that_is_too_long_is_refused_with_what_was_typed_and_no_browser_cuts_it(home: Sides, abroad: Sides):
    memorandum = move(make_draft(home, abroad), "submit", home.focal)
    page = words(get(home.lawyer, "instrument-move", memorandum.pk, "return"))
    assert ("At most 300 characters." in page, 'maxlength="300"' in page) == (True, False)
    typed = shown_at(home.lawyer, memorandum.pk, "return") | {"reason": "Because " + "x" * 400}
    answer = unchanged(lambda: post(home.lawyer, "instrument-move", memorandum.pk, "return", data=typed))
    assert (answer.status_code, typed["reason"] in words(answer)) == (422, True)


def test_why_a_text_came_back_stands_at_the_top_of_its_record(home: Sides, abroad: Sides):
    memorandum = move(make_draft(home, abroad), "submit", home.focal)
    move(memorandum, "return", home.lawyer, reason="Article 2 names no day.")
    top = words(get(home.officer, "instrument", memorandum.pk)).partition('class="record"')[0]
    assert "This text came back, and this has to change:" in top
    assert "Article 2 names no day." in top


def test_a_move_that_was_made_already_says_by_whom_and_offers_no_button(home: Sides, abroad: Sides):
    memorandum = make_draft(home, abroad)
    shown = shown_at(home.focal, memorandum.pk, "submit")
    move(memorandum, "submit", home.focal)
    for answer in (
        get(home.focal, "instrument-move", memorandum.pk, "submit"),
        unchanged(lambda: post(home.focal, "instrument-move", memorandum.pk, "submit", data=shown)),
    ):
        said = words(answer).partition("<main")[2].partition("</main>")[0]
        assert f"Done already, at {at_time(NOON)} by A Person: " in said
        assert f'href="/instruments/{memorandum.pk}/"' in said
        assert "<button" not in said
    assert (get(home.officer, "instrument-move", memorandum.pk, "offer").context["made"]) is None


@pytest.mark.parametrize(
    ("terms", "left_open"),
    [
        (Terms(), ["entry_rule", "consent_rule", "end_rule"]),
        (Terms(EntryRule.ON_SIGNATURE, end=EndRule.NONE), []),
        (Terms(EntryRule.ON_EXCHANGE, end=EndRule.TERM), ["renewal"]),
        (Terms(EntryRule.ON_NTH_CONSENT, end=EndRule.NONE), ["consent_rule"]),
        (Terms(EntryRule.FIXED, consent_by=ConsentBy.RATIFICATION, end=EndRule.FIXED_DAY, renewal=Renewal.NONE), []),
    ],
)
def test_what_a_text_leaves_open_is_what_no_act_will_tell(terms: Terms, left_open: list[str]):
    facts = InstrumentFacts("x", InstrumentKind.MEMORANDUM, terms)
    assert list(unstated(facts)) == left_open
    assert list(unstated(replace(facts, kind=InstrumentKind.DECLARATION))) == []


def test_what_the_text_leaves_open_is_said_before_it_is_submitted_and_refuses_nothing(home: Sides, abroad: Sides):
    said = "What the text leaves open, so it will stay not known"
    vague = make_draft(home, abroad, entry_rule="not_stated", consent_by="not_stated")
    page = words(get(home.focal, "instrument-move", vague.pk, "submit"))
    assert (said in page, "the clause on entry into force, whether signature binds by itself" in page) == (True, True)
    assert move(vague, "submit", home.focal).state == "in_review"
    assert said not in words(get(home.focal, "instrument-move", make_draft(home, abroad).pk, "submit"))
