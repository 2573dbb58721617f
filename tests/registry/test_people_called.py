"""People are called by their name in the reader's language, wherever one is on record."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from twinward.foundation.identity.rules import OFFICER
from twinward.foundation.identity.tests.makers import make_account
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event, PersonalFact
from twinward.foundation.registry.actions import add_person, correct_person
from twinward.foundation.registry.labels import mislabelled, relabel_differing
from twinward.foundation.registry.models import Organisation, Person
from twinward.foundation.registry.offices import appoint
from twinward.foundation.registry.search import find_people
from twinward.foundation.registry.tests.makers import BY, NOON, make_organisation, make_person
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.tests.makers import make_act, make_agreement

pytestmark = pytest.mark.django_db
NAMES = [("Віктор Ляшко", "uk", "label"), ("Viktor Lyaşko", "az", "translated")]


@pytest.fixture
def ministry() -> Organisation:
    return make_organisation("Ministry of Health of Ukraine", kind="ministry")


@pytest.fixture
def minister(ministry: Organisation) -> Person:
    person = add_person(full_name="Viktor Liashko", country_id="UA", names=NAMES, in_public_office=True, by=BY, at=NOON)
    appoint(person=person, organisation=ministry, office="head", by=BY, at=NOON)
    return person


def client_in(language: str, ministry: Organisation) -> Client:
    client = Client()
    client.force_login(make_account((OFFICER, ministry), language=language))
    client.cookies["django_language"] = language
    return client


def page(client: Client, name: str, *keys: Any, **asked: str) -> str:
    response = client.get(reverse(name, args=keys), asked)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("language", "called"), [("uk", "Віктор Ляшко"), ("az", "Viktor Lyaşko"), ("es", "Viktor Liashko"), ("en", "Viktor Liashko")]
)
def test_a_person_is_called_by_their_name_in_the_language_of_the_reader(minister: Person, language: str, called: str):
    with override(language):
        assert str(minister) == called
    assert list(mislabelled()) == []


@pytest.mark.parametrize(("language", "called"), [("uk", "Віктор Ляшко"), ("az", "Viktor Lyaşko")])
def test_pages_lists_and_the_search_speak_of_them_so(ministry: Organisation, minister: Person, language: str, called: str):
    client = client_in(language, ministry)

    shown = {
        "people": page(client, "people"),
        "person": page(client, "person", minister.pk),
        "organisation": page(client, "organisation", ministry.pk),
        "find": page(client, "find", q="Liashko"),
        "correct": page(client, "person-edit", minister.pk),
    }

    assert {name: called in text for name, text in shown.items()} == dict.fromkeys(shown, True)
    assert f"<h1>{called}" in shown["person"]


def test_an_act_names_whoever_signed_as_the_reader_calls_them(ministry: Organisation, minister: Person):
    agreement = make_agreement("UA", "AZ")
    party = agreement.parties.get(country="UA")
    office = minister.appointments.get()
    make_act(agreement, party, ActKind.TERMINATE, Day.on(NOON.date()), signatory="Viktor Liashko", appointment=office)

    assert "Віктор Ляшко" in page(client_in("uk", ministry), "instrument", agreement.pk)


def test_a_transliteration_made_here_is_shown_as_such(ministry: Organisation, minister: Person):
    assert "transliteration made here" in page(client_in("en", ministry), "person", minister.pk)
    assert "burada edilmiş transliterasiya" in page(client_in("az", ministry), "person", minister.pk)


@pytest.mark.parametrize("typed", ["Liashko", "Ляшко Віктор", "viktor lyasko", "Перший заступник"])
def test_a_person_is_found_by_any_of_their_names(minister: Person, typed: str):
    correct_person(minister, names=[*NAMES, ("Перший Заступник", "uk", "alias")], reason="a test", by=BY, at=NOON)

    assert [one for one, _score in find_people(typed, actor=BY)] == [minister]


def test_the_list_of_people_is_searched_and_sorted_by_what_it_shows(ministry: Organisation, minister: Person):
    make_person("Anna Zet", names=[("Ґанна Зет", "uk", "label")], in_public_office=True)
    client = client_in("uk", ministry)

    assert "Ґанна Зет" not in page(client, "people", q="ляшко")
    listed = page(client, "people")
    assert listed.index("Віктор Ляшко") < listed.index("Ґанна Зет")


def test_names_are_corrected_on_the_form_and_the_ledger_holds_only_what_can_be_erased(ministry: Organisation, minister: Person):
    client = client_in("en", ministry)
    seen = Event.objects.filter(record=key_of(minister)).latest("id").pk
    sent = {"full_name": "Viktor Liashko", "names": "uk: Віктор Кирилович Ляшко\naz translated: Viktor Lyaşko", "country": "UA"}

    response = client.post(
        reverse("person-edit", args=[minister.pk]),
        sent | {"in_public_office": "on", "reason": "in full", "once": uuid4(), "seen": seen},
    )

    assert response.status_code == 302
    with override("uk"):
        assert str(Person.objects.unscoped("test").get(pk=minister.pk)) == "Віктор Кирилович Ляшко"
    event = Event.objects.filter(record=key_of(minister)).latest("id")
    assert "Ляшко" not in str(event.facts)
    assert {one.name: one.value for one in PersonalFact.objects.filter(event=event)} == {
        "before.names": "az translated: Viktor Lyaşko · uk: Віктор Ляшко",
        "after.names": "az translated: Viktor Lyaşko · uk: Віктор Кирилович Ляшко",
    }
    assert "uk: Віктор Кирилович Ляшко" in page(client, "person", minister.pk)


def test_a_correction_that_changes_no_name_tells_of_none(minister: Person):
    before = Event.objects.count()

    correct_person(minister, names=NAMES, reason="a test", by=BY, at=NOON)

    assert Event.objects.count() == before


def test_a_name_in_mixed_letters_is_refused(minister: Person):
    given: list[dict[str, Any]] = [{"names": [("Vіktor", "uk", "label")]}, {"full_name": "Vіktor"}]
    for mixed in given:
        with pytest.raises(Refused, match="name_mixes_alphabets"):
            correct_person(minister, reason="a test", by=BY, at=NOON, **mixed)


def test_what_somebody_changed_behind_the_products_back_is_found_and_mended(minister: Person):
    Person._base_manager.filter(pk=minister.pk).update(labels={"uk": "Інший"})
    assert [(one.code, one.where) for one in mislabelled()] == [("person_mislabelled", key_of(minister))]

    relabel_differing()

    assert list(mislabelled()) == []
