"""Writes of the instruments room: instruments recorded or drafted, acts, links, texts, waivers."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from twinward.foundation.kernel.actors import Actor, require
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.ledger import note_new
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Source
from twinward.programme.instruments import rules
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.models import Act, Instrument, Link, Party


@transaction.atomic
def record_instrument(
    *, key: str, kind: str, title: str, parties: Iterable[dict[str, Any]], by: Actor, at: datetime, **fields: Any
) -> Instrument:
    """An instrument made elsewhere is on record with what is known of it; what is missing shows as gaps. Raises NotAllowed.

    parties: columns of Party, each with country_id and, where known, organisation or described.
    """
    instrument = Instrument(key=key, kind=kind, title=title, origin="recorded", **fields)
    require(by, "instruments.record")
    instrument.save()
    added = [Party(instrument=instrument, **party) for party in parties]
    for party in added:
        party.save()
    require(by, "instruments.record", instrument)
    note_new(instrument, by=by, at=at, parties=[str(party) for party in added])
    return instrument


@transaction.atomic
def record_act(
    *, instrument: Instrument, party: Party, kind: ActKind, day: Day, by: Actor, at: datetime, source: Source | None = None, **fields: Any
) -> Act:
    """What a party did elsewhere is on record, as surely as it is known. Raises NotAllowed, or Refused for what cannot be (an act in the future)."""
    require(by, "instruments.record", instrument)
    act = Act(
        instrument=instrument,
        party=party,
        kind=kind,
        not_before=day.not_before,
        not_after=day.not_after,
        basis=day.basis,
        source=source,
        **fields,
    )
    faults = list(rules.act_faults(instrument.facts(), act.facts(), today=at.date(), done_here=False))
    if faults:
        raise Refused(kind, faults)
    act.save()
    note_new(act, by=by, at=at, instrument=instrument.pk)
    return act


@transaction.atomic
def link(*, from_instrument: Instrument, to_instrument: Instrument | None, kind: str, by: Actor, at: datetime, **fields: Any) -> Link:
    """The first instrument rests on, amends, supersedes, implements or is annexed to the second. Raises NotAllowed; Refused for a cycle."""
    require(by, "instruments.record", from_instrument)
    added = Link(from_instrument=from_instrument, to_instrument=to_instrument, kind=kind, **fields)
    added.save()
    note_new(added, by=by, at=at)
    return added
