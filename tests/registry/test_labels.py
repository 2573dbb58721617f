"""Institutions are called by their name in the reader's language, wherever one is on record; what is kept of it is what the names say."""

import csv
import io
import re
import threading
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.rules import OFFICER
from twinward.foundation.identity.tests.makers import make_account
from twinward.foundation.kernel.alphabet import sort_key
from twinward.foundation.kernel.days import Basis
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.models import Event
from twinward.foundation.registry.actions import correct_organisation
from twinward.foundation.registry.called import SORTED
from twinward.foundation.registry.importing.command import run
from twinward.foundation.registry.labels import mislabelled, relabel, relabel_differing
from twinward.foundation.registry.merging import merge, undo
from twinward.foundation.registry.models import Organisation, OrganisationName
from twinward.foundation.registry.rules import called_in, labels_of
from twinward.foundation.registry.tests.makers import BY, NOON, make_organisation
from twinward.programme.instruments.actions import record_instrument
from twinward.programme.instruments.models import Instrument

db = pytest.mark.django_db


@pytest.fixture
def hospital(db: None) -> Organisation:
    return make_organisation("Okhmatdyt Children's Hospital", names={"uk": "Лікарня «Охматдит»"}, aliases=["NCSH"])


@pytest.fixture
def officer(hospital: Organisation) -> Account:
    return make_account((OFFICER, make_organisation("Ministry of Health", kind="ministry")), language="uk")


@pytest.fixture
def client(officer: Account) -> Client:
    client = Client(headers={"accept-language": "uk"})
    client.force_login(officer)
    client.cookies["django_language"] = "uk"
    return client


def kept(organisation: Organisation) -> dict[str, str]:
    """The labels as the store holds them, which are what the names say."""
    assert list(mislabelled()) == []
    return Organisation.objects.unscoped("test").get(pk=organisation.pk).labels


def signed_by(hospital: Organisation) -> Instrument:
    """A memorandum of the hospital with Azerbaijan."""
    sides = [{"country_id": "UA", "organisation": hospital}, {"country_id": "AZ"}]
    return record_instrument(kind="memorandum", title="Memorandum", parties=sides, basis=Basis.STATED, by=BY, at=NOON)


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        ([("Own", "", "label"), ("Власна", "uk", "label")], {"uk": "Власна"}),
        ([("Own", "en", "label"), ("Other", "en", "label")], {}),
        ([("First", "en", "label"), ("Second", "en", "label")], {"en": "First"}),
        ([("Стара", "uk", "former"), ("АБВ", "uk", "acronym"), ("Інша", "uk", "alias")], {}),
        ([("Тут", "uk", "translated"), ("Власна", "uk", "label")], {"uk": "Власна"}),
        ([("Тут", "uk", "translated"), ("Інша", "uk", "alias")], {"uk": "Тут"}),
        ([("Own", "en", "label"), ("Made here", "en", "translated")], {}),
        ([], {}),
    ],
)
def test_a_language_has_its_label_where_that_is_not_the_registered_name(names: list[tuple[str, str, str]], labels: dict[str, str]):
    assert labels_of("Own", names) == labels


@pytest.mark.parametrize(("language", "name"), [("uk", "Власна"), ("uk-ua", "Власна"), ("en", "Own"), ("", "Own")])
def test_a_language_without_a_label_has_the_registered_name(language: str, name: str):
    assert called_in("Own", {"uk": "Власна"}, language) == name


def test_an_institution_is_called_by_its_name_in_the_language_of_the_reader(hospital: Organisation):
    with override("uk"):
        assert str(hospital) == "Лікарня «Охматдит»"
    with override("es"):
        assert str(hospital) == "Okhmatdyt Children's Hospital"
    with override(None):
        assert str(hospital) == "Okhmatdyt Children's Hospital"


