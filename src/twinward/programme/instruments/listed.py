"""Instruments as rows of their list: what each is and how it stands, worked out for the asked day."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.days import Day
from twinward.programme.instruments.chasing import wanted
from twinward.programme.instruments.consent import latest
from twinward.programme.instruments.due import SOON, soon
from twinward.programme.instruments.evidence import gaps
from twinward.programme.instruments.finding import names_of
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.state_on import State
from twinward.programme.instruments.wording import between

NAMED = 3  # parties that a row names; more are counted


@dataclass(frozen=True, slots=True)
class Row:
    """One instrument on the asked day. signed, in_force: a code of Known; in_force "" where it is no question. text: its state, of one made here.

    due: what of it falls due soon, as the filter names it. called: whatever it may be searched by.
    """

    pk: int
    title: str
    kind: str
    parties: str
    between: str
    countries: frozenset[str]
    covers: frozenset[str]
    day: Day | None
    signed: str
    in_force: str
    gaps: int | None
    wanted: frozenset[str]
    due: frozenset[str]
    standing: str
    text: str
    is_illustrative: bool
    called: tuple[str, ...]

    @property
    def known_day(self) -> Day | None:
        """The day of the last act; None also where nothing at all is known of it."""
        return None if self.day is None or self.day.is_unknown else self.day

    @property
    def all_names(self) -> str:
        return " ".join(self.called)


def rows_of(account: Actor, asked: date) -> list[Row]:
    """Every instrument that `account` may see. So many queries whatever there are."""
    found = Instrument.objects.visible_to(account).not_struck().for_state().order_by("title", "pk")
    return [_row(instrument, account, asked) for instrument in found]


def _row(instrument: Instrument, account: Actor, asked: date) -> Row:
    state = State(instrument)
    parties = list(instrument.parties.all())
    names = [str(party) for party in parties]
    last = latest(instrument.live_acts())
    is_inside = account.may("instruments.see", instrument)
    missing = gaps(instrument, asked) if is_inside and not instrument.is_here else None
    return Row(
        pk=instrument.pk,
        title=instrument.title_in(get_language() or "en"),
        kind=instrument.kind,
        parties=" – ".join(names) if len(names) <= NAMED else f"{', '.join(names[:NAMED])} +{len(names) - NAMED}",
        between=between([party.country_id for party in parties]),
        countries=frozenset(party.country_id for party in parties),
        covers=frozenset(instrument.covers),
        day=last.day if last else None,
        signed=state.concluded(asked).known,
        in_force="" if state.is_open_text else state.in_force(asked).known,
        gaps=None if missing is None else len(missing),
        wanted=wanted(instrument, missing or ()),
        due=frozenset(name for one in soon(state, asked) for name in (SOON, one.kind)),
        standing=instrument.standing,
        text=instrument.state if is_inside else "",
        is_illustrative=instrument.is_illustrative,
        called=names_of(instrument, parties),
    )
