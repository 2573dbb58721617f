"""An import: once it adds, twice it does nothing, and what a person corrected stays."""

from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from twinward.foundation.kernel.actors import Actor, NotAllowed
from twinward.foundation.kernel.models import Event
from twinward.foundation.kernel.verify import verify_ledger
from twinward.foundation.registry.actions import correct_organisation
from twinward.foundation.registry.importing.actions import File, import_organisations
from twinward.foundation.registry.importing.plan import IMPORTED, Plan, plan
from twinward.foundation.registry.importing.reading import Reading, read
from twinward.foundation.registry.importing.reasons import faults_of, reasons
from twinward.foundation.registry.merging import merge, undo
from twinward.foundation.registry.models import Identifier, Organisation, OrganisationName
from twinward.foundation.registry.search import current_stamp, find
from twinward.foundation.registry.tests import files
from twinward.foundation.registry.tests.files import ror_record
from twinward.foundation.registry.tests.makers import BY, NOBODY, NOON, acting_in, make_organisation

pytestmark = pytest.mark.django_db
FILE = File("ror.jsonl", "0" * 64, is_ror=True)
SHEET = ("name", "country", "kind", "ror", "city")


def given(folder: Path, content: bytes, name: str = "file.jsonl") -> Reading:
    (folder / name).write_bytes(content)
    return read(folder / name)


def imported(reading: Reading, by: Actor = BY) -> Plan:
    return import_organisations(reading, file=FILE, by=by, at=NOON)


def counted(found: Plan) -> tuple[int, int, int, int]:
    return len(found.adds), len(found.changes), found.unchanged, len(found.rejected)


def only() -> Organisation:
    return Organisation.objects.unscoped("test").get()


def corrected(organisation: Organisation, **values) -> None:
    correct_organisation(organisation, by=BY, at=timezone.now(), reason="better known here", **values)


def test_an_import_adds_everything_that_a_record_says(tmp_path):
    found = imported(given(tmp_path, files.lines(ror_record())))

    organisation = only()
    assert counted(found) == (1, 0, 0, 0)
    assert (organisation.name, organisation.kind, organisation.country_id, organisation.city) == (
        "Invented Hospital 1",
        "hospital",
        "UA",
        "Kyiv",
    )
    assert (organisation.latitude_microdegrees, organisation.public_precision, organisation.basis) == (50_450_100, "country", "stated")
    assert organisation.why == "Research Organization Registry"
    assert list(organisation.identifiers.values_list("scheme", "value")) == [("ror", "https://ror.org/000000111")]
    assert set(organisation.names.values_list("value", "language", "use")) == {
        ("Invented Hospital 1", "en", "label"),
        ("Вигадана лікарня 1", "uk", "label"),
        ("IH1", "", "acronym"),
    }


def test_the_ledger_tells_of_the_whole_and_of_each_row(tmp_path):
    imported(given(tmp_path, files.lines(ror_record(1), ror_record(2), ror_record(3, country=None))))

    whole = Event.objects.get(verb=IMPORTED)
    assert whole.facts == {
        "file": "ror.jsonl",
        "sha256": "0" * 64,
        "added": 2,
        "changed": 0,
        "unchanged": 0,
        "rejected": 1,
        "left_out": 0,
    }
    rows = Event.objects.filter(part_of=whole.id).order_by("id")
    assert [row.verb for row in rows] == ["add", "add"]
    assert rows[0].facts["after"]["name"] == "Invented Hospital 1"
    assert rows[0].facts["identifiers"] == {"ror": "https://ror.org/000000111"}
    assert verify_ledger().findings == ()


def test_the_same_file_again_does_nothing(tmp_path):
    reading = given(tmp_path, files.lines(*(ror_record(number) for number in range(1, 30))))
    imported(reading)
    events, stamp = Event.objects.count(), current_stamp()

    assert counted(imported(reading)) == (0, 0, 29, 0)
    assert Event.objects.count() == events
    assert current_stamp() == stamp


