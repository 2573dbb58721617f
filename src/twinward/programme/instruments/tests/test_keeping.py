"""The side that drafted a text, or keeps the record of it, and nobody else changes it; the other side answers and acts for itself."""

from collections.abc import Callable
from typing import Any

import pytest

from twinward.foundation.kernel.actors import NotAllowed
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.models import Event
from twinward.programme.instruments import actions, linking
from twinward.programme.instruments.acting import record_act
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.offers import turn
from twinward.programme.instruments.tests.browsing import get, post, words
from twinward.programme.instruments.tests.makers import (
    BY,
    NOON,
    TODAY,
    Sides,
    make_agreed,
    make_agreement,
    make_document,
    make_draft,
    make_source,
    move,
    party_of,
)


def make_offered(home: Sides, abroad: Sides, **fields: Any) -> Instrument:
    """A memorandum of the first side that lies with the other."""
    offered = make_draft(home, abroad, **fields)
    for name, by in (("submit", home.focal), ("clear", home.lawyer), ("offer", home.officer)):
        offered = move(offered, name, by)
    return offered


def _everything(text: Instrument, basis: Instrument, by: Any) -> dict[str, Callable[[], Any]]:
    """All that only its keepers do, whatever it still lacks."""
    given: dict[str, Any] = {"by": by, "at": NOON}
    other = make_document(b"%PDF-1.7 other words")
    link = text.every_link_down.get()
    moves = {name: lambda name=name: move(text, name, by, "Why") for name in ("submit", "clear", "offer", "return", "reopen", "withdraw")}
    return moves | {
        "text": lambda: actions.attach_text(instrument=text, language="en", document=other, is_authentic=True, **given),
        "correct": lambda: actions.correct_instrument(instrument=text, reason="Why", title="Ours now", **given),
        "party": lambda: actions.add_party(instrument=text, reason="Why", country_id="LV", **given),
        "waive": lambda: actions.waive(instrument=text, reason="Why", **given),
        "link": lambda: linking.link(from_instrument=text, to_instrument=basis, kind="implements", **given),
        "unlink": lambda: linking.withdraw_link(link=link, reason="Why", **given),
    }


@pytest.mark.parametrize("make", [make_offered, make_agreed], ids=["offered", "agreed"])
def test_the_other_side_undoes_nothing_of_a_text_that_is_not_its_own(home: Sides, abroad: Sides, make: Callable[..., Instrument]):
    basis = make_agreement("UA", "AZ")
    text = make(home, abroad, basis=basis)
    attempts = [_everything(text, basis, by) for by in (abroad.officer, abroad.lawyer, abroad.focal)]
    before = Event.objects.count()
    for what, attempt in (one for of_one in attempts for one in of_one.items()):
        with pytest.raises(NotAllowed):
            pytest.fail(f"{what}: {attempt()}")
    assert Event.objects.count() == before


def test_the_pages_of_keeping_a_text_are_closed_to_the_other_side(home: Sides, abroad: Sides):
    text = make_agreed(home, abroad, basis=make_agreement("UA", "AZ"))
    link = text.every_link_down.get()
    for by in (abroad.officer, abroad.lawyer, abroad.focal):
        for name, more in (("instrument-text", ()), ("instrument-link", ()), ("instrument-waive", ()), ("instrument-correct", ())):
            assert post(by, name, text.pk, *more, data={"reason": "Why"}).status_code == 403
        assert post(by, "instrument-link-withdraw", text.pk, link.pk, data={"reason": "Why"}).status_code == 403
        assert post(by, "instrument-move", text.pk, "withdraw", data={"reason": "Why"}).status_code == 403
    page = words(get(abroad.officer, "instrument", text.pk))
    assert "Sign for Hospital AZ" in page
    assert not any(
        step in page for step in ("Take back", "Open the text anew", "Attach a text", "Link it to another", "Withdraw this link")
    )


