"""What is taken back, and who still sees it: never what somebody has signed, and what both had before them stays before both."""

import pytest

from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.tests.browsing import get, words
from twinward.programme.instruments.tests.looking import fresh, refused
from twinward.programme.instruments.tests.makers import Sides, make_agreed, make_agreement, make_draft, move, sign


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


def test_what_somebody_has_signed_is_not_taken_back(home: Sides, abroad: Sides):
    memorandum = make_agreed(home, abroad, basis=make_agreement("UA", "AZ"))
    sign(memorandum, abroad)
    with refused("signed_text"):
        move(memorandum, "withdraw", home.officer, "We changed our mind")
    assert fresh(memorandum).state == "agreed"
