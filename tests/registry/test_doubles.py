"""A row that is new but very like an institution on record is told, before the import and after it; whoever imports decides."""

import re
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from twinward.foundation.identity.rules import OFFICER
from twinward.foundation.identity.tests.makers import make_account
from twinward.foundation.registry.importing import background
from twinward.foundation.registry.importing import doubles as comparing
from twinward.foundation.registry.importing.columns import Fault, Rejected, Row
from twinward.foundation.registry.importing.command import run
from twinward.foundation.registry.importing.doubles import doubles
from twinward.foundation.registry.importing.reasons import lines_of
from twinward.foundation.registry.importing.saying import where
from twinward.foundation.registry.models import Identifier, Organisation
from twinward.foundation.registry.tests.makers import BY, make_organisation

pytestmark = pytest.mark.django_db
SHEET = "name,country,kind\nKharkiv National Medcal University,UA,university\nKharkiv Zoo,UA,other\nKharkiv National Medical University,DE,university\n"


def row(number: int, name: str, country: str = "UA", *more: tuple[str, str, str]) -> Row:
    return Row(number, {}, {"name": name, "country_id": country}, [(name, "", "label"), *more], [])


def told(rows: list[Row], **asked: Any) -> list[tuple[int, int]]:
    return [(one.row, one.organisation) for one in doubles(rows, actor=BY, **asked).found]


@pytest.fixture
def university() -> Organisation:
    return make_organisation("Kharkiv National Medical University", names={"uk": "Харківський національний медичний університет"})


@pytest.fixture
def client(university: Organisation, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(background, "begin", background.carry_through)
    client = Client()
    client.force_login(make_account((OFFICER, university)))
    return client


def test_a_row_is_told_by_any_of_its_names_and_any_of_those_on_record(university: Organisation):
    rows = [
        row(1, "Kharkiv National Medcal University"),
        row(2, "KhNMU", "UA", ("Харківський національний медичний університет", "uk", "label")),
        row(3, "Kharkiv Polytechnic Institute"),
        row(4, "Kharkiv National Medical University", "DE"),
    ]

    assert told(rows) == [(1, university.pk), (2, university.pk)]


def test_few_rows_are_looked_for_on_record_and_few_records_among_many_rows_with_one_result(university: Organisation):
    for number in range(9):
        make_organisation(f"Invented Clinic {number}" * 2)
    few = [row(1, "Kharkiv National Medcal University")]

    assert told(few) == told([*few, *(row(number, f"Sanatorium {number}") for number in range(2, 60))]) == [(1, university.pk)]


@pytest.mark.parametrize("others", [0, 59])
def test_no_row_is_told_as_a_double_of_an_illustrative_record(others: int):
    make_organisation("Kharkiv National Medical University", is_illustrative=True)
    rows = [row(1, "Kharkiv National Medcal University"), *(row(number, f"Sanatorium {number}") for number in range(2, 2 + others))]

    assert told(rows) == []


def test_a_row_called_exactly_like_an_illustrative_record_changes_nothing_of_it(tmp_path: Path):
    invented = make_organisation("Kharkiv Zoo", kind="other", is_illustrative=True)
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("name,country,kind,website\nKharkiv Zoo,UA,other,https://zoo.example\n")
    done, again = (run(sheet, dry_run=False).document() for _turn in range(2))

    assert [(one["added"], one["changed"], one["unchanged"]) for one in (done, again)] == [(1, 0, 0), (0, 0, 1)]
    assert Organisation.objects.unscoped("a test looks").get(pk=invented.pk).website == ""


def test_each_row_is_told_once_with_the_likest_and_by_its_own_name(university: Organisation):
    make_organisation("Kharkiv National Medical Universities")

    (one,) = doubles([row(1, "University", "UA", ("Kharkiv National Medical University", "en", "label"))], actor=BY).found

    assert (one.name, one.organisation, one.called, one.score) == ("University", university.pk, "Kharkiv National Medical University", 1.0)


def test_where_too_much_would_be_compared_it_is_told_how_much_was(university: Organisation, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(comparing, "MOST", 1)

    found = doubles([row(1, "Kharkiv National Medcal University"), row(2, "Kharkiv National Medical University")], actor=BY)

    assert ([one.row for one in found.found], found.compared, found.new) == ([1], 1, 2)


def test_the_terminal_tells_doubles_and_what_was_added_as_them(university: Organisation, tmp_path: Path):
    (tmp_path / "sheet.csv").write_text(SHEET)

    dry = run(tmp_path / "sheet.csv", dry_run=True).document()
    done = run(tmp_path / "sheet.csv", dry_run=False).document()

    added = Organisation.objects.unscoped("test").get(name="Kharkiv National Medcal University")
    assert [(one["row"], one["organisation"], one["added"]) for one in dry["possible_duplicates"]] == [(2, university.pk, None)]
    assert [(one["row"], one["organisation"], one["added"]) for one in done["possible_duplicates"]] == [(2, university.pk, added.pk)]
    assert (done["compared"], done["not_compared"]) == (3, 0)


def test_lines_for_a_person_are_in_words():
    rejected = [Rejected(9, [Fault(9, "", "import_beyond_headings", {})])]
    left_out = [Fault(2, "names[3].value", "import_missing", {})]
    doubles = [{"row": 5, "name": "A", "organisation": 7, "called": "B", "added": 8}]

    assert list(lines_of(rejected, left_out, doubles)) == [
        "Row 9, the whole row: The row has values to the right of the last heading.",
        "Row 2, name 4: It is missing.",
        "Row 5, “A” may be number 7 on record, “B”. It is number 8 now; merge them if they are one.",
    ]
    assert where("country") == "country"


def uploaded(client: Client, sheet: str = SHEET) -> str:
    given = {"once": uuid4(), "file": SimpleUploadedFile("sheet.csv", sheet.encode())}
    return client.post(reverse("organisations-import"), given)["Location"]


def shown(client: Client, page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", client.get(page).content.decode())).split())


def test_the_preview_tells_doubles_and_links_to_the_record(client: Client, university: Organisation):
    page = uploaded(client)

    assert "1 new row may be on record already" in shown(client, page)
    assert f'href="{reverse("organisation", args=[university.pk])}"' in client.get(page).content.decode()


def test_a_name_that_was_corrected_meanwhile_is_compared_anew(client: Client, university: Organisation):
    page = uploaded(client)
    shown(client, page)
    make_organisation("Kharkiv Zoo", kind="other", country="UA")
    make_organisation("Kharkiv Zoological Garden", kind="other", country="UA")

    assert "may be on record already" in shown(client, page)


def test_what_is_another_is_imported_and_can_be_merged_at_once(
    client: Client, university: Organisation, django_capture_on_commit_callbacks: Any
):
    page = uploaded(client)
    shown(client, page)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"once": uuid4(), "told": "2", "row-2": "new"})

    added = Organisation.objects.unscoped("test").get(name="Kharkiv National Medcal University")
    assert "On record twice, perhaps Kharkiv National Medcal University may be Kharkiv National Medical University" in shown(client, page)
    (address,) = re.findall(rf'href="({reverse("organisation-merge")}[^"]*)"', client.get(page).content.decode())
    merging = client.get(unescape(address)).content.decode()
    assert 'id="preview"' in merging
    assert f'name="loser-chosen" value="{added.pk}"' in merging


def test_what_nothing_is_said_of_is_left_out_and_told(client: Client, university: Organisation, django_capture_on_commit_callbacks: Any):
    page = uploaded(client)
    shown(client, page)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"once": uuid4(), "told": ["2", "no number", "9" * 5_000]})

    names = set(Organisation.objects.unscoped("test").values_list("name", flat=True))
    assert "Kharkiv Zoo" in names
    assert "Kharkiv National Medcal University" not in names
    assert "Added 1 Changed 0 Said nothing new 0 Rejected 2" in shown(client, page)


