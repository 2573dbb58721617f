"""Writes of the registry: organisations and people with their names."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from twinward.foundation.kernel.actors import Actor, require
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.ledger import append, change, note_new
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.row_security import everything
from twinward.foundation.registry.beside import Name, Number, beside, replace_beside, write_beside
from twinward.foundation.registry.hidden_signs import hidden_sign
from twinward.foundation.registry.labels import label, relabel
from twinward.foundation.registry.models import Identifier, Organisation, Person, PersonName
from twinward.foundation.registry.name_lines import lines_of
from twinward.foundation.registry.names import looks_mixed
from twinward.foundation.registry.offices import appointed
from twinward.foundation.registry.reach import naming_faults, require_adding, require_correcting, require_right_after
from twinward.foundation.registry.references import relying
from twinward.foundation.registry.search import names_changed

_LINES = ("region", "city", "website")  # columns of an organisation that are a line of words


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
    more_names: Iterable[Name] = (),
    **fields: Any,
) -> Organisation:
    """An organisation is registered with its names, identifiers (by scheme) and specialities. Raises NotAllowed, Refused.

    names: by ISO 639-1 language. more_names: (value, language or "", use).
    """
    organisation = Organisation(name=name, kind=kind, country_id=country, **fields)
    require_adding(by, organisation)
    labels = [(value, language, "label") for language, value in (names or {}).items()]
    given = [(name, "", "label"), *labels, *((value, "", "alias") for value in aliases), *more_names]
    return _registered(organisation, given, identifiers or {}, specialities, by=by, at=at)


@transaction.atomic
def add_named(
    *,
    named_in: Any,
    right: str,
    name: str,
    kind: str,
    country: str,
    by: Actor,
    at: datetime,
    specialities: Iterable[str] = (),
    **fields: Any,
) -> Organisation:
    """An organisation that the record `named_in` names is registered; of its ground, fields say basis, source, why. Raises NotAllowed, Refused.

    Whoever holds `right` over that record may, without the right to edit the register; the caller says in which country alone.
    """
    require(by, right, named_in)
    organisation = Organisation(name=name, kind=kind, country_id=country, **fields)
    return _registered(organisation, [(name, "", "label")], {}, specialities, by=by, at=at)


def _registered(
    organisation: Organisation,
    names: Iterable[Name],
    identifiers: Mapping[str, str],
    specialities: Iterable[str],
    *,
    by: Actor,
    at: datetime,
) -> Organisation:
    given, numbers, codes = list(dict.fromkeys(names)), dict(identifiers), list(dict.fromkeys(specialities))
    where = {column: getattr(organisation, column) for column in _LINES}
    if faults := [*_name_faults(given), *_line_faults(where), *_number_faults(numbers.items(), None)]:
        raise Refused("add", faults)
    label(organisation, given)
    organisation.save()
    write_beside(organisation, given, numbers.items(), codes)
    note_new(organisation, by=by, at=at, names=[list(row) for row in given], identifiers=numbers, specialities=codes)
    names_changed()
    return organisation


@transaction.atomic
def correct_organisation(
    organisation: Organisation,
    *,
    by: Actor,
    at: datetime,
    reason: str,
    names: Iterable[Name] | None = None,
    identifiers: Iterable[Number] | None = None,
    specialities: Iterable[str] | None = None,
    **values: Any,
) -> Organisation:
    """The organisation has the new values; the old ones stay in the ledger with the reason. Raises NotAllowed, Refused.

    names: all of them, as (value, language or "", use); identifiers: all, as (scheme, value); None leaves them as they are.
    """
    require_correcting(by, organisation)
    organisation = Organisation.objects.unscoped("the right was asked for").select_for_update().get(pk=organisation.pk)
    wanted = None if names is None else sorted(set(names))
    numbers = None if identifiers is None else sorted(set(identifiers))
    called = [*(wanted or ()), (str(values.get("name", "")), "", "")]
    if faults := [
        *_correction_faults(organisation, reason, values),
        *_name_faults(called),
        *_line_faults(values),
        *naming_faults(organisation, called, by),
        *_number_faults(numbers or (), organisation),
    ]:
        raise Refused("correct", faults)
    before, after = beside(organisation), dict[str, Any]()
    if wanted is not None:
        after["names"] = [list(name) for name in wanted]
    if numbers is not None:
        after["identifiers"] = [list(number) for number in numbers]
    if specialities is not None:
        after["specialities"] = sorted(set(specialities))
    moved = require_right_after(organisation, by, values)
    change(organisation, by=by, at=at, reason=reason, **moved)
    differing = [name for name in after if after[name] != before[name]]
    if differing:
        replace_beside(organisation, {name: after[name] for name in differing})
        told = {"before": {name: before[name] for name in differing}, "after": {name: after[name] for name in differing}}
        append(record=key_of(organisation), verb="change", by=by, at=at, facts={"reason": reason} | told)
    relabel([organisation.pk])
    names_changed()
    return organisation


def _name_faults(names: Iterable[Name]) -> list[str]:
    values = [value for value, _language, _use in names]
    mixed = ["name_mixes_alphabets"] if any(map(looks_mixed, values)) else []
    return mixed + (["name_has_hidden_signs"] if any(map(hidden_sign, values)) else [])


def _line_faults(values: Mapping[str, Any]) -> list[str]:
    return ["place_has_hidden_signs"] if any(hidden_sign(values.get(column) or "") for column in _LINES) else []


def _number_faults(numbers: Iterable[Number], of: Organisation | None) -> list[str]:
    """A number names one organisation. The same number typed twice at once is caught by the store."""
    for scheme, value in numbers:
        if Identifier.objects.filter(scheme=scheme, value=value).exclude(organisation=of).exists():
            return ["number_taken"]
    return []


def _correction_faults(organisation: Organisation, reason: str, values: Mapping[str, Any]) -> list[str]:
    faults = [] if reason.strip() else ["correction_needs_a_reason"]
    if organisation.merged_into_id:
        faults.append("organisation_was_merged")
    if (parent := values.get("parent")) is not None and organisation.pk in parent.line():
        faults.append("organisation_part_of_itself")
    if values.get("country_id", organisation.country_id) != organisation.country_id:
        named_by = [one.words for one in relying() if one.rows(organisation).filter(one.standing).exists()]
        faults += ["country_is_relied_on", *named_by] if named_by else []
    return faults


# --- people ---


@transaction.atomic
def add_person(
    *,
    full_name: str,
    by: Actor,
    at: datetime,
    names: Iterable[Name] = (),
    at_organisation: Organisation | None = None,
    held: Mapping[str, Any] | None = None,
    **fields: Any,
) -> Person:
    """A person is registered, with the office that they hold at an organisation when one is given. Raises NotAllowed, Refused.

    names: others than `full_name`, as (value, language or "", use). held: what `appoint` takes beside them.
    The right is asked for over the organisation, else over the person.
    """
    person, given = Person(full_name=full_name, **fields), sorted(set(names))
    require(by, "people.edit", at_organisation or person)
    if faults := _name_faults([*given, (full_name, "", "")]):
        raise Refused("add", faults)
    label(person, given)
    with everything("whoever registers somebody sees them once their office is written"):
        person.save()
        _write_names(person, given)
        note_new(person, by=by, at=at, personal={"after.names": _in_line(given)} if given else None)
        if at_organisation:
            appointed(person, at_organisation, by=by, at=at, **(held or {}))
    return person


@transaction.atomic
def correct_person(person: Person, *, by: Actor, at: datetime, reason: str, names: Iterable[Name] | None = None, **values: Any) -> Person:
    """The person has the new values; the old ones can be read beside the ledger until they are erased. Raises NotAllowed, Refused.

    names: all but the full name, as (value, language or "", use); None leaves them as they are.
    """
    require(by, "people.edit", person)
    wanted = None if names is None else sorted(set(names))
    faults = [] if reason.strip() else ["correction_needs_a_reason"]
    faults += _name_faults([*(wanted or ()), (str(values.get("full_name", "")), "", "")])
    if faults:
        raise Refused("correct", faults)
    change(person, by=by, at=at, reason=reason, **values)
    if wanted is not None:
        _renamed(person, wanted, by=by, at=at, reason=reason)
    relabel([person.pk], Person)
    return person


def _renamed(person: Person, wanted: list[Name], *, by: Actor, at: datetime, reason: str) -> None:
    """The person's other names are those that are wanted; of what stays the same nothing is written."""
    known = {(one.value, one.language, one.use): one.pk for one in person.names.select_for_update()}
    before = sorted(known)
    if before == wanted:
        return
    PersonName.objects.filter(pk__in=[pk for name, pk in known.items() if name not in wanted]).delete()
    _write_names(person, [name for name in wanted if name not in known])
    told = {f"{side}.names": _in_line(names) for side, names in (("before", before), ("after", wanted)) if names}
    append(record=key_of(person), verb="change", by=by, at=at, facts={"reason": reason}, personal=told)


def _write_names(person: Person, names: Iterable[Name]) -> None:
    PersonName.objects.bulk_create(PersonName(person=person, value=value, language=language, use=use) for value, language, use in names)


def _in_line(names: Iterable[Name]) -> str:
    """Names as what lies beside the ledger tells them, in the order of their words."""
    return " · ".join(lines_of(names).splitlines())
