"""How a country stands in the chase, in the reader's words."""

from datetime import date
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.wording import short_day
from twinward.programme.twinning.rules import StepKind, When
from twinward.programme.twinning.turns import Asked, Turn

#: Each turn: the kind of status of the page shell, and its words.
TURNS: dict[Turn, tuple[str, Promise]] = {
    "never_asked": ("mine", gettext_lazy("never asked by letter")),
    "to_send": ("mine", gettext_lazy("letter drafted, send it")),
    "late": ("late", gettext_lazy("no answer")),
    "awaiting": ("wait", gettext_lazy("theirs, reply awaited")),
    "asked": ("wait", gettext_lazy("theirs, asked")),
    "to_answer": ("mine", gettext_lazy("their letter waits for an answer")),
    "answered": ("wait", gettext_lazy("theirs, no list yet")),
    "check_list": ("mine", gettext_lazy("list proposed, check it")),
    "confirming": ("wait", gettext_lazy("theirs, asked to confirm the list")),
    "link_late": ("mine", gettext_lazy("the link to them has expired, check the list")),
    "returned": ("wait", gettext_lazy("theirs, list sent back")),
    "owes": ("wait", gettext_lazy("theirs, owes a list")),
    "agreed": ("yes", gettext_lazy("list agreed")),
    "day_missing": ("mine", gettext_lazy("a day of its list is missing")),
    "not_known": ("gap", gettext_lazy("not known")),
    "not_joined": ("no", gettext_lazy("not joined")),
}
#: What is to be said of a step whose day is too vague; "" where the order of several is open.
UNDATED: dict[StepKind | Literal[""], Promise] = {
    "requested": gettext_lazy("say on which day the list was requested"),
    "proposed": gettext_lazy("say on which day the list was proposed"),
    "returned": gettext_lazy("say on which day the list was sent back"),
    "agreed": gettext_lazy("say on which day the list was agreed"),
    "": gettext_lazy("say in which order the steps of its list happened"),
}
JOINED: dict[When, Promise] = {
    "summit": gettext_lazy("summit"),
    "later": gettext_lazy("later"),
    "day": gettext_lazy("on a known day"),
    "": gettext_lazy("not known"),
}
LISTS = {
    "owed": gettext_lazy("owed"),
    "agreed": gettext_lazy("agreed"),
    "not_known": gettext_lazy("not known"),
    "not_owed": gettext_lazy("not owed"),
}
#: A list that nobody says is agreed, but that we conclude to be: its turn, and what became of it.
CONCLUDED: dict[Basis, tuple[Promise, Promise]] = {
    Basis.INFERRED: (gettext_lazy("list agreed, inferred"), gettext_lazy("agreed, inferred")),
    Basis.RECONSTRUCTED: (gettext_lazy("list agreed, reconstructed"), gettext_lazy("agreed, reconstructed")),
}


def list_words(state: str, concluded: Basis | None) -> str:
    """What became of a list; with the basis where its agreement is only our own conclusion."""
    return str(CONCLUDED[concluded][1] if concluded else LISTS[state])


def turn_words(
    turn: Turn,
    *,
    reply_by: date | None,
    asked: date,
    concluded: Basis | None = None,
    question: Asked | None = None,
    undated: StepKind | Literal[""] = "",
) -> tuple[str, str]:
    """The kind of status and the words of a turn; with the days that count where an answer is awaited or late.

    concluded: the basis of its agreed list, when that is only our own conclusion. question: the unanswered one to the partner.
    undated: the kind of the step whose day is missing, "" where it is the order of several.
    """
    kind, word = TURNS[turn]
    if turn == "late" and reply_by:
        days = (asked - reply_by).days
        return kind, ngettext("no answer, late %(days)s day", "no answer, late %(days)s days", days) % {"days": days}
    if turn == "awaiting" and reply_by:
        return kind, _("theirs, reply by %(day)s") % {"day": short_day(reply_by)}
    if turn == "agreed" and concluded:
        return "gap", str(CONCLUDED[concluded][0])
    if turn == "day_missing":
        return kind, str(UNDATED[undated])
    if question and turn in ("confirming", "link_late"):
        return kind, question_words(question)
    return kind, str(word)


def question_words(question: Asked | None) -> str:
    """When the partner was asked to confirm a list, and until when they can answer or could; "" when they were not."""
    if question is None:
        return ""
    days = {"asked": short_day(question.asked_on), "until": short_day(question.answers_by)}
    if question.is_open:
        return _("theirs, asked to confirm on %(asked)s, answer by %(until)s") % days
    return _("asked to confirm on %(asked)s, the link expired on %(until)s") % days


def joined_words(when: When, joined_on: Day | None) -> str:
    """When a country joined, for a narrow column."""
    return short_day(joined_on) if when == "day" and joined_on else str(JOINED[when])
