"""Writes of parties that were put on by mistake. Nothing is taken out: a wrong party is struck out, and the right one takes its place."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from twinward.foundation.kernel.actors import Actor, require
from twinward.foundation.kernel.ledger import change, note_new
from twinward.programme.instruments import rules
from twinward.programme.instruments.actions import held, keeping, kept_up_faults, refuse, twice
from twinward.programme.instruments.facts import InstrumentKind, Standing
from twinward.programme.instruments.models import Instrument, Party


@transaction.atomic
def strike_party(*, party: Party, by: Actor, at: datetime, reason: str) -> Party:
    """A party that never was one counts nowhere and for no day; it stays on record with who struck it out, when and why.

    Raises NotAllowed, Refused: party_struck, party_has_acts, too_few_parties_left.
    """
    now = held(party.instrument)
    require(by, *keeping(now))
    standing = list(now.parties.all())
    left = [other for other in standing if other.pk != party.pk]
    refuse("strike_party", [*_open_faults(now, party, standing, reason), *_acts_faults(now, party), *_leaving_faults(now, standing, left)])
    return _struck(party, by, at, reason)


@transaction.atomic
def correct_party(*, party: Party, by: Actor, at: datetime, reason: str, **columns: Any) -> Party:
    """The party is as `columns` (of Party) say. Where they name another one, that takes its place and the wrong one is struck out: what was
    agreed and done hangs on a party by its key.

    Raises NotAllowed, Refused: as `strike_party`, and party_twice, nothing_changed.
    """
    now = held(party.instrument)
    require(by, *keeping(now))
    right = Party(instrument=now, **columns)
    standing = list(now.parties.all())
    left = [*(other for other in standing if other.pk != party.pk), right]
    refuse("correct_party", [*_open_faults(now, party, standing, reason), *twice(left)])
    if not _is_another(party, right):
        values = {name: getattr(right, name) for name in ("organisation", "described", "is_required")}
        refuse("correct_party", [] if change(party, by=by, at=at, reason=reason.strip(), **values) else ["nothing_changed"])
        return party
    refuse("correct_party", [*_acts_faults(now, party), *_leaving_faults(now, standing, left)])
    _struck(party, by, at, reason)
    right.save()
    note_new(right, by=by, at=at, reason=reason.strip())
    return right


def _struck(party: Party, by: Actor, at: datetime, reason: str) -> Party:
    day, why = timezone.localtime(at).date(), reason.strip()
    change(party, by=by, at=at, reason=why, struck_on=day, struck_because=why, struck_by=by.key)
    return party


def _is_another(party: Party, right: Party) -> bool:
    """Whether `right` is somebody else: not the party told better, which was only described so far or is needed otherwise."""
    if right.country_id != party.country_id:
        return True
    return not party.described and (right.organisation_id != party.organisation_id or bool(right.described))


def _open_faults(instrument: Instrument, party: Party, standing: Iterable[Party], reason: str) -> Iterable[str]:
    """Why nothing is mended about the party now. A reason is given of a draft too, since the mark stays."""
    yield from dict.fromkeys([*rules.reason_faults(reason), *kept_up_faults(instrument, reason)])
    if party not in standing:
        yield "party_struck"


def _acts_faults(instrument: Instrument, party: Party) -> Iterable[str]:
    """What a party did is struck out before the party is."""
    return ["party_has_acts"] if any(act.party == str(party.pk) for act in instrument.live_acts()) else []


def _leaving_faults(instrument: Instrument, standing: Iterable[Party], left: Iterable[Party]) -> Iterable[str]:
    """What was concluded elsewhere keeps as many parties as its kind needs, where it has them; a draft is asked when it is submitted."""
    if not instrument.is_here and instrument.standing in (Standing.CONCLUDED, Standing.RUNNING):
        lacked, lacks = (_lacks(instrument, parties) for parties in (standing, left))
        yield from ["too_few_parties_left"] if lacks - lacked else []


def _lacks(instrument: Instrument, parties: Iterable[Party]) -> frozenset[str]:
    found = rules.wording_faults((party.facts() for party in parties), InstrumentKind(instrument.kind))
    return frozenset(found) - {"party_unnamed"}
