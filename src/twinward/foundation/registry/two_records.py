"""Two records of one organisation side by side: what tells them apart, and what the one that stays lacks and takes from the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from twinward.foundation.kernel.wording import number
from twinward.foundation.registry.models import Identifier, Organisation, OrganisationName, OrganisationSpeciality, Precision
from twinward.foundation.registry.references import references, words_of
from twinward.foundation.registry.rules import PRECISIONS
from twinward.foundation.registry.wording import numbers_words, place_words

#: The columns of a place.
POINT = ("latitude_microdegrees", "longitude_microdegrees")
PLACE = ("region", "city", *POINT)
PRECISION = "public_precision"
#: Columns that a record that stays can take.
TAKEN = ("website", *PLACE, PRECISION)
#: What a record consists of, and what does not refer to it.
PARTS = (Identifier, OrganisationName, OrganisationSpeciality)


@dataclass(frozen=True, slots=True)
class Side:
    """One line of two records side by side. is_taken: the record that stays lacks it and takes what the other says."""

    label: str
    ours: str
    theirs: str
    is_taken: bool = False


def taken(loser: Organisation, survivor: Organisation) -> list[dict[str, Any]]:
    """What the survivor has after a merge because the loser says it: groups of columns with their values, each to be undone whole or not at all."""
    website = {"website": loser.website} if loser.website and not survivor.website else {}
    return [one for one in (website, _place_taken(loser, survivor)) if one]


def _place_taken(loser: Organisation, survivor: Organisation) -> dict[str, Any]:
    """The whole place once what the survivor lacks is taken, published no finer than either was; empty when nothing is taken.

    Parts are taken only where both say another part, and the same of it; a survivor without any place takes the whole.
    """
    ours, theirs = _place(survivor), _place(loser)
    both = ours.keys() & theirs.keys()
    is_one = all(ours[name] == theirs[name] for name in both) and (both or not ours)
    if not is_one or theirs.keys() <= ours.keys():
        return {}
    whole = {name: getattr(survivor, name) for name in PLACE} | theirs
    return whole | {PRECISION: min(survivor.public_precision, loser.public_precision, key=PRECISIONS.index)}


def given_back(before: dict[str, Any], after: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """What the survivor says again once the merge is undone: all that nobody corrected since. A point on earth is one thing."""
    kept = {name for name, value in after.items() if now[name] != value}
    kept |= set(POINT) & after.keys() if kept & set(POINT) else set()
    return {name: value for name, value in before.items() if name not in kept}


def _place(organisation: Organisation) -> dict[str, Any]:
    """What is known of its place, by column."""
    return {name: value for name in PLACE if (value := getattr(organisation, name)) not in ("", None)}


def side_by_side(loser: Organisation, survivor: Organisation) -> Iterator[Side]:
    """What a reader tells the two apart by. So many queries whatever there is."""
    gained = {name: value for group in taken(loser, survivor) for name, value in group.items()}
    is_coarser = gained.get(PRECISION, survivor.public_precision) != survivor.public_precision
    yield Side(gettext("number of the record"), str(survivor.pk), str(loser.pk))
    for name in ("name", "kind"):
        yield Side(words_of(Organisation, name), _said(survivor, name), _said(loser, name))
    yield Side(gettext("place"), place_words(survivor), place_words(loser), PRECISION in gained)
    yield Side(words_of(Organisation, PRECISION), _said(survivor, PRECISION), _said(loser, PRECISION), is_coarser)
    ours, theirs = (str(one.parent) if one.parent_id else "" for one in (survivor, loser))
    yield Side(words_of(Organisation, "parent"), ours, theirs, loser.pk in survivor.line())
    yield Side(gettext("numbers in registers"), numbers_words(survivor), numbers_words(loser))
    yield Side(words_of(Organisation, "website"), survivor.website, loser.website, "website" in gained)
    yield Side(gettext("records that name it"), number(_named_by(survivor)), number(_named_by(loser)))


def _said(organisation: Organisation, name: str) -> str:
    if name == PRECISION:
        return str(Precision(organisation.public_precision).label)
    return organisation.get_kind_display() if name == "kind" else organisation.name


def _named_by(organisation: Organisation) -> int:
    """How many rows of other records name it."""
    return sum(one.rows(organisation).count() for one in references() if one.model not in PARTS)
