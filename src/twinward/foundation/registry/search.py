"""Finding organisations and people by what somebody typed: an index of names in the home, current with the store."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.db.models import QuerySet

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.keys import fresh_key
from twinward.foundation.registry.kept_names import INDEX, TOLD, answer_now, answer_of, write_told
from twinward.foundation.registry.likeness import ALIKE, most_alike
from twinward.foundation.registry.models import Appointment, Identifier, NameStamp, Organisation, OrganisationName, Person
from twinward.foundation.registry.names import Found, IndexUnreadable, NameEntry, NameIndex, fold
from twinward.foundation.registry.numbers import register_of, ror_id

_USES: dict[str, Literal["label", "alias", "acronym"]] = {
    "label": "label",
    "alias": "alias",
    "acronym": "acronym",
    "former": "alias",
    "translated": "alias",
}
_AS_ALIKE = 0.83  # how like one on record an organisation is that may be it; of a hundred that are new some eight are asked about
_AS_NAMESAKE = 0.9  # the same of people
_lock = threading.Lock()
_in_memory: NameIndex | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """An organisation that was found, the one of its names that fits best, and how well: 1 is the same letters."""

    organisation: Organisation
    called: str
    score: float


def names_changed() -> None:
    """The index of names is out of date once this transaction ends. Stands beside every write to names, identifiers, countries and merges."""
    NameStamp.objects.update_or_create(id=1, defaults={"value": fresh_key().hex})


def current_stamp() -> str:
    """What an index must carry to be current; empty while nothing was ever written."""
    return NameStamp.objects.values_list("value", flat=True).first() or ""


def find(text: str, country: str | None = None, limit: int = 5) -> list[Found]:
    """At most `limit` standing organisations (key: their primary key) called something like `text`, best first.

    None for a number of a register, which is like no name. country: ISO 3166-1 alpha-2, None for everywhere. The index is brought up to
    date first when names have changed.
    """
    return _named(current_index(), text, country, limit)


def _named(index: NameIndex, text: str, country: str | None, limit: int) -> list[Found]:
    return [] if register_of(text) else index.find(text, country, limit)


def doubles_of(names: Iterable[str], country: str, *, actor: Actor, limit: int = 5) -> list[Match]:
    """Standing organisations of the country that `actor` may see and that may be the one called so, likest first.

    Asked by hand, of one at a time: so also one whose name says all that is distinctive of these names, and more.
    """
    index, found = current_index(), dict[int, Found]()
    for name in names:
        for one in [*index.alike(name, country, _AS_ALIKE, limit), *_named(index, name, country, limit)]:
            if one.score >= max(_AS_ALIKE, found[one.key].score if one.key in found else 0):
                found[one.key] = one
    visible = Organisation.objects.visible_to(actor).standing().told_where(actor).in_bulk(found)
    matches = [Match(visible[key], one.name, one.score) for key, one in found.items() if key in visible]
    return sorted(matches, key=lambda match: -match.score)[:limit]


def look_up(text: str, *, actor: Actor, country: str | None = None, limit: int = 5) -> list[Match]:
    """What `find` finds, as records that `actor` may see; one whose identifier is `text` comes first. Identifiers are prefetched."""
    return look_up_many([text], actor=actor, country=country, limit=limit)[0]


def look_up_many(texts: Sequence[str], *, actor: Actor, country: str | None = None, limit: int = 5) -> list[list[Match]]:
    """What `look_up` finds for each of the texts, in their order. Four queries, whatever their number; none without texts."""
    if not texts:
        return []
    index, numbered = current_index(), _numbered(texts)
    found = [{one.key: one for one in _named(index, text, country, limit)} for text in texts]
    keys = [list(dict.fromkeys([*numbered.get(text, ()), *of_text]))[:limit] for text, of_text in zip(texts, found, strict=True)]
    wanted = {key for several in keys for key in several}
    standing = Organisation.objects.visible_to(actor).standing().told_where(actor).filter(**{"country": country} if country else {})
    visible = standing.prefetch_related("identifiers").in_bulk(list(wanted)) if wanted else {}
    return [
        [_match(visible[key], of_text.get(key), is_numbered=key in numbered.get(text, ())) for key in several if key in visible]
        for text, several, of_text in zip(texts, keys, found, strict=True)
    ]


def _match(organisation: Organisation, found: Found | None, *, is_numbered: bool) -> Match:
    return Match(organisation, found.name if found else organisation.called, 1.0 if is_numbered or found is None else found.score)


def answers(text: str, country: str | None, limit: int) -> list[dict[str, Any]]:
    """What the command line says: name, identifiers, country and score of each organisation, best first; from an index that is current."""
    index = current_index()
    if settings.READ_ONLY:
        return answer_of({str(pk): (name, where, ids) for pk, name, where, ids in _told()}, index, text, country, limit)
    kept = answer_now(folder(), current_stamp(), text, country, limit)
    if kept is None:
        raise IndexUnreadable(f"{folder()}: names changed while they were read; ask again")
    return kept


def words_on_record() -> Callable[[str], bool]:
    """What tells whether a word, in a-z and 0-9, stands in any name of a standing organisation. The index is asked for at the first word."""
    index = cache(current_index)
    return lambda word: index().has_word(word)


def identified(text: str) -> list[int]:
    """Primary keys of the standing organisations that have `text` as a number in some register; the number of ROR in any way of writing it."""
    return _numbered([text]).get(text, [])


def _numbered(texts: Iterable[str]) -> dict[str, list[int]]:
    """What is `identified` by each of the texts by which anything is. One query."""
    written = {text: {text.strip(), ror_id(text) or text.strip()} for text in texts}
    rows = Identifier.objects.filter(value__in=set[str]().union(*written.values()), organisation__merged_into=None)
    holders: dict[str, set[int]] = {}
    for value, organisation in rows.values_list("value", "organisation_id"):
        holders.setdefault(value, set()).add(organisation)
    found = {text: sorted(set[int]().union(*(holders.get(value, set()) for value in values))) for text, values in written.items()}
    return {text: keys for text, keys in found.items() if keys}


def find_people(text: str, *, actor: Actor, limit: int = 5, least: float = ALIKE, country: str | None = None) -> list[tuple[Person, float]]:
    """People whom `actor` may see and who are called something like `text` in any of their names, best first, each with how well that fits.

    The score of the same words is 1. least: what scores less is left out. country: ISO 3166-1 alpha-2.
    """
    seen = Person.objects.visible_to(actor).filter(**{"country": country} if country else {})
    names = names_of_people(seen) if fold(text) else {}
    found = dict(most_alike(text, names, limit=limit, least=least))
    people = Person.objects.visible_to(actor).prefetch_related("appointments__organisation").in_bulk(list(found)) if found else {}
    return [(people[pk], score) for pk, score in found.items()]


def at_institutions_like(text: str, people: QuerySet[Person]) -> list[int]:
    """Primary keys of those of the people who hold or held an office at an institution that `find` finds."""
    held = Appointment.objects.filter(organisation__in=[one.key for one in find(text)])
    return list(people.filter(pk__in=held.values("person_id")).order_by("pk").values_list("pk", flat=True))


def doubles_among_people(names: Iterable[str], *, actor: Actor) -> list[Person]:
    """People whom `actor` may see and who may be the one called so, in any of the names. Their names are read once, however many are asked."""
    seen = Person.objects.visible_to(actor)
    called = names_of_people(seen)
    found = dict.fromkeys(pk for name in names for pk, _score in most_alike(name, called, limit=5, least=_AS_NAMESAKE))
    people = seen.prefetch_related("appointments__organisation").in_bulk(list(found)) if found else {}
    return [people[pk] for pk in found if pk in people]


def names_of_people(people: QuerySet[Person]) -> dict[int, tuple[str, ...]]:
    """By primary key what each of the people is called, the registered name first. One query."""
    names: dict[int, tuple[str, ...]] = {}
    for pk, registered, other in people.order_by("pk", "names__pk").values_list("pk", "full_name", "names__value"):
        names[pk] = names.get(pk, (registered,)) + ((other,) if other else ())
    return names


def current_index() -> NameIndex:
    """The index of all names as the store holds them now: from memory, from the home, or built and kept there."""
    global _in_memory
    stamp = current_stamp()
    with _lock:
        if _in_memory is None or _in_memory.stamp != stamp:
            _in_memory = _kept(stamp) or _built(stamp)
        return _in_memory


def folder() -> Path:
    """Where the home keeps the index."""
    return Path(settings.HOME) / "index"


def _kept(stamp: str) -> NameIndex | None:
    """The index in the home, when it is whole and current."""
    try:
        index = NameIndex.load(folder() / INDEX)
    except IndexUnreadable:
        return None
    return index if index.stamp == stamp and stamp and (folder() / TOLD).is_file() else None


def _built(stamp: str) -> NameIndex:
    """A new index, also kept in the home where that can be written to.

    The stamp was read before the names: what is written meanwhile makes it out of date, never wrong.
    """
    index = NameIndex.build(_entries(), stamp)
    if settings.READ_ONLY:
        return index
    folder().mkdir(parents=True, exist_ok=True)
    write_told(folder() / TOLD, stamp, _told())
    index.save(folder() / INDEX)
    return index


def _entries() -> Iterator[NameEntry]:
    standing = Organisation.objects.unscoped("the index of names").standing()
    countries: dict[int, str] = {}
    for pk, country, name in standing.values_list("pk", "country_id", "name").iterator(chunk_size=5_000):
        countries[pk] = country
        yield NameEntry(pk, country, name, "display")
    for pk, value, use in OrganisationName.objects.values_list("organisation_id", "value", "use").iterator(chunk_size=5_000):
        if pk in countries:
            yield NameEntry(pk, countries[pk], value, _USES[use])


def _told() -> Iterable[tuple[int, str, str, dict[str, str]]]:
    """Of every standing organisation what an answer says: primary key, name, country, identifiers by scheme."""
    numbers: dict[int, dict[str, str]] = {}
    for pk, scheme, value in (
        Identifier.objects.order_by("-pk").values_list("organisation_id", "scheme", "value").iterator(chunk_size=5_000)
    ):
        numbers.setdefault(pk, {})[scheme] = value
    standing = Organisation.objects.unscoped("the index of names").standing()
    for pk, name, country in standing.values_list("pk", "name", "country_id").iterator(chunk_size=5_000):
        yield pk, name, country, numbers.get(pk, {})
