"""Who has signed, joined or consented: as the acts on record and their corrections have it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.kernel.days import Answer, Basis, Day, Known
from twinward.programme.instruments.consent import (
    Stance,
    awaited,
    consent_lacks,
    gone,
    in_order,
    joined,
    joining_by,
    latest,
    live_acts,
    many,
    members,
    reason_for,
    signatures_by,
    signed,
    takes_effect,
)
from twinward.programme.instruments.facts import (
    Act,
    ActKind,
    ConsentBy,
    InstrumentFacts,
    InstrumentKind,
    Party,
    Standing,
)
from twinward.programme.instruments.tests.told import (
    CORRECT,
    ENDLESS,
    INFERRED,
    JOIN,
    MGH,
    NTH,
    SIGN,
    STATES,
    WITHDRAW,
    D,
    acts,
)


def test_memorandums_signed_before_a_publication_are_signed_by_its_day():
    told = acts(("mgh", SIGN, Day.before(D("2023-10-27"))), ("okhmatdyt", SIGN, Day.before(D("2023-10-27"))))
    assert signed(MGH, told, D("2023-10-13"), recorded=True).known is Known.NOT_KNOWN
    assert signed(MGH, told, D("2023-10-27"), recorded=True).known is Known.YES


def test_memorandums_of_february_of_an_unknown_year_are_signed_on_no_known_day():
    parties = (Party("charite", "DE", "charite"), Party("lviv", "UA", "lviv"))
    unknown = acts(("charite", SIGN, Day.unknown()), ("lviv", SIGN, Day.unknown()))
    for asked in ("2022-02-26", "2023-10-13", "2099-01-01"):
        assert signed(parties, unknown, D(asked), recorded=True).known is Known.NOT_KNOWN
    published = acts(("charite", SIGN, Day.by(D("2024-05-01"))), ("lviv", SIGN, Day.by(D("2024-05-01"))))
    assert signed(parties, published, D("2024-05-01"), recorded=True).known is Known.YES


def test_the_declaration_was_joined_at_some_day_between_the_summit_and_the_count():
    told = acts(("es", JOIN, Day(D("2023-09-06"), D("2023-10-13"), Basis.RECONSTRUCTED)))
    assert joined("es", told, D("2023-09-05"), notice_days=0).known is Known.NO
    assert joined("es", told, D("2023-09-20"), notice_days=0).missing == ("joining_day",)
    answer = joined("es", told, D("2023-10-13"), notice_days=0)
    assert (answer.known, answer.rests_on_inferred, answer.because) == (Known.YES, True, ("joined",))
    assert joined("fr", told, D("2023-10-13"), notice_days=0).because == ("not_joined",)


def test_a_party_that_withdrew_and_joined_again_has_joined_but_in_between():
    told = acts(("es", JOIN, "2023-09-06"), ("es", WITHDRAW, "2024-01-01"), ("es", JOIN, "2024-06-01"))
    answers = [joined("es", told, D(asked), notice_days=0).known for asked in ("2023-12-31", "2024-01-01", "2024-06-01")]
    assert answers == [Known.YES, Known.NO, Known.YES]


DAYS = st.integers(0, 20).map(lambda number: D("2024-01-01") + timedelta(days=number))


@given(st.lists(st.tuples(DAYS, st.sampled_from([JOIN, WITHDRAW])), unique_by=lambda one: one[0], max_size=8), DAYS)
def test_on_known_days_a_party_has_joined_when_the_last_thing_that_it_did_was_to_join(told, asked):
    """However often a joining or a withdrawal is on record, and in whatever order."""
    by_then = [(day, kind) for day, kind in told if day <= asked]
    answer = joined("ua", acts(*(("ua", kind, Day.on(day)) for day, kind in told)), asked, notice_days=0)
    assert answer.known is (Known.YES if by_then and max(by_then)[1] is JOIN else Known.NO)


def test_a_withdrawal_whose_notice_is_not_known_leaves_joining_not_known():
    told = acts(("es", JOIN, "2023-09-06"), ("es", WITHDRAW, "2024-01-01"))
    assert joined("es", told, D("2023-12-31"), notice_days=None).known is Known.YES
    assert joined("es", told, D("2024-06-01"), notice_days=None).missing == ("withdrawal_day",)


def test_a_corrected_act_counts_as_its_last_correction_has_it():
    wrong = Act(1, "ua", SIGN, Day.on(D("2025-01-01")))
    first = Act(2, "ua", CORRECT, Day.on(D("2025-02-01")), corrects=1)
    second = Act(3, "ua", CORRECT, Day.on(D("2025-03-01")), corrects=2)
    never = Act(4, "ua", CORRECT, Day.unknown(), corrects=1, says_instead=False)
    assert live_acts([second, first, wrong]) == (replace(wrong, day=second.day),)
    assert live_acts([wrong, first, second, never]) == ()
    assert live_acts([wrong, replace(first, corrects=9)]) == (wrong,)


def test_a_correction_says_anew_when_the_act_takes_effect():
    withdrawn = Act(1, "ua", WITHDRAW, Day.on(D("2025-01-01")), effective=Day.on(D("2025-06-01")))
    moved = Act(2, "ua", CORRECT, withdrawn.day, effective=Day.on(D("2025-07-01")), corrects=1)
    assert live_acts([withdrawn, moved]) == (replace(withdrawn, effective=moved.effective),)
    assert live_acts([withdrawn, replace(moved, effective=None)]) == (replace(withdrawn, effective=None),)


def test_what_is_not_known_has_no_reason():
    assert reason_for(Answer.not_known("term"), yes="in_time", no="too_late") == Answer.not_known("term")


def test_each_party_has_signed_from_the_day_of_its_own_signature():
    told = acts(("ua", SIGN, "2025-01-10"), ("az", SIGN, "2025-03-10"))
    assert signed(STATES[:1], told, D("2025-02-01")).because == ("signed",)
    assert signed(STATES[1:], told, D("2025-02-01")).because == ("not_signed_yet",)
    assert signed(STATES, told, D("2025-03-09")).known is Known.NO
    assert signed(STATES, told, D("2025-03-10")).known is Known.YES


@pytest.mark.parametrize(
    ("asked", "number"), [("2025-01-09", 0), ("2025-01-10", 1), ("2025-03-30", 1), ("2025-03-31", 2), ("2025-11-03", 2)]
)
def test_of_the_parties_that_must_sign_those_are_counted_that_surely_had(asked, number):
    parties = (*STATES, Party("tr", "TR", required=False))
    told = acts(("tr", SIGN, "2025-01-01"), ("ua", SIGN, "2025-01-10"), ("az", SIGN, Day.in_month(2025, 3)), ("az", JOIN, "2025-01-01"))
    assert signatures_by(parties, told, D(asked)) == (number, 2)


def test_a_signature_whose_force_is_not_known_is_asked_of_who_gave_it():
    unclear, told = replace(NTH, consent_by=ConsentBy.NOT_STATED), acts(("ua", SIGN, "2025-01-10"))
    assert [consent_lacks(unclear, party, told) for party in ("ua", "az")] == ["consent_rule", "consent"]


def test_an_announced_act_has_not_happened():
    assert live_acts([Act(1, "ua", SIGN, INFERRED, standing=Standing.ENVISAGED)]) == ()


def test_a_signature_that_is_not_on_record_is_not_known_of_what_happened_elsewhere_and_not_given_here():
    one = acts(("ua", SIGN, "2025-01-01"))
    assert signed(STATES, one, D("2025-02-01")).because == ("unsigned_party",)
    assert signed(STATES, one, D("2025-02-01"), recorded=True).missing == ("signature",)
    assert signed((), one, D("2025-02-01")).missing == ("party",)


def test_the_last_act_is_the_last_that_happened_whenever_it_was_recorded():
    spring, winter = Act(2, "ua", SIGN, Day.by(D("2024-03-01"))), Act(1, "az", SIGN, Day.on(D("2024-12-01")))
    some_day, since = Act(3, "ua", SIGN, Day.unknown()), Act(4, "ua", SIGN, Day.since(D("2024-12-24")))

    assert latest([winter, spring, some_day]) == winter
    assert latest([winter, since]) == since
    assert latest([some_day]) == some_day
    assert latest([Act(6, "ua", JOIN, winter.day), Act(5, "ua", SIGN, winter.day)]) == Act(6, "ua", JOIN, winter.day)
    assert latest([]) is None


EARLY, LATE, UNKNOWN = Day.on(D("2023-09-06")), Day.on(D("2026-10-01")), Day.unknown()
BY_COUNT, PERHAPS_THEN = Day(D("2023-09-06"), D("2023-10-13")), Day(D("2024-05-01"), D("2024-06-30"))
LEFT, AGAIN, GONE = Day.on(D("2024-05-01")), Day.on(D("2025-01-01")), Day.on(D("2025-06-01"))


@pytest.mark.parametrize(
    ("told", "asked", "day"),
    [
        ([(JOIN, EARLY), (JOIN, LATE)], "2023-12-01", EARLY),
        ([(JOIN, EARLY), (JOIN, LATE)], "2026-12-01", EARLY),
        ([(JOIN, LATE), (JOIN, EARLY)], "2026-12-01", EARLY),
        ([(JOIN, LATE)], "2023-12-01", None),
        ([], "2023-12-01", None),
        ([(JOIN, EARLY), (WITHDRAW, LEFT)], "2024-12-01", EARLY),
        ([(JOIN, EARLY), (JOIN, BY_COUNT), (WITHDRAW, LEFT)], "2024-12-01", EARLY),
        ([(JOIN, EARLY), (WITHDRAW, LEFT), (JOIN, LATE)], "2024-04-30", EARLY),
        ([(JOIN, EARLY), (WITHDRAW, LEFT), (JOIN, LATE)], "2026-09-30", EARLY),
        ([(JOIN, EARLY), (WITHDRAW, LEFT), (JOIN, LATE)], "2026-10-01", LATE),
        ([(JOIN, EARLY), (JOIN, BY_COUNT), (WITHDRAW, LEFT), (JOIN, LATE)], "2026-12-01", LATE),
        ([(JOIN, BY_COUNT), (WITHDRAW, Day.on(D("2023-10-01"))), (JOIN, LATE)], "2026-12-01", LATE),
        ([(JOIN, EARLY), (WITHDRAW, Day.in_year(2024)), (JOIN, LATE)], "2024-06-01", EARLY),
        ([(JOIN, BY_COUNT), (JOIN, EARLY)], "2023-12-01", EARLY),
        ([(JOIN, UNKNOWN), (JOIN, LATE)], "2023-12-01", UNKNOWN),
        ([(JOIN, UNKNOWN), (JOIN, EARLY)], "2023-12-01", EARLY),
        ([(JOIN, EARLY), (WITHDRAW, LEFT), (JOIN, UNKNOWN)], "2026-12-01", UNKNOWN),
        ([(JOIN, BY_COUNT), (JOIN, LATE)], "2023-09-10", BY_COUNT),
        ([(JOIN, Day(D("2023-09-07"), D("2023-10-13"))), (JOIN, BY_COUNT)], "2023-12-01", BY_COUNT),
        ([(JOIN, EARLY), (WITHDRAW, LEFT), (JOIN, AGAIN), (WITHDRAW, GONE), (JOIN, LATE)], "2025-05-31", AGAIN),
        ([(JOIN, EARLY), (WITHDRAW, LEFT), (JOIN, AGAIN), (WITHDRAW, GONE), (JOIN, LATE)], "2026-09-30", AGAIN),
        ([(JOIN, EARLY), (WITHDRAW, LEFT), (JOIN, AGAIN), (WITHDRAW, GONE), (JOIN, LATE)], "2026-10-01", LATE),
        ([(JOIN, EARLY), (WITHDRAW, UNKNOWN), (JOIN, LATE)], "2026-12-01", EARLY),
        ([(JOIN, EARLY), (WITHDRAW, LEFT), (JOIN, Day.in_year(2024))], "2024-04-30", EARLY),
        ([(JOIN, EARLY), (WITHDRAW, LEFT), (JOIN, Day.in_year(2024))], "2024-05-01", Day.in_year(2024)),
        ([(JOIN, EARLY), (WITHDRAW, LEFT), (JOIN, PERHAPS_THEN)], "2026-12-01", PERHAPS_THEN),
        ([(JOIN, EARLY), (WITHDRAW, LEFT), (JOIN, PERHAPS_THEN), (JOIN, LATE)], "2026-12-01", LATE),
        ([(JOIN, EARLY), (WITHDRAW, LEFT), (JOIN, LEFT)], "2024-12-01", EARLY),
        ([(JOIN, EARLY), (WITHDRAW, LEFT), (JOIN, LEFT), (JOIN, LATE)], "2026-12-01", LATE),
    ],
)
def test_a_party_joined_on_the_first_day_since_it_last_withdrew_as_the_day_asked_about_knew_it(told, asked, day):
    found = joining_by("at", acts(*(("at", kind, on) for kind, on in told)), D(asked), notice_days=0)
    assert (found and found.day) == day


@pytest.mark.parametrize(
    ("opened", "closed", "may_hold"),
    [
        ([Day.on(D("2025-03-20"))], [], True),
        ([Day.on(D("2025-03-21"))], [], False),
        ([Day.since(D("2025-03-20"))], [], True),
        ([Day.on(D("2025-03-01"))], [Day.on(D("2025-03-10"))], False),
        ([Day.on(D("2025-03-01"))], [Day.on(D("2025-03-11"))], True),
        ([Day.on(D("2025-03-10"))], [Day.on(D("2025-03-10"))], False),
        ([Day(D("2025-03-09"), D("2025-03-11"))], [Day.on(D("2025-03-10"))], True),
    ],
)
def test_a_stance_may_hold_within_days_on_the_last_of_which_it_may_begin(opened, closed, may_hold):
    assert Stance(tuple(opened), tuple(closed)).may_hold_within(D("2025-03-10"), D("2025-03-20")) is may_hold


@pytest.mark.parametrize(
    ("opened", "closed", "missing"),
    [
        (Day.on(D("2025-03-10")), Day(D("2025-03-05"), D("2025-03-15")), ("closing",)),
        (Day(D("2025-03-10"), D("2025-03-11")), Day.on(D("2025-03-10")), ("opening",)),
        (Day.on(D("2025-03-11")), Day(D("2025-03-10"), D("2025-03-11")), ("closing",)),
        (Day(D("2025-03-05"), D("2025-03-15")), Day(D("2025-03-05"), D("2025-03-15")), ("opening", "closing")),
        (Day(D("2025-03-05"), D("2025-03-15")), Day(D("2025-03-15"), D("2025-03-20")), ()),
        (Day(D("2025-03-16"), D("2025-03-20")), Day(D("2025-03-05"), D("2025-03-15")), ()),
    ],
)
def test_of_a_stance_those_days_are_missing_that_would_decide_it(opened, closed, missing):
    assert Stance((opened,), (closed,)).holds_on(D("2025-04-01"), "opening", "closing").missing == missing


@pytest.mark.parametrize(
    ("opened", "closed", "holds"),
    [("2025-03-10", "2025-03-21", True), ("2025-03-11", "2025-03-21", False), ("2025-03-10", "2025-03-20", False)],
)
def test_a_stance_holds_throughout_days_when_it_began_by_the_first_and_ended_after_the_last(opened, closed, holds):
    assert Stance((Day.on(D(opened)),), (Day.on(D(closed)),)).surely_holds_throughout(Day(D("2025-03-10"), D("2025-03-20"))) is holds


def test_that_a_stance_has_held_for_some_days_rests_on_the_conclusion_that_it_began_before_them():
    began = (Day.on(D("2025-02-01"), Basis.INFERRED), Day.on(D("2025-03-20")))
    answers = [Stance(began, ()).holds_on(D("2025-04-01"), "opening", "closing", delay_days=days) for days in (12, 13)]
    assert answers == [Answer(Known.YES, rests_on_inferred=False), Answer(Known.YES, rests_on_inferred=True)]


def test_days_stand_in_the_order_of_their_first_possible_day_and_then_of_their_last():
    days = [Day.since(D("2025-03-01")), Day.on(D("2025-03-01")), Day.unknown(), Day.by(D("2025-04-01")), Day.by(D("2025-03-01"))]
    assert sorted(days, key=in_order) == days[::-1]


def test_a_withdrawal_whose_notice_is_not_known_has_effect_no_sooner_than_its_day_on_the_same_ground():
    assert takes_effect(Act(1, "ua", WITHDRAW, INFERRED), None) == Day.since(D("2025-11-01"), Basis.INFERRED)


def test_only_in_what_happened_elsewhere_whoever_acceded_was_not_waited_for_unless_nobody_else_is_on_record():
    told = acts(("ua", SIGN, "2025-01-10"), ("az", ActKind.ACCEDE, "2025-03-10"))
    required = {recorded: [party.required for party in awaited(STATES, told, recorded=recorded)] for recorded in (True, False)}
    assert required == {True: [True, False], False: [True, True]}
    assert awaited(STATES[1:], told, recorded=True) == STATES[1:]
    signed_first = acts(("az", ActKind.ACCEDE, "2025-03-10"), ("az", SIGN, "2025-01-10"))
    assert awaited(STATES, signed_first, recorded=True) == STATES


def test_whoever_withdrew_is_gone_until_it_consents_anew():
    told = acts(("ua", SIGN, "2025-01-10"), ("ua", WITHDRAW, "2025-03-01"), ("ua", SIGN, Day.in_month(2025, 5)))
    answers = [
        gone(replace(ENDLESS, notice_days=0), "ua", told, D(day)) for day in ("2025-02-28", "2025-03-01", "2025-05-15", "2025-05-31")
    ]
    assert [answer.known for answer in answers] == [Known.NO, Known.YES, Known.NOT_KNOWN, Known.NO]
    assert answers[2].missing == ("consent_day",)


def test_where_those_who_acted_are_of_one_side_acts_are_missing_and_all_are_taken_for_parties():
    clinics = (Party("1", "UA", "a-clinic"), Party("2", "UA", "another-clinic"), Party("3", "AZ", "clinic-az"))
    facts = InstrumentFacts("x", InstrumentKind.MEMORANDUM, ENDLESS, clinics)
    told = acts(*((key, SIGN, f"2025-01-1{key}") for key in "123"))
    assert [members(facts, live) for live in (told, told[:2], told[1:], ())] == [clinics, clinics, clinics[1:], clinics]
    third, never = (D("2025-01-13"),) * 2, (date.min,) * 2
    assert [many(replace(facts, acts=live)).since() for live in (told, told[:2], told[:1])] == [third, never, never]


def test_a_text_became_one_of_many_on_a_day_between_the_first_and_the_last_on_which_the_third_can_have_come():
    three = (Party("1", "UA"), Party("2", "AZ"), Party("3", "TR"))
    made = acts(*((key, SIGN, Day(D(f"2025-0{key}-01"), D(f"2025-0{key}-20"))) for key in "123"), ("1", SIGN, Day.unknown()))
    facts = InstrumentFacts("x", InstrumentKind.MEMORANDUM, ENDLESS, three, made)
    assert many(facts).since() == (D("2025-03-01"), D("2025-03-20"))
    unknown = replace(facts, acts=acts(*((key, SIGN, Day.unknown()) for key in "123")))
    assert many(unknown).since() == (date.min, date.max)


@given(st.lists(st.tuples(DAYS, st.sampled_from([JOIN, WITHDRAW])), max_size=8), DAYS, st.integers(0, 2))
def test_the_joining_that_is_told_began_the_time_for_which_a_party_has_joined(told, asked, notice_days):
    """On known days: it had joined on no day before, and on every day since."""
    made = acts(*(("ua", kind, Day.on(day)) for day, kind in told))
    if joined("ua", made, asked, notice_days=notice_days).known is Known.YES:
        joining = joining_by("ua", made, asked, notice_days=notice_days)
        began = joining and joining.day.not_before
        assert began
        since = [began + timedelta(days=number) for number in range(-1, (asked - began).days + 1)]
        assert [joined("ua", made, day, notice_days=notice_days).known for day in since] == [Known.NO, *[Known.YES] * (len(since) - 1)]
