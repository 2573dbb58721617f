"""Writes of the registry: what they do, what the ledger tells, and that a refusal leaves nothing."""

from datetime import date

import pytest

from twinward.foundation.kernel.actors import NotAllowed
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event, PersonalFact
from twinward.foundation.kernel.timeline import timeline
from twinward.foundation.registry.actions import add_organisation, add_person, correct_organisation, correct_person
from twinward.foundation.registry.merging import merge
from twinward.foundation.registry.models import Appointment, Organisation, Person
from twinward.foundation.registry.offices import appoint, end_appointment
from twinward.foundation.registry.search import current_stamp
from twinward.foundation.registry.tests.makers import BY, NOBODY, NOON, acting_at, acting_in, make_organisation, make_person

pytestmark = pytest.mark.django_db


def refused(call) -> tuple[str, ...]:
    """The faults, when the call was refused and left nothing."""
    before = (Event.objects.count(), Organisation.objects.unscoped("test").count(), Appointment.objects.count(), current_stamp())
    with pytest.raises(Refused) as refusal:
        call()
    after = (Event.objects.count(), Organisation.objects.unscoped("test").count(), Appointment.objects.count(), current_stamp())
    assert before == after
    return refusal.value.faults


def test_an_organisation_is_registered_with_everything_beside_it():
    organisation = make_organisation(
        "Okhmatdyt", names={"uk": "Охматдит"}, aliases=["NCSH"], identifiers={"ua_edr": "01994089"}, specialities=["oncology"]
    )

    assert set(organisation.names.values_list("value", "language", "use")) == {
        ("Okhmatdyt", "", "label"),
        ("Охматдит", "uk", "label"),
        ("NCSH", "", "alias"),
    }
    told = Event.objects.get(record=key_of(organisation))
    assert (told.verb, told.facts["identifiers"], told.facts["specialities"]) == ("add", {"ua_edr": "01994089"}, ["oncology"])


def test_every_write_to_names_changes_their_stamp():
    stamps = [current_stamp()]
    organisation = make_organisation()
    stamps.append(current_stamp())
    correct_organisation(organisation, by=BY, at=NOON, reason="misspelt", name="Okhmatdyt Hospital")
    stamps.append(current_stamp())

    assert len(set(stamps)) == 3


def test_a_name_in_mixed_letters_is_refused():
    assert refused(lambda: make_organisation("Okhmаtdyt")) == ("name_mixes_alphabets",)


def test_a_number_names_one_organisation():
    make_organisation("One", identifiers={"ror": "https://ror.org/000000111"})

    assert refused(lambda: make_organisation("Other", identifiers={"ror": "https://ror.org/000000111"})) == ("number_taken",)


@pytest.mark.parametrize(("by", "fields"), [(NOBODY, {}), (acting_in("UA"), {"public_precision": "place"})])
def test_nobody_registers_what_is_not_theirs(by, fields):
    with pytest.raises(NotAllowed):
        add_organisation(name="A", kind="hospital", country="AZ", by=by, at=NOON, **fields)

    assert not Organisation.objects.unscoped("test").exists()


def test_a_correction_tells_what_was_and_what_is_with_its_reason():
    organisation = make_organisation("Okhmatdyt", names={"uk": "Охматдит"}, city="Kiev")

    correct_organisation(
        organisation,
        by=BY,
        at=NOON,
        reason="the official spelling",
        city="Kyiv",
        names=[("Okhmatdyt", "", "label"), ("Охматдит", "uk", "label"), ("Old name", "", "former")],
        identifiers=[("ua_edr", "01994089")],
        specialities=["oncology"],
    )

    columns, beside = Event.objects.filter(record=key_of(organisation), verb="change").order_by("id")
    assert columns.facts == {"reason": "the official spelling", "before": {"city": "Kiev"}, "after": {"city": "Kyiv"}}
    assert beside.facts["after"]["identifiers"] == [["ua_edr", "01994089"]]
    assert organisation.names.filter(value="Old name", use="former").exists()
    assert organisation.specialities.get().code == "oncology"


def test_a_name_that_stays_keeps_its_row():
    organisation = make_organisation("Okhmatdyt", names={"uk": "Охматдит"})
    kept = organisation.names.get(language="uk").pk

    correct_organisation(organisation, by=BY, at=NOON, reason="one less", names=[("Охматдит", "uk", "label")])

    assert [one.pk for one in organisation.names.all()] == [kept]


def test_a_correction_needs_a_reason():
    organisation = make_organisation()

    assert refused(lambda: correct_organisation(organisation, by=BY, at=NOON, reason=" ", city="Kyiv")) == ("correction_needs_a_reason",)


def test_nothing_is_part_of_itself_or_of_its_own_parts():
    whole = make_organisation("Whole")
    part = make_organisation("Part", parent=whole)

    def turned() -> None:
        correct_organisation(whole, by=BY, at=NOON, reason="turned round", parent=part)

    assert refused(turned) == ("organisation_part_of_itself",)


