"""A text that was signed elsewhere and waits for a ratification: who is told, whose turn it is, and since when."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.tasks import Task
from twinward.programme.instruments.acting import correct_act, record_act
from twinward.programme.instruments.actions import attach_text
from twinward.programme.instruments.awaiting import Awaited, awaited_consent
from twinward.programme.instruments.evidence import gaps
from twinward.programme.instruments.facts import ActKind, Terms
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.tasks import tasks
from twinward.programme.instruments.tests.looking import fresh
from twinward.programme.instruments.tests.makers import (
    BY,
    NOON,
    TODAY,
    Account,
    Sides,
    make_act,
    make_agreement,
    make_document,
    make_source,
    party_of,
)
from twinward.programme.instruments.tests.on_record import RATIFIED, SIGNED, act, agreement
from twinward.programme.instruments.tests.test_awaiting import BOTH_SIGNED, EXCHANGED, THIS_YEAR, turn_on_record
from twinward.programme.instruments.tests.told import NOTIFY, RATIFY, SIGN, WITHDRAW

TREATY: dict[str, Any] = {"entry_rule": "on_exchange", "consent_by": "ratification"}
SIGNED_ON = Day.on(date(2025, 3, 2))
NOTIFY_IT = "Notify: Agreement on health"


@pytest.mark.parametrize(
    ("terms", "told", "awaited"),
    [
        (SIGNED, BOTH_SIGNED, None),
        (RATIFIED, (), None),
        (RATIFIED, BOTH_SIGNED[:1], None),
        (RATIFIED, BOTH_SIGNED, Awaited(RATIFY, ("ua", "az"))),
        (RATIFIED, (act(1, SIGN, Day.unknown()), act(2, SIGN, THIS_YEAR, "az")), Awaited(RATIFY, ("ua", "az"))),
        (RATIFIED, (*BOTH_SIGNED, act(3, RATIFY, "2025-02-01")), Awaited(RATIFY, ("az",))),
        (RATIFIED, (*BOTH_SIGNED, act(3, RATIFY, THIS_YEAR), act(4, RATIFY, "2025-02-01", "az")), None),
        (EXCHANGED, (*BOTH_SIGNED, act(3, NOTIFY, "2025-02-01", "az")), Awaited(NOTIFY, ("ua",))),
        (RATIFIED, (*BOTH_SIGNED, act(3, WITHDRAW, "2025-02-01")), None),
    ],
)
def test_what_a_text_of_elsewhere_waits_for(terms: Terms, told: Any, awaited: Awaited | None):
    assert awaited_consent(agreement(terms, *told), TODAY) == awaited


def make_treaty(**fields: Any) -> Instrument:
    return make_agreement("UA", "AZ", signed=SIGNED_ON, **TREATY | {"standing": "concluded"} | fields)


def told(account: Account, what: str = NOTIFY_IT) -> list[Task]:
    with translation.override("en"):
        return [task for task in tasks(Account.objects.get(pk=account.pk), TODAY) if task.what == what]


def test_whoever_keeps_the_record_sees_whose_turn_it_is_and_since_when(home: Sides, abroad: Sides):
    treaty = make_treaty()
    for side in (home, abroad):
        (task,) = told(side.officer)
        assert (task.turn, task.who, task.since) == ("mine", "Ministry UA (for Ukraine), Ministry AZ (for Azerbaijan)", SIGNED_ON)
        assert (task.url, task.meta) == (f"/instruments/{treaty.pk}/", "Ukraine – Azerbaijan")
    make_act(treaty, party_of(treaty, home), ActKind.NOTIFY, Day.on(date(2025, 5, 1)))
    ((mine,), (theirs,)) = told(home.officer), told(abroad.officer)
    assert (mine.turn, theirs.turn) == ("theirs", "mine")
    assert (mine.who, mine.since) == ("Ministry AZ (for Azerbaijan)", SIGNED_ON)
    done = {"instrument": treaty, "party": party_of(treaty, abroad), "kind": ActKind.NOTIFY, "day": Day.in_year(2025)}
    record_act(source=make_source(), by=home.officer, at=NOON, **done)
    assert told(home.officer) == told(abroad.officer) == []


@pytest.mark.parametrize("fields", [{"standing": "interest"}, {"end_rule": "fixed_day", "ends_on": date(2025, 10, 1)}])
def test_nobody_is_asked_to_consent_to_what_was_not_agreed_or_is_over(home: Sides, abroad: Sides, fields: dict[str, Any]):
    make_treaty(**fields)
    assert told(home.officer) == []


def test_its_page_says_whose_turn_it_is_once_nothing_is_missing_on_record(home: Sides, abroad: Sides):
    treaty = make_treaty(authentic_languages=["en"], texts_counted=1)
    assert turn_on_record(home.officer, treaty) == "Ministry UA"
    attach_text(instrument=treaty, language="en", document=make_document(), is_authentic=True, by=home.officer, at=NOON, reason="Its text")
    for signature in treaty.acts.all():
        signed = {"signatory": "A minister", "full_powers": make_document(b"%PDF-1.7 full powers"), "reason": "Its full powers"}
        correct_act(act=signature, by=BY, at=NOON, **signed)
    assert gaps(fresh(treaty), TODAY) == []
    assert turn_on_record(home.officer, treaty) == "Ministry UA (for Ukraine), Ministry AZ (for Azerbaijan) – Notify"
    assert turn_on_record(abroad.officer, treaty) == "Ministry UA (for Ukraine), Ministry AZ (for Azerbaijan) – Notify"


def test_twenty_treaties_cost_no_more_queries_than_two(home: Sides, abroad: Sides):
    def queries() -> int:
        account = Account.objects.get(pk=home.officer.pk)
        with CaptureQueriesContext(connection) as done:
            assert tasks(account, TODAY)
        return len(done)

    for _number in range(2):
        make_treaty()
    two = queries()
    for _number in range(18):
        make_treaty()
    assert queries() == two
