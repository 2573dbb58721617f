"""Pages of the registry: who sees what, what a form does, how many questions a page asks of the store."""

import re
import zipfile
from datetime import timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.rules import ADMINISTRATOR, FOCAL_POINT, LAWYER, OFFICER
from twinward.foundation.identity.tests.makers import make_account
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.models import Event
from twinward.foundation.kernel.sentences import say
from twinward.foundation.registry.actions import add_organisation, correct_organisation
from twinward.foundation.registry.importing import background, uploads
from twinward.foundation.registry.merging import merge
from twinward.foundation.registry.models import Appointment, Merge, Organisation, Person
from twinward.foundation.registry.offices import appoint
from twinward.foundation.registry.references import references
from twinward.foundation.registry.tests import files
from twinward.foundation.registry.tests.makers import BY, NOON, make_organisation, make_person
from twinward.programme.instruments.tests.makers import make_agreement
from twinward.programme.letters.tests.makers import make_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def kyiv() -> Organisation:
    return make_organisation("Ministry of Health of Ukraine", "UA", kind="ministry")


@pytest.fixture
def officer(kyiv) -> Account:
    return make_account((OFFICER, kyiv))


@pytest.fixture
def hospital() -> Organisation:
    return make_organisation("Okhmatdyt", "UA", names={"uk": "Охматдит"}, city="Kyiv", website="https://hospital.example")


@pytest.fixture
def foreign() -> Organisation:
    return make_organisation("Charité", "DE")


def client_of(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def sent(client: Client, address: str, **fields: Any) -> Any:
    return client.post(address, {"once": uuid4(), **fields})


def text_of(response: Any) -> str:
    return response.content.decode()


def form_of(organisation: Organisation, **changes: Any) -> dict[str, Any]:
    """What the form of an organisation sends back."""
    given = {
        "name": organisation.name,
        "names": "uk: Охматдит",
        "kind": organisation.kind,
        "parent": "",
        "is_active": "on",
        "country": organisation.country_id,
        "region": "",
        "city": organisation.city,
        "latitude": "",
        "longitude": "",
        "public_precision": "country",
        "ror": "",
        "ua_edr": "",
        "website": organisation.website,
        "reason": "a test",
    }
    return given | changes


def told_of(response: Any) -> str:
    """What the form holds of those that were shown as perhaps the same."""
    (told,) = re.findall(r'name="despite" value="([^"]*)"', text_of(response))
    return told


# --- the record ---


def test_the_record_shows_who_it_is_and_what_rests_on_it(officer, hospital):
    person = make_person("A Director", in_public_office=True)
    appoint(person=person, organisation=hospital, office="focal_point", by=BY, at=NOON)
    make_agreement("UA", "AZ").parties.create(country_id="UA", organisation=hospital)
    make_letter(hospital, subject="About the hospital").subjects.create(record=f"registry.organisation:{hospital.pk}")

    shown = text_of(client_of(officer).get(reverse("organisation", args=[hospital.pk])))

    for words in (
        "<h1>Okhmatdyt",
        "Охматдит",
        "Kyiv",
        "A Director",
        "Agreement on health",
        "About the hospital",
        "published as: country only",
    ):
        assert words in shown, words


def test_somebody_who_has_not_signed_in_is_asked_to(hospital):
    response = Client().get(reverse("organisation", args=[hospital.pk]))

    assert response.status_code == 302
    assert "sign-in" in response["Location"]


def test_who_corrected_a_foreign_record_is_not_told(officer, foreign, hospital):
    colleague = make_account((ADMINISTRATOR, hospital), full_name="Secretive Colleague")
    for one in (foreign, hospital):
        correct_organisation(one, by=colleague, at=timezone.now(), reason="a test", city="There")

    client = client_of(officer)

    assert "Secretive Colleague" in text_of(client.get(reverse("organisation", args=[hospital.pk])))
    assert "Secretive Colleague" not in text_of(client.get(reverse("organisation", args=[foreign.pk])))


def test_an_office_is_shown_on_the_day_asked(officer, hospital):
    person = make_person("A Director", in_public_office=True)
    appoint(person=person, organisation=hospital, office="head", by=BY, at=NOON, begins=Day.on(NOON.date()))
    address = reverse("organisation", args=[hospital.pk])

    assert "not held" in text_of(client_of(officer).get(address, {"as-of": "2025-11-02"}))
    assert "not held" not in text_of(client_of(officer).get(address, {"as-of": "2025-11-03"}))


@pytest.mark.parametrize("record", ["organisation", "person"])
def test_the_number_of_questions_does_not_grow_with_what_there_is(officer, hospital, record):
    person = make_person("First", in_public_office=True)
    appoint(person=person, organisation=hospital, office="head", by=BY, at=NOON)
    key = hospital.pk if record == "organisation" else person.pk

    def questions() -> int:
        client = client_of(officer)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(record, args=[key])).status_code == 200
        return len(asked)

    few = questions()
    for number in range(6):
        appoint(person=make_person(f"Person {number}", in_public_office=True), organisation=hospital, office="signatory", by=BY, at=NOON)
        appoint(person=person, organisation=make_organisation(f"Clinic {number}"), office="signatory", by=BY, at=NOON)
        correct_organisation(hospital, by=BY, at=NOON, reason="again", city=f"Kyiv {number}")
        make_organisation(f"Ward {number}", parent=hospital)

    assert questions() == few <= 20