def test_nobody_gives_an_organisation_to_another_country():
    organisation = make_organisation()

    with pytest.raises(NotAllowed):
        correct_organisation(organisation, by=acting_in("UA"), at=NOON, reason="moved", country_id="AZ")

    organisation.refresh_from_db()
    assert organisation.country_id == "UA"


@pytest.mark.parametrize(
    "values", [{"country_id": "AZ"}, {"kind": "ministry"}, {"public_precision": "place"}, {"public_precision": "region"}], ids=str
)
def test_its_own_side_decides_neither_whose_it_is_nor_for_whom_it_speaks_nor_what_is_published(values):
    organisation = make_organisation(region="Kyiv", city="Kyiv")
    own, colleague = acting_at(organisation), acting_in("UA", "AZ")

    with pytest.raises(NotAllowed):
        correct_organisation(organisation, by=own, at=NOON, reason="mine", **values)
    assert not Event.objects.filter(record=key_of(organisation), verb="change").exists()

    assert correct_organisation(organisation, by=own, at=NOON, reason="a website", kind="hospital", website="https://h.example")
    assert correct_organisation(organisation, by=colleague, at=NOON, reason="decided", **values)


def test_what_is_published_of_a_place_may_be_taken_back_by_its_own_side():
    organisation = make_organisation(city="Kyiv", public_precision="place")

    assert correct_organisation(organisation, by=acting_at(organisation), at=NOON, reason="a threat", public_precision="country")


def test_a_country_is_changed_by_whoever_edits_both():
    organisation = make_organisation()

    for by in (acting_in("UA"), acting_in("AZ")):
        with pytest.raises(NotAllowed):
            correct_organisation(organisation, by=by, at=NOON, reason="moved", country_id="AZ")


def test_its_own_side_does_not_call_it_as_another_is_called():
    make_organisation("Ministry of Health of Ukraine", names={"uk": "Міністерство охорони здоров’я України"}, kind="ministry")
    organisation = make_organisation()
    own = acting_at(organisation)

    def called(name: str, names: list[tuple[str, str, str]] | None = None) -> Organisation:
        return correct_organisation(organisation, by=own, at=NOON, reason="a name", name=name, names=names)

    assert refused(lambda: called("Ministry of Health of Ukraine")) == ("name_is_of_another",)
    assert refused(lambda: called("Okhmatdyt", [("МІНІСТЕРСТВО ОХОРОНИ ЗДОРОВ’Я УКРАЇНИ", "uk", "alias")])) == ("name_is_of_another",)
    assert called("Okhmatdyt Hospital")
    assert correct_organisation(organisation, by=acting_in("UA"), at=NOON, reason="both are", name="Ministry of Health of Ukraine")


def test_a_person_is_told_by_commitment_and_can_be_erased():
    person = make_person("Olena Koval", email="koval@ministry.example")

    told = Event.objects.get(record=key_of(person))
    assert "Koval" not in str(told.facts)
    assert set(PersonalFact.objects.values_list("name", "value")) == {
        ("after.full_name", "Olena Koval"),
        ("after.email", "koval@ministry.example"),
    }
    (line,) = timeline([key_of(person)], BY, is_inside=True)
    assert "Olena Koval" in {changed.after for changed in line.changes}
    assert line.is_new
    PersonalFact.objects.all().delete()
    (line,) = timeline([key_of(person)], BY, is_inside=True)
    assert "erased" in {changed.after for changed in line.changes}
    (line,) = timeline([key_of(person)], BY, is_inside=False)
    assert (line.who, "personal" in {changed.after for changed in line.changes}) == ("", True)


def test_a_person_comes_with_an_office_by_the_right_over_its_organisation():
    organisation = make_organisation()
    held = {"office": "head", "title": "Director", "begins": Day.on(date(2024, 1, 1))}

    person = add_person(full_name="A Director", by=acting_in("UA"), at=NOON, at_organisation=organisation, held=held)

    assert person.appointments.get().title == "Director"
    with pytest.raises(NotAllowed):
        add_person(full_name="Another", by=acting_in("AZ"), at=NOON, at_organisation=organisation, held=held)
    assert Person.objects.unscoped("test").count() == 1


def test_a_person_is_corrected_with_a_reason():
    person = make_person("Olena Kowal")

    assert refused(lambda: correct_person(person, by=BY, at=NOON, reason="", full_name="Olena Koval")) == ("correction_needs_a_reason",)
    assert refused(lambda: correct_person(person, by=BY, at=NOON, reason="x", full_name="Olena Kоval")) == ("name_mixes_alphabets",)
    correct_person(person, by=BY, at=NOON, reason="the passport", full_name="Olena Koval")

    assert Person.objects.unscoped("test").get().full_name == "Olena Koval"


