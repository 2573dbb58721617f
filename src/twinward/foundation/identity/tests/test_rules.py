"""The table of rights: how far each reaches, and when a role may be given or ended. No database, no clock."""

from datetime import UTC, date, datetime, timedelta

import pytest

from twinward.foundation.identity import rules, wording
from twinward.foundation.identity.rules import ADMINISTRATOR, FOCAL_POINT, LAWYER, OFFICER, Held

TODAY = date(2025, 11, 3)
BEGAN = date(2023, 9, 6)
NOON, MOMENT = datetime(2025, 11, 3, 12, tzinfo=UTC), timedelta(microseconds=1)


def held(role: str, organisation: int = 1, country: str = "UA", starts_on: date = BEGAN, ends_before: date | None = None) -> Held:
    return Held(role, organisation, country, starts_on, ends_before)


@pytest.mark.parametrize(
    ("right", "roles", "node", "countries", "organisations", "hosts"),
    [
        ("registry.see", [held(FOCAL_POINT)], True, set(), set(), set()),
        ("registry.edit", [held(OFFICER)], False, {"UA"}, set(), set()),
        ("registry.edit", [held(FOCAL_POINT, 7)], False, set(), {7}, set()),
        ("registry.edit", [held(OFFICER), held(FOCAL_POINT, 7, "AZ")], False, {"UA"}, {7}, set()),
        ("registry.edit", [held(ADMINISTRATOR), held(OFFICER)], True, {"UA"}, set(), set()),
        ("registry.edit", [held(LAWYER)], False, set(), set(), set()),
        ("instruments.clear", [held(OFFICER), held(FOCAL_POINT), held(ADMINISTRATOR)], False, set(), set(), set()),
        ("instruments.act", [held(ADMINISTRATOR)], False, set(), set(), set()),
        ("letters.see", [], False, set(), set(), set()),
        ("twinning.chase", [held(OFFICER), held(FOCAL_POINT, 7, "AZ")], False, set(), set(), {"UA"}),
        ("twinning.chase", [held(ADMINISTRATOR), held(LAWYER)], True, set(), set(), set()),
    ],
)
def test_a_right_reaches_as_far_as_the_roles_that_hold_it(
    right: str, roles: list[Held], node: bool, countries: set, organisations: set, hosts: set
):
    assert rules.reaches(right, roles, today=TODAY) == (node, countries, organisations, hosts)


@pytest.mark.parametrize(
    ("starts_on", "ends_before", "counts"),
    [
        (TODAY, None, True),
        (date(2025, 11, 4), None, False),
        (BEGAN, date(2025, 11, 4), True),
        (BEGAN, TODAY, False),
    ],
)
def test_a_role_counts_from_its_first_day_to_its_last_and_no_longer(starts_on: date, ends_before: date | None, counts: bool):
    role = held(OFFICER, starts_on=starts_on, ends_before=ends_before)

    assert rules.reaches("registry.edit", [role], today=TODAY)[1] == ({"UA"} if counts else set())


def test_a_right_that_nobody_declared_is_an_error_and_never_a_yes():
    with pytest.raises(KeyError, match=r"registry\.burn"):
        rules.reaches("registry.burn", [held(ADMINISTRATOR)], today=TODAY)


@pytest.mark.parametrize(
    ("new", "before", "faults"),
    [
        (held(LAWYER), [], []),
        (held(LAWYER), [held(OFFICER), held(LAWYER, 2)], []),
        (held(LAWYER), [held(LAWYER)], ["role_held_already"]),
        (held(LAWYER, starts_on=TODAY), [held(LAWYER, ends_before=TODAY)], []),
        (held(LAWYER, starts_on=TODAY), [held(LAWYER, ends_before=date(2025, 11, 4))], ["role_held_already"]),
        (held(LAWYER, ends_before=TODAY), [held(LAWYER, starts_on=TODAY)], []),
        (held(LAWYER, ends_before=BEGAN), [], ["role_ends_before_it_begins"]),
        (held(LAWYER, ends_before=date(2023, 9, 7)), [], []),
    ],
)
def test_a_role_is_held_once_at_a_time_and_runs_forward(new: Held, before: list[Held], faults: list[str]):
    assert list(rules.granting_faults(new, before)) == faults


