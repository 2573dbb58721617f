"""What partners answered through links, as Today tells it to those who asked: each by the name of its record."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import translation

from twinward.foundation.identity import guests
from twinward.foundation.identity.models import Account, GuestQuestion
from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.models import Event
from twinward.foundation.kernel.wording import country
from twinward.programme.twinning.actions import record_step
from twinward.programme.twinning.guest_questions import QUESTION
from twinward.programme.twinning.models import Coverage
from twinward.site import since
from twinward.site.telling import words_of

NOON = datetime(2025, 11, 3, 12, tzinfo=UTC)
BY = Operator("test")


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[None]:
    """It is noon, and the reader reads English."""
    with time_machine.travel(NOON, tick=False), translation.override("en"):
        yield


def asked(code: str) -> GuestQuestion:
    """The country proposed a list at noon, and was asked at once whether it is right."""
    coverage, day = Coverage.objects.unscoped("a test looks").get(country=code), Day.on(NOON.date(), Basis.DONE_HERE)
    proposal = record_step(coverage=coverage, kind="proposed", day=day, by=BY, at=NOON)
    told = {"asked_of": "Dr Example, State Secretary", "language": "en", "works_for": timedelta(days=14)}
    return guests.ask(QUESTION, proposal, by=BY, at=NOON, **told)[0]


def test_what_a_partner_answered_by_a_link_stands_by_its_name_however_many_answered_alike(demo: None):
    agreeing, later = ("FI", "IT", "LT", "NO"), NOON + timedelta(minutes=2)
    questions = {code: asked(code) for code in (*agreeing, "SE")}
    for code, question in questions.items():
        given = guests.Given("yes") if code in agreeing else guests.Given("no", remark="One clinic is missing.")
        guests.answer(question, given, at=later)
    lines = since.changes(Account.objects.get(email="officer.kyiv@twinward.example"), NOON + timedelta(minutes=1))

    assert {f"{line.name}: {line.words}" for line in lines} == {
        "Sweden: list returned, the partner answered by a link",
        *(f"{country(code)}: list recorded as agreed, the partner answered by a link" for code in agreeing),
    }


def test_of_a_text_that_a_partner_sent_back_by_a_link_is_told_so():
    event = Event(record="instruments.instrument:1", verb="send_back", by="guest:3", facts={"before": "with_other_party"})

    assert words_of(event) == "sent back by the other party, the partner answered by a link"
