"""Entry into force, end, suspension, succession and legal basis, on the reported facts and case by case."""

from dataclasses import replace
from datetime import timedelta

import pytest

from twinward.foundation.kernel.days import Basis, Day, Known
from twinward.programme.instruments.facts import (
    Act,
    ActKind,
    ConsentBy,
    EndRule,
    InstrumentFacts,
    InstrumentKind,
    Party,
    Renewal,
    Terms,
)
from twinward.programme.instruments.term_ends import Ending
from twinward.programme.instruments.tests.told import (
    ENDLESS,
    EXCHANGE,
    FIXED,
    HEALTH_2025,
    IN_FORCE,
    INFERRED,
    NOTIFY,
    NTH,
    PHARMA_1999,
    RATIFY,
    RESUME,
    SIGN,
    STATES,
    SUSPEND,
    TACIT,
    TERM,
    TERMINATE,
    TODAY,
    WITHDRAW,
    D,
    acts,
    agreement,
    both,
    signed_on,
)
from twinward.programme.instruments.validity import (
    bound,
    endings,
    ends,
    entered,
    entry_into_force,
    in_force,
    over_for_good,
    suspended,
)


def test_the_2025_agreement_is_signed_on_an_inferred_day_and_whether_it_is_in_force_is_not_known():
    answer = signed_on(HEALTH_2025, "2025-11-03")
    assert answer.known is Known.YES
    assert answer.rests_on_inferred
    assert signed_on(HEALTH_2025, "2025-10-31").known is Known.NO
    force = in_force(HEALTH_2025, D("2025-11-03"))
    assert (force.known, force.missing) == (Known.NOT_KNOWN, ("entry_rule",))
    assert in_force(HEALTH_2025, D("2025-10-31")).known is Known.NO


def test_the_1999_agreement_is_signed_in_some_part_of_that_year():
    assert signed_on(PHARMA_1999, "2000-01-01").known is Known.YES
    assert signed_on(PHARMA_1999, "1999-06-30").known is Known.NOT_KNOWN
    assert signed_on(PHARMA_1999, "1999-06-30").missing == ("signature_day",)
    assert signed_on(PHARMA_1999, "1998-12-31").known is Known.NO
    assert in_force(PHARMA_1999, D("2025-11-03")).missing == ("entry_rule",)
    assert in_force(PHARMA_1999, D("1998-12-31")).known is Known.NO


