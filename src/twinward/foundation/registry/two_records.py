"""Two records of one organisation side by side: what tells them apart, and what the one that stays lacks and takes from the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from twinward.foundation.kernel.wording import number
from twinward.foundation.registry.models import Identifier, Organisation, OrganisationName, OrganisationSpeciality
from twinward.foundation.registry.references import references, words_of
from twinward.foundation.registry.wording import NUMBERS, place_words

#: Columns that are taken where the record that stays has nothing: each group whole, so that a place is never half of one and half of another.
WEBSITE = ("website",)
NAMED_PLACE = ("region", "city")
POINT = ("latitude_microdegrees", "longitude_microdegrees")
_PARTS = (Identifier, OrganisationName, OrganisationSpeciality)  # what a record consists of, and what does not refer to it


@dataclass(frozen=True, slots=True)
class Side:
    """One line of two records side by side. is_taken: the record that stays lacks it and takes what the other says."""

    label: str
    ours: str
    theirs: str
    is_taken: bool = False


def taken(loser: Organisation, survivor: Organisation) -> list[dict[str, Any]]:
    """What the survivor lacks and the loser says, as groups of columns with their values. Parts of a place only where the rest agrees."""
    groups = [WEBSITE, *([(name,) for name in NAMED_PLACE] + [POINT] if _is_one_place(loser, survivor) else [])]
    told = [{name: getattr(loser, name) for name in group} for group in groups]
    return [one for one in told if all(value not in ("", None) for value in one.values()) and _lacks(survivor, one)]


def _lacks(survivor: Organisation, columns: dict[str, Any]) -> bool:
    return all(getattr(survivor, name) in ("", None) for name in columns)


def _is_one_place(loser: Organisation, survivor: Organisation) -> bool:
    """Whether what both say of their place is the same."""
    pairs = [(getattr(survivor, name), getattr(loser, name)) for name in (*NAMED_PLACE, *POINT)]
    return all(ours == theirs for ours, theirs in pairs if ours not in ("", None) and theirs not in ("", None))


def side_by_side(loser: Organisation, survivor: Organisation) -> Iterator[Side]:
    """What a reader tells the two apart by. So many queries whatever there is."""
    names = {name for group in taken(loser, survivor) for name in group}
    is_place_taken = bool(names & {*NAMED_PLACE, *POINT})
    yield Side(gettext("number of the record"), str(survivor.pk), str(loser.pk))
    for name in ("name", "kind"):
        yield Side(words_of(Organisation, name), _said(survivor, name), _said(loser, name))
    yield Side(gettext("place"), place_words(survivor), place_words(loser), is_place_taken)
    yield Side(gettext("numbers in registers"), _numbers(survivor), _numbers(loser))
    yield Side(words_of(Organisation, "website"), survivor.website, loser.website, "website" in names)
    yield Side(gettext("records that name it"), number(_named_by(survivor)), number(_named_by(loser)))


def _said(organisation: Organisation, name: str) -> str:
    return organisation.get_kind_display() if name == "kind" else organisation.name


def _numbers(organisation: Organisation) -> str:
    return ", ".join(f"{NUMBERS.get(one.scheme, one.scheme)} {one.value}" for one in organisation.identifiers.order_by("scheme", "pk"))


def _named_by(organisation: Organisation) -> int:
    """How many rows of other records name it."""
    return sum(one.rows(organisation).count() for one in references() if one.model not in _PARTS)