def test_labels_follow_a_correction(hospital: Organisation):
    correct_organisation(hospital, names=[("Охматдит", "uk", "label")], reason="a test", by=BY, at=NOON)
    assert kept(hospital) == {"uk": "Охматдит"}

    correct_organisation(hospital, name="Охматдит", reason="a test", by=BY, at=NOON)
    assert kept(hospital) == {}


def test_labels_follow_a_merge_and_its_undoing(hospital: Organisation):
    double = make_organisation("Okhmatdyt", names={"uk": "Охматдит", "es": "Hospital infantil"})

    done = merge(double, hospital, by=BY, at=NOON)
    assert (kept(double), kept(hospital)) == ({}, {"uk": "Лікарня «Охматдит»"})

    undo(done, by=BY, at=NOON)
    assert kept(double) == {"uk": "Охматдит", "es": "Hospital infantil"}


def test_labels_follow_an_import_that_adds_and_one_that_changes(hospital: Organisation, tmp_path: Path):
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("name,country,kind,name_uk,name_az\nCharité,DE,hospital,Шаріте,\nOkhmatdyt Children's Hospital,UA,hospital,,Uşaq\n")

    run(sheet, dry_run=False)

    assert kept(Organisation.objects.unscoped("test").get(name="Charité")) == {"uk": "Шаріте"}
    assert kept(hospital) == {"uk": "Лікарня «Охматдит»", "az": "Uşaq"}


def test_the_ledger_tells_names_and_nothing_that_follows_from_them(hospital: Organisation):
    told = Event.objects.get(record=key_of(hospital)).facts

    assert ["Лікарня «Охматдит»", "uk", "label"] in told["names"]
    assert "labels" not in told["after"]


def test_what_an_instrument_tells_the_ledger_of_its_parties_is_in_no_readers_language(hospital: Organisation):
    with override("uk"):
        agreement = signed_by(hospital)

    assert Event.objects.get(record=key_of(agreement), verb="add").facts["parties"] == ["Okhmatdyt Children's Hospital", "Azerbaijan"]


def test_every_language_of_the_screens_has_a_column_to_sort_by():
    assert set(SORTED) == {language for language, _name in settings.LANGUAGES}


def test_the_order_of_a_list_follows_every_write_to_names(hospital: Organisation):
    correct_organisation(hospital, names=[("Ґанок", "uk", "label")], reason="a test", by=BY, at=NOON)

    hospital.refresh_from_db()
    assert bytes(hospital.sort_key_uk) == sort_key("Ґанок", "uk")
    assert bytes(hospital.sort_key_es) == sort_key("Okhmatdyt Children's Hospital", "es")

    Organisation._base_manager.filter(pk=hospital.pk).update(sort_key_uk=b"")
    assert [one.where for one in mislabelled()] == [key_of(hospital)]
    relabel_differing()
    assert list(mislabelled()) == []


def test_labels_that_somebody_changed_behind_the_products_back_are_found_and_mended(hospital: Organisation):
    Organisation._base_manager.filter(pk=hospital.pk).update(labels={"uk": "Інша"})
    assert [(one.code, one.where) for one in mislabelled()] == [("organisation_mislabelled", key_of(hospital))]

    relabel([hospital.pk])
    assert kept(hospital) == {"uk": "Лікарня «Охматдит»"}


@pytest.mark.django_db(transaction=True)
def test_who_corrects_names_while_they_are_read_leaves_nothing_to_find():
    hospital = make_organisation("Okhmatdyt Children's Hospital", names={"uk": "Лікарня «Охматдит»"})
    asked: list[str] = []

    def correct() -> None:
        try:
            correct_organisation(hospital, names=[("Охматдит", "uk", "label")], reason="a test", by=BY, at=NOON)
        finally:
            connection.close()

    def meanwhile(execute: Any, sql: str, *rest: Any) -> Any:
        told = execute(sql, *rest)
        asked.append(sql)
        if len(asked) == 1:
            other = threading.Thread(target=correct)
            other.start()
            other.join()
        return told

    with connection.execute_wrapper(meanwhile):
        found = list(mislabelled())

    assert (found, kept(hospital)) == ([], {"uk": "Охматдит"})
    assert asked