def test_a_merged_record_leads_to_the_one_it_became(officer, hospital):
    other = make_organisation("Okhmatdyt Hospital")
    merge(other, hospital, by=BY, at=NOON)
    client = client_of(officer)

    response = client.get(reverse("organisation", args=[other.pk]))

    assert response["Location"] == reverse("organisation", args=[hospital.pk])
    assert "Okhmatdyt Hospital" in text_of(client.get(response["Location"]))


# --- adding and correcting ---


def test_the_timeline_of_a_merged_record_says_which_record_each_line_is_of(officer, hospital):
    twice = make_organisation("Okhmatdyt Hospital", "UA")
    merge(twice, hospital, by=BY, at=NOON)

    lines = text_of(client_of(officer).get(reverse("organisation", args=[hospital.pk]))).partition("Happened")[2]
    for one in (twice, hospital):
        assert f"{one.called} (record number {one.pk}): merged" in lines
        assert f"{one.called} (record number {one.pk}): added" in lines


def test_an_organisation_is_added_from_its_form(officer):
    client = client_of(officer)
    response = sent(client, reverse("organisation-new"), **form_of(Organisation(name="New Clinic", kind="hospital", country_id="Ukraine")))

    made = Organisation.objects.unscoped("test").get(name="New Clinic")
    assert response["Location"] == reverse("organisation", args=[made.pk])
    assert made.country_id == "UA"
    assert Event.objects.latest("id").by == officer.key


def test_one_that_exists_already_is_shown_before_another_is_added(officer, hospital):
    client, fields = client_of(officer), form_of(Organisation(name="Okhmatdit", kind="hospital", country_id="UA"), names="")

    response = sent(client, reverse("organisation-new"), **fields)
    assert response.status_code == 422
    assert "exist already" in text_of(response)
    assert reverse("organisation", args=[hospital.pk]) in text_of(response)
    assert "Record it all the same" in text_of(response)
    assert sent(client, reverse("organisation-new"), **fields, despite="0").status_code == 422
    assert sent(client, reverse("organisation-new"), **fields, despite=told_of(response)).status_code == 302

    assert Organisation.objects.unscoped("test").filter(name="Okhmatdit").exists()


