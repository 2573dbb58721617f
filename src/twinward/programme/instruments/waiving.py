"""The withdrawal of a waiver on which nobody has relied. Nothing is taken out; it stays on record as withdrawn."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from twinward.foundation.kernel.actors import Actor, require
from twinward.foundation.kernel.days import Known
from twinward.foundation.kernel.ledger import change
from twinward.programme.instruments import coverage, rules
from twinward.programme.instruments.actions import held, refuse
from twinward.programme.instruments.evidence import StandingAct, basis_links, standing_acts
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.models import Instrument, Waiver


@transaction.atomic
def withdraw_waiver(*, waiver: Waiver, by: Actor, at: datetime, reason: str) -> Waiver:
    """A waiver on which nobody has relied counts on no day; it stays on record with who withdrew it, when and why.

    Raises NotAllowed, Refused: waiver_withdrawn, waiver_relied_on.
    """
    now = held(waiver.instrument)
    require(by, "instruments.waive", now.kept_by())
    stands = now.waivers.filter(pk=waiver.pk).exists()
    faults = ([] if stands else ["waiver_withdrawn"]) + (["waiver_relied_on"] if stands and relying(now, waiver) else [])
    refuse("withdraw_waiver", [*rules.reason_faults(reason), *faults])
    day, why = timezone.localtime(at).date(), reason.strip()
    change(waiver, by=by, at=at, reason=why, withdrawn_on=day, withdrawn_because=why, withdrawn_by=by.key)
    return waiver


def relying(instrument: Instrument, waiver: Waiver) -> list[StandingAct]:
    """The signatures that had no other ground on their day, or may have had none: neither a legal basis nor a further waiver."""
    signed = (one for one in standing_acts(instrument) if one.says.kind is ActKind.SIGN)
    return [one for one in signed if _rests_on(instrument, waiver, one.says.day.not_after)]


def _rests_on(instrument: Instrument, waiver: Waiver, day: date | None) -> bool:
    """Whether what was signed by `day` stood by this waiver alone; on an unknown one it may have."""
    if day is None or day < waiver.given_on:
        return day is None
    others = [other.facts() for other in instrument.waivers.all() if other.pk != waiver.pk]
    beside = min(others, key=lambda other: other.on, default=None)
    return coverage.legal_basis(instrument.facts(), basis_links(instrument), day, beside).known is not Known.YES
