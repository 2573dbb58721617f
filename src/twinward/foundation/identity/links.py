"""Links that guests were sent, as whoever may ask by one sees them: of whom something was asked, and how each link stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from twinward.foundation.identity.guest_mail import mails_of
from twinward.foundation.identity.guests import closed_because, may_ask, questions
from twinward.foundation.identity.models import GuestQuestion
from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.wording import at_time
from twinward.foundation.mail.models import Mail
from twinward.foundation.mail.standing import standing

#: How a link stands, whatever it asks: a kind of status and its words. What it asks adds its own, see `guests.Question.standings`.
STANDINGS: dict[str, tuple[str, Promise]] = {
    "": ("wait", _("no answer yet, open until %(until)s")),
    "guest_link_withdrawn": ("no", _("withdrawn on %(day)s")),
    "guest_link_late": ("late", _("no answer, the link expired on %(until)s")),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link and the record that it asks about. closed: why it can no longer be answered, "" while it can. kind: of status.

    sent: how the mail with it stands, a kind of status and its words; None where none was written. fault: what the server said of it, while
    it is not sent.
    """

    question: GuestQuestion
    record: Any
    side: str
    closed: str
    kind: str
    words: str
    sent: tuple[str, str] | None
    fault: str


def asked_about(question: str, records: Iterable[Any], account: Actor) -> QuerySet[GuestQuestion]:
    """What guests were asked about those of these records about which this account may ask, the last first."""
    about = [key_of(one) for one in records if may_ask(question, one, account)]
    rows = GuestQuestion.objects.unscoped("whoever may ask by a link sees what their colleagues asked")
    return rows.filter(question=question, record__in=about).order_by("-asked_at", "-pk")


def links_about(question: str, records: Iterable[Any], account: Actor, *, at: datetime) -> list[Link]:
    """The links of `asked_about`, as they stand. Two queries; one where there are none, none where the account may ask about no record."""
    about = {key_of(one): one for one in records}
    found = list(asked_about(question, about.values(), account))
    mails = mails_of(found)
    return [_link(one, about[one.record], mails.get(key_of(one)), at) for one in found]


def _link(asked: GuestQuestion, record: Any, mail: Mail | None, at: datetime) -> Link:
    question, closed = questions()[asked.question], closed_because(asked, record, at=at)
    kind, words = (STANDINGS | dict(question.standings))[asked.answer or closed]
    days = {"day": at_time(asked.answered_at or asked.withdrawn_at), "until": at_time(asked.expires_at)}
    sent, fault = standing(mail) if mail else None, mail.fault if mail and not mail.sent_at else ""
    return Link(asked, record, question.side(record), closed, kind, str(words) % days, sent, fault)
