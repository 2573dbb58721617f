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
from twinward.outward.figures.wording import in_list
from twinward.outward.portal.map import OWN_FILE, MapUnreadable, Region, draw, read_region
from twinward.programme.twinning.measures import Standing, standings

logger = logging.getLogger(__name__)
PROGRAMME = "imp"


@dataclass(frozen=True, slots=True)
class CountryRow:
    """A country that joined. list_kind: the status of its list (stated, shown, gap), empty for plain words."""

    code: str
    name: str
    joined: str
    list_kind: str
    list_words: str
    is_owing: bool


@dataclass(frozen=True, slots=True)
class Where:
    """The table and the map of a day. map: empty when the operator's file cannot be drawn. unmapped: the names that it lacks."""

    rows: tuple[CountryRow, ...]
    caption: str
    map: SafeString
    key: tuple[tuple[str, str], ...]
    unmapped: str
    source: str


def where(asked: date) -> Where:
    """Which countries had joined by a day, and which of them owed a list."""
    found = [one for one in standings(PROGRAMME, asked) if one.joined.known is not Known.NO]
    rows = {country(one.country): _row(one) for one in found}
    told = tuple(rows[name] for name in alphabetical(rows))
    region = region_of_node()
    host = found[0].coverage.programme.host_id if found else settings.NODE_COUNTRY
    if region is None:
        return Where(told, _caption(found, told), SafeString(""), (), "", "")
    states = {host: "host"} | {row.code: "owed" if row.is_owing else "on" for row in told}
    lacking = alphabetical(country(code) for code in region.lacks(states))
    picture = draw(
        region, states, {code: country(code) for code in states}, heading=gettext("Countries that joined"), words=_words(told, host, asked)
    )
    return Where(told, _caption(found, told), picture, _key(told, host), in_list(lacking) if lacking else "", region.source)


def region_of_node() -> Region | None:
    """The map that this node shows; None, and a line in the log, when the operator's file cannot be drawn."""
    try:
        return read_region(Path(settings.MAP_FILE) if settings.MAP_FILE else OWN_FILE)
    except MapUnreadable as unreadable:
        logger.error("The map is left out: %s", unreadable)
        return None


def _row(one: Standing) -> CountryRow:
    kind, words = _list_of(one)
    return CountryRow(one.country, country(one.country), _joined(one), kind, words, one.owes.known is Known.YES)


def _joined(one: Standing) -> str:
    """When it joined, as far as the day is known: a day, at the launch, later; or that it is not known whether it had."""
    day, launch = one.joined_on, one.coverage.programme.not_before
    if one.joined.known is Known.NOT_KNOWN or day is None:
        return gettext("not known")
    if day.is_known or launch is None or day.not_before is None:
        return short_day(day)
    return gettext("summit") if day.not_before == launch else gettext("later")


def _list_of(one: Standing) -> tuple[str, str]:
    if one.owes.known is Known.NOT_KNOWN:
        return "gap", gettext("not known")
    last = next((step for step in reversed(one.happened) if step.kind == one.last_step), None)
    if one.owes.known is Known.YES:
        if last is not None and last.basis == Basis.STATED:
            return "stated", gettext("owed on {day}").format(day=short_day(last.day))
        return "wait", gettext("owed")
    if last is None or last.basis in (Basis.INFERRED, Basis.RECONSTRUCTED):
        return "", gettext("not named")
    return ("shown", gettext("agreed")) if last.basis == Basis.DONE_HERE else ("stated", gettext("agreed"))


def _caption(found: Sequence[Standing], rows: Sequence[CountryRow]) -> str:
    joined = sum(one.joined.known is Known.YES for one in found)
    words = ngettext("{n} country.", "{n} countries.", joined).format(n=number(joined))
    concluded = [one for one in found if one.joining is not None and one.joining.basis == Basis.RECONSTRUCTED]
    launch = found[0].coverage.programme.not_before if found else None
    if concluded and launch:
        words += " " + gettext("Which they are, and who joined at the summit of {day}, is reconstructed.").format(day=on_day(launch))
    if any(row.is_owing and row.list_kind == "stated" for row in rows):
        words += " " + gettext("Who owed a list is stated.")
    return words


def _words(rows: Sequence[CountryRow], host: str, asked: date) -> str:
    owing = sum(row.is_owing for row in rows)
    return gettext(
        "{host}, the host; joined and owed no list on {day}: {others} countries; joined and owed one: {owing}. The table before it says the same."
    ).format(host=country(host), others=number(len(rows) - owing), owing=number(owing), day=on_day(asked))


def _key(rows: Sequence[CountryRow], host: str) -> tuple[tuple[str, str], ...]:
    owing = sum(row.is_owing for row in rows)
    return (
        ("host", gettext("{country}, host").format(country=country(host))),
        ("on", gettext("Joined ({n})").format(n=number(len(rows) - owing))),
        ("owed", gettext("Joined, owed a list ({n})").format(n=number(owing))),
    )