def test_the_parties_of_the_keepers_country_keep_a_text_with_them(home: Sides, abroad: Sides):
    text = make_draft(home, abroad, drafted_at=home.ministry)
    assert text.kept_by().concerns().countries == {"UA"}
    assert text.kept_by().concerns().organisations == {home.ministry.pk, home.hospital.pk}
    assert move(text, "submit", home.focal).state == "in_review"


def test_what_nobody_keeps_is_kept_up_over_the_whole_node_only(home: Sides, abroad: Sides):
    record = make_agreement("UA", "AZ", drafted_at=None)
    for by in (home.officer, abroad.officer):
        with pytest.raises(NotAllowed):
            actions.correct_instrument(instrument=record, by=by, at=NOON, reason="Why", number="7")
    assert actions.correct_instrument(instrument=record, by=BY, at=NOON, reason="Why", number="7").number == "7"


def test_a_party_records_of_a_record_that_others_keep_its_own_acts_alone(home: Sides, abroad: Sides):
    record = make_agreement("UA", "AZ", entry_rule="on_nth_consent", entry_consents=2)
    form = words(get(abroad.officer, "instrument-act-elsewhere", record.pk))
    assert f'value="{party_of(record, abroad).pk}"' in form
    assert f'value="{party_of(record, home).pk}"' not in form
    told: dict[str, Any] = {"kind": ActKind.NOTIFY, "day": Day.on(TODAY), "source": make_source(), "at": NOON}
    assert record_act(instrument=record, party=party_of(record, abroad), by=abroad.officer, **told).pk
    with pytest.raises(NotAllowed):
        record_act(instrument=record, party=party_of(record, home), by=abroad.officer, **told)
    with pytest.raises(NotAllowed):
        actions.correct_instrument(instrument=record, by=abroad.officer, at=NOON, reason="Why", title="Ours now")


def test_the_other_side_reads_nothing_of_the_internal_review(home: Sides, abroad: Sides):
    text = make_draft(home, abroad, title="Canary title")
    move(move(text, "submit", home.focal), "return", home.lawyer, "Canary of the review")
    actions.correct_instrument(instrument=text, by=home.officer, at=NOON, title="Memorandum")
    actions.waive(instrument=text, reason="Canary of the waiver", by=home.lawyer, at=NOON)
    lost = linking.link(from_instrument=text, to_instrument=make_agreement("UA", "AZ"), kind="implements", by=home.officer, at=NOON)
    linking.withdraw_link(link=lost, reason="Canary of the link", by=home.officer, at=NOON)
    for name, by in (("submit", home.focal), ("clear", home.lawyer), ("offer", home.officer)):
        move(text, name, by)
    for by in (abroad.officer, abroad.lawyer, abroad.focal):
        page = words(get(by, "instrument", text.pk))
        assert "Offered to the other party" in page
        assert not [told for told in ("Canary", "Submitted for review") if told in page]
    assert all(words(get(home.officer, "instrument", text.pk)).count(f"Canary of the {what}") for what in ("review", "waiver", "link"))


def test_the_other_side_reads_its_own_answer_and_that_a_text_was_opened_anew_but_not_why(home: Sides, abroad: Sides):
    text = make_offered(home, abroad)
    move(text, "send_back", abroad.officer, "Article 3 has to change")
    for name, by in (("submit", home.focal), ("clear", home.lawyer), ("offer", home.officer), ("agree", abroad.lawyer)):
        move(text, name, by)
    move(text, "reopen", home.officer, "Canary")
    for name, by in (("clear", home.lawyer), ("offer", home.officer)):
        move(text, name, by)
    page = words(get(abroad.officer, "instrument", text.pk))
    assert "Article 3 has to change" in page
    assert "Opened anew" in page
    assert "Canary" not in page


def test_an_offered_text_is_the_turn_of_who_may_agree_to_it(home: Sides, abroad: Sides):
    text = make_offered(home, abroad)
    readers = (abroad.officer, abroad.lawyer, abroad.focal, home.officer)
    turns = [turn(text, by, TODAY) for by in readers]
    assert [one and one.is_mine for one in turns] == [True, True, False, False]
