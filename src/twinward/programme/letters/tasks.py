"""What letters leave to do: drafts to send, replies that are late, letters to answer; and replies that others owe."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.tasks import Task
from twinward.foundation.kernel.wording import on_day
from twinward.programme.letters.models import Letter, own_of, sent_to
from twinward.programme.letters.rules import TURN, Standing
from twinward.programme.letters.texts import without_prefix
from twinward.programme.letters.wording import asked_words

#: Letters on which we are to write; once that is drafted, the draft stands in their place.
TO_BE_WRITTEN: frozenset[Standing] = frozenset({"late", "to_answer", "to_answer_late"})


def tasks(actor: Actor, today: date) -> list[Task]:
    """The tasks of whoever may write letters, oldest first. A reminder or an answer that is drafted stands in place of writing it. One query."""
    found = waiting(actor, today)
    open_ = {letter.pk: letter for letter in found if letter.standing_on(today) in TO_BE_WRITTEN}
    drafted = {letter.in_reply_to_id for letter in found if letter.is_draft}
    return [
        _draft_task(one, open_, today) if one.is_draft else _task(one, today)
        for one in found
        if one.pk not in open_ or one.pk not in drafted
    ]


def waiting(actor: Actor, today: date) -> list[Letter]:
    """Letters on which somebody is awaited on a day, of those over which `actor` may write or that were sent to their side, by when they fall due."""
    scope = actor.scope("letters.write")
    own = Q() if scope.everything else own_of(scope) | sent_to(scope)
    rows = Letter.objects.visible_to(actor).filter(own).as_read_by(actor).with_standing(today)
    waits = rows.filter(Q(state="draft") | Q(state__in=("sent", "received"), reply_by__isnull=False, is_answered=False, is_followed=False))
    read = waits.with_whether_about_one().select_related("ours", "theirs", "in_reply_to")
    return list(read.order_by("reply_by", "pk")) if not scope.is_empty else []


def _draft_task(draft: Letter, open_: Mapping[int, Letter], today: date) -> Task:
    """A draft to be finished; one that follows or answers a letter falls due as that does."""
    page = reverse("letter", args=[draft.pk])
    earlier = open_.get(draft.in_reply_to_id or 0)
    asks = earlier is not None and not draft.is_answer and earlier.dated_on
    return Task(
        turn="mine",
        what=_what_of_draft(draft),
        url=page,
        step=_("Finish and send it") if draft.in_reply_to else _("Log as sent"),
        step_url=page if draft.in_reply_to else reverse("letter-move", args=[draft.pk, "send"]),
        due_on=earlier.reply_by if earlier else None,
        since=Day.on(earlier.dated_on) if earlier and earlier.dated_on else None,
        meta=" · ".join([_("drafted, not sent"), *([asked_words(asks, today)] if asks else []), *_numbered(draft)]),
        who=_side(draft),
        last_letter=earlier.dated_on if earlier else None,
        is_illustrative=draft.is_illustrative,
    )


def _what_of_draft(draft: Letter) -> str:
    if draft.in_reply_to is None:
        words = _("Send the letter to %(side)s: %(subject)s")
    elif not draft.is_answer:
        words = _("A reminder to %(side)s is drafted, finish and send it: %(subject)s")
    else:
        words = _("An answer to %(side)s is drafted, finish and send it: %(subject)s")
    return words % {"side": _side(draft), "subject": without_prefix(draft.subject) if draft.in_reply_to else draft.subject}


def _task(letter: Letter, today: date) -> Task:
    standing, page = letter.standing_on(today), reverse("letter", args=[letter.pk])
    step, step_url = _step(letter, standing, page)
    return Task(
        turn="mine" if TURN[standing] == "mine" else "theirs",
        what=_what(letter, standing),
        url=page,
        step=step,
        step_url=step_url,
        due_on=letter.reply_by,
        since=Day.on(letter.dated_on) if letter.dated_on else None,
        meta=" · ".join(_meta(letter, today)),
        who=_side(letter),
        last_letter=letter.dated_on,
        is_illustrative=letter.is_illustrative,
        record=key_of(letter) if letter.is_about_one else "",
    )


def _side(letter: Letter) -> str:
    return letter.other_side


def _what(letter: Letter, standing: Standing) -> str:
    words = {
        "late": _("Write a reminder to %(side)s: %(subject)s"),
        "awaiting": _("%(side)s answers: %(subject)s"),
        "to_answer": _("Answer %(side)s: %(subject)s"),
        "to_answer_late": _("Answer %(side)s: %(subject)s"),
    }
    return words[standing] % {"side": _side(letter), "subject": letter.subject}


def _step(letter: Letter, standing: Standing, page: str) -> tuple[str, str]:
    if letter.is_to_us:
        return _("Open"), page
    new = reverse("letter-new")
    steps = {
        "late": (_("Write the letter"), f"{new}?follows={letter.pk}"),
        "awaiting": (_("Open"), page),
        "to_answer": (_("Write the answer"), f"{new}?answers={letter.pk}"),
        "to_answer_late": (_("Write the answer"), f"{new}?answers={letter.pk}"),
    }
    return steps[standing]


def _meta(letter: Letter, today: date) -> Iterator[str]:
    if letter.dated_on and letter.direction == Letter.Direction.OUT and not letter.is_to_us:
        yield asked_words(letter.dated_on, today)
    elif letter.dated_on:
        yield _("letter of %(day)s") % {"day": on_day(letter.dated_on)}
    yield from _numbered(letter)


def _numbered(letter: Letter) -> Iterator[str]:
    if number := letter.their_number if letter.direction == Letter.Direction.IN else letter.our_number:
        yield _("No. %(number)s") % {"number": number}
