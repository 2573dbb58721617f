"""Writes of the identity room: accounts, the roles they hold, the language and the password that somebody chose."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from twinward.foundation.identity import rules
from twinward.foundation.identity.models import Account, Membership
from twinward.foundation.kernel.actors import Actor, require
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.ledger import append, change, note_new
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.locks import one_at_a_time
from twinward.foundation.registry.models import Organisation

MANAGE = "accounts.manage"
#: What is decided one at a time: who is left as an administrator.
ADMINISTRATORS = "identity.administrators"


@transaction.atomic
def open_account(*, email: str, full_name: str, language: str, by: Actor, at: datetime) -> Account:
    """Somebody has an account, without a role and without a password. Raises NotAllowed; Refused when the e-mail is taken."""
    require(by, MANAGE)
    if Account.objects.filter(email__iexact=email).exists():
        raise Refused("open_account", ["email_taken"])
    account = Account(email=email, full_name=full_name, language=language)
    account.set_unusable_password()
    account.save()
    note_new(account, by=by, at=at)
    return account


@transaction.atomic
def give_role(
    *, account: Account, organisation: Organisation, role: str, starts_on: date, by: Actor, at: datetime, ends_before: date | None = None
) -> Membership:
    """The account holds the role at the organisation for that period. Raises NotAllowed; Refused for one held already, or that runs backwards."""
    require(by, MANAGE)
    account = Account.objects.select_for_update().get(pk=account.pk)
    given = Membership(account=account, organisation=organisation, role=role, starts_on=starts_on, ends_before=ends_before)
    if faults := list(rules.granting_faults(given.held, account.held)):
        raise Refused("give_role", faults)
    given.save()
    note_new(given, by=by, at=at)
    return given


@transaction.atomic
def end_role(*, membership: Membership, ends_before: date, by: Actor, at: datetime) -> None:
    """The role is held up to, not including, `ends_before`. Raises NotAllowed; Refused for a day that makes no sense, or when a day ahead
    would have no administrator who can sign in.
    """
    require(by, MANAGE)
    one_at_a_time(ADMINISTRATORS)
    locked = Membership.objects.select_related("organisation").select_for_update(of=("self",)).get(pk=membership.pk)
    others, today = [one for one in _administrators() if one.pk != locked.pk], localdate(at)
    if faults := list(rules.ending_faults(locked.held, ends_before, [one.held for one in others], today=today)):
        raise Refused("end_role", faults)
    if any(rules.ending_faults(locked.held, ends_before, _with_a_way_in(others), today=today)):
        raise Refused("end_role", ["administrators_without_password"])
    change(locked, by=by, at=at, ends_before=ends_before)


@transaction.atomic
def close_account(*, account: Account, by: Actor, at: datetime) -> None:
    """The account can no longer sign in, and what it was signed in to has ended.

    Raises NotAllowed; Refused for one's own, or when a day ahead would have no administrator who can sign in.
    """
    _turn(account, is_active=False, by=by, at=at, already="account_closed_already")


@transaction.atomic
def reopen_account(*, account: Account, by: Actor, at: datetime) -> None:
    """The account can sign in again, under the roles that it still holds. Raises NotAllowed, or Refused for one's own."""
    _turn(account, is_active=True, by=by, at=at, already="account_open_already")


def _administrators() -> list[Membership]:
    """The roles of administrators at any time, held by accounts that are open."""
    roles = Membership.objects.select_related("organisation", "account").filter(role=rules.ADMINISTRATOR, account__is_active=True)
    return list(roles.order_by("id"))


def _with_a_way_in(roles: list[Membership]) -> list[rules.Held]:
    """Of the roles those whose holder can sign in: with a password, or in a demo, where nobody has one."""
    return [one.held for one in roles if one.account.is_illustrative or one.account.has_usable_password()]


def _needed_because(account: Account, *, today: date) -> str:
    """Why the node cannot do without the account on a day ahead; empty when it can. Nobody else decides it until this transaction ends."""
    one_at_a_time(ADMINISTRATORS)
    roles = _administrators()
    gone = [one.held for one in roles if one.account_id == account.pk]
    others = [one for one in roles if one.account_id != account.pk]
    if any(rules.leaves_a_day_alone(one, [other.held for other in others], today=today) for one in gone):
        return "last_administrator"
    is_shut = any(rules.leaves_a_day_alone(one, _with_a_way_in(others), today=today) for one in gone)
    return "administrators_without_password" if is_shut else ""


def _require_spared(verb: str, account: Account, *, by: Actor, at: datetime) -> None:
    """Nothing when the node still has its administrators and `by` a way in without the account; otherwise raises Refused."""
    if account.key == by.key:
        raise Refused(verb, ["own_account"])
    if because := _needed_because(account, today=localdate(at)):
        raise Refused(verb, [because])


def _turn(account: Account, *, is_active: bool, by: Actor, at: datetime, already: str) -> None:
    require(by, MANAGE)
    if not is_active:
        _require_spared("close_account", account, by=by, at=at)
    elif account.key == by.key:
        raise Refused("close_account", ["own_account"])
    if change(account, by=by, at=at, is_active=is_active) is None:
        raise Refused("close_account", [already])


@transaction.atomic
def forget_password(*, account: Account, by: Actor, at: datetime) -> None:
    """The account has no password until its owner chooses one by a link; it is signed out everywhere.

    Raises NotAllowed; Refused for one of the demo, for one's own, or when no other administrator could make the link.
    """
    require(by, MANAGE)
    if account.is_illustrative:
        raise Refused("forget_password", ["illustrative_account"])
    _require_spared("forget_password", account, by=by, at=at)
    account.set_unusable_password()
    account.save(update_fields=["password"])
    append(record=key_of(account), verb="forget_password", by=by, at=at)


@transaction.atomic
def choose_password(*, account: Account, password: str, at: datetime) -> None:
    """The account signs in with this password. The ledger knows that it was chosen, and nothing of it. Raises Refused for one of the demo."""
    if account.is_illustrative:
        raise Refused("choose_password", ["illustrative_account"])
    account.set_password(password)
    account.save(update_fields=["password"])
    append(record=key_of(account), verb="choose_password", by=account, at=at)


@transaction.atomic
def sign_out_everywhere(*, account: Account, at: datetime) -> None:
    """Every session of the account has ended, and every sign-in of it that waits for its code."""
    account.signed_out_at = at
    account.save(update_fields=["signed_out_at"])
    append(record=key_of(account), verb="sign_out_everywhere", by=account, at=at)


@transaction.atomic
def choose_language(*, account: Account, language: str, at: datetime) -> None:
    """Pages speak this language (a code of settings.LANGUAGES) to the account from now on."""
    change(Account.objects.get(pk=account.pk), by=account, at=at, language=language)
