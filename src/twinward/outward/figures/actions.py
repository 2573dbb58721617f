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
    """The claim says what its source says, and stands under the right source; the public log of corrections says what it said before and why.

    Raises NotAllowed; Refused without a reason, when nothing differs, or when it was struck out.
    """
    require(by, "figures.claim", claim)
    if faults := _mending_faults(claim, reason, without="correction_without_reason"):
        raise Refused("correct", faults)
    event = change(claim, by=by, at=at, reason=reason.strip(), **values)
    if event is None:
        raise Refused("correct", ["nothing_corrected"])
    return event


@transaction.atomic
def strike_claim(claim: Claim, *, reason: str, by: Actor, at: datetime) -> Event:
    """A claim that nobody made counts nowhere and for no day; it stays on record with who struck it out, when and why.

    What was part of it stands by itself, and a disagreement in which it was one of two sides is told no more. Raises NotAllowed, Refused.
    """
    require(by, "figures.claim", claim)
    faults, why = _mending_faults(claim, reason, without="struck_without_reason"), reason.strip()
    struck = {"struck_on": timezone.localdate(at), "struck_because": why, "struck_by": by.key}
    event = None if faults else change(claim, by=by, at=at, reason=why, **struck)
    if event is None:
        raise Refused("strike", faults)
    return event


def _mending_faults(claim: Claim, reason: str, *, without: str) -> tuple[str, ...]:
    """Why nothing is mended about the claim now; until the transaction ends nobody else mends it. without: the code for no reason."""
    if Claim.every.select_for_update().get(pk=claim.pk).struck_on:
        return ("claim_struck",)
    return () if reason.strip() else (without,)


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
