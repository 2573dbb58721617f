"""Whose turn it is in the chase of a country's list. Plain values in, a turn out: no database, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from twinward.foundation.kernel.days import Answer, Known
from twinward.programme.twinning.rules import Step, agreed, last_by, undated

Turn = Literal[
    "not_known",
    "not_joined",
    "agreed",
    "day_missing",
    "check_list",
    "confirming",
    "link_late",
    "never_asked",
    "to_send",
    "late",
    "awaiting",
    "asked",
    "to_answer",
    "answered",
    "returned",
    "owes",
]

#: Whose turn it is while a country stands so: ours, theirs, or nobody's.
WHOSE: dict[Turn, Literal["mine", "theirs", ""]] = {
    "not_known": "",
    "not_joined": "",
    "agreed": "",
    "day_missing": "mine",
    "check_list": "mine",
    "confirming": "theirs",
    "link_late": "mine",
    "never_asked": "mine",
    "to_send": "mine",
    "late": "mine",
    "awaiting": "theirs",
    "asked": "theirs",
    "to_answer": "mine",
    "answered": "theirs",
    "returned": "theirs",
    "owes": "theirs",
}


@dataclass(frozen=True, slots=True)
class LastLetter:
    """The newest letter about a country's list by a day: sent by us ("out") or received ("in"), its day, and by when a reply was asked for."""

    direction: str
    dated_on: date
    reply_by: date | None


@dataclass(frozen=True, slots=True)
class Asked:
    """An unanswered question to the partner, by a link, whether the proposed list is right. is_open: the link still works."""

    asked_on: date
    answers_by: date
    is_open: bool


def turn(
    joined: Answer,
    steps: Sequence[Step],
    letter: LastLetter | None,
    asked: date,
    *,
    has_draft: bool = False,
    sees_letters: bool = True,
    question: Asked | None = None,
) -> Turn:
    """How the chase of a country's list stands on a day, from its steps, the newest letter about it and the newest link to the partner.

    sees_letters: whether the asker may see our letters; if not, nothing is said of them ("owes"). Where only a day on record is too vague
    to tell, or the order of the steps, it is ours to say more ("day_missing").
    """
    if joined.known is Known.YES and undated(steps, asked):
        return "day_missing"
    possible: set[Turn] = {
        _turn(joined, steps, one, letter, asked, has_draft, sees_letters, question) for one in last_by(steps, asked) or [None]
    }
    return possible.pop() if len(possible) == 1 else "day_missing" if joined.known is Known.YES else "not_known"


def _turn(
    joined: Answer,
    steps: Sequence[Step],
    stands: Step | None,
    letter: LastLetter | None,
    asked: date,
    has_draft: bool,
    sees_letters: bool,
    question: Asked | None,
) -> Turn:
    """The turn, when `stands` was the last step by then."""
    if stands and stands.kind == "proposed":
        return "check_list" if question is None else "confirming" if question.is_open else "link_late"
    settled = agreed(steps, asked)
    if joined.known is Known.NO:
        return "not_joined"
    if settled.known is Known.YES:
        return "agreed"
    if joined.known is Known.NOT_KNOWN:
        return "not_known"
    if settled.known is Known.NOT_KNOWN:
        return "day_missing"
    return _turn_of_letters(stands, letter, asked, has_draft) if sees_letters else "owes"


#: Turns that the letters about a list decide; the others follow from its steps.
OF_LETTERS: frozenset[Turn] = frozenset({"to_send", "asked", "never_asked", "to_answer", "answered", "late", "awaiting"})

#: Turns that rest on letters of ours or on links to the partner, so that whoever may not see these is told of none.
UNTOLD: frozenset[Turn] = frozenset((*OF_LETTERS, "confirming", "link_late", "returned"))


def _turn_of_letters(stands: Step | None, letter: LastLetter | None, asked: date, has_draft: bool) -> Turn:
    if has_draft:
        return "to_send"
    if stands and stands.kind == "returned" and (letter is None or overtakes(stands, letter)):
        return "returned"
    if letter is None:
        return "asked" if stands and stands.kind == "requested" else "never_asked"
    if letter.direction == "in":
        return "answered" if letter.reply_by is None else "to_answer"
    if letter.reply_by is None:
        return "asked"
    return "late" if letter.reply_by < asked else "awaiting"


def overtakes(step: Step, letter: LastLetter) -> bool:
    """Whether a step of a list surely came after a letter about it, so that nothing is waited for from that letter.

    Of one day the step came after, but for a letter of ours that asks for a reply when a list was sent back: that letter sent it back.
    """
    sent_back_by_it = step.kind == "returned" and letter.direction == "out" and letter.reply_by is not None
    came_on = step.day.not_before or date.min
    return letter.dated_on < came_on or (letter.dated_on == came_on and not sent_back_by_it)
