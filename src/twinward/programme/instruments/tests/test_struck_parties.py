"""A party that was put on by mistake is struck out or corrected: it counts nowhere, nothing is overwritten, and its keepers read why it went."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

import twinward
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.models import Event
from twinward.programme.instruments import acting, actions, striking
from twinward.programme.instruments.evidence import gaps
from twinward.programme.instruments.facts import ActKind, Standing
from twinward.programme.instruments.finding import instruments as search
from twinward.programme.instruments.guest_questions import QUESTIONS
from twinward.programme.instruments.listed import rows_of
from twinward.programme.instruments.measures import memorandums
from twinward.programme.instruments.models import Instrument, Party
from twinward.programme.instruments.offers import turn
from twinward.programme.instruments.partner import QUESTION
from twinward.programme.instruments.state_on import State
from twinward.programme.instruments.tasks import tasks
from twinward.programme.instruments.tests.browsing import get, post, words
from twinward.programme.instruments.tests.looking import fresh, not_allowed, refused
from twinward.programme.instruments.tests.makers import (
    BY,
    NOON,
    TODAY,
    Sides,
    make_act,
    make_agreed,
    make_draft,
    make_organisation,
    make_side,
    make_source,
    move,
    party_of,
)

SIGNED = date(2025, 3, 1)


@pytest.fixture
def mistaken(home: Sides, abroad: Sides) -> Instrument:
    """A public memorandum of both hospitals on record at the first ministry, which both have signed; a hospital of Latvia stands there by mistake."""
    third = make_organisation("Hospital LV", "LV")
    sides = [{"country_id": one.country_id, "organisation": one} for one in (home.hospital, abroad.hospital, third)]
    told: dict[str, Any] = {
        "kind": "memorandum",
        "title": "Memorandum",
        "parties": sides,
        "drafted_at": home.ministry,
        "by": BY,
        "at": NOON,
    }
    record = actions.record_instrument(
        is_public=True, source=make_source(), entry_rule="on_signature", consent_by="signature", end_rule="none", **told
    )
    for side in (home, abroad):
        make_act(record, party_of(record, side), ActKind.SIGN, Day.on(SIGNED))
    return record


def wrong(record: Instrument) -> Party:
    return Party.every.select_related("organisation").get(instrument=record, country="LV")


def strike(record: Instrument, home: Sides, reason: str = "It is no party") -> Party:
    return striking.strike_party(party=wrong(record), by=home.officer, at=NOON, reason=reason)


def whole(record: Instrument) -> Instrument:
    return Instrument.objects.unscoped("a test looks").for_record().get(pk=record.pk)


Reader = Callable[[Instrument, Sides], Any]


def _latvian(home: Sides) -> Any:
    return make_side("LV").officer


#: Every reader of parties: what it says of the mistaken record, with the wrong party and without it.
READERS: dict[str, tuple[Reader, Any, Any]] = {
    "signed": (lambda one, _: State(fresh(one)).concluded(TODAY).known, "not_known", "yes"),
    "signed, of a record": (lambda one, _: State(whole(one)).concluded(TODAY).known, "not_known", "yes"),
    "in force": (lambda one, _: State(whole(one)).in_force(TODAY).known, "not_known", "yes"),
    "gaps": (lambda one, _: "signature_missing" in gaps(whole(one), TODAY), True, False),
    "the text's parties": (lambda one, _: len(fresh(one).sides()), 3, 2),
    "the other side": (lambda one, _: {party.country_id for party in whole(one).other_side()}, {"AZ", "LV"}, {"AZ"}),
    "whom it concerns": (lambda one, _: whole(one).concerns().countries, {"UA", "AZ", "LV"}, {"UA", "AZ"}),
    "who may record acts": (lambda one, home: len(acting.recordable(whole(one), home.officer)), 3, 2),
    "the list": (lambda _, home: rows_of(home.officer, TODAY)[0].countries, {"UA", "AZ", "LV"}, {"UA", "AZ"}),
    "the search by name": (lambda _, home: len(search("Hospital LV", actor=home.officer, limit=5)), 1, 0),
    "the search by country": (lambda _, home: len(search("Memorandum", actor=home.officer, limit=5, country="LV")), 1, 0),
    "the figures": (lambda _one, _home: [answer.known for _found, answer in memorandums(TODAY)], ["not_known"], ["yes"]),
    "tasks": (lambda _, home: any("Hospital LV" in (one.meta + one.who + one.what) for one in tasks(_latvian(home), TODAY)), True, False),
}


@pytest.mark.parametrize("reader", READERS)
def test_no_reader_of_parties_reads_one_that_was_struck_out(mistaken: Instrument, home: Sides, reader: str):
    read, before, after = READERS[reader]
    with transaction.atomic():
        assert read(mistaken, home) == before
        transaction.set_rollback(True)
    strike(mistaken, home)
    assert read(mistaken, home) == after


def test_no_reader_looks_parties_up_past_their_manager():
    sources = Path(twinward.__file__).parent.rglob("*.py")
    found = [f"{path.name}: {hit}" for path in sources for hit in re.findall(r"\bpart(?:ies|y_to)__\w+=", path.read_text())]
    assert found == []


def test_what_is_struck_out_stays_on_record_with_who_did_it_when_and_why(mistaken: Instrument, home: Sides):
    party = strike(mistaken, home, " A namesake ")
    now = Party.every.get(pk=party.pk)
    assert (now.struck_on, now.struck_because, now.struck_by) == (TODAY, "A namesake", home.officer.key)
    event = Event.objects.get(record=key_of(party), verb="change")
    assert (event.by, event.facts["reason"]) == (home.officer.key, "A namesake")
    assert event.facts["after"]["struck_on"] == TODAY.isoformat()
    with refused("party_struck"):
        strike(mistaken, home)
    with refused("party_not_of_instrument"):
        make_act(mistaken, party, ActKind.SIGN, Day.on(SIGNED))
    again = actions.add_party(instrument=mistaken, reason="After all", country_id="LV", organisation=party.organisation, by=BY, at=NOON)
    assert again.pk != party.pk
    assert fresh(mistaken).parties.count() == 3


def test_a_party_is_struck_out_with_a_reason_by_who_keeps_the_record(mistaken: Instrument, home: Sides, abroad: Sides):
    with refused("reason_missing"):
        strike(mistaken, home, " ")
    for by in (abroad.officer, home.focal, make_side("LV").officer):
        with not_allowed():
            striking.strike_party(party=wrong(mistaken), by=by, at=NOON, reason="Ours")
        with not_allowed():
            striking.correct_party(party=wrong(mistaken), by=by, at=NOON, reason="Ours", country_id="EE")


def test_a_party_whose_act_stands_is_not_struck_out_before_the_act(mistaken: Instrument, home: Sides):
    party = party_of(mistaken, home)
    with refused("party_has_acts"):
        striking.strike_party(party=party, by=home.officer, at=NOON, reason="A slip")
    with refused("party_has_acts"):
        striking.correct_party(party=party, by=home.officer, at=NOON, reason="A slip", country_id="UA", organisation=home.ministry)
    acting.correct_act(act=party.acts.get(), says_instead=False, reason="Of another", by=home.officer, at=NOON)
    striking.strike_party(party=party, by=home.officer, at=NOON, reason="A slip")
    assert {one.country_id for one in fresh(mistaken).parties.all()} == {"AZ", "LV"}


@pytest.mark.parametrize(("standing", "is_kept"), [(Standing.CONCLUDED, True), (Standing.RUNNING, True), (Standing.ENVISAGED, False)])
def test_an_agreed_text_keeps_as_many_parties_as_its_kind_needs(home: Sides, standing: Standing, is_kept: bool):
    sides = [
        {"country_id": "UA", "organisation": home.hospital},
        {"country_id": "LV", "organisation": make_organisation("Hospital LV", "LV")},
    ]
    told: dict[str, Any] = {"kind": "memorandum", "title": "M", "drafted_at": home.ministry, "standing": standing, "by": BY, "at": NOON}
    record = actions.record_instrument(parties=sides, **told)
    if is_kept:
        with refused("too_few_parties_left"):
            strike(record, home)
        right = make_organisation("Clinic", "EE")
        actions.add_party(instrument=record, reason="The right one", country_id="EE", organisation=right, by=home.officer, at=NOON)
    strike(record, home)
    assert "LV" not in {one.country_id for one in fresh(record).parties.all()}


def test_what_never_had_enough_parties_may_lose_one(home: Sides):
    told: dict[str, Any] = {"kind": "memorandum", "title": "M", "drafted_at": home.ministry, "by": BY, "at": NOON}
    alone, of_two = (
        actions.record_instrument(parties=[{"country_id": code} for code in codes], **told) for codes in (["LV"], ["LV", "EE"])
    )
    with refused("too_few_parties_left"):
        strike(of_two, home)
    assert strike(alone, home).struck_on == TODAY


def test_a_draft_is_mended_until_it_is_submitted(home: Sides, abroad: Sides):
    text = make_draft(home, abroad)
    frozen = text.text_hash()
    other = make_organisation("Hospital of Ganja", "AZ")
    right = striking.correct_party(
        party=party_of(text, abroad), by=home.focal, at=NOON, reason="The other one", country_id="AZ", organisation=other
    )
    assert fresh(text).parties.get(country="AZ") == right
    assert fresh(text).text_hash() != frozen  # whoever was shown it before decides anew
    third = actions.add_party(instrument=text, country_id="LV", by=home.focal, at=NOON)
    striking.strike_party(party=third, by=home.focal, at=NOON, reason="Not yet")
    text = move(text, "submit", home.focal)
    for attempt in (
        lambda: striking.strike_party(party=right, by=home.officer, at=NOON, reason="A slip"),
        lambda: striking.correct_party(party=right, by=home.officer, at=NOON, reason="A slip", country_id="LV"),
    ):
        with refused("terms_not_open"):
            attempt()


def test_an_agreed_text_of_ones_own_keeps_its_parties(home: Sides, abroad: Sides):
    text = make_agreed(home, abroad)
    with refused("terms_not_open"):
        striking.strike_party(party=party_of(text, abroad), by=home.officer, at=NOON, reason="A slip")


def test_a_party_that_is_told_better_stays_the_same_and_keeps_its_acts(mistaken: Instrument, home: Sides):
    party = party_of(mistaken, home)
    same: dict[str, Any] = {"party": party, "by": home.officer, "at": NOON, "country_id": "UA", "organisation": home.hospital}
    assert striking.correct_party(reason="It came later", is_required=False, **same) == party
    assert (fresh(mistaken).parties.get(pk=party.pk).is_required, party.acts.count()) == (False, 1)
    with refused("nothing_changed"):
        striking.correct_party(reason="It came later", is_required=False, **same)
    with refused("party_twice"):
        striking.correct_party(party=wrong(mistaken), by=home.officer, at=NOON, reason="Ours", country_id="UA", organisation=home.hospital)
    described = actions.add_party(instrument=mistaken, reason="One more", country_id="EE", described="a clinic", by=home.officer, at=NOON)
    clinic = make_organisation("Clinic", "EE")
    named = striking.correct_party(party=described, by=home.officer, at=NOON, reason="A letter", country_id="EE", organisation=clinic)
    assert (named.pk, named.described) == (described.pk, "")


def test_a_struck_party_is_asked_nothing_and_has_no_turn(home: Sides, abroad: Sides):
    text = make_draft(home, abroad)
    third = actions.add_party(instrument=text, country_id="LV", by=home.focal, at=NOON)
    striking.strike_party(party=third, by=home.focal, at=NOON, reason="Not yet")
    for name, by in (("submit", home.focal), ("clear", home.lawyer), ("offer", home.officer)):
        text = move(text, name, by)
    waits = turn(whole(text), home.officer, TODAY)
    assert waits
    assert "Latvia" not in waits.whose
    assert QUESTIONS[QUESTION].find(key_of(third)) is None


def test_a_mark_without_a_reason_or_an_author_is_no_mark(mistaken: Instrument):
    for values in ({"struck_on": TODAY}, {"struck_on": TODAY, "struck_because": "A slip"}, {"struck_because": "A slip", "struck_by": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Party.objects.filter(country="LV").update(**values)


def test_the_pages_strike_out_and_correct_and_tell_its_keepers_why(mistaken: Instrument, home: Sides, noon: None):
    party = wrong(mistaken)
    page = words(get(home.officer, "instrument", mistaken.pk))
    for name in ("correct", "strike"):
        assert f"/instruments/{mistaken.pk}/parties/{party.pk}/{name}/" in page
    assert "It then counts nowhere" in words(get(home.officer, "instrument-party-strike", mistaken.pk, party.pk))
    assert post(home.officer, "instrument-party-strike", mistaken.pk, party.pk, data={"reason": ""}).status_code == 422
    begun = get(home.officer, "instrument-party-correct", mistaken.pk, party.pk).context["form"]
    assert begun["organisation"].value() == ("Hospital LV", str(party.organisation_id))
    instead = {"country": "Estonia", "reason": "A namesake"}
    assert post(home.officer, "instrument-party-correct", mistaken.pk, party.pk, data=instead).status_code == 302
    right = fresh(mistaken).parties.get(country="EE")
    assert post(home.officer, "instrument-party-strike", mistaken.pk, right.pk, data={"reason": "Nor this"}).status_code == 302
    own, theirs = (words(get(reader, "instrument", mistaken.pk)) for reader in (home.officer, make_side("PL").officer))
    for told in (own, theirs):
        assert "Parties struck out" in told
        assert "Hospital LV<br>" in told
    assert "Hospital LV: struck out – A namesake" in own
    assert "3 November 2025, A Person" in own
    assert not [told for told in ("A namesake", "Nor this", "/strike/") if told in theirs]
    assert post(home.officer, "instrument-party-strike", mistaken.pk, party.pk, data={"reason": "Again"}).status_code == 409
    assert timezone.now() == NOON
