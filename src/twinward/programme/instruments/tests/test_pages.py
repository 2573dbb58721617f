"""Pages of instruments: who sees what, and what they say on a day."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.asked import asked
from twinward.foundation.kernel.days import Day
from twinward.programme.instruments import actions
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.models import Instrument, Waiver
from twinward.programme.instruments.tests.browsing import client_of, get, post, shown_at, unchanged, words
from twinward.programme.instruments.tests.looking import fresh
from twinward.programme.instruments.tests.makers import (
    BY,
    NOON,
    Sides,
    make_act,
    make_agreed,
    make_agreement,
    make_document,
    make_draft,
    make_side,
    move,
    party_of,
    sign,
)
from twinward.programme.instruments.titles import titles_of

pytestmark = pytest.mark.usefixtures("noon")


def test_the_record_says_what_is_known_on_a_day_and_names_what_is_missing(home: Sides):
    agreement = make_agreement("UA", "AZ", entry_rule="not_stated", signed=Day.on(date(2025, 11, 1)))
    said = words(get(home.officer, "instrument", agreement.pk, **{"as-of": "3 November 2025"}))
    assert "Missing: the clause on entry into force" in said
    assert "On 3 November 2025" in said
    before = words(get(home.officer, "instrument", agreement.pk, **{"as-of": "31.10.2025"}))
    assert "It was signed later." in before


def test_a_day_that_does_not_exist_is_said_and_today_is_shown(home: Sides):
    response = get(home.officer, "instrument", make_agreement("UA", "AZ").pk, **{"as-of": "30 February 2025"})
    assert response.status_code == 200
    assert "30.2.2025 does not exist." in words(response)
    assert "On 3 November 2025" in words(response)


def test_the_1999_agreement_says_on_its_page_what_it_is_no_basis_for(home: Sides):
    pharma = make_agreement("UA", "AZ", covers=["pharmaceutical_production"], covers_nothing_else=True)
    said = words(get(home.officer, "instrument", pharma.pk, field="oncology"))
    assert "Is it a legal basis for oncology?" in said
    assert "The legal basis does not cover this field." in said


def test_the_list_offers_the_countries_of_its_parties_and_no_others(home: Sides):
    make_agreement("UA", "AZ")
    page = get(home.officer, "instruments").content.decode()
    (offered,) = re.findall(r'<select[^>]*name="country">(.*?)</select>', page)
    assert re.findall(r'value="([A-Z]{2})"', offered) == ["AZ", "UA"]


def test_a_draft_is_there_for_its_own_side_only(home: Sides, abroad: Sides):
    memorandum, stranger = make_draft(home, abroad), make_side("DE")
    for account, status in ((home.focal, 200), (home.lawyer, 200), (abroad.focal, 404), (stranger.officer, 404)):
        assert get(account, "instrument", memorandum.pk).status_code == status
    assert Client().get(reverse("instrument", args=[memorandum.pk])).status_code == 302


def test_a_stranger_sees_of_a_public_instrument_what_is_public(home: Sides, abroad: Sides):
    agreement, stranger = make_agreement("UA", "AZ"), make_side("DE")
    make_act(agreement, party_of(agreement, home), ActKind.NOTIFY, Day.unknown(), signatory="Secretive Signatory")
    actions.attach_text(
        instrument=agreement, language="uk", document=make_document(), is_authentic=True, by=home.officer, at=NOON, reason="Hush"
    )
    Waiver.objects.create(instrument=agreement, reason="Hush", by=home.lawyer.key, given_on=NOON.date())
    said = words(get(stranger.officer, "instrument", agreement.pk))
    assert "Agreement on health" in said
    for hidden in ("Secretive Signatory", "Hush", "Evidence gaps", "/documents/", "Text attached"):
        assert hidden not in said
    assert 'Documents <span class="why fw-normal">-</span>' in said
    assert "Secretive Signatory" in words(get(abroad.officer, "instrument", agreement.pk))
    assert 'Documents <span class="why fw-normal">1</span>' in words(get(home.officer, "instrument", agreement.pk))
    assert get(stranger.officer, "instrument-document", agreement.pk, make_document().sha256).status_code == 403


def test_a_link_from_what_the_reader_may_not_see_is_not_told(home: Sides, abroad: Sides):
    agreement = make_agreement("UA", "AZ")
    make_draft(home, abroad, basis=agreement, title="Hidden draft")
    assert "Hidden draft" in words(get(home.officer, "instrument", agreement.pk))
    assert "Hidden draft" not in words(get(abroad.officer, "instrument", agreement.pk))


def test_the_page_asks_the_store_equally_often_however_much_there_is(home: Sides, abroad: Sides):
    agreement = make_agreement("UA", "AZ")
    with asked() as few:
        get(home.officer, "instrument", agreement.pk)
    for number in range(3):
        memorandum = make_agreed(home, abroad, basis=agreement, title=f"Memorandum {number}")
        sign(memorandum, home)
    actions.add_party(instrument=agreement, country_id="EE", by=BY, at=NOON, reason="Acceded")
    with asked() as first:
        get(home.officer, "instrument", agreement.pk)
    for number in range(4):
        make_agreed(home, abroad, basis=agreement, title=f"Another {number}")
        actions.add_party(instrument=agreement, country_id=("DE", "PL", "LT", "LV")[number], by=BY, at=NOON, reason="Acceded")
    with asked() as many:
        get(home.officer, "instrument", agreement.pk)
    assert 45 >= len(many) == len(first) >= len(few)


def test_the_list_asks_the_store_equally_often_too(home: Sides, abroad: Sides):
    make_agreed(home, abroad, basis=make_agreement("UA", "AZ"))
    with asked() as few:
        get(home.officer, "instruments")
    for _ in range(4):
        make_agreed(home, abroad, basis=make_agreement("UA", "AZ"))
    with asked() as many:
        get(home.officer, "instruments")
    assert 32 >= len(many) == len(few)


def test_the_list_can_be_asked_what_is_in_force_on_a_day(home: Sides):
    make_agreement("UA", "AZ", title="In force then", signed=Day.on(date(2021, 5, 5)))
    assert "In force then" in words(get(home.officer, "instruments", in_force="yes", **{"as-of": "5 May 2021"}))
    assert "In force then" not in words(get(home.officer, "instruments", in_force="yes", **{"as-of": "4 May 2021"}))


def test_what_the_reader_may_do_stands_with_what_it_still_lacks(home: Sides, abroad: Sides):
    memorandum = make_draft(home, abroad)
    actions.correct_instrument(instrument=memorandum, by=home.focal, at=NOON, authentic_languages=["en", "uk"])
    said = words(get(home.focal, "instrument", memorandum.pk))
    assert "The text is missing in one of its authentic languages." in said
    actions.correct_instrument(instrument=memorandum, by=home.focal, at=NOON, authentic_languages=["en"])
    move(memorandum, "submit", home.focal)
    said = words(get(home.lawyer, "instrument", memorandum.pk))
    assert "Turn: review by a lawyer (Hospital UA)" in said
    assert "Clear" not in words(get(home.focal, "instrument", memorandum.pk)).split("State on a day")[0]


@pytest.mark.parametrize("language", ["en", "uk"])
def test_the_timeline_does_not_tell_what_only_keeps_the_books_of_a_move(home: Sides, abroad: Sides, language: str):
    memorandum = make_agreed(home, abroad)
    client = client_of(home.officer)
    client.cookies["django_language"] = language
    said = words(client.get(reverse("instrument", args=[memorandum.pk])))

    assert home.focal.key not in said
    assert memorandum.agreed_text_sha256 not in said.replace("/documents/", "")


def test_the_turn_is_that_of_whoever_can_make_the_next_move(home: Sides, abroad: Sides):
    memorandum = make_draft(home, abroad)

    def turns() -> list[str]:
        pages = [words(get(who, "instrument", memorandum.pk)) for who in (home.officer, home.focal, home.lawyer)]
        return [found[1] if (found := re.search(r"st-(mine|wait)\">Turn: ", page)) else "" for page in pages]

    assert turns() == ["mine", "mine", "mine"]
    move(memorandum, "submit", home.officer)
    assert turns() == ["wait", "wait", "mine"]
    move(memorandum, "clear", home.lawyer)
    assert turns() == ["mine", "mine", "wait"]
    move(memorandum, "offer", home.officer)
    assert turns() == ["wait", "wait", "wait"]


def test_nobody_is_told_that_it_is_their_turn_to_review_what_they_submitted(home: Sides, abroad: Sides):
    memorandum = move(make_draft(home, abroad), "submit", home.lawyer)

    assert 'st-wait">Turn: review by a lawyer' in words(get(home.lawyer, "instrument", memorandum.pk))


def test_a_text_is_drafted_offered_agreed_and_signed_in_the_browser(home: Sides, abroad: Sides):
    basis = make_agreement("UA", "AZ")
    drafted = {
        "kind": "memorandum",
        "drafted_at": str(home.hospital.pk),
        "title": "Memorandum on surgery",
        "covers": ["surgery"],
        "authentic_languages": "English",
        "entry_rule": "on_signature",
        "consent_by": "signature",
        "end_rule": "term",
        "term_years": "5",
        "renewal": "none",
        "party1-organisation": "Hospital UA",
        "party2-organisation": "Hospital AZ",
        "rests_on": str(basis.pk),
    }
    assert post(home.focal, "instrument-new", data=drafted).status_code == 302
    memorandum = Instrument.objects.unscoped("a test looks").get(title="Memorandum on surgery")
    text = {"file": SimpleUploadedFile("memo.pdf", b"%PDF-1.7 words"), "language": "English", "is_authentic": "on"}
    assert post(home.focal, "instrument-text", memorandum.pk, data=text).status_code == 302
    for name, by in (("submit", home.focal), ("clear", home.lawyer), ("offer", home.officer), ("agree", abroad.officer)):
        assert post(by, "instrument-move", memorandum.pk, name, data=shown_at(by, memorandum.pk, name)).status_code == 302, name
    for side in (home, abroad):
        party = party_of(memorandum, side)
        signs = {"party": str(party.pk), "kind": "sign", "day": "3 November 2025", "appointment": str(side.director.pk), "send": "1"}
        signs["shown"] = fresh(memorandum).text_hash()
        assert post(side.focal, "instrument-act", memorandum.pk, data=signs).status_code == 302
    said = words(get(home.officer, "instrument", memorandum.pk))
    assert "In force" in said
    assert "2 November 2030" in said
    assert "Director AZ" in said


def test_a_move_that_is_refused_says_why_and_writes_nothing(home: Sides, abroad: Sides):
    memorandum = move(make_draft(home, abroad), "submit", home.lawyer)
    shown = shown_at(home.lawyer, memorandum.pk, "clear")
    response = unchanged(lambda: post(home.lawyer, "instrument-move", memorandum.pk, "clear", data=shown))
    assert response.status_code == 409
    assert "You submitted this text yourself, so somebody else clears it." in words(response)


def test_a_move_that_needs_a_reason_asks_for_it(home: Sides, abroad: Sides):
    memorandum = move(make_draft(home, abroad), "submit", home.focal)
    assert "Reason" in words(get(home.lawyer, "instrument-move", memorandum.pk, "return"))
    response = unchanged(lambda: post(home.lawyer, "instrument-move", memorandum.pk, "return", data={"reason": ""}))
    assert response.status_code == 422
    assert get(home.lawyer, "instrument-move", memorandum.pk, "vanish").status_code == 404
    assert get(home.focal, "instrument-move", memorandum.pk, "return").status_code == 403


def test_the_last_act_of_the_list_and_of_the_record_is_the_last_that_happened(home: Sides):
    agreement = make_agreement("UA", "AZ", signed=Day.on(date(2025, 10, 1)))
    make_act(agreement, agreement.parties.get(country="UA"), ActKind.RATIFY, Day.on(date(2024, 5, 2)))

    assert "last act: 1 October 2025" in words(get(home.officer, "instrument", agreement.pk))
    listed = words(get(home.officer, "instruments"))
    assert ("1 Oct 2025" in listed, "2 May 2024" in listed) == (True, False)


@pytest.mark.parametrize(
    ("name", "seen_by"),
    [
        ("submit", "Only the side that drafted it; the other party does not"),
        ("clear", "Only the side that drafted it; the other party does not"),
        ("offer", "Both sides: yours and the other party"),
    ],
)
def test_a_move_says_what_it_does_and_who_will_see_the_text_before_it_is_made(home: Sides, abroad: Sides, name: str, seen_by: str):
    memorandum = make_draft(home, abroad)
    for earlier in ("submit", "clear")[: ("submit", "clear", "offer").index(name)]:
        move(memorandum, earlier, home.focal if earlier == "submit" else home.lawyer)
    by = {"submit": home.focal, "clear": home.lawyer, "offer": home.officer}[name]
    address = reverse("instrument-move", args=[memorandum.pk, name])
    page = words(get(by, "instrument", memorandum.pk))
    assert f'href="{address}"' in page
    assert f'action="{address}"' not in page
    check = unchanged(lambda: get(by, "instrument-move", memorandum.pk, name))
    assert seen_by in words(check)
    assert "Nothing is done yet" in words(check)


def test_a_legal_basis_that_a_signature_will_wait_for_is_told_long_before(home: Sides, abroad: Sides):
    bare, founded = make_draft(home, abroad), make_draft(home, abroad, basis=make_agreement("UA", "AZ"))
    for text, is_told in ((bare, True), (founded, False)):
        assert ("What its signature will still wait for" in words(get(home.officer, "instrument-move", text.pk, "submit"))) == is_told
        move(text, "submit", home.focal)
        assert ("What its signature will still wait for" in words(get(home.lawyer, "instrument-move", text.pk, "clear"))) == is_told
        assert "What its signature will still wait for" not in words(get(home.lawyer, "instrument-move", text.pk, "return"))


def test_a_move_that_is_not_open_promises_nothing(home: Sides, abroad: Sides):
    assert "Nothing is done yet" not in words(get(home.officer, "instrument-move", make_draft(home, abroad).pk, "offer"))


def test_what_a_missing_fact_stops_is_said_in_plain_words(home: Sides, abroad: Sides):
    said = words(get(home.officer, "instrument", make_draft(home, abroad).pk))
    assert "Made here: a step can be taken once nothing that it needs is missing." in said
    recorded = words(get(home.officer, "instrument", make_agreement("UA", "AZ").pk))
    assert "Made elsewhere and recorded here: what is missing never stops you from recording more." in recorded


def test_only_what_was_made_here_needs_no_source(home: Sides, abroad: Sides):
    recorded, drafted = (words(get(home.officer, "instrument", one.pk)) for one in (make_agreement("UA", "AZ"), make_draft(home, abroad)))
    assert ("None: it was made here." in recorded, "No source is on record." in recorded) == (False, True)
    assert ("None: it was made here." in drafted, "No source is on record." in drafted) == (True, False)


def badges(account: Any, instrument: Instrument) -> list[str]:
    line = words(get(account, "instrument", instrument.pk)).partition('class="line"')[2].partition("</div>")[0]
    told = (re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r'<span class="st[^"]*"[^>]*>.*?</span>', line))
    return [one for one in told if not one.startswith("Turn: ")]


def test_the_line_under_the_title_counts_signatures_and_withdrawals(home: Sides, abroad: Sides):
    memorandum = make_agreed(home, abroad, basis=make_agreement("UA", "AZ"), notice_days=0)
    assert badges(home.officer, memorandum)[0] == "Not signed"
    sign(memorandum, abroad)
    assert badges(home.officer, memorandum) == ["Signed by 1 of 2 parties", "Not in force"]
    sign(memorandum, home)
    assert badges(home.officer, memorandum) == ["Signed", "In force"]
    three = make_agreement("UA", "AZ", "LV", notice_days=0)
    make_act(three, three.parties.get(country="LV"), ActKind.WITHDRAW, Day.on(date(2025, 3, 1)))
    assert badges(home.officer, three) == ["Signed", "In force", "One party has withdrawn"]
    make_act(three, three.parties.get(country="AZ"), ActKind.TERMINATE, Day.on(date(2025, 4, 1)))
    assert badges(home.officer, three) == ["Signed", "Not in force", "2 parties have withdrawn"]


def test_of_a_last_day_that_is_not_known_the_earliest_is_told(home: Sides):
    terms = {"end_rule": "term", "term_years": 5, "renewal": "not_stated"}
    told = words(get(home.officer, "instrument", make_agreement("UA", "AZ", **terms).pk))
    facts = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", told))
    assert "not known; 1 January 2025 at the earliest. Missing: whether it renews itself." in facts


def test_parties_that_a_source_leaves_unnamed_are_told_apart_by_their_countries(home: Sides):
    parties = [{"country_id": code, "described": "cardiology centres"} for code in ("UA", "AZ")]
    memorandum = make_agreement("UA", "AZ", kind="memorandum", parties=parties)
    one, other = "cardiology centres (Ukraine)", "cardiology centres (Azerbaijan)"
    page = words(get(home.officer, "instrument", memorandum.pk))
    for told in (f"{one} <span", f"{other} <span", f"<li>{one}: ", f"<li>{other}: ", f'data-l="{other}"'):
        assert told in page
    assert f"{one}</option>" in words(get(home.officer, "instrument-act", memorandum.pk))
    theirs = memorandum.parties.get(country="AZ")
    assert f"So far only described as: {other}." in words(get(home.officer, "instrument-party-name", memorandum.pk, theirs.pk))
    assert titles_of(parties)["title"] == "cardiology centres"
