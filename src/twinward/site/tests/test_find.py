"""The search of every page: countries, institutions, people, instruments and letters that the reader may see, the best first."""

import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from twinward.foundation.identity.models import Account
from twinward.foundation.registry.actions import add_person
from twinward.foundation.registry.finding import countries
from twinward.foundation.registry.likeness import most_alike
from twinward.foundation.registry.models import Organisation
from twinward.programme.instruments.tests.makers import make_agreement
from twinward.programme.letters.tests.makers import BY, NOON, make_account, make_draft, make_letter, make_organisation
from twinward.site.find import groups

db = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def ministry(db: None) -> Organisation:
    return make_organisation()


@pytest.fixture
def officer(ministry: Organisation) -> Account:
    return make_account(ministry, language="en")


@pytest.fixture
def client(client: Client, officer: Account) -> Client:
    client.force_login(officer)
    return client


def found(text: str, account: Account, **asked: str) -> dict[str, list[str]]:
    """The names that were found, by group, in the order of the page."""
    return {group.key: [hit.label for hit in group.hits] for group in groups(text, account, limit=5, **asked)}


@pytest.mark.parametrize("typed", ["Germany", "Німеччина", "Almaniya", "Alemania", "germny", "DE", "deu", "Deutschland, germany"])
def test_a_country_is_found_in_any_language_and_by_its_codes(officer: Account, typed: str):
    assert found(typed, officer)["countries"][0] == "Germany"


@pytest.mark.parametrize(("typed", "name"), [("CUB", "Cuba"), ("arg", "Argentina"), ("SPM", "St. Pierre & Miquelon")])
def test_the_code_of_a_country_is_the_same_words_however_like_its_name_is(typed: str, name: str):
    first = countries(typed, limit=5)[0]
    assert (first.label, first.score) == (name, 1.0)


def test_a_country_is_found_by_its_name_of_the_standard(officer: Account):
    assert found("United Kingdom of Great Britain and Northern Ireland", officer)["countries"] == ["United Kingdom"]
    assert found("Lao People’s Democratic", officer)["countries"] == ["Laos"]


@pytest.mark.parametrize("typed", ["Lyashko", "lyash", "Ляшко Віктор", "Viktor Lashko", "Ляшко Віктор Кирилович"])
def test_a_person_is_found_mistyped_and_in_other_letters(officer: Account, typed: str):
    add_person(full_name="Viktor Liashko", in_public_office=True, by=BY, at=NOON)
    add_person(full_name="Viktoria Kovalenko", in_public_office=True, by=BY, at=NOON)

    assert found(typed, officer)["people"][0] == "Viktor Liashko"


def test_an_instrument_is_found_by_title_number_and_party(officer: Account):
    make_agreement("UA", "AZ", title="Agreement on pharmacy", titles={"uk": "Угода про фармацію"}, number="UA-AZ/17")

    for typed in ("pharmacy", "Угода про фармацію", "UA-AZ/17", "agreement azerbaijan", "Азербайджан"):
        assert found(typed, officer)["instruments"] == ["Agreement on pharmacy"], typed


def test_a_letter_is_found_by_either_number_and_by_its_subject(officer: Account, ministry: Organisation):
    make_letter(ministry, our_number="25-04/1155", their_number="7/88", subject="Перелік закладів")
    make_letter(ministry, our_number="1155", dated_on=date(2025, 9, 1), subject="Visit")

    assert found("25-04/1155", officer)["letters"] == ["Перелік закладів"]
    assert found("7/88", officer)["letters"] == ["Перелік закладів"]
    assert found("перелік", officer)["letters"] == ["Перелік закладів"]
    assert found("1155", officer)["letters"] == ["Visit", "Перелік закладів"]


def test_what_one_may_not_see_is_not_found(officer: Account):
    theirs = make_organisation("Ministry of Health of Azerbaijan", "AZ")
    make_letter(theirs, subject="Secret letter", our_number="77/7")
    make_draft(theirs, subject="Secret draft")
    make_agreement("AZ", "DE", title="Secret agreement", is_public=False)
    add_person(full_name="Secret Person", country_id="AZ", by=BY, at=NOON)

    assert not any("Secret" in name for names in found("secret", officer).values() for name in names)
    assert "letters" not in found("77/7", officer)
    assert found("Secret agreement", make_account(theirs))["instruments"] == ["Secret agreement"]


