"""What the reader is led to next."""

from django.urls import reverse

from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.offers import Offer, offers
from twinward.programme.instruments.tests.looking import fresh
from twinward.programme.instruments.tests.makers import NOON, Account, Sides, make_agreed, make_agreement, make_draft, move, sign


def led_to(instrument: Instrument, account: Account) -> str:
    """The words of the one primary offer; empty when there is none."""
    found = offers(fresh(instrument), account, NOON)
    assert_undoing_comes_last(found)
    (*primary,) = (offer.label for offer in found if offer.is_primary)
    assert len(primary) <= 1
    return "".join(primary)


def assert_undoing_comes_last(found: list[Offer]) -> None:
    undoing = [offer.label in ("Take back", "Open the text anew") for offer in found]
    assert undoing == sorted(undoing)


def test_the_reader_is_led_onward_and_never_to_giving_up_what_was_reached(home: Sides, abroad: Sides):
    incomplete = make_draft(home, abroad, authentic_languages=["en", "uk"])
    assert [offer.label for offer in offers(fresh(incomplete), home.officer, NOON)][-1] == "Take back"
    assert led_to(incomplete, home.officer) == "Attach a text"

    memorandum = make_draft(home, abroad, basis=make_agreement("UA", "AZ"))
    assert led_to(memorandum, home.officer) == "Submit for review"
    move(memorandum, "submit", home.focal)
    assert (led_to(memorandum, home.officer), led_to(memorandum, home.lawyer)) == ("", "Clear")
    move(memorandum, "clear", home.lawyer)
    assert led_to(memorandum, home.officer) == "Offer to the other party"


def test_of_an_agreed_text_one_is_led_to_its_signature(home: Sides, abroad: Sides):
    agreed = make_agreed(home, abroad, basis=make_agreement("UA", "AZ"))
    found = offers(fresh(agreed), home.officer, NOON)
    assert reverse("instrument-move", args=[agreed.pk, "withdraw"]) == found[-1].url
    assert led_to(agreed, home.focal) == "Sign for Hospital UA"
    assert led_to(agreed, home.officer) not in ("Take back", "Open the text anew")


def test_another_text_than_the_agreed_one_is_never_led_to_and_not_offered_after_a_signature(home: Sides, abroad: Sides):
    agreed = make_agreed(home, abroad)  # its signature still waits for a legal basis
    assert "Attach a text" in [offer.label for offer in offers(fresh(agreed), home.officer, NOON)]
    assert led_to(agreed, home.officer) != "Attach a text"
    signed = make_agreed(home, abroad, basis=make_agreement("UA", "AZ"))
    sign(signed, home)
    assert "Attach a text" not in [offer.label for offer in offers(fresh(signed), home.officer, NOON)]
