"""A password that is lost: its owner gets a link by mail, which works once, for an hour, and changes nothing until it is used."""

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
from twinward.foundation.kernel.actors import Public
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


@transaction.atomic
def send_link(email: str, *, at: datetime) -> None:
    """Whoever signs in with this e-mail has a mail with a link on its way, where the node sends any; where they have no password yet, the link
    of an invitation, which works for longer. No answer says whether there is anybody.
    """
    account = Account.objects.filter(email__iexact=email, is_active=True, is_illustrative=False).first()
    if account is None or not may_be_sent():
        return
    link, until = reading.password_link(account), at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    if not link:
        link, until = reverse("password", args=[account.pk, _TOKENS.make_token(account)]), at + WORKS_FOR
    write_link(account, link, kind=KIND, turn=int(at.timestamp()) // ONE_IN_S, until=until, by=Public(), at=at)
