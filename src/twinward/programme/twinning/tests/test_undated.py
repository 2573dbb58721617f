"""A step that is known to a month leaves open how the list stands: what is missing is asked of us, until it is said or the month is over."""

import re
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.days import Day
from twinward.programme.letters.tests.makers import NOON, make_account, make_organisation
from twinward.programme.twinning.chase import pursued
from twinward.programme.twinning.models import Coverage, ListStep
from twinward.programme.twinning.tasks import tasks
from twinward.programme.twinning.tests.makers import make_programme, make_source, make_step, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
THE_MONTH = Day.in_month(2025, 11)


@pytest.fixture
def officer(client: Client) -> Account:
    account = make_account(make_organisation())
    client.force_login(account)
    return account


@pytest.fixture
def agreed(db: None) -> ListStep:
    """A list agreed in this month, with its one institution."""
    coverage = make_programme(["SK"])["SK"]
    return make_step(coverage, "agreed", THE_MONTH, organisations=[make_organisation("Clinic in Košice", "SK", "hospital")])


def address_of(step: ListStep) -> str:
    return f"{reverse('list-step', args=[step.coverage_id])}?of={step.pk}"


def test_the_missing_day_is_asked_for_on_today_on_the_country_s_page_and_in_the_list(client: Client, officer: Account, agreed: ListStep):
    (task,) = tasks(officer, timezone.localdate())
    page = client.get(reverse("country", args=["SK"])).content.decode()
    listed = client.get(reverse("countries")).content.decode()

    assert (task.turn, task.what, task.step_url) == ("mine", "Say on which day the list of Slovakia was agreed", address_of(agreed))
    assert "Missing: the day on which the list was agreed." in page
    assert "Turn: Ukraine" in page
    for text in (page, listed):
        assert "ay on which day the list was agreed" in text
        assert address_of(agreed) in text


def test_after_the_month_the_list_is_agreed_and_nothing_is_asked(officer: Account, agreed: ListStep):
    with time_machine.travel(NOON.replace(month=12), tick=False):
        (one,) = pursued(officer, timezone.localdate())
        assert one.status == ("yes", "list agreed")
        assert tasks(officer, timezone.localdate()) == []


def test_the_form_of_the_day_begins_with_all_that_is_on_record_and_saying_it_settles_the_list(
    client: Client, officer: Account, agreed: ListStep
):
    text = client.get(address_of(agreed)).content.decode()
    assert "Clinic in Košice" in text
    assert re.search(r'<input[^>]*value="agreed"[^>]*checked', text)

    source = make_source()
    said = sent(
        client,
        address_of(agreed),
        despite="source_older_than_act",
        kind="agreed",
        day="2 November 2025",
        organisations="Clinic in Košice",
        basis="stated",
        source=source.pk,
    )
    (one,) = pursued(officer, timezone.localdate())
    assert said.status_code == 302
    assert (one.turn, one.undated) == ("agreed", None)
    assert pursued(officer, date(2025, 11, 1))[0].undated is None


@pytest.mark.parametrize("of", ["", "0", "٣", "9" * 30, "x", "-1"])
def test_a_step_that_is_not_there_begins_an_empty_form(client: Client, officer: Account, agreed: ListStep, of: str):
    answer = client.get(reverse("list-step", args=[agreed.coverage_id]), {"of": of})
    assert answer.status_code == 200
    assert "Clinic in Košice" not in answer.content.decode()


def test_a_step_of_another_country_does_not_fill_the_form(client: Client, officer: Account):
    found: dict[str, Coverage] = make_programme(["SK", "DE"])
    step = make_step(found["SK"], "agreed", THE_MONTH, organisations=[make_organisation("Clinic in Košice", "SK", "hospital")])
    text = client.get(reverse("list-step", args=[found["DE"].pk]), {"of": step.pk}).content.decode()
    assert "Clinic in Košice" not in text
