"""The life of a letter that we send. One received begins and ends as such."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Protocol

from twinward.foundation.kernel.lifecycle import Lifecycle, Move
from twinward.programme.letters import rules


class Sendable(Protocol):
    dated_on: date | None
    reply_by: date | None
    body: str
    our_number: str


def _ready(letter: Sendable, *, at: datetime, **_facts: Any) -> Iterable[str]:
    """The letter has a text, our registry number and a day not in the future; a reply is not due before that day."""
    return rules.sending_faults(
        letter.dated_on, letter.reply_by, letter.body, letter.our_number, today=at.date()
    )  # by the node's own clock, as guards get it


LETTER = Lifecycle(
    name="letter",
    states=("draft", "sent", "discarded"),
    moves=(
        Move("send", ("draft",), "sent", "letters.write", _ready),
        Move("discard", ("draft",), "discarded", "letters.write"),
    ),
)
