"""A password that is lost: its owner gets a link, which works once, for an hour, and changes nothing until it is used.

It comes by mail; or from whoever runs the machine, where no mail is sent and nobody else can make it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.tokens import PasswordResetTokenGenerator, default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.http import base36_to_int

from twinward.foundation.identity import reading
from twinward.foundation.identity.link_mail import write_link
from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.actors import Operator, Public
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.ledger import append
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.mail.actions import may_be_sent

KIND = "lost_password"
WORKS_FOR = timedelta(hours=1)
#: To one account one mail in each such part of an hour, in seconds, however often it is asked for.
ONE_IN_S = 15 * 60


class _Tokens(PasswordResetTokenGenerator):
    """Tokens that end with a sign-in, with a new password, or after WORKS_FOR; those by which a first password is chosen are others."""

    key_salt = "twinward.identity.losing"

    def check_token(self, user: AbstractBaseUser | None, token: str | None) -> bool:
        if not super().check_token(user, token):
            return False
        made, _, _rest = (token or "").partition("-")
        return self._num_seconds(self._now()) - base36_to_int(made) <= WORKS_FOR.total_seconds()


_TOKENS = _Tokens()


def opens(account: Account, token: str) -> bool:
    """Whether the owner of the account chooses a password by a link with this token."""
    tokens = _TOKENS if account.has_usable_password() else default_token_generator
    return account.is_active and not account.is_illustrative and tokens.check_token(account, token)


@dataclass(frozen=True, slots=True)
class WayIn:
    """The path at which the owner of the account chooses a password: once, until then, and as long as they do not sign in."""

    account: Account
    path: str
    until: datetime


def _way_in(account: Account, at: datetime) -> WayIn:
    """Whoever never chose a password has as long for it as by an invitation."""
    if path := reading.password_link(account):
        return WayIn(account, path, at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT))
    return WayIn(account, reverse("password", args=[account.pk, _TOKENS.make_token(account)]), at + WORKS_FOR)


@transaction.atomic
def make_way_in(email: str, *, by: Operator, at: datetime) -> WayIn:
    """Whoever runs the machine has a link for the owner of the account that signs in with this e-mail, and the ledger tells that it was made.

    Raises Refused (no_account, account_is_closed, illustrative_account).
    """
    account = Account.objects.filter(email__iexact=email.strip()).first()
    if account is None:
        raise Refused("make_way_in", ["no_account"])
    if account.is_illustrative:
        raise Refused("make_way_in", ["illustrative_account"])
    if not account.is_active:
        raise Refused("make_way_in", ["account_is_closed"])
    append(record=key_of(account), verb="make_way_in", by=by, at=at)
    return _way_in(account, at)


@transaction.atomic
def send_link(email: str, *, at: datetime) -> None:
    """Whoever signs in with this e-mail has a mail with a link on its way, where the node sends any; where they have no password yet, the link
    of an invitation, which works for longer. No answer says whether there is anybody.
    """
    account = Account.objects.filter(email__iexact=email, is_active=True, is_illustrative=False).first()
    if account is None or not may_be_sent():
        return
    way = _way_in(account, at)
    write_link(account, way.path, kind=KIND, turn=int(at.timestamp()) // ONE_IN_S, until=way.until, by=Public(), at=at)