@pytest.mark.parametrize(
    ("terms", "told", "day", "missing"),
    [
        (ENDLESS, [("ua", SIGN, "2025-01-10"), ("az", SIGN, "2025-02-10")], "2025-02-10", ()),
        (ENDLESS, [("ua", SIGN, "2025-01-10")], None, ("signature",)),
        (ENDLESS, [("ua", SIGN, "2025-01-01"), ("ua", WITHDRAW, "2025-01-05"), ("az", SIGN, "2025-02-03")], "2025-02-03", ()),
        (ENDLESS, [("ua", SIGN, "2025-01-01"), ("ua", WITHDRAW, "2025-01-05"), ("az", SIGN, "2025-02-04")], None, ("consent",)),
        (NTH, [*both(SIGN, "2025-01-01"), *both(RATIFY, "2025-02-01")], "2025-03-03", ()),
        (
            ENDLESS,
            [("ua", SIGN, "2025-01-01"), ("ua", WITHDRAW, "2025-01-05"), ("ua", SIGN, "2025-03-10"), ("az", SIGN, "2025-03-01")],
            "2025-03-10",
            (),
        ),
        (replace(ENDLESS, fixed_on=D("2026-01-01")), [*both(SIGN, "2025-01-10")], "2025-01-10", ()),
        (NTH, [*both(SIGN, "2025-01-01"), ("ua", RATIFY, "2025-02-01")], None, ("consent",)),
        (replace(NTH, nth=1), [*both(SIGN, "2025-01-01"), ("ua", RATIFY, "2025-02-01")], "2025-03-03", ()),
        (replace(EXCHANGE, nth=1), [*both(SIGN, "2025-01-01"), ("ua", NOTIFY, "2025-02-01")], None, ("notification",)),
        (
            replace(NTH, notice_days=0),
            [("ua", RATIFY, "2025-01-01"), ("ua", WITHDRAW, "2025-01-05"), ("az", RATIFY, "2025-02-01")],
            None,
            ("consent",),
        ),
        (replace(NTH, nth=None), [*both(RATIFY, "2025-02-01")], "2025-03-03", ()),
        (replace(NTH, consent_by=ConsentBy.NOT_STATED), [*both(SIGN, "2025-01-01")], None, ("consent_rule",)),
        (EXCHANGE, [*both(SIGN, "2025-01-01"), ("ua", NOTIFY, "2025-02-01"), ("az", NOTIFY, "2025-03-01")], "2025-03-11", ()),
        (EXCHANGE, [*both(SIGN, "2025-01-01"), ("ua", NOTIFY, "2025-02-01")], None, ("notification",)),
        (FIXED, [*both(SIGN, "2025-01-01")], "2025-06-01", ()),
        (FIXED, [("ua", SIGN, "2025-01-01"), ("az", SIGN, "2025-07-01")], "2025-07-01", ()),
        (replace(FIXED, fixed_on=None), [*both(SIGN, "2025-01-01")], None, ("fixed_day",)),
        (Terms(), [("ua", SIGN, "2025-01-01")], None, ("entry_rule", "signature")),
    ],
)
def test_a_text_enters_into_force_by_its_rule_and_not_while_an_act_is_missing(terms, told, day, missing):
    entry = entry_into_force(terms, STATES, acts(*told))
    assert (entry.day, entry.missing) == (Day.on(D(day)) if day else None, missing)


def test_without_parties_nothing_enters_into_force():
    assert entry_into_force(ENDLESS, (), ()).missing == ("consent",)


def test_a_ratification_on_an_unknown_day_is_no_sooner_than_the_signature():
    told = [*both(SIGN, INFERRED), *both(RATIFY, Day.unknown())]
    assert entry_into_force(replace(NTH, delay_days=0), STATES, acts(*told)).day == Day.since(D("2025-11-01"), Basis.INFERRED)
    for latest in ("2025-11-01", "2025-12-01"):
        told = [*both(SIGN, INFERRED), *both(RATIFY, Day.by(D(latest)))]
        assert entry_into_force(replace(NTH, delay_days=0), STATES, acts(*told)).day == Day(D("2025-11-01"), D(latest), Basis.INFERRED)
    stated = [*both(SIGN, INFERRED), *both(RATIFY, "2025-11-01")]
    assert entry_into_force(replace(NTH, delay_days=0), STATES, acts(*stated)).day == Day.on(D("2025-11-01"))
    contradictory = [*both(SIGN, INFERRED), *both(RATIFY, Day.by(D("2025-01-01")))]
    assert entry_into_force(replace(NTH, delay_days=0), STATES, acts(*contradictory)).day == Day.by(D("2025-01-01"))


def test_signatures_by_some_day_bring_a_text_into_force_by_that_day():
    assert entry_into_force(ENDLESS, STATES, acts(*both(SIGN, Day.by(D("2025-01-01"))))).day == Day.by(D("2025-01-01"))


def test_a_text_has_not_entered_into_force_before_its_day_and_perhaps_within_an_uncertain_one():
    assert entered(IN_FORCE, D("2025-01-09")).because == ("not_yet_in_force",)
    assert entered(IN_FORCE, D("2025-01-10")).because == ("entered_into_force",)
    assert entered(agreement(ENDLESS, *both(SIGN, Day.in_month(2025, 1))), D("2025-01-10")).missing == ("entry_day",)


