"""Whether something has a legal basis: by links to instruments in force, for its countries and its fields, or by a waiver."""

import sys
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.kernel.days import Answer, Day, Known, all_of, any_of
from twinward.programme.instruments.coverage import covered, legal_basis
from twinward.programme.instruments.endings import two_sides
from twinward.programme.instruments.facts import (
    Act,
    BasisLink,
    Party,
    Terms,
    Waiver,
)
from twinward.programme.instruments.tests.test_validity_by_counting import START, force_by_counting, histories, of_parties, uncertain
from twinward.programme.instruments.tests.told import (
    ENDLESS,
    HEALTH_2025,
    IN_FORCE,
    ONCOLOGY,
    PHARMA_1999,
    RESUME,
    SIGN,
    STATES,
    SUSPEND,
    TACIT,
    TERMINATE,
    TODAY,
    WITHDRAW,
    D,
)


def test_the_1999_agreement_is_a_basis_for_pharmaceutical_production_and_circulation_only():
    subjects = frozenset({"pharmaceutical_production_and_circulation"})
    link = BasisLink(PHARMA_1999, subjects=subjects)
    refused = legal_basis(ONCOLOGY, [link], D("2025-11-03"))
    assert refused.known is Known.NO
    assert refused.because == ("outside_subjects", "no_legal_basis")
    pharma = replace(ONCOLOGY, fields=subjects)
    assert legal_basis(pharma, [link], D("2025-11-03")).known is Known.NOT_KNOWN
    assert legal_basis(pharma, [replace(link, instrument=IN_FORCE)], D("2025-11-03")).known is Known.YES


def test_the_2025_agreement_may_be_a_basis_for_more_than_the_fields_that_the_source_names():
    named = frozenset({"traditional_medicine", "pharmaceutical_industry", "medical_education"})
    link = BasisLink(HEALTH_2025, subjects=named, subjects_complete=False)
    assert legal_basis(ONCOLOGY, [link], TODAY).missing == ("text", "entry_rule", "consent_rule")
    assert legal_basis(replace(ONCOLOGY, fields=frozenset({"medical_education"})), [link], TODAY).missing == ("entry_rule", "consent_rule")


def test_what_rests_on_a_suspended_or_terminated_basis_is_not_covered_from_that_day():
    paused = replace(IN_FORCE, acts=(*IN_FORCE.acts, Act(3, "az", SUSPEND, Day.on(D("2025-03-01")))))
    assert legal_basis(ONCOLOGY, [BasisLink(paused)], D("2025-02-28")).because == (
        "entered_into_force",
        "consented",
        "has_legal_basis",
    )
    assert legal_basis(ONCOLOGY, [BasisLink(paused)], D("2025-03-01")).because == ("suspended", "basis_not_in_force", "no_legal_basis")
    assert covered({"AZ", "UA"}, ["oncology"], [BasisLink(paused), BasisLink(IN_FORCE)], D("2025-03-01")).known is Known.YES


@pytest.mark.parametrize(
    ("countries", "fields", "link", "missing"),
    [
        ({"AZ", ""}, {"oncology"}, BasisLink(IN_FORCE), ("party_country",)),
        (set(), {"oncology"}, BasisLink(IN_FORCE), ("party",)),
        ({"AZ"}, set(), BasisLink(IN_FORCE, subjects=frozenset({"oncology"})), ("fields",)),
        ({"AZ"}, {"oncology"}, BasisLink(IN_FORCE, subjects=frozenset({"pharma"}), subjects_complete=False), ("text",)),
    ],
)
def test_whether_something_is_covered_may_hang_on_a_missing_fact(countries, fields, link, missing):
    assert covered(countries, fields, [link], D("2025-06-01")).missing == missing


def test_what_rests_on_a_superseded_basis_is_not_covered_and_whom_it_bound_it_binds_no_more():
    link = BasisLink(IN_FORCE, successors=(replace(IN_FORCE, key="successor"),))
    assert legal_basis(ONCOLOGY, [link], TODAY).because == ("superseded", "basis_not_in_force", "country_not_bound", "no_legal_basis")


def test_a_basis_that_is_not_in_force_covers_nobody_whoever_the_parties_are():
    assert covered(set(), {"oncology"}, [BasisLink(IN_FORCE)], D("2025-01-09")).because[-2:] == ("basis_not_in_force", "no_legal_basis")


def test_a_country_is_bound_by_itself_and_not_by_its_institutions():
    unnamed = replace(IN_FORCE, parties=(STATES[0], Party("az", "AZ", named=False)))
    assert "country_not_bound" in covered({"AZ"}, [], [BasisLink(unnamed)], D("2025-06-01")).because


