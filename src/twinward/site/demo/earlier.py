"""A demo that an earlier version loaded: its names become those that the facts give now."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.models import Event
from twinward.foundation.registry.actions import correct_organisation, correct_person
from twinward.foundation.registry.beside import Name
from twinward.foundation.registry.models import Organisation, Person
from twinward.site.demo.load import BY, names_of, reported

REASON = "The reported facts say now in which language a name is the record's own, and in which it is a translation"
WHY = "the demo's loader"


@transaction.atomic
def bring_names_up_to_date(at: datetime) -> int:
    """What the demo loaded and nobody has changed since has the names of the facts. Returns how many had others; 0, and nothing is written, for none."""
    facts = reported()
    return _organisations(facts["organisations"].values(), at) + _people(facts["people"], at)


def _organisations(given: Iterable[Mapping[str, Any]], at: datetime) -> int:
    changed = 0
    for one in given:
        wanted = [(one["name"], "", "label"), *names_of(one), *((alias, "", "alias") for alias in one.get("aliases", ()))]
        loaded = Organisation.objects.unscoped(WHY).filter(name=one["name"], country=one["country"], is_illustrative=False)
        for organisation in filter(_is_as_loaded, loaded):
            if _differ(organisation, wanted):
                correct_organisation(organisation, names=wanted, reason=REASON, by=BY, at=at)
                changed += 1
    return changed


def _people(given: Iterable[Mapping[str, Any]], at: datetime) -> int:
    changed = 0
    for one in given:
        loaded = Person.objects.unscoped(WHY).filter(full_name=one["name"], country=one["country"], is_illustrative=False)
        for person in filter(_is_as_loaded, loaded):
            if _differ(person, wanted := names_of(one)):
                correct_person(person, names=wanted, reason=REASON, by=BY, at=at)
                changed += 1
    return changed


def _is_as_loaded(record: Organisation | Person) -> bool:
    """Whether the demo wrote all that the ledger tells of the record."""
    told_by = set(Event.objects.filter(record=key_of(record)).values_list("by", flat=True))
    return told_by == {BY.key}


def _differ(record: Organisation | Person, wanted: Iterable[Name]) -> bool:
    return set(record.names.values_list("value", "language", "use")) != set(wanted)
