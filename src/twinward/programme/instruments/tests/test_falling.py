"""I11: what suspends or ends an instrument takes its annexes and amendments with it, and the cover of all that rests on it, however many links away."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.kernel.days import Day, Known
from twinward.programme.instruments import linking
from twinward.programme.instruments.actions import waive
from twinward.programme.instruments.coverage import covered, legal_basis
from twinward.programme.instruments.evidence import basis_on, basis_to_sign, gaps
from twinward.programme.instruments.facts import ActKind, BasisLink, InstrumentFacts, InstrumentKind, LinkKind, Parent, Party, Waiver
from twinward.programme.instruments.models import Instrument, Link
from twinward.programme.instruments.state_on import State
from twinward.programme.instruments.tests.browsing import get, words
from twinward.programme.instruments.tests.looking import fresh
from twinward.programme.instruments.tests.makers import BY, NOON, Sides, make_act, make_agreement, make_draft
from twinward.programme.instruments.tests.test_validity_by_counting import (
    COUNTRY,
    START,
    force_by_counting,
    histories,
    of_parties,
    uncertain,
)
from twinward.programme.instruments.tests.told import (
    ENDLESS,
    HEALTH_2025,
    IN_FORCE,
    ONCOLOGY,
    SIGN,
    SUSPEND,
    TERM,
    TERMINATE,
    TODAY,
    D,
    acts,
    agreement,
    both,
)
from twinward.programme.instruments.validity import bound, ended, ends, in_force

DAYS = st.one_of(st.integers(0, 30), st.integers(360, 400))


def told(history: Any, key: str = "x", **more: Any) -> InstrumentFacts:
    return replace(of_parties(history[0], history[1], uncertain(history[1], {})), key=key, **more)


@given(st.lists(histories(), min_size=1, max_size=3), DAYS)
def test_an_annex_is_in_force_just_while_it_and_all_above_it_are_by_counting(chain: Any, day: int):
    lowest = told(chain[0])
    for history in chain[1:]:
        lowest = told(history, parents=(Parent(lowest),))
    counted = all(force_by_counting(terms, made, day) for terms, made in chain)
    assert in_force(lowest, START + timedelta(day)).known is (Known.YES if counted else Known.NO)


def binds(history: Any, country: str, asked: date) -> bool:
    """Whether it binds a country, by the country itself or a ministry of it."""
    facts = told(history)
    states = [party.key for party in facts.parties if party.country == country and party.speaks_for_state]
    return any(bound(facts, state, asked).known is Known.YES for state in states)


@given(st.lists(histories(), min_size=1, max_size=3), DAYS, st.booleans())
def test_a_memorandum_is_covered_on_no_day_on_which_anything_below_it_is_not_in_force_by_counting(chain: Any, day: int, annexed: bool):
    asked, lowest = START + timedelta(day), BasisLink(told(chain[0]))
    for history in chain[1:]:
        above = told(history, parents=(Parent(lowest.instrument),) if annexed else ())
        lowest = BasisLink(above, rests_on=() if annexed else (lowest,))
    is_covered = covered(["UA", "AZ"], ["oncology"], [lowest], asked).known is Known.YES
    counted = all(force_by_counting(terms, made, day) for terms, made in chain)
    stands = annexed or all(
        any(binds(below, country, asked) for below in chain[:at])
        for at, (_terms, made) in enumerate(chain[1:], 1)
        for country in {COUNTRY[who] for who, _kind, _when in made}
    )
    assert is_covered == (counted and stands and all(binds(chain[-1], country, asked) for country in ("UA", "AZ")))


def test_an_annex_of_what_has_ended_binds_nobody_and_ends_with_it():
    over = agreement(ENDLESS, *both(SIGN, "2025-01-10"), ("ua", TERMINATE, "2025-03-01"))
    annex = replace(IN_FORCE, key="annex", parents=(Parent(over),))
    assert in_force(annex, D("2025-03-30")).known is Known.YES
    assert in_force(annex, D("2025-03-31")).because == ("parent_not_in_force",)
    assert bound(annex, "ua", D("2025-03-31")).because == ("parent_not_in_force",)
    assert ends(annex).day == Day.on(D("2025-03-30"))
    assert ends(replace(annex, terms=TERM, parents=())).day == Day.on(D("2030-01-09"))
    superseded = replace(annex, parents=(Parent(IN_FORCE, (replace(IN_FORCE, key="successor"),)),))
    assert in_force(superseded, TODAY).because == ended(superseded, TODAY).because == ("parent_not_in_force",)


def test_a_suspended_parent_pauses_its_annex_and_unbinds_nobody():
    paused = agreement(ENDLESS, *both(SIGN, "2025-01-10"), ("ua", SUSPEND, "2025-03-01"))
    annex = replace(IN_FORCE, key="annex", parents=(Parent(paused),))
    assert in_force(annex, D("2025-03-01")).because == ("parent_not_in_force",)
    assert bound(annex, "ua", D("2025-03-01")).known is Known.YES
    assert ended(annex, D("2025-03-01")).known is Known.NO


def test_whether_an_annex_is_in_force_may_hang_on_its_parent():
    annex = replace(IN_FORCE, key="annex", parents=(Parent(HEALTH_2025),))
    assert in_force(annex, TODAY).missing == ("parent_force",)


HOSPITALS = (Party("1", "AZ", "onc"), Party("2", "UA", "nci"))
SIGNATURES = acts(("1", SIGN, "2025-02-01"), ("2", SIGN, "2025-02-01"))
MEMORANDUM = InstrumentFacts("m", InstrumentKind.MEMORANDUM, ENDLESS, HOSPITALS, SIGNATURES)
PLAN = InstrumentFacts("plan", InstrumentKind.JOINT_ACTION_PLAN, parties=HOSPITALS)


@pytest.mark.parametrize(
    ("dependant", "link", "known", "because"),
    [
        (PLAN, BasisLink(MEMORANDUM, rests_on=(BasisLink(IN_FORCE),)), Known.YES, "has_legal_basis"),
        (PLAN, BasisLink(MEMORANDUM), Known.NO, "basis_without_basis"),
        (PLAN, BasisLink(MEMORANDUM, waiver=Waiver("seminars", "minister", D("2025-01-01"))), Known.NO, "country_not_bound"),
        (replace(ONCOLOGY, recorded=False), BasisLink(MEMORANDUM, rests_on=(BasisLink(IN_FORCE),)), Known.NO, "country_not_bound"),
    ],
)  # fmt: skip
def test_a_plan_may_rest_on_a_memorandum_that_rests_on_an_agreement_and_no_memorandum_does(
    dependant: Any, link: Any, known: Any, because: str
):
    answer = legal_basis(dependant, [link], TODAY)
    assert answer.known is known
    assert because in answer.because


def test_a_basis_that_stands_by_a_waiver_lacks_none_of_its_own():
    older = BasisLink(agreement(TERM, *both(SIGN, "2010-01-10")))
    for waiver, because in ((None, "basis_without_basis"), (Waiver("seminars", "minister", D("2025-01-01")), "has_legal_basis")):
        answer = legal_basis(PLAN, [BasisLink(IN_FORCE, rests_on=(older,), waiver=waiver)], TODAY)
        assert because in answer.because
        assert "waiver" not in answer.because


def test_a_plan_may_rest_on_a_text_between_whose_parties_a_country_is_bound_two_links_away():
    between = replace(PLAN, terms=ENDLESS, acts=SIGNATURES)
    links = [BasisLink(between, rests_on=(BasisLink(between, rests_on=(BasisLink(IN_FORCE),)),))]
    assert legal_basis(PLAN, links, TODAY).known is Known.YES
    assert covered(["AZ", "UA"], [], links, TODAY).because == ("country_not_bound", "no_legal_basis")


def on_record(older: Instrument, kind: LinkKind, **fields: Any) -> Instrument:
    made = make_agreement("UA", "AZ", **fields)
    linking.link(from_instrument=made, to_instrument=older, kind=kind, by=BY, at=NOON)
    return made


def for_record(instrument: Instrument) -> Instrument:
    return Instrument.objects.unscoped("a test looks").for_record().get(pk=instrument.pk)


def test_a_terminated_agreement_takes_with_it_its_amendment_its_annex_and_the_plan_that_rests_on_it(home: Sides, abroad: Sides, noon: None):
    base = make_agreement("UA", "AZ", notice_days=0)
    annex, amendment = on_record(base, LinkKind.ANNEX_OF), on_record(base, LinkKind.AMENDS)
    resting, carrying_out = on_record(base, LinkKind.LEGAL_BASIS), on_record(base, LinkKind.IMPLEMENTS)
    memorandums = [make_draft(home, abroad, basis=one) for one in (annex, amendment, resting, carrying_out)]

    def known() -> dict[str, list[str]]:
        found = {"in_force": [State(read(one)).in_force(TODAY) for read in (fresh, for_record) for one in (annex, amendment)]}
        found["is_basis"] = [State(for_record(one)).basis_for("", TODAY) for one in (annex, amendment, resting, carrying_out)]
        found["has_basis"] = [answer for one in (resting, carrying_out, *memorandums) if (answer := basis_on(for_record(one), TODAY))]
        return {question: [str(answer.known) for answer in answers] for question, answers in found.items()}

    assert known() == {"in_force": ["yes"] * 4, "is_basis": ["yes"] * 4, "has_basis": ["yes"] * 6}
    assert basis_to_sign(fresh(resting), TODAY) is None
    make_act(base, base.parties.get(country="UA"), ActKind.TERMINATE, Day.on(date(2022, 1, 1)))
    assert known() == {"in_force": ["no"] * 4, "is_basis": ["no"] * 4, "has_basis": ["no"] * 6}
    assert "no_legal_basis" in gaps(fresh(resting), TODAY)
    page = words(get(home.officer, "instrument", resting.pk))
    for said in (
        "A legal basis?",
        "No legal basis in force on that day is on record.",
        "The legal basis itself has none in force on that day.",
    ):
        assert said in page
    assert "or of which it is an annex, is not in force" in words(get(home.officer, "instrument", annex.pk))
    assert words(get(home.officer, "instrument", base.pk)).count("Covered?") == 2
    waive(instrument=resting, reason="It goes on meanwhile", by=BY, at=NOON)
    assert State(fresh(resting)).rests("", TODAY).because == ("waiver",)


def test_a_plan_that_implements_a_declaration_rests_on_nothing_that_could_fall(home: Sides):
    declaration = make_agreement("UA", "AZ")
    Instrument.objects.unscoped("a test").filter(pk=declaration.pk).update(kind="declaration")
    assert basis_on(fresh(on_record(fresh(declaration), LinkKind.IMPLEMENTS)), TODAY) is None


@pytest.mark.parametrize("kind", [LinkKind.ANNEX_OF, LinkKind.LEGAL_BASIS])
def test_a_circle_that_came_past_the_guards_ends_where_it_closes(home: Sides, kind: LinkKind):
    first = make_agreement("UA", "AZ")
    second = on_record(first, kind)
    Link.objects.create(from_instrument=first, to_instrument=second, kind=kind)
    for one in (first, second):
        state = State(fresh(one))
        assert [state.in_force(TODAY).known, state.basis_for("", TODAY).known] == ["yes", "yes"]
