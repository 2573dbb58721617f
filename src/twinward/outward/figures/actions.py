"""Writes of the figures room: claims that a source states, their corrections, conflicts between sources and what settles these."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from twinward.foundation.kernel.actors import Actor, require
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.ledger import change, note_new
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event, Source
from twinward.outward.figures.models import Claim, Conflict, Settlement


@transaction.atomic
def record_claim(*, key: str, figure: str, value: int, day: Day, source: Source, by: Actor, at: datetime, **fields: Any) -> Claim:
    """What a source states is on record beside, never among, what is counted here. Raises NotAllowed."""
    claim = Claim(
        key=key, figure=figure, value=value, not_before=day.not_before, not_after=day.not_after, basis=day.basis, source=source, **fields
    )
    require(by, "figures.claim", claim)
    claim.save()
    note_new(claim, by=by, at=at)
    return claim


@transaction.atomic
def correct_claim(claim: Claim, *, reason: str, by: Actor, at: datetime, **values: Any) -> Event:
    """The claim says what the source says, and the public log of corrections says what it said before and why.

    Raises NotAllowed; Refused without a reason, or when nothing differs.
    """
    require(by, "figures.claim", claim)
    if not reason.strip():
        raise Refused("correct", ["correction_without_reason"])
    event = change(claim, by=by, at=at, reason=reason.strip(), **values)
    if event is None:
        raise Refused("correct", ["nothing_corrected"])
    return event


@transaction.atomic
def settle_conflict(
    conflict: Conflict, *, explanation: str, language: str, seen: int | None, by: Actor, at: datetime, reason: str = ""
) -> Settlement:
    """The public reads from this day on what settles the disagreement; what it read before stays on record for the days before.

    language: ISO 639-1, of explanation and reason. seen: the last settlement that the writer knew of, None for none; settled anew, it is
    replaced, and the public log of corrections tells why. Raises NotAllowed; Refused without words, with the same, without a reason where
    one is replaced, or when somebody else has settled it since.
    """
    require(by, "figures.claim", conflict)
    Conflict.objects.select_for_update().get(pk=conflict.pk)
    last = conflict.settlements.last()
    words, why = explanation.strip(), reason.strip()
    if faults := list(_settling_faults(last, (words, language), why, seen)):
        raise Refused("settle", faults)
    settlement = Settlement(conflict=conflict, replaces=last, explanation=words, language=language, settled_on=timezone.localdate(at))
    settlement.reason = why if last else ""
    settlement.save()
    note_new(settlement, by=by, at=at)
    return settlement


def _settling_faults(last: Settlement | None, told: tuple[str, str], why: str, seen: int | None) -> Iterator[str]:
    """told: the words and their language, so that a wrongly named language can be corrected."""
    if seen != (last.pk if last else None):
        yield "settled_meanwhile"
    elif not told[0]:
        yield "settled_without_words"
    elif last and told == (last.explanation, last.language):
        yield "nothing_corrected"
    elif last and not why:
        yield "settled_anew_without_reason"


@transaction.atomic
def record_conflict(*, key: str, claims: Iterable[Claim], sources: Iterable[Source], by: Actor, at: datetime, **fields: Any) -> Conflict:
    """Two sources that disagree are on record as such. Raises NotAllowed."""
    conflict = Conflict(key=key, **fields)
    require(by, "figures.claim", conflict)
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
