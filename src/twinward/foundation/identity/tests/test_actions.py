"""Accounts, roles and passwords: the effect, the ledger, and a refusal that leaves nothing."""

from collections.abc import Callable
from datetime import date

import pytest

from twinward.foundation.identity import actions
from twinward.foundation.identity.models import Account, Membership
from twinward.foundation.identity.rules import ADMINISTRATOR, LAWYER, OFFICER
from twinward.foundation.identity.tests.makers import BEGAN, BY, NOON, TODAY, make_account, make_administrator, make_ministry, make_officer
from twinward.foundation.kernel.actors import NotAllowed
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event
from twinward.foundation.registry.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def ministry() -> Organisation:
    return make_ministry()


def events() -> int:
    return Event.objects.count()


def test_an_account_is_opened_without_a_password_and_its_owner_stays_out_of_the_ledger(ministry: Organisation):
    administrator = make_administrator(ministry)

    opened = actions.open_account(email="New@ministry.example", full_name="Nina New", language="uk", by=administrator, at=NOON)

    event = Event.objects.get(record=key_of(opened), verb="add")
    assert not opened.has_usable_password()
    assert (event.by, "Nina" in str(event.facts), "ministry.example" in str(event.facts)) == (administrator.key, False, False)


def test_an_e_mail_opens_one_account_in_whatever_case_it_is_written(ministry: Organisation):
    make_account(email="person@ministry.example")
    before = events()

    with pytest.raises(Refused) as refused:
        actions.open_account(email="PERSON@ministry.example", full_name="Another", language="en", by=BY, at=NOON)

    assert refused.value.faults == ("email_taken",)
    assert events() == before


def test_a_role_gives_its_rights_from_its_first_day(ministry: Organisation):
    account = make_account()

    actions.give_role(account=account, organisation=ministry, role=LAWYER, starts_on=BEGAN, by=make_administrator(ministry), at=NOON)

    again = Account.objects.get(pk=account.pk)
    assert (again.may("instruments.clear", ministry), again.may("instruments.act", ministry)) == (True, False)
    assert Event.objects.filter(record__startswith="identity.membership", verb="add").count() == 1


def test_the_same_role_is_not_given_twice(ministry: Organisation):
    account = make_account((LAWYER, ministry))
    before = events()

    with pytest.raises(Refused) as refused:
        actions.give_role(account=account, organisation=ministry, role=LAWYER, starts_on=TODAY, by=BY, at=NOON)

    assert refused.value.faults == ("role_held_already",)
    assert (events(), Membership.objects.count()) == (before, 1)


def test_a_role_that_ended_gives_nothing_from_then_on(ministry: Organisation):
    account = make_officer(ministry)
    membership = Membership.objects.get(account=account)

    actions.end_role(membership=membership, ends_before=TODAY, by=make_administrator(ministry), at=NOON)

    assert not Account.objects.get(pk=account.pk).may("letters.write", ministry)
    assert Event.objects.get(record=key_of(membership), verb="change").facts["after"] == {"ends_before": "2025-11-03"}


def test_the_last_administrator_stays(ministry: Organisation):
    administrator, closed = make_administrator(ministry), make_administrator(ministry, is_active=False)
    before = events()

    with pytest.raises(Refused) as refused:
        actions.end_role(
            membership=Membership.objects.get(account=administrator, role=ADMINISTRATOR), ends_before=TODAY, by=administrator, at=NOON
        )

    assert (refused.value.faults, events(), closed.is_active) == (("last_administrator",), before, False)


def test_a_closed_account_holds_no_right_until_it_is_opened_again(ministry: Organisation):
    account, administrator = make_officer(ministry), make_administrator(ministry)

    actions.close_account(account=account, by=administrator, at=NOON)
    assert not Account.objects.get(pk=account.pk).may("letters.write")
    with pytest.raises(Refused) as refused:
        actions.close_account(account=account, by=administrator, at=NOON)
    assert refused.value.faults == ("account_closed_already",)

    actions.reopen_account(account=account, by=administrator, at=NOON)
    assert Account.objects.get(pk=account.pk).may("letters.write")
    with pytest.raises(Refused) as refused:
        actions.reopen_account(account=account, by=administrator, at=NOON)
    assert refused.value.faults == ("account_open_already",)


