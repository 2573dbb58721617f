"""Writes of records that were put on by mistake. Nothing is taken out: the record counts nowhere and stays with who struck it out, when and why."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from twinward.foundation.kernel.actors import Actor, require
from twinward.foundation.kernel.days import Basis
from twinward.foundation.kernel.ledger import change
from twinward.foundation.kernel.locks import one_at_a_time
from twinward.programme.instruments import rules
from twinward.programme.instruments.actions import held, keeping, refuse, require_publishing
from twinward.programme.instruments.correctable import correctable
from twinward.programme.instruments.evidence import standing_acts
from twinward.programme.instruments.linking import LINKS
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.resting import is_named_elsewhere, is_spoken_of


@transaction.atomic
def strike_instrument(*, instrument: Instrument, by: Actor, at: datetime, reason: str) -> Instrument:
    """A record of something made elsewhere that never was so is in no list, choice, task or figure, for no day. Its page says so.

    Raises NotAllowed, Refused: made_here, and what `resting_faults` names.
    """
    one_at_a_time(LINKS)
    now = held(instrument)
    require(by, *keeping(now))
    if now.is_public:
        require_publishing(by)
    made_here = ["made_here"] if now.is_here else []
    refuse("strike", [*rules.reason_faults(reason), *made_here, *resting_faults(now, by, at)])
    day, why = timezone.localtime(at).date(), reason.strip()
    change(now, by=by, at=at, reason=why, struck_on=day, struck_because=why, struck_by=by.key)
    return now


def resting_faults(instrument: Instrument, by: Actor, at: datetime) -> Iterator[str]:
    """Codes of what rests on the record, so that it cannot be struck out; of nothing that `by` may not see."""
    above = Instrument.objects.visible_to(by).filter(pk__in=[link.from_instrument_id for link in instrument.links_up()])
    if instrument.links_down() or above.exists():
        yield "struck_with_links"
    acts = standing_acts(instrument)
    if any(one.act.basis == Basis.DONE_HERE for one in acts) or len(correctable(acts, by)) < len(acts):
        yield "struck_with_acts"
    if is_spoken_of(instrument, by, at):
        yield "struck_with_letters"
    if is_named_elsewhere(instrument):
        yield "struck_with_records"
