"""A guest's link by mail: what is asked, about which record, by whom and until when. The token stands in the mail that waits, and nowhere else."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from twinward.foundation.identity import reading
from twinward.foundation.identity.guests import closed_because, questions, record_of
from twinward.foundation.identity.link_mail import write_link_to
from twinward.foundation.identity.models import Account, GuestQuestion
from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.mail.actions import Addressee, may_be_sent
from twinward.foundation.mail.models import Mail

KIND = "guest_link"


@transaction.atomic
def send_link(asked: GuestQuestion, token: str, *, to: str, by: Account, at: datetime) -> Mail:
    """The link that `guests.ask` made is on its way to this address, in the guest's language. Call it in the transaction of `ask`.

    Raises Refused: no_mail_server; illustrative_by_mail for a record that is invented.
    """
    if not may_be_sent():
        raise Refused("ask", ["no_mail_server"])
    with translation.override(asked.language):
        shown = questions()[asked.question].show(record_of(asked))
    if shown.is_illustrative:
        raise Refused("ask", ["illustrative_by_mail"])
    held = [row.membership.organisation for row in reading.roles_of(by) if row.standing == "now"]
    return write_link_to(
        Addressee(to, asked.language),
        reverse("guest", args=[token]),
        key=f"{KIND}:{asked.pk}",
        kind=KIND,
        about=key_of(asked),
        until=asked.expires_at,
        by=by,
        at=at,
        asked=asked,
        asker=by.full_name,
        organisations=list(dict.fromkeys(held)),
        shown=shown,
    )


def undelivered(by: Actor, *, at: datetime) -> Iterable[GuestQuestion]:
    """The links of `by` that can still be answered, and whose mail could not be delivered. One query, two where there are any."""
    failed = Mail.objects.unscoped("whoever asked by a link sees whether it arrived").filter(kind=KIND).exclude(given_up_at=None)
    numbers = [int(about.rpartition(":")[2]) for about in failed.values_list("about", flat=True)]
    if not numbers:
        return []
    mine = GuestQuestion.objects.visible_to(by).filter(asked_by=by.key, pk__in=numbers).order_by("pk")
    return [one for one in mine if not closed_because(one, record_of(one), at=at)]


def mails_of(links: Iterable[GuestQuestion]) -> dict[str, Mail]:
    """By the key of a link the mail with which it went, for whoever may ask by it. One query, none for no links."""
    keys = [key_of(link) for link in links]
    rows = Mail.objects.unscoped("whoever may ask by a link sees whether it arrived").filter(kind=KIND, about__in=keys)
    return {mail.about: mail for mail in rows} if keys else {}
