"""The lists of institutions and people: who sees them, what they find, and that they cost the same for many rows as for few."""

import csv
import re
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from python_calamine import CalamineWorkbook

from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.desk_rows import order_of, ordered
from twinward.foundation.kernel.hot import written
from twinward.foundation.kernel.tests.papers import NOON
from twinward.foundation.registry.actions import add_organisation, add_person
from twinward.foundation.registry.called import SORTED
from twinward.foundation.registry.desks import ORGANISATIONS
from twinward.foundation.registry.models import Organisation, Person
from twinward.foundation.registry.offices import appoint

pytestmark = pytest.mark.django_db
LOADER = Operator("load")


def make_organisation(name: str, *, kind: str = "hospital", country: str = "UA", **fields: Any) -> Organisation:
    return add_organisation(name=name, kind=kind, country=country, by=LOADER, at=NOON, **fields)


@pytest.fixture(autouse=True)
def organisations() -> dict[str, Organisation]:
    """A few institutions of two countries; one of them was merged into another."""
    made = [
        make_organisation("Okhmatdyt", names={"uk": "Охматдит"}, identifiers={"UA-EDR": "01994089"}, city="Kyiv"),
        make_organisation("National Cancer Institute", kind="research"),
        make_organisation("<b>Farajova</b> Institute", kind="research", country="AZ", is_illustrative=True),
        make_organisation("Ministry of Health of Ukraine", kind="ministry"),
    ]
    merged = make_organisation("Okhmatdit, twice")
    Organisation.objects.unscoped("the test's merge").filter(pk=merged.pk).update(merged_into=made[0])
    return {one.name: one for one in made}


def reader(role: str, organisation: Organisation) -> Client:
    """Somebody with a role at an organisation, signed in and reading English."""
    account = apps.get_model("identity", "Account").objects.create(email=f"{role}@twinward.example", full_name=f"A. {role}")
    membership = apps.get_model("identity", "Membership")
    membership.objects.create(account=account, organisation=organisation, role=role, starts_on=date(2023, 9, 6))
    client = Client(headers={"accept-language": "en"})
    client.force_login(account)
    return client


@pytest.fixture
def officer(organisations: dict[str, Organisation]) -> Client:
    return reader("officer", organisations["Ministry of Health of Ukraine"])


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("address", ["/organisations/", "/people/"])
def test_a_stranger_is_asked_to_sign_in(address: str):
    response = Client().get(address)
    assert (response.status_code, response["Location"]) == (302, f"/sign-in/?next={address}")


@pytest.mark.parametrize("address", ["/organisations/", "/people/"])
def test_somebody_without_a_role_sees_nothing(address: str, organisations: dict[str, Organisation]):
    account = apps.get_model("identity", "Account").objects.create(email="x@twinward.example", full_name="X")
    client = Client()
    client.force_login(account)
    page = shown(client, address)
    assert "Okhmatdyt" not in page
    assert "on record yet" in page


def test_institutions_are_listed_but_not_those_merged_away(officer: Client, organisations: dict[str, Organisation]):
    page = shown(officer, "/organisations/")
    assert "4 institutions." in page
    assert f'<a href="/organisations/{organisations["Okhmatdyt"].pk}/">Okhmatdyt</a>' in page
    assert "twice" not in page
    assert '&lt;b&gt;Farajova&lt;/b&gt; Institute</a> <span class="illus">illustrative</span>' in page
    assert 'Research institutes</a> <span class="meta">2</span>' in page


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("okhmat", ["Okhmatdyt"]),
        ("ОХМАТДИТ", ["Okhmatdyt"]),
        ("01994089", ["Okhmatdyt"]),
        ("institute national", ["National Cancer Institute"]),
        ("Okhmatdytt", ["Okhmatdyt"]),
        ("twice", []),
    ],
)
def test_an_institution_is_found_by_any_of_its_names_its_number_or_nearly(officer: Client, typed: str, found: list[str]):
    page = shown(officer, f"/organisations/?q={typed}")
    for name in ("Okhmatdyt", "National Cancer Institute", "Ministry of Health of Ukraine"):
        assert (f">{name}</a>" in page) == (name in found), name


def names_listed(page: str) -> list[str]:
    return re.findall(r'/organisations/\d+/">([^<]+)</a>', page)


