"""Writes of offices: somebody is appointed, an office ends, it says what it should have said, or is struck out because it never was so."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from twinward.foundation.kernel.actors import Actor, NotAllowed, require
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.ledger import change, note_new
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.locks import one_at_a_time
from twinward.foundation.registry.models import Appointment, Organisation, Person
from twinward.foundation.registry.terms import UNKNOWN, columns_of, term_faults

RIGHT = "people.edit"


@transaction.atomic
def appoint(*, person: Person, organisation: Organisation, office: str, by: Actor, at: datetime, **fields: Any) -> Appointment:
    """It is on record that the person holds or held an office at the organisation.

    fields: begins and ends (the first day after it) as far as they are known, and columns of Appointment.
    Raises NotAllowed when either is not the actor's own, since an office opens what is on record of the person; Refused.
    """
    require(by, RIGHT, organisation)
    require_appointable(by, person)
    return appointed(person, organisation, office=office, by=by, at=at, **fields)


def may_be_appointed(by: Actor, person: Person) -> bool:
    """Whether `by` may record an office of the person: one of their own, or somebody of no country and without an office."""
    return by.may(RIGHT, person) or (by.may(RIGHT) and person.is_unclaimed)


def require_appointable(by: Actor, person: Person) -> None:
    """Nothing when `by` may record an office of the person; otherwise raises NotAllowed."""
    if not may_be_appointed(by, person):
        raise NotAllowed(RIGHT)


def appointed(
    person: Person,
    organisation: Organisation,
    *,
    by: Actor,
    at: datetime,
    begins: Day = UNKNOWN,
    ends: Day = UNKNOWN,
    **fields: Any,
) -> Appointment:
    """What `appoint` promises, for whoever has made sure that `by` may. Raises Refused."""
    one_at_a_time(f"appointments:{person.pk}")
    appointment = Appointment(person=person, organisation=organisation, **columns_of(begins, ends), **fields)
    faults = list(term_faults(appointment)) or (["appointment_stands_already"] if stands_already(appointment) else [])
    if faults:
        raise Refused("appoint", faults)
    appointment.save()
    note_new(appointment, by=by, at=at)
    return appointment


def stands_already(appointment: Appointment) -> bool:
    """Whether the same office of the same person at the same organisation is open beside it, so that a second would say it twice."""
    same = Appointment.objects.filter(person=appointment.person, organisation=appointment.organisation, office=appointment.office)
    same = same.filter(
        ends_from=None, ends_before=None, title=appointment.title, starts_on=appointment.starts_on, starts_by=appointment.starts_by
    )
    return same.exclude(pk=appointment.pk).exists()


@transaction.atomic
def end_appointment(appointment: Appointment, *, ends: Day, by: Actor, at: datetime, reason: str = "") -> Appointment:
    """The first day after the appointment is that day, as far as it is known.

    Raises NotAllowed, Refused when it ended already, or would end before it began.
    """
    require(by, RIGHT, appointment.organisation)
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    faults = []
    if ends.is_unknown:
        faults.append("appointment_ends_some_day")
    if not appointment.ends.is_unknown:
        faults.append("appointment_ended_already")
    began = [day for day in (appointment.starts_on, appointment.seen_until) if day]
    if began and ends.not_after and ends.not_after <= max(began):
        faults.append("appointment_ends_before_it_was_seen")
    if faults:
        raise Refused("end", faults)
    change(appointment, by=by, at=at, reason=reason, ends_from=ends.not_before, ends_before=ends.not_after)
    return appointment


@transaction.atomic
def correct_appointment(
    appointment: Appointment,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    begins: Day | None = None,
    ends: Day | None = None,
    **values: Any,
) -> Appointment:
    """The appointment says what it should have; the ledger keeps what it said, and the reason.

    begins, ends: as far as they are known, where they are corrected; `ends` is the first day after it. values: columns of Appointment.
    One at another organisation is asked for there as a new one would be. Raises NotAllowed, Refused.
    """
    meant = _locked(appointment, by)
    was_at, was_from = meant.organisation_id, meant.source_id
    values |= columns_of(begins or meant.begins, ends or meant.ends)
    for name, value in values.items():
        setattr(meant, name, value)
    if meant.organisation_id != was_at:
        require(by, RIGHT, meant.organisation)
        require_appointable(by, meant.person)
    if meant.source_id and meant.source_id != was_from and meant.basis == Basis.DONE_HERE:
        values["basis"] = Basis.STATED
    if faults := [*_mending_faults(meant, reason), *term_faults(meant)]:
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
    """The appointment as it stands now, when `by` may edit people where it is; nobody else records an office of that person meanwhile.

    The row is locked first, as a form does that asks what changed meanwhile: in one order nobody waits for each other.
    """
    meant = Appointment.every.select_for_update().get(pk=appointment.pk)
    one_at_a_time(f"appointments:{appointment.person_id}")
    require(by, RIGHT, meant.organisation)
    return meant


def _mending_faults(meant: Appointment, reason: str) -> Iterator[str]:
    if not reason.strip():
        yield "correction_needs_a_reason"
    if meant.is_struck:
        yield "appointment_was_struck"