@pytest.mark.parametrize(
    ("terms", "told", "last_day_before", "missing"),
    [
        (NTH, [*both(SIGN, "2025-01-01"), ("ua", RATIFY, "2025-02-01")], "2025-03-02", ("consent",)),
        (FIXED, [("ua", SIGN, "2025-01-01")], "2025-05-31", ("signature",)),
        (replace(FIXED, fixed_on=None), [*both(SIGN, "2025-01-10")], "2025-01-09", ("fixed_day",)),
        (replace(FIXED, fixed_on=None), [("ua", SIGN, "2025-01-05"), ("az", SIGN, "2025-01-10")], "2025-01-09", ("fixed_day",)),
    ],
)
def test_what_is_on_record_rules_out_that_a_text_entered_into_force_sooner(terms, told, last_day_before, missing):
    facts = agreement(terms, *told, recorded=True)
    assert entered(facts, D(last_day_before)).because == ("not_yet_in_force",)
    assert entered(facts, D(last_day_before) + timedelta(days=1)).missing == missing


def test_of_what_happened_elsewhere_an_act_that_is_not_on_record_leaves_force_not_known():
    here = agreement(EXCHANGE, *both(SIGN, "2025-01-01"))
    assert entered(here, D("2025-06-01")).because == ("no_notification",)
    assert entered(replace(here, recorded=True), D("2025-06-01")).missing == ("notification",)
    assert entered(replace(here, recorded=True), D("2025-01-10")).because == ("not_yet_in_force",)


@pytest.mark.parametrize(
    ("terms", "told", "last_day", "missing"),
    [
        (ENDLESS, [], None, ()),
        (TERM, [], Day.on(D("2030-01-09")), ()),
        (TACIT, [], None, ()),
        (replace(ENDLESS, end=EndRule.FIXED_DAY, ends_on=D("2027-12-31")), [], Day.on(D("2027-12-31")), ()),
        (replace(ENDLESS, end=EndRule.FIXED_DAY), [], Day.since(D("2025-01-10")), ("end_day",)),
        (replace(TERM, term_years=None), [], Day.since(D("2025-01-10")), ("term",)),
        (replace(ENDLESS, end=EndRule.NOT_STATED), [], Day.since(D("2025-01-10")), ("end_rule",)),
        (replace(TERM, renewal=Renewal.NOT_STATED), [], Day.since(D("2030-01-09")), ("renewal",)),
        (TERM, [("ua", TERMINATE, "2026-01-01")], Day.on(D("2026-01-30")), ()),
        (replace(ENDLESS, notice_days=None), [("ua", TERMINATE, "2026-01-01")], Day.since(D("2025-12-31")), ("notice_days",)),
        (TACIT, [("ua", TERMINATE, "2029-12-10")], Day.on(D("2030-01-09")), ()),
        (TACIT, [("ua", TERMINATE, "2029-12-11")], Day.on(D("2032-01-09")), ()),
        (TACIT, [("ua", TERMINATE, "2033-12-11")], Day.on(D("2036-01-09")), ()),
        (TACIT, [("ua", TERMINATE, Day.unknown())], Day.since(D("2030-01-09")), ("termination_day",)),
        (replace(TACIT, notice_days=None), [("ua", TERMINATE, "2026-01-01")], Day.since(D("2030-01-09")), ("notice_days",)),
        (replace(TACIT, renewal_years=None), [("ua", TERMINATE, "2031-01-01")], Day.since(D("2031-01-01")), ("renewal_years",)),
        (ENDLESS, [("ua", WITHDRAW, "2026-01-01")], Day.on(D("2026-01-30")), ()),
        (replace(TERM, ends_on=D("2027-12-31")), [], Day.on(D("2030-01-09")), ()),  # a day that the rule does not ask about
        (replace(ENDLESS, term_years=5), [], None, ()),
        (TERM, [("ua", TERMINATE, Day.in_month(2026, 1))], Day(D("2026-01-30"), D("2026-03-01")), ("termination_day",)),
    ],
)
def test_a_text_ends_by_its_terms_by_notice_or_when_one_party_is_left(terms, told, last_day, missing):
    end = ends(agreement(terms, *both(SIGN, "2025-01-10"), *told))
    assert (end.day, end.missing) == (last_day, missing)


