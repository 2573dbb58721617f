"""Today of a node that begins: its first steps, for whoever may take them, each ticked off once it is done."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.rules import ADMINISTRATOR, FOCAL_POINT, LAWYER, OFFICER
from twinward.foundation.registry.models import Organisation
from twinward.programme.letters.tests.conftest import at_noon, ministry
from twinward.programme.letters.tests.makers import make_account, make_organisation
from twinward.programme.twinning.tests.makers import make_programme
from twinward.programme.twinning.tests.test_beginning import begun, joined, make_declaration
from twinward.site.first_steps import first_steps

__all__ = ["at_noon", "ministry"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
INVITE, IMPORT, RECORD, JOINED, BEGIN = (
    "Invite your colleagues",
    "Bring the institutions of your country in",
    "Record the declaration that countries join",
    "Record which countries joined it",
    "Begin the programme that follows from it",
)


def standing(account: Account) -> dict[str, str]:
    """By each step, "done" or where it is taken."""
    return {step.what: "done" if step.is_done else step.url for step in first_steps(account)}


def today(account: Account) -> str:
    client = Client()
    client.force_login(account)
    return unescape(client.get(reverse("today")).content.decode())


@pytest.mark.parametrize(
    ("role", "steps"),
    [
        (ADMINISTRATOR, [INVITE, IMPORT, RECORD, JOINED, BEGIN]),
        (OFFICER, [IMPORT, RECORD, JOINED, BEGIN]),
        (LAWYER, [RECORD, JOINED]),
        (FOCAL_POINT, []),
    ],
)
def test_everybody_is_told_the_steps_that_they_may_take(ministry: Organisation, role: str, steps: list[str]):
    account = make_account(ministry, role)

    assert list(standing(account)) == steps
    assert ("First steps" in today(account)) == bool(steps)
    assert [step in today(account) for step in (INVITE, IMPORT, RECORD, JOINED, BEGIN)] == [
        step in steps for step in (INVITE, IMPORT, RECORD, JOINED, BEGIN)
    ]


def test_each_step_is_ticked_off_once_it_is_done_and_at_last_nothing_is_told(ministry: Organisation):
    account = make_account(ministry, ADMINISTRATOR)
    record = f"{reverse('instrument-record')}?kind=declaration"
    begin = reverse("programme-begin")
    open_ = {INVITE: reverse("account-new"), IMPORT: reverse("organisations-import"), RECORD: record, JOINED: "", BEGIN: ""}
    assert standing(account) == open_

    make_account(ministry, OFFICER)
    assert standing(account) == open_ | {INVITE: "done"}

    make_organisation("Okhmatdyt", "UA", "hospital")
    open_ |= {INVITE: "done", IMPORT: "done"}
    assert standing(account) == open_

    declaration = make_declaration("PL", kept_at=ministry)
    join = reverse("instrument-joined", args=[declaration.pk])
    assert standing(account) == open_ | {RECORD: "done", JOINED: join, BEGIN: begin}

    joined(declaration, "PL")
    assert standing(account) == open_ | {RECORD: "done", JOINED: "done", BEGIN: begin}

    begun(declaration, ministry, account)
    assert first_steps(account) == []
    assert "First steps" not in today(account)


def test_who_does_not_keep_the_declaration_is_led_to_its_page(ministry: Organisation):
    declaration = make_declaration("PL", kept_at=ministry, is_public=True)
    stranger = make_account(make_organisation("Ministry of Health of Azerbaijan", "AZ"))

    assert standing(stranger)[JOINED] == reverse("instrument", args=[declaration.pk])


def test_institutions_where_only_colleagues_work_are_not_those_of_the_country(ministry: Organisation):
    officer = make_account(ministry)
    make_account(make_organisation("Okhmatdyt", "UA", "hospital"), FOCAL_POINT)

    assert standing(officer)[IMPORT] == reverse("organisations-import")


def test_the_first_step_that_can_be_taken_has_the_only_primary_button_unless_something_waits(ministry: Organisation):
    page = today(make_account(ministry))

    assert re.findall(r'class="btn btn-s btn-go" href="([^"]+)"', page) == [reverse("organisations-import")]
    assert "0 of 4 done" in page
    make_account(ministry, ADMINISTRATOR)
    waiting = today(make_account(ministry, ADMINISTRATOR))  # to hand over the links of the others
    assert waiting.count("btn-go") == 1
    assert f'btn-go" href="{reverse("account-new")}"' not in waiting


def test_they_cost_seven_queries_at_most(ministry: Organisation):
    make_programme(["DE"], lead=ministry)
    account = make_account(ministry, ADMINISTRATOR)
    account.held  # noqa: B018 - what every page reads
    with CaptureQueriesContext(connection) as asked:
        first_steps(account)

    assert len([one for one in asked if "set_config" not in one["sql"]]) <= 7
