"""Today tells whoever keeps a record what falls due of it, in time and no longer than that."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from twinward.foundation.kernel.days import Day
from twinward.programme.instruments.due import LEAD_DAYS
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.listed import rows_of
from twinward.programme.instruments.tasks import tasks
from twinward.programme.instruments.tests.browsing import get, words
from twinward.programme.instruments.tests.makers import Account, Sides, make_act, make_agreement, party_of

SIGNED = Day.on(date(2020, 1, 2))  # in force since that day, so that five years end on 1 January 2025
TERM: dict[str, Any] = {"end_rule": "term", "term_years": 5}
TACIT: dict[str, Any] = {"renewal": "tacit", "renewal_years": 5, "notice_days": 90}
LAST, NOTICE = date(2025, 1, 1), date(2024, 10, 3)


def due(account: Account, today: date) -> list[tuple[str, date | None]]:
    return [(task.what.partition(":")[0], task.due_on) for task in tasks(account, today) if task.due_on]


@pytest.mark.parametrize(
    ("terms", "day", "words"),
    [
        (TERM | {"renewal": "none"}, LAST, "Renew it or let it end"),
        (TERM | TACIT, NOTICE, "Decide whether it is renewed"),
    ],
)
def test_what_ends_or_renews_itself_is_told_a_season_before_until_its_day(home: Sides, terms: dict[str, Any], day: date, words: str):
    make_agreement("UA", "AZ", signed=SIGNED, **terms)
    told = [(words, day)]
    lead = timedelta(days=LEAD_DAYS)
    assert due(home.officer, day - lead - timedelta(days=1)) == []
    assert due(home.officer, day - lead) == told
    assert due(home.officer, day) == told
    assert due(home.officer, day + timedelta(days=1)) == []


def test_it_is_told_to_the_side_that_keeps_the_record_alone(home: Sides, abroad: Sides):
    make_agreement("UA", "AZ", signed=SIGNED, **TERM, renewal="none")
    assert [bool(due(account, LAST)) for account in (home.officer, abroad.officer, abroad.focal)] == [True, False, False]


def test_of_what_is_not_in_force_or_has_been_terminated_nothing_falls_due(home: Sides):
    ended = make_agreement("UA", "AZ", signed=SIGNED, **TERM, **TACIT)
    make_act(ended, party_of(ended, home), ActKind.TERMINATE, Day.on(date(2022, 1, 1)), effective_on=date(2022, 6, 1))
    make_agreement("UA", "AZ", signed=SIGNED, entry_rule="not_stated", **TERM, **TACIT)
    assert due(home.officer, NOTICE) == []


@pytest.mark.parametrize(("terms", "day", "kind"), [(TERM | {"renewal": "none"}, LAST, "end"), (TERM | TACIT, NOTICE, "renewal")])
def test_the_list_tells_the_same_as_today_and_on_any_day(home: Sides, abroad: Sides, terms: dict[str, Any], day: date, kind: str):
    found = make_agreement("UA", "AZ", signed=SIGNED, **terms)
    lead = timedelta(days=LEAD_DAYS)
    for asked in (day - lead - timedelta(days=1), day - lead, day, day + timedelta(days=1)):
        (row,) = (row for row in rows_of(home.officer, asked) if row.pk == found.pk)
        assert row.due == (frozenset({"soon", kind}) if due(home.officer, asked) else frozenset())


def test_several_that_fall_due_lead_to_the_list_of_them(home: Sides, abroad: Sides):
    ends = make_agreement("UA", "AZ", signed=SIGNED, title="It ends", **TERM, renewal="none")
    page = reverse("instrument", args=[ends.pk])
    assert [task.url for task in tasks(home.officer, LAST) if task.due_on] == [page]
    make_agreement("UA", "AZ", signed=SIGNED, title="It ends too", **TERM, renewal="none")
    make_agreement("UA", "AZ", signed=SIGNED, title="It goes on")
    told = [task for task in tasks(home.officer, LAST) if task.due_on]
    assert [(task.url, task.step_url == page) for task in told] == [("/instruments/?due=soon", True), ("/instruments/?due=soon", False)]
    shown = words(get(home.officer, "instruments", due="soon", **{"as-of": LAST.isoformat()}))
    assert [title in shown for title in ("It ends", "It ends too", "It goes on")] == [True, True, False]
    assert "Ends or is renewed soon" in shown
    assert "It ends" not in words(get(home.officer, "instruments", due="renewal", **{"as-of": LAST.isoformat()}))