def test_beside_an_institution_called_exactly_so_stand_those_called_nearly_so(officer: Client):
    for name in ("Okhmatdit Fund", "Ohmatdyt"):
        make_organisation(name, country="AZ")

    page = shown(officer, "/organisations/?q=Okhmatdyt")

    assert names_listed(page) == ["Okhmatdyt"]
    assert '<a href="?q=Okhmatdyt&amp;near=yes">2 more are like “Okhmatdyt”</a>' in page
    near = shown(officer, "/organisations/?q=Okhmatdyt&near=yes&sort=-name")
    assert names_listed(near) == ["Okhmatdit Fund", "Ohmatdyt"]
    assert "2 institutions." in near
    assert 'These are only like “Okhmatdyt”. <a href="?q=Okhmatdyt&amp;sort=-name">' in near
    assert 'href="?q=Okhmatdyt&amp;near=yes&amp;sort=-name&amp;format=csv"' in near
    narrowed = shown(officer, "/organisations/?q=Okhmatdyt&country=UA")
    assert "are like" not in narrowed


def test_what_is_only_like_a_text_says_so(officer: Client):
    assert "These are only like “Okhmatdytt”. Nothing is called exactly so." in shown(officer, "/organisations/?q=Okhmatdytt")
    assert "only like" not in shown(officer, "/organisations/?q=okhmat")
    assert "only like" not in shown(officer, "/organisations/")


def test_what_is_only_like_a_text_stands_by_how_like_it_is_until_the_reader_sorts(officer: Client):
    for name in ("Army Medical University", "Kharkiv National Medical University", "Kharkiv Medical Academy"):
        make_organisation(name)

    page = shown(officer, "/organisations/?q=Kharkov+medical+university")
    assert names_listed(page)[0] == "Kharkiv National Medical University"
    assert names_listed(page) != sorted(names_listed(page))
    assert 'aria-sort="ascending"' not in page
    by_name = shown(officer, "/organisations/?q=Kharkov+medical+university&sort=name")
    assert names_listed(by_name) == sorted(names_listed(page))
    assert 'href="?q=Kharkov+medical+university&amp;sort=name&amp;format=csv"' in by_name
    filed = officer.get("/organisations/?q=Kharkov+medical+university&format=csv").content.decode()
    assert filed.index("Kharkiv National Medical University") < filed.index("Army Medical University")


@pytest.mark.parametrize("typed", ["Charite Berlin", "CHARITÉ BERLIN", "charite  berlin"])
def test_a_name_that_differs_by_capitals_and_accents_alone_is_called_exactly_so(officer: Client, typed: str):
    make_organisation("Charité Berlin", country="DE")
    make_organisation("Charlie Berlin", country="DE")

    page = shown(officer, f"/organisations/?q={typed}")
    assert (names_listed(page), "only like" in page) == (["Charité Berlin"], False)
    assert names_listed(shown(officer, f"/organisations/?q={typed}&near=yes")) == ["Charlie Berlin"]


def test_people_who_are_only_called_like_a_text_stand_by_how_like_they_are(officer: Client):
    for name in ("Adam Lyashenko", "Viktor Liashko"):
        add_person(full_name=name, in_public_office=True, by=LOADER, at=NOON)

    page = shown(officer, "/people/?q=Lyashko")
    assert re.findall(r'/people/\d+/">([^<]+)</a>', page)[0] == "Viktor Liashko"


def test_a_page_of_what_is_only_like_a_text_goes_on_on_the_next(officer: Client, monkeypatch: pytest.MonkeyPatch):
    for number in range(5):
        make_organisation(f"Okhmatdit {'abcde'[number] * 5}")
    monkeypatch.setattr("twinward.foundation.registry.list_views.ORGANISATIONS", replace(ORGANISATIONS, page_size=3))

    first = shown(officer, "/organisations/?q=Okhmatdyt&near=yes&sort=name")
    (after,) = set(re.findall(r'href="\?q=Okhmatdyt&amp;near=yes&amp;sort=name&amp;after=([^"&]+)"', first))

    second = shown(officer, f"/organisations/?q=Okhmatdyt&near=yes&sort=name&after={after}")
    assert names_listed(first) + names_listed(second) == [f"Okhmatdit {letter * 5}" for letter in "abcde"]


def test_institutions_are_narrowed_and_sorted(officer: Client):
    page = shown(officer, "/organisations/?country=UA&sort=-name")
    assert "3 institutions." in page
    assert page.index(">Okhmatdyt<") < page.index(">National Cancer") < page.index(">Ministry of Health of Ukraine</a>")
    assert "Country: Ukraine" in page
    page = shown(officer, "/organisations/?kind=hospital")
    assert ">Okhmatdyt<" in page
    assert ">Ministry of Health of Ukraine</a>" not in page


def test_institutions_are_sorted_by_kind_and_then_by_name(officer: Client):
    page = shown(officer, "/organisations/?sort=kind")
    names = ("Okhmatdyt", "Ministry of Health of Ukraine", "&lt;b&gt;Farajova&lt;/b&gt; Institute", "National Cancer Institute")
    places = [page.index(f">{name}</a>") for name in names]
    assert places == sorted(places)


