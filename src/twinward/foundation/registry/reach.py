"""How far a correction of an organisation reaches: what its own focal point may correct, and what only whoever edits its whole country may."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from twinward.foundation.kernel.actors import Actor, NotAllowed, OfCountry, require
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.models import Event
from twinward.foundation.kernel.publication import PRECISIONS
from twinward.foundation.kernel.records import actors_of
from twinward.foundation.registry.beside import Name
from twinward.foundation.registry.models import Organisation, Precision
from twinward.foundation.registry.references import relying
from twinward.foundation.registry.search import Match, doubles_of

#: What decides whose an organisation is, and for whom it speaks: more hangs on it than the organisation itself.
STANDING = ("country_id", "kind")
_SAME = 0.999  # the same letters, in whatever alphabet
_FINENESS = {precision: place for place, precision in enumerate(PRECISIONS)}


def require_adding(by: Actor, organisation: Organisation) -> None:
    """Nothing when `by` may put the organisation on record: of a country that they edit, or of another, its place not published.

    Otherwise raises NotAllowed.
    """
    if by.may("registry.edit", organisation):
        return
    require(by, "registry.name", organisation)
    if organisation.public_precision != Precision.COUNTRY:
        raise NotAllowed("registry.edit")


def knows_by_name(by: Actor, organisation: Organisation) -> bool:
    """Whether the side of `by` put the organisation of another country on record, and nobody of that country has taken it over.

    Taken over: somebody who edits it there has written to its record, or people hold roles at it.
    """
    own = by.scope("registry.edit").countries
    if not own or organisation.country_id in own or not by.may("registry.name", organisation):
        return False
    keys = list(Event.objects.filter(record=key_of(organisation)).order_by("id").values_list("by", flat=True))
    writers = actors_of(keys)
    first = writers.get(keys[0]) if keys else None
    if first is None or not own & first.scope("registry.edit").countries or any(map(_edits_there(organisation), writers.values())):
        return False
    return not any(one.rows(organisation).exists() for one in relying() if one.words == "names_identity_membership_organisation")


def _edits_there(organisation: Organisation) -> Callable[[Actor], bool]:
    def edits(by: Actor) -> bool:
        scope = by.scope("registry.edit")
        return organisation.country_id in scope.countries or organisation.pk in scope.organisations

    return edits


def require_correcting(by: Actor, organisation: Organisation) -> bool:
    """Whether `by` corrects the organisation only as one that their side knows by name. Raises NotAllowed when neither that nor more is theirs."""
    is_known = not by.may("registry.edit", organisation) and knows_by_name(by, organisation)
    if not is_known:
        require(by, "registry.edit", organisation)
    return is_known


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

    What their side knows by name alone may be moved to another country, and no more of its place is published. Else what goes beyond the
    organisation itself takes the right over the whole country, over that which it leaves too.
    """
    if require_correcting(by, organisation):
        if values.get("public_precision", "country") not in no_finer_than(organisation.public_precision):
            raise NotAllowed("registry.edit")
        return values
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
