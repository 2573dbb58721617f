"""Who owes a list, and where a list stands on a day. Plain values in, answers and fault codes out: no database, no clock."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from twinward.foundation.kernel.days import Answer, Day, Known, all_of, happened_by

StepKind = Literal["owed", "requested", "proposed", "returned", "agreed"]

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


def step_faults(kind: str, steps: Sequence[Step], *, today: date, day: Day, done_here: bool) -> Iterator[str]:
    """Why a step may not be added now."""
    if day.not_before and day.not_before > today:
        yield "day_in_the_future"
    if done_here and kind not in FOLLOWS[standing(steps, today)]:
        yield "step_out_of_order"
