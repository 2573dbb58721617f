"""Today and the list of countries say the same of whose turn it is about a country's list."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import translation

from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.keys import key_of
from twinward.programme.letters import actions as letters
from twinward.programme.letters.models import Letter
from twinward.programme.twinning.actions import answer_proposal, record_step
from twinward.programme.twinning.chase import Pursued, pursued
from twinward.programme.twinning.turns import WHOSE
from twinward.site.today import waiting

NOON = datetime(2025, 11, 3, 12, tzinfo=UTC)
TODAY = NOON.date()
ASKED = ("Germany", "Slovakia", "Norway", "United Kingdom")


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False), translation.override("en"):
        yield


@pytest.fixture
def officer(demo: None) -> Account:
    return Account.objects.get(email="officer.kyiv@twinward.example")


def one_of(officer: Account, name: str, day: date = TODAY) -> Pursued:
    return next(one for one in pursued(officer, day) if one.name == name)


def sent_back(officer: Account, name: str) -> None:
    """The country proposed a list, by no letter, and it is sent back today."""
    coverage = one_of(officer, name).coverage
    day = Day.on(TODAY - timedelta(days=1), Basis.INFERRED)
    proposal = record_step(coverage=coverage, kind="proposed", day=day, why="told by telephone", by=officer, at=NOON)
    answer_proposal(proposal, is_agreed=False, remark="Two are missing.", by=officer, at=NOON)


def turns_told(officer: Account, name: str, day: date = TODAY) -> set[str]:
    """Whose turn it is by Today."""
    return {task.turn for task in waiting(officer, day) if task.who == name}


def write(officer: Account, name: str, **fields: Any) -> Letter:
    coverage, ours = one_of(officer, name).coverage, Letter.objects.unscoped("the test").earliest("pk").ours
    about = [key_of(coverage), *fields.pop("besides", [])]
    told = {"direction": "out", "ours": ours, "their_country": coverage.country, "subject": "The list again", "about": about}
    return letters.record(**told | fields, by=officer, at=NOON)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ASKED)
def test_a_list_that_was_sent_back_waits_for_the_partner_on_both_pages(officer: Account, name: str) -> None:
    sent_back(officer, name)

    assert WHOSE[one_of(officer, name).turn] == "theirs"
    assert turns_told(officer, name) == {"theirs"}
    assert [task.what for task in waiting(officer, TODAY) if task.who == name] == [f"{name} mends its list of institutions"]


@pytest.mark.django_db
def test_the_letter_that_sent_it_back_is_awaited_and_then_late_on_both_pages(officer: Account) -> None:
    sent_back(officer, "Germany")
    write(officer, "Germany", dated_on=TODAY, reply_by=TODAY + timedelta(days=7), our_number="25-04/40001")
    later = TODAY + timedelta(days=8)

    assert (one_of(officer, "Germany").turn, turns_told(officer, "Germany")) == ("awaiting", {"theirs"})
    assert (one_of(officer, "Germany", later).turn, turns_told(officer, "Germany", later)) == ("late", {"mine"})


@pytest.mark.django_db
def test_a_letter_to_them_that_is_drafted_is_ours_to_send_on_both_pages(officer: Account) -> None:
    sent_back(officer, "Norway")
    one = one_of(officer, "Norway")
    ours = Letter.objects.unscoped("the test").earliest("pk").ours
    letters.draft(
        ours=ours, their_country=one.coverage.country, subject="What is missing", about=[key_of(one.coverage)], by=officer, at=NOON
    )

    assert one_of(officer, "Norway").turn == "to_send"
    assert turns_told(officer, "Norway") == {"mine"}


@pytest.mark.django_db
def test_their_letter_that_asks_for_an_answer_is_ours_to_answer_on_both_pages(officer: Account) -> None:
    write(officer, "Norway", direction="in", dated_on=TODAY, reply_by=TODAY + timedelta(days=7))

    assert one_of(officer, "Norway").turn == "to_answer"
    assert turns_told(officer, "Norway") == {"mine"}


@pytest.mark.django_db
def test_a_letter_that_asks_for_something_else_too_is_still_waited_for(officer: Account) -> None:
    day = TODAY - timedelta(days=20)
    besides = [key_of(one_of(officer, "Estonia").coverage)]
    write(officer, "Germany", besides=besides, dated_on=day, reply_by=day + timedelta(days=5), our_number="25-04/40002")
    sent_back(officer, "Germany")

    assert "Write a reminder to Germany: The list again" in [task.what for task in waiting(officer, TODAY)]
