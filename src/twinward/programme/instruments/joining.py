"""Countries that joined a text which stands open to them: each is party to it, and its joining is on record."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from twinward.foundation.kernel.actors import Actor, require
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.models import Source
from twinward.programme.instruments.acting import record_act
from twinward.programme.instruments.actions import add_party, held, keeping, refuse
from twinward.programme.instruments.facts import OPEN_TEXTS, ActKind
from twinward.programme.instruments.models import Act, Instrument, Party


def takes_countries(instrument: Instrument, by: Actor) -> bool:
    """Whether `by` may record that countries joined it: it was made elsewhere, is one that countries join, and they keep it."""
    return not instrument.is_here and instrument.kind in OPEN_TEXTS and by.may(*keeping(instrument))


def joined_already(instrument: Instrument) -> frozenset[str]:
    """The countries of which it is on record that they themselves joined it, and not that they withdrew. Two queries."""
    acts = instrument.live_acts()
    joined, gone = ({act.party for act in acts if act.kind is kind} for kind in (ActKind.JOIN, ActKind.WITHDRAW))
    joined -= gone
    return frozenset(party.country_id for party in _countries(instrument).values() if str(party.pk) in joined)


@transaction.atomic
def record_joined(
    *, instrument: Instrument, countries: Sequence[str], day: Day, why: str, source: Source | None, by: Actor, at: datetime
) -> list[Act]:
    """Each of these countries (alpha-2 codes) is party to the text and joined it on that day. Raises NotAllowed, Refused."""
    now = held(instrument)
    require(by, *keeping(now))
    faults = [] if takes_countries(now, by) else ["not_joined_by_countries"]
    refuse("join", [*faults, *(["joined_already"] if joined_already(now) & {*countries} else [])])
    parties, reason = _countries(now), gettext("It joined.")
    for code in countries:
        if code not in parties:
            parties[code] = add_party(instrument=now, country_id=code, is_required=False, reason=reason, by=by, at=at)
    told = {"day": day, "why": why, "source": source, "by": by, "at": at}
    return [record_act(instrument=now, party=parties[code], kind=ActKind.JOIN, **told) for code in countries]


def _countries(instrument: Instrument) -> dict[str, Party]:
    """The parties that are countries themselves, by code."""
    return {party.country_id: party for party in Party.objects.filter(instrument=instrument, organisation=None, described="")}
