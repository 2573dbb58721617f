"""Writes about texts: what they do, what the ledger tells, and that a refusal leaves nothing."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.models import Event
from twinward.foundation.kernel.sentences import say
from twinward.programme.instruments import actions, linking
from twinward.programme.instruments.agreed import text_hash
from twinward.programme.instruments.evidence import basis_on, gaps
from twinward.programme.instruments.facts import LinkKind
from twinward.programme.instruments.instrument_forms import CorrectForm, RecordForm
from twinward.programme.instruments.models import Instrument, Link
from twinward.programme.instruments.offers import offers
from twinward.programme.instruments.tests.looking import fresh, not_allowed, refused
from twinward.programme.instruments.tests.makers import (
    BY,
    NOON,
    PDF,
    TODAY,
    Sides,
    make_agreed,
    make_agreement,
    make_document,
    make_draft,
    make_side,
    move,
    party_of,
    sign,
)


def verbs(instrument: Instrument) -> list[str]:
    return list(Event.objects.filter(record=key_of(instrument)).order_by("id").values_list("verb", flat=True))


def test_a_text_goes_its_way_from_draft_to_agreed(home: Sides, abroad: Sides):
    memorandum = make_draft(home, abroad)
    assert (memorandum.state, memorandum.origin, memorandum.is_public) == ("draft", "here", False)
    for name, by, state in (
        ("submit", home.focal, "in_review"),
        ("return", home.lawyer, "returned"),
        ("submit", home.officer, "in_review"),
        ("clear", home.lawyer, "cleared"),
        ("offer", home.officer, "with_other_party"),
        ("agree", abroad.lawyer, "agreed"),
    ):
        memorandum = move(memorandum, name, by, "Article 3 is missing" if name == "return" else "")
        assert fresh(memorandum).state == state
    assert fresh(memorandum).agreed_text_sha256 == memorandum.text_hash() != text_hash({"en": make_document().sha256})
    assert [verb for verb in verbs(memorandum) if verb != "change"] == ["add", "submit", "return", "submit", "clear", "offer", "agree"]
    returned = Event.objects.get(record=key_of(memorandum), verb="return")
    assert returned.facts == {"before": "in_review", "after": "returned", "reason": "Article 3 is missing"}


def test_nobody_drafts_at_an_organisation_that_is_not_theirs(home: Sides, abroad: Sides):
    with not_allowed():
        make_draft(home, abroad, drafted_at=abroad.hospital)


def test_a_party_is_named_once(home: Sides, abroad: Sides):
    twice = [{"country_id": "UA", "organisation": home.hospital}] * 2
    with refused("party_twice"):
        actions.draft(kind="memorandum", title="M", parties=twice, drafted_at=home.hospital, by=home.officer, at=NOON)


def test_terms_that_lack_their_day_are_refused_before_the_store_does(home: Sides):
    with refused("entry_without_day"):
        actions.record_instrument(kind="agreement", title="A", parties=[], entry_rule="fixed", by=home.officer, at=NOON)


def test_a_memorandum_whose_parties_are_all_in_one_country_is_not_submitted(home: Sides):
    other = actions.draft(
        kind="memorandum",
        title="Within one country",
        parties=[{"country_id": "UA", "organisation": home.hospital}, {"country_id": "UA", "organisation": home.ministry}],
        drafted_at=home.hospital,
        by=home.officer,
        at=NOON,
    )
    with refused("one_country", "languages_unknown"):
        move(other, "submit", home.officer)


def test_a_text_is_submitted_in_all_of_its_authentic_languages_or_not_at_all(home: Sides, abroad: Sides):
    """A reviewer could only return it: while it is under review nobody attaches a text."""
    memorandum = make_draft(home, abroad)
    actions.correct_instrument(instrument=memorandum, by=home.focal, at=NOON, authentic_languages=[])
    with refused("languages_unknown"):
        move(memorandum, "submit", home.focal)
    actions.correct_instrument(instrument=memorandum, by=home.focal, at=NOON, authentic_languages=["en", "uk"])
    with refused("language_missing"):
        move(memorandum, "submit", home.focal)


def test_nobody_clears_what_they_submitted_themselves(home: Sides, abroad: Sides):
    memorandum = move(make_draft(home, abroad), "submit", home.lawyer)
    with refused("own_submission"):
        move(memorandum, "clear", home.lawyer)


def test_a_move_needs_its_right_over_the_text(home: Sides, abroad: Sides):
    memorandum = move(make_draft(home, abroad), "submit", home.focal)
    stranger = make_side("DE")
    for somebody in (home.focal, home.officer, stranger.lawyer):
        with not_allowed():
            move(memorandum, "clear", somebody)


def test_only_texts_made_here_have_moves(home: Sides):
    agreement = make_agreement("UA", "AZ")
    with refused("unknown_move"):
        move(agreement, "submit", home.officer)


def test_the_side_that_offered_says_how_it_knows_that_the_other_agreed(home: Sides, abroad: Sides):
    memorandum = make_draft(home, abroad)
    for name, by in (("submit", home.focal), ("clear", home.lawyer), ("offer", home.officer)):
        move(memorandum, name, by)
    with refused("own_offer"):
        move(memorandum, "agree", home.officer)
    assert move(memorandum, "agree", home.officer, "Letter 7/12 of 2 November 2025").state == "agreed"


def test_another_text_than_the_agreed_one_returns_it_to_review(home: Sides, abroad: Sides):
    memorandum = make_agreed(home, abroad)
    make_document(b"%PDF-1.7 other words")
    with refused("reason_missing"):
        attach(memorandum, home, b"%PDF-1.7 other words")
    attach(memorandum, home, b"%PDF-1.7 other words", reason="A date was wrong")
    now = fresh(memorandum)
    assert (now.state, now.agreed_text_sha256, now.submitted_by) == ("in_review", "", home.officer.key)
    replaced = Event.objects.get(record__startswith="instruments.text:", verb="change")
    assert replaced.facts["before"]["document"] == make_document().sha256
    assert replaced.facts["after"]["document"] == make_document(b"%PDF-1.7 other words").sha256


def attach(memorandum: Instrument, side: Sides, content: bytes = PDF, language: str = "en", reason: str = "", is_authentic: bool = True):
    actions.attach_text(
        instrument=memorandum,
        language=language,
        document=make_document(content),
        is_authentic=is_authentic,
        by=side.officer,
        at=NOON,
        reason=reason,
    )


def test_the_same_bytes_change_nothing(home: Sides, abroad: Sides):
    memorandum = make_agreed(home, abroad)
    with refused("nothing_changed"):
        attach(memorandum, home)


def test_a_signed_text_is_not_replaced(home: Sides, abroad: Sides):
    memorandum = make_agreed(home, abroad, basis=make_agreement("UA", "AZ"))
    sign(memorandum, home)
    make_document(b"%PDF-1.7 other words")
    with refused("signed_text"):
        attach(memorandum, home, b"%PDF-1.7 other words", reason="Too late")


def test_a_text_under_review_stays_as_it_is_but_may_get_a_translation(home: Sides, abroad: Sides):
    memorandum = move(make_draft(home, abroad), "submit", home.focal)
    make_document(b"%PDF-1.7 other words")
    with refused("text_not_open"):
        attach(memorandum, home, b"%PDF-1.7 other words")
    attach(memorandum, home, b"%PDF-1.7 other words", language="uk", is_authentic=False)
    assert fresh(memorandum).authentic_languages == ["en"]


def test_a_text_taken_back_takes_no_text(home: Sides, abroad: Sides):
    memorandum = move(make_draft(home, abroad), "withdraw", home.officer, "No longer wanted")
    make_document(b"%PDF-1.7 other words")
    with refused("text_withdrawn"):
        attach(memorandum, home, b"%PDF-1.7 other words")


def test_an_authentic_text_makes_its_language_known(home: Sides):
    agreement = make_agreement("UA", "AZ")
    assert "no_text" in gaps(agreement, TODAY)
    attach(agreement, home, language="az")
    assert fresh(agreement).authentic_languages == ["az"]
    assert not {"no_text", "languages_unknown"} & set(gaps(fresh(agreement), TODAY))


def test_a_record_is_corrected_with_a_reason_and_keeps_the_old_value_in_the_ledger(home: Sides):
    agreement = make_agreement("UA", "AZ", entry_rule="not_stated")
    with refused("reason_missing"):
        actions.correct_instrument(instrument=agreement, by=home.officer, at=NOON, entry_rule="on_signature")
    with refused("term_without_years"):
        actions.correct_instrument(instrument=agreement, by=home.officer, at=NOON, reason="Article 9", end_rule="term")
    with refused("nothing_changed"):
        actions.correct_instrument(instrument=agreement, by=home.officer, at=NOON, reason="Article 9", end_rule="none")
    actions.correct_instrument(instrument=agreement, by=home.officer, at=NOON, reason="Article 9", entry_rule="on_signature")
    event = Event.objects.filter(record=key_of(agreement)).latest("id")
    assert event.facts == {"reason": "Article 9", "before": {"entry_rule": "not_stated"}, "after": {"entry_rule": "on_signature"}}


def test_terms_of_a_text_made_here_change_only_while_it_is_open(home: Sides, abroad: Sides):
    memorandum = make_draft(home, abroad)
    actions.correct_instrument(instrument=memorandum, by=home.focal, at=NOON, number="1/2025")
    move(memorandum, "submit", home.focal)
    with refused("terms_not_open"):
        actions.correct_instrument(instrument=memorandum, by=home.focal, at=NOON, number="2/2025")


def test_a_stranger_corrects_nothing(home: Sides, abroad: Sides):
    stranger = make_side("DE")
    agreement, memorandum = make_agreement("UA", "AZ"), make_draft(home, abroad)
    document = make_document(b"%PDF-1.7 other words")
    at = {"by": stranger.officer, "at": NOON}
    with not_allowed():
        actions.correct_instrument(instrument=agreement, reason="Mine now", number="1", **at)
    with not_allowed():
        actions.attach_text(instrument=memorandum, language="en", document=document, is_authentic=True, **at)
    with not_allowed():
        actions.add_party(instrument=agreement, country_id="DE", reason="Mine now", **at)
    with not_allowed():
        linking.link(from_instrument=agreement, to_instrument=None, unnamed="Another", kind=LinkKind.AMENDS, **at)
    with not_allowed():
        actions.waive(instrument=memorandum, reason="Mine now", by=stranger.lawyer, at=NOON)
    with not_allowed():
        actions.record_instrument(kind="agreement", title="A", parties=[{"country_id": "UA"}], **at)


def test_a_party_is_added_to_a_record_with_a_reason(home: Sides):
    agreement = make_agreement("UA", "AZ")
    with refused("party_twice"):
        actions.add_party(instrument=agreement, country_id="AZ", by=home.officer, at=NOON, reason="Again")
    party = actions.add_party(instrument=agreement, country_id="DE", by=home.officer, at=NOON, reason="It is named in the text")
    assert party.instrument_id == agreement.pk
    assert Event.objects.get(record=key_of(party)).facts["reason"] == "It is named in the text"


def test_an_unnamed_party_gets_its_name(home: Sides, abroad: Sides):
    cardiology = actions.record_instrument(
        kind="memorandum",
        title="Cardiology",
        parties=[{"country_id": "UA", "described": "a cardiology centre"}, {"country_id": "AZ", "organisation": abroad.hospital}],
        drafted_at=home.ministry,
        by=home.officer,
        at=NOON,
    )
    assert "party_unnamed" in gaps(cardiology, TODAY)
    unnamed = cardiology.parties.get(country="UA")
    named = {"by": home.officer, "at": NOON}
    with refused("reason_missing"):
        actions.name_party(party=unnamed, organisation=home.hospital, reason="", **named)
    with refused("party_of_another_country", "party_twice"):
        actions.name_party(party=unnamed, organisation=abroad.hospital, reason="The text", **named)
    actions.name_party(party=unnamed, organisation=home.hospital, reason="The text", **named)
    assert "party_unnamed" not in gaps(fresh(cardiology), TODAY)


def test_a_waiver_stands_in_for_a_legal_basis_from_its_day_on(home: Sides, abroad: Sides):
    memorandum = make_draft(home, abroad)
    with not_allowed():
        actions.waive(instrument=memorandum, reason="Old practice", by=home.officer, at=NOON)
    with refused("reason_missing"):
        actions.waive(instrument=memorandum, reason="  ", by=home.lawyer, at=NOON)
    actions.waive(instrument=memorandum, reason="Old practice", by=home.lawyer, at=NOON)
    answers = [basis_on(fresh(memorandum), day) for day in (date(2025, 11, 2), TODAY)]
    assert [answer and answer.known for answer in answers] == ["no", "yes"]


def test_what_needs_no_legal_basis_gets_no_waiver_of_one(home: Sides):
    agreement = make_agreement("UA", "AZ")
    with refused("waiver_not_needed"):
        actions.waive(instrument=agreement, reason="Old practice", by=home.lawyer, at=NOON)
    assert not agreement.waivers.exists()
    assert reverse("instrument-waive", args=[agreement.pk]) not in [offer.url for offer in offers(fresh(agreement), home.lawyer, NOON)]


@pytest.mark.parametrize("kind", [LinkKind.LEGAL_BASIS, LinkKind.IMPLEMENTS])
def test_whoever_cannot_waive_is_told_which_texts_need_a_basis_as_the_rule_has_it(home: Sides, kind: LinkKind):
    agreement, older = make_agreement("UA", "AZ"), make_agreement("UA", "AZ")
    with translation.override("en"):
        assert say("waiver_not_needed").startswith("A memorandum needs a legal basis, and so does what a link says rests on another text.")
    rests(agreement, older, kind)
    assert actions.waive(instrument=fresh(agreement), reason="Old practice", by=home.lawyer, at=NOON).reason == "Old practice"


def rests(one: Instrument, on: Instrument, kind: LinkKind = LinkKind.LEGAL_BASIS) -> Link:
    return linking.link(from_instrument=one, to_instrument=on, kind=kind, by=BY, at=NOON)


def test_links_never_run_in_a_circle(home: Sides):
    first, second, third = (make_agreement("UA", "AZ") for _ in range(3))
    rests(first, second)
    rests(second, third)
    with refused("link_cycle"):
        rests(third, first)
    with refused("link_to_itself"):
        rests(first, first)
    with refused("link_twice"):
        rests(first, second)


def test_an_amendment_made_here_amends_one_instrument_and_of_elsewhere_that_is_a_gap(home: Sides, abroad: Sides):
    first, second, third = (make_agreement("UA", "AZ") for _ in range(3))
    memorandum = make_draft(home, abroad)
    described = linking.link(from_instrument=memorandum, to_instrument=None, unnamed="An old one", kind="amends", by=BY, at=NOON)
    for other, unnamed in ((first, ""), (None, "Another")):
        with refused("amends_more_than_one"):
            linking.link(from_instrument=memorandum, to_instrument=other, unnamed=unnamed, kind="amends", by=BY, at=NOON)
    linking.name_link(link=described, to_instrument=first, by=BY, at=NOON, reason="Its preamble")
    rests(third, first, LinkKind.AMENDS)
    assert "amends_more_than_one" not in gaps(fresh(third), TODAY)
    rests(third, second, LinkKind.AMENDS)
    assert "amends_more_than_one" in gaps(fresh(third), TODAY)


def test_what_is_made_here_supersedes_its_own_kind_with_the_same_parties(home: Sides, abroad: Sides):
    memorandum, agreement = make_draft(home, abroad), make_agreement("UA", "AZ")
    with refused("successor_of_other_kind", "successor_without_same_parties"):
        linking.link(from_instrument=memorandum, to_instrument=agreement, kind=LinkKind.SUPERSEDES, by=home.officer, at=NOON)


def test_a_predecessor_that_a_source_left_unnamed_gets_its_name(home: Sides):
    agreement, older = make_agreement("UA", "AZ"), make_agreement("UA", "AZ")
    described = linking.link(
        from_instrument=agreement, to_instrument=None, unnamed="An earlier one", kind=LinkKind.SUPERSEDES, by=home.officer, at=NOON
    )
    assert "predecessor_unnamed" in gaps(agreement, TODAY)
    with refused("reason_missing"):
        linking.name_link(link=described, to_instrument=older, by=home.officer, at=NOON, reason="")
    linking.name_link(link=described, to_instrument=older, by=home.officer, at=NOON, reason="Preamble")
    assert "predecessor_unnamed" not in gaps(fresh(agreement), TODAY)
    assert [link.to_instrument_id for link in fresh(agreement).links_down()] == [older.pk]


def test_each_side_sees_a_draft_of_the_other_only_once_it_was_offered(home: Sides, abroad: Sides):
    memorandum = make_draft(home, abroad)

    def sees(side: Sides) -> bool:
        return Instrument.objects.visible_to(side.focal).filter(pk=memorandum.pk).exists()

    assert (sees(home), sees(abroad)) == (True, False)
    for name, by in (("submit", home.focal), ("clear", home.lawyer), ("offer", home.officer)):
        move(memorandum, name, by)
    assert (sees(home), sees(abroad)) == (True, True)
    assert party_of(memorandum, home).concerns().countries == {"UA"}


def test_only_the_nodes_own_country_decides_what_is_public(home: Sides, abroad: Sides):
    agreement, theirs = make_agreement("UA", "AZ", is_public=False), make_agreement("AZ", "UA", is_public=False)
    parties: list[dict[str, Any]] = [{"country_id": "UA"}, {"country_id": "AZ"}]
    kept: dict[str, Any] = {"drafted_at": abroad.ministry}
    with not_allowed():
        actions.correct_instrument(instrument=theirs, by=abroad.officer, at=NOON, reason="Ours", is_public=True)
    with not_allowed():
        actions.record_instrument(kind="agreement", title="A", parties=parties, by=abroad.officer, at=NOON, is_public=True, **kept)
    with not_allowed():
        make_draft(abroad, home, is_public=True, parties=parties)
    assert actions.correct_instrument(instrument=theirs, by=abroad.officer, at=NOON, reason="Ours", number="7").number == "7"
    assert actions.correct_instrument(instrument=agreement, by=home.officer, at=NOON, reason="Agreed", is_public=True).is_public
    with not_allowed():
        actions.correct_instrument(instrument=agreement, by=abroad.officer, at=NOON, reason="Ours", is_public=False)


def test_the_form_offers_publishing_to_whoever_may_decide_it(home: Sides, abroad: Sides):
    agreement = make_agreement("UA", "AZ", is_public=False)
    for officer, offered in ((home.officer, True), (abroad.officer, False)):
        assert ("is_public" in RecordForm(account=officer).fields) == offered
        assert ("is_public" in CorrectForm(account=officer, instrument=agreement).fields) == offered
