"""Who owes a list, and where a list stands on a day. Plain values in, answers and fault codes out: no database, no clock."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from twinward.foundation.kernel.days import Answer, Basis, Day, Known, all_of, happened_by

StepKind = Literal["owed", "requested", "proposed", "returned", "agreed"]
Turn = Literal[
    "not_known", "not_joined", "agreed", "check_list", "never_asked", "to_send", "late", "awaiting", "asked", "answered", "returned", "owes"
]
When = Literal["", "summit", "later", "day"]

#: Whose turn it is while a country stands so: ours, theirs, or nobody's.
WHOSE: dict[Turn, Literal["mine", "theirs", ""]] = {
    "not_known": "",
    "not_joined": "",
    "agreed": "",
    "check_list": "mine",
    "never_asked": "mine",
    "to_send": "mine",
    "late": "mine",
    "awaiting": "theirs",
    "asked": "theirs",
    "answered": "theirs",
    "returned": "theirs",
    "owes": "theirs",
}

#: What may follow what, for steps done here. A list recorded from a source may begin anywhere.
FOLLOWS: dict[str, tuple[str, ...]] = {
    "": ("requested", "proposed"),
    "owed": ("requested", "proposed", "agreed"),
    "requested": ("requested", "proposed"),
    "proposed": ("agreed", "returned"),
    "returned": ("requested", "proposed"),
    "agreed": ("proposed",),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a list, in the order of recording."""

    kind: StepKind
    day: Day


@dataclass(frozen=True, slots=True)
class Named:
    """An institution that a list names and that is not on record yet: as far as the list tells of it. kind, specialities: codes of the register."""

    name: str
    kind: str
    city: str = ""
    specialities: tuple[str, ...] = ()


def agreed(steps: Iterable[Step], asked: date) -> Answer:
    """Whether a list was agreed by the end of a day: the last agreement that was not sent back since."""
    answer = Answer.no("no_list_agreed")
    for step in steps:
        if step.kind == "agreed":
            happened = happened_by(step.day, asked, missing="day_list_agreed")
            answer = happened if happened.known is not Known.NO else answer
        elif step.kind == "returned" and happened_by(step.day, asked).known is Known.YES:
            answer = Answer.no("list_returned")
    return answer


def owes(joined: Answer, steps: Sequence[Step], asked: date) -> Answer:
    """Whether a country owes a list on a day: it joined by then and has none agreed (I17)."""
    return all_of(joined, agreed(steps, asked).negated)


def standing(steps: Iterable[Step], asked: date) -> str:
    """The kind of the last step that had surely happened by a day; "" when none had."""
    happened = [step.kind for step in steps if happened_by(step.day, asked).known is Known.YES]
    return happened[-1] if happened else ""


def owed_since(joined_on: Day, steps: Iterable[Step], asked: date) -> Day:
    """From when a country that owes a list on `asked` owes it: since it joined, or since its list was sent back."""
    returned = [step.day for step in steps if step.kind == "returned" and happened_by(step.day, asked).known is Known.YES]
    return returned[-1] if returned else joined_on


def days_owed(since: Day, asked: date) -> tuple[int | None, bool]:
    """For how many days a list has been owed, at the least, and whether it may be more. None when nothing is known of its beginning."""
    if since.not_after is None:
        return None, True
    return max(0, (asked - since.not_after).days), not since.is_known


def joined_when(joined_on: Day, launched: Day) -> When:
    """When a country joined, in the programme's terms: at the summit that launched it, after that, on a known day; "" when nothing is known."""
    if joined_on.is_known:
        return "day"
    if joined_on.not_before is None or launched.not_after is None:
        return ""
    return "summit" if joined_on.not_before <= launched.not_after else "later"


@dataclass(frozen=True, slots=True)
class LastLetter:
    """The newest letter about a country's list by a day: sent by us ("out") or received ("in"), its day, and by when a reply was asked for."""

    direction: str
    dated_on: date
    reply_by: date | None


def turn(
    joined: Answer, steps: Sequence[Step], letter: LastLetter | None, asked: date, *, has_draft: bool = False, sees_letters: bool = True
) -> Turn:
    """How the chase of a country's list stands on a day, from its steps and the newest letter about it.

    sees_letters: whether the asker may see our letters; if not, nothing is said of them ("owes").
    """
    stands = standing(steps, asked)
    if stands == "proposed":
        return "check_list"
    settled = agreed(steps, asked)
    if joined.known is Known.NO:
        return "not_joined"
    if settled.known is Known.YES:
        return "agreed"
    if joined.known is Known.NOT_KNOWN or settled.known is Known.NOT_KNOWN:
        return "not_known"
    return _turn_of_letters(stands, steps, letter, asked, has_draft) if sees_letters else "owes"


def _turn_of_letters(stands: str, steps: Sequence[Step], letter: LastLetter | None, asked: date, has_draft: bool) -> Turn:
    returned_on = steps[-1].day.not_before if stands == "returned" else None
    if stands == "returned" and (letter is None or (returned_on and letter.dated_on <= returned_on)):
        return "returned"
    if has_draft:
        return "to_send"
    if letter is None:
        return "asked" if stands == "requested" else "never_asked"
    if letter.direction == "in":
        return "answered"
    if letter.reply_by is None:
        return "asked"
    return "late" if letter.reply_by < asked else "awaiting"


def ground_faults(day: Day, why: str, *, has_source: bool) -> Iterator[str]:
    """A step rests on something: what is done here has one day, what is stated a source or a letter, what we conclude a reason."""
    if day.basis is Basis.DONE_HERE and not day.is_known:
        yield "one_day_needed"
    if day.basis is Basis.STATED and not has_source:
        yield "step_without_source"
    if day.is_own_conclusion and not why.strip():
        yield "step_without_reason"


def proposal_faults(proposal: int, standing_proposal: int | None) -> Iterator[str]:
    """A proposed list is agreed or sent back only while it is the last step. Both are step numbers; None: the last step is no proposal."""
    if proposal != standing_proposal:
        yield "proposal_overtaken"


def step_faults(kind: str, steps: Sequence[Step], *, today: date, day: Day, done_here: bool) -> Iterator[str]:
    """Why a step may not be added now."""
    if day.not_before and day.not_before > today:
        yield "day_in_the_future"
    if done_here and kind not in FOLLOWS[standing(steps, today)]:
        yield "step_out_of_order"
