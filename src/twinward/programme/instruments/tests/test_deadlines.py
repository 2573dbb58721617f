"""What comes due of a text in force, what has ended, and who is bound from when, case by case."""

from dataclasses import replace
from datetime import timedelta

import pytest

from twinward.foundation.kernel.days import Basis, Day, Known
from twinward.programme.instruments.consent import signed
from twinward.programme.instruments.facts import (
    Act,
    ActKind,
    EndRule,
    EntryRule,
    InstrumentFacts,
    InstrumentKind,
    Parent,
    Party,
    Renewal,
)
from twinward.programme.instruments.order import order_faults
from twinward.programme.instruments.tests.told import (
    ENDLESS,
    IN_FORCE,
    INFERRED,
    NTH,
    RATIFY,
    SIGN,
    STATES,
    TACIT,
    TERM,
    TERMINATE,
    WITHDRAW,
    D,
    acts,
    agreement,
    both,
)
from twinward.programme.instruments.validity import (
    bound,
    ended,
    ends,
    entry_of,
    expiring,
    in_force,
    notice_deadline,
)


@pytest.mark.parametrize(("asked", "known"), [("2029-12-09", Known.NO), ("2029-12-10", Known.YES), ("2030-01-10", Known.NO)])
def test_a_text_is_expiring_when_it_is_in_force_and_its_last_day_is_near(asked, known):
    assert expiring(agreement(TERM, *both(SIGN, "2025-01-10")), D(asked), 30).known is known


def test_a_text_is_expiring_for_a_reason_unless_another_has_superseded_it():
    facts = agreement(TERM, *both(SIGN, "2025-01-10"))
    assert expiring(facts, D("2030-01-01"), 30).because == ("entered_into_force", "expired")
    assert expiring(facts, D("2030-01-01"), 30, [replace(IN_FORCE, key="successor")]).because == ("superseded",)
    unclear = agreement(replace(TERM, renewal=Renewal.NOT_STATED), *both(SIGN, "2025-01-10"))
    assert expiring(unclear, D("2030-01-01"), 30).missing == ("renewal",)


@pytest.mark.parametrize(
    ("terms", "told", "asked", "day", "missing"),
    [
        (TACIT, "2025-01-10", "2025-02-01", Day.on(D("2029-12-10")), ()),
        (TACIT, "2025-01-10", "2029-12-10", Day.on(D("2029-12-10")), ()),
        (TACIT, "2025-01-10", "2029-12-11", Day.on(D("2031-12-10")), ()),
        (TACIT, Day.in_month(2025, 1), "2025-02-01", Day(D("2029-12-01"), D("2029-12-31")), ()),
        (TACIT, Day.in_month(2025, 1), "2029-12-11", Day(D("2029-12-11"), D("2031-12-10")), ()),
        (TACIT, Day.unknown(), "2029-12-11", None, ("entry_day",)),
        (TACIT, Day.since(D("2025-01-10")), "2029-12-11", None, ("entry_day",)),
        (TACIT, INFERRED, "2025-12-01", Day.on(D("2030-10-01"), Basis.INFERRED), ()),
        (replace(TACIT, notice_days=None), "2025-01-10", "2025-02-01", None, ("notice_days",)),
        (replace(TACIT, renewal_years=None), "2025-01-10", "2025-02-01", None, ("renewal_years",)),
        (replace(TACIT, entry=EntryRule.NOT_STATED), "2025-01-10", "2025-02-01", None, ("entry_day",)),
        (TERM, "2025-01-10", "2025-02-01", None, ()),
        (replace(TERM, renewal=Renewal.NOT_STATED), "2025-01-10", "2025-02-01", None, ("renewal",)),
        (replace(ENDLESS, renewal=Renewal.NOT_STATED), "2025-01-10", "2025-02-01", None, ()),
        (replace(TACIT, notice_days=None, entry=EntryRule.NOT_STATED), "2025-01-10", "2025-02-01", None, ("notice_days", "entry_day")),
    ],
)
def test_notice_has_a_last_day_before_each_renewal(terms, told, asked, day, missing):
    deadline = notice_deadline(agreement(terms, *both(SIGN, told)), D(asked))
    assert (deadline.day, deadline.missing) == (day, missing)