def test_notice_against_a_term_from_an_uncertain_day_ends_it_between_its_possible_ends():
    told = [*both(SIGN, Day.in_month(2025, 1)), ("ua", TERMINATE, "2029-12-15")]
    end = ends(agreement(TACIT, *told))
    assert (end.day, end.missing) == (Day(D("2030-01-14"), D("2032-01-13")), ("entry_day",))
    early = [*both(SIGN, Day.in_month(2025, 1)), ("ua", TERMINATE, "2026-01-01")]
    assert ends(agreement(TACIT, *early)).day == Day(D("2029-12-31"), D("2030-01-30"))


@pytest.mark.parametrize("terms", [TACIT, replace(TACIT, notice_days=None), replace(TACIT, renewal_years=None)])
def test_an_end_by_notice_on_a_day_that_we_concluded_rests_on_that_conclusion(terms):
    given = Day.on(D("2031-01-01"), Basis.INFERRED)
    (ending,) = endings(agreement(terms, *both(SIGN, "2025-01-10"), ("ua", TERMINATE, given)))
    assert (ending.reason, ending.last_day.basis) == ("terminated", Basis.INFERRED)


@pytest.mark.parametrize(
    ("terms", "last_day", "missing"),
    [
        (TERM, Day(D("2030-01-09"), D("2030-01-19"), Basis.INFERRED), "entry_day"),
        (replace(TERM, renewal=Renewal.NOT_STATED), Day.since(D("2030-01-09"), Basis.INFERRED), "renewal"),
        (replace(ENDLESS, end=EndRule.NOT_STATED), Day.since(D("2025-01-10"), Basis.INFERRED), "end_rule"),
    ],
)
def test_a_text_expires_on_the_same_ground_on_which_it_entered_into_force(terms, last_day, missing):
    entered_on = Day(D("2025-01-10"), D("2025-01-20"), Basis.INFERRED)
    assert endings(agreement(terms, *both(SIGN, entered_on))) == (Ending(last_day, "expired", missing),)


def test_notice_against_a_term_that_never_began_ends_it_when_the_notice_has_run():
    (ending,) = endings(agreement(TACIT, ("ua", SIGN, "2025-01-10"), ("ua", TERMINATE, "2026-01-01")))
    assert (ending.last_day, ending.reason) == (Day.on(D("2026-01-30")), "terminated")


def test_a_termination_that_says_when_it_has_effect_lacks_its_day_and_no_notice():
    terms = replace(ENDLESS, notice_days=None)
    told = acts(*both(SIGN, "2025-01-10"), ("ua", TERMINATE, "2026-01-01"))
    facts = agreement(terms)
    (ending,) = endings(replace(facts, acts=(*told[:2], replace(told[2], effective=Day.in_month(2026, 7)))))
    assert (ending.last_day, ending.missing) == (Day(D("2026-06-30"), D("2026-07-30")), "termination_day")


def test_after_the_first_term_of_a_text_that_may_renew_itself_force_is_not_known():
    facts = agreement(replace(TERM, renewal=Renewal.NOT_STATED), *both(SIGN, "2025-01-10"))
    assert in_force(facts, D("2030-01-09")).known is Known.YES
    assert in_force(facts, D("2030-01-10")).missing == over_for_good(facts, D("2030-01-10")).missing == ("renewal",)


def test_an_act_says_itself_when_it_takes_effect():
    ended = agreement(TACIT, *both(SIGN, "2025-01-10"), ("ua", TERMINATE, "2026-01-01"), effective="2026-07-01")
    assert in_force(ended, D("2026-06-30")).known is Known.YES
    assert in_force(ended, D("2026-07-01")).because == ("terminated",)


