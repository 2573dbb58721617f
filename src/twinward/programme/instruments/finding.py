"""What the search of every page finds among instruments: by title in any language, by number, by the names of parties."""

from collections import defaultdict

from django.db.models import QuerySet
from django.utils.translation import get_language

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.records import page_of
from twinward.foundation.registry.countries import names_of_countries
from twinward.foundation.registry.finding import Hit
from twinward.foundation.registry.likeness import most_alike
from twinward.programme.instruments.models import Instrument, Party
from twinward.programme.instruments.wording import between


def instruments(text: str, *, actor: Actor, limit: int, country: str | None = None) -> list[Hit]:
    """Instruments that `actor` may see. country: with a party of it (ISO 3166-1 alpha-2). Two queries."""
    seen = Instrument.objects.visible_to(actor).not_struck()
    if country:
        seen = seen.with_party(country=country)
    known = {one.pk: one for one in seen.only("pk", "kind", "title", "titles", "number", "is_illustrative").order_by("title", "pk")}
    parties = _parties(Party.objects.filter(instrument__in=seen.values("pk")))
    names = {pk: names_of(one, parties[pk]) for pk, one in known.items()}
    return [
        Hit(
            known[pk].title_in(get_language() or "en"),
            page_of("instrument", pk),
            known[pk].get_kind_display(),
            between([party.country_id for party in parties[pk]]),
            score,
            known[pk].is_illustrative,
        )
        for pk, score in most_alike(text, names, limit=limit)
    ]


def _parties(rows: QuerySet[Party]) -> dict[int, list[Party]]:
    found = defaultdict[int, list[Party]](list)
    for party in rows.select_related("organisation").order_by("pk"):
        found[party.instrument_id].append(party)
    return found


def names_of(instrument: Instrument, parties: list[Party]) -> tuple[str, ...]:
    """Whatever an instrument may be asked for by: titles, number, parties, and its kind with all of them ("memorandum Okhmatdyt")."""
    titles, sides = {instrument.title, *instrument.titles.values()}, [_called(party) for party in parties]
    whole = " ".join((str(instrument.get_kind_display()), *titles, *(name for side in sides for name in side)))
    return tuple(filter(None, (*titles, instrument.number, *(name for side in sides for name in side), whole)))


def _called(party: Party) -> tuple[str, ...]:
    """What a party is called: a country or an institution in every language, any other as people write it."""
    if party.organisation:
        return (party.organisation.name, *party.organisation.labels.values())
    return (party.described,) if party.described else names_of_countries()[party.country_id]
