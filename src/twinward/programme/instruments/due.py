"""What falls due of instruments in force: the last day for notice before one renews itself, the last day of one that ends."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import get_language, gettext

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.days import Known
from twinward.foundation.kernel.tasks import Task
from twinward.foundation.kernel.wording import on_day
from twinward.programme.instruments import validity
from twinward.programme.instruments.actions import keeping
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.state_on import State

LEAD_DAYS = 90  # what is decided with another ministry takes a season


def falling_due(own: Sequence[Instrument], actor: Actor, today: date) -> Iterator[Task]:
    """What whoever keeps the record decides within LEAD_DAYS, each with its day. Reads what `for_record` has prefetched and nothing more."""
    for instrument in own:
        if actor.may(*keeping(instrument)):
            state = State(instrument)
            if not state.is_open_text and state.in_force(today).known is Known.YES:
                yield from _renewal(instrument, state, today)
                yield from _end(instrument, state, today)


def _renewal(instrument: Instrument, state: State, today: date) -> Iterator[Task]:
    day = validity.notice_deadline(state.facts, today, state.successors).day
    if day and day.not_before and day.not_before <= today + timedelta(days=LEAD_DAYS):
        meta = gettext("It renews itself unless notice is given by %(day)s") % {"day": on_day(day)}
        yield _task(instrument, gettext("Decide whether it is renewed: %(title)s"), day.not_before, meta)


def _end(instrument: Instrument, state: State, today: date) -> Iterator[Task]:
    if validity.expiring(state.facts, today, LEAD_DAYS, state.successors).known is Known.YES:
        day = validity.ends(state.facts, state.successors).day
        if day and day.not_after and day.not_after >= today:
            meta = gettext("Its last day in force is %(day)s") % {"day": on_day(day)}
            yield _task(instrument, gettext("Renew it or let it end: %(title)s"), day.not_after, meta)


def _task(instrument: Instrument, what: str, due_on: date, meta: str) -> Task:
    page = reverse("instrument", args=[instrument.pk])
    title = instrument.title_in((get_language() or "en").split("-")[0])
    return Task(
        turn="mine",
        what=what % {"title": title},
        url=page,
        step=gettext("Open"),
        step_url=page,
        due_on=due_on,
        meta=meta,
        is_illustrative=instrument.is_illustrative,
    )
