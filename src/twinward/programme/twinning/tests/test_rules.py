"""Who owes a list, and whose turn it is: the rules against every possible world, and tables of edge cases."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.kernel.days import Answer, Basis, Day, Known, happened_by
from twinward.programme.twinning import rules, turns
from twinward.programme.twinning.rules import Step, StepKind
from twinward.programme.twinning.standings import agreed_on
from twinward.programme.twinning.turns import LastLetter
from twinward.programme.twinning.wording import joined_words

ASKED = date(2025, 11, 3)
FIRST, LATER = date(2023, 9, 6), date(2023, 11, 1)
JOINED, OWED = Answer.yes("joined"), Step("owed", Day.on(date(2023, 10, 13)))

days = st.integers(0, 12).map(lambda number: FIRST + timedelta(days=number))
short = st.tuples(days, st.integers(0, 4)).map(lambda pair: Day(pair[0], pair[0] + timedelta(days=pair[1])))
intervals = st.tuples(days, days).map(lambda pair: Day(min(pair), max(pair)))


def worlds(day: Day) -> list[date]:
    """Every day on which it can have been."""
    assert day.not_before
    assert day.not_after
    return [day.not_before + timedelta(days=number) for number in range((day.not_after - day.not_before).days + 1)]


@given(joined_on=intervals, agreed_on=st.none() | intervals, asked=days)
def test_a_country_owes_a_list_in_every_world_in_some_or_in_none(joined_on, agreed_on, asked):
    """I17, by counting: joined by that day and no list agreed by then."""
    owing = {
        joined <= asked and (agreed is None or agreed > asked)
        for joined in worlds(joined_on)
        for agreed in (worlds(agreed_on) if agreed_on else [None])
    }
    steps = [Step("agreed", agreed_on)] if agreed_on else []
    expected = {frozenset({True}): Known.YES, frozenset({False}): Known.NO}.get(frozenset(owing), Known.NOT_KNOWN)

    assert rules.owes(happened_by(joined_on, asked), steps, asked).known is expected


@given(joined_on=intervals, agreed_on=intervals, asked=days)
def test_saying_that_a_list_is_owed_proposed_or_requested_agrees_to_none(joined_on, agreed_on, asked):
    joined = happened_by(joined_on, asked)
    others = [Step("owed", agreed_on), Step("requested", agreed_on), Step("proposed", agreed_on)]

    assert rules.owes(joined, others, asked) == rules.owes(joined, [], asked)


def test_a_list_that_was_sent_back_is_owed_again_since_that_day():
    steps = [Step("agreed", Day.on(date(2024, 1, 10))), Step("returned", Day.on(date(2024, 3, 1)))]

    assert rules.owes(JOINED, steps, date(2024, 2, 29)).known is Known.NO
    assert rules.owes(JOINED, steps, date(2024, 3, 1)).known is Known.YES
    assert rules.owed_since(Day.on(FIRST), steps, ASKED) == Day.on(date(2024, 3, 1))


def test_whether_a_list_is_agreed_has_its_reason_or_names_the_day_that_is_missing():
    agreed, later = Step("agreed", Day.on(date(2024, 1, 10))), Step("agreed", Day.on(date(2026, 1, 10)))

    assert rules.agreed([], ASKED).because == ("no_list_agreed",)
    assert rules.agreed([later], ASKED).because == ("no_list_agreed",)
    assert rules.agreed([Step("agreed", Day.in_year(2025))], ASKED).missing == ("day_list_agreed",)
    assert rules.agreed([agreed, Step("returned", Day.on(date(2024, 3, 1)))], ASKED).because == ("list_returned",)
    assert rules.agreed([Step("returned", Day.on(LATER))], ASKED).because == ("no_list_agreed",)
    assert rules.agreed([Step("agreed", Day.on(ASKED))], ASKED) == Answer.yes("list_agreed")
    assert (rules.agreed([agreed, later], ASKED).known, rules.agreed([agreed, later], ASKED).because) == (Known.YES, ("list_agreed",))


@pytest.mark.parametrize(
    ("steps", "day"),
    [
        ([], Day.unknown()),
        ([Step("agreed", Day.on(date(2024, 1, 10)))], Day.on(date(2024, 1, 10))),
        ([Step("agreed", Day.on(date(2024, 1, 10)), 1), Step("agreed", Day.on(date(2024, 3, 1)), 2)], Day.on(date(2024, 3, 1))),
        ([Step("agreed", Day.on(date(2024, 1, 10)), 1), Step("agreed", Day.on(date(2026, 3, 1)), 2)], Day.on(date(2024, 1, 10))),
        ([Step("agreed", Day.in_year(2023))], Day.in_year(2023)),
    ],
)
def test_the_day_of_an_agreement_is_that_of_the_last_by_the_day_asked(steps: list[Step], day: Day):
    assert agreed_on(steps, ASKED) == day


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [Step("requested", Day.on(date(2024, 1, 10))), Step("proposed", Day.on(date(2024, 2, 10)))],
        [Step("returned", Day.on(date(2025, 11, 4)))],
        [Step("returned", Day.in_year(2025))],
    ],
)
def test_a_list_that_was_not_surely_sent_back_is_owed_since_the_country_joined(steps):
    assert rules.owed_since(Day.on(FIRST), steps, ASKED) == Day.on(FIRST)


@pytest.mark.parametrize(
    ("since", "days", "at_least"),
    [
        (Day.on(date(2025, 11, 1)), 2, False),
        (Day(FIRST, date(2023, 10, 13)), 752, True),
        (Day.since(FIRST), None, True),
        (Day.on(date(2025, 12, 1)), 0, False),
    ],
)
def test_days_are_counted_from_the_last_possible_beginning(since, days, at_least):
    assert rules.days_owed(since, ASKED) == (days, at_least)


@pytest.mark.parametrize(
    ("joined_on", "when", "words"),
    [
        (Day(FIRST, date(2023, 10, 13)), "summit", "summit"),
        (Day(date(2023, 9, 7), date(2023, 10, 13)), "later", "later"),
        (Day.on(date(2024, 2, 1)), "day", "1 Feb 2024"),
        (Day.unknown(), "", "not known"),
        (Day.by(date(2023, 10, 13)), "", "not known"),
    ],
)
def test_a_country_joined_at_the_summit_later_or_on_a_day(joined_on, when, words):
    assert rules.joined_when(joined_on, Day.on(FIRST)) == when
    assert joined_words(when, joined_on) == words


@pytest.mark.parametrize(
    ("steps", "asked", "number"),
    [
        ([Step("agreed", Day.in_month(2025, 11), 1)], date(2025, 10, 31), None),
        ([Step("agreed", Day.in_month(2025, 11), 1)], date(2025, 11, 1), 1),
        ([Step("agreed", Day.in_month(2025, 11), 1)], date(2025, 11, 29), 1),
        ([Step("agreed", Day.in_month(2025, 11), 1)], date(2025, 11, 30), None),
        ([Step("agreed", Day.in_month(2025, 11), 1), Step("owed", Day.in_month(2025, 11), 2)], ASKED, 1),
        ([Step("agreed", Day.in_month(2025, 11), 1), Step("proposed", Day.on(ASKED), 2)], ASKED, None),
        ([Step("agreed", Day.in_month(2025, 11), 1), Step("agreed", Day.on(date(2025, 11, 20)), 2)], ASKED, None),
        ([Step("agreed", Day.in_month(2025, 11), 2), Step("agreed", Day.on(date(2025, 11, 20)), 1)], ASKED, 2),
        ([Step("agreed", Day.in_month(2025, 11), 1), Step("agreed", Day.on(date(2025, 12, 1)), 2)], ASKED, 1),
    ],
)
def test_a_day_is_asked_for_while_it_would_tell_how_the_list_stands(steps, asked, number):
    found = rules.undated(steps, asked)
    assert (found and found.number) == number


@pytest.mark.parametrize(
    ("vague", "exact", "tells"),
    [
        (Day.in_month(2025, 11), date(2025, 10, 31), False),
        (Day.in_month(2025, 11), date(2025, 11, 1), True),
        (Day.in_month(2025, 11), date(2025, 11, 30), True),
        (Day.in_month(2025, 11), date(2025, 12, 1), False),
        (Day.by(ASKED), ASKED, True),
        (Day.since(ASKED), date(2025, 11, 2), False),
        (Day.since(ASKED), date(2026, 1, 1), True),
    ],
)
def test_a_day_is_told_more_exactly_by_a_later_step_of_the_kind_on_one_of_its_possible_days(vague: Day, exact: date, tells: bool):
    first, second = Step("agreed", vague, 1), Step("agreed", Day.on(exact), 2)
    assert second.tells_exactly(first) is tells
    assert not replace(second, number=1).tells_exactly(replace(first, number=2))
    assert not replace(second, kind="returned").tells_exactly(first)


def test_no_step_follows_itself_moves_on_from_itself_or_tells_itself_more_exactly():
    exact, vague = Step("agreed", Day.on(LATER), 1), Step("agreed", Day.in_year(2023), 1)
    assert not exact.may_follow(exact)
    assert not any(step.overtakes(step) or step.tells_exactly(step) for step in (exact, vague))


@pytest.mark.parametrize(
    ("day", "why", "has_source", "faults"),
    [
        (Day.on(ASKED, Basis.DONE_HERE), "", False, []),
        (Day.in_year(2025, Basis.DONE_HERE), "", False, ["one_day_needed"]),
        (Day.on(ASKED), "", True, []),
        (Day.on(ASKED), "", False, ["step_without_source"]),
        (Day.on(ASKED, Basis.INFERRED), " ", True, ["step_without_reason"]),
        (Day.unknown(Basis.RECONSTRUCTED), "Two pages together", False, []),
    ],
)
def test_a_step_rests_on_something(day, why, has_source, faults):
    assert list(rules.ground_faults(day, why, has_source=has_source)) == faults


NEXT: dict[StepKind | None, set[StepKind]] = {
    None: {"requested", "proposed"},
    "owed": {"requested", "proposed", "agreed"},
    "requested": {"requested", "proposed"},
    "proposed": {"agreed", "returned"},
    "returned": {"requested", "proposed"},
    "agreed": {"proposed"},
}


@pytest.mark.parametrize("before", [*NEXT])
@pytest.mark.parametrize("kind", ["owed", "requested", "proposed", "returned", "agreed"])
def test_done_here_every_step_follows_only_from_those_of_the_table(before, kind):
    steps = [Step(before, Day.on(FIRST))] if before else []
    today = Day.on(ASKED, Basis.DONE_HERE)
    faults = list(rules.step_faults(kind, steps, today=ASKED, day=today, done_here=True))

    assert faults == ([] if kind in NEXT[before] else ["step_out_of_order"])
    assert list(rules.step_faults(kind, steps, today=ASKED, day=today, done_here=False)) == []


def test_no_step_lies_surely_in_the_future():
    tomorrow = Day.on(ASKED + timedelta(days=1))
    assert list(rules.step_faults("owed", [], today=ASKED, day=tomorrow, done_here=False)) == ["day_in_the_future"]
    assert list(rules.step_faults("owed", [], today=ASKED, day=Day.since(FIRST), done_here=False)) == []


PROPOSED = Step("proposed", Day.on(LATER), 4)


@pytest.mark.parametrize(
    ("other", "is_live"),
    [
        (Step("requested", Day.on(FIRST), 5), True),
        (Step("owed", Day.by(FIRST), 5), True),
        (Step("proposed", Day.on(LATER), 3), True),
        (Step("proposed", Day.in_year(2023), 3), True),
        (Step("proposed", Day.on(LATER), 5), False),
        (Step("requested", Day.on(ASKED), 3), False),
        (Step("returned", Day.in_year(2023), 5), False),
        (Step("returned", Day.unknown(), 5), False),
    ],
)
def test_a_proposal_can_be_answered_until_a_step_that_happened_later_moves_the_list_on(other, is_live):
    for steps in ([PROPOSED, other], [other, PROPOSED]):
        assert list(rules.proposal_faults(4, steps)) == ([] if is_live else ["proposal_overtaken"])


def test_what_is_no_proposal_or_of_no_list_is_not_answered():
    assert list(rules.proposal_faults(5, [PROPOSED])) == ["proposal_overtaken"]
    assert list(rules.proposal_faults(4, [])) == ["proposal_overtaken"]
    assert list(rules.proposal_faults(4, [Step("agreed", Day.on(LATER), 4)])) == ["proposal_overtaken"]


KINDS = st.sampled_from(["owed", "requested", "proposed", "returned", "agreed"])
letters = st.none() | st.builds(LastLetter, st.sampled_from(["in", "out"]), days, st.none() | days)


@given(told=st.lists(st.tuples(KINDS, days), unique_by=lambda step: step[1], max_size=6), asked=days, letter=letters, data=st.data())
def test_the_order_in_which_steps_on_known_days_are_recorded_changes_no_answer(told, asked, letter, data):
    steps = [Step(kind, Day.on(day), number) for number, (kind, day) in enumerate(told)]
    numbers = data.draw(st.permutations(range(len(steps))))
    otherwise = data.draw(st.permutations([Step(step.kind, step.day, number) for step, number in zip(steps, numbers, strict=True)]))

    def answers(given):
        last = rules.last(given)
        return (
            rules.agreed(given, asked),
            rules.owes(JOINED, given, asked),
            rules.standing(given, asked),
            rules.owed_since(Day.on(FIRST), given, asked),
            turns.turn(JOINED, given, letter, asked),
            [(step.kind, step.day) for step in rules.in_order(given)],
            last and (last.kind, last.day),
            [list(rules.step_faults(kind, given, today=asked, day=Day.on(asked), done_here=True)) for kind in rules.FOLLOWS if kind],
        )

    assert answers(otherwise) == answers(steps)


@given(told=st.lists(st.tuples(st.sampled_from(["agreed", "returned"]), short), max_size=4), asked=days)
def test_a_list_is_agreed_in_every_world_in_some_or_in_none(told, asked):
    """By counting: in each possible world the last of these steps that happened by then decides; of one day, the one recorded later."""
    steps = [Step(kind, day, number) for number, (kind, day) in enumerate(told)]
    found = set()
    for world in product(*(worlds(step.day) for step in steps)):
        by_then = [(day, step.number, step.kind) for day, step in zip(world, steps, strict=True) if day <= asked]
        found.add(bool(by_then) and max(by_then)[2] == "agreed")
    expected = {frozenset({True}): Known.YES, frozenset({False}): Known.NO}.get(frozenset(found), Known.NOT_KNOWN)

    assert rules.agreed(steps, asked).known is expected


def test_an_agreement_that_is_recorded_before_an_older_return_stands():
    steps = [Step("agreed", Day.on(date(2024, 3, 1)), 1), Step("returned", Day.on(date(2024, 1, 10)), 2)]

    assert rules.agreed(steps, date(2024, 6, 1)).known is Known.YES
    assert rules.owes(JOINED, steps, date(2024, 6, 1)).known is Known.NO
    assert rules.standing(steps, date(2024, 6, 1)) == "agreed"
    assert rules.owes(JOINED, steps, date(2024, 2, 1)).known is Known.YES


def test_where_the_order_of_uncertain_days_decides_the_answer_is_not_known_and_names_the_day():
    steps = [Step("agreed", Day.on(date(2024, 3, 1)), 1), Step("returned", Day.in_year(2024), 2)]

    assert rules.agreed(steps, ASKED) == Answer.not_known("day_list_returned")
    assert rules.owes(JOINED, steps, ASKED).known is Known.NOT_KNOWN
    assert rules.standing(steps, ASKED) == "not_known"
    assert turns.turn(JOINED, steps, None, ASKED) == "day_missing"
    both = [Step("requested", Day.in_year(2024), 1), Step("proposed", Day.in_year(2024), 2)]
    assert not list(rules.step_faults("agreed", both, today=ASKED, day=Day.on(ASKED), done_here=True))


def test_only_the_day_is_missing_that_would_tell_more_of_an_agreed_list():
    agreed, returned = Step("agreed", Day.in_month(2024, 1), 1), Step("returned", Day.since(date(2024, 3, 1)), 2)
    sent_back_today = Step("returned", Day.on(ASKED), 2)

    assert rules.agreed([agreed, returned], ASKED) == Answer.not_known("day_list_returned")
    assert rules.agreed([Step("agreed", Day.in_month(2025, 11), 1), sent_back_today], ASKED).known is Known.NO


def test_an_answer_that_our_own_conclusion_about_a_day_decides_says_so():
    inferred = Step("agreed", Day.by(date(2024, 3, 1), Basis.INFERRED), 1)
    stated = Step("agreed", Day.on(date(2024, 5, 1)), 2)

    assert rules.agreed([inferred], ASKED).rests_on_inferred
    assert not rules.agreed([inferred, stated], ASKED).rests_on_inferred
    returned = Step("returned", Day.on(date(2024, 6, 1), Basis.INFERRED), 3)
    assert rules.agreed([stated, returned], ASKED) == Answer(Known.NO, because=("list_returned",), rests_on_inferred=True)


@pytest.mark.parametrize(
    ("agreements", "basis"),
    [
        ([Day.on(FIRST, Basis.INFERRED)], Basis.INFERRED),
        ([Day.by(LATER, Basis.RECONSTRUCTED)], Basis.RECONSTRUCTED),
        ([Day.on(FIRST, Basis.INFERRED), Day.on(LATER, Basis.RECONSTRUCTED)], Basis.RECONSTRUCTED),
        ([Day.on(FIRST, Basis.INFERRED), Day.on(LATER)], None),
        ([Day.on(FIRST), Day.on(LATER, Basis.INFERRED)], None),
        ([Day.on(ASKED + timedelta(days=1), Basis.INFERRED)], None),
        ([], None),
    ],
)
def test_a_list_that_is_agreed_only_by_our_own_conclusion_is_told_from_a_stated_one(agreements, basis):
    steps = [Step("agreed", day, number) for number, day in enumerate(agreements)]
    assert rules.agreed_by_conclusion(steps, ASKED) == basis


@pytest.mark.parametrize(
    ("steps", "kind", "day", "said_on", "warnings"),
    [
        ([], "agreed", Day.on(LATER), None, []),
        ([OWED], "owed", Day.on(LATER), None, []),
        ([Step("requested", Day.on(FIRST))], "owed", Day.on(LATER), None, []),
        ([Step("requested", Day.in_year(2023), 5)], "proposed", Day.on(date(2023, 12, 31)), None, []),
        ([Step("agreed", Day.on(FIRST))], "returned", Day.on(LATER), None, ["step_does_not_follow"]),
        ([Step("agreed", Day.on(FIRST))], "agreed", Day.on(LATER), None, []),
        ([Step("agreed", Day.on(ASKED))], "requested", Day.on(LATER), None, []),
        ([Step("requested", Day.in_year(2023), 1)], "proposed", Day.on(FIRST), None, ["step_order_open"]),
        ([], "agreed", Day.unknown(), None, ["step_order_open"]),
        ([OWED], "agreed", Day.in_year(ASKED.year), None, ["step_order_open"]),
        ([Step("agreed", Day.on(FIRST), 1)], "returned", Day.unknown(), None, ["step_does_not_follow", "step_order_open"]),
        ([Step("agreed", Day.on(FIRST), 1)], "agreed", Day.unknown(), None, []),
        ([Step("agreed", Day.unknown(), 1)], "agreed", Day.in_year(ASKED.year), None, []),
        ([], "proposed", Day.unknown(), None, []),
        ([], "owed", Day.on(LATER), Day.on(FIRST), ["source_older_than_act"]),
        ([], "owed", Day.on(LATER), Day.on(LATER), []),
        ([], "owed", Day.by(LATER), Day.on(FIRST), []),
    ],
)
def test_what_a_recorded_step_will_lack_is_foreseen(steps, kind, day, said_on, warnings):
    assert list(rules.step_warnings(kind, steps, today=ASKED, day=day, has_contents=True, said_on=said_on)) == warnings


@pytest.mark.parametrize(("kind", "is_missed"), [("agreed", True), ("proposed", True), ("requested", False), ("returned", False)])
def test_only_a_list_that_is_proposed_or_agreed_is_missed(kind, is_missed):
    found = rules.step_warnings(kind, [], today=ASKED, day=Day.on(LATER), has_contents=False, said_on=None)
    assert list(found) == (["step_without_contents"] if is_missed else [])


def test_only_an_agreed_list_ends_a_debt_and_the_first_return_after_it_begins_another():
    first, second = Step("agreed", Day.on(date(2024, 1, 10)), 2), Step("returned", Day.on(date(2024, 3, 1)), 3)
    before = [Step("proposed", Day.on(LATER), 0), Step("returned", Day.on(date(2023, 12, 1)), 1)]
    after = [Step("proposed", Day.on(date(2024, 4, 1)), 4), Step("returned", Day.on(date(2024, 5, 1)), 5)]

    assert rules.owed_since(Day.on(FIRST), before, ASKED) == Day.on(FIRST)
    assert rules.owed_again([*before, first], ASKED) == []
    assert rules.owed_again([*before, first, second, *after], ASKED) == [second]
    assert rules.owed_again([replace(first, day=Day.by(date(2024, 1, 10))), second], ASKED) == [second]
    on_one_day = [replace(step, day=Day.on(ASKED)) for step in (first, second)]
    assert rules.owed_again(on_one_day, ASKED) == on_one_day[1:]


@given(told=st.lists(st.tuples(st.sampled_from(["agreed", "returned", "proposed", "requested"]), days), max_size=7), asked=days)
def test_on_known_days_a_debt_runs_since_joining_or_since_the_first_return_after_the_last_agreement(told, asked):
    steps = [Step(kind, Day.on(day), number) for number, (kind, day) in enumerate(told)]
    began = None
    for step in sorted((step for step in steps if step.day.not_after <= asked), key=lambda step: (step.day.not_after, step.number)):
        if step.kind == "agreed":
            began = "nothing"
        elif step.kind == "returned" and began == "nothing":
            began = step
    if began != "nothing":
        assert rules.owed_again(steps, asked) == ([began] if began else [])
