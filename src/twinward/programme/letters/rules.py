"""What a letter must have, whose turn it is after it, and when it is overdue. Plain values in, codes out: no database, no clock."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

Standing = Literal["draft", "discarded", "awaiting", "late", "answered", "followed", "no_reply_asked", "to_answer", "to_answer_late"]

#: Whose turn it is while a letter stands so; "" when it is nobody's.
TURN: dict[Standing, Literal["mine", "theirs", ""]] = {
    "draft": "mine",
    "discarded": "",
    "awaiting": "theirs",
    "late": "mine",
    "answered": "",
    "followed": "",
    "no_reply_asked": "",
    "to_answer": "mine",
    "to_answer_late": "mine",
}


def sending_faults(dated_on: date | None, reply_by: date | None, body: str, our_number: str, *, today: date) -> Iterator[str]:
    """A letter that is logged as sent has a day that is not in the future, a text and our registry number."""
    yield from recording_faults(dated_on, reply_by, today=today)
    if not body.strip():
        yield "letter_without_text"
    if not our_number.strip():
        yield "letter_without_number"


def recording_faults(dated_on: date | None, reply_by: date | None, *, today: date) -> Iterator[str]:
    """A letter that was received, or sent elsewhere, has a day that is not in the future; a reply is not due before it."""
    if dated_on is None:
        yield "letter_without_day"
    elif dated_on > today:
        yield "day_in_the_future"
    if dated_on and reply_by and reply_by < dated_on:
        yield "reply_before_letter"


def correcting_faults(reason: str) -> Iterator[str]:
    """A correction says why."""
    if not reason.strip():
        yield "letter_corrected_without_reason"


def answering_faults(
    dated_on: date | None, answers_dated_on: date | None, sides: tuple[int, str], answers_sides: tuple[int, str], *, is_answer: bool
) -> Iterator[str]:
    """A letter that answers or follows another lies between the same two sides (our organisation, their country), and not before it."""
    if answers_dated_on is None:
        yield "answers_a_draft"
    elif dated_on and dated_on < answers_dated_on:
        yield "answer_before_letter" if is_answer else "reminder_before_letter"
    if sides != answers_sides:
        yield "answers_other_sides"


@dataclass(frozen=True, slots=True)
class Numbered:
    """What of a letter decides whether a number of ours may stand on it: "out" or "in", its day, and the other side's country and organisation."""

    direction: str
    dated_on: date | None
    to: tuple[str, int | None]


def number_faults(letter: Numbered, others: Iterable[Numbered]) -> Iterator[str]:
    """A number of ours is given once. One letter of ours that goes to several addressees on one day bears one number. others: those that bear it."""
    if any(letter.direction != "out" or other.dated_on != letter.dated_on or other.to == letter.to for other in others):
        yield "our_number_taken"


def standing(direction: str, state: str, reply_by: date | None, *, answered: bool, followed: bool, today: date) -> Standing:
    """How a letter stands on a day. answered: the other side wrote back. followed: its own side wrote again, so that the later letter counts."""
    if state == "draft" or state == "discarded":
        return state
    if answered:
        return "answered"
    if followed:
        return "followed"
    if reply_by is None:
        return "no_reply_asked"
    late = reply_by < today
    if direction == "out":
        return "late" if late else "awaiting"
    return "to_answer_late" if late else "to_answer"
