"""What an instrument rests on: whether it has a legal basis on a day, for its countries and its fields. No database, no clock."""

from collections.abc import Collection, Iterable
from datetime import date

from twinward.foundation.kernel.days import Answer, Known, all_of, any_of
from twinward.programme.instruments.consent import reason_for
from twinward.programme.instruments.facts import BasisLink, InstrumentFacts, Waiver
from twinward.programme.instruments.validity import bound, in_force


def legal_basis(dependant: InstrumentFacts, links: Collection[BasisLink], asked: date, waiver: Waiver | None = None) -> Answer:
    """Whether `dependant` has a legal basis on `asked`, for the countries of all its parties and for each of its fields.

    Yes by a waiver too. Of an instrument that happened elsewhere, a link that is not on record is not known.
    """
    if not links and dependant.recorded:
        return any_of(_waived(waiver, asked), Answer.not_known("legal_basis"))
    return covered({party.country for party in dependant.parties}, dependant.fields, links, asked, waiver)


def covered(
    countries: Collection[str], fields: Collection[str], links: Iterable[BasisLink], asked: date, waiver: Waiver | None = None
) -> Answer:
    """Whether whatever rests on `links` (a memorandum, a plan, a partnership) is covered on `asked`.

    countries: those of its parties, "" for one not known. fields: what it is about, empty when not known. For each field there must be a
    link that is a basis for it, to an instrument in force to which each country is bound; so a suspension, a termination or a supersession
    uncovers all that rests on it, from its day on.
    """
    standing = [(link, _stands(link, countries, asked)) for link in links]
    by_field = (any_of(*(all_of(_reaches(link, about), stands) for link, stands in standing)) for about in sorted(fields) or [""])
    return any_of(_waived(waiver, asked), reason_for(all_of(*by_field), yes="has_legal_basis", no="no_legal_basis"))


def _stands(link: BasisLink, countries: Collection[str], asked: date) -> Answer:
    """In force, and every country bound to it."""
    bound_to_it = (_country_bound(link, country, asked) for country in sorted(countries))
    in_its_force = reason_for(in_force(link.instrument, asked, link.successors), no="basis_not_in_force")
    return all_of(in_its_force, *bound_to_it) if countries else all_of(in_its_force, Answer.not_known("party"))


def _country_bound(link: BasisLink, country: str, asked: date) -> Answer:
    """An institution cannot bind its country: only a party that is the country itself does, or one of its ministries."""
    if not country:
        return Answer.not_known("party_country")
    states = [party.key for party in link.instrument.parties if party.country == country and party.speaks_for_state]
    return reason_for(any_of(*(bound(link.instrument, state, asked, link.successors) for state in states)), no="country_not_bound")


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
