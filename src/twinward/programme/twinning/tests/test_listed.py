"""A list is recorded with institutions that are not on record yet: look-alikes are offered first, then they are added as the list names them."""

import re
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from twinward.foundation.identity.rules import FOCAL_POINT, LAWYER
from twinward.foundation.kernel.keys import fresh_key, key_of
from twinward.foundation.kernel.models import Event
from twinward.foundation.kernel.verify import verify_ledger
from twinward.foundation.registry.actions import correct_organisation
from twinward.foundation.registry.models import Organisation
from twinward.foundation.registry.names import fold
from twinward.programme.letters.tests.makers import NOON, make_account, make_organisation
from twinward.programme.twinning.models import Coverage, ListStep
from twinward.programme.twinning.tests.makers import make_programme, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def germany(db: None) -> Coverage:
    return make_programme(["DE", "SK"])["DE"]


def about(line: str) -> str:
    """The name of the controls that ask about a line."""
    return f"organisations-{sha256(fold(line).encode()).hexdigest()[:12]}"


def added(line: str, **answers: Any) -> dict[str, Any]:
    """What says that a line names an institution that is not on record yet."""
    given = {"kind": "hospital"} | answers
    return {about(line): "new"} | {f"{about(line)}-{name}": value for name, value in given.items()}


def record(client: Client, coverage: Coverage, lines: str, **fields: Any) -> Any:
    given = {"kind": "agreed", "day": "October 2023", "basis": "stated", "source": str(make_source().pk), "organisations": lines}
    return client.post(reverse("list-step", args=[coverage.pk]), {"once": str(fresh_key())} | given | fields)


def of(country: str) -> list[str]:
    rows = Organisation.objects.unscoped("a test looks").filter(country=country)
    return list(rows.order_by("pk").values_list("name", flat=True))


def test_an_institution_that_the_register_lacks_is_asked_about_and_then_added_as_the_list_names_it(kyiv: Client, germany: Coverage):
    asked = record(kyiv, germany, "Klinikum Nirgendwo")
    page = asked.content.decode()
    assert asked.status_code == 422
    assert f'name="{about("Klinikum Nirgendwo")}" value="new"' in page
    assert "nothing on record is called anything like “Klinikum Nirgendwo”" in page
    assert of("DE") == []

    answers = added("Klinikum Nirgendwo", city="Ulm", specialities=["burns", "trauma"])
    assert record(kyiv, germany, "Klinikum Nirgendwo", **answers).status_code == 302
    clinic = Organisation.objects.unscoped("a test looks").get(country="DE")
    step = ListStep.objects.latest("id")
    assert [entry.organisation for entry in step.entries.all()] == [clinic]
    assert (clinic.name, clinic.kind, clinic.city) == ("Klinikum Nirgendwo", "hospital", "Ulm")
    assert sorted(one.code for one in clinic.specialities.all()) == ["burns", "trauma"]
    assert (clinic.basis, clinic.source, clinic.why) == ("stated", step.source, "")


def test_the_ledger_tells_who_named_it(kyiv: Client, germany: Coverage):
    record(kyiv, germany, "Klinikum Nirgendwo", **added("Klinikum Nirgendwo"))
    clinic = Organisation.objects.unscoped("a test looks").get(country="DE")
    event, step = (Event.objects.get(record=key_of(one), verb="add") for one in (clinic, ListStep.objects.latest("id")))

    assert event.by == step.by
    assert event.by.startswith("account:")
    assert step.facts["organisations"] == [clinic.pk]
    assert verify_ledger().findings == ()


