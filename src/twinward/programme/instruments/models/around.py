"""What surrounds instruments: all that their answers follow from, however far it lies, in a few queries for each step between them."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db.models import Model, Prefetch, prefetch_related_objects

from twinward.foundation.kernel.row_security import everything
from twinward.programme.instruments.facts import LinkKind
from twinward.programme.instruments.models.own_words import own_words
from twinward.programme.instruments.models.parts import Act, Link, Party

#: Why what surrounds an instrument is read, whoever sees it: an answer tells that something is not in force, never what it says.
FOLLOWS = "an answer follows from it"

Found = dict[int, Any]  # instruments by their numbers
Named = Callable[[Collection[int]], Found]


def parties() -> "Prefetch[Any]":
    """The parties that stand, with their institutions, in the order of recording."""
    return Prefetch("parties", Party.objects.select_related("organisation").order_by("id"))


def acts() -> "Prefetch[Any]":
    """Whatever was done, with all that is told of it, in the order of recording."""
    told = ("party__organisation", "source", "appointment__person", "document", "full_powers")
    return Prefetch("acts", Act.objects.select_related(*told).order_by("id"))


@everything(FOLLOWS)
def read_around(roots: Collection[Model], named: Named, *, linked: bool) -> None:
    """`roots` hold all that their state on a day follows from, and so does whatever they rest on or are part of in turn.

    named: reads instruments by their numbers. linked: what is linked to the roots is read with all that its own state follows from; otherwise
    of what supersedes them only parties and acts. An instrument that is reached twice is one object.
    """
    found: Found = {one.pk: one for one in roots}
    asked, walked = list(found.values()), set(found)
    is_first = True
    while asked:
        below, above = _links_of(asked, all_above=linked and is_first)
        found |= named((below | above) - found.keys())
        wanted = (below | above if linked and is_first else below) - walked
        walked |= wanted
        asked, is_first = [found[pk] for pk in sorted(wanted)], False
    _join(found, walked)
    prefetch_related_objects(list(found.values()), parties(), acts(), "waivers")
    _hear(found, walked)


def _links_of(asked: list[Any], *, all_above: bool) -> tuple[set[int], set[int]]:
    """The numbers of what they name, and of what names them: at all, or as superseded."""
    links = Link.objects.select_related("source").order_by("id")
    above = links if all_above else links.filter(kind=LinkKind.SUPERSEDES, withdrawn_on=None)
    prefetch_related_objects(asked, Prefetch("every_link_down", links), Prefetch("every_link_up", above))
    return (
        {link.to_instrument_id for one in asked for link in one.every_link_down.all() if link.to_instrument_id},
        {link.from_instrument_id for one in asked for link in one.every_link_up.all()},
    )


def _join(found: Found, walked: Iterable[int]) -> None:
    for one in map(found.__getitem__, walked):
        for link in one.every_link_down.all():
            if link.to_instrument_id:
                link.to_instrument = found[link.to_instrument_id]
        for link in one.every_link_up.all():
            link.from_instrument = found[link.from_instrument_id]


def _hear(found: Found, walked: Iterable[int]) -> None:
    """What claims to supersede what another side keeps knows which of its acts their own side put on record by a source. Two queries for all."""
    links = [link for pk in walked for link in (*found[pk].every_link_down.all(), *found[pk].every_link_up.all())]
    claims = {(link.from_instrument_id, link.to_instrument_id) for link in links if link.kind == LinkKind.SUPERSEDES and link.stands}
    told = {newer: _of_others(found[newer]) for newer, older in claims if older and _is_of_another_side(found[newer], found[older])}
    heard = own_words(act for acts_of_one in told.values() for act in acts_of_one)
    for newer, acts_of_one in told.items():
        found[newer].own_words = heard & {act.pk for act in acts_of_one}


def _is_of_another_side(newer: Any, older: Any) -> bool:
    return bool(newer.drafted_at) and not (older.drafted_at and older.drafted_at.country_id == newer.drafted_at.country_id)


def _of_others(newer: Any) -> list[Act]:
    """What others than the keeping side did, by a source."""
    return [act for act in newer.acts.all() if act.source_id and act.party.country_id != newer.drafted_at.country_id]
