"""What will be missing, or will not fit, once an act that happened elsewhere is on record: said before it is written, and a gap after."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date

from twinward.foundation.kernel.days import Basis
from twinward.programme.instruments.consent import live_acts
from twinward.programme.instruments.evidence import gaps, lacks_publication
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.models import Act, Instrument
from twinward.programme.instruments.order import order_faults


def foreseen(act: Act, instrument: Instrument, had: Collection[str], today: date) -> list[str]:
    """Codes of what is amiss with a recorded act, each once: its order, its day and source, and the gaps that the record had not before.

    instrument: read anew with the act. had: its gaps without the act.
    """
    brought = (code for code in gaps(instrument, today) if code not in had)
    return list(dict.fromkeys([*_out_of_order(act, instrument), *_unsaid(act), *brought]))


def _out_of_order(act: Act, instrument: Instrument) -> Iterator[str]:
    facts = instrument.facts()
    others = live_acts(one for one in facts.acts if one.id != act.pk)
    said = act.facts()
    yield from order_faults(replace(facts, acts=others), said, others, strict=False)
    signed = [one.day.not_before for one in others if one.kind is ActKind.SIGN]
    if signed and said.kind is not ActKind.SIGN and said.day.not_after and all(day and said.day.not_after < day for day in signed):
        yield "act_before_signature"


def _unsaid(act: Act) -> Iterator[str]:
    """What is not said of it: its day, who says so, by what authority its signatory signed."""
    if act.day.is_own_conclusion:
        yield "day_inferred"
    if not act.day.is_known:
        yield "day_unknown"
    if act.basis == Basis.STATED and act.source is None:
        yield "act_without_source"
    if lacks_publication(act.source):
        yield "source_without_day"
    if act.source and act.source.not_after and act.day.not_before and act.source.not_after < act.day.not_before:
        yield "source_older_than_act"
    if act.kind == ActKind.SIGN and not (act.office or act.full_powers_id):
        yield "authority_unknown"
