"""The public page of a node on which nothing is recorded: it says so, and nothing of anybody else's programme; it is named as its settings name it."""

from typing import Any

import pytest
from django.test import Client

from twinward.foundation.identity.beginning import begin
from twinward.foundation.identity.tests.makers import NOON

pytestmark = pytest.mark.django_db
COUNTRIES = {
    "en": ("Ukrain", "Azerbaijan", "Cuba"),
    "uk": ("Украї", "украї", "Азербайджан", "Куб"),
    "az": ("Ukrayna", "Azərbaycan", "Kuba"),
    "es": ("crani", "Azerb", "Cuba"),
}


def page(language: str = "en", path: str = "/") -> str:
    return Client(headers={"accept-language": language}).get(path).content.decode()


@pytest.mark.parametrize("language", COUNTRIES)
def test_an_empty_node_tells_nothing_of_any_country_and_names_no_ministry(language: str):
    said = page(language).replace("Українська", "").replace("Azərbaycanca", "")  # as languages are called that pages can be read in
    assert [name for name in (*COUNTRIES[language], "2023", "Ministry of Health") if name in said] == []


def test_an_empty_node_says_that_nothing_is_on_record_with_its_first_administrator_too():
    assert "Nothing is on record here yet. This page repeats" in page()
    names = {"full_name": "Nadia Bondar", "email": "nadia@ministry.example", "password": "seven wards, one roof"}
    begin(**names, language="en", organisation="Ministry of Health of Azerbaijan", kind="ministry", country="AZ", at=NOON)
    assert "Nothing is on record here yet." in page()


@pytest.mark.usefixtures("reported")
def test_where_the_programme_is_on_record_the_page_says_since_when():
    assert "Since September 2023 Ukrainian hospitals have been paired with hospitals abroad." in page()
    assert "Nothing is on record here yet." not in page()


def test_a_node_is_published_by_whom_its_settings_name(settings: Any):
    assert "Published with Twinward" in page()
    settings.NODE_NAME = "Ministry of Health of Azerbaijan"
    assert "Published by Ministry of Health of Azerbaijan with Twinward" in page()
