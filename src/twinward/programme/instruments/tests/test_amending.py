"""I9: an amendment names one instrument, of the same required parties and in force when it is signed. A wall here, a gap of what was done elsewhere."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.kernel.days import Day
from twinward.programme.instruments import actions, linking
from twinward.programme.instruments.acting import correct_act
from twinward.programme.instruments.amending import Amended, amended_force_faults, amending_faults
from twinward.programme.instruments.evidence import gaps
from twinward.programme.instruments.facts import OPEN_TEXTS, ActKind, InstrumentFacts, InstrumentKind, Party
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.offers import signing_lacks
from twinward.programme.instruments.striking import strike_party
from twinward.programme.instruments.tests.browsing import get, words
from twinward.programme.instruments.tests.looking import fresh, refused
from twinward.programme.instruments.tests.makers import AGREED_AT, BY, NOON, TODAY, Sides, make_act, make_agreement, make_draft, move, sign
from twinward.programme.instruments.tests.on_record import SIGNED, act, agreement
from twinward.programme.instruments.tests.test_validity_by_counting import (
    START,
    force_by_counting,
    histories,
    of_parties,
    uncertain,
)
from twinward.programme.instruments.tests.told import HEALTH_2025, IN_FORCE, SIGN, SUSPEND, D

PARTIES = st.sets(st.tuples(st.sampled_from(["UA", "AZ", "PL"]), st.sampled_from([None, "1", "2"]), st.booleans()), max_size=4)


def instrument(parties: Any, *, recorded: bool = False, kind: InstrumentKind = InstrumentKind.AGREEMENT) -> InstrumentFacts:
    made = (Party(str(number), country, institution, required=required) for number, (country, institution, required) in enumerate(parties))
    return InstrumentFacts("x", kind, parties=tuple(made), recorded=recorded)


@given(PARTIES, st.lists(PARTIES, max_size=3), st.integers(0, 2), st.booleans(), st.sampled_from(InstrumentKind))
def test_an_amendment_is_of_one_instrument_by_parties_of_it_and_by_all_that_it_needed(
    own: Any, others: list[Any], described: int, recorded: bool, kind: InstrumentKind
):
    def told(parties: Any, *, all_of_them: bool) -> set[Any]:
        return {(country, institution) for country, institution, required in parties if required or all_of_them}

    def leaves_out(one: Any) -> bool:
        among_some = recorded and sum(required for *_who, required in one) > 2
        return kind not in OPEN_TEXTS and not among_some and bool(told(one, all_of_them=False) - told(own, all_of_them=False))

    amended = [Amended(instrument(one, kind=kind)) for one in others]
    found = list(amending_faults(instrument(own, recorded=recorded), amended, described=described))
    assert ("amends_more_than_one" in found) == (len(others) + described > 1)
    assert ("amended_unnamed" in found) == (described == 1 and not others)
    assert ("amends_without_same_parties" in found) == any(leaves_out(one) for one in others)
    assert ("amends_for_others" in found) == any(told(own, all_of_them=True) - told(one, all_of_them=True) for one in others)


def test_where_a_source_leaves_a_party_unnamed_the_countries_tell():
    ours = instrument({("UA", "1", True), ("AZ", "2", True)})
    unnamed = replace(ours, parties=(ours.parties[0], Party("9", ours.parties[1].country, named=False)))
    assert list(amending_faults(ours, [Amended(unnamed)])) == []
    abroad = replace(unnamed, parties=(ours.parties[0], Party("9", "PL", named=False)))
    assert list(amending_faults(ours, [Amended(abroad)])) == ["amends_without_same_parties", "amends_for_others"]


@given(histories(), st.integers(0, 30))
def test_what_is_amended_is_in_force_on_the_day_of_signature_by_counting(history: Any, day: int):
    terms, told = history
    amended = Amended(of_parties(terms, told, uncertain(told, {})))
    found = list(amended_force_faults([amended], Day.on(START + timedelta(day))))
    assert found == ([] if force_by_counting(terms, told, day) else ["amended_not_in_force"])


@pytest.mark.parametrize(
    ("amended", "day", "faults"),
    [
        ([], Day.unknown(), []),
        ([Amended(IN_FORCE)], Day(D("2025-01-10"), D("2025-02-01")), []),
        ([Amended(IN_FORCE)], Day(D("2025-01-09"), D("2025-02-01")), ["amended_force_not_known"]),
        ([Amended(IN_FORCE)], Day(D("2025-01-01"), D("2025-01-09")), ["amended_force_not_known"]),
        ([Amended(IN_FORCE)], Day(D("2025-01-10"), None), ["amended_force_not_known"]),
        ([Amended(IN_FORCE)], Day.on(D("2025-01-09")), ["amended_not_in_force"]),
        ([Amended(HEALTH_2025)], Day.on(D("2025-11-03")), ["amended_force_not_known"]),
        ([Amended(IN_FORCE, (IN_FORCE,))], Day.on(D("2025-02-01")), ["amended_not_in_force"]),
        ([Amended(agreement(SIGNED, act(1, SIGN, "2025-01-01"), act(2, SIGN, "2025-01-01", "az"), act(3, SUSPEND, "2025-02-01")))],
         Day.on(D("2025-02-01")), ["amended_not_in_force"]),
    ],
)  # fmt: skip
def test_on_an_uncertain_day_both_of_its_ends_must_lie_in_its_force(amended: Any, day: Day, faults: list[str]):
    assert list(amended_force_faults(amended, day)) == faults


def make_amendment(home: Sides, abroad: Sides, older: Instrument | None, unnamed: str = "") -> Instrument:
    """A memorandum that amends another, both sides of which have an agreement to rest on."""
    made = make_draft(home, abroad, basis=make_agreement("UA", "AZ"))
    linking.link(from_instrument=made, to_instrument=older, unnamed=unnamed, kind="amends", by=home.officer, at=NOON)
    return made


def agreed(memorandum: Instrument, home: Sides, abroad: Sides) -> Instrument:
    for name, by in (("submit", home.focal), ("clear", home.lawyer), ("offer", home.officer), ("agree", abroad.lawyer)):
        memorandum = move(memorandum, name, by, at=AGREED_AT)
    return fresh(memorandum)


def make_signed(home: Sides, abroad: Sides, on: date = TODAY) -> Instrument:
    """A memorandum of both hospitals, in force since it was signed."""
    older = agreed(make_draft(home, abroad, basis=make_agreement("UA", "AZ")), home, abroad)
    for side in (home, abroad):
        sign(older, side, day=on)
    return older


def test_an_amendment_of_what_is_in_force_is_signed_and_of_what_is_not_yet_is_not(home: Sides, abroad: Sides):
    older = make_signed(home, abroad, on=date(2025, 10, 1))
    amendment = agreed(make_amendment(home, abroad, older), home, abroad)
    with refused("amended_not_in_force"):
        sign(amendment, home, day=date(2025, 9, 30))
    assert list(signing_lacks(amendment, TODAY)) == []
    made = sign(amendment, home)
    with refused("amended_not_in_force"):
        correct_act(act=made, day=Day.on(date(2025, 9, 30)), reason="A slip", by=home.focal, at=NOON)


def test_an_amendment_of_what_may_be_in_force_waits_for_its_record(home: Sides, abroad: Sides):
    older = make_agreement("UA", "AZ", entry_rule="not_stated")
    amendment = make_draft(home, abroad, basis=make_agreement("UA", "AZ"), parties=[{"country_id": "UA"}, {"country_id": "AZ"}])
    linking.link(from_instrument=amendment, to_instrument=older, kind="amends", by=home.officer, at=NOON)
    assert list(signing_lacks(fresh(amendment), TODAY)) == ["amended_force_not_known"]


def test_a_text_that_amends_what_is_only_described_or_of_others_is_not_submitted(home: Sides, abroad: Sides):
    described = make_amendment(home, abroad, None, "An older one")
    with refused("amended_unnamed"):
        move(described, "submit", home.focal)
    of_others = make_amendment(home, abroad, make_agreement("UA", "AZ"))
    with refused("amends_without_same_parties", "amends_for_others"):
        move(of_others, "submit", home.focal)


def test_an_amendment_is_not_signed_once_the_record_of_what_it_amends_has_other_parties(home: Sides, abroad: Sides):
    sides = [{"country_id": side.hospital.country_id, "organisation": side.hospital} for side in (home, abroad)]
    terms: dict[str, Any] = {"entry_rule": "on_signature", "consent_by": "signature", "end_rule": "none"}
    older = actions.record_instrument(kind="memorandum", title="An older one", parties=sides, by=BY, at=NOON, **terms)
    for party in older.parties.order_by("id"):
        make_act(older, party, ActKind.SIGN, Day.on(date(2024, 1, 9)))
    amendment = agreed(make_amendment(home, abroad, older), home, abroad)
    actions.add_party(instrument=older, country_id="PL", by=BY, at=NOON, reason="It is named in the text")
    with refused("amends_without_same_parties", "amended_force_not_known"):
        sign(amendment, home)


def test_of_elsewhere_each_fault_of_an_amendment_is_a_gap_with_its_remedy(home: Sides, noon: None):
    older = make_agreement("UA", "PL", signed=Day.on(date(2021, 1, 1)), drafted_at=home.ministry)
    amendment = make_agreement("UA", "AZ", drafted_at=home.ministry)
    link = linking.link(from_instrument=amendment, to_instrument=older, kind="amends", by=BY, at=NOON)
    found = gaps(fresh(amendment), TODAY)
    assert {"amends_without_same_parties", "amends_for_others", "amended_not_in_force"} <= set(found)
    page = words(get(home.officer, "instrument", amendment.pk))
    assert "one of them is missing here" in page
    assert "is no party of the instrument that it amends" in page
    assert "is not in force on the day of signature" in page
    linking.link(from_instrument=amendment, to_instrument=make_agreement("UA", "AZ"), kind="amends", by=BY, at=NOON)
    assert "amends more than one" in words(get(home.officer, "instrument", amendment.pk))
    linking.withdraw_link(link=link, by=BY, at=NOON, reason="Another was meant")
    assert not {code for code in gaps(fresh(amendment), TODAY) if code.startswith("amend")}


def test_who_came_later_to_what_is_amended_may_agree_to_an_amendment_and_nobody_who_never_came(home: Sides, abroad: Sides):
    older = make_signed(home, abroad, on=date(2025, 10, 1))
    amendment = make_amendment(home, abroad, older)
    stranger = actions.add_party(instrument=amendment, country_id="PL", by=home.focal, at=NOON)
    with refused("amends_for_others"):
        move(amendment, "submit", home.focal)
    strike_party(party=stranger, by=home.focal, at=NOON, reason="It never came")
    assert move(amendment, "submit", home.focal).state == "in_review"


def test_elsewhere_some_of_several_parties_amend_for_themselves_and_of_two_both_do(home: Sides):
    three, two = make_agreement("UA", "AZ", "PL"), make_agreement("UA", "AZ")
    joined = actions.add_party(instrument=three, country_id="LV", is_required=False, reason="It acceded", by=BY, at=NOON)
    among_some, alone, later = make_agreement("UA", "AZ"), make_agreement("UA"), make_agreement("UA", "LV")
    for one, to in ((among_some, three), (alone, two), (later, three)):
        linking.link(from_instrument=one, to_instrument=to, kind="amends", by=BY, at=NOON)
    told = [{code for code in gaps(fresh(one), TODAY) if code.startswith("amends")} for one in (among_some, alone, later)]
    assert told == [set(), {"amends_without_same_parties"}, set()]
    strike_party(party=joined, by=BY, at=NOON, reason="It did not")
    assert "amends_for_others" in gaps(fresh(later), TODAY)
