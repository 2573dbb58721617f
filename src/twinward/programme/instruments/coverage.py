"""What an instrument rests on: whether it has a legal basis on a day, for its countries and its fields. No database, no clock."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from twinward.foundation.kernel.days import Answer, Known, all_of, any_of
from twinward.programme.instruments.consent import reason_for
from twinward.programme.instruments.facts import BasisLink, InstrumentFacts, InstrumentKind, Waiver
from twinward.programme.instruments.validity import bound_of, in_force


def legal_basis(dependant: InstrumentFacts, links: Collection[BasisLink], asked: date, waiver: Waiver | None = None) -> Answer:
    """Whether `dependant` has a legal basis on `asked`, for the countries of all its parties and for each of its fields.

    Yes by a waiver too. Of an instrument that happened elsewhere, a link that is not on record is not known. A memorandum's own basis must
    bind its countries (I3); those of anything else may be bound by what its basis rests on in turn.
    """
    if not links and dependant.recorded:
        return any_of(_waived(waiver, asked), Answer.not_known("legal_basis"))
    in_turn = dependant.kind is not InstrumentKind.MEMORANDUM
    return covered({party.country for party in dependant.parties}, dependant.fields, links, asked, waiver, in_turn=in_turn)


def covered(
    countries: Collection[str],
    fields: Collection[str],
    links: Iterable[BasisLink],
    asked: date,
    waiver: Waiver | None = None,
    *,
    in_turn: bool = False,
) -> Answer:
    """Whether whatever rests on `links` (a memorandum, a plan, a partnership) is covered on `asked`.

    countries: those of its parties, "" for one not known. fields: what it is about, empty when not known. For each field there must be a
    link that is a basis for it, to an instrument in force to which each country is bound, and which has the basis that it needs itself; so a
    suspension, a termination or a supersession uncovers all that rests on it, from its day on. in_turn: it is enough that the country is
    bound to what that instrument rests on.
    """
    standing = [(link, _stands(link, countries, asked, in_turn=in_turn)) for link in links]
    by_field = (any_of(*(all_of(_reaches(link, about), stands) for link, stands in standing)) for about in sorted(fields) or [""])
    return any_of(_waived(waiver, asked), reason_for(all_of(*by_field), yes="has_legal_basis", no="no_legal_basis"))


def _stands(link: BasisLink, countries: Collection[str], asked: date, *, in_turn: bool) -> Answer:
    """In force, resting on what it needs itself, and every country bound to it."""
    bound_to_it = _countries_bound(link, sorted(countries), asked, in_turn=in_turn).values()
    in_its_force = reason_for(in_force(link.instrument, asked, link.successors), no="basis_not_in_force")
    own = all_of(in_its_force, _rests(link, asked))
    return all_of(own, *bound_to_it) if countries else all_of(own, Answer.not_known("party"))


def _rests(link: BasisLink, asked: date) -> Answer:
    """Whether what is a basis has the basis that it needs itself: a memorandum always, anything else what it is linked to."""
    if not link.rests_on and link.instrument.kind is not InstrumentKind.MEMORANDUM:
        return Answer.yes()
    own = legal_basis(link.instrument, link.rests_on, asked, link.waiver)
    return reason_for(replace(own, because=()), no="basis_without_basis")


def _countries_bound(link: BasisLink, countries: Collection[str], asked: date, *, in_turn: bool) -> dict[str, Answer]:
    """An institution cannot bind its country: only a party that is the country itself does, or one of its ministries."""
    states = [party for party in link.instrument.parties if party.country in countries and party.speaks_for_state]
    by_key = bound_of(link.instrument, [party.key for party in states], asked, link.successors)
    further = [_countries_bound(one, countries, asked, in_turn=True) for one in link.rests_on if in_turn]
    found: dict[str, list[Answer]] = {country: [] for country in countries}
    for party in states:
        found[party.country].append(by_key[party.key])
    return {country: _country_bound(country, [*own, *(one[country] for one in further)]) for country, own in found.items()}


def _country_bound(country: str, ways: Iterable[Answer]) -> Answer:
    return reason_for(any_of(*ways), no="country_not_bound") if country else Answer.not_known("party_country")


def _reaches(link: BasisLink, about: str) -> Answer:
    """Whether the link is a basis for the field `about`, "" for one that is not known."""
    if link.subjects is None or about in link.subjects:
        return Answer.yes()
    if not about:
        return Answer.not_known("fields")
    return Answer.no("outside_subjects") if link.subjects_complete else Answer.not_known("text")


def _waived(waiver: Waiver | None, asked: date) -> Answer:
    """A waiver holds from its day on, and only with a reason and an author."""
    holds = waiver is not None and bool(waiver.reason and waiver.author) and waiver.on <= asked
    return Answer(Known.YES, because=("waiver",)) if holds else Answer.no()
