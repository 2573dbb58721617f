"""Which acts may be added to those on record, done here or recorded."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.kernel.days import Day
from twinward.programme.instruments.consent import consents
from twinward.programme.instruments.facts import (
    ActKind,
    EndRule,
    InstrumentKind,
    Renewal,
    Standing,
    Terms,
)
from twinward.programme.instruments.order import all_order_faults, order_faults
from twinward.programme.instruments.rules import WALLS, act_faults
from twinward.programme.instruments.tests.on_record import (
    CONSENTED,
    OPEN,
    PAUSED,
    RATIFIED,
    RESUMED,
    SIGNED,
    SOME_DAY,
    WITHDRAWN,
    act,
    agreement,
)
from twinward.programme.instruments.tests.told import CORRECT, JOIN, NOTIFY, RATIFY, RESUME, SIGN, SUSPEND, TERMINATE, TODAY, WITHDRAW, D

ENDED = agreement(OPEN, act(1, SIGN, "2025-01-10", "az"), act(2, TERMINATE, "2025-02-01", "az"))  # with 30 days of notice
EXPIRED = replace(SIGNED, end=EndRule.FIXED_DAY, ends_on=D("2024-12-31"), renewal=Renewal.NONE)
LEAVING = agreement(SIGNED, act(1, SIGN, "2025-01-10"), act(2, WITHDRAW, "2025-10-20"))


@pytest.mark.parametrize(
    ("facts", "new", "faults"),
    [
        (agreement(SIGNED), act(9, SIGN, "2025-11-03"), []),
        (agreement(SIGNED), act(9, SIGN, "2025-11-04"), ["act_in_future"]),
        (agreement(SIGNED), act(9, SIGN, Day.in_month(2025, 10)), ["act_day_uncertain"]),
        (agreement(SIGNED), act(9, SIGN, "2025-11-03", "tr"), ["party_not_of_instrument"]),
        (agreement(RATIFIED), act(9, RATIFY, "2025-11-03"), ["ratified_before_signature"]),
        (agreement(RATIFIED, act(1, SIGN, "2025-11-01", "az")), act(9, RATIFY, "2025-11-03"), ["ratified_before_signature"]),
        (agreement(RATIFIED, act(1, SIGN, Day.in_month(2025, 11))), act(9, RATIFY, "2025-11-03"), ["ratified_before_signature"]),
        (agreement(RATIFIED, act(1, SIGN, "2025-11-03")), act(9, RATIFY, "2025-11-03"), []),
        (agreement(RATIFIED), act(9, JOIN, "2025-11-03"), ["not_open_to_joining"]),
        (replace(agreement(RATIFIED), kind=InstrumentKind.DECLARATION), act(9, JOIN, "2025-11-03"), ["not_open_to_joining"]),
        (agreement(OPEN), act(9, JOIN, "2025-11-03"), []),
        (agreement(OPEN, act(1, JOIN, "2025-11-01")), act(9, ActKind.ACCEDE, "2025-11-03"), ["consent_twice"]),
        (WITHDRAWN, act(9, JOIN, "2025-11-03"), []),
        (CONSENTED, act(9, SIGN, "2025-11-03"), ["consent_twice"]),
        (ENDED, act(9, ActKind.ACCEDE, "2025-11-03", "tr"), ["party_not_of_instrument", "text_ended"]),
        (ENDED, act(9, ActKind.ACCEDE, "2025-03-02", "tr"), ["party_not_of_instrument"]),
        (replace(ENDED, kind=InstrumentKind.DECLARATION), act(9, JOIN, "2025-11-03"), []),
        (agreement(EXPIRED), act(9, SIGN, "2025-01-01"), ["text_ended"]),
        (agreement(EXPIRED), act(9, SIGN, "2024-12-31"), []),
        (LEAVING, act(9, SIGN, "2025-11-03"), ["consent_during_notice"]),
        (LEAVING, act(9, SIGN, "2025-10-19"), ["consent_twice"]),
        (
            agreement(SIGNED, act(1, SIGN, "2025-01-10"), act(2, WITHDRAW, "2025-10-04")),
            act(9, SIGN, "2025-11-03"),
            ["consent_during_notice"],
        ),
        (agreement(SIGNED, act(1, SIGN, "2025-01-10"), act(2, WITHDRAW, "2025-10-03")), act(9, SIGN, "2025-11-03"), []),
        (agreement(RATIFIED, act(1, SIGN, "2025-11-01")), act(9, SIGN, "2025-11-03"), ["act_twice"]),
        (agreement(SIGNED), act(9, WITHDRAW, "2025-11-03"), ["act_without_consent"]),
        (WITHDRAWN, act(9, WITHDRAW, "2025-11-03"), ["act_without_consent"]),
        (CONSENTED, act(9, WITHDRAW, "2025-11-03"), []),
        (CONSENTED, act(9, WITHDRAW, "2025-11-03", effective="2025-12-03"), []),
        (CONSENTED, act(9, WITHDRAW, "2025-11-03", effective="2025-12-02"), ["notice_too_short"]),
        (CONSENTED, act(9, TERMINATE, "2025-11-03", effective="2025-12-02"), ["notice_too_short"]),
        (CONSENTED, replace(act(9, TERMINATE, "2025-11-03"), effective=Day.in_month(2025, 12)), ["notice_too_short"]),
        (replace(CONSENTED, terms=replace(SIGNED, notice_days=0)), act(9, WITHDRAW, "2025-11-03", effective="2025-11-03"), []),
        (CONSENTED, act(9, SUSPEND, "2025-11-03", effective="2025-11-02"), ["effective_before_act"]),
        (replace(CONSENTED, terms=replace(SIGNED, notice_days=None)), act(9, WITHDRAW, "2025-11-03"), ["notice_unknown"]),
        (CONSENTED, act(9, SUSPEND, "2025-11-03"), []),
        (agreement(SIGNED, act(1, SIGN, "2025-01-10"), act(2, WITHDRAW, "2025-10-20")), act(9, SUSPEND, "2025-11-03"), []),
        (
            agreement(SIGNED, act(1, SIGN, "2025-01-10"), act(2, WITHDRAW, "2025-10-20")),
            act(9, WITHDRAW, "2025-11-03"),
            ["act_without_consent"],
        ),
        (agreement(SIGNED), act(9, SUSPEND, "2025-11-03"), ["act_without_consent"]),
        (PAUSED, act(9, SUSPEND, "2025-11-03"), ["suspended_already"]),
        (PAUSED, act(9, RESUME, "2025-11-03"), []),
        (PAUSED, act(9, RESUME, "2025-01-31"), ["resumed_without_suspension"]),
        (CONSENTED, act(9, RESUME, "2025-11-03"), ["resumed_without_suspension"]),
        (RESUMED, act(9, RESUME, "2025-11-03"), ["resumed_without_suspension"]),
        (CONSENTED, act(9, CORRECT, "2025-01-11", corrects=1, reason="misread"), []),
        (CONSENTED, act(9, CORRECT, "2025-01-11", corrects=1), ["act_correction_without_reason"]),
        (CONSENTED, act(9, CORRECT, "2025-01-11", corrects=7, reason="misread"), ["correction_of_foreign_act"]),
        (CONSENTED, act(9, CORRECT, "2025-01-11", reason="misread"), ["correction_of_foreign_act"]),
        (CONSENTED, act(9, CORRECT, "2025-01-11", corrects=2, reason="misread"), ["correction_changes_party"]),
        (CONSENTED, act(9, CORRECT, "2026-01-11", corrects=1, reason="misread"), ["act_in_future"]),
    ],
)
def test_an_act_done_here_is_refused_with_its_faults(facts, new, faults):
    assert list(act_faults(facts, new, today=TODAY, done_here=True)) == faults
    recorded = list(act_faults(replace(facts, recorded=True), new, today=TODAY, done_here=False))
    assert recorded == [code for code in faults if code in WALLS]


def test_of_what_happened_elsewhere_only_what_cannot_be_is_refused():
    assert {
        "act_in_future",
        "party_not_of_instrument",
        "correction_of_foreign_act",
        "correction_changes_party",
        "act_correction_without_reason",
    } == WALLS


LATER = date(2025, 1, 1)
CONSENTS_AND_WITHDRAWALS = st.lists(
    st.tuples(st.sampled_from([SIGN, WITHDRAW]), st.integers(0, 20), st.none() | st.integers(0, 9)), max_size=5
)


@given(CONSENTS_AND_WITHDRAWALS, st.integers(0, 20), st.integers(0, 6), st.booleans())
def test_a_later_consent_never_counts_for_nothing_without_being_told(told, day, notice, done_here):
    """Whatever is on record: unless a fault or a gap says so, the party stands by its consent from that day until it next leaves."""
    before = [
        replace(
            act(at, kind, Day.on(LATER + timedelta(on))),
            effective=Day.on(LATER + timedelta(on + more)) if kind is WITHDRAW and more else None,
        )
        for at, (kind, on, more) in enumerate(told)
    ]
    facts = agreement(replace(SIGNED, notice_days=notice), *before, recorded=not done_here)
    new = act(9, SIGN, Day.on(LATER + timedelta(day)))
    if list(order_faults(facts, new, tuple(before), strict=done_here)):
        return
    with_it, without = (consents(facts.terms, "ua", made) for made in ((*before, new), before))
    assert with_it.surely_holds_on(LATER + timedelta(day))
    assert not without.may_hold_on(LATER + timedelta(day))
    left = [on + (more or notice) for kind, on, more in told if kind is WITHDRAW]
    until = min((on for on in left if on > day), default=day + 30)
    assert all(with_it.surely_holds_on(LATER + timedelta(on)) for on in range(day, until))


@given(CONSENTS_AND_WITHDRAWALS, st.integers(0, 6))
def test_of_what_is_recorded_a_consent_that_changes_no_answer_is_a_gap(told, notice):
    made = [act(at, kind, Day.on(LATER + timedelta(on))) for at, (kind, on, _) in enumerate(told)]
    facts = agreement(replace(SIGNED, notice_days=notice), *made, recorded=True)
    days = [LATER + timedelta(on) for on in range(-1, 40)]
    for one in (one for one in made if one.kind is SIGN):
        others = tuple(other for other in made if other is not one)
        answers = [[consents(facts.terms, "ua", acts).surely_holds_on(day) for day in days] for acts in (made, others)]
        left_at_once = any(other.kind is WITHDRAW and other.day == one.day and not notice for other in others)
        if answers[0] == answers[1] and not left_at_once:
            assert {"consent_twice", "consent_during_notice"} & set(order_faults(facts, one, others, strict=False))


def test_a_correction_may_not_put_a_ratification_before_its_signature():
    facts = agreement(RATIFIED, act(1, SIGN, "2025-01-01"), act(2, RATIFY, "2025-02-01"))
    later = act(9, CORRECT, "2025-03-01", corrects=1, reason="misread")
    never = replace(later, says_instead=False)
    for correction in (later, never):
        assert list(act_faults(facts, correction, today=TODAY, done_here=True)) == ["ratified_before_signature"]


@pytest.mark.parametrize(
    ("before", "new", "faults"),
    [
        ((act(3, SUSPEND, SOME_DAY),), act(9, SUSPEND, "2025-11-03"), ["suspended_already"]),
        ((act(3, SUSPEND, SOME_DAY),), act(9, RESUME, "2025-11-03"), ["resumed_without_suspension"]),
        ((act(3, SUSPEND, "2025-02-01"), act(4, RESUME, SOME_DAY)), act(9, SUSPEND, "2025-11-03"), ["suspended_already"]),
        ((act(3, SUSPEND, "2025-02-01"), act(4, RESUME, SOME_DAY)), act(9, RESUME, "2025-11-03"), ["resumed_without_suspension"]),
    ],
)
def test_what_is_done_here_fits_whatever_day_the_uncertain_acts_before_it_had(before, new, faults):
    assert list(act_faults(agreement(SIGNED, *CONSENTED.acts, *before), new, today=TODAY, done_here=True)) == faults


@pytest.mark.parametrize("left", [Day(D("2025-01-20"), D("2025-03-01")), Day(D("2025-05-20"), D("2025-06-10"))])
@pytest.mark.parametrize(
    ("kind", "strict", "fault"),
    [(SUSPEND, True, "suspended_already"), (SUSPEND, False, ""), (RESUME, True, "resumed_without_suspension"), (RESUME, False, "")],
)
def test_who_may_have_left_since_it_suspended_does_neither_again_here_and_may_have_done_so_elsewhere(left, kind, strict, fault):
    """Whoever leaves suspends nothing any more; whether it left in between hangs on the day of its withdrawal."""
    facts = replace(CONSENTED, terms=replace(SIGNED, notice_days=0))
    others = (*CONSENTED.acts, act(3, SUSPEND, "2025-02-01"), act(4, WITHDRAW, left), act(5, SIGN, "2025-06-01"))
    faults = {*order_faults(facts, act(9, kind, "2025-06-01"), others, strict)}
    assert faults & {"suspended_already", "resumed_without_suspension"} == ({fault} if fault else set())


def test_who_may_have_consented_on_some_day_of_the_year_does_not_withdraw_within_it():
    facts = agreement(SIGNED, act(1, SIGN, SOME_DAY))
    assert list(act_faults(facts, act(9, WITHDRAW, "2025-11-03"), today=TODAY, done_here=True)) == ["act_without_consent"]


@pytest.mark.parametrize(
    ("facts", "new", "faults"),
    [
        (agreement(RATIFIED, act(1, SIGN, Day.unknown())), act(9, RATIFY, "2025-11-03"), ["ratified_before_signature"]),
        (agreement(RATIFIED, act(1, SIGN, Day.by(D("2025-11-03")))), act(9, RATIFY, "2025-11-03"), []),
        (agreement(RATIFIED, act(1, SIGN, Day.since(D("2025-01-01")))), act(9, RATIFY, "2025-11-03"), ["ratified_before_signature"]),
        (agreement(Terms(notice_days=0), act(1, SIGN, "2025-01-01")), act(9, WITHDRAW, "2025-11-03"), ["act_without_consent"]),
        (replace(CONSENTED, terms=replace(SIGNED, notice_days=None)), act(9, SUSPEND, "2025-11-03"), []),
    ],
)
def test_what_is_done_here_must_certainly_fit(facts, new, faults):
    assert list(act_faults(facts, new, today=TODAY, done_here=True)) == faults


@pytest.mark.parametrize(
    ("told", "faults"),
    [
        ([act(1, SIGN, Day.unknown()), act(2, RATIFY, "2025-02-01")], []),
        ([act(1, SIGN, "2025-02-01"), act(2, RATIFY, Day.unknown())], []),
        ([act(1, SIGN, Day.since(D("2025-02-02"))), act(2, RATIFY, "2025-02-01")], ["ratified_before_signature"]),
        ([act(1, SIGN, "2025-02-01"), act(2, RATIFY, Day.by(D("2025-01-31")))], ["ratified_before_signature"]),
        ([act(1, SIGN, "2025-01-01"), act(2, RATIFY, "2025-01-01"), act(3, WITHDRAW, "2025-03-01")], []),
    ],
)
def test_of_what_happened_elsewhere_it_is_enough_that_it_may_fit(told, faults):
    assert list(all_order_faults(agreement(replace(RATIFIED, notice_days=None), *told, recorded=True), told, strict=False)) == faults


@pytest.mark.parametrize(
    ("withdrawn", "faults"),
    [
        (act(5, WITHDRAW, "2025-10-20"), ["consent_during_notice"]),
        (act(5, WITHDRAW, "2025-11-03"), ["consent_twice"]),
        (act(3, WITHDRAW, "2025-11-03"), ["consent_during_notice"]),
        (act(5, WITHDRAW, Day(D("2025-10-20"), D("2025-11-30"))), ["consent_twice"]),
        (act(5, WITHDRAW, Day(D("2025-10-01"), D("2025-10-20"))), []),
        (act(5, WITHDRAW, "2025-10-04"), ["consent_during_notice"]),
        (act(5, WITHDRAW, "2025-10-03"), []),
    ],
)
def test_of_what_happened_elsewhere_a_consent_during_notice_is_told_where_it_surely_came_then(withdrawn, faults):
    """Of one day that comes after which was recorded after. The notice is of 30 days."""
    told = (act(1, SIGN, "2025-01-10"), withdrawn)
    assert list(order_faults(agreement(SIGNED, recorded=True), act(4, SIGN, "2025-11-03"), told, strict=False)) == faults


def test_whoever_joined_elsewhere_what_says_nothing_of_joining_did_so_where_it_is_a_declaration():
    joining = act(1, JOIN, "2025-11-03")
    for kind, faults in ((InstrumentKind.DECLARATION, []), (InstrumentKind.AGREEMENT, ["not_open_to_joining"])):
        assert list(order_faults(replace(agreement(RATIFIED, recorded=True), kind=kind), joining, (), strict=False)) == faults


def test_a_signature_is_corrected_to_a_day_after_the_term_that_its_wrong_day_began():
    terms = replace(SIGNED, end=EndRule.TERM, term_years=5, renewal=Renewal.NONE)
    facts = agreement(terms, act(1, SIGN, "2010-01-10"), act(2, SIGN, "2010-01-10", "az"))
    assert list(act_faults(facts, act(9, CORRECT, "2016-01-10", corrects=1, reason="misread"), today=TODAY, done_here=True)) == []


def test_a_correction_may_not_make_an_order_uncertain_that_was_certain():
    facts = agreement(RATIFIED, act(1, SIGN, "2025-01-01"), act(2, RATIFY, "2025-02-01"))
    blurred = act(9, CORRECT, SOME_DAY, corrects=1, reason="misread")
    assert list(act_faults(facts, blurred, today=TODAY, done_here=True)) == ["act_day_uncertain", "ratified_before_signature"]


def test_a_correction_is_not_held_up_by_older_faults_of_the_record():
    facts = agreement(RATIFIED, act(1, RATIFY, "2025-02-01"), act(2, NOTIFY, "2025-03-01"))
    assert list(act_faults(facts, act(9, CORRECT, "2025-03-02", corrects=2, reason="misread"), today=TODAY, done_here=True)) == []
    unclear = agreement(RATIFIED, act(1, SIGN, SOME_DAY), act(2, RATIFY, "2025-02-01"), act(3, NOTIFY, "2025-03-01"))
    assert list(act_faults(unclear, act(9, CORRECT, "2025-03-02", corrects=3, reason="misread"), today=TODAY, done_here=True)) == []


def test_an_act_on_a_day_that_is_open_at_its_beginning_may_have_happened():
    for day in (Day.by(D("2025-12-01")), Day.unknown()):
        assert list(act_faults(agreement(SIGNED, recorded=True), act(9, SIGN, day), today=TODAY, done_here=False)) == []


def test_an_announced_act_may_lie_in_the_future():
    planned = act(9, SIGN, "2025-12-01", standing=Standing.ENVISAGED)
    assert list(act_faults(agreement(SIGNED, recorded=True), planned, today=TODAY, done_here=False)) == []
