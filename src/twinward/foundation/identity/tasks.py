"""What accounts leave to do, for whoever manages them; and links to guests that did not arrive, for whoever sent them."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from twinward.foundation.identity import reading
from twinward.foundation.identity.actions import MANAGE
from twinward.foundation.identity.guest_mail import undelivered
from twinward.foundation.identity.guests import questions, record_of
from twinward.foundation.identity.models import GuestQuestion
from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.tasks import Task


def tasks(actor: Actor, today: date) -> list[Task]:
    """Links whose mail came back; and for whoever manages accounts those that hold no role, and those whose owner has no password yet.

    One query for everybody, two more for whoever manages accounts.
    """
    found = [_to_send_anew(link) for link in undelivered(actor, at=timezone.now())]
    if not actor.may(MANAGE):
        return found
    for account, roles in reading.accounts():
        page = reverse("account-record", args=[account.pk])
        if account.is_active and not roles:
            what, step = _("Give %(name)s a role, or close the account"), _("Give a role")
            found.append(_task(what % {"name": account}, page, step, reverse("role-new", args=[account.pk]), account.is_illustrative))
        if account.is_active and not account.is_illustrative and not account.has_usable_password():
            what, step = _("Hand %(name)s the link for a password"), _("Show the link")
            found.append(_task(what % {"name": account}, page, step, f"{page}#link", is_illustrative=False))
    return found


def _to_send_anew(link: GuestQuestion) -> Task:
    what = _("Send %(who)s another link: the mail with it could not be delivered") % {"who": link.asked_of}
    page = questions()[link.question].way(record_of(link))[-1][1]
    return _task(what, page, _("Open"), page, is_illustrative=False)


def _task(what: str, url: str, step: str, step_url: str, is_illustrative: bool) -> Task:
    return Task(turn="mine", what=what, url=url, step=step, step_url=step_url, is_illustrative=is_illustrative)