def test_what_it_may_mean_is_offered_first_and_counts_when_it_is_chosen(kyiv: Client, germany: Coverage):
    charite = make_organisation("Charité University Hospital Berlin", "DE", "hospital", city="Berlin")
    line = "Charite Universty Hospital Berln"
    page = record(kyiv, germany, line).content.decode()
    choices = re.findall(rf'name="{about(line)}" value="(\w+)"', page)
    assert choices == [str(charite.pk), "new"]
    assert "Did you mean one of these?" in page

    assert record(kyiv, germany, line, **{about(line): str(charite.pk)}).status_code == 302
    assert of("DE") == [charite.name]
    assert [entry.organisation for entry in ListStep.objects.latest("id").entries.all()] == [charite]


def test_one_that_is_none_of_those_like_it_is_added_beside_them(kyiv: Client, germany: Coverage):
    make_organisation("City Hospital North", "DE", "hospital")
    assert record(kyiv, germany, "City Hospital South", **added("City Hospital South")).status_code == 302
    assert of("DE") == ["City Hospital North", "City Hospital South"]


def test_an_institution_of_another_country_is_never_meant(kyiv: Client, ministry: Organisation, germany: Coverage):
    slovak = make_organisation("Clinic in Košice", "SK", "hospital")
    for other in (slovak, ministry):
        assert record(kyiv, germany, "Clinic in Košice", **{about("Clinic in Košice"): str(other.pk)}).status_code == 422

    assert record(kyiv, germany, "Clinic in Košice", **added("Clinic in Košice")).status_code == 302
    assert of("DE") == ["Clinic in Košice"]
    assert of("SK") == ["Clinic in Košice"]


@pytest.mark.parametrize(
    ("line", "answers", "words"),
    [
        ("Klinikum Nirgendwo", {"kind": ""}, "choose what kind of institution"),
        ("Klinikum Nirgendwo", {"kind": "castle"}, "choose what kind of institution"),
        ("Klinikum Nirgendwо", {}, "mixes letters of different alphabets"),
    ],
)
def test_a_new_institution_needs_a_kind_and_a_name_in_one_alphabet(
    kyiv: Client, germany: Coverage, line: str, answers: dict[str, str], words: str
):
    refused = record(kyiv, germany, line, **added(line, **answers))

    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert (of("DE"), ListStep.objects.count()) == ([], 0)


def test_what_was_answered_stands_there_again_when_something_else_is_amiss(kyiv: Client, germany: Coverage):
    page = record(kyiv, germany, "Klinikum Nirgendwo", day="soon", **added("Klinikum Nirgendwo", city="Ulm")).content.decode()

    assert 'value="Ulm"' in page
    assert '<option value="hospital" selected>' in page
    assert of("DE") == []


def test_an_answer_goes_with_its_words_and_not_with_the_number_of_its_line(kyiv: Client, germany: Coverage):
    asked = record(kyiv, germany, "Klinik am Meer\nKlinikum Nirgendwo", **added("Klinikum Nirgendwo"))
    assert asked.status_code == 422
    assert of("DE") == []


@pytest.mark.parametrize(
    ("fields", "status"), [({"day": "4 November 2025"}, 422), ({"day": "3 November 2025", "basis": "done_here"}, 409)], ids=["day", "order"]
)
def test_a_step_that_is_refused_leaves_no_institution_behind(kyiv: Client, germany: Coverage, fields: dict[str, str], status: int):
    answers = added("Klinikum Nirgendwo")
    assert record(kyiv, germany, "Klinikum Nirgendwo", **fields, **answers).status_code == status
    assert (of("DE"), Event.objects.filter(record__startswith="registry.organisation:", by__startswith="account:").count()) == ([], 0)


@pytest.mark.parametrize(("role", "country"), [(LAWYER, "UA"), (FOCAL_POINT, "UA"), ("officer", "DE")])
def test_who_may_not_record_the_list_names_nobody(germany: Coverage, role: str, country: str):
    client = Client()
    client.force_login(make_account(make_organisation("Another Ministry", country), role))
    before = of("DE")

    assert record(client, germany, "Klinikum Nirgendwo", **added("Klinikum Nirgendwo")).status_code == 403
    assert of("DE") == before