def test_a_form_sent_twice_adds_once(officer):
    client, once = client_of(officer), uuid4()
    fields = form_of(Organisation(name="New Clinic", kind="hospital", country_id="UA"))

    for _ in range(2):
        assert client.post(reverse("organisation-new"), fields | {"once": once}).status_code == 302

    assert Organisation.objects.unscoped("test").filter(name="New Clinic").count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"country": "Slowakei2"}, "Did you mean Slovakia"),
        ({"name": "Okhmаtdyt"}, "mixes letters of different alphabets"),
        ({"names": "Okhmаtdyt"}, "Line 1"),
        ({"city": "Ky\u200biv"}, "U+200B"),
        ({"region": "\u202eKyiv"}, "U+202E"),
        ({"website": "https://hospital.example/a\u200bb"}, "U+200B"),
        ({"latitude": "50"}, "both latitude and longitude"),
        ({"ror": "12"}, "is not an identifier of the Research Organization Registry"),
        ({"ua_edr": "x"}, "is not a number of the Ukrainian register"),
        ({"ua_edr": "1234"}, "Did you mean 00001234?"),
        ({"website": "javascript:alert(1)"}, "is not an address of the web"),
        ({"parent": "Zzzzqq"}, "No organisation is called anything like"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_saved(officer, hospital, changes, words):
    events = Event.objects.count()
    for address in (reverse("organisation-new"), reverse("organisation-edit", args=[hospital.pk])):
        response = sent(client_of(officer), address, **form_of(hospital, **changes))

        assert response.status_code == 422
        assert words in text_of(response)
    assert Event.objects.count() == events


def test_nobody_adds_or_corrects_what_is_not_theirs(officer, kyiv, hospital, foreign):
    lawyer, focal = make_account((LAWYER, kyiv)), make_account((FOCAL_POINT, hospital))
    events = Event.objects.count()

    assert client_of(officer).get(reverse("organisation-edit", args=[foreign.pk])).status_code == 403
    assert sent(client_of(officer), reverse("organisation-edit", args=[foreign.pk]), **form_of(foreign)).status_code == 403
    for person in (lawyer, focal):  # before the form is filled in
        assert client_of(person).get(reverse("organisation-new")).status_code == 403
    assert client_of(focal).get(reverse("organisation-edit", args=[hospital.pk])).status_code == 200
    published = form_of(Organisation(name="N", kind="hospital", country_id="DE"), public_precision="place")
    assert sent(client_of(officer), reverse("organisation-new"), **published).status_code == 403
    assert Event.objects.count() == events


def test_a_correction_keeps_its_reason_and_one_on_an_old_page_is_refused(officer, hospital):
    client, address = client_of(officer), reverse("organisation-edit", args=[hospital.pk])
    seen = re.search(r'name="seen" value="(\d+)"', text_of(client.get(address)))
    assert seen

    assert sent(client, address, **form_of(hospital, city="Kyiv, Chornovola 28/1", seen=seen[1])).status_code == 302
    response = sent(client, address, **form_of(hospital, city="Lviv", seen=seen[1]))

    assert response.status_code == 409
    said = text_of(response)
    assert "Somebody changed this record since you opened the page." in said
    told = said.partition("What was changed since you opened this page")[2].partition("</table>")[0]
    assert (hospital.city or "-") in told
    assert "Kyiv, Chornovola 28/1" in told
    assert officer.full_name in told
    assert 'value="Lviv"' in said
    hospital.refresh_from_db()
    assert hospital.city == "Kyiv, Chornovola 28/1"


def test_an_institution_of_another_country_is_known_by_name_until_that_country_keeps_it_up(officer, kyiv):
    client, berlin = client_of(officer), make_organisation("Ministry of Health of Germany", "DE", kind="ministry")
    assert "of another country is put on record by its name" in text_of(client.get(reverse("organisation-new")))
    assert (
        sent(
            client, reverse("organisation-new"), **form_of(Organisation(name="Klinikum Mitte", kind="hospital", country_id="DE"), names="")
        ).status_code
        == 302
    )
    made = Organisation.objects.unscoped("test").get(name="Klinikum Mitte")
    address = reverse("organisation-edit", args=[made.pk])

    def corrected(by: Account, **changes: str) -> int:
        seen = re.search(r'name="seen" value="(\d+)"', text_of(client_of(by).get(address)))
        return sent(client_of(by), address, **form_of(made, names="", seen=seen[1] if seen else "", **changes)).status_code

    colleague, theirs = make_account((OFFICER, kyiv)), make_account((OFFICER, berlin))
    stranger = make_account((OFFICER, make_organisation("Ministry of Health of Poland", "PL", kind="ministry")))
    assert "Correct this record" in text_of(client.get(reverse("organisation", args=[made.pk])))
    assert "that country alone corrects it" in text_of(client.get(address))
    assert corrected(colleague, city="Berlin") == corrected(officer, kind="university") == 302
    assert corrected(officer, public_precision="place") == 422
    assert corrected(stranger, city="Bonn") == 403
    assert corrected(theirs, city="Berlin-Mitte") == 302
    assert corrected(officer, city="Bonn") == corrected(colleague, city="Bonn") == 403
    assert "Correct this record" not in text_of(client.get(reverse("organisation", args=[made.pk])))


def test_an_institution_at_which_somebody_holds_a_role_is_no_longer_only_known_by_name(officer):
    made = add_organisation(name="Klinikum Mitte", kind="hospital", country="DE", by=officer, at=NOON)
    assert client_of(officer).get(reverse("organisation-edit", args=[made.pk])).status_code == 200
    make_account((FOCAL_POINT, made))
    assert client_of(officer).get(reverse("organisation-edit", args=[made.pk])).status_code == 403


def test_a_new_name_is_looked_for_before_it_is_given(officer, hospital):
    other, client = make_organisation("Kharkiv Regional Clinic", "UA"), client_of(officer)
    address = reverse("organisation-edit", args=[other.pk])

    def renamed(**more: str) -> Any:
        seen = re.search(r'name="seen" value="(\d+)"', text_of(client.get(address)))
        assert seen
        return sent(client, address, **form_of(other, name="Okhmatdit", names="", seen=seen[1]) | more)

    response = renamed()
    assert response.status_code == 422
    assert "exist already" in text_of(response)
    assert told_of(response).split() == [str(hospital.pk)]
    assert renamed(despite=told_of(response)).status_code == 302
    assert renamed(city="Kharkiv").status_code == 302  # it is called so by now


def test_a_focal_point_reads_what_the_country_decides(hospital):
    shown = text_of(client_of(make_account((FOCAL_POINT, hospital))).get(reverse("organisation-edit", args=[hospital.pk])))

    assert "an officer of its country decides" in shown
    assert 'name="country"' not in shown
    assert 'name="kind"' not in shown


# --- people ---


def test_a_correction_of_a_person_on_an_old_page_is_shown_what_changed_meanwhile(officer, hospital):
    person = make_person("Olena Koval", country_id="UA")
    appoint(person=person, organisation=hospital, office="head", by=BY, at=NOON)
    client, address = client_of(officer), reverse("person-edit", args=[person.pk])
    seen = re.search(r'name="seen" value="(\d+)"', text_of(client.get(address)))
    assert seen
    typed = {"full_name": "Olena Kovalenko", "reason": "A letter says so."}

    assert sent(client, address, **typed, seen=seen[1]).status_code == 302
    response = sent(client, address, **typed | {"full_name": "Olha Koval"}, seen=seen[1])

    assert response.status_code == 409
    told = text_of(response).partition("What was changed since you opened this page")[2].partition("</table>")[0]
    assert "Olena Koval" in told
    assert "Olena Kovalenko" in told
    assert 'value="Olha Koval"' in text_of(response)


def test_a_person_is_added_with_an_office_and_can_be_reached_by_their_own_side(officer, hospital, foreign):
    client = client_of(officer)
    fields = {"full_name": "Olena Koval", "email": "koval@ministry.example", "organisation": "Okhmatdyt", "office": "focal_point"}

    response = sent(client, reverse("person-new"), **fields, in_public_office="on")

    person = Person.objects.unscoped("test").get()
    assert response["Location"] == reverse("person", args=[person.pk])
    assert "koval@ministry.example" in text_of(client.get(response["Location"]))
    abroad = client_of(make_account((OFFICER, foreign)))
    seen = text_of(abroad.get(response["Location"]))
    assert "Olena Koval" in seen
    assert "koval@ministry.example" not in seen


def test_a_person_of_another_side_is_not_there(officer, foreign):
    person = make_person("A Stranger", country_id="DE")
    appoint(person=person, organisation=foreign, office="coordinator", by=BY, at=NOON)

    for address in ("person", "person-edit", "appointment-new"):
        assert client_of(officer).get(reverse(address, args=[person.pk])).status_code == 404
    assert client_of(officer).get(reverse("appointment-end", args=[Appointment.objects.get().pk])).status_code == 404


def test_somebody_of_that_name_is_shown_before_another_is_added(officer, hospital):
    person = make_person("Olena Koval", in_public_office=True)
    fields = {"full_name": "Олена Коваль", "organisation": "Okhmatdyt", "office": "head"}

    response = sent(client_of(officer), reverse("person-new"), **fields)

    assert response.status_code == 422
    assert reverse("appointment-new", args=[person.pk]) in text_of(response)
    assert "Record it all the same" in text_of(response)
    assert sent(client_of(officer), reverse("person-new"), **fields, despite=told_of(response)).status_code == 302


def test_a_focal_point_is_named_on_a_form_that_holds_the_institution_and_the_office(officer, hospital, foreign):
    known = make_person("Olena Koval")
    appoint(person=known, organisation=hospital, office="head", by=BY, at=NOON)
    guest = make_person("A Visitor", country_id="DE", in_public_office=True)
    appoint(person=guest, organisation=hospital, office="head", by=BY, at=NOON)
    client = client_of(officer)
    (address,) = [
        unescape(one)
        for one in re.findall(r'href="([^"]*office=focal_point)"', text_of(client.get(reverse("organisation", args=[hospital.pk]))))
    ]
    form = text_of(client.get(address))
    (own,) = [unescape(one) for one in re.findall(r'href="(/people/[^"]*office=focal_point)"', form)]

    assert own.startswith(reverse("appointment-new", args=[known.pk]))
    for page in (form, text_of(client.get(own))):
        assert 'value="Okhmatdyt"' in page
        assert '<option value="focal_point" selected>' in page
    assert "<h1>Name a focal point</h1>" in form
    assert sent(client, own, organisation="Okhmatdyt", office="focal_point").status_code == 302
    assert known.appointments.filter(office="focal_point", organisation=hospital).exists()


def test_somebody_who_works_for_an_institution_is_not_told_that_it_has_nobody(officer, hospital):
    address = reverse("organisation", args=[hospital.pk])
    own = text_of(client_of(make_account((FOCAL_POINT, hospital))).get(address))
    assert "You work for it here, but nobody is named as its focal point among its people." in own
    assert "Nobody is named as its focal point among its people." in text_of(client_of(officer).get(address))

    appoint(person=make_person("Olena Koval"), organisation=hospital, office="focal_point", by=BY, at=NOON)
    assert "is named as its focal point" not in text_of(client_of(officer).get(address))


@pytest.mark.parametrize("query", ["?office=king", "?organisation=0&office=focal_point", "?organisation=x", "?office="])
def test_an_address_that_names_nothing_sensible_begins_an_empty_form(officer, query):
    assert client_of(officer).get(f"{reverse('person-new')}{query}").status_code == 200


def test_people_of_an_institution_are_offered_to_its_own_side_only(officer, hospital, foreign):
    stranger = make_person("Ein Mensch", country_id="DE", in_public_office=True)
    appoint(person=stranger, organisation=foreign, office="head", by=BY, at=NOON)

    form = text_of(client_of(officer).get(f"{reverse('person-new')}?organisation={foreign.pk}&office=focal_point"))
    assert "Ein Mensch" not in form


def test_an_office_is_recorded_and_ended(officer, hospital):
    client, person = client_of(officer), make_person("Olena Koval", in_public_office=True)

    sent(client, reverse("appointment-new", args=[person.pk]), organisation="Охматдит", office="head", begins="1 January 2024")
    held = Appointment.objects.get()
    assert (held.organisation, held.starts_on.isoformat()) == (hospital, "2024-01-01")
    address = reverse("appointment-end", args=[held.pk])
    assert sent(client, address, ends="30 February 2025").status_code == 422
    assert sent(client, address, ends="1 January 2024").status_code == 409
    assert sent(client, address, ends="1 January 2025", reason="the decree").status_code == 302
    assert sent(client, address, ends="1 February 2025").status_code == 409

    held.refresh_from_db()
    assert held.ends_before.isoformat() == "2025-01-01"


def test_an_office_is_recorded_and_ended_as_far_as_its_days_are_known(officer, hospital):
    client, person = client_of(officer), make_person("Olena Koval", in_public_office=True)
    typed = {"organisation": "Охматдит", "office": "head", "begins": "September 2024"}
    told = reverse("person", args=[person.pk])

    assert sent(client, reverse("appointment-new", args=[person.pk]), **typed, ends="August 2024").status_code == 422
    sent(client, reverse("appointment-new", args=[person.pk]), **typed)
    held = Appointment.objects.get()
    shown = text_of(client.get(told, {"as-of": "2024-09-10"}))
    assert "beginning: September 2024" in shown
    assert "In office: not known" in shown
    assert "No office on record" in text_of(client.get(told, {"as-of": "2024-08-31"}))
    assert "In office: not known" not in text_of(client.get(told, {"as-of": "2024-09-30"}))
    address = reverse("appointment-end", args=[held.pk])
    assert sent(client, address, ends="-").status_code == 409
    assert sent(client, address, ends="August 2024").status_code == 409
    assert sent(client, address, ends="2025").status_code == 302

    assert "beginning: September 2024; end: 2025" in text_of(client.get(told))
    begun = client.get(reverse("appointment-correct", args=[held.pk]))
    assert [begun.context["form"][name].value() for name in ("begins", "ends")] == ["September 2024", "2025"]


def test_a_person_is_corrected_with_a_reason(officer):
    person = make_person("Olena Kowal", in_public_office=True)
    client, address = client_of(officer), reverse("person-edit", args=[person.pk])
    seen = re.search(r'name="seen" value="(\d+)"', text_of(client.get(address)))
    assert seen
    fields = {"full_name": "Olena Koval", "country": "UA", "seen": seen[1]}

    assert sent(client, address, **fields).status_code == 422
    assert sent(client, address, **fields, reason="the passport").status_code == 302
    assert Person.objects.unscoped("test").get().full_name == "Olena Koval"


# --- finding ---


def test_the_search_of_every_page_finds_institutions_and_people(officer, hospital):
    make_person("Olena Koval", in_public_office=True)
    client = client_of(officer)

    assert reverse("organisation", args=[hospital.pk]) in text_of(client.get(reverse("find"), {"q": "ohmatdit", "country": "Україна"}))
    assert "Olena Koval" in text_of(client.get(reverse("find"), {"q": "Коваль"}))
    assert "Nothing that you may see is called anything like" in text_of(client.get(reverse("find"), {"q": "Zzzzqq"}))
    assert client.get(reverse("find"), {"q": "x", "country": "Qqqqqqq"}).status_code == 422
    assert client.get(reverse("find")).status_code == 200
    assert "\0" not in client.get(reverse("find"), {"q": "Zz\0zz"}).content.decode()


def test_suggestions_are_names_of_what_the_reader_may_see(officer, hospital):
    given = {"typed": "theirs", "theirs": "ohmatd", "country": "UA"}

    assert 'value="Okhmatdyt"' in text_of(client_of(officer).get(reverse("organisations-like"), given))
    assert Client().get(reverse("organisations-like"), given).status_code == 302


# --- importing ---


def upload(client: Client, name: str, content: bytes) -> Any:
    return sent(client, reverse("organisations-import"), file=SimpleUploadedFile(name, content))


def test_an_upload_is_shown_before_it_is_imported_and_told_afterwards(officer, django_capture_on_commit_callbacks, monkeypatch):
    monkeypatch.setattr(background, "begin", background.carry_through)
    client = client_of(officer)
    page = upload(client, "ror.jsonl", files.lines(files.ror_record(1), files.ror_record(2, country="Slowakei2"), files.ror_record(3)))[
        "Location"
    ]

    preview = text_of(client.get(page))
    for words in (
        "nothing is saved until you press Import",
        "1 of 3 rows cannot be taken",
        "country: “Slowakei2” is not a country.",
        "Row 2",
        "Did you mean Slovakia",
        "Import the 2 good rows",
    ):
        assert words in preview, words
    assert not Organisation.objects.unscoped("test").filter(country="UA", kind="hospital").exists()

    with django_capture_on_commit_callbacks(execute=True):
        assert sent(client, page)["Location"] == page
    assert "Done" in text_of(client.get(page))
    assert Organisation.objects.unscoped("test").filter(kind="hospital").count() == 2
    assert Event.objects.filter(verb="import_organisations").get().by == officer.key
    rejected = client.get(reverse("import-rejected", args=[page.rstrip("/").rsplit("/", 1)[1], "csv"]))
    assert rejected.content.decode("utf-8-sig").splitlines()[1].startswith('2,"country",')


def test_thousands_of_rejected_rows_are_told_by_reason_and_can_be_corrected_in_a_file(officer):
    bad = [("", "UA", "hospital"), ("A", "Slowakei2", "hospital"), ("B", "UA", "castle")]
    content = files.csv(("name", "country", "kind"), *(bad[number % 3] for number in range(4_000)), ("Sound", "UA", "hospital"))
    client = client_of(officer)
    page = upload(client, "sheet.csv", content)["Location"]

    shown = text_of(client.get(page))
    for words in (
        "4,000 of 4,001 rows cannot be taken",
        "<span>name: It is missing.</span>",
        "<span>country: “Slowakei2” is not a country.",
    ):
        assert words in shown, words
    assert re.findall(r"<summary>.*?>([0-9,]+) rows<", shown) == ["1,334", "1,333", "1,333"]
    assert shown.count("Row ") < 100

    key = page.rstrip("/").rsplit("/", 1)[1]
    for kind in ("csv", "xlsx"):
        again = upload(client, f"rejected.{kind}", client.get(reverse("import-rejected", args=[key, kind])).content)["Location"]
        assert "4,000 of 4,000 rows cannot be taken" in text_of(client.get(again))
    assert client.get(reverse("import-rejected", args=[key, "pdf"])).status_code == 404


def test_rows_that_were_left_out_are_in_the_file_of_the_rejected_once_the_rest_is_imported(officer):
    client = client_of(officer)
    content = files.csv(("name", "country", "kind"), ("Sound", "UA", "hospital"), ("Left", "UA", "hospital"))
    key = upload(client, "sheet.csv", content)["Location"].rstrip("/").rsplit("/", 1)[1]
    kept = uploads.find(key, officer.key)
    assert kept
    background.carry_through(kept, officer, frozenset({3}))

    lines = client.get(reverse("import-rejected", args=[key, "csv"])).content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[2:] for line in lines[1:]] == [['"Left"', '"UA"', '"hospital"']]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_zeros_that_a_sheet_dropped_are_told_in_the_preview_and_stand_in_the_file_of_the_rejected(officer, kind):
    client = client_of(officer)
    rows = [("name", "country", "kind", "ua_edr"), ("Sound", "UA", "hospital", 1994089), ("Wrong", "UA", "castle", 12925)]
    page = upload(client, "sheet.xlsx", files.sheet(rows))["Location"]
    told = " ".join(re.sub("<[^>]+>", " ", text_of(client.get(page))).split())
    assert "1 value is taken otherwise than the sheet has it" in told
    assert "It is taken as 01994089: the sheet keeps “1994089” as a number, without the zeros before it." in told

    again = client.get(reverse("import-rejected", args=[page.rstrip("/").rsplit("/", 1)[1], kind])).content
    page = upload(client, f"rejected.{kind}", again)["Location"]
    told = text_of(client.get(page))
    assert "castle" in told
    assert "too short" not in told