def page(client: Client, name: str, *keys: Any, **asked: str) -> str:
    response = client.get(reverse(name, args=keys), asked)
    assert response.status_code == 200
    return response.content.decode()


def test_lists_and_records_speak_of_an_institution_in_the_language_of_the_reader(client: Client, hospital: Organisation):
    agreement = signed_by(hospital)

    shown = {
        name: "Лікарня «Охматдит»" in page(client, name, *keys, **asked)
        for name, keys, asked in (
            ("organisations", (), {}),
            ("find", (), {"q": "Okhmatdyt"}),
            ("instrument", (agreement.pk,), {}),
        )
    }

    assert all(shown.values()), shown
    for typed in ("Okhmatdyt Children's Hospital", "Лікарня «Охматдит»"):
        assert reverse("instrument", args=[agreement.pk]) in page(client, "find", q=f"memorandum {typed}")


def test_the_record_shows_the_registered_name_beside_the_one_in_the_language_of_the_reader(client: Client, hospital: Organisation):
    shown = page(client, "organisation", hospital.pk)

    assert "<h1>Лікарня «Охматдит»" in shown
    assert "<td>Okhmatdyt Children&#x27;s Hospital</td>" in shown
    assert "NCSH" in shown


def test_a_download_holds_the_registered_name_and_beside_it_the_one_that_is_shown(client: Client, hospital: Organisation):
    rows = list(csv.reader(io.StringIO(page(client, "organisations", format="csv"))))

    assert rows[0][1] == "Показано як"
    assert ["Okhmatdyt Children's Hospital", "Лікарня «Охматдит»"] in [row[:2] for row in rows]


def test_a_translation_made_here_is_shown_as_such_and_stands_nowhere_as_the_registered_name(client: Client):
    ministry = make_organisation("Səhiyyə Nazirliyi", "AZ", more_names=[("Міністерство", "uk", "translated")])

    shown = page(client, "organisation", ministry.pk)
    rows = list(csv.reader(io.StringIO(page(client, "organisations", format="csv"))))

    assert "<h1>Міністерство" in shown
    mark = '<td>Міністерство <span class="meta">переклад, зроблений тут</span>'
    assert mark in shown
    assert ["Səhiyyə Nazirliyi", "Міністерство"] in [row[:2] for row in rows]
    correct_organisation(ministry, names=[("Міністерство", "uk", "label")], reason="its own", by=BY, at=NOON)
    assert mark not in page(client, "organisation", ministry.pk)


def test_a_list_stands_in_the_order_of_what_it_shows(client: Client, hospital: Organisation):
    for own, shown in (("Zeta", "Ґ-лікарня"), ("Alpha", "Їжакова"), ("Beta", "Ізюмська"), ("Omega", "Гірська")):
        make_organisation(own, names={"uk": shown})

    text = page(client, "organisations", country="UA")

    assert re.findall(r'/organisations/\d+/">([^<]+)</a>', text) == [
        "Гірська", "Ґ-лікарня", "Ізюмська", "Їжакова", "Лікарня «Охматдит»", "Ministry of Health",
    ]  # fmt: skip


def test_a_name_in_the_language_of_the_reader_that_stands_in_a_field_means_its_institution(client: Client, hospital: Organisation):
    other = make_organisation("Okhmatdyt Two")
    given = {"survivor": "Лікарня «Охматдит»", "survivor-chosen": str(hospital.pk), "loser": "Okhmatdyt Two", "loser-chosen": str(other.pk)}

    assert 'id="preview"' in page(client, "organisation-merge", **given)


def test_no_label_outlives_its_name(hospital: Organisation):
    OrganisationName.objects.filter(organisation=hospital, language="uk").delete()

    assert [one.where for one in mislabelled()] == [key_of(hospital)]
