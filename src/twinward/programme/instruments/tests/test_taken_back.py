"""What is taken back, and who still sees it: never what all have signed, and what both had before them stays before both."""

import pytest

from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.state_on import State
from twinward.programme.instruments.tests.browsing import get, words
from twinward.programme.instruments.tests.looking import fresh, refused
from twinward.programme.instruments.tests.makers import TODAY, Sides, make_agreed, make_agreement, make_draft, move, sign


@pytest.mark.parametrize("came", [("submit", "clear", "offer"), ("submit", "clear", "offer", "agree")])
def test_what_is_taken_back_from_the_other_party_stays_in_its_sight_as_it_was(home: Sides, abroad: Sides, came: tuple[str, ...]):
    memorandum, by = make_draft(home, abroad), {"submit": home.focal, "clear": home.lawyer, "offer": home.officer, "agree": abroad.lawyer}
    for name in came:
        memorandum = move(memorandum, name, by[name])
    page = get(home.officer, "instrument-move", memorandum.pk, "withdraw")
    assert "Both sides: yours and the other party" in words(page)
    move(memorandum, "withdraw", home.officer, "No longer wanted")
    told = get(abroad.officer, "instrument", memorandum.pk)
    assert (told.status_code, "Taken back" in words(told), "No longer wanted" in words(told)) == (200, True, False)
    assert memorandum in Instrument.objects.visible_to(abroad.focal)


def test_what_the_other_party_did_not_have_before_it_is_taken_back_unseen(home: Sides, abroad: Sides):
    memorandum = make_draft(home, abroad)
    for name, by, why in (
        ("submit", home.focal, ""),
        ("clear", home.lawyer, ""),
        ("offer", home.officer, ""),
        ("send_back", abroad.lawyer, "Why"),
    ):
        memorandum = move(memorandum, name, by, why)
    move(memorandum, "withdraw", home.officer, "No longer wanted")
    assert memorandum not in Instrument.objects.visible_to(abroad.officer)


@pytest.mark.parametrize("terms", [{}, {"entry_rule": "on_exchange", "consent_by": "ratification"}])
def test_what_one_side_has_signed_is_taken_back_and_stays_in_sight_with_its_signature(
    home: Sides, abroad: Sides, noon: None, terms: dict[str, str]
):
    memorandum = make_agreed(home, abroad, basis=make_agreement("UA", "AZ"), **terms)
    signature = sign(memorandum, abroad)
    with refused("reason_missing"):
        move(memorandum, "withdraw", home.officer)
    move(memorandum, "withdraw", home.officer, "We changed our mind")
    assert (fresh(memorandum).state, [act.id for act in fresh(memorandum).live_acts()]) == ("withdrawn", [signature.pk])
    for reader in (home.officer, abroad.officer):
        told = words(get(reader, "instrument", memorandum.pk))
        assert ("Taken back" in told, "Signed by 1 of 2 parties" in told, signature.signatory in told) == (True, True, True)
    with refused("text_not_agreed"):
        sign(memorandum, home)
    assert State(fresh(memorandum)).in_force(TODAY).known == "no"


def test_what_all_have_signed_is_not_taken_back(home: Sides, abroad: Sides):
    memorandum = make_agreed(home, abroad, basis=make_agreement("UA", "AZ"))
    for side in (abroad, home):
        sign(memorandum, side)
    with refused("signed_by_all"):
        move(memorandum, "withdraw", home.officer, "We changed our mind")
    assert fresh(memorandum).state == "agreed"
