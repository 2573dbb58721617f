"""A record that was put on by mistake is struck out: it is in no list, choice, task or figure, nothing is taken out, and its page says so."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.models import Event
from twinward.programme.instruments import actions, linking
from twinward.programme.instruments.acting import do_act, record_act
from twinward.programme.instruments.facts import ActKind, LinkKind
from twinward.programme.instruments.finding import instruments as search
from twinward.programme.instruments.listed import rows_of
from twinward.programme.instruments.measures import MEASURES
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.state_on import State
from twinward.programme.instruments.striking_out import strike_instrument
from twinward.programme.instruments.tasks import tasks
from twinward.programme.instruments.tests.browsing import get, post, unchanged, words
from twinward.programme.instruments.tests.looking import fresh, not_allowed, refused
from twinward.programme.instruments.tests.makers import (
    BY,
    NOON,
    TODAY,
    Account,
    Sides,
    make_agreed,
    make_agreement,
    make_draft,
    make_side,
    make_source,
    party_of,
)

pytestmark = pytest.mark.usefixtures("noon")
WHY = "It was read in a draft of the programme."


def mistaken(home: Sides, abroad: Sides, **fields: Any) -> Instrument:
    """A public memorandum of both hospitals that was recorded at the first ministry as signed by both."""
    sides = [{"country_id": side.hospital.country_id, "organisation": side.hospital} for side in (home, abroad)]
    told: dict[str, Any] = {
        "kind": "memorandum",
        "title": "Mistaken",
        "parties": sides,
        "source": make_source(),
        "drafted_at": home.ministry,
    }
    return make_agreement(signed=Day.on(date(2020, 3, 1)), **(told | fields))


def strike(record: Instrument, by: Account, reason: str = WHY) -> Instrument:
    return strike_instrument(instrument=record, by=by, at=NOON, reason=reason)


def places(record: Instrument, home: Sides) -> dict[str, bool]:
    """Where the record is told of, beside its own page."""
    other = make_agreement("UA", "LV", drafted_at=home.ministry)
    link = get(home.officer, "instrument-link", other.pk).context["form"].fields["to_instrument"].queryset
    page = f'href="/instruments/{record.pk}/"'
    return {
        "list": record.pk in {row.pk for row in rows_of(home.officer, TODAY)},
        "search": any(hit.url.endswith(f"/{record.pk}/") for hit in search("Mistaken", actor=home.officer, limit=9)),
        "links": record in link,
        "tasks": any("Mistaken" in task.what for task in tasks(home.officer, TODAY)),
        "figure": any(row.label == "Mistaken" for row in MEASURES.by_key["memorandums_signed"].on(TODAY).rows),
        "institution": page in words(get(home.officer, "organisation", home.hospital.pk)),
        "country": page in words(get(home.officer, "country", "AZ")),
    }


def test_what_was_struck_out_is_nowhere_but_on_its_own_page(home: Sides, abroad: Sides):
    record = mistaken(home, abroad)
    before = places(record, home)
    assert all(before.values()), before
    strike(record, home.officer)
    after = places(record, home)
    assert not any(after.values()), after


def test_its_page_says_who_struck_it_out_when_and_why_to_its_keepers_and_to_others_when(home: Sides, abroad: Sides):
    record = strike(mistaken(home, abroad), home.officer)
    kept, seen = (words(get(one, "instrument", record.pk)) for one in (home.officer, abroad.officer))
    assert all("This record was struck out" in page and "3 November 2025" in page for page in (kept, seen))
    assert (WHY in kept, WHY in seen) == (True, False)
    assert "Correct this record" not in kept
    assert "/correct/" not in kept
    event = Event.objects.order_by("-id")[0]
    assert (event.record, event.facts["reason"], event.by) == (key_of(record), WHY, home.officer.key)


def test_its_page_keeps_what_was_recorded_and_answers_asks_and_offers_nothing(home: Sides, abroad: Sides):
    record = mistaken(home, abroad)
    answers = ("In force", "Signed by all", "State on a day", "Public side", "Evidence gaps", "not on record", "What you may do now")
    offered = ("Write a letter", "Record a letter", "/correct/", "/links/", "Turn:", "No link is on record")
    standing = words(get(home.officer, "instrument", record.pk))
    assert [one for one in (*answers, *offered) if one not in standing] == []
    strike(record, home.officer)
    for account in (home.officer, home.lawyer, abroad.officer, make_side("DE").officer):
        page = words(get(account, "instrument", record.pk))
        assert [one for one in (*answers, *offered) if one in page] == []
        assert all(kept in page for kept in ("Hospital UA", "Hospital AZ", "1 Mar 2020", "Fields of cooperation", "Timeline", "A ministry"))


def test_nothing_is_written_of_it_any_more(home: Sides, abroad: Sides):
    record = strike(mistaken(home, abroad), home.officer)
    with refused("instrument_struck"):
        strike(record, home.officer)
    with refused("instrument_struck"):
        actions.correct_instrument(instrument=record, by=home.officer, at=NOON, reason="-", title="Another")
    with refused("instrument_struck"):
        record_act(instrument=record, party=party_of(record, home), kind=ActKind.NOTIFY, day=Day.on(TODAY), by=home.officer, at=NOON)


def test_nothing_is_linked_to_it_though_it_was_read_before(home: Sides, abroad: Sides):
    record, other = mistaken(home, abroad), make_agreement("UA", "AZ", drafted_at=home.ministry)
    described = linking.link(from_instrument=other, to_instrument=None, unnamed="It", kind="implements", by=home.officer, at=NOON)
    strike(record, home.officer)
    for read in (record, fresh(record)):
        with refused("instrument_struck"):
            linking.link(from_instrument=other, to_instrument=read, kind=LinkKind.IMPLEMENTS, by=home.officer, at=NOON)
        with refused("instrument_struck"):
            linking.name_link(link=described, to_instrument=read, by=home.officer, at=NOON, reason="-")


@pytest.mark.parametrize("from_it", [True, False])
def test_what_is_linked_stands_until_the_link_is_withdrawn(home: Sides, abroad: Sides, from_it: bool):
    record, other = mistaken(home, abroad), make_agreement("UA", "AZ", drafted_at=home.ministry)
    ends = (record, other) if from_it else (other, record)
    link = linking.link(from_instrument=ends[0], to_instrument=ends[1], kind=LinkKind.IMPLEMENTS, by=home.officer, at=NOON)
    with refused("struck_with_links"):
        strike(record, home.officer)
    linking.withdraw_link(link=link, by=home.officer, at=NOON, reason="Wrong")
    assert strike(record, home.officer).struck_on == TODAY


@pytest.mark.parametrize("here", [True, False], ids=["done here", "told by itself"])
def test_what_another_side_did_or_told_is_not_struck_out_for_it(home: Sides, abroad: Sides, here: bool):
    record = mistaken(home, abroad, kind="agreement", parties=[{"country_id": "UA"}, {"country_id": "AZ"}], notice_days=0)
    party = party_of(record, abroad)
    if here:
        do_act(instrument=record, party=party, kind=ActKind.SUSPEND, day=TODAY, by=abroad.officer, at=NOON)
    else:
        record_act(instrument=record, party=party, kind=ActKind.NOTIFY, day=Day.in_year(2021), by=abroad.officer, at=NOON)
    with refused("struck_with_acts"):
        strike(record, home.officer)


def test_who_keeps_the_record_strikes_it_out_for_a_reason_and_nobody_else(home: Sides, abroad: Sides):
    record = mistaken(home, abroad)
    for account in (abroad.officer, home.focal, make_side("DE").officer):
        with not_allowed():
            strike(record, account)
        assert unchanged(lambda account=account: post(account, "instrument-strike", record.pk, data={"reason": WHY})).status_code == 403
    with refused("reason_missing"):
        strike(record, home.officer, reason=" ")
    assert post(home.lawyer, "instrument-strike", record.pk, data={"reason": WHY}).status_code == 302
    assert fresh(record).struck_because == WHY


def test_what_was_made_here_is_not_struck_out(home: Sides, abroad: Sides):
    memorandum = make_agreed(home, abroad)
    with refused("made_here"):
        strike(memorandum, home.officer)
    assert get(home.officer, "instrument-strike", memorandum.pk).status_code == 404


def test_the_page_says_first_what_rests_on_it(home: Sides, abroad: Sides):
    record, other = mistaken(home, abroad), make_agreement("UA", "AZ", drafted_at=home.ministry)
    assert "Withdraw the links first" not in words(get(home.officer, "instrument-strike", record.pk))
    linking.link(from_instrument=record, to_instrument=other, kind=LinkKind.LEGAL_BASIS, by=home.officer, at=NOON)
    assert "Withdraw the links first" in words(get(home.officer, "instrument-strike", record.pk))


def test_what_its_keepers_may_not_see_neither_keeps_it_nor_rests_on_it_any_more(home: Sides, abroad: Sides):
    record, elsewhere = make_agreement("UA", "AZ", "DE", drafted_at=home.ministry), make_side("DE")
    draft = make_draft(abroad, elsewhere, basis=record)
    told = words(get(home.officer, "instrument-strike", record.pk))
    assert "Withdraw the links first" not in told
    read = Instrument.objects.unscoped("a test looks").for_record()
    assert State(read.get(pk=draft.pk)).basis_for("oncology", TODAY).known == "yes"
    strike(record, home.officer)
    assert State(read.get(pk=draft.pk)).basis_for("oncology", TODAY).known == "no"
    page = words(get(abroad.officer, "instrument", draft.pk))
    assert "agreement, struck out" in page
    assert "No link is on record" not in page


def test_a_draft_does_not_rest_on_it(home: Sides, abroad: Sides):
    record = make_agreement("UA", "AZ", drafted_at=home.ministry)
    assert record in get(home.officer, "instrument-new").context["form"].fields["rests_on"].queryset
    strike(record, home.officer)
    assert record not in get(home.officer, "instrument-new").context["form"].fields["rests_on"].queryset


@pytest.mark.parametrize("gone", ["struck_on", "struck_because", "struck_by"])
def test_the_mark_is_whole(home: Sides, abroad: Sides, gone: str):
    record = mistaken(home, abroad)
    whole = {"struck_on": TODAY, "struck_because": WHY, "struck_by": BY.key}
    with pytest.raises(IntegrityError), transaction.atomic():
        Instrument._base_manager.filter(pk=record.pk).update(**(whole | {gone: None if gone == "struck_on" else ""}))
