"""Writes of the figures room: claims that a source states, and conflicts between sources."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from twinward.foundation.kernel.actors import Actor, require
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.ledger import note_new
from twinward.foundation.kernel.models import Source
from twinward.outward.figures.models import Claim, Conflict


@transaction.atomic
def record_claim(*, key: str, figure: str, value: int, day: Day, source: Source, by: Actor, at: datetime, **fields: Any) -> Claim:
    """What a source states is on record beside, never among, what is counted here. Raises NotAllowed."""
    require(by, "figures.claim")
    claim = Claim(
        key=key, figure=figure, value=value, not_before=day.not_before, not_after=day.not_after, basis=day.basis, source=source, **fields
    )
    claim.save()
    note_new(claim, by=by, at=at)
    return claim


@transaction.atomic
def record_conflict(*, key: str, claims: Iterable[Claim], sources: Iterable[Source], by: Actor, at: datetime, **fields: Any) -> Conflict:
    """Two sources that disagree are on record as such. Raises NotAllowed."""
    require(by, "figures.claim")
    conflict = Conflict(key=key, **fields)
    conflict.save()
    conflict.claims.set(claims)
    conflict.sources.set(sources)
    note_new(
        conflict,
        by=by,
        at=at,
        claims=[claim.key for claim in conflict.claims.all()],
        sources=[source.key for source in conflict.sources.all()],
    )
    return conflict
