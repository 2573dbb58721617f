"""Links by which partners confirm proposed lists: which of them somebody may see, and how each stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from twinward.foundation.identity.models import GuestQuestion
from twinward.foundation.identity.rules import link_fault
from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.wording import at_time
from twinward.programme.twinning.models import Coverage, ListStep
from twinward.programme.twinning.rules import proposal_faults


@dataclass(frozen=True, slots=True)
class Link:
    """A link as the page of its country tells it. kind: of status. may_withdraw: it still works, and the reader may take it back."""

    question: GuestQuestion
    kind: str
    words: str
    may_withdraw: bool


def in_sight(proposals: Iterable[ListStep], coverage: Coverage, account: Actor) -> QuerySet[GuestQuestion]:
    """The links about these proposals of a country that this account may see, the newest first: its own; all, for whoever may ask the partner too."""
    if may_ask(account, coverage):
        rows = GuestQuestion.objects.unscoped("whoever may ask the partner about a list knows who was asked")
    else:
        rows = GuestQuestion.objects.visible_to(account)
    return rows.filter(record__in=[key_of(one) for one in proposals]).order_by("-asked_at", "-pk")


def may_ask(account: Actor, coverage: Coverage) -> bool:
    """Whether this account may ask the partner by a link, and take such a link back."""
    return account.may("twinning.chase", coverage) and account.may("twinning.confirm", coverage)


def links(steps: Sequence[ListStep], coverage: Coverage, account: Actor) -> list[Link]:
    """The links about the proposals of this list that this account may see, as they stand now. One query."""
    facts = [step.facts() for step in steps]
    proposals = [step for step in steps if step.kind == ListStep.Kind.PROPOSED]
    asks = {key_of(step) for step in proposals if not any(proposal_faults(step.pk, facts))}
    now, may = timezone.now(), may_ask(account, coverage)
    return [_link(one, is_asked=one.record in asks, may=may, now=now) for one in in_sight(proposals, coverage, account)]


def _link(one: GuestQuestion, *, is_asked: bool, may: bool, now: datetime) -> Link:
    fault = link_fault(answered_at=one.answered_at, withdrawn_at=one.withdrawn_at, expires_at=one.expires_at, is_asked=is_asked, at=now)
    until = {"until": at_time(one.expires_at)}
    told = {
        "guest_link_used": ("yes" if one.answer == "yes" else "no", _answered(one)),
        "guest_link_withdrawn": ("no", _("withdrawn on %(day)s") % {"day": at_time(one.withdrawn_at)}),
        "question_closed": ("no", _("closed: the list has moved on")),
        "guest_link_late": ("late", _("no answer, the link expired on %(until)s") % until),
        "": ("wait", _("no answer yet, open until %(until)s") % until),
    }
    return Link(one, *told[fault], may_withdraw=may and not fault)


def _answered(one: GuestQuestion) -> str:
    words = _("used on %(day)s: yes, agreed") if one.answer == "yes" else _("used on %(day)s: no, to be changed")
    return words % {"day": at_time(one.answered_at)}
