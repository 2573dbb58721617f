"""Reminders: one for each rule, record, day and recipient, however often they are asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.ledger import append
from twinward.foundation.kernel.models import Reminder


@dataclass(frozen=True, slots=True)
class Due:
    """What a rule says that somebody should be reminded of. record, recipient: record keys. due_on: the day that brings it about."""

    rule: str
    record: str
    due_on: date
    recipient: str


@transaction.atomic
def remind(dues: Iterable[Due], *, by: Actor, at: datetime) -> list[Due]:
    """Every one of `dues` is on record as reminded of, with an event for each that was not before. Returns those, in order."""
    new: list[Due] = []
    for due in dict.fromkeys(dues):
        names = {"rule": due.rule, "record": due.record, "due_on": due.due_on, "recipient": due.recipient}
        _row, is_new = Reminder.objects.get_or_create(**names, defaults={"at": at})
        if is_new:
            append(record=due.record, verb="remind", by=by, at=at, facts={name: value for name, value in names.items() if name != "record"})
            new.append(due)
    return new
