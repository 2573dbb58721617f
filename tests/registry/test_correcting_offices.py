"""An appointment that was entered wrongly is corrected, or struck out; struck out it counts nowhere."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tests.crowd import at_once
from tests.registry.test_pages import client_of, sent, text_of
from twinward.foundation.identity.models import Account
from twinward.foundation.identity.rules import FOCAL_POINT, OFFICER
from twinward.foundation.identity.tests.makers import make_account
from twinward.foundation.kernel.actors import NotAllowed
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.ledger import append
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event
from twinward.foundation.kernel.timeline import timeline
from twinward.foundation.registry.desks import offices
from twinward.foundation.registry.listed import known
from twinward.foundation.registry.models import Appointment, Organisation, Person
from twinward.foundation.registry.offices import appoint, correct_appointment, strike_appointment
from twinward.foundation.registry.record import OrganisationRecord
from twinward.foundation.registry.terms import columns_of
from twinward.foundation.registry.tests.makers import BY, NOON, acting_in, make_organisation, make_person

pytestmark = pytest.mark.django_db
YEAR = date(2024, 1, 1)


@pytest.fixture
def hospital() -> Organisation:
    return make_organisation("Okhmatdyt")


@pytest.fixture
def person() -> Person:
    return make_person("Olena Koval")


@pytest.fixture
def held(hospital: Organisation, person: Person) -> Appointment:
    return appoint(person=person, organisation=hospital, office="head", title="Chief physician", begins=Day.on(YEAR), by=BY, at=NOON)


@pytest.fixture
def officer() -> Account:
    return make_account((OFFICER, make_organisation("Ministry of Health of Ukraine", kind="ministry")))


def correct(one: Appointment, reason: str = "Read wrongly", **values: Any) -> list[str]:
    """The faults of a correction; none when it was carried out."""
    try:
        correct_appointment(one, reason=reason, by=BY, at=NOON, **values)
    except Refused as refused:
        return list(refused.faults)
    return []


def strike(one: Appointment, reason: str = "She never was") -> list[str]:
    try:
        strike_appointment(one, reason=reason, by=BY, at=NOON)
    except Refused as refused:
        return list(refused.faults)
    return []


def test_what_is_on_record_of_an_office_is_corrected_and_the_ledger_keeps_both(held: Appointment):
    clinic = make_organisation("Feofaniya")
    assert correct(held, organisation=clinic, office="signatory", ends=Day.on(date(2025, 1, 1))) == []

    now, told = Appointment.objects.get(), Event.objects.filter(verb="change").get().facts
    assert (now.organisation, now.office, now.starts_on, now.ends_before) == (clinic, "signatory", YEAR, date(2025, 1, 1))
    assert (told["reason"], told["before"]["office"], told["after"]["office"]) == ("Read wrongly", "head", "signatory")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"reason": " ", "office": "signatory"}, ["correction_needs_a_reason"]),
        ({}, ["appointment_says_so_already"]),
        ({"ends": Day.on(YEAR)}, ["appointment_runs_backward", "appointment_ends_before_it_was_seen"]),
        ({"begins": Day.on(date(2024, 4, 1))}, ["appointment_begins_after_it_was_seen"]),
        ({"ends": Day.on(date(2024, 3, 2))}, ["appointment_ends_before_it_was_seen"]),
    ],
)
def test_it_never_says_what_an_office_may_not_say(held: Appointment, values: dict[str, Any], expected: list[str]):
    Appointment.objects.update(seen_from=date(2024, 3, 1), seen_until=date(2024, 3, 2))
    assert correct(held, **values) == expected
    assert not Event.objects.filter(verb="change").exists()


def test_it_does_not_become_one_that_is_on_record_already(held: Appointment, hospital: Organisation, person: Person):
    appoint(person=person, organisation=hospital, office="signatory", title="Chief physician", begins=Day.on(YEAR), by=BY, at=NOON)
    assert correct(held, office="signatory") == ["appointment_stands_already"]


@pytest.mark.parametrize(
    ("began", "corrected", "told"),
    [
        (Day.in_year(2024), Day(date(2024, 3, 1), date(2024, 12, 31)), "between 1 March 2024 and 31 December 2024"),
        (Day.in_year(2024), Day(date(2024, 1, 1), date(2024, 6, 30)), "between 1 January 2024 and 30 June 2024"),
        (Day.on(YEAR), Day.since(YEAR), "since 1 January 2024"),
        (Day.on(YEAR), Day.in_month(2024, 9), "September 2024"),
        (Day.in_year(2024), Day.unknown(), "-"),
    ],
)
def test_a_beginning_is_told_as_one_day_as_far_as_it_is_known(held: Appointment, began: Day, corrected: Day, told: str):
    Appointment.objects.update(**columns_of(began, Day.unknown()))
    assert correct(held, begins=corrected) == []

    line = timeline([key_of(held)], BY, is_inside=True)[0]
    assert [(changed.label, changed.after) for changed in line.changes] == [("from", told)]
    assert line.happened == (None if corrected.is_unknown else corrected)


def test_what_was_told_when_all_days_were_known_is_told_as_then(held: Appointment):
    append(
        record=key_of(held), verb="change", by=BY, at=NOON, facts={"before": {"ends_before": None}, "after": {"ends_before": "2025-01-01"}}
    )

    line = timeline([key_of(held)], BY, is_inside=True)[0]
    assert [(changed.label, changed.before, changed.after) for changed in line.changes] == [("until, not including", "-", "1 January 2025")]


def test_nobody_moves_an_office_out_of_or_into_what_is_not_theirs(held: Appointment):
    abroad = make_organisation("Charité", "DE")
    for reach in (acting_in("UA"), acting_in("DE")):
        with pytest.raises(NotAllowed):
            correct_appointment(held, reason="Read wrongly", organisation=abroad, by=reach, at=NOON)
    with pytest.raises(NotAllowed):
        strike_appointment(held, reason="She never was", by=acting_in("DE"), at=NOON)


def test_an_office_that_is_struck_out_counts_nowhere(held: Appointment, hospital: Organisation, person: Person, officer: Account):
    assert strike(held) == []

    rows = Person.objects.unscoped("test")
    assert not person.appointments.exists()
    assert not hospital.appointments.exists()
    assert OrganisationRecord(hospital, officer, asked=YEAR).held == []
    assert offices(rows.prefetch_related("appointments").get()) == ""
    assert [known(rows, text).count() for text in ("physician", "Okhmatdyt", "Koval")] == [0, 0, 1]
    assert strike(held) == ["appointment_was_struck"]
    assert correct(held, office="signatory") == ["appointment_was_struck"]
    appoint(person=person, organisation=hospital, office="head", title="Chief physician", begins=Day.on(YEAR), by=BY, at=NOON)


def test_it_is_struck_out_for_a_reason_alone(held: Appointment):
    assert strike(held, " ") == ["correction_needs_a_reason"]
    assert Appointment.objects.exists()


def test_an_office_that_is_struck_out_opens_nobody(held: Appointment, person: Person, hospital: Organisation):
    clerk = make_account((FOCAL_POINT, hospital))
    assert Person.objects.visible_to(clerk).filter(pk=person.pk).exists()
    strike(held)
    assert not Person.objects.visible_to(clerk).filter(pk=person.pk).exists()


def test_an_officer_corrects_an_office_on_a_page_and_reads_why_in_the_timeline(officer: Account, held: Appointment):
    client, page = client_of(officer), reverse("appointment-correct", args=[held.pk])
    assert page in text_of(client.get(reverse("person", args=[held.person_id])))
    asked = client.get(page)
    typed = {"organisation": "Okhmatdyt", "office": "head", "begins": "1 March 2024", "seen": asked.context["meanwhile"].seen}

    assert sent(client, page, **typed).status_code == 422
    assert sent(client, page, **typed, reason="The decree", new_url="https://x.example").status_code == 422
    done = sent(client, page, **typed, reason="The decree", new_publisher="The gazette", new_day="March 2024")
    assert done["Location"] == reverse("person", args=[held.person_id])

    now = Appointment.objects.select_related("source").get()
    assert (now.starts_on, str(now.source), now.basis) == (date(2024, 3, 1), "The gazette", "stated")
    said = text_of(client.get(done["Location"]))
    assert "The decree" in said
    assert "1 January 2024" in said


def test_what_a_colleague_changed_meanwhile_is_shown_first(officer: Account, held: Appointment):
    client, page = client_of(officer), reverse("appointment-correct", args=[held.pk])
    seen = client.get(page).context["meanwhile"].seen
    correct(held, office="signatory")
    typed = {"organisation": "Okhmatdyt", "office": "coordinator", "seen": seen, "reason": "The decree"}
    assert sent(client, page, **typed).status_code == 409
    assert Appointment.objects.get().office == "signatory"


def test_an_officer_strikes_out_the_only_office_and_reads_why_in_the_timeline(officer: Account, held: Appointment):
    client, page = client_of(officer), reverse("appointment-strike", args=[held.pk])
    record = reverse("person", args=[held.person_id])
    assert page in text_of(client.get(record))

    assert sent(client, page).status_code == 422
    assert sent(client, page, reason="Another Koval").headers["Location"] == record

    said = text_of(client.get(record))
    assert "No office is on record." in said
    assert "Another Koval" in said
    assert client.get(page).status_code == 404


def test_a_focal_point_who_strikes_out_what_opened_the_person_to_them_comes_to_their_institution(held: Appointment, hospital: Organisation):
    client = client_of(make_account((FOCAL_POINT, hospital)))
    done = sent(client, reverse("appointment-strike", args=[held.pk]), reason="Not one of ours")
    assert done["Location"] == reverse("organisation", args=[hospital.pk])
    assert client.get(done["Location"]).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_one_office_is_corrected_and_struck_out_at_once(held: Appointment, officer: Account):
    client, page = client_of(officer), reverse("appointment-correct", args=[held.pk])
    seen = client.get(page).context["meanwhile"].seen
    typed = {"organisation": "Okhmatdyt", "office": "head", "begins": "March 2024", "reason": "The decree", "seen": seen}
    steps = [
        lambda: sent(client_of(officer), page, **typed).status_code,
        lambda: sent(client_of(officer), reverse("appointment-strike", args=[held.pk]), reason="She never was").status_code,
    ]
    got = at_once(lambda: steps.pop()(), people=2)
    assert 302 in got
    assert set(got) <= {302, 404, 409}
