"""Writes that mend an appointment: it says what it should have said, or it is struck out because it never was so."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from twinward.foundation.kernel.actors import Actor, require
from twinward.foundation.kernel.days import Basis
from twinward.foundation.kernel.ledger import change
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.locks import one_at_a_time
from twinward.foundation.registry.actions import require_appointable, stands_already
from twinward.foundation.registry.models import Appointment

RIGHT = "people.edit"


@transaction.atomic
def correct_appointment(appointment: Appointment, *, reason: str, by: Actor, at: datetime, **values: Any) -> Appointment:
    """The appointment says what it should have; the ledger keeps what it said, and the reason.

    values: columns of Appointment. One at another organisation is asked for there as a new one would be. Raises NotAllowed, Refused.
    """
    meant = _locked(appointment, by)
    was_at, was_from = meant.organisation_id, meant.source_id
    for name, value in values.items():
        setattr(meant, name, value)
    if meant.organisation_id != was_at:
        require(by, RIGHT, meant.organisation)
        require_appointable(by, meant.person)
    if meant.source_id and meant.source_id != was_from and meant.basis == Basis.DONE_HERE:
        values["basis"] = Basis.STATED
    if faults := [*_mending_faults(meant, reason), *_days_faults(meant)]:
        raise Refused("correct", faults)
    if stands_already(meant):
        raise Refused("correct", ["appointment_stands_already"])
    if change(appointment, by=by, at=at, reason=reason.strip(), **values) is None:
        raise Refused("correct", ["appointment_says_so_already"])
    return appointment


@transaction.atomic
def strike_appointment(appointment: Appointment, *, reason: str, by: Actor, at: datetime) -> Appointment:
    """The appointment counts nowhere, on no day: it never was so. It stays on record with the reason. Raises NotAllowed, Refused."""
    meant = _locked(appointment, by)
    if faults := list(_mending_faults(meant, reason)):
        raise Refused("strike", faults)
    change(appointment, by=by, at=at, reason=reason.strip(), is_struck=True)
    return appointment


def _locked(appointment: Appointment, by: Actor) -> Appointment:
    """The appointment as it stands now, when `by` may edit people where it is; nobody else records an office of that person meanwhile."""
    one_at_a_time(f"appointments:{appointment.person_id}")
    meant = Appointment.every.select_for_update().get(pk=appointment.pk)
    require(by, RIGHT, meant.organisation)
    return meant


def _mending_faults(meant: Appointment, reason: str) -> Iterator[str]:
    if not reason.strip():
        yield "correction_needs_a_reason"
    if meant.is_struck:
        yield "appointment_was_struck"


def _days_faults(meant: Appointment) -> Iterator[str]:
    """Its days run forward, and leave in it every day on which it is known to have stood."""
    first, last = meant.starts_on, meant.ends_before
    if first and last and last <= first:
        yield "appointment_runs_backward"
    if first and meant.seen_from and meant.seen_from < first:
        yield "appointment_begins_after_it_was_seen"
    if last and meant.seen_until and last <= meant.seen_until:
        yield "appointment_ends_before_it_was_seen"
