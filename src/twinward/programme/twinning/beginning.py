"""How a programme begins at this node: over a declaration, with the countries that are party to it; and how its record is mended."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from twinward.foundation.kernel.actors import Actor, require
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.ledger import change, note_new
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.locks import one_at_a_time
from twinward.foundation.kernel.row_security import everything
from twinward.foundation.registry.models import Organisation
from twinward.programme.instruments.facts import OPEN_TEXTS
from twinward.programme.instruments.models import Instrument, Party
from twinward.programme.instruments.models.instrument import InstrumentQuerySet
from twinward.programme.twinning.actions import open_programme
from twinward.programme.twinning.models import CHASED, Coverage, Programme
from twinward.programme.twinning.rules import step_faults

_PARTIES = "who joined the declaration of a programme is told wherever the programme is"


def programme_of_node() -> Programme | None:
    """The programme whose countries are asked for their lists; None before it began. One query."""
    return Programme.objects.filter(key=CHASED).select_related("lead").first()


def joinable(reader: Actor) -> InstrumentQuerySet:
    """The texts over which `reader` may begin a programme, by title: those that countries join."""
    return Instrument.objects.visible_to(reader).not_struck().filter(kind__in=OPEN_TEXTS).order_by("title", "pk")


@everything(_PARTIES)
def countries_of(declaration: Instrument, *, host: str) -> list[str]:
    """The countries that are themselves party to a declaration, by code, without the host. One query."""
    parties = Party.objects.filter(instrument=declaration, organisation=None, described="")
    return sorted({*parties.exclude(country=host).values_list("country_id", flat=True)})


def not_taken_in(programme: Programme) -> list[str]:
    """The countries that became party to the declaration and that the programme does not cover yet, by code. Two queries."""
    if programme.declaration_id is None:
        return []
    covered = Coverage.objects.unscoped("which countries take part is known to everybody here").filter(programme=programme)
    known = {*covered.values_list("country_id", flat=True)}
    return [code for code in countries_of(Instrument(pk=programme.declaration_id), host=programme.host_id) if code not in known]


@transaction.atomic
def begin_programme(
    *, declaration: Instrument, names: Mapping[str, str], lead: Organisation, launched: Day, by: Actor, at: datetime, **fields: Any
) -> Programme:
    """The node has its programme, hosted by the country of the institution that leads it, with the countries of the declaration.

    names: what it is called, by language; the first of them where a reader's is not among them. Raises NotAllowed, Refused.
    """
    require(by, "twinning.chase", Programme(host_id=lead.country_id))
    one_at_a_time(f"twinning.programme {CHASED}")
    faults = ["programme_begun"] if Programme.objects.filter(key=CHASED).exists() else []
    faults += [] if declaration.kind in OPEN_TEXTS else ["not_joined_by_countries"]
    if faults := [*faults, *_faults(names, launched, at)]:
        raise Refused("begin", faults)
    return open_programme(
        key=CHASED,
        host=lead.country_id,
        launched=launched,
        countries=countries_of(declaration, host=lead.country_id),
        declaration=declaration,
        lead=lead,
        by=by,
        at=at,
        **_named(names),
        **fields,
    )


@transaction.atomic
def correct_programme(
    programme: Programme,
    *,
    names: Mapping[str, str],
    lead: Organisation,
    launched: Day,
    reason: str,
    by: Actor,
    at: datetime,
    **fields: Any,
) -> Programme:
    """The programme is on record with other words; its declaration and its host stay. Raises NotAllowed, Refused."""
    require(by, "twinning.chase", programme)
    now = Programme.objects.select_for_update().get(pk=programme.pk)
    faults = [*_faults(names, launched, at)]
    faults += [] if lead.country_id == now.host_id else ["lead_of_another_country"]
    faults += [] if reason.strip() else ["reason_missing"]
    if faults:
        raise Refused("correct", faults)
    columns = _named(names) | fields | {"lead": lead, "not_before": launched.not_before, "not_after": launched.not_after}
    change(now, by=by, at=at, reason=reason.strip(), **columns)
    return now


@transaction.atomic
def take_in(programme: Programme, *, by: Actor, at: datetime) -> list[Coverage]:
    """The countries that joined the declaration since are in the programme. Raises NotAllowed; Refused where there are none."""
    require(by, "twinning.chase", programme)
    Programme.objects.select_for_update().get(pk=programme.pk)
    codes = not_taken_in(programme)
    if not codes:
        raise Refused("take_in", ["nobody_to_take_in"])
    taken = [Coverage(programme=programme, country_id=code) for code in codes]
    for one in taken:
        one.save()
        note_new(one, by=by, at=at)
    return taken


def _named(names: Mapping[str, str]) -> dict[str, Any]:
    said = {language: name for language, name in names.items() if name}
    return {"name": next(iter(said.values())), "names": said}


def _faults(names: Mapping[str, str], launched: Day, at: datetime) -> Iterable[str]:
    if not any(names.values()):
        yield "programme_unnamed"
    yield from step_faults("", (), today=localdate(at), day=launched, done_here=False)