def test_what_is_left_out_is_told(client: Client, university: Organisation, django_capture_on_commit_callbacks: Any):
    page = uploaded(client)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"once": uuid4(), "told": "2", "row-2": "out"})

    assert not Organisation.objects.unscoped("test").filter(name="Kharkiv National Medcal University").exists()
    assert "Added 1 Changed 0 Said nothing new 0 Rejected 2" in shown(client, page)


# --- the same as one on record ---

NUMBER = "https://ror.org/03yrm5c26"
NUMBERED = (
    "name,country,kind,ror,website,name_az\n"
    f"KHARKIV National Medical University,UA,university,{NUMBER},https://knmu.example,Xarkov Milli Tibb Universiteti\n"
    "Kharkiv National Medcal University,UA,hospital,,,\n"
)


def on_record(organisation: Organisation) -> dict[str, Any]:
    """What is on record of an organisation."""
    found = Organisation.objects.unscoped("test").get(pk=organisation.pk)
    names = sorted(found.names.values_list("value", "language", "use"))
    return {
        "name": found.name,
        "kind": found.kind,
        "website": found.website,
        "names": names,
        "numbers": list(found.identifiers.values_list("value")),
    }


def chosen(client: Client, page: str) -> set[str]:
    return set(re.findall(r'value="([a-z]+(?:-\d+)?)" id="[a-z]+-\d+" checked', client.get(page).content.decode()))


def test_what_is_the_same_brings_its_number_and_names_and_renames_nothing(
    client: Client, university: Organisation, django_capture_on_commit_callbacks: Any
):
    page, before = uploaded(client, NUMBERED), on_record(university)
    assert chosen(client, page) == {f"same-{university.pk}", "new"}

    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"once": uuid4(), "told": ["2", "3"], "row-2": f"same-{university.pk}", "row-3": "out"})

    brought = [("KHARKIV National Medical University", "", "alias"), ("Xarkov Milli Tibb Universiteti", "az", "label")]
    assert on_record(university) == before | {
        "website": "https://knmu.example",
        "names": sorted([*before["names"], *brought]),
        "numbers": [(NUMBER,)],
    }
    assert "Added 0 Changed 1" in shown(client, page)


