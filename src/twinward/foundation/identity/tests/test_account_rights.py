"""What an account may, and which questions to guests it sees, through the roles that it holds."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from twinward.foundation.identity.models import Account, GuestQuestion, Membership
from twinward.foundation.identity.rules import ADMINISTRATOR, FOCAL_POINT, LAWYER, OFFICER, Held
from twinward.foundation.identity.tests.makers import BEGAN, NOON, TODAY, make_account, make_administrator, make_ministry, make_officer
from twinward.foundation.kernel.actors import OfCountry, Scope
from twinward.foundation.registry.models import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

UKRAINE, FINLAND = OfCountry("UA"), OfCountry("FI")


@pytest.fixture
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rights are asked on 3 November 2025."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: TODAY)


@pytest.fixture
def ministry() -> Organisation:
    return make_ministry()


@pytest.fixture
def hospital() -> Organisation:
    return make_ministry("Okhmatdyt", kind="hospital")


def test_a_right_over_the_node_reaches_every_record_and_needs_none(ministry: Organisation):
    administrator = make_administrator(ministry)

    assert administrator.scope("ledger.see") == Scope(everything=True)
    assert [administrator.may("ledger.see", record) for record in (None, UKRAINE, FINLAND, ministry)] == [True] * 4


def test_a_right_over_a_country_reaches_what_concerns_it_and_no_other(ministry: Organisation):
    officer = make_officer(ministry)

    assert officer.scope("registry.edit") == Scope(countries=frozenset({"UA"}))
    assert [officer.may("registry.edit", record) for record in (None, UKRAINE, FINLAND, ministry)] == [True, True, False, True]


def test_a_right_over_an_organisation_reaches_it_and_not_its_neighbour(ministry: Organisation, hospital: Organisation):
    focal_point = make_account((FOCAL_POINT, hospital))

    assert focal_point.scope("registry.edit") == Scope(organisations=frozenset({hospital.pk}))
    assert [focal_point.may("registry.edit", record) for record in (None, hospital, ministry, UKRAINE)] == [True, True, False, False]


def test_a_right_that_no_role_holds_reaches_nothing(ministry: Organisation):
    lawyer = make_account((LAWYER, ministry))

    assert lawyer.scope("accounts.manage") == Scope()
    assert [lawyer.may("accounts.manage", record) for record in (None, UKRAINE, ministry)] == [False] * 3


def test_a_closed_account_may_nothing_though_it_still_holds_its_roles(ministry: Organisation):
    closed = make_administrator(ministry, is_active=False)

    assert [one.role for one in closed.held] == [ADMINISTRATOR]
    assert closed.scope("ledger.see") == Scope()
    assert not closed.may("ledger.see")


def test_a_role_counts_on_the_day_on_which_it_is_asked(ministry: Organisation):
    account = make_account()
    Membership.objects.create(account=account, organisation=ministry, role=OFFICER, starts_on=BEGAN, ends_before=TODAY)
    Membership.objects.create(account=account, organisation=ministry, role=LAWYER, starts_on=TODAY)

    assert (account.may("letters.write"), account.may("instruments.clear"), account.may("registry.edit")) == (True, True, False)


def test_a_membership_seen_alone_is_the_role_that_the_account_holds(hospital: Organisation):
    account = make_account()
    membership = Membership.objects.create(
        account=account, organisation=hospital, role=FOCAL_POINT, starts_on=BEGAN, ends_before=date(2026, 1, 1)
    )

    assert membership.held == Held(FOCAL_POINT, hospital.pk, "UA", BEGAN, date(2026, 1, 1))
    assert account.held == (membership.held,)


def test_whoever_signs_in_is_found_by_their_e_mail_in_any_case_of_letters():
    account = make_account(email="Nina@ministry.example")
    make_account(email="another@ministry.example")

    assert Account.objects.get_by_natural_key("nINA@Ministry.example") == account
    assert account.key == f"account:{account.pk}"


RECORD, NEXT_DAY = "twinning.coverage:1", NOON + timedelta(days=1)


def asked_by(account: Account, record: str = RECORD, **fields: Any) -> GuestQuestion:
    """A question to a guest of Finland that can be answered for a day, unless `fields` say otherwise."""
    token = f"{GuestQuestion.objects.unscoped('a test numbers them').count():064}"
    told = {"question": "confirm_list", "asked_of": "Finland", "language": "en", "asked_at": NOON, "expires_at": NEXT_DAY}
    question = GuestQuestion(token_sha256=token, record=record, asked_by=account.key, **(told | fields))
    question.save()
    return question


def test_a_question_to_a_guest_is_seen_by_whoever_asked_it_and_by_whoever_manages_accounts(ministry: Organisation):
    officer, colleague, administrator = make_officer(ministry), make_officer(ministry), make_administrator(ministry)
    asked = asked_by(officer)

    assert [list(GuestQuestion.objects.visible_to(one)) for one in (officer, colleague, administrator)] == [[asked], [], [asked]]
    assert asked.key == f"guest:{asked.pk}"


def test_of_a_record_those_questions_count_that_were_answered_or_still_can_be(ministry: Organisation):
    officer, colleague = make_officer(ministry), make_officer(ministry)
    still_open, answered = asked_by(officer), asked_by(officer, answered_at=NOON, answer="yes")
    asked_by(officer, withdrawn_at=NOON)
    asked_by(officer, record="twinning.coverage:2")

    def counting(reader: Account, at: datetime) -> set[GuestQuestion]:
        return set(GuestQuestion.objects.counting_for(RECORD, reader, at))

    assert counting(officer, NEXT_DAY - timedelta(microseconds=1)) == {still_open, answered}
    assert counting(officer, NEXT_DAY) == {answered}
    assert counting(colleague, NOON) == set()
