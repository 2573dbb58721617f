"""Inviting somebody: an account, a role at an institution for a period, and a mail with the link by which they choose how they sign in."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from twinward.foundation.identity import reading
from twinward.foundation.identity.actions import MANAGE, give_role, open_account
from twinward.foundation.identity.link_mail import write_link
from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.actors import require
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.mail.actions import may_be_sent, withdraw
from twinward.foundation.mail.models import Mail, MailQuerySet
from twinward.foundation.registry.models import Organisation

KIND = "invitation"


@transaction.atomic
def invite(
    *,
    email: str,
    full_name: str,
    language: str,
    role: str,
    organisation: Organisation,
    starts_on: date,
    ends_before: date | None,
    by: Account,
    at: datetime,
) -> Account:
    """Somebody has an account and this role; their mail is on its way where the node has a server for it. Raises NotAllowed, Refused."""
    account = open_account(email=email, full_name=full_name, language=language, by=by, at=at)
    give_role(account=account, organisation=organisation, role=role, starts_on=starts_on, ends_before=ends_before, by=by, at=at)
    if may_be_sent():
        send_invitation(account=account, by=by, at=at)
    return account


@transaction.atomic
def send_invitation(*, account: Account, by: Account, at: datetime) -> Mail:
    """A mail with a link is on its way to the owner of an account without a password; a former one that still waits is not sent any more.

    Raises NotAllowed; Refused where nothing sends mail, or the owner has a password already.
    """
    require(by, MANAGE)
    if not may_be_sent():
        raise Refused("invite", ["no_mail_server"])
    if not (link := reading.password_link(account)):
        raise Refused("invite", ["needs_no_link"])
    for former in _mails(account).waiting():
        withdraw(former, by=by, at=at)
    return write_link(
        account,
        link,
        kind=KIND,
        turn=at.isoformat(),
        until=at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
        by=by,
        at=at,
        inviter=by.full_name,
        roles=[row for row in reading.roles_of(account) if row.standing != "ended"],
    )


def invitation_of(account: Account, reader: Account) -> Mail | None:
    """The last mail by which the owner was invited, for whoever manages accounts; None where none was written."""
    return _mails(account).visible_to(reader).order_by("-pk").first()


def _mails(account: Account) -> MailQuerySet:
    return Mail.objects.unscoped("its own invitations").filter(kind=KIND, about=key_of(account))
