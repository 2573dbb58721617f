"""Whose suspension runs: of parties that are still bound, and neither taken up again nor called off before it began."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.kernel.days import Answer, Basis, Day, Known
from twinward.programme.instruments.binding import goes_on_without, keeps_it_up, suspends
from twinward.programme.instruments.coverage import covered
from twinward.programme.instruments.facts import ActKind, BasisLink, EndRule, EntryRule, InstrumentFacts, InstrumentKind, Party
from twinward.programme.instruments.rules import act_faults
from twinward.programme.instruments.term_ends import Ending
from twinward.programme.instruments.tests.on_record import CONSENTED, SIGNED, act, agreement
from twinward.programme.instruments.tests.told import RESUME, SIGN, STATES, SUSPEND, TERMINATE, TODAY, WITHDRAW, D
from twinward.programme.instruments.validity import bound, endings, ends, entered, in_force, over_for_good, suspended

THREE = (*STATES, Party("tr", "TR"))
START = date(2025, 2, 1)
KINDS = {"S": SUSPEND, "R": RESUME, "W": WITHDRAW, "C": SIGN}
TOLD = st.lists(st.tuples(st.sampled_from("SSRWC"), st.integers(0, 12), st.integers(0, 8)), max_size=6)


def of_three(*more):
    signatures = (act(number, SIGN, "2025-01-10", party) for number, party in enumerate(("ua", "az", "tr"), 1))
    return InstrumentFacts("x", InstrumentKind.AGREEMENT, replace(SIGNED, notice_days=0, end=EndRule.NONE), THREE, (*signatures, *more))


def runs_by_counting(told, asked: int) -> bool:
    """Each suspension by itself: begun, nothing that ends it since it was announced, and its party bound."""
    begun = [(at, day, day + wait) for at, (kind, day, wait) in enumerate(told) if kind == "S" and day + wait <= asked]
    ends = [(at, day) for at, (kind, day, _) in enumerate(told) if kind in "RW" and day <= asked]
    consents = [-1, *(day for kind, day, _ in told if kind == "C" and day <= asked)]
    is_bound = max(consents) > max((day for kind, day, _ in told if kind == "W" and day <= asked), default=-2)
    over = [any(day > on or (day == on and (begins == on or place > at)) for place, day in ends) for at, on, begins in begun]
    return is_bound and not all(over)


@given(TOLD, st.integers(0, 22))
def test_a_suspension_runs_by_counting(told, asked):
    made = []
    for at, (kind, day, wait) in enumerate(told):
        one = act(at + 4, KINDS[kind], Day.on(START + timedelta(day)))
        made.append(replace(one, effective=Day.on(START + timedelta(day + wait))) if kind == "S" and wait else one)
    answer = suspends(of_three(*made), "ua", START + timedelta(asked)).known
    assert answer is (Known.YES if runs_by_counting(told, asked) else Known.NO)


@given(TOLD, st.integers(0, 22), st.data())
def test_of_one_act_on_an_uncertain_day_a_yes_or_a_no_holds_for_all_its_days(told, asked, data):
    if not told:
        return
    place, width = data.draw(st.integers(0, len(told) - 1)), data.draw(st.integers(0, 4))
    made = []
    for at, (kind, day, wait) in enumerate(told):
        lies = Day(START + timedelta(day), START + timedelta(day + (width if at == place else 0)))
        one = act(at + 4, KINDS[kind], lies)
        made.append(replace(one, effective=Day.on(START + timedelta(day + wait))) if kind == "S" and wait else one)
    fixed = told[place][0] == "S" and told[place][2] > 0  # it says itself when it begins, wherever its own day lies
    cases = [
        [(k, d + step, w - step if fixed else w) if at == place else (k, d, w) for at, (k, d, w) in enumerate(told)]
        for step in range(min(width, told[place][2]) + 1 if fixed else width + 1)
    ]
    possible = {runs_by_counting(case, asked) for case in cases}
    answer = suspends(of_three(*made), "ua", START + timedelta(asked)).known
    assert answer is Known.NOT_KNOWN or possible == {answer is Known.YES}


def test_who_suspends_and_then_leaves_suspends_nothing_for_ever():
    left = of_three(act(4, SUSPEND, "2025-02-01"), act(5, WITHDRAW, "2025-03-01"))
    assert suspends(left, "ua", D("2025-02-28")).known is Known.YES
    assert suspends(left, "ua", D("2025-03-01")).known is Known.NO
    assert in_force(left, D("2025-03-01")).known is Known.YES
    back = replace(left, acts=(*left.acts, act(6, SIGN, "2025-04-01")))
    assert in_force(back, D("2025-04-01")).known is Known.YES
    assert list(act_faults(back, act(9, SUSPEND, "2025-11-03"), today=TODAY, done_here=True)) == []
    assert list(act_faults(back, act(9, RESUME, "2025-11-03"), today=TODAY, done_here=True)) == ["resumed_without_suspension"]


def test_who_never_consented_suspends_nothing():
    stranger = replace(CONSENTED, parties=THREE, acts=(*CONSENTED.acts, act(4, SUSPEND, "2025-02-01", "tr")))
    assert suspends(stranger, "tr", TODAY).known is Known.NO
    assert suspends(replace(stranger, recorded=True), "tr", TODAY).missing == ("signature",)
    assert suspended(replace(stranger, recorded=True), TODAY).known is Known.NO


@pytest.mark.parametrize(("resumed", "runs"), [("2025-01-31", True), ("2025-02-01", False), ("2025-05-31", False), ("2025-06-01", False)])
def test_a_resumption_calls_off_what_was_announced_and_has_not_begun(resumed: str, runs: bool):
    told = (*CONSENTED.acts, act(3, SUSPEND, "2025-02-01", effective="2025-06-01"), act(4, RESUME, resumed))
    assert suspended(agreement(SIGNED, *told), TODAY).known is (Known.YES if runs else Known.NO)


@pytest.mark.parametrize("begins", ["2025-02-02", "2025-06-01"])
def test_a_resumption_recorded_before_a_suspension_calls_it_off_only_on_a_later_day(begins: str):
    first, second = D("2025-02-01"), D("2025-02-02")
    for resumed, runs in ((Day.on(first), Known.YES), (Day(first, second), Known.NOT_KNOWN), (Day.on(second), Known.NO)):
        told = (*CONSENTED.acts, act(3, RESUME, resumed), act(4, SUSPEND, "2025-02-01", effective=begins))
        assert suspended(agreement(SIGNED, *told), D(begins)).known is runs


def test_whether_an_announced_suspension_was_called_off_may_hang_on_the_day_of_the_resumption():
    told = (*CONSENTED.acts, act(3, SUSPEND, "2025-02-01", effective="2025-06-01"), act(4, RESUME, Day(D("2025-01-01"), D("2025-03-01"))))
    assert [suspended(agreement(SIGNED, *told), D(day)).known for day in ("2025-05-31", "2025-06-01")] == [Known.NO, Known.NOT_KNOWN]


@pytest.mark.parametrize(
    ("resumed", "asked", "runs"),
    [
        (Day.by(D("2025-05-15")), "2025-06-01", Known.NOT_KNOWN),
        (Day.by(D("2025-05-15")), "2025-06-30", Known.NOT_KNOWN),
        (Day.by(D("2025-05-15")), "2025-07-01", Known.YES),
        (Day(D("2025-06-01"), D("2025-06-09")), "2025-06-02", Known.NOT_KNOWN),
        (Day(D("2025-06-01"), D("2025-06-09")), "2025-06-09", Known.NO),
        (Day(D("2025-06-01"), D("2025-06-09")), "2025-07-01", Known.YES),
    ],
)
def test_what_may_have_been_called_off_leaves_open_only_the_days_until_the_party_suspends_anew(resumed: Day, asked: str, runs: Known):
    announced, again = act(3, SUSPEND, "2025-02-01", effective="2025-06-01"), act(9, SUSPEND, "2025-07-01")
    assert suspended(agreement(SIGNED, *CONSENTED.acts, announced, act(4, RESUME, resumed), again), D(asked)).known is runs


@pytest.mark.parametrize(("resumed", "day_before"), [("2025-05-15", "2025-05-14"), ("2025-06-01", "2025-05-30")])
def test_no_resumption_ends_what_runs_before_any_of_its_days(resumed: str, day_before: str):
    """Another suspension was announced meanwhile, from some day of May, and may be called off by it before it begins."""
    announced = replace(act(4, SUSPEND, "2025-03-01"), effective=Day(D("2025-05-01"), D("2025-06-01")))
    told = (act(3, SUSPEND, "2025-02-01"), announced, act(5, RESUME, Day(D(resumed), D("2025-06-05"))))
    assert suspended(agreement(SIGNED, *CONSENTED.acts, *told), D(day_before)).known is Known.YES


def test_one_of_three_suspends_for_itself_and_the_two_others_keep_it_up():
    halted = of_three(act(4, SUSPEND, "2025-02-01"))
    assert in_force(halted, D("2025-02-01")).known is Known.YES
    assert [bound(halted, party, D("2025-02-01")).known for party in ("ua", "az")] == [Known.NO, Known.YES]
    assert bound(halted, "ua", D("2025-02-01")).because == ("party_suspends",)
    both = replace(halted, acts=(*halted.acts, act(5, SUSPEND, "2025-03-01", "az")))
    assert in_force(both, D("2025-02-28")).known is Known.YES
    assert in_force(both, D("2025-03-01")).because == ("suspended",)


def test_whether_it_stands_still_for_all_may_hang_on_the_day_of_a_second_suspension():
    halted = of_three(act(4, SUSPEND, "2025-02-01"), act(5, SUSPEND, Day.in_month(2025, 3), "az"))
    answers = [suspended(halted, D(day)) for day in ("2025-02-28", "2025-03-15", "2025-03-31")]
    assert [(answer.known, answer.missing) for answer in answers] == [
        (Known.NO, ()),
        (Known.NOT_KNOWN, ("suspension_day",)),
        (Known.YES, ()),
    ]
    resumed = replace(halted, acts=(*halted.acts, act(6, RESUME, Day.in_month(2025, 5), "az")))
    assert suspended(resumed, D("2025-05-15")).missing == ("resumption_day",)


def test_whether_those_who_are_left_stand_still_hangs_on_the_suspension_and_not_on_how_many_they_are():
    left = of_three(act(4, SUSPEND, Day.in_month(2025, 3)), act(5, WITHDRAW, "2025-02-01", "az"), act(6, WITHDRAW, "2025-02-01", "tr"))
    assert suspended(left, D("2025-03-15")).missing == ("suspension_day",)


def test_whoever_resumed_and_then_left_keeps_nothing_up():
    left = of_three(act(4, SUSPEND, "2025-02-01"), act(5, RESUME, "2025-03-01"), act(6, WITHDRAW, "2025-04-01"))
    assert [keeps_it_up(left, "ua", D(day)).known for day in ("2025-02-28", "2025-03-31", "2025-04-01")] == [Known.NO, Known.YES, Known.NO]


def test_of_two_a_suspension_unbinds_nobody_until_a_third_comes_to_it():
    parties = (*STATES, replace(THREE[2], required=False))
    made = (*CONSENTED.acts, act(4, SUSPEND, "2025-02-01"), act(5, SIGN, "2025-04-01", "tr"))
    paused = replace(of_three(), parties=parties, acts=made)
    assert [bound(paused, "ua", D(day)).known for day in ("2025-03-31", "2025-04-01")] == [Known.YES, Known.NO]


def test_what_rests_on_it_is_not_covered_while_its_own_country_suspends():
    link = [BasisLink(of_three(act(4, SUSPEND, "2025-02-01")))]
    assert covered(["UA", "AZ"], [], link, D("2025-02-01")).because == ("party_suspends", "country_not_bound", "no_legal_basis")
    assert covered(["AZ", "TR"], [], link, D("2025-02-01")).known is Known.YES


@pytest.mark.parametrize(
    ("terminated", "runs"),
    [
        (Day.on(D("2025-03-01")), Known.NO),
        (Day.on(D("2025-04-01")), Known.YES),
        (Day(D("2025-03-01"), D("2025-05-01")), Known.NOT_KNOWN),
        (Day(D("2025-03-01"), D("2025-04-01")), Known.NOT_KNOWN),
        (Day(D("2025-03-01"), D("2025-03-31")), Known.NO),
    ],
)
def test_what_one_of_two_ended_stays_ended_whoever_comes_to_it_afterwards(terminated: Day, runs: Known):
    """Where it may have been ended before the third came, and may not, it may be over."""
    parties = (*STATES, replace(THREE[2], required=False))
    more = (act(1, SIGN, "2025-01-10"), act(2, SIGN, "2025-01-10", "az"), act(3, TERMINATE, terminated), act(4, SIGN, "2025-04-01", "tr"))
    assert in_force(replace(of_three(), parties=parties, acts=more), D("2025-06-01")).known is runs


@pytest.mark.parametrize("basis", [Basis.STATED, Basis.INFERRED])
def test_what_one_may_have_ended_for_both_ended_no_sooner_than_it_can_have_been_and_perhaps_never(basis: Basis):
    parties = (*STATES, replace(THREE[2], required=False))
    signatures = [
        act(number, SIGN, day, party) for number, day, party in ((1, "2025-01-10", "ua"), (2, "2025-01-10", "az"), (4, "2025-04-01", "tr"))
    ]
    maybe = replace(of_three(), parties=parties, acts=(*signatures, act(3, TERMINATE, Day(D("2025-03-01"), D("2025-05-01"), basis))))
    assert ends(maybe).day == Day.since(D("2025-02-28"), basis)
    says_when = replace(maybe.acts[3], effective=Day(D("2025-03-11"), D("2025-04-20"), basis))
    assert ends(replace(maybe, acts=(*maybe.acts[:3], says_when))).day == Day.since(D("2025-03-10"), basis)


def test_whether_it_entered_into_force_before_one_of_two_ended_it_hangs_on_nobody_who_comes_afterwards():
    made = (act(1, SIGN, "2025-01-10"), act(2, SIGN, "2025-01-10", "az"), act(3, TERMINATE, "2025-01-10"))
    of_two = replace(of_three(), parties=(*STATES, replace(THREE[2], required=False)), acts=made)
    for facts in (of_two, replace(of_two, acts=(*made, act(4, SIGN, "2025-04-01", "tr")))):
        assert entered(facts, D("2025-02-01")).known is Known.YES
        assert in_force(facts, D("2025-02-01")).known is Known.NO


def test_one_of_three_terminates_for_itself_once_its_notice_has_run_and_of_two_for_both():
    left = of_three(act(4, TERMINATE, "2025-02-01"))
    left = replace(left, terms=replace(left.terms, notice_days=30))
    assert [bound(left, "ua", D(day)).known for day in ("2025-03-02", "2025-03-03")] == [Known.YES, Known.NO]
    assert [bound(left, "az", D("2025-03-03")).known, in_force(left, D("2025-03-03")).known] == [Known.YES, Known.YES]
    again = replace(left, acts=(*left.acts, act(5, TERMINATE, "2025-04-01", "az")))
    assert in_force(again, D("2025-05-01")).because == ("denounced",)
    of_two = replace(left, parties=STATES, acts=tuple(one for one in left.acts if one.party != "tr"))
    assert in_force(of_two, D("2025-03-03")).because == ("terminated",)


def test_who_ended_it_for_itself_comes_back_by_consenting_anew_and_leaves_only_once():
    left = of_three(act(4, TERMINATE, "2025-02-01"))
    assert list(act_faults(left, act(5, WITHDRAW, "2025-11-03"), today=TODAY, done_here=True)) == ["act_without_consent"]
    assert list(act_faults(left, act(5, SIGN, "2025-11-03"), today=TODAY, done_here=True)) == []
    leaving = replace(left, terms=replace(left.terms, notice_days=365))
    for kind in (WITHDRAW, TERMINATE):
        assert list(act_faults(leaving, act(5, kind, "2025-11-03"), today=TODAY, done_here=True)) == ["act_without_consent"]


def test_who_suspends_and_may_have_left_is_bound_neither_way():
    acts_of_two = (*CONSENTED.acts, act(4, SUSPEND, "2025-02-01"), act(5, WITHDRAW, Day(D("2025-03-01"), D("2025-03-09"))))
    assert in_force(agreement(replace(SIGNED, notice_days=0), *acts_of_two), D("2025-03-05")).known is Known.NO


MOH = Party("moh", "UA", "moh-ua", is_ministry=True)
CLINICS = (Party("1", "UA", "a-clinic"), Party("2", "UA", "another-clinic"), Party("3", "AZ", "clinic-az"))
WORLD, RED_CROSS = Party("who", "", "who"), Party("ifrc", "", "ifrc")


def ended_by(*parties: Party, leaving: str, recorded: bool = False, kind: ActKind = TERMINATE) -> InstrumentFacts:
    """All but those that are not required signed on 10 January 2025; one ended it for itself, or for all, on 1 February."""
    signatures = (act(number, SIGN, "2025-01-10", one.key) for number, one in enumerate(parties, 1) if one.required)
    terms, told = replace(SIGNED, notice_days=0, end=EndRule.NONE), act(9, kind, "2025-02-01", leaving)
    return InstrumentFacts("x", InstrumentKind.MEMORANDUM, terms, parties, (*signatures, told), recorded)


@pytest.mark.parametrize("recorded", [True, False])
@pytest.mark.parametrize(
    ("parties", "leaving", "because"),
    [
        ((STATES[0], MOH, STATES[1]), "az", "terminated"),
        ((STATES[0], MOH, STATES[1]), "moh", "terminated"),
        (CLINICS, "3", "denounced"),
        ((*STATES, Party("pl", "PL", required=False)), "az", "terminated"),
        ((STATES[0], WORLD), "who", "terminated"),
        ((STATES[0], WORLD, RED_CROSS), "who", ""),
        (CLINICS, "1", ""),
        (THREE, "az", ""),
    ],
)
def test_it_is_in_force_between_two_sides_that_acted_and_a_state_with_its_ministries_is_one(parties, leaving, because, recorded):
    answer = in_force(ended_by(*parties, leaving=leaving, recorded=recorded), TODAY)
    assert (answer.known, because in answer.because) == ((Known.NO, True) if because else (Known.YES, False))


def test_a_party_that_is_only_named_takes_nobody_s_place_who_withdraws():
    named = (*STATES, Party("pl", "PL", required=False))
    assert in_force(ended_by(*named, leaving="az", recorded=True, kind=WITHDRAW), TODAY).because == ("denounced",)


def test_of_a_record_whose_parties_are_of_one_country_it_is_not_known_between_whom_it_is():
    of_one, recorded = (ended_by(*CLINICS[:2], leaving="1", kind=SIGN, recorded=recorded) for recorded in (False, True))
    assert in_force(recorded, TODAY).missing == ("party",)
    assert in_force(of_one, TODAY).because == ("fewer_than_two_bound",)


def goes_on(facts: InstrumentFacts, party: str, kind: ActKind = TERMINATE, day: str | Day = "2025-06-01") -> bool:
    return goes_on_without(facts, act(99, kind, day, party))


def test_what_goes_on_without_one_of_many_is_said_of_no_text_that_binds_one_side_alone_then():
    of_clinics, of_three = ended_by(*CLINICS, leaving="1", kind=SIGN), ended_by(*THREE, leaving="az", kind=SIGN)
    assert [goes_on(of_clinics, key) for key in "123"] == [True, True, False]
    assert [goes_on(of_three, "az"), goes_on(replace(of_three, parties=STATES), "az")] == [True, False]


@pytest.mark.parametrize("kind", [TERMINATE, SUSPEND])
@pytest.mark.parametrize(
    ("told", "day", "goes_on_then"),
    [
        ((WITHDRAW, "2025-03-01"), "2025-02-28", True),
        ((WITHDRAW, "2025-03-01"), "2025-03-01", False),
        ((TERMINATE, "2025-03-01"), "2025-03-01", False),
        ((SUSPEND, "2025-03-01"), "2025-03-01", False),
        ((WITHDRAW, Day.in_month(2025, 3)), "2025-03-09", True),
        ((WITHDRAW, "2025-03-01"), Day.in_month(2025, 2), True),
        ((WITHDRAW, "2025-03-01"), Day.unknown(), False),
    ],
)
def test_it_goes_on_without_one_of_many_only_between_those_who_may_keep_it_up_then(kind, told, day, goes_on_then):
    halved = of_three(act(4, told[0], told[1], "tr"))
    assert goes_on(halved, "az", kind, day) is goes_on_then
    if isinstance(day, str):
        done = replace(halved, acts=(*halved.acts, act(99, kind, day, "az")))
        assert (in_force(done, D(day)).known is not Known.NO) is goes_on_then


@pytest.mark.parametrize(("leaves_on", "goes_on_then"), [("2025-02-15", True), ("2025-02-14", False)])
def test_whether_it_goes_on_is_asked_of_the_day_on_which_the_notice_has_run(leaves_on: str, goes_on_then: bool):
    halved = of_three(act(4, WITHDRAW, "2025-01-11", "tr", effective=leaves_on))
    assert goes_on(replace(halved, terms=replace(halved.terms, notice_days=30)), "az", day="2025-01-15") is goes_on_then


def all_end(*last: str, kind: ActKind = TERMINATE) -> InstrumentFacts:
    """Of three, Ukraine withdrew on 1 February 2025 and these do so, one on each of the next days, or terminate."""
    leave = (act(5 + place, kind, Day.on(date(2025, 2, 2 + place)), party) for place, party in enumerate(last))
    return of_three(act(4, WITHDRAW, "2025-02-01"), *leave)


@pytest.mark.parametrize(
    ("last", "kind", "is_over"), [(("az",), TERMINATE, True), (("az", "tr"), TERMINATE, True), (("az",), WITHDRAW, False)]
)
def test_who_ends_it_as_one_of_the_last_two_ends_it_for_good(last: tuple[str, ...], kind: ActKind, is_over: bool):
    ended_by_all, again = all_end(*last, kind=kind), act(9, SIGN, "2025-11-03", "az")
    for facts in (ended_by_all, replace(ended_by_all, recorded=True)):
        assert over_for_good(facts, TODAY).known is (Known.YES if is_over else Known.NO)
    assert [over_for_good(ended_by_all, D(day)).known for day in ("2025-02-01", "2025-01-10")] == [Known.NO] * 2
    assert list(act_faults(ended_by_all, again, today=TODAY, done_here=True)) == (["text_ended"] if is_over else [])
    revived = replace(ended_by_all, acts=(*ended_by_all.acts, again, act(10, SIGN, "2025-11-03")))
    assert in_force(revived, TODAY).known is (Known.NO if is_over else Known.YES)
    if is_over:
        assert (in_force(revived, TODAY).because, ends(revived).day) == (("denounced",), Day.on(D("2025-02-01")))


def test_whether_the_last_two_ended_it_may_hang_on_days_that_are_not_known():
    parties = [act(5, TERMINATE, Day(D("2025-02-01"), D("2025-02-09")), "az"), act(6, SIGN, "2025-11-03", "az"), act(7, SIGN, "2025-11-03")]
    closed = of_three(act(4, WITHDRAW, Day(D("2025-02-01"), D("2025-03-09"))), *parties)
    assert over_for_good(closed, TODAY).missing == ("withdrawal_day",)
    assert endings(closed)[0] == Ending(Day.since(D("2025-01-31")), "denounced", "withdrawal_day")
    concluded = [replace(parties[0], day=replace(parties[0].day, basis=Basis.INFERRED)), *parties[1:]]
    maybe, sure = (of_three(act(4, WITHDRAW, day), *concluded) for day in (closed.acts[3].day, "2025-01-20"))
    assert endings(maybe)[0] == Ending(Day.since(D("2025-01-31"), Basis.INFERRED), "denounced", "withdrawal_day")
    assert over_for_good(maybe, TODAY) == Answer.not_known("withdrawal_day")
    assert endings(sure)[0] == Ending(Day(D("2025-01-31"), D("2025-02-08"), Basis.INFERRED), "denounced", "withdrawal_day")
    assert over_for_good(sure, D("2025-02-05")).missing == ("withdrawal_day",)
    surmised = of_three(act(4, WITHDRAW, Day.on(D("2025-01-20"), Basis.INFERRED)), *parties)
    own = all_end("az")
    inferred = replace(own, acts=(own.acts[0], replace(own.acts[1], day=Day.on(D("2025-01-10"), Basis.INFERRED)), *own.acts[2:]))
    for facts, rests_on_inferred in ((surmised, True), (inferred, True), (own, False)):
        answer = over_for_good(facts, TODAY)
        assert (answer.known, answer.rests_on_inferred) == (Known.YES, rests_on_inferred)


@pytest.mark.parametrize(("recorded", "known"), [(True, Known.NOT_KNOWN), (False, Known.NO)])
def test_before_it_entered_into_force_one_of_many_ends_nothing_for_the_others(recorded: bool, known: Known):
    early = of_three(act(4, TERMINATE, "2025-02-01"), act(5, TERMINATE, "2025-02-01", "az"))
    unclear = replace(early, terms=replace(early.terms, entry=EntryRule.NOT_STATED), recorded=recorded)
    late = replace(early, terms=replace(early.terms, entry=EntryRule.FIXED, fixed_on=D("2025-03-01")))
    maybe = replace(early, acts=(replace(early.acts[0], day=Day(D("2025-01-10"), D("2025-02-10"))), *early.acts[1:]))
    assert [over_for_good(one, TODAY).known for one in (unclear, late, early)] == [known, Known.NO, Known.YES]
    assert over_for_good(unclear, TODAY).missing == (("entry_day",) if recorded else ())
    assert over_for_good(maybe, TODAY).missing == ("entry_day",)
