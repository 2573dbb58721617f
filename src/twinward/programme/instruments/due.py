"""What falls due of instruments in force: the last day for notice before one renews itself, the last day of one that ends."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.days import Day, Known
from twinward.foundation.kernel.tasks import Task
from twinward.foundation.kernel.wording import on_day
from twinward.programme.instruments import validity
from twinward.programme.instruments.actions import keeping
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.state_on import State

LEAD_DAYS = 90  # what is decided with another ministry takes a season
SOON = "soon"
#: What the list of instruments is narrowed by: anything that falls due, or one kind of it.
CHOICES = ((SOON, _("Ends or is renewed soon")), ("end", _("Ends soon")), ("renewal", _("Is renewed soon")))


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be decided soon: whether it renews itself, or what follows its end. day: the last day for notice, or in force; by: until when."""

    kind: Literal["renewal", "end"]
    day: Day
    by: date


def soon(state: State, asked: date) -> Iterator[Due]:
    """What falls due within LEAD_DAYS of a day, of what is in force then. Reads what `for_state` has prefetched and nothing more."""
    if state.is_open_text or state.in_force(asked).known is not Known.YES:
        return
    notice = validity.notice_deadline(state.facts, asked, state.successors).day
    if notice and notice.not_before and notice.not_before <= asked + timedelta(days=LEAD_DAYS):
        yield Due("renewal", notice, notice.not_before)
    if validity.expiring(state.facts, asked, LEAD_DAYS, state.successors).known is Known.YES:
        end = validity.ends(state.facts, state.successors).day
        if end and end.not_after and end.not_after >= asked:
            yield Due("end", end, end.not_after)


def falling_due(own: Sequence[Instrument], actor: Actor, today: date) -> Iterator[Task]:
    """What whoever keeps the record decides soon, each with its day. Where it is more than one, each leads to the list of them all."""
    kept = [instrument for instrument in own if actor.may(*keeping(instrument))]
    found = [(instrument, due) for instrument in kept for due in soon(State(instrument), today)]
    listed = f"{reverse('instruments')}?{urlencode({'due': SOON})}" if len(found) > 1 else ""
    return (_task(instrument, due, listed) for instrument, due in found)


def _task(instrument: Instrument, due: Due, listed: str) -> Task:
    page = reverse("instrument", args=[instrument.pk])
    title = instrument.title_in((get_language() or "en").split("-")[0])
    what, meta = _words(due)
    return Task(
        turn="mine",
        what=what % {"title": title},
        url=listed or page,
        step=gettext("Open"),
        step_url=page,
        due_on=due.by,
        meta=meta % {"day": on_day(due.day)},
        is_illustrative=instrument.is_illustrative,
    )


def _words(due: Due) -> tuple[str, str]:
    """What is to be decided, and why by that day."""
    if due.kind == "renewal":
        return gettext("Decide whether it is renewed: %(title)s"), gettext("It renews itself unless notice is given by %(day)s")
    return gettext("Renew it or let it end: %(title)s"), gettext("Its last day in force is %(day)s")