def test_what_differs_is_changed_and_told_with_before_and_after(tmp_path):
    imported(given(tmp_path, files.lines(ror_record())))
    later = ror_record(city="Lviv", status="inactive", names=[*ror_record()["names"], {"value": "New", "lang": "en", "types": ["alias"]}])

    assert counted(imported(given(tmp_path, files.lines(later)))) == (0, 1, 0, 0)

    organisation = only()
    assert (organisation.city, organisation.is_active) == ("Lviv", False)
    assert organisation.names.filter(value="New", use="alias").exists()
    told = Event.objects.filter(verb="change").latest("id").facts
    assert (told["before"], told["after"]["city"]) == ({"city": "Kyiv", "is_active": True}, "Lviv")
    assert told["names"] == [["New", "en", "alias"]]
    assert counted(imported(given(tmp_path, files.lines(later)))) == (0, 0, 1, 0)


def test_what_a_person_corrected_stays_whatever_the_file_says(tmp_path):
    imported(given(tmp_path, files.lines(ror_record())))
    corrected(only(), city="Kyiv, Left Bank", name="Our hospital")

    assert counted(imported(given(tmp_path, files.lines(ror_record())))) == (0, 0, 1, 0)
    assert counted(imported(given(tmp_path, files.lines(ror_record(city="Lviv", region="Lviv Oblast"))))) == (0, 1, 0, 0)

    organisation = only()
    assert (organisation.name, organisation.city, organisation.region) == ("Our hospital", "Kyiv, Left Bank", "Lviv Oblast")


def test_a_name_that_a_person_removed_does_not_come_back(tmp_path):
    imported(given(tmp_path, files.lines(ror_record())))
    names = [name for name in only().names.values_list("value", "language", "use") if name[0] != "IH1"]
    corrected(only(), names=names)

    assert counted(imported(given(tmp_path, files.lines(ror_record())))) == (0, 0, 1, 0)
    assert not OrganisationName.objects.filter(value="IH1").exists()


def test_an_organisation_that_was_added_by_hand_gets_what_it_lacks_and_keeps_what_it_has(tmp_path):
    make_organisation("Okhmatdyt", identifiers={"ror": "https://ror.org/000000111"}, city="Kyiv (ours)")

    assert counted(imported(given(tmp_path, files.lines(ror_record())))) == (0, 1, 0, 0)

    organisation = only()
    assert (organisation.name, organisation.city, organisation.region) == ("Okhmatdyt", "Kyiv (ours)", "Kyiv City")
    assert organisation.names.filter(value="Invented Hospital 1").exists()


def test_a_row_without_a_number_means_the_organisation_of_its_country_and_name(tmp_path):
    make_organisation("Okhmatdyt", "UA")
    make_organisation("Okhmatdyt", "AZ")
    content = files.csv(SHEET, ("Okhmatdyt", "Ukraine", "hospital", "", "Kyiv"), ("Another", "Ukraine", "hospital", "", ""))

    assert counted(imported(given(tmp_path, content, "a.csv"))) == (1, 1, 0, 0)
    assert counted(imported(given(tmp_path, content, "a.csv"))) == (0, 0, 2, 0)
    assert list(Organisation.objects.unscoped("test").filter(city="Kyiv").values_list("country_id", flat=True)) == ["UA"]


def test_a_row_that_may_mean_two_organisations_is_rejected(tmp_path):
    make_organisation("Okhmatdyt")
    make_organisation("Okhmatdyt")

    found = imported(given(tmp_path, files.csv(SHEET, ("Okhmatdyt", "UA", "hospital", "", "Kyiv")), "a.csv"))

    assert [(fault.row, fault.code) for fault in faults_of(found.rejected)] == [(2, "import_means_several")]


def test_rows_of_a_foreign_country_are_rejected_each_with_its_reason(tmp_path):
    reading = given(tmp_path, files.lines(ror_record(1), ror_record(2, country="AZ")))

    found = imported(reading, acting_in("UA"))

    assert counted(found) == (1, 0, 0, 1)
    assert [(fault.row, fault.field, fault.code) for fault in faults_of(found.rejected)] == [(2, "country", "import_country_not_yours")]


def test_an_organisation_cannot_be_taken_from_another_country(tmp_path):
    imported(given(tmp_path, files.lines(ror_record(1, country="AZ"))))

    found = imported(given(tmp_path, files.lines(ror_record(1, country="UA"))), acting_in("UA"))

    assert counted(found) == (0, 0, 0, 1)
    (one,) = reasons(faults_of(found.rejected), most=20)
    assert one.words.startswith("It is on record as an institution of Azerbaijan.")
    assert only().country_id == "AZ"