def test_a_withdrawal_leaves_the_others_bound_to_each_other():
    three = (*STATES, Party("tr", "TR"))
    told = acts(*both(SIGN, "2025-01-10"), ("tr", SIGN, "2025-01-10"), ("tr", WITHDRAW, "2025-03-01"))
    facts = InstrumentFacts("three", InstrumentKind.AGREEMENT, ENDLESS, three, told)
    asked = D("2025-04-01")
    assert in_force(facts, asked).known is Known.YES
    assert bound(facts, "tr", asked).because == ("no_consent",)
    assert bound(facts, "ua", asked).because == ("consented", "entered_into_force")


@pytest.mark.parametrize(
    ("consents", "withdrawn", "last_day"),
    [
        (True, {"ua": "2025-03-01"}, None),
        (False, {"ua": "2025-03-01"}, "2025-02-28"),
        (True, {"ua": "2025-03-01", "tr": "2025-06-01"}, "2025-05-31"),
        (True, {"tr": "2025-06-01", "ua": "2025-03-01"}, "2025-05-31"),
    ],
)
def test_a_text_is_denounced_when_of_those_who_consented_one_is_left(consents, withdrawn, last_day):
    three = (*STATES, Party("tr", "TR", required=False))
    given = [*both(SIGN, "2025-01-10"), *([("tr", SIGN, "2025-01-10")] if consents else [])]
    told = acts(*given, *((party, WITHDRAW, day) for party, day in withdrawn.items()))
    facts = InstrumentFacts("three", InstrumentKind.AGREEMENT, replace(ENDLESS, notice_days=0), three, told)
    assert ends(facts).day == (Day.on(D(last_day)) if last_day else None)
    assert in_force(facts, D("2025-06-01")).because == (("denounced",) if last_day else ("entered_into_force",))


def test_a_text_that_one_party_alone_stands_by_is_not_in_force():
    three = (*STATES, Party("tr", "TR"))
    ratified = [(party, kind, day) for party in ("ua", "az") for kind, day in ((SIGN, "2025-01-01"), (RATIFY, "2025-02-01"))]
    told = acts(*ratified, ("tr", SIGN, "2025-01-01"), ("ua", WITHDRAW, "2025-06-01"))
    facts = InstrumentFacts("three", InstrumentKind.AGREEMENT, replace(NTH, end=EndRule.NONE, notice_days=0, delay_days=0), three, told)
    assert [in_force(facts, D(day)).known for day in ("2025-05-31", "2025-06-01")] == [Known.YES, Known.NO]
    assert in_force(facts, D("2025-06-01")).because == ("denounced",)
    assert in_force(replace(facts, recorded=True), D("2025-06-01")).missing == ("consent",)
    back = replace(facts, acts=(*facts.acts, Act(9, "tr", RATIFY, Day.on(D("2025-07-01")))))
    assert [in_force(back, D(day)).known for day in ("2025-06-30", "2025-07-01")] == [Known.NO, Known.YES]
    by_one = InstrumentFacts(
        "one", InstrumentKind.AGREEMENT, replace(facts.terms, nth=1), three, acts(("ua", SIGN, "2025-01-01"), ("ua", RATIFY, "2025-02-01"))
    )
    assert in_force(by_one, D("2025-02-01")).because == ("fewer_than_two_bound",)


def test_of_a_record_with_one_of_its_parties_it_is_not_known_whether_it_binds_two():
    alone = InstrumentFacts("one", InstrumentKind.AGREEMENT, ENDLESS, STATES[:1], acts(("ua", SIGN, "2025-01-01")), recorded=True)
    assert in_force(alone, TODAY).missing == ("party",)