def test_what_was_the_same_is_so_the_next_time_too(
    client: Client, university: Organisation, tmp_path: Path, django_capture_on_commit_callbacks: Any
):
    (tmp_path / "first.csv").write_text("name,country,kind,ua_edr\nKharkiv Zoological Garden,UA,other,01996622\n")
    run(tmp_path / "first.csv", dry_run=False)
    zoo = Organisation.objects.unscoped("test").get(name="Kharkiv Zoological Garden")
    sheet = f"name,country,kind,ror\nKharkiv Zoologcal Garden,UA,other,{NUMBER}\n"
    page = uploaded(client, sheet)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"once": uuid4(), "told": "2", "row-2": f"same-{zoo.pk}"})
    held = on_record(zoo)
    assert (held["name"], len(held["numbers"])) == ("Kharkiv Zoological Garden", 2)

    (tmp_path / "again.csv").write_text(sheet)
    again = run(tmp_path / "again.csv", dry_run=False).document()
    assert (again["added"], again["changed"], again["unchanged"], again["rejected"]) == (0, 0, 1, [])
    assert on_record(zoo) == held


def test_two_that_a_register_tells_apart_are_not_offered_as_one(
    client: Client, university: Organisation, django_capture_on_commit_callbacks: Any
):
    Identifier.objects.create(organisation=university, scheme="ror", value="https://ror.org/02mx87d71")
    page = uploaded(client, NUMBERED)
    assert chosen(client, page) == {"new"}
    assert "They have different numbers in one register" in shown(client, page)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"once": uuid4(), "told": "2", "row-2": f"same-{university.pk}"})
    assert "Added 1 Changed 0 Said nothing new 0 Rejected 1" in shown(client, page)
    assert b"can no longer be the same" in client.get(reverse("import-rejected", args=[page.split("/")[-2], "csv"])).content
    assert not Organisation.objects.unscoped("test").filter(name="KHARKIV National Medical University").exists()


def test_the_preview_counts_with_the_answers_that_it_proposes_and_says_what_they_would_change(
    client: Client, university: Organisation, django_capture_on_commit_callbacks: Any
):
    page = uploaded(client, NUMBERED)

    before = shown(client, page)
    assert "1 to add 1 to change 0 say nothing new" in before
    assert "The numbers and lists of this page count with the answers that are proposed here." in before
    to_change, to_add = before.partition("To change")[2].split("To add")
    assert ("https://knmu.example" in to_change, "KHARKIV National Medical University" in to_add) == (True, False)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"once": uuid4(), "told": ["2", "3"], "row-2": f"same-{university.pk}", "row-3": "new"})
    assert "Added 1 Changed 1" in shown(client, page)


def test_a_row_that_would_bring_nothing_as_the_same_can_still_be_said_to_be_another(
    client: Client, university: Organisation, django_capture_on_commit_callbacks: Any
):
    sheet = "name,country,kind\nKHARKIV National Medical University,UA,hospital\n"
    page = uploaded(client, sheet)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"once": uuid4(), "told": "2", "row-2": f"same-{university.pk}"})
    university.names.filter(use="alias").delete()  # by hand, so that it does not come back

    again = shown(client, uploaded(client, sheet))
    assert "0 to add 0 to change 1 says nothing new" in again
    assert "It is another one: add it as new" in again


@pytest.mark.parametrize("answer", ["same-0", "same-x", "same-", "same-99999999999999999999", "same-{abroad}", "same-{invented}"])
def test_no_answer_makes_a_row_something_else(
    client: Client, university: Organisation, django_capture_on_commit_callbacks: Any, answer: str
):
    others = {"abroad": make_organisation("Charité", "DE"), "invented": make_organisation("Invented", is_illustrative=True)}
    before = {name: on_record(one) for name, one in others.items()}
    page = uploaded(client)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"once": uuid4(), "told": "2", "row-2": answer.format(**{name: one.pk for name, one in others.items()})})

    assert {name: on_record(one) for name, one in others.items()} == before
    assert not Organisation.objects.unscoped("test").filter(name="Kharkiv National Medcal University").exists()


@pytest.mark.parametrize("since", [{"is_illustrative": True}, {"country": "DE"}])
def test_doubles_that_cannot_be_merged_are_not_told(
    client: Client, university: Organisation, django_capture_on_commit_callbacks: Any, since: dict[str, Any]
):
    page = uploaded(client)
    shown(client, page)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"once": uuid4(), "told": "2", "row-2": "new"})
    Organisation.objects.unscoped("test").filter(pk=university.pk).update(**since)

    assert "On record twice" not in shown(client, page)


def test_doubles_that_were_merged_since_are_told_no_more(client: Client, university: Organisation, django_capture_on_commit_callbacks: Any):
    page = uploaded(client)
    shown(client, page)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"once": uuid4(), "told": "2", "row-2": "new"})
    Organisation.objects.unscoped("test").filter(name="Kharkiv National Medcal University").update(merged_into=university)

    assert "On record twice" not in shown(client, page)