def test_whoever_has_no_right_imports_nothing(tmp_path):
    reading = given(tmp_path, files.lines(ror_record()))
    events = Event.objects.count()

    with pytest.raises(NotAllowed):
        imported(reading, NOBODY)

    assert not Organisation.objects.unscoped("test").exists()
    assert Event.objects.count() == events


def test_an_import_that_fails_leaves_nothing(tmp_path, monkeypatch):
    reading = given(tmp_path, files.lines(ror_record()))
    events = Event.objects.count()

    def broken(*_args, **_options):
        raise OSError("the disk is full")

    monkeypatch.setattr("twinward.foundation.registry.importing.actions.append_many", broken)
    with pytest.raises(OSError, match="full"):
        imported(reading)

    assert not Organisation.objects.unscoped("test").exists()
    assert not Identifier.objects.exists()
    assert Event.objects.count() == events


def test_a_record_that_was_merged_into_another_is_not_taken_up_again(tmp_path):
    reading = given(tmp_path, files.lines(ror_record(1), ror_record(2)))
    imported(reading)
    one, other = Organisation.objects.unscoped("test").order_by("pk")
    done = merge(other, one, by=BY, at=NOON)

    assert counted(imported(reading)) == (0, 0, 2, 0)
    assert only_standing() == [one.pk]

    undo(done, by=BY, at=NOON)
    assert counted(imported(reading)) == (0, 0, 2, 0)


def only_standing() -> list[int]:
    return list(Organisation.objects.unscoped("test").standing().values_list("pk", flat=True))


def test_what_was_imported_is_found_at_once(tmp_path):
    assert find("Вигадана лікарня", "UA") == []

    imported(given(tmp_path, files.lines(ror_record())))

    assert find("Vyhadana likarnia 1", "UA")[0].name == "Вигадана лікарня 1"


def test_a_plan_writes_nothing(tmp_path):
    reading = given(tmp_path, files.lines(ror_record()))
    events = Event.objects.count()

    assert counted(plan(reading, actor=BY)) == (1, 0, 0, 0)
    assert not Organisation.objects.unscoped("test").exists()
    assert Event.objects.count() == events


@pytest.mark.skipif(not files.EXTRACT.is_file(), reason="the extract of the registry does not lie beside the repository")
def test_the_whole_extract_is_added_once(tmp_path):
    reading = read(files.EXTRACT)

    first = imported(reading)
    again = imported(reading)

    assert counted(first) == (17_554, 0, 0, 2)
    assert {fault.code for fault in faults_of(first.rejected)} == {"name_mixed"}
    assert counted(again) == (0, 0, 17_554, 2)
    assert verify_ledger().findings == ()


def test_postgresql_reads_through_no_table_to_find_the_country_of_each_row(tmp_path):
    """Nor when the same session once found the countries of a few rows by reading through them."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite finds it by the index always")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE registry_country")  # as the store soon does by itself
    for number in range(8):  # after five it settles on a way
        make_organisation(f"Hospital {number}")
        connection.check_constraints()
    reading = given(tmp_path, files.lines(*(ror_record(number) for number in range(1, 6))))
    before = whole_readings_of_countries()

    imported(reading)

    assert whole_readings_of_countries() == before


def whole_readings_of_countries() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'registry_country'")
        return cursor.fetchone()[0]


def test_a_sheet_brings_specialities_and_they_are_told(tmp_path):
    headings = ("name", "country", "kind", "specialities", "city")
    first = given(tmp_path, files.csv(headings, ("Okhmatdyt", "UA", "hospital", "oncology", "")), "a.csv")
    more = given(tmp_path, files.csv(headings, ("Okhmatdyt", "UA", "hospital", "burns;oncology", "")), "b.csv")
    sheet = File("a.csv", "0" * 64, is_ror=False)

    import_organisations(first, file=sheet, by=BY, at=NOON)
    import_organisations(more, file=sheet, by=BY, at=NOON)

    organisation = only()
    assert set(organisation.specialities.values_list("code", flat=True)) == {"oncology", "burns"}
    assert (organisation.basis, organisation.why) == ("stated", "a.csv")
    assert Event.objects.filter(verb="change").latest("id").facts == {"specialities": ["burns"]}