@pytest.mark.parametrize(
    ("role", "ends_before", "others", "faults"),
    [
        (held(OFFICER), TODAY, [], []),
        (held(OFFICER), BEGAN, [], ["role_ends_before_it_begins"]),
        (held(OFFICER, ends_before=TODAY), TODAY, [], ["role_has_ended"]),
        (held(OFFICER, ends_before=date(2030, 1, 1)), TODAY, [], []),
        (held(ADMINISTRATOR), TODAY, [], ["last_administrator"]),
        (held(ADMINISTRATOR), TODAY, [held(ADMINISTRATOR, 2)], []),
        (held(ADMINISTRATOR), TODAY, [held(ADMINISTRATOR, 2, ends_before=TODAY)], ["last_administrator"]),
        (held(ADMINISTRATOR), TODAY, [held(ADMINISTRATOR, 2, ends_before=date(2030, 1, 1))], ["last_administrator"]),
        (held(ADMINISTRATOR), TODAY, [held(ADMINISTRATOR, 2, starts_on=date(2025, 11, 4))], ["last_administrator"]),
        (held(ADMINISTRATOR), date(2024, 1, 1), [held(ADMINISTRATOR, 2, starts_on=TODAY)], []),
        (held(ADMINISTRATOR), date(2026, 1, 1), [held(ADMINISTRATOR, 2, starts_on=date(2026, 1, 1))], []),
        (held(ADMINISTRATOR), date(2026, 1, 1), [held(ADMINISTRATOR, 2, starts_on=date(2026, 1, 2))], ["last_administrator"]),
        (held(ADMINISTRATOR, ends_before=date(2030, 1, 1)), TODAY, [held(ADMINISTRATOR, 2, ends_before=date(2030, 1, 1))], []),
        (
            held(ADMINISTRATOR),
            TODAY,
            [held(ADMINISTRATOR, 2, ends_before=date(2030, 1, 1)), held(ADMINISTRATOR, 3, starts_on=date(2030, 1, 1))],
            [],
        ),
    ],
)
def test_a_role_ends_once_after_it_began_and_an_administrator_is_left(role: Held, ends_before: date, others: list[Held], faults: list[str]):
    assert list(rules.ending_faults(role, ends_before, others, today=TODAY)) == faults


@pytest.mark.parametrize(
    ("answered_at", "withdrawn_at", "expires_at", "is_asked", "fault"),
    [
        (None, None, NOON + MOMENT, True, ""),
        (None, None, NOON, True, "guest_link_late"),
        (None, None, NOON - MOMENT, True, "guest_link_late"),
        (None, None, NOON - MOMENT, False, "question_closed"),
        (None, NOON, NOON - MOMENT, False, "guest_link_withdrawn"),
        (NOON, None, NOON - MOMENT, False, "guest_link_used"),
        (NOON, None, NOON + MOMENT, True, "guest_link_used"),
    ],
)
def test_a_link_is_answered_once_until_it_is_late_withdrawn_or_its_question_closed(answered_at, withdrawn_at, expires_at, is_asked, fault):
    found = rules.link_fault(answered_at=answered_at, withdrawn_at=withdrawn_at, expires_at=expires_at, is_asked=is_asked, at=NOON)
    assert found == fault


def test_every_role_right_reach_and_room_has_its_words():
    assert set(wording.ROLES) == set(wording.ROLE_MEANINGS) == set(rules.ROLES)
    assert set(wording.REACHES) == set(wording.REACH_MEANINGS) == set(rules.REACHES)
    assert set(wording.RIGHTS) == rules.KNOWN_RIGHTS
    assert {right.partition(".")[0] for right in rules.KNOWN_RIGHTS} == set(wording.ROOMS)


def test_the_table_gives_each_role_one_reach_for_a_right():
    pairs = [(rule.right, rule.role) for rule in rules.RIGHTS]

    assert len(pairs) == len(set(pairs))
    assert {rule.reach for rule in rules.RIGHTS} <= set(rules.REACHES)


def test_a_row_of_the_table_gives_each_role_the_reach_in_its_column_and_an_empty_column_nothing():
    full = rules._row("wards.see", officer="own_country", lawyer="node", focal_point="own_organisation", administrator="node")

    assert [(rule.right, rule.role, rule.reach) for rule in full] == [
        ("wards.see", OFFICER, "own_country"),
        ("wards.see", LAWYER, "node"),
        ("wards.see", FOCAL_POINT, "own_organisation"),
        ("wards.see", ADMINISTRATOR, "node"),
    ]
    assert list(rules._row("wards.see")) == []