@pytest.mark.parametrize(
    ("told", "asked", "day"),
    [
        ([], "2029-11-01", "2029-12-10"),
        ([("ua", TERMINATE, "2029-12-01")], "2029-11-01", None),
        ([("ua", TERMINATE, "2029-12-20")], "2029-11-01", "2029-12-10"),
        ([("ua", TERMINATE, "2029-12-20")], "2030-02-01", None),
        ([("ua", WITHDRAW, "2026-01-01")], "2026-03-01", None),
    ],
)
def test_what_has_ended_by_its_renewal_has_no_day_for_notice(told, asked, day):
    deadline = notice_deadline(agreement(TACIT, *both(SIGN, "2025-01-10"), *told), D(asked))
    assert (deadline.day, deadline.missing) == (Day.on(D(day)) if day else None, ())


def test_what_another_supersedes_ends_the_day_before_and_has_no_day_for_notice():
    old = agreement(TACIT, *both(SIGN, "2025-01-10"))
    new, unsigned = replace(IN_FORCE, acts=acts(*both(SIGN, "2027-05-01"))), replace(IN_FORCE, acts=())
    assert ends(old, [new]).day == Day.on(D("2027-04-30"))
    assert notice_deadline(old, D("2026-01-01"), [new]).day is None
    assert ends(old, [unsigned]).day is None
    assert notice_deadline(old, D("2026-01-01"), [unsigned]).day == Day.on(D("2029-12-10"))
    assert ends(old, [replace(unsigned, recorded=True)]).missing == ("successor_entry",)


@pytest.mark.parametrize("notice_days", [0, 30])
@pytest.mark.parametrize(("superseded_on", "has_deadline"), [("2030-01-10", False), ("2030-01-11", True)])
def test_what_is_superseded_by_the_day_on_which_it_would_renew_itself_needs_no_notice(notice_days, superseded_on, has_deadline):
    old = agreement(replace(TACIT, notice_days=notice_days), *both(SIGN, "2025-01-10"))
    new = agreement(ENDLESS, *both(SIGN, superseded_on))
    day = Day.on(D("2030-01-09") - timedelta(days=notice_days))
    assert notice_deadline(old, D("2029-01-01"), [new]).day == (day if has_deadline else None)


MAY, CONCLUDED = "2027-05-01", Day.on(D("2027-05-01"), Basis.INFERRED)


@pytest.mark.parametrize(
    ("newer", "last_day", "missing"),
    [
        (agreement(ENDLESS, *both(SIGN, Day.in_month(2027, 7))), Day(D("2027-06-30"), D("2027-07-30")), ("successor_entry",)),
        (agreement(ENDLESS, *both(SIGN, CONCLUDED)), Day.on(D("2027-04-30"), Basis.INFERRED), ()),
        (agreement(ENDLESS, ("ua", SIGN, MAY)), None, ()),
        (agreement(ENDLESS, ("ua", SIGN, MAY), recorded=True), Day.since(D("2027-04-30")), ("successor_entry",)),
        (agreement(ENDLESS, ("ua", SIGN, CONCLUDED), recorded=True), Day.since(D("2027-04-30"), Basis.INFERRED), ("successor_entry",)),
        (replace(agreement(ENDLESS, *both(SIGN, MAY)), is_of_one_side=True), Day.since(D("2027-04-30")), ("successor_told",)),
        (
            replace(agreement(ENDLESS, *both(SIGN, CONCLUDED)), is_of_one_side=True),
            Day.since(D("2027-04-30"), Basis.INFERRED),
            ("successor_told",),
        ),
    ],
)
def test_what_is_superseded_and_its_annex_end_as_surely_as_the_newer_one_enters_into_force(newer, last_day, missing):
    older = agreement(ENDLESS, *both(SIGN, "2025-01-10"))
    annex = replace(older, key="annex", parents=(Parent(older, (newer,)),))
    end, of_annex = ends(older, [newer]), ends(annex)
    assert (end.day, end.missing) == (last_day, missing)
    assert (of_annex.day, of_annex.missing) == (last_day, ("parent_force",) if missing else ())


def test_a_text_that_one_consent_brings_into_force_binds_two_once_the_second_has_run():
    terms = replace(NTH, nth=1, end=EndRule.NONE)
    facts = agreement(terms, *both(SIGN, "2025-01-01"), ("ua", RATIFY, "2025-01-01"), ("az", RATIFY, "2025-02-01"))
    answers = [in_force(facts, D(day)) for day in ("2025-01-30", "2025-01-31", "2025-03-02", "2025-03-03")]
    assert [answer.known for answer in answers] == [Known.NO, Known.NO, Known.NO, Known.YES]
    assert answers[2].because == ("fewer_than_two_bound",)


