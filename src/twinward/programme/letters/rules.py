"""What a letter must have, and when it is overdue. Plain values in, fault codes out: no database, no clock."""

from collections.abc import Iterator
from datetime import date


def sending_faults(dated_on: date | None, reply_by: date | None, body: str, our_number: str, *, today: date) -> Iterator[str]:
    """A letter that is logged as sent has a day that is not in the future, a text and our registry number."""
    if dated_on is None:
        yield "letter_without_day"
    elif dated_on > today:
        yield "day_in_the_future"
    if not body.strip():
        yield "letter_without_text"
    if not our_number.strip():
        yield "letter_without_number"
    if dated_on and reply_by and reply_by < dated_on:
        yield "reply_before_letter"


def days_overdue(reply_by: date | None, *, answered: bool, today: date) -> int:
    """How many days the reply is late; 0 when it is not, was given, or was not asked for."""
    return 0 if answered or reply_by is None else max(0, (today - reply_by).days)