@pytest.mark.parametrize("language", SORTED)
@pytest.mark.parametrize("name", [column.name for column in ORGANISATIONS.columns if column.sort and column.name != "kind"])
def test_each_sorting_of_institutions_has_an_index_in_each_language(name: str, language: str):
    # But that by kind: four more indexes slow down every import, and whoever wants one kind narrows the list to it, which needs none of them.
    with translation.override(language):
        path, _is_descending = order_of(ORGANISATIONS, name)
        rows = ordered(ORGANISATIONS, Organisation.objects.unscoped("the test looks").standing(), name)[:50]
        fields = list(dict.fromkeys([path.removesuffix("_id"), f"sort_key_{language}", "id"]))
        assert any(list(index.fields)[: len(fields)] == fields for index in Organisation._meta.indexes)
        if connection.vendor == "sqlite":
            assert "organisation_by_" in rows.explain()
            assert "TEMP B-TREE" not in rows.explain()


def filed(client: Client, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(client.get(address).content.decode("utf-8-sig"))))


def test_a_file_of_institutions_tells_by_which_numbers_and_code_each_is_known(officer: Client, organisations: dict[str, Organisation]):
    numbers = {"ror": "https://ror.org/03yrm5c26", "ua_edr": "12345678"}
    charite = make_organisation("Charité", country="DE", identifiers=numbers)

    told = {row["Name"]: row for row in filed(officer, "/organisations/?format=csv")}

    assert told["Charité"] | {"Number of the record": str(charite.pk), "Country code": "DE", "ROR": numbers["ror"]} == told["Charité"]
    assert told["Charité"]["Country"] == "Germany"
    assert told["Okhmatdyt"]["Number of the record"] == str(organisations["Okhmatdyt"].pk)
    assert told["Okhmatdyt"]["ROR"] == ""
    sheet = CalamineWorkbook.from_filelike(BytesIO(officer.get("/organisations/?format=xlsx").content)).get_sheet_by_index(0).to_python()
    assert [sheet[0].index(head) for head in ("Number of the record", "Country code", "ROR")]
    assert {charite.pk, "DE", numbers["ror"]} <= {*next(row for row in sheet if row[0] == "Charité")}


def test_what_a_file_alone_holds_is_looked_up_for_no_row_of_a_page_and_for_none_that_is_only_counted(officer: Client):
    with CaptureQueriesContext(connection) as queries:
        shown(officer, "/organisations/?kind=hospital")
    asked = [query["sql"] for query in queries if "registry_organisation" in query["sql"]]
    assert any("COUNT" in sql for sql in asked)
    assert [sql for sql in asked if "registry_identifier" in sql] == []


def test_the_numbers_of_institutions_stand_on_the_page_of_who_chooses_them(officer: Client):
    charite = make_organisation("Charité", country="DE", identifiers={"ror": "https://ror.org/03yrm5c26"})
    page = shown(officer, "/organisations/?country=DE")
    assert ">https://ror.org/03yrm5c26<" not in page

    chosen = "/organisations/?country=DE&columns=number&columns=country_code&columns=ror"
    page = shown(officer, chosen)
    for words in (f">{charite.pk}</td>", ">DE</td>", ">https://ror.org/03yrm5c26</td>"):
        assert words in page
    assert list(filed(officer, f"{chosen}&format=csv")[0]) == [
        "Name",
        "Shown as",
        "Number of the record",
        "Country code",
        "ROR",
        "Illustrative",
    ]


def test_people_are_sorted_by_how_we_know_of_them(officer: Client):
    for name, basis in (("Anna Stated", "stated"), ("Borys Here", "done_here")):
        add_person(full_name=name, in_public_office=True, basis=basis, by=LOADER, at=NOON)
    page = shown(officer, "/people/?sort=basis&columns=name&columns=basis")
    assert page.index("Borys Here") < page.index("Anna Stated")


@pytest.mark.parametrize("beyond", [[1, 1], ["!", 1], ["YQ", 1], ["=", 1], [None, 1], [["a"], 1]])
def test_a_place_in_the_list_that_nobody_gave_out_is_answered_by_some_page_of_it(officer: Client, beyond: list[Any]):
    assert "4 institutions." in shown(officer, f"/organisations/?after={written(beyond)}")


def test_the_list_goes_on_where_its_page_ends(officer: Client):
    for number in range(ORGANISATIONS.page_size):
        make_organisation(f"Ґ {number:03}")
    first = shown(officer, "/organisations/")
    (after,) = set(re.findall(r'href="\?after=([^"&]+)"', first))

    second = shown(officer, f"/organisations/?after={after}")

    listed = [re.findall(r'/organisations/\d+/">([^<]+)</a>', page) for page in (first, second)]
    assert [len(names) for names in listed] == [100, 4]
    assert listed[1][-1] == "Ґ 099"