def test_a_file_that_cannot_be_read_is_refused_kindly_and_not_kept(officer, own_home):
    response = upload(client_of(officer), "a.xlsx", files.cell_far_away())

    assert response.status_code == 422
    assert "more than 100 columns" in text_of(response)
    assert list((own_home / "imports").iterdir()) == []


def test_rows_of_another_country_are_rejected_in_the_preview(officer):
    client = client_of(officer)
    page = upload(client, "ror.jsonl", files.lines(files.ror_record(1, country="DE")))["Location"]

    assert "Your role lets you import institutions of these countries only: Ukraine (UA)." in text_of(client.get(page))


def test_an_upload_is_there_only_for_whoever_brought_it_and_for_seven_days(officer, kyiv):
    page = upload(client_of(officer), "ror.jsonl", files.lines(files.ror_record()))["Location"]

    assert client_of(make_account((OFFICER, kyiv))).get(page).status_code == 404
    assert client_of(make_account((LAWYER, kyiv))).get(page).status_code == 403
    assert client_of(officer).get(reverse("import-upload", args=["x" * 32])).status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        uploads.clear(timezone.now())
    assert client_of(officer).get(page).status_code == 404


def test_an_import_that_was_interrupted_says_so_and_can_begin_again(officer, own_home):
    client = client_of(officer)
    page = upload(client, "ror.jsonl", files.lines(files.ror_record()))["Location"]
    kept = uploads.find(page.rstrip("/").rsplit("/", 1)[1], officer.key)
    assert kept
    kept.say(uploads.Progress("running", 0, 1, at=timezone.now().isoformat()))
    assert "Being imported" in text_of(client.get(page))

    kept.say(uploads.Progress("running", 0, 1, at=(timezone.now() - timedelta(minutes=20)).isoformat()))
    shown = text_of(client.get(page))
    assert "interrupted" in shown
    assert "Import 1 row" in shown


