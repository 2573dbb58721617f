"""That another side withdrew, terminated, suspended or resumed: it records so itself where it signs in here, and otherwise who keeps the record does."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password

from twinward.foundation.identity.models import Account, Membership
from twinward.foundation.identity.rules import ADMINISTRATOR
from twinward.foundation.kernel.days import Day
from twinward.programme.instruments.acting import correct_act, record_act
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.models import Act, Instrument
from twinward.programme.instruments.tests.browsing import get, post, unchanged, words
from twinward.programme.instruments.tests.looking import not_allowed, refused
from twinward.programme.instruments.tests.makers import NOON, TODAY, Sides, make_account, make_agreement, make_source

pytestmark = pytest.mark.usefixtures("noon")
ENDING = [ActKind.WITHDRAW, ActKind.TERMINATE, ActKind.SUSPEND, ActKind.RESUME]
HINT, REFUSAL = "Where somebody signs in here for another side", "Only that side itself records that it withdrew"


def record(agreement: Instrument, country: str, kind: ActKind, home: Sides, **told: Any) -> Act:
    party = agreement.parties.get(country=country)
    given: dict[str, Any] = {"day": Day.in_year(2021), "source": make_source(), "by": home.officer, "at": NOON}
    return record_act(instrument=agreement, party=party, kind=kind, **(given | told))


@pytest.mark.parametrize("kind", ENDING)
def test_who_keeps_the_record_tells_by_a_source_what_a_side_did_that_does_not_sign_in_here(home: Sides, kind: ActKind):
    agreement = make_agreement("UA", "DE", notice_days=0)
    with refused("foreign_act_without_source"):
        record(agreement, "DE", kind, home, source=None)
    told = record(agreement, "DE", kind, home)
    assert correct_act(act=told, reason="Misread", says_instead=False, by=home.officer, at=NOON).corrects_id == told.pk


@pytest.mark.parametrize("kind", ENDING)
def test_a_side_that_signs_in_here_records_so_itself(home: Sides, abroad: Sides, kind: ActKind):
    agreement = make_agreement("UA", "AZ", notice_days=0)
    with not_allowed():
        record(agreement, "AZ", kind, home)


def test_nobody_acts_any_more_for_a_side_whose_roles_have_ended_or_who_may_only_administer(home: Sides, abroad: Sides):
    agreement = make_agreement("UA", "AZ", notice_days=0)
    Membership.objects.filter(organisation__country="AZ").update(ends_before=TODAY - timedelta(days=1))
    make_account(abroad.ministry, ADMINISTRATOR)
    told = record(agreement, "AZ", ActKind.WITHDRAW, home)
    make_account(abroad.ministry, "officer")
    with not_allowed():
        correct_act(act=told, reason="Misread", says_instead=False, by=home.officer, at=NOON)


@pytest.mark.parametrize("kind", ENDING)
def test_who_was_given_a_role_and_never_chose_a_password_does_not_sign_in_here(home: Sides, abroad: Sides, kind: ActKind):
    agreement = make_agreement("UA", "AZ", notice_days=0)
    Account.objects.filter(memberships__organisation__country="AZ").update(password=make_password(None))
    told = record(agreement, "AZ", kind, home)
    assert correct_act(act=told, reason="Misread", says_instead=False, by=home.officer, at=NOON).corrects_id == told.pk


def test_the_form_says_the_rule_before_and_not_which_sides_sign_in_here(home: Sides, abroad: Sides):
    def hint(*countries: str) -> str:
        form = get(home.officer, "instrument-act-elsewhere", make_agreement(*countries, notice_days=0).pk).context["form"]
        return str(form["kind"].help_text)

    assert HINT in hint("UA", "AZ", "DE")
    assert hint("UA", "AZ") == hint("UA", "DE") == hint("UA", "AZ", "DE")
    assert HINT not in hint("UA")


@pytest.mark.parametrize(("country", "refuses"), [("AZ", True), ("DE", False)])
def test_the_form_takes_what_may_be_recorded(home: Sides, abroad: Sides, country: str, refuses: bool):
    agreement = make_agreement("UA", "AZ", "DE", notice_days=0)
    party = agreement.parties.get(country=country)
    data = {"party": party.pk, "kind": "withdraw", "day": "2021", "basis": "stated", "new_publisher": "A ministry"}
    answer = unchanged(lambda: post(home.officer, "instrument-act-elsewhere", agreement.pk, data=data))
    assert (REFUSAL in words(answer), "Check your answers" in words(answer)) == (refuses, True)
    assert answer.status_code == (422 if refuses else 200)