def test_a_download_has_the_rows_of_the_list(officer: Client):
    response = officer.get("/organisations/?kind=research&columns=country&format=csv")
    assert response.content.decode("utf-8-sig").splitlines() == [
        '"Name","Shown as","Country","Illustrative"',
        '"<b>Farajova</b> Institute","","Azerbaijan","illustrative"',
        '"National Cancer Institute","","Ukraine",""',
    ]


def test_people_are_shown_with_the_offices_they_hold_to_those_who_may_see_them(organisations: dict[str, Organisation]):
    ministry, institute = organisations["Ministry of Health of Ukraine"], organisations["<b>Farajova</b> Institute"]
    minister = add_person(full_name="The Minister", in_public_office=True, by=LOADER, at=NOON, phone="+380 44 1")
    focal = add_person(full_name="A Focal Point", by=LOADER, at=NOON)
    appoint(person=minister, organisation=ministry, office="head", title="Minister", by=LOADER, at=NOON)
    appoint(person=minister, organisation=ministry, office="head", title="Deputy", by=LOADER, at=NOON, ends=Day.on(date(2020, 1, 1)))
    appoint(person=focal, organisation=institute, office="focal_point", by=LOADER, at=NOON)
    page = shown(reader("officer", ministry), "/people/")
    assert "Minister, Ministry of Health of Ukraine" in page
    assert "Deputy" not in page
    assert "A Focal Point" not in page
    assert "+380" not in page
    assert "focal point, &lt;b&gt;Farajova&lt;/b&gt; Institute" in shown(reader("focal_point", institute), "/people/")


@pytest.mark.parametrize(
    ("typed", "is_exact"),
    [
        ("Ministry of Health", True),
        ("Міністерство", True),
        ("міністерство minister", True),
        ("Ministerstvo okhorony zdorovja", False),
        ("Zzqx", None),
    ],
)
def test_people_are_found_by_any_name_of_the_institution_of_their_office_or_nearly(
    organisations: dict[str, Organisation], typed: str, is_exact: bool | None
):
    ministry = make_organisation("Ministry of Health", kind="ministry", names={"uk": "Міністерство охорони здоров’я"})
    minister = add_person(full_name="Olena Koval", in_public_office=True, by=LOADER, at=NOON)
    appoint(person=minister, organisation=ministry, office="head", title="Minister", by=LOADER, at=NOON)

    page = shown(reader("officer", organisations["Ministry of Health of Ukraine"]), f"/people/?q={typed}")
    assert ("Olena Koval" in page) == (is_exact is not None)
    assert ("These are only like" in page) == (is_exact is False)


@pytest.mark.parametrize("address", ["/organisations/", "/people/"])
def test_a_list_asks_the_store_no_more_for_many_rows(
    officer: Client, address: str, django_assert_num_queries: Any, organisations: dict[str, Organisation]
):
    def add(number: int) -> None:
        one = make_organisation(f"Hospital {number}")
        person = add_person(full_name=f"Person {number}", in_public_office=True, by=LOADER, at=NOON)
        appoint(person=person, organisation=one, office="head", by=LOADER, at=NOON)

    add(0)
    shown(officer, address)
    with CaptureQueriesContext(connection) as few:
        shown(officer, address)
    for number in range(1, 40):
        add(number)
    with django_assert_num_queries(len(few)):
        shown(officer, address)
    assert len(few) <= 14


def countries_offered(page: str) -> list[str]:
    (offered,) = re.findall(r'<select[^>]*name="country">(.*?)</select>', page)
    return re.findall(r'value="([A-Z]{2})"', offered)


def test_only_countries_of_what_the_reader_sees_are_offered(organisations: dict[str, Organisation]):
    ministry = organisations["Ministry of Health of Ukraine"]
    minister = add_person(full_name="The Minister", in_public_office=True, by=LOADER, at=NOON)
    Person.objects.unscoped("the test's country").filter(pk=minister.pk).update(country="AZ")
    away = make_organisation("Charité, twice", country="DE")
    Organisation.objects.unscoped("the test's merge").filter(pk=away.pk).update(merged_into=ministry)
    officer = reader("officer", ministry)

    assert countries_offered(shown(officer, "/organisations/")) == ["AZ", "UA"]
    assert countries_offered(shown(officer, "/organisations/?kind=ministry")) == ["AZ", "UA"]
    assert countries_offered(shown(officer, "/people/")) == ["AZ"]
    assert "Country: Germany" in shown(officer, "/organisations/?country=DE")
