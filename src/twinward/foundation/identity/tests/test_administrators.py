"""Whatever roles are given and ended and whatever accounts are closed, in whatever order: no day ahead is without an administrator."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.counts import count
from tests.crowd import PEOPLE, at_once
from twinward.foundation.identity import actions
from twinward.foundation.identity.models import Account, Membership
from twinward.foundation.identity.rules import ADMINISTRATOR
from twinward.foundation.identity.tests.makers import BY, NOON, TODAY, make_account, make_administrator, make_ministry, with_a_password
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.registry.models import Organisation

HORIZON = 40  # days
in_days = st.integers(-3, HORIZON)
ACTIONS = {"close": actions.close_account, "reopen": actions.reopen_account, "forget": actions.forget_password}
steps = st.tuples(st.sampled_from(["give", "end", "wait", *ACTIONS]), st.integers(0, 3), in_days, st.none() | in_days)


def test_whoever_ends_their_role_from_tomorrow_cannot_have_the_other_closed_today(db: None):
    ministry = make_ministry()
    leaving, other = make_administrator(ministry), make_administrator(ministry)
    actions.end_role(membership=leaving.memberships.get(), ends_before=TODAY + timedelta(days=1), by=leaving, at=NOON)

    with pytest.raises(Refused) as refused:
        actions.close_account(account=other, by=leaving, at=NOON)

    assert refused.value.faults == ("last_administrator",)
    assert Account.objects.get(pk=other.pk).is_active


@pytest.mark.parametrize("ends", ["end", "close", "forget"])
def test_an_administrator_without_a_password_is_not_enough(db: None, ends: str):
    ministry = make_ministry()
    leaving, _other = make_administrator(ministry), make_account((ADMINISTRATOR, ministry))

    with pytest.raises(Refused) as refused:
        step(ends, leaving, ministry, NOON, TODAY + timedelta(days=1), None)

    assert refused.value.faults == ("administrators_without_password",)
    assert Account.objects.get(pk=leaving.pk).has_usable_password()


def days_alone(since: date) -> list[date]:
    """The days from `since` on, far beyond all that is dated here, without an administrator who can sign in."""
    rows = Membership.objects.filter(role=ADMINISTRATOR, account__is_active=True).select_related("organisation", "account")
    roles = [one.held for one in rows if one.account.has_usable_password()]
    days = [since + timedelta(days=one) for one in range(4 * HORIZON)]
    return [day for day in days if not any(role.on(day) for role in roles)]


@pytest.mark.django_db
@settings(max_examples=count(gate=60, deep=2_000), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(steps, max_size=12))
def test_no_order_of_ending_and_closing_leaves_a_day_ahead_alone(told: list[tuple[str, int, int, int | None]]):
    with transaction.atomic():
        ministry, now = make_ministry(), NOON
        people = [make_administrator(ministry), *(with_a_password(make_account()) for _ in range(3))]
        for what, who, after, until in told:
            now = now + timedelta(days=after) if what == "wait" and after > 0 else now
            with suppress(Refused):
                step(what, people[who], ministry, now, now.date() + timedelta(days=after), until)
            assert days_alone(now.date()) == []
        transaction.set_rollback(True)


def step(what: str, account: Account, ministry: Organisation, at: datetime, day: date, until: int | None) -> None:
    """One step of a history: what is done with an account at an instant, about a day."""
    told: dict[str, Any] = {"by": BY, "at": at}
    if what == "give":
        ends_before = None if until is None else day + timedelta(days=until)
        actions.give_role(account=account, organisation=ministry, role=ADMINISTRATOR, starts_on=day, ends_before=ends_before, **told)
    elif what == "end" and (held := account.memberships.order_by("-starts_on").first()):
        actions.end_role(membership=held, ends_before=day, **told)
    elif what in ACTIONS:
        ACTIONS[what](account=account, **told)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["end", "close", "forget"])
def test_of_administrators_who_all_leave_at_once_one_stays(name: str):
    at = datetime(2025, 11, 3, 12, tzinfo=UTC)
    ministry = make_ministry()
    leaving = [make_administrator(ministry) for _ in range(PEOPLE)]

    def leave() -> None:
        step(name, leaving.pop(), ministry, at, TODAY + timedelta(days=1), None)

    got = at_once(leave)

    (refused,) = [one for one in got if isinstance(one, Refused)]
    assert refused.faults == (("administrators_without_password",) if name == "forget" else ("last_administrator",))
    assert got.count(None) == PEOPLE - 1
    assert days_alone(TODAY) == []
