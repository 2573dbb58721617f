"""A demo that an earlier version loaded has the names of the facts after the next start; what somebody changed stays theirs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.models import Event
from twinward.foundation.registry.actions import correct_organisation, correct_person
from twinward.foundation.registry.labels import mislabelled
from twinward.foundation.registry.models import Organisation, OrganisationName, Person, PersonName
from twinward.site.demo.earlier import REASON, bring_names_up_to_date
from twinward.site.demo.load import Loader, load, reported

pytestmark = pytest.mark.django_db
LOADED = datetime(2025, 11, 3, 12, tzinfo=UTC)
STARTED = LOADED + timedelta(days=20)


def all_names() -> list[tuple[str, ...]]:
    of_organisations = OrganisationName.objects.values_list("organisation__name", "value", "language", "use")
    return sorted([*of_organisations, *PersonName.objects.values_list("person__full_name", "value", "language", "use")])


def earlier_facts() -> dict[str, Any]:
    """The facts as the version before held them: a translation was a name like another, and people had none but the full one."""
    facts = reported()
    for given in facts["organisations"].values():
        given["names"] = given.get("names", {}) | given.pop("translated", {})
    for given in facts["people"]:
        given.pop("names", None)
        given.pop("translated", None)
    return facts


@pytest.fixture
def wanted() -> list[tuple[str, ...]]:
    """The demo is as the version before loaded it. Returns the names that this version loads."""
    with transaction.atomic():
        load(LOADED)
        names = all_names()
        transaction.set_rollback(True)
    Loader(earlier_facts(), LOADED).load()
    return names


def test_an_earlier_demo_has_the_names_of_the_facts_through_the_ledger_and_a_second_start_writes_nothing(wanted: list[tuple[str, ...]]):
    before = Event.objects.count()
    assert all_names() != wanted
    assert bring_names_up_to_date(STARTED) == 7

    assert all_names() == wanted
    written = Event.objects.order_by("id")[before:]
    assert {(event.by, event.verb, event.facts["reason"], event.at) for event in written} == {("command:demo", "change", REASON, STARTED)}
    assert len(written) == 7
    assert list(mislabelled()) == []
    assert Person.objects.unscoped("a test").get(full_name="Viktor Liashko").labels["uk"] == "Віктор Ляшко"

    assert bring_names_up_to_date(STARTED) == 0
    assert Event.objects.count() == before + 7


def test_a_demo_of_this_version_is_left_as_it_is():
    load(LOADED)
    before = Event.objects.count()
    assert bring_names_up_to_date(STARTED) == 0
    assert Event.objects.count() == before


@pytest.mark.usefixtures("wanted")
def test_what_somebody_changed_since_stays_as_they_left_it():
    ministry = Organisation.objects.unscoped("a test").get(name="Ministry of Health of Ukraine")
    minister = Person.objects.unscoped("a test").get(full_name="Teymur Musayev")
    own = [("Ministry of Health of Ukraine", "", "label"), ("МОЗ України", "uk", "label")]
    correct_organisation(ministry, names=own, reason="A name of their own", by=Operator("test"), at=LOADED)
    correct_person(minister, phone="+994 12 000 00 00", reason="Told", by=Operator("test"), at=LOADED)
    events = {key_of(record): Event.objects.filter(record=key_of(record)).count() for record in (ministry, minister)}

    assert bring_names_up_to_date(STARTED) == 5
    assert sorted(ministry.names.values_list("value", "language", "use")) == sorted(own)
    assert not minister.names.exists()
    assert {key: Event.objects.filter(record=key).count() for key in events} == events
