"""What letters leave to do: drafts to send, replies that are late, letters to answer; and replies that others owe."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.tasks import Task
from twinward.foundation.kernel.wording import country, on_day
from twinward.programme.letters.models import Letter
from twinward.programme.letters.rules import TURN, Standing


def tasks(actor: Actor, today: date) -> list[Task]:
    """The tasks of whoever may write letters, oldest first. One query."""
    return [_task(letter, letter.standing_on(today)) for letter in waiting(actor, today)]


def waiting(actor: Actor, today: date) -> list[Letter]:
    """Letters over which `actor` may write and on which somebody is awaited on a day, by the day on which they fall due."""
    scope = actor.scope("letters.write")
    own = Q() if scope.everything else Q(ours__in=scope.organisations) | Q(ours__country__in=scope.countries)
    rows = Letter.objects.visible_to(actor).filter(own).with_standing(today)
    waits = rows.filter(Q(state="draft") | Q(state__in=("sent", "received"), reply_by__isnull=False, is_answered=False, is_followed=False))
    return list(waits.select_related("ours", "theirs").order_by("reply_by", "pk")) if not scope.is_empty else []


def _task(letter: Letter, standing: Standing) -> Task:
    page = reverse("letter", args=[letter.pk])
    step, step_url = _step(letter, standing, page)
    return Task(
        turn="mine" if TURN[standing] == "mine" else "theirs",
        what=_what(letter, standing),
        url=page,
        step=step,
        step_url=step_url,
        due_on=None if standing == "draft" else letter.reply_by,
        since=Day.on(letter.dated_on) if letter.dated_on else None,
        meta=" · ".join(_meta(letter, standing)),
        who=str(letter.theirs or country(letter.their_country_id)),
        last_letter=letter.dated_on,
        is_illustrative=letter.is_illustrative,
    )


def _what(letter: Letter, standing: Standing) -> str:
    side = str(letter.theirs or country(letter.their_country_id))
    words = {
        "draft": _("Send the letter to %(side)s: %(subject)s"),
        "late": _("Write a reminder to %(side)s: %(subject)s"),
        "awaiting": _("%(side)s answers: %(subject)s"),
        "to_answer": _("Answer %(side)s: %(subject)s"),
        "to_answer_late": _("Answer %(side)s: %(subject)s"),
    }
    return words[standing] % {"side": side, "subject": letter.subject}


def _step(letter: Letter, standing: Standing, page: str) -> tuple[str, str]:
    new = reverse("letter-new")
    steps = {
        "draft": (_("Log as sent"), reverse("letter-move", args=[letter.pk, "send"])),
        "late": (_("Write the letter"), f"{new}?follows={letter.pk}"),
        "awaiting": (_("Open"), page),
        "to_answer": (_("Write the answer"), f"{new}?answers={letter.pk}"),
        "to_answer_late": (_("Write the answer"), f"{new}?answers={letter.pk}"),
    }
    return steps[standing]


def _meta(letter: Letter, standing: Standing) -> Iterator[str]:
    if standing == "draft":
        yield _("drafted, not sent")
    elif letter.dated_on and standing == "late":
        yield _("unanswered since %(day)s") % {"day": on_day(letter.dated_on)}
    elif letter.dated_on:
        yield _("letter of %(day)s") % {"day": on_day(letter.dated_on)}
    if number := letter.their_number if letter.direction == Letter.Direction.IN else letter.our_number:
        yield _("No. %(number)s") % {"number": number}