def test_an_import_that_fails_says_so_and_saves_nothing(officer, monkeypatch):
    client = client_of(officer)
    page = upload(client, "ror.jsonl", files.lines(files.ror_record()))["Location"]
    kept = uploads.find(page.rstrip("/").rsplit("/", 1)[1], officer.key)
    assert kept

    def broken(*_args: Any, **_options: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(background, "import_organisations", broken)
    with pytest.raises(OSError, match="full"):
        background.carry_through(kept, officer)

    assert "interrupted" in text_of(client.get(page))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_is_a_file_that_the_import_reads(officer, kind, tmp_path: Path):
    from twinward.foundation.registry.importing.columns import Unreadable
    from twinward.foundation.registry.importing.reading import read

    response = client_of(officer).get(reverse("import-template", args=[kind]))
    (tmp_path / f"a.{kind}").write_bytes(response.content)

    with pytest.raises(Unreadable) as unreadable:
        read(tmp_path / f"a.{kind}")
    assert unreadable.value.code == "import_empty"  # its headings are known; it holds no rows


def test_for_which_countries_somebody_may_import_is_said_before_and_once_for_all_rows(officer):
    client, only = client_of(officer), "Your role lets you import institutions of these countries only: Ukraine (UA)."
    content = files.csv(("name", "country", "kind"), *((f"Clinic {row}", ("DE", "FI")[row % 2], "hospital") for row in range(5)))

    assert only in text_of(client.get(reverse("organisations-import")))
    preview = text_of(client.get(upload(client, "sheet.csv", content)["Location"]))
    assert preview.count("Your role lets you import") == 1
    assert f'<summary><span>country: {only}</span> <span class="meta">5 rows</span></summary>' in preview


def test_the_template_says_for_which_countries_somebody_may_import(officer):
    book = client_of(officer).get(reverse("import-template", args=["xlsx"])).content
    with zipfile.ZipFile(BytesIO(book)) as parts:
        assert "these countries only: Ukraine (UA)." in parts.read("xl/sharedStrings.xml").decode()


# --- merging ---


def test_two_records_are_merged_after_a_preview_and_divided_again(officer, hospital):
    other = make_organisation("Okhmatdyt Hospital", city="Odesa", region="Odesa oblast")
    Organisation._base_manager.filter(pk=hospital.pk).update(
        city="Kyiv", latitude_microdegrees=50_450_100, longitude_microdegrees=30_523_400
    )
    make_letter(other)
    client = client_of(officer)
    chosen = {"survivor": "Okhmatdyt", "loser": "Okhmatdyt Hospital"}

    preview = text_of(client.get(reverse("organisation-merge"), chosen))
    assert "Letters of its own side" in preview
    assert "Kyiv (exact)" in preview
    assert "Odesa, Odesa oblast (approximate)" in preview
    (swap,) = re.findall(r'href="([^"]*)">Let the other one stay', preview)
    assert f'name="survivor-chosen" value="{other.pk}"' in text_of(client.get(unescape(swap)))
    assert not Merge.objects.exists()
    response = sent(client, reverse("organisation-merge"), **chosen)
    assert response["Location"] == reverse("organisation", args=[hospital.pk])
    undoing = reverse("merge-undo", args=[Merge.objects.get().pk])
    assert undoing in text_of(client.get(response["Location"]))
    assert client.get(undoing).status_code == 200
    assert sent(client, undoing)["Location"] == reverse("organisation", args=[hospital.pk])
    assert sent(client, undoing).status_code == 409


def test_whatever_names_an_institution_has_words_in_the_preview_of_a_merge():
    words = [say(f"names_{one.label.replace('.', '_')}_{one.field}") for one in references()]

    assert len(set(words)) == len(words) > 10


def test_nobody_merges_what_is_not_theirs(officer, kyiv, hospital, foreign):
    address = reverse("organisation-merge")
    events = Event.objects.count()

    assert client_of(make_account((LAWYER, kyiv))).get(address).status_code == 403
    assert sent(client_of(officer), address, survivor="Okhmatdyt", loser="Charité").status_code == 403
    assert sent(client_of(officer), address, survivor="Okhmatdyt", loser="Okhmatdyt").status_code == 409
    assert sent(client_of(officer), address, survivor="Okhmatdyt", loser="Zzzzz").status_code == 422
    assert Event.objects.count() == events


def test_that_nobody_is_on_record_at_an_institution_is_no_number(officer: Account, foreign: Organisation):
    said = " ".join(text_of(client_of(officer).get(reverse("organisation", args=[foreign.pk]))).split())
    assert '<h2 id="people">People</h2>' in said
    assert "Nobody whom you may see is on record here." in said