@pytest.mark.parametrize("of_ua", [Party("ua", "UA"), Party("ua", "UA", "moz-ua", is_ministry=True)])
@pytest.mark.parametrize(
    ("of_az", "binds"),
    [
        (Party("az", "AZ"), True),
        (Party("az", "AZ", "moh-az", is_ministry=True), True),
        (Party("az", "AZ", "hospital-az"), False),
        (Party("az", "AZ", named=False), False),
        (Party("az", "TR", "moh-tr", is_ministry=True), False),
    ],
)
def test_a_state_or_a_ministry_of_it_binds_the_country_and_nobody_else(of_ua: Party, of_az: Party, binds: bool):
    basis = replace(IN_FORCE, parties=(of_ua, of_az))
    assert covered({"UA", "AZ"}, ["oncology"], [BasisLink(basis)], TODAY).known is (Known.YES if binds else Known.NO)


def test_without_a_link_a_waiver_lets_an_instrument_stand_from_its_day():
    waiver = Waiver("no agreement is needed for seminars", "minister", D("2025-02-01"))
    here = replace(ONCOLOGY, recorded=False)
    assert legal_basis(here, [], D("2025-02-01"), waiver).because == ("waiver",)
    assert legal_basis(here, [], D("2025-01-31"), waiver).known is Known.NO
    assert legal_basis(here, [], D("2025-02-01"), replace(waiver, reason="")).known is Known.NO
    assert legal_basis(ONCOLOGY, [], D("2025-02-01")).missing == ("legal_basis",)
    assert legal_basis(ONCOLOGY, [], D("2025-02-01"), waiver).known is Known.YES


def is_covered(history: Any, day: int, *, without: Any = ()) -> bool:
    """Whether something of both countries is covered on a day by an agreement with these acts, but for some kinds of them."""
    terms, told = history
    acts = uncertain([one for one in told if one[1] not in without], {})
    basis = of_parties(terms, told, acts)
    return covered(["UA", "AZ"], ["oncology"], [BasisLink(basis)], START + timedelta(day)).known is Known.YES


@given(histories(), st.integers(0, 30))
def test_what_rests_on_a_text_is_covered_on_days_of_its_force_alone(history: Any, day: int):
    assert not is_covered(history, day) or force_by_counting(history[0], history[1], day)


@given(histories(), st.integers(0, 30))
def test_what_suspends_or_ends_a_basis_uncovers_from_its_day_and_no_day_before(history: Any, day: int):
    """I11: it is derived, so nothing is overwritten.

    Beside a ministry that stands by it, a state that has left suspends nothing; nor does whoever left and came back.
    """
    stops = [when for _who, kind, when in history[1] if kind in (SUSPEND, TERMINATE)]
    if day < min(stops, default=0):
        assert is_covered(history, day) == is_covered(history, day, without=(SUSPEND, TERMINATE, RESUME))
    resumed = min((when for _who, kind, when in history[1] if kind is RESUME), default=99)
    is_alone = all(who != "moh" for who, _kind, _when in history[1])
    left = {who for who, kind, _when in history[1] if kind in (WITHDRAW, TERMINATE)}
    if is_alone and any(kind is SUSPEND and when <= day < resumed and who not in left for who, kind, when in history[1]):
        assert not is_covered(history, day)


def steps_to_cover(number: int, terms: Terms) -> int:
    """How many functions are called to say whether so many countries are covered by a text that half of them left, all on uncertain days."""
    parties = tuple(Party(str(at), f"C{at}") for at in range(number))
    signed = [Act(at, party.key, SIGN, Day(D("2020-01-01"), D("2025-01-01"))) for at, party in enumerate(parties)]
    left = [Act(number + at, party.key, TERMINATE, Day(D("2023-01-01"), D("2024-01-01"))) for at, party in enumerate(parties[::2])]
    basis = replace(IN_FORCE, terms=replace(terms, notice_days=0), parties=parties, acts=(*signed, *left), recorded=True)
    count = 0

    def note(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(note)
    try:
        covered([party.country for party in parties], [], [BasisLink(basis)], D("2023-06-01"))
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("terms", [ENDLESS, TACIT])
def test_of_twice_as_many_parties_it_takes_four_times_as_long_at_most_to_say_who_is_bound(terms: Terms):
    assert steps_to_cover(32, terms) < 4.5 * steps_to_cover(16, terms)


NOT_KNOWN = st.sampled_from(["a", "b", "c"]).map(Answer.not_known)
SAID = st.booleans().flatmap(
    lambda doubt: st.sampled_from([replace(one, rests_on_inferred=doubt) for one in (Answer.yes("y"), Answer.no("n"))])
)


@given(st.lists(st.one_of(NOT_KNOWN, SAID), max_size=6))
def test_two_sides_are_what_any_pair_of_them_would_be(said: list[Answer]):
    answer = two_sides({Party(str(at), f"C{at}"): one for at, one in enumerate(said)})
    pairs = any_of(*(all_of(*pair) for pair in combinations(said, 2)))
    firm = sum(one.known is Known.YES and not one.rests_on_inferred for one in said) > 1
    assert (answer.known, sorted(answer.missing)) == (pairs.known, sorted(pairs.missing))
    assert answer.rests_on_inferred is (pairs.known is Known.YES and not firm)
