"""Where the countries of the programme are: the table first, the map after it from the same rows."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from twinward.foundation.kernel.alphabet import alphabetical
from twinward.foundation.kernel.days import Basis, Known
from twinward.foundation.kernel.wording import country, number, on_day, short_day
from twinward.outward.figures.books import of_countries_not_known
from twinward.outward.figures.wording import in_list
from twinward.outward.portal.map import OWN_FILE, MapUnreadable, Region, draw, read_region
from twinward.programme.twinning.models import CHASED, ListStep
from twinward.programme.twinning.rules import agreed_by_conclusion
from twinward.programme.twinning.standings import Standing, standings

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CountryRow:
    """A country that joined, or may have. list_kind: the status of its list (stated, shown, gap), empty for plain words.

    state: what it is on the map.
    """

    code: str
    name: str
    joined: str
    list_kind: str
    list_words: str
    state: str


@dataclass(frozen=True, slots=True)
class Where:
    """The table and the map of a day. map: empty when the operator's file cannot be drawn. unmapped: the names that it lacks."""

    rows: tuple[CountryRow, ...]
    caption: str
    map: SafeString
    key: tuple[tuple[str, str], ...]
    unmapped: str
    source: str

    @property
    def has_unnamed(self) -> bool:
        """Whether of a country nobody says what became of its list."""
        return any(not row.list_kind for row in self.rows)


def where(asked: date) -> Where:
    """Which countries had joined by a day, and which of them owed a list."""
    found = [one for one in standings(CHASED, asked) if one.joined.known is not Known.NO]
    rows = {country(one.country): _row(one, asked) for one in found}
    told = tuple(rows[name] for name in alphabetical(rows))
    region = region_of_node()
    host = found[0].coverage.programme.host_id if found else settings.NODE_COUNTRY
    if region is None:
        return Where(told, _caption(found, told, asked), SafeString(""), (), "", "")
    states = {host: "host"} | {row.code: row.state for row in told}
    lacking = alphabetical(country(code) for code in region.lacks(states))
    picture = draw(
        region, states, {code: country(code) for code in states}, heading=gettext("Countries that joined"), words=_words(told, host, asked)
    )
    return Where(told, _caption(found, told, asked), picture, _key(told, host), in_list(lacking) if lacking else "", region.source)


def region_of_node() -> Region | None:
    """The map that this node shows; None, and a line in the log, when the operator's file cannot be drawn."""
    try:
        return read_region(Path(settings.MAP_FILE) if settings.MAP_FILE else OWN_FILE)
    except MapUnreadable as unreadable:
        logger.error("The map is left out: %s", unreadable)
        return None


def _row(one: Standing, asked: date) -> CountryRow:
    kind, words = _list_of(one, asked)
    state = "unsure" if one.joined.known is Known.NOT_KNOWN else "owed" if one.owes.known is Known.YES else "on"
    return CountryRow(one.country, country(one.country), _joined(one), kind, words, state)


def _joined(one: Standing) -> str:
    """When it joined, as far as the day is known: a day, at the launch, later; or that it is not known whether it had."""
    day, launch = one.joined_on, one.coverage.programme.not_before
    if one.joined.known is Known.NOT_KNOWN or day is None:
        return gettext("not known")
    if day.is_known or launch is None or day.not_before is None:
        return short_day(day)
    return gettext("summit") if day.not_before == launch else gettext("later")


def _list_of(one: Standing, asked: date) -> tuple[str, str]:
    if one.owes.known is Known.NOT_KNOWN:
        return "gap", gettext("not known")
    if one.owes.known is Known.YES:
        ground = one.debt_ground(asked)
        if isinstance(ground, ListStep) and ground.basis == Basis.STATED:
            return "stated", gettext("owed on {day}").format(day=short_day(ground.day))
        return "wait", gettext("owed")
    if agreed_by_conclusion([step.facts() for step in one.happened], date.max):
        return "", gettext("not named")
    firm = [step for step in one.happened if step.kind == ListStep.Kind.AGREED and not step.day.is_own_conclusion]
    return ("shown" if firm and firm[-1].basis == Basis.DONE_HERE else "stated"), gettext("agreed")


def _caption(found: Sequence[Standing], rows: Sequence[CountryRow], asked: date) -> str:
    """How many had joined, of how many that is not known, and how we know; for none what the table is about."""
    joined = sum(one.joined.known is Known.YES for one in found)
    told = [ngettext("{n} country.", "{n} countries.", joined).format(n=number(joined))] if joined else []
    if unsure := len(found) - joined:
        told.append(of_countries_not_known(unsure, asked))
    concluded = [one for one in found if one.joining is not None and one.joining.basis == Basis.RECONSTRUCTED]
    launch = found[0].coverage.programme.not_before if found else None
    if joined and concluded and launch:
        told.append(gettext("Which they are, and who joined at the summit of {day}, is reconstructed.").format(day=on_day(launch)))
    if any(row.state == "owed" and row.list_kind == "stated" for row in rows):
        told.append(gettext("Who owed a list is stated."))
    return " ".join(told) or gettext("Countries that joined")


def _counts(rows: Sequence[CountryRow]) -> dict[str, int]:
    return {state: sum(row.state == state for row in rows) for state in ("on", "owed", "unsure")}


def _words(rows: Sequence[CountryRow], host: str, asked: date) -> str:
    words = gettext(
        "{host}, the host; joined: {on}; joined and owed a list on {day}: {owed}; not known whether they had joined: {unsure}. "
        "The table before it says the same."
    )
    return words.format(host=country(host), day=on_day(asked), **{state: number(n) for state, n in _counts(rows).items()})


def _key(rows: Sequence[CountryRow], host: str) -> tuple[tuple[str, str], ...]:
    """What the fillings mean; one that is not on the map is left out."""
    words = {"on": gettext("Joined ({n})"), "owed": gettext("Joined, owed a list ({n})"), "unsure": gettext("Not known ({n})")}
    told = tuple((state, words[state].format(n=number(n))) for state, n in _counts(rows).items() if n)
    return (("host", gettext("{country}, host").format(country=country(host))), *told)
