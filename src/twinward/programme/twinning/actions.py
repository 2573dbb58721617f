"""Writes of the twinning room: programmes, their countries, the steps of lists."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from twinward.foundation.kernel.actors import Actor, require
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.ledger import note_new
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.registry.models import Organisation
from twinward.programme.twinning import rules
from twinward.programme.twinning.models import Coverage, ListEntry, ListStep, Programme


@transaction.atomic
def open_programme(
    *, key: str, name: str, host: str, launched: Day, countries: Iterable[str], by: Actor, at: datetime, **fields: Any
) -> Programme:
    """A programme is on record with the countries that it covers (alpha-2 codes). Raises NotAllowed."""
    require(by, "twinning.chase")
    programme = Programme(key=key, name=name, host_id=host, not_before=launched.not_before, not_after=launched.not_after, **fields)
    programme.save()
    covered = sorted(set(countries))
    Coverage.objects.bulk_create(Coverage(programme=programme, country_id=code) for code in covered)
    note_new(programme, by=by, at=at, countries=covered)
    return programme


@transaction.atomic
def record_step(
    *,
    coverage: Coverage,
    kind: rules.StepKind,
    day: Day,
    by: Actor,
    at: datetime,
    organisations: Iterable[Organisation] = (),
    **fields: Any,
) -> ListStep:
    """A step of a country's list is on record, with its institutions where they are known. Raises NotAllowed, Refused."""
    require(by, "twinning.chase", coverage)
    Coverage.objects.unscoped("lock the country, so that two steps do not cross").select_for_update().get(pk=coverage.pk)
    earlier = [step.facts() for step in coverage.steps.all()]
    if faults := list(rules.step_faults(kind, earlier, today=at.date(), day=day, done_here=day.basis is Basis.DONE_HERE)):
        raise Refused(kind, faults)
    entries = list(organisations)
    step = ListStep(
        coverage=coverage,
        kind=kind,
        not_before=day.not_before,
        not_after=day.not_after,
        basis=day.basis,
        contents_known=bool(entries),
        recorded_by=by.key,
        **fields,
    )
    step.save()
    ListEntry.objects.bulk_create(ListEntry(step=step, organisation=organisation) for organisation in entries)
    note_new(step, by=by, at=at, organisations=[organisation.pk for organisation in entries])
    return step
