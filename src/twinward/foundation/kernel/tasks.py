"""What waits for somebody: one task of one reader, or one that somebody else has. Each room lists its own; the page of the day composes them."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from twinward.foundation.kernel.days import Day

Turn = Literal["mine", "theirs"]


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits, in the reader's language.

    turn: whose turn it is. what: the task as one sentence without a full stop, linked to `url`. step: the words of the next step, at
    `step_url`. meta: what stands under it. who: the other side. due_on: None when no day was set. since: from when it waits; None: no day.
    last_letter: the day of the last letter about it. is_illustrative: it rests on something invented. record: the key of the record that is
    waited for, where another room may know that nothing is. is_pressing: something that is ready cannot go on before it is done.
    """

    turn: Turn
    what: str
    url: str
    step: str
    step_url: str
    due_on: date | None = None
    since: Day | None = None
    meta: str = ""
    who: str = ""
    last_letter: date | None = None
    is_illustrative: bool = False
    record: str = ""
    is_pressing: bool = False

    def days_late(self, today: date) -> int:
        """How many days it is overdue; 0 when it is not."""
        return max(0, (today - self.due_on).days) if self.due_on else 0