def test_a_country_narrows_everything(officer: Account, ministry: Organisation):
    make_letter(ministry, "DE", subject="Rehabilitation centre")
    make_letter(ministry, "PL", subject="Rehabilitation clinic")
    make_agreement("UA", "PL", title="Rehabilitation agreement")

    assert found("rehabilitation", officer, country="PL") == {
        "instruments": ["Rehabilitation agreement"],
        "letters": ["Rehabilitation clinic"],
    }


def test_groups_stand_in_the_order_of_their_best_answer(officer: Account, ministry: Organisation):
    make_letter(ministry, subject="On the way to Charite Berlin", our_number="4/4")
    make_organisation("Charite", "DE", "hospital")

    assert list(found("Charite", officer)) == ["institutions", "letters"]
    assert next(iter(found("4/4", officer))) == "letters"


def test_the_page_says_what_each_record_is(client: Client, ministry: Organisation):
    make_letter(ministry, subject="Ukraine writes", our_number="7/3")
    shown = " ".join(re.sub(r"<[^>]+>", " ", client.get(reverse("find"), {"q": "Ukraine"}).content.decode()).split())

    assert "Ukraine country, UA" in shown
    assert "Ministry of Health of Ukraine ministry, Ukraine" in shown
    assert "Ukraine writes letter sent, 7/3, 2 Oct 2025, Germany" in shown


def test_below_the_field_of_every_page_stand_the_best_of_each_kind_and_the_way_to_all(client: Client):
    quick = client.get(reverse("find"), {"q": "Ukraine"}, headers={"HX-Request-Type": "partial"})
    shown = quick.content.decode()

    assert "<html" not in shown
    assert reverse("country", args=["UA"]) in shown
    assert f'href="{reverse("find")}?q=Ukraine"' in shown
    assert "HX-Request-Type" in quick["Vary"]
    assert client.get(reverse("find"), headers={"HX-Request-Type": "partial"}).content.strip() == b""


def test_nothing_found_is_said(client: Client):
    assert "Nothing that you may see is called anything like" in client.get(reverse("find"), {"q": "Zzzzqqxx"}).content.decode()


def test_a_number_that_nobody_has_is_said_to_be_on_nobodys_record(client: Client):
    make_organisation("Clinic Q1234567", "UA", "hospital")

    shown = client.get(reverse("find"), {"q": "Q1234567"}).content.decode()

    assert "No institution on record has the number Q1234567 of Wikidata." in shown
    assert "Clinic Q1234567" not in shown


def test_the_number_of_queries_does_not_grow_with_what_is_found(client: Client, ministry: Organisation):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as made:
            assert client.get(reverse("find"), {"q": "Rehabilitation"}).status_code == 200
        return len(made)

    def grow(number: int) -> None:
        make_letter(ministry, subject=f"Rehabilitation {number}")
        make_agreement("UA", "PL", title=f"Rehabilitation {number}")
        make_organisation(f"Rehabilitation centre {number}", "PL", "hospital")
        add_person(full_name=f"Rehabilitation {number}", in_public_office=True, by=BY, at=NOON)

    grow(1)
    queries()
    before = queries()
    for number in range(2, 6):
        grow(number)
    queries()
    assert queries() == before


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Koval", ["Olena Koval"]),
        ("Олена Петрівна Коваль", ["Olena Koval"]),
        ("Mamedova", ["Leyla Məmmədova"]),
        ("Ko", ["Olena Koval"]),
        ("Kovel Olha", []),
        ("xyz", []),
        ("...", []),
    ],
)
def test_names_are_alike_word_by_word(text: str, found: list[str]):
    names = {name: (name,) for name in ("Olena Koval", "Leyla Məmmədova")}

    assert [key for key, _score in most_alike(text, names, limit=5)] == found
