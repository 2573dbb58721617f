"""I7: a move counts for what its reader was shown, and nothing is agreed unseen: neither a text, nor a party, nor a term."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.crowd import at_once
from twinward.foundation.kernel.documents import path_of, store
from twinward.foundation.kernel.lifecycle import Refused
from twinward.programme.instruments import actions, partner
from twinward.programme.instruments.agreed import agreed_beside, standing_hash
from twinward.programme.instruments.facts import Party, Terms, TextStanding
from twinward.programme.instruments.guest_questions import QUESTIONS
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.partner import QUESTION
from twinward.programme.instruments.rules import text_faults
from twinward.programme.instruments.tests.browsing import get, post, shown_at, unchanged, words
from twinward.programme.instruments.tests.looking import fresh, refused
from twinward.programme.instruments.tests.makers import NOON, Sides, make_agreed, make_agreement, make_draft, make_side, move, party_of

pytestmark = pytest.mark.usefixtures("noon")
SIDES = (Party("1", "UA", "10"), Party("2", "AZ", "20"))
CHANGED: dict[str, dict[str, Any]] = {
    "term": {"term_years": 99, "end_rule": "term"},
    "notice": {"notice_days": 3650},
    "title": {"title": "Memorandum on everything"},
    "fields": {"covers": ["surgery"]},
}


def offered(home: Sides, abroad: Sides) -> Instrument:
    memorandum = make_draft(home, abroad)
    for name, by in (("submit", home.focal), ("clear", home.lawyer), ("offer", home.officer)):
        memorandum = move(memorandum, name, by)
    return fresh(memorandum)


def offer_anew(memorandum: Instrument, home: Sides, change: Callable[[], object]) -> None:
    """It is returned, changed, and comes to the other party once more."""
    move(memorandum, "return", home.lawyer, "A slip")
    change()
    for name, by in (("submit", home.focal), ("clear", home.lawyer), ("offer", home.officer)):
        move(fresh(memorandum), name, by)


def replace_text(memorandum: Instrument, home: Sides) -> None:
    document = store(io.BytesIO(b"%PDF-1.7 other words"), name="x.pdf", kind="instrument_text", by=home.officer, at=NOON)
    actions.attach_text(instrument=memorandum, language="en", document=document, is_authentic=True, by=home.officer, at=NOON)


def changing(what: str, memorandum: Instrument, home: Sides) -> Callable[[], object]:
    if what == "text":
        return partial(replace_text, memorandum, home)
    if what == "party":
        return partial(actions.add_party, instrument=memorandum, country_id="LV", by=home.officer, at=NOON)
    return partial(actions.correct_instrument, instrument=memorandum, by=home.officer, at=NOON, **CHANGED[what])


@pytest.mark.parametrize("what", ["text", "party", *CHANGED])
def test_nobody_agrees_on_an_old_page_to_what_they_never_saw(home: Sides, abroad: Sides, what: str):
    memorandum = offered(home, abroad)
    old = shown_at(abroad.lawyer, memorandum.pk, "agree")
    offer_anew(memorandum, home, changing(what, memorandum, home))
    said = {"reason": "We agree"}
    answer = unchanged(lambda: post(abroad.lawyer, "instrument-move", memorandum.pk, "agree", data=old | said))
    assert answer.status_code == 409
    assert "have changed since they were shown to you" in words(answer)
    if what == "notice":
        assert "3650" in words(answer) or "3,650" in words(answer)
    assert unchanged(lambda: post(abroad.lawyer, "instrument-move", memorandum.pk, "agree", data=said)).status_code == 409
    now = {"shown": answer.context["shown"]}
    assert post(abroad.lawyer, "instrument-move", memorandum.pk, "agree", data=now | said).status_code == 302
    agreed = fresh(memorandum)
    assert agreed.agreed_text_sha256 == now["shown"] == agreed.text_hash()


def test_nobody_clears_on_an_old_page_what_they_never_read(home: Sides, abroad: Sides):
    memorandum = move(make_draft(home, abroad), "submit", home.focal)
    old = shown_at(home.lawyer, memorandum.pk, "clear")
    move(memorandum, "return", home.lawyer, "A slip")
    actions.correct_instrument(instrument=memorandum, by=home.officer, at=NOON, notice_days=3650)
    move(fresh(memorandum), "submit", home.focal)
    assert unchanged(lambda: post(home.lawyer, "instrument-move", memorandum.pk, "clear", data=old)).status_code == 409


@pytest.mark.parametrize("button", [{}, {"send": "1"}])
def test_nobody_signs_on_an_old_page_a_text_they_never_saw(home: Sides, abroad: Sides, button: dict[str, str]):
    memorandum = make_agreed(home, abroad, basis=make_agreement("UA", "AZ"))
    page = get(home.focal, "instrument-act", memorandum.pk)
    typed = {"party": str(party_of(memorandum, home).pk), "kind": "sign", "day": "3.11.2025", "appointment": str(home.director.pk)}
    old = typed | {"shown": page.context["shown"]}
    assert f"SHA-256 {memorandum.texts.get().document_id[:12]}" in words(post(home.focal, "instrument-act", memorandum.pk, data=old))
    move(memorandum, "reopen", home.officer, "Another text")
    offer_anew(memorandum, home, partial(replace_text, memorandum, home))
    move(fresh(memorandum), "agree", abroad.officer)

    answer = unchanged(lambda: post(home.focal, "instrument-act", memorandum.pk, data=old | button))
    assert answer.status_code == 409
    assert "have changed since they were shown to you" in words(answer)
    assert unchanged(lambda: post(home.focal, "instrument-act", memorandum.pk, data=typed | button)).status_code == 409
    now = typed | {"shown": answer.context["shown"], "send": "1"}
    assert post(home.focal, "instrument-act", memorandum.pk, data=now).status_code == 302


@pytest.mark.parametrize("harm", ["altered", "lost"])
def test_nobody_signs_or_reads_a_text_whose_file_is_not_the_one_that_was_agreed(home: Sides, abroad: Sides, harm: str):
    memorandum = make_agreed(home, abroad, basis=make_agreement("UA", "AZ"))
    file = path_of(memorandum.texts.get().document_id)
    content = file.read_bytes()
    file.write_bytes(b"We pay 999 euro.") if harm == "altered" else file.unlink()
    typed = {"party": str(party_of(memorandum, home).pk), "kind": "sign", "day": "3.11.2025", "appointment": str(home.director.pk)}
    typed |= {"shown": memorandum.text_hash(), "send": "1"}
    answer = unchanged(lambda: post(home.focal, "instrument-act", memorandum.pk, data=typed))
    assert answer.status_code == 409
    assert "A backup holds" in words(answer)
    page = get(abroad.focal, "instrument-document", memorandum.pk, memorandum.texts.get().document_id)
    assert (page.status_code, "This document is damaged" in words(page)) == (410, True)

    file.write_bytes(content)
    assert post(home.focal, "instrument-act", memorandum.pk, data=typed).status_code == 302


@pytest.mark.parametrize("what", ["text", "notice", "party"])
def test_a_link_is_stale_once_a_term_has_changed(home: Sides, abroad: Sides, what: str):
    memorandum = offered(home, abroad)
    given = {"asked_of": "The minister", "language": "en", "works_for": timedelta(days=14), "by": home.officer, "at": NOON}
    _asked, token = partner.ask_partner(party=party_of(memorandum, abroad), **given)
    offer_anew(memorandum, home, changing(what, memorandum, home))
    from django.test import Client
    from django.urls import reverse

    assert Client().get(reverse("guest", args=[token])).status_code == 410


def test_the_page_of_a_move_tells_the_parties_the_terms_and_the_texts(home: Sides, abroad: Sides):
    memorandum = offered(home, abroad)
    said = words(get(abroad.lawyer, "instrument-move", memorandum.pk, "agree"))
    for told in ("Hospital UA – Hospital AZ", "on the last signature", "without end", f"SHA-256 {memorandum.texts.get().document_id[:12]}"):
        assert told in said


STANDING = TextStanding(("en",), {"en": "a" * 64})
TERMS = st.builds(
    Terms, term_years=st.none() | st.integers(1, 99), notice_days=st.none() | st.integers(0, 4000), delay_days=st.integers(0, 99)
)
TOLD = st.fixed_dictionaries({"title": st.text(max_size=9), "fields": st.lists(st.sampled_from("abc"), unique=True).map(sorted)})


@given(TERMS, TOLD, TERMS, TOLD)
def test_two_texts_have_one_hash_only_when_they_say_the_same(terms: Terms, told: dict[str, Any], other: Terms, also: dict[str, Any]):
    one = replace(STANDING, beside=agreed_beside(terms, SIDES, **told))
    two = replace(STANDING, beside=agreed_beside(other, reversed(SIDES), **also))
    assert (standing_hash(one) == standing_hash(two)) == ((terms, told) == (other, also))
    frozen = replace(two, frozen=standing_hash(one))
    assert list(text_faults(frozen)) == ([] if (terms, told) == (other, also) else ["text_changed"])


@pytest.mark.django_db(transaction=True)
def test_of_two_moves_at_once_none_is_made_on_what_was_not_shown(kept_files: object):
    home, abroad = make_side("UA"), make_side("AZ")
    memorandum = offered(home, abroad)
    shown = memorandum.text_hash()

    def change() -> object:
        offer_anew(memorandum, home, partial(replace_text, memorandum, home))
        return "changed"

    def agree() -> object:
        return actions.make_move(instrument=memorandum, name="agree", by=abroad.lawyer, at=NOON, shown=shown)

    steps: list[Callable[[], object]] = [change, agree]
    got = at_once(lambda: steps.pop()(), people=2)
    assert all(isinstance(one, Instrument | Refused | str) for one in got), got
    now = fresh(memorandum)
    assert now.state != "agreed" or now.agreed_text_sha256 == shown == now.text_hash()
    with refused("text_changed_since_shown") if now.text_hash() != shown else refused("wrong_state"):
        agree()


def test_a_record_says_all_of_its_terms_and_what_is_not_known_of_them(home: Sides, abroad: Sides):
    given: dict[str, Any] = {"entry_rule": "on_nth_consent", "entry_consents": 2, "consent_by": "ratification", "notice_days": 180}
    given |= {"end_rule": "term", "term_years": 5, "renewal": "not_stated", "entry_delay_days": 30}
    memorandum = make_draft(home, abroad, **given)
    said = words(get(home.officer, "instrument", memorandum.pk))
    for what, answer in (
        ("Enters into force", "on a number of consents"),
        ("Number of consents", "2"),
        ("Days after", "30"),
        ("Consent to be bound", "by ratification"),
        ("Ends", "after a term of years"),
        ("Years", "5"),
        ("Renewal", "not known"),
        ("Days of notice", "180"),
    ):
        assert f"<dt>{what}</dt><dd>{answer}</dd>" in said
    assert "<dt>Days of notice</dt><dd>-</dd>" in words(get(home.officer, "instrument", make_draft(home, abroad).pk))


def test_a_guest_reads_the_terms_and_the_fields_of_cooperation(home: Sides, abroad: Sides):
    memorandum = make_draft(home, abroad, end_rule="term", term_years=5)
    facts = [(str(what), str(value)) for what, value in QUESTIONS[QUESTION].show(party_of(memorandum, abroad)).facts]
    assert {("Fields of cooperation", "oncology"), ("Ends", "after a term of years"), ("Years", "5"), ("Days of notice", "-")} <= {*facts}
