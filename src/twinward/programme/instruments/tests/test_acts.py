"""Which acts may be added to those on record, done here or recorded."""

from dataclasses import replace

import pytest

from twinward.foundation.kernel.days import Day
from twinward.programme.instruments.facts import (
    ActKind,
    Standing,
    Terms,
)
from twinward.programme.instruments.order import all_order_faults
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
        (agreement(OPEN), act(9, JOIN, "2025-11-03"), []),
        (agreement(OPEN, act(1, JOIN, "2025-11-01")), act(9, ActKind.ACCEDE, "2025-11-03"), ["consent_twice"]),
        (WITHDRAWN, act(9, JOIN, "2025-11-03"), []),
        (CONSENTED, act(9, SIGN, "2025-11-03"), ["consent_twice"]),
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
