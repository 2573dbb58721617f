"""What is told of parties beyond their own room leaves those out that were struck out: the public side, the pages of countries and institutions."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.template import Context
from django.test import RequestFactory

from tests.public.makers import BY, NOON, make_memorandum, make_organisation
from twinward.foundation.identity.rules import OFFICER
from twinward.foundation.kernel.days import Day, Known
from twinward.foundation.kernel.publication import Gate
from twinward.foundation.registry.models import Country
from twinward.outward.figures.said import Notes
from twinward.outward.portal.hospitals import directory
from twinward.programme.instruments.acting import correct_act
from twinward.programme.instruments.measures import MEASURES
from twinward.programme.instruments.models import Act, Instrument, Party
from twinward.programme.instruments.striking import strike_party
from twinward.programme.instruments.tests.makers import make_account
from twinward.programme.twinning.pages import country_page
from twinward.programme.twinning.standings import standings
from twinward.site.templatetags.about import instruments_of

ASKED = date(2025, 6, 1)
pytestmark = pytest.mark.django_db


def struck(party: Party) -> None:
    """The party never was one, and neither was its act."""
    for act in party.acts.all():
        correct_act(act=act, says_instead=False, reason="Of another", by=BY, at=NOON)
    strike_party(party=party, by=BY, at=NOON, reason="A namesake")


@pytest.fixture
def mistaken(reported: None) -> Instrument:
    """A public memorandum of institutions in Ukraine, Sweden and, by mistake, Ukraine again, which each signed."""
    sides = (make_organisation("A hospital"), make_organisation("A clinic", "SE"), make_organisation("A namesake"))
    return make_memorandum(*sides, day=Day.on(date(2024, 5, 1)), title="A memorandum", entry_rule="on_signature")


def _wrong(one: Instrument) -> Party:
    return Party.every.select_related("organisation").get(instrument=one, organisation__name="A namesake")


def _hospitals(_one: Instrument) -> bool:
    return "A namesake" in {hospital.name for hospital in directory(ASKED, Gate(ASKED), Notes()).hospitals.values()}


def _sister_rows(_one: Instrument) -> bool:
    return "A namesake" in {row.label for row in MEASURES.by_key["institutions_with_sister"].on(ASKED).rows}


def _page_of_the_institution(one: Instrument) -> bool:
    request = RequestFactory().get("/")
    request.user = make_account(make_organisation("A ministry"), OFFICER)
    return one in instruments_of(Context({"request": request}), _wrong(one).organisation_id or 0)["instruments"]


READERS: dict[str, Callable[[Instrument], bool]] = {
    "the hospitals of the public side": _hospitals,
    "the figure of sister institutions": _sister_rows,
    "the page of the institution": _page_of_the_institution,
}


@pytest.mark.parametrize("reader", READERS)
def test_nothing_is_told_of_an_institution_as_a_party_once_it_was_struck_out(mistaken: Instrument, reader: str):
    assert READERS[reader](mistaken)
    struck(_wrong(mistaken))
    assert not READERS[reader](mistaken)


def test_a_country_that_was_struck_out_of_a_declaration_has_not_joined_it_and_does_not_list_it(reported: None):
    declaration = Instrument.objects.unscoped("a test").get(key="open-declaration-2023")
    party = declaration.parties.get(country="DE")
    reader = make_account(make_organisation("A ministry"), OFFICER)

    def told() -> tuple[Any, ...]:
        joined = {one.coverage.country_id: one.joined.known for one in standings("imp", ASKED)}
        return joined["DE"], declaration.title in [
            title for _one, title in country_page(Country.objects.get(code="DE"), reader, ASKED)["instruments"]
        ]

    assert told() == (Known.YES, True)
    struck(party)
    assert told() == (Known.NO, False)
    assert Act.objects.filter(party=party).count() == 2
