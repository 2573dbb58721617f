"""Writes of the registry: organisations with their names, people and their offices."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from twinward.foundation.kernel.actors import Actor, require
from twinward.foundation.kernel.ledger import change, note_new
from twinward.foundation.registry.models import Appointment, Identifier, Organisation, OrganisationName, OrganisationSpeciality, Person


@transaction.atomic
def add_organisation(
    *,
    name: str,
    kind: str,
    country: str,
    by: Actor,
    at: datetime,
    names: Mapping[str, str] | None = None,
    aliases: Iterable[str] = (),
    identifiers: Mapping[str, str] | None = None,
    specialities: Iterable[str] = (),
    **fields: Any,
) -> Organisation:
    """An organisation is registered with its names (by ISO 639-1 language), aliases and identifiers (by scheme). Raises NotAllowed."""
    organisation = Organisation(name=name, kind=kind, country_id=country, **fields)
    require(by, "registry.edit", organisation)
    organisation.save()
    given = (
        [(name, "", "label")]
        + [(value, language, "label") for language, value in (names or {}).items()]
        + [(value, "", "alias") for value in aliases]
    )
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation=organisation, value=value, language=language, use=use)
        for value, language, use in dict.fromkeys(given)
    )
    Identifier.objects.bulk_create(
        Identifier(organisation=organisation, scheme=scheme, value=value) for scheme, value in (identifiers or {}).items()
    )
    OrganisationSpeciality.objects.bulk_create(
        OrganisationSpeciality(organisation=organisation, code=code) for code in dict.fromkeys(specialities)
    )
    note_new(
        organisation, by=by, at=at, names=[list(row) for row in given], identifiers=dict(identifiers or {}), specialities=list(specialities)
    )
    return organisation


@transaction.atomic
def correct_organisation(organisation: Organisation, *, by: Actor, at: datetime, reason: str, **values: Any) -> Organisation:
    """The organisation has the new values; the old ones stay in the ledger with the reason. Raises NotAllowed."""
    require(by, "registry.edit", organisation)
    change(organisation, by=by, at=at, reason=reason, **values)
    return organisation


@transaction.atomic
def add_person(*, full_name: str, by: Actor, at: datetime, **fields: Any) -> Person:
    """A person is registered. Raises NotAllowed."""
    require(by, "people.edit")
    person = Person(full_name=full_name, **fields)
    person.save()
    note_new(person, by=by, at=at)
    return person


@transaction.atomic
def appoint(*, person: Person, organisation: Organisation, office: str, by: Actor, at: datetime, **fields: Any) -> Appointment:
    """It is on record that the person holds or held an office at the organisation. Raises NotAllowed when that is not the actor's own."""
    require(by, "people.edit", organisation)
    appointment = Appointment(person=person, organisation=organisation, office=office, **fields)
    appointment.save()
    note_new(appointment, by=by, at=at)
    return appointment