def test_who_withdrew_and_signs_anew_leaves_the_answers_of_the_days_between_as_they_were():
    gone = agreement(replace(ENDLESS, notice_days=0), *both(SIGN, "2020-01-01"), ("ua", WITHDRAW, "2021-01-01"))
    back = replace(gone, acts=(*gone.acts, Act(4, "ua", SIGN, Day.on(D("2022-01-01")))))
    days = [D(day) for day in ("2020-12-31", "2021-01-01", "2021-12-31", "2022-01-01")]
    assert [in_force(gone, day).known for day in days] == [Known.YES, Known.NO, Known.NO, Known.NO]
    assert [in_force(back, day).known for day in days] == [Known.YES, Known.NO, Known.NO, Known.YES]
    assert [ends(facts).day for facts in (gone, back)] == [Day.on(D("2020-12-31")), None]
    gone_anew = replace(back, acts=(*back.acts, Act(5, "ua", WITHDRAW, Day.on(D("2023-01-01")))))
    assert ends(gone_anew).day == Day.on(D("2022-12-31"))


@pytest.mark.parametrize("basis", [Basis.STATED, Basis.INFERRED])
@pytest.mark.parametrize("is_sure", [True, False])
def test_a_text_is_left_on_the_last_day_before_a_withdrawal_or_perhaps_later(is_sure, basis):
    """Whether a third party stands by it is not known where nothing says whether its signature bound it."""
    left = Day(D("2025-06-01"), D("2025-06-09"), basis)
    ratified = [(party, kind, day) for party in ("ua", "az") for kind, day in ((SIGN, "2025-01-01"), (RATIFY, "2025-02-01"))]
    third = () if is_sure else (("tr", SIGN, "2025-01-01"),)
    terms = replace(NTH, consent_by=ConsentBy.NOT_STATED, end=EndRule.NONE, notice_days=0, delay_days=0)
    three = (*STATES, Party("tr", "TR", required=False))
    facts = InstrumentFacts("three", InstrumentKind.AGREEMENT, terms, three, acts(*ratified, *third, ("ua", WITHDRAW, left)))
    last_day = Day(D("2025-05-31"), D("2025-06-08") if is_sure else None, basis)
    assert endings(facts) == (Ending(last_day, "denounced", "withdrawal_day"),)


def test_whether_it_is_deserted_may_hang_on_the_day_on_which_a_third_party_came_in():
    three = (*STATES, Party("tr", "TR", required=False))
    told = acts(*both(SIGN, "2025-01-10"), ("ua", WITHDRAW, "2025-03-01"), ("tr", SIGN, Day.in_month(2025, 3)))
    facts = InstrumentFacts("three", InstrumentKind.AGREEMENT, replace(ENDLESS, notice_days=0), three, told)
    assert [in_force(facts, D(day)).known for day in ("2025-02-28", "2025-03-15", "2025-04-01")] == [Known.YES, Known.NOT_KNOWN, Known.YES]


def test_whether_a_text_was_denounced_may_hang_on_the_day_of_a_withdrawal():
    facts = agreement(replace(ENDLESS, notice_days=0), *both(SIGN, "2025-01-10"), ("ua", WITHDRAW, Day.in_month(2025, 3)))
    assert in_force(facts, D("2025-03-15")).missing == ("withdrawal_day",)


def test_who_joins_late_is_bound_only_after_the_delay():
    parties = (*STATES, Party("tr", "TR", required=False))
    terms = replace(NTH, open_to_joining=True, end=EndRule.NONE)
    told = acts(*both(RATIFY, "2025-01-01"), ("tr", ActKind.ACCEDE, "2025-06-01"))
    facts = InstrumentFacts("open", InstrumentKind.AGREEMENT, terms, parties, told)
    assert [bound(facts, "tr", D(asked)).known for asked in ("2025-06-30", "2025-07-01")] == [Known.NO, Known.YES]


def test_who_consents_to_a_text_with_a_fixed_day_is_bound_at_once():
    facts = agreement(replace(FIXED, delay_days=30, end=EndRule.NONE), *both(SIGN, "2025-06-01"))
    assert [bound(facts, "ua", D(asked)).known for asked in ("2025-05-31", "2025-06-01")] == [Known.NO, Known.YES]


