"""Links that guests were sent, as whoever may ask by one sees them: of whom something was asked, and how each link stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from twinward.foundation.identity.guests import closed_because, may_ask, questions
from twinward.foundation.identity.models import GuestQuestion
from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.wording import at_time

#: How a link stands, whatever it asks: a kind of status and its words. What it asks adds its own, see `guests.Question.standings`.
STANDINGS: dict[str, tuple[str, Promise]] = {
    "": ("wait", _("no answer yet, open until %(until)s")),
    "guest_link_withdrawn": ("no", _("withdrawn on %(day)s")),
    "guest_link_late": ("late", _("no answer, the link expired on %(until)s")),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link and the record that it asks about. closed: why it can no longer be answered, "" while it can. kind: of status."""

    question: GuestQuestion
    record: Any
    side: str
    closed: str
    kind: str
    words: str


def asked_about(question: str, records: Iterable[Any], account: Actor) -> QuerySet[GuestQuestion]:
    """What guests were asked about those of these records about which this account may ask, the last first."""
    about = [key_of(one) for one in records if may_ask(question, one, account)]
    rows = GuestQuestion.objects.unscoped("whoever may ask by a link sees what their colleagues asked")
    return rows.filter(question=question, record__in=about).order_by("-asked_at", "-pk")


def links_about(question: str, records: Iterable[Any], account: Actor, *, at: datetime) -> list[Link]:
    """The links of `asked_about`, as they stand. One query; none where the account may ask about none of the records."""
    about = {key_of(one): one for one in records}
    return [_link(one, about[one.record], at) for one in asked_about(question, about.values(), account)]


def _link(asked: GuestQuestion, record: Any, at: datetime) -> Link:
    question, closed = questions()[asked.question], closed_because(asked, record, at=at)
    kind, words = (STANDINGS | dict(question.standings))[asked.answer or closed]
    days = {"day": at_time(asked.answered_at or asked.withdrawn_at), "until": at_time(asked.expires_at)}
    return Link(asked, record, question.side(record), closed, kind, str(words) % days)
