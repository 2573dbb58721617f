"""Finding a hospital by a name in any language, among those that are party to a public memorandum, with its sisters and how we know."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import get_language

from twinward.foundation.kernel.days import Answer, Known
from twinward.foundation.kernel.publication import Gate
from twinward.foundation.kernel.wording import country, short_day
from twinward.foundation.registry.models import Organisation, OrganisationName
from twinward.foundation.registry.names import NameEntry, NameIndex
from twinward.foundation.registry.rules import called_in, labels_of
from twinward.outward.figures.said import Notes, cited
from twinward.outward.figures.wording import phrase
from twinward.programme.instruments.measures import is_documented, memorandums, said_by, signed_on
from twinward.programme.instruments.models import Instrument, Party

MOST = 3  # hospitals that one search shows
LONGEST = 200  # characters of a question
KINDS: Mapping[str, Literal["label", "alias", "acronym"]] = {
    "label": "label",
    "alias": "alias",
    "acronym": "acronym",
    "former": "alias",
    "translated": "alias",
}
SURE, LIKELY = 0.9, 0.6  # a hospital that fits so well stands alone; one that fits less than the latter is not shown


@dataclass(frozen=True, slots=True)
class Sister:
    """The other side of a memorandum. signed: in words. note: the number of its source on the page, None when it has none.

    registered: the name that it is registered under, where the reader's language calls it otherwise.
    """

    name: str
    registered: str
    country: str
    signed: str
    is_documented: bool
    note: int | None


@dataclass(frozen=True, slots=True)
class Hospital:
    """An institution with its sisters. place: as finely as it may be published. registered: as of a sister."""

    name: str
    registered: str
    country: str
    place: str
    sisters: tuple[Sister, ...]

    @property
    def documented(self) -> int:
        """How many of its memorandums are on record here as a paper."""
        return sum(sister.is_documented for sister in self.sisters)


@dataclass(frozen=True)
class Directory:
    """Every institution that is party to a public memorandum on a day, by primary key, and the index of their public names."""

    hospitals: Mapping[int, Hospital]
    index: NameIndex

    def find(self, text: str) -> list[Hospital]:
        """At most three hospitals called something like `text`, best first; one alone when it surely is meant."""
        found = [one for one in self.index.find(text[:LONGEST], None, MOST) if one.score >= LIKELY]
        sure = [one for one in found if one.score >= SURE]
        return [self.hospitals[one.key] for one in sure or found]


def directory(asked: date, gate: Gate, notes: Notes) -> Directory:
    """The directory of a day in the reader's language, its sources numbered in `notes`.

    It holds what passed the gate and nothing else, so that a search cannot find more.
    """
    parties: list[tuple[Party, list[Party], Instrument, Answer]] = []
    for memorandum, answer in memorandums(asked):
        if gate.passes(memorandum) and answer.known is not Known.NO:
            sides = list(memorandum.parties.all())
            parties += [(side, sides, memorandum, answer) for side in sides if side.organisation]
    own = {side.organisation.pk: side.organisation for side, *_rest in parties if side.organisation and gate.passes(side.organisation)}
    names = _names(own, gate)
    sisters: dict[int, list[Sister]] = defaultdict(list)
    for side, sides, memorandum, _answer in parties:
        if side.organisation and side.organisation.pk in own:
            sisters[side.organisation.pk] += _sisters(side, sides, memorandum, names, gate, notes)
    called = {pk: _called(pk, names, own) for pk in own}
    hospitals = {pk: _hospital(own[pk], called[pk], tuple(sisters[pk]), gate) for pk in own if sisters[pk]}
    return Directory(hospitals, NameIndex.build(_entries({pk: own[pk] for pk in hospitals}, names)))


Names = Mapping[int, list[tuple[str, str, str]]]


def _names(own: Mapping[int, Organisation], gate: Gate) -> Names:
    """Every public name of each organisation: (name, language, use)."""
    names: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for name in OrganisationName.objects.filter(organisation__in=own).order_by("id"):
        told = gate.tell(name, "value", "language", "use")
        names[name.organisation_id].append((told["value"], told["language"], told["use"]))
    return names


def _entries(own: Mapping[int, Organisation], names: Names) -> Iterator[NameEntry]:
    for pk, organisation in own.items():
        yield NameEntry(pk, organisation.country_id, organisation.name, "display")
        for value, _language, use in names.get(pk, ()):
            yield NameEntry(pk, organisation.country_id, value, KINDS[use])


def _called(pk: int, names: Names, own: Mapping[int, Organisation]) -> str:
    """The name in the reader's language, else the one that it is registered under."""
    return called_in(own[pk].name, labels_of(own[pk].name, names.get(pk, ())), get_language() or "")


def _registered(organisation: Organisation, called: str) -> str:
    return organisation.name if organisation.name != called else ""


def _hospital(organisation: Organisation, called: str, sisters: tuple[Sister, ...], gate: Gate) -> Hospital:
    place = gate.place(organisation)
    registered = _registered(organisation, called)
    return Hospital(
        called, registered, country(place.country), ", ".join(filter(None, (place.city, place.region, country(place.country)))), sisters
    )


def _sisters(side: Party, sides: Iterable[Party], memorandum: Instrument, names: Names, gate: Gate, notes: Notes) -> Iterator[Sister]:
    for other in sides:
        if other.pk == side.pk or (other.organisation and not gate.passes(other.organisation)):
            continue
        organisation = other.organisation
        name = _called(organisation.pk, names, {organisation.pk: organisation}) if organisation else phrase(other.described)
        registered = _registered(organisation, name) if organisation else ""
        source = said_by(memorandum)
        note = notes.number(cited(source, gate)) if source else None
        yield Sister(name, registered, country(other.country_id), _signed(memorandum), is_documented(memorandum), note)


def _signed(memorandum: Instrument) -> str:
    """When it was signed, as far as known: the day, else what is recorded of it, else the interval."""
    day = signed_on(memorandum)
    return phrase(memorandum.remark) if memorandum.remark and not day.is_known else short_day(day)