def test_who_never_consented_is_not_bound_here_and_of_what_happened_elsewhere_may_be():
    facts = replace(IN_FORCE, parties=(*STATES, Party("tr", "TR", required=False)))
    assert bound(facts, "tr", TODAY).because == ("no_consent",)
    assert bound(replace(facts, recorded=True), "tr", TODAY).missing == ("signature",)


def test_a_consent_or_a_withdrawal_on_an_uncertain_day_leaves_it_open_who_is_bound():
    three = (*STATES, Party("tr", "TR", required=False))
    told = acts(*both(SIGN, "2025-01-10"), ("tr", SIGN, Day.in_month(2025, 3)), ("tr", WITHDRAW, Day.in_month(2025, 8)))
    facts = InstrumentFacts("three", InstrumentKind.AGREEMENT, replace(ENDLESS, notice_days=0), three, told)
    assert bound(facts, "tr", D("2025-03-15")).missing == ("consent_day",)
    assert bound(facts, "tr", D("2025-05-15")).known is Known.YES
    assert bound(facts, "tr", D("2025-08-15")).missing == ("withdrawal_day",)


def test_nobody_is_bound_by_a_text_that_has_ended():
    assert bound(agreement(TERM, *both(SIGN, "2025-01-10")), "ua", D("2030-01-09")).known is Known.YES
    assert bound(agreement(TERM, *both(SIGN, "2025-01-10")), "ua", D("2030-01-10")).because == ("expired",)
    assert bound(IN_FORCE, "ua", TODAY, [replace(IN_FORCE, key="successor")]).because == ("superseded",)


def test_whether_a_signature_subject_to_an_unknown_rule_binds_is_not_known():
    told = both(SIGN, "2025-01-01")
    facts = agreement(replace(FIXED, consent_by=ConsentBy.NOT_STATED), *told)
    assert "consent_rule" in bound(facts, "ua", D("2025-07-01")).missing
    assert bound(agreement(NTH, *told), "ua", D("2025-07-01")).known is Known.NO
    assert bound(agreement(NTH, *told, recorded=True), "ua", D("2025-07-01")).missing == ("consent",)


def test_a_suspension_runs_until_it_is_resumed():
    paused = agreement(ENDLESS, *both(SIGN, "2025-01-10"), ("az", SUSPEND, "2025-03-01"), ("az", RESUME, "2025-04-01"))
    answers = [in_force(paused, D(asked)).known for asked in ("2025-02-28", "2025-03-01", "2025-03-31", "2025-04-01")]
    assert answers == [Known.YES, Known.NO, Known.NO, Known.YES]
    assert suspended(paused, D("2025-03-01")).because == ("suspended",)
    blurred = agreement(ENDLESS, *both(SIGN, "2025-01-10"), ("az", SUSPEND, Day.in_month(2025, 3)), ("az", RESUME, Day.in_month(2025, 5)))
    assert suspended(blurred, D("2025-03-15")).missing == ("suspension_day",)
    assert suspended(blurred, D("2025-05-15")).missing == ("resumption_day",)
    assert bound(paused, "az", D("2025-03-15")).known is Known.YES


def test_a_successor_ends_its_predecessor_when_it_enters_into_force_and_not_when_it_is_signed():
    successor = replace(agreement(EXCHANGE, *both(SIGN, "2026-01-01"), *both(NOTIFY, "2026-05-01")), key="successor")
    assert in_force(IN_FORCE, D("2026-05-10"), [successor]).known is Known.YES
    assert in_force(IN_FORCE, D("2026-05-11"), [successor]).because == ("superseded",)
    assert in_force(IN_FORCE, D("2026-05-11"), [HEALTH_2025]).missing == ("successor_entry",)
    of_one_side = replace(successor, is_of_one_side=True)
    assert in_force(IN_FORCE, D("2026-05-10"), [of_one_side]).known is Known.YES
    assert in_force(IN_FORCE, D("2026-05-11"), [of_one_side]).missing == ("successor_told",)