@pytest.mark.parametrize("write", [actions.close_account, actions.reopen_account])
def test_nobody_closes_their_own_account_or_opens_it_again(ministry: Organisation, write: Callable[..., None]):
    administrator = make_administrator(ministry)

    with pytest.raises(Refused) as refused:
        write(account=administrator, by=administrator, at=NOON)

    assert refused.value.faults == ("own_account",)
    assert Account.objects.get(pk=administrator.pk).is_active


def test_a_password_is_told_of_and_never_told(ministry: Organisation):
    account = make_account()

    actions.choose_password(account=account, password="seven wards, one roof", at=NOON)

    event = Event.objects.get(record=key_of(account))
    assert Account.objects.get(pk=account.pk).check_password("seven wards, one roof")
    assert (event.verb, event.by, event.facts) == ("choose_password", account.key, {})


def test_a_forgotten_password_no_longer_signs_in(ministry: Organisation):
    account = make_account(password="seven wards, one roof")

    actions.forget_password(account=account, by=make_administrator(ministry), at=NOON)

    assert not Account.objects.get(pk=account.pk).has_usable_password()
    assert Event.objects.get(record=key_of(account)).verb == "forget_password"


def test_nobody_locks_themselves_or_the_last_administrator_out_of_the_node(ministry: Organisation):
    administrator = make_administrator(ministry, password="seven wards, one roof")
    before = events()

    for by, fault in ((administrator, "own_account"), (BY, "last_administrator")):
        with pytest.raises(Refused) as refused:
            actions.forget_password(account=administrator, by=by, at=NOON)
        assert refused.value.faults == (fault,)

    assert (events(), Account.objects.get(pk=administrator.pk).has_usable_password()) == (before, True)


@pytest.mark.parametrize(
    "write",
    [
        lambda account: actions.forget_password(account=account, by=BY, at=NOON),
        lambda account: actions.choose_password(account=account, password="seven wards, one roof", at=NOON),
    ],
)
def test_people_of_the_demonstration_have_no_password(write: Callable[[Account], None]):
    account = make_account(is_illustrative=True)

    with pytest.raises(Refused) as refused:
        write(account)

    assert refused.value.faults == ("illustrative_account",)
    assert not Account.objects.get(pk=account.pk).has_usable_password()


def test_the_language_of_an_account_is_kept_and_told_once():
    account = make_account()

    actions.choose_language(account=account, language="az", at=NOON)
    actions.choose_language(account=account, language="az", at=NOON)

    assert Account.objects.get(pk=account.pk).language == "az"
    assert Event.objects.filter(record=key_of(account), verb="change").count() == 1


@pytest.mark.parametrize("role", [OFFICER, LAWYER])
def test_whoever_does_not_manage_accounts_changes_none(ministry: Organisation, role: str):
    by, other = make_account((role, ministry)), make_officer(ministry)
    membership, before = Membership.objects.get(account=other), events()
    writes: list[Callable[[], object]] = [
        lambda: actions.open_account(email="new@ministry.example", full_name="New", language="en", by=by, at=NOON),
        lambda: actions.give_role(account=by, organisation=ministry, role=ADMINISTRATOR, starts_on=TODAY, by=by, at=NOON),
        lambda: actions.end_role(membership=membership, ends_before=date(2025, 11, 4), by=by, at=NOON),
        lambda: actions.close_account(account=other, by=by, at=NOON),
        lambda: actions.reopen_account(account=other, by=by, at=NOON),
        lambda: actions.forget_password(account=other, by=by, at=NOON),
    ]
    for write in writes:
        with pytest.raises(NotAllowed):
            write()

    assert (events(), Account.objects.count()) == (before, 2)
