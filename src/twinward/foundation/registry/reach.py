"""How far a correction of an organisation reaches: what its own focal point may correct, and what only whoever edits its whole country may."""

from collections.abc import Iterable, Mapping
from typing import Any

from twinward.foundation.kernel.actors import Actor, OfCountry, require
from twinward.foundation.kernel.publication import PRECISIONS
from twinward.foundation.registry.beside import Name
from twinward.foundation.registry.models import Organisation
from twinward.foundation.registry.search import Match, doubles_of

#: What decides whose an organisation is, and for whom it speaks: more hangs on it than the organisation itself.
STANDING = ("country_id", "kind")
_SAME = 0.999  # the same letters, in whatever alphabet
_FINENESS = {precision: place for place, precision in enumerate(PRECISIONS)}


def edits_the_country(by: Actor, country: str) -> bool:
    """Whether `by` edits the register of a whole country (alpha-2) or of the node, and not of one organisation alone."""
    return by.may("registry.edit", OfCountry(country))


def no_finer_than(precision: str) -> list[str]:
    """The precisions that publish no more of a place than this one."""
    return [one for one, place in _FINENESS.items() if place <= _FINENESS[precision]]


def goes_beyond_itself(organisation: Organisation, values: Mapping[str, Any]) -> bool:
    """Whether the new values change whose the organisation is or for whom it speaks, or publish a finer place of it."""
    changed = {name for name, value in values.items() if value != getattr(organisation, name)}
    return bool(changed & {*STANDING}) or values.get("public_precision", "country") not in no_finer_than(organisation.public_precision)


def require_right_after(organisation: Organisation, by: Actor, values: dict[str, Any]) -> dict[str, Any]:
    """The values, when `by` still holds the right over what the organisation becomes: nobody gives one away, or takes one, by its country.

    What goes beyond the organisation itself takes the right over the whole country, over that which it leaves too.
    """
    become = Organisation(pk=organisation.pk, country_id=values.get("country_id", organisation.country_id))
    require(by, "registry.edit", become)
    if goes_beyond_itself(organisation, values):
        for country in sorted({organisation.country_id, become.country_id}):
            require(by, "registry.edit", OfCountry(country))
    return values


def namesakes(organisation: Organisation, names: Iterable[str], country: str, *, by: Actor) -> list[Match]:
    """Others of the country that may be the one called so, by those of these names that the organisation does not bear yet there."""
    borne = {organisation.name, *organisation.names.values_list("value", flat=True)} if country == organisation.country_id else set[str]()
    fresh = [name for name in dict.fromkeys(names) if name not in borne]
    return [match for match in doubles_of(fresh, country, actor=by) if match.organisation.pk != organisation.pk] if fresh else []


def naming_faults(organisation: Organisation, names: Iterable[Name], by: Actor) -> list[str]:
    """Why the organisation's own side may not call it so: another institution of its country is. Whoever edits the country decides that."""
    country = organisation.country_id
    if edits_the_country(by, country):
        return []
    alike = namesakes(organisation, [value for value, _language, _use in names if value], country, by=by)
    return ["name_is_of_another"] if any(match.score >= _SAME for match in alike) else []