def test_an_office_stands_once_and_ends_once():
    organisation, person = make_organisation(), make_person()
    appointment = appoint(person=person, organisation=organisation, office="head", by=BY, at=NOON, begins=Day.on(date(2024, 1, 1)))

    def twice() -> None:
        appoint(person=person, organisation=organisation, office="head", by=BY, at=NOON, begins=Day.on(date(2024, 1, 1)))

    assert refused(twice) == ("appointment_stands_already",)
    assert refused(lambda: end_appointment(appointment, ends=Day.on(date(2024, 1, 1)), by=BY, at=NOON)) == (
        "appointment_ends_before_it_was_seen",
    )
    end_appointment(appointment, ends=Day.on(date(2025, 1, 1)), by=BY, at=NOON, reason="the decree")
    assert refused(lambda: end_appointment(appointment, ends=Day.on(date(2025, 2, 1)), by=BY, at=NOON)) == ("appointment_ended_already",)
    other = appoint(person=person, organisation=organisation, office="coordinator", by=BY, at=NOON, ends=Day.since(date(2025, 1, 1)))
    assert refused(lambda: end_appointment(other, ends=Day.by(date(2025, 6, 1)), by=BY, at=NOON)) == ("appointment_ended_already",)


def test_no_office_is_recorded_that_ends_before_it_can_have_begun():
    organisation, person = make_organisation(), make_person()

    def recorded(begins: Day, ends: Day) -> tuple[str, ...]:
        return refused(lambda: appoint(person=person, organisation=organisation, office="head", by=BY, at=NOON, begins=begins, ends=ends))

    assert recorded(Day.in_month(2024, 9), Day.in_month(2024, 8)) == ("appointment_runs_backward",)
    assert recorded(Day.in_month(2024, 9), Day.on(date(2024, 9, 1))) == ("appointment_runs_backward",)


def test_an_office_is_ended_by_its_own_side_alone():
    organisation = make_organisation()
    held = appoint(person=make_person(), organisation=organisation, office="head", by=BY, at=NOON)

    with pytest.raises(NotAllowed):
        end_appointment(held, ends=Day.on(date(2025, 1, 1)), by=acting_in("AZ"), at=NOON)
    assert end_appointment(held, ends=Day.on(date(2025, 1, 1)), by=acting_in("UA"), at=NOON).ends_before == date(2025, 1, 1)


def test_the_timeline_tells_before_and_after_in_words():
    whole = make_organisation("Whole")
    organisation = make_organisation("Part")
    correct_organisation(organisation, by=BY, at=NOON, reason="the statute", parent=whole, kind="university", is_active=False)

    changed, added = timeline([key_of(organisation)], BY, is_inside=True)

    assert (changed.reason, changed.is_new, added.is_new) == ("the statute", False, True)
    assert {(one.label, one.before, one.after) for one in changed.changes} == {
        ("part of", "-", "Whole"),
        ("kind", "hospital", "university"),
        ("active", "yes", "no"),
    }


def test_a_record_that_was_merged_is_not_corrected():
    loser, survivor = make_organisation("One"), make_organisation("Other")
    merge(loser, survivor, by=BY, at=NOON)

    assert refused(lambda: correct_organisation(loser, by=BY, at=NOON, reason="x", city="Kyiv")) == ("organisation_was_merged",)


def test_a_number_is_taken_back_and_the_names_stay():
    organisation = make_organisation("Okhmatdyt", identifiers={"ua_edr": "01994089"})

    correct_organisation(organisation, by=BY, at=NOON, reason="another's", identifiers=[])

    assert not organisation.identifiers.exists()
    assert organisation.names.count() == 1


def test_a_person_in_mixed_letters_is_refused():
    assert refused(lambda: make_person("Olena Kоval")) == ("name_mixes_alphabets",)


def test_nobody_gains_a_person_of_another_country_by_appointing_them():
    baku, kyiv = acting_in("AZ"), acting_in("UA")
    ministry = make_organisation("Ministry in Baku", "AZ")
    person = make_person("Olena Koval", country_id="UA", in_public_office=True, email="koval@ministry.example")

    with pytest.raises(NotAllowed):
        appoint(person=person, organisation=ministry, office="head", by=baku, at=NOON)
    with pytest.raises(NotAllowed):
        appoint(person=person, organisation=ministry, office="head", by=kyiv, at=NOON)
    assert not person.appointments.exists()
    appoint(person=person, organisation=ministry, office="head", by=BY, at=NOON)

    assert not baku.may("people.see", person)
    assert kyiv.may("people.edit", person)
    with pytest.raises(NotAllowed):
        correct_person(person, by=baku, at=NOON, reason="ours now", email="x@baku.example")


def test_somebody_without_a_country_belongs_to_whom_they_serve():
    baku, kyiv = acting_in("AZ"), acting_in("UA")
    hospital, ministry = make_organisation(), make_organisation("Ministry in Baku", "AZ")
    person = make_person("A Director", country_id=None)

    appoint(person=person, organisation=hospital, office="head", by=kyiv, at=NOON)

    assert kyiv.may("people.edit", person)
    with pytest.raises(NotAllowed):
        appoint(person=person, organisation=ministry, office="head", by=baku, at=NOON)