def test_what_one_alone_stood_by_was_not_given_up_before_it_surely_left():
    facts = agreement(
        replace(NTH, nth=1, end=EndRule.NONE, notice_days=0), ("ua", RATIFY, "2025-01-01"), ("ua", WITHDRAW, Day.in_month(2025, 3))
    )
    answers = [ended(facts, D(day)) for day in ("2025-02-28", "2025-03-15", "2025-03-31")]
    assert [answer.known for answer in answers] == [Known.NO, Known.NOT_KNOWN, Known.YES]
    assert answers[1].missing == ("withdrawal_day",)


def test_two_stand_together_no_sooner_than_the_day_after_one_of_them_may_have_come_back():
    told = [("ua", SIGN, Day(D("2025-01-01"), D("2025-03-31"))), ("ua", WITHDRAW, "2025-03-10"), ("az", SIGN, "2025-03-10")]
    assert entry_of(agreement(replace(ENDLESS, notice_days=0), *told)).day == Day.since(D("2025-03-11"))


def test_who_accedes_to_what_others_agreed_is_bound_from_that_day_and_undoes_no_entry_into_force():
    parties = (Party("ua", "UA"), Party("pl", "PL"), Party("md", "MD"))
    terms = replace(ENDLESS, open_to_joining=True)
    told = acts(("ua", SIGN, "2010-03-01"), ("pl", SIGN, "2010-03-01"), ("md", ActKind.ACCEDE, "2020-06-01"))
    facts = InstrumentFacts("open", InstrumentKind.AGREEMENT, terms, parties, told, recorded=True)
    days = [D(day) for day in ("2010-02-28", "2010-03-01", "2015-01-01", "2020-06-01")]
    assert [in_force(facts, day).known for day in days] == [Known.NO, Known.YES, Known.YES, Known.YES]
    assert [bound(facts, "md", day).known for day in days] == [Known.NO, Known.NO, Known.NO, Known.YES]
    assert [bound(facts, "pl", day).known for day in days] == [Known.NO, Known.YES, Known.YES, Known.YES]
    renewed = replace(facts, terms=replace(TACIT, open_to_joining=True), acts=(*told, Act(9, "ua", TERMINATE, Day.on(D("2021-01-01")))))
    assert [bound(renewed, "ua", D(day)).known for day in ("2021-02-28", "2021-03-01")] == [Known.YES, Known.NO]
    assert signed(parties, told, D("2015-01-01"), recorded=True).known is Known.YES


@pytest.mark.parametrize(
    ("given", "effective", "last"),
    [
        ("2024-03-01", None, "2024-12-31"),
        ("2024-07-04", None, "2024-12-31"),
        ("2024-07-05", None, "2026-12-31"),
        ("2024-03-01", "2024-10-01", "2024-09-30"),
    ],
)
def test_notice_frees_one_of_three_on_the_day_on_which_it_would_end_a_text_of_two(given: str, effective: str | None, last: str):
    terms = replace(TACIT, term_years=5, notice_days=180)
    of_two = agreement(terms, *both(SIGN, "2020-01-01"), ("az", TERMINATE, given), effective=effective)
    third = Act(9, "tr", SIGN, Day.on(D("2020-01-01")))
    of_three = replace(of_two, parties=(*STATES, Party("tr", "TR")), acts=(*of_two.acts, third))
    assert (ends(of_two).day, ends(of_three).day) == (Day.on(D(last)), None)
    days = [D(last), D(last) + timedelta(days=1)]
    assert [bound(of_three, "az", day).known for day in days] == [Known.YES, Known.NO]
    assert [(bound(of_three, "ua", day).known, in_force(of_three, day).known) for day in days] == [(Known.YES, Known.YES)] * 2


def test_of_three_too_a_notice_on_an_unknown_rule_is_faulty_and_a_new_consent_waits_for_the_end_of_the_term():
    parties = (*STATES, Party("tr", "TR"))
    of_three = replace(agreement(TACIT, *both(SIGN, "2020-01-01")), parties=parties)
    of_three = replace(of_three, acts=(*of_three.acts, Act(3, "tr", SIGN, Day.on(D("2020-01-01")))))
    notice, again = Act(4, "az", TERMINATE, Day.on(D("2024-03-01"))), Act(5, "az", SIGN, Day.on(D("2024-09-01")))
    assert list(order_faults(of_three, notice, of_three.acts, True)) == []
    unsaid = replace(of_three, terms=replace(TACIT, notice_days=None))
    assert list(order_faults(unsaid, notice, of_three.acts, True)) == ["notice_unknown"]
    assert list(order_faults(of_three, again, (*of_three.acts, notice), True)) == ["consent_during_notice"]
