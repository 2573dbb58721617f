"""Today: what waits for me, what waits for others, what falls due, and what changed since I was here. Composed of what every room has to say."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext
from django.views.decorators.http import require_safe

from twinward.foundation.identity import tasks as identity
from twinward.foundation.identity.entering import BEFORE
from twinward.foundation.identity.models import Account
from twinward.foundation.identity.signed_in import signed_in
from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.one_reading import one_reading
from twinward.foundation.kernel.tasks import Task
from twinward.foundation.kernel.wording import MISSING, in_days, number, short_day, week_day
from twinward.outward.figures import tasks as figures
from twinward.programme.instruments import tasks as instruments
from twinward.programme.letters import tasks as letters
from twinward.programme.twinning import tasks as twinning
from twinward.site import since
from twinward.site.first_steps import Step, first_steps

#: Every room that knows what waits for somebody.
ROOMS: tuple[Callable[[Actor, date], list[Task]], ...] = (letters.tasks, twinning.tasks, instruments.tasks, figures.tasks, identity.tasks)

DUE_WITHIN_DAYS = 30
GROUPED_FROM, GROUPED_PAST = 4, 15
ROWS_SHOWN = 15


@dataclass(frozen=True, slots=True)
class Row:
    """A task as the rows of a page show it. st, when: the status in front; due: what stands under it."""

    what: str
    url: str
    when: str
    st: str = ""
    due: str = ""
    meta: str = ""
    step: str = ""
    step_url: str = ""
    is_primary: bool = False
    is_illustrative: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """One row of what waits for others: one task, or several that differ only in whom they wait for, the oldest first. days: how long."""

    tasks: Sequence[Task]
    days: str

    @property
    def first(self) -> Task:
        return self.tasks[0]

    @property
    def others(self) -> int:
        """How many there are besides the first."""
        return len(self.tasks) - 1

    @property
    def last_letter(self) -> date | None:
        return max((task.last_letter for task in self.tasks if task.last_letter), default=None)

    @property
    def is_illustrative(self) -> bool:
        return any(task.is_illustrative for task in self.tasks)


@require_safe
@signed_in
def today(request: HttpRequest, account: Account) -> HttpResponse:
    """The first page of whoever has signed in."""
    day = timezone.localdate()
    found = in_order(waiting(account, day), day)
    mine = [task for task in found if task.turn == "mine"]
    theirs = [task for task in found if task.turn == "theirs"]
    falling = sorted((task for task in found if task.due_on and day <= task.due_on <= day + timedelta(days=DUE_WITHIN_DAYS)), key=_due)
    here_before, steps = _here_before(request), first_steps(account)
    context = {
        "day": day,
        "first_steps": _step_rows(steps, is_primary=not mine),
        "first_steps_done": sum(step.is_done for step in steps),
        "mine": [row_of(task, day, is_primary=place == 0) for place, task in enumerate(mine)],
        "others": waits(theirs, day),
        "falling": [_falling_row(task, day) for task in falling],
        "counts": {"mine": len(mine), "theirs": len(theirs), "late": sum(task.days_late(day) > 0 for task in found)},
        "here_before": here_before,
        "changes": since.changes(account, here_before or timezone.now() - timedelta(days=DUE_WITHIN_DAYS)),
        "rows_shown": ROWS_SHOWN,
    }
    return render(request, "site/today.html", context)


@one_reading()
def waiting(actor: Actor, day: date) -> list[Task]:
    """What every room has for somebody; a letter waits for nothing where the chase of lists knows that its list has moved on since."""
    overtaken = twinning.overtaken(actor, day)
    return [task for room in ROOMS for task in room(actor, day) if task.record not in overtaken]


def in_order(tasks: Iterable[Task], day: date) -> list[Task]:
    """What is late first, then what holds up something that is ready, then the oldest; what has no day comes last."""
    return sorted(tasks, key=lambda task: _age(task, day))


def _here_before(request: HttpRequest) -> datetime | None:
    """When the account signed in before this time; None at the first."""
    said = request.session.get(BEFORE)
    return datetime.fromisoformat(said) if said else None


def _due(task: Task) -> date:
    return task.due_on or date.max


def _age(task: Task, day: date) -> tuple[int, date]:
    if task.days_late(day):
        return 0, _due(task)
    since = task.since and (task.since.not_after or task.since.not_before)
    return 1 if task.is_pressing else 2, since or _due(task)


def row_of(task: Task, day: date, *, is_primary: bool = False) -> Row:
    """A task that is mine, as a row says it on a day."""
    st, when, due = _when(task, day)
    return Row(
        what=task.what,
        url=task.url,
        st=st,
        when=when,
        due=due,
        meta=task.meta,
        step=task.step,
        step_url=task.step_url,
        is_primary=is_primary,
        is_illustrative=task.is_illustrative,
    )


def _step_rows(steps: Sequence[Step], *, is_primary: bool) -> list[Row]:
    """First steps as rows. is_primary: the first that can be taken now is what to do first."""
    first = next((step for step in steps if step.url and not step.is_done), None)
    return [
        Row(
            what=step.what,
            url="",
            st="yes" if step.is_done else "mine" if step.url else "no",
            when=gettext("done") if step.is_done else gettext("to do"),
            meta="" if step.is_done else step.why,
            step=step.do,
            step_url="" if step.is_done else step.url,
            is_primary=is_primary and step is first,
        )
        for step in steps
    ]


def _when(task: Task, day: date) -> tuple[str, str, str]:
    """The status in front of a task that is mine, its words, and the day under it."""
    if late := task.days_late(day):
        words = ngettext("late %(n)s day", "late %(n)s days", late) % {"n": number(late)}
        return "late", words, gettext("due %(day)s") % {"day": short_day(task.due_on)}
    if task.due_on == day:
        return "mine", gettext("today"), ""
    if task.due_on:
        return "", gettext("by %(day)s") % {"day": short_day(task.due_on)}, in_days((task.due_on - day).days)
    if task.since is None or task.since.is_unknown:
        return "", gettext("no date"), ""
    return "", since_when(task.since), ""


def since_when(day: Day) -> str:
    """From when something waits, as far as that is known: "since 1 Nov 2025", "since 13 Oct 2023 or before"."""
    if day.precision == "interval":
        if day.not_after:
            return gettext("since %(day)s or before") % {"day": short_day(day.not_after)}
        return gettext("since %(day)s or after") % {"day": short_day(day.not_before)}
    return pgettext("waiting", "since %(day)s") % {"day": short_day(day)}


def _falling_row(task: Task, day: date) -> Row:
    off = (_due(task) - day).days
    return Row(
        what=task.what,
        url=task.url,
        when=week_day(task.due_on),
        due=gettext("today") if off == 0 else in_days(off),
        meta=task.who if task.turn == "theirs" else task.meta,
        step=gettext("Open"),
        step_url=task.url,
        is_illustrative=task.is_illustrative,
    )


def waits(tasks: Sequence[Task], day: date) -> list[Wait]:
    """What waits for others, the longest first. Several who owe the same thing stand in one row: from four on, or all when the rows are many."""
    by_what: dict[tuple[str, str], list[Task]] = {}
    for task in tasks:
        by_what.setdefault((task.what, task.step), []).append(task)
    least = GROUPED_FROM if len(tasks) <= GROUPED_PAST else 2
    found = list[Wait]()
    for task in tasks:
        same = by_what[task.what, task.step]
        if len(same) < least:
            found.append(Wait([task], _days(task, day)))
        elif same[0] is task:
            found.append(Wait(same, _days(task, day)))
    return found


def _days(task: Task, day: date) -> str:
    """For how many days it has waited; with a plus when it may be longer, since the day is known only as "by"; "-" when there is no day."""
    since = task.since
    if since is None or since.not_after is None:
        return MISSING
    days = number(max(0, (day - since.not_after).days))
    return days if since.is_known else f"{days}+"
