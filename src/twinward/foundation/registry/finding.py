"""What the search of every page finds in the registry: countries, institutions, people."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext

from twinward.foundation.kernel import wording
from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.records import page_of
from twinward.foundation.registry.countries import CODES, codes_of, country_name, names_of_countries
from twinward.foundation.registry.likeness import most_alike
from twinward.foundation.registry.models import Person
from twinward.foundation.registry.search import find_people, look_up

_COUNTRY = 0.8  # how well the name of a country must fit


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found. kind: what it is, in words. score: how well it fits; 1 is the same words."""

    label: str
    url: str
    kind: str | Promise
    meta: str
    score: float
    is_illustrative: bool = False


def countries(text: str, *, limit: int) -> list[Hit]:
    """Countries by their codes, their names in any of our languages, and their English names of ISO 3166-1."""
    return [
        Hit(country_name(code), page_of("country", code), gettext("country"), code, score)
        for code, score in codes_like(text, limit=limit).items()
    ]


def codes_like(text: str, *, limit: int) -> dict[str, float]:
    """The codes of the countries that are called something like the text, or have it for a code, each with how well that fits; the best first."""
    given = text.strip().upper()
    found = {code: 1.0 for code in sorted(CODES) if given in codes_of(code)}
    for code, score in most_alike(text, names_of_countries(), limit=limit, least=_COUNTRY):
        found.setdefault(code, score)
    return dict(list(found.items())[:limit])


def institutions(text: str, *, actor: Actor, limit: int, country: str | None = None) -> list[Hit]:
    """Standing institutions that `actor` may see, by any of their names and numbers."""
    return [
        Hit(
            one.organisation.called,
            page_of("organisation", one.organisation.pk),
            one.organisation.get_kind_display(),
            _in_line(
                [
                    one.called if one.called != one.organisation.called else "",
                    one.organisation.city_seen,
                    wording.country(one.organisation.country_id),
                ]
            ),
            one.score,
            one.organisation.is_illustrative,
        )
        for one in look_up(text, actor=actor, country=country, limit=limit)
    ]


def people(text: str, *, actor: Actor, limit: int, country: str | None = None) -> list[Hit]:
    """People whom `actor` may see, with the offices that they hold or held."""
    found = find_people(text, actor=actor, limit=limit, country=country)
    return [
        Hit(one.called, page_of("person", one.pk), gettext("person"), _offices(one), score, one.is_illustrative) for one, score in found
    ]


def _offices(person: Person) -> str:
    return "; ".join(f"{held}, {held.organisation}" for held in person.appointments.all())


def _in_line(parts: Iterable[str]) -> str:
    return ", ".join(part for part in parts if part)