def test_who_named_an_institution_corrects_it_until_its_country_keeps_it_up(kyiv: Client, germany: Coverage):
    record(kyiv, germany, "Klinikum Nirgendwo", **added("Klinikum Nirgendwo"))
    clinic = Organisation.objects.unscoped("a test looks").get(country="DE")

    assert kyiv.get(reverse("organisation", args=[clinic.pk])).status_code == 200
    assert kyiv.get(reverse("organisation-edit", args=[clinic.pk])).status_code == 200
    theirs = make_account(make_organisation("Ministry of Health of Germany", "DE"), "officer")
    correct_organisation(clinic, by=theirs, at=NOON, reason="its own", city="Berlin")
    assert kyiv.get(reverse("organisation-edit", args=[clinic.pk])).status_code == 403


def test_a_line_that_is_on_record_in_another_country_alone_says_so_and_is_added_only_by_choice(kyiv: Client, germany: Coverage):
    make_organisation("Charité", "IT", "hospital")
    asked = record(kyiv, germany, "Charité")
    page = asked.content.decode()

    assert asked.status_code == 422
    assert "“Charité”: none in Germany; on record elsewhere: Charité (Italy)." in page
    assert "nothing on record is called" not in page
    assert f'id="{about("Charité")}-new" checked' not in page
    assert of("DE") == []
    assert record(kyiv, germany, "Charité", **added("Charité")).status_code == 302
    assert of("DE") == ["Charité"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [("Kinderklinik am Meer", "hospital"), ("Universität am Meer", "university"), ("Institut am Meer", "research"), ("Haus am Meer", "")],
)
def test_each_line_begins_with_the_kind_that_its_own_name_tells(kyiv: Client, germany: Coverage, line: str, kind: str):
    page = record(kyiv, germany, f"{line}\nMinisterium am Meer").content.decode()

    assert chosen_kind(page, line) == kind
    assert chosen_kind(page, "Ministerium am Meer") == "ministry"


def chosen_kind(page: str, line: str) -> str:
    """The kind that is chosen for a line in a form."""
    _before, _name, after = page.partition(f'name="{about(line)}-kind"')
    return "".join(re.findall(r'value="(\w+)" selected', after.partition("</select>")[0]))


def test_each_line_is_added_with_its_own_kind_and_one_that_was_cleared_is_asked_about(kyiv: Client, germany: Coverage):
    lines = ("Kinderklinik am Meer", "Universität am Meer")
    cleared = record(kyiv, germany, "\n".join(lines), **added(lines[0], kind="") | added(lines[1], kind="university"))
    assert cleared.status_code == 422
    assert "Line 1: choose what kind of institution" in cleared.content.decode()
    assert chosen_kind(cleared.content.decode(), lines[0]) == ""

    answers = added(lines[0], kind="hospital") | added(lines[1], kind="university")
    assert record(kyiv, germany, "\n".join(lines), **answers).status_code == 302
    kinds = Organisation.objects.unscoped("a test looks").filter(country="DE").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["hospital", "university"]


def test_only_institutions_of_the_country_that_are_like_enough_are_suggested(kyiv: Client, germany: Coverage):
    make_organisation("Azerbaijan Medical University", "AZ", "university")
    make_organisation("Medical University of Hannover", "DE", "university")
    make_organisation("Hospital of the Holy Spirit", "DE", "hospital")
    page = record(kyiv, germany, "Medical University Hanover\nMedizinische Universität Lübeck\nGeneral Hospital").content.decode()

    assert "Azerbaijan" not in page.partition("<fieldset")[2]
    assert f'name="{about("Medical University Hanover")}" value="{pk_of("Medical University of Hannover")}"' in page
    assert f'name="{about("General Hospital")}" value="{pk_of("Hospital of the Holy Spirit")}"' not in page
    assert "elsewhere" not in page


def pk_of(name: str) -> int:
    return Organisation.objects.unscoped("a test looks").get(name=name).pk
