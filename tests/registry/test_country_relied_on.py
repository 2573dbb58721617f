"""The country of an institution stays while instruments, letters, lists or roles name it as an institution of that country."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from twinward.foundation.identity.rules import ADMINISTRATOR, FOCAL_POINT
from twinward.foundation.identity.tests.makers import make_account
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.registry.actions import correct_organisation
from twinward.foundation.registry.importing.actions import File, import_organisations
from twinward.foundation.registry.importing.reading import read
from twinward.foundation.registry.importing.reasons import faults_of
from twinward.foundation.registry.models import Organisation
from twinward.foundation.registry.references import relied_on, relying
from twinward.foundation.registry.tests import files
from twinward.foundation.registry.tests.files import ror_record
from twinward.foundation.registry.tests.makers import BY, NOON, make_organisation
from twinward.programme.instruments.models import Party
from twinward.programme.instruments.striking_out import strike_instrument
from twinward.programme.instruments.tests.makers import make_agreement
from twinward.programme.letters.tests.makers import make_letter
from twinward.programme.twinning.actions import strike_step
from twinward.programme.twinning.tests.makers import make_programme, make_step

pytestmark = pytest.mark.django_db


def party(organisation: Organisation) -> None:
    make_agreement("AZ", "DE").parties.create(country_id="UA", organisation=organisation)


def listed(organisation: Organisation) -> None:
    make_step(make_programme(["UA", "DE"])["UA"], organisations=[organisation])


RELYING: dict[str, Callable[[Organisation], object]] = {
    "names_instruments_party_organisation": party,
    "names_twinning_listentry_organisation": listed,
    "names_letters_letter_ours": make_letter,
    "names_identity_membership_organisation": lambda organisation: make_account((FOCAL_POINT, organisation)),
}


def party_of_what_was_struck(organisation: Organisation) -> None:
    record = make_agreement("AZ", "DE")
    record.parties.create(country_id="UA", organisation=organisation)
    strike_instrument(instrument=record, by=BY, at=NOON, reason="It never was.")


def struck_party(organisation: Organisation) -> None:
    party = make_agreement("AZ", "DE").parties.create(country_id="UA", organisation=organisation)
    Party.every.filter(pk=party.pk).update(struck_on=NOON.date(), struck_because="It never was.", struck_by=BY.key)


def listed_by_mistake(organisation: Organisation) -> None:
    step = make_step(make_programme(["UA", "DE"])["UA"], organisations=[organisation])
    strike_step(step, by=BY, at=NOON, reason="It never was.")


def country_of(organisation: Organisation) -> str:
    return Organisation.objects.unscoped("a test").get(pk=organisation.pk).country_id


@pytest.mark.parametrize("code", RELYING)
def test_a_country_stays_while_something_rests_on_it(code):
    organisation = make_organisation()
    RELYING[code](organisation)

    with pytest.raises(Refused) as refused:
        correct_organisation(organisation, by=BY, at=NOON, reason="moved", country_id="AZ")

    assert refused.value.faults == ("country_is_relied_on", code)
    assert country_of(organisation) == "UA"
    assert relied_on({organisation.pk}) == {organisation.pk}
    assert correct_organisation(organisation, by=BY, at=NOON, reason="the same", country_id="UA", city="Kyiv")


def test_a_country_on_which_nothing_rests_is_corrected():
    organisation = make_organisation()

    correct_organisation(organisation, by=BY, at=NOON, reason="mistyped", country_id="AZ")

    assert country_of(organisation) == "AZ"
    assert {one.words for one in relying()} > set(RELYING)


@pytest.mark.parametrize("names", [party_of_what_was_struck, struck_party, listed_by_mistake])
def test_what_was_struck_out_is_nothing_to_rest_on(names: Callable[[Organisation], None]):
    organisation = make_organisation()
    names(organisation)

    assert relied_on({organisation.pk}) == set()
    assert correct_organisation(organisation, by=BY, at=NOON, reason="moved", country_id="AZ")
    assert country_of(organisation) == "AZ"


def test_the_page_says_which_records_stand_in_the_way():
    organisation = make_organisation()
    party(organisation)
    client, address = Client(), reverse("organisation-edit", args=[organisation.pk])
    client.force_login(make_account((ADMINISTRATOR, make_organisation("The Ministry", kind="ministry"))))
    seen = client.get(address).content.decode().partition('name="seen" value="')[2].partition('"')[0]
    typed = {"name": "Okhmatdyt", "kind": "hospital", "country": "AZ", "public_precision": "country", "reason": "-", "seen": seen}

    response = client.post(address, typed | {"once": str(uuid4())})

    assert response.status_code == 409
    said = response.content.decode()
    assert "Instruments to which it is a party" in said
    assert "Agreement on health</a>" in said


def test_no_import_takes_it_away_either(tmp_path: Path):
    def brought(country: str) -> list[str]:
        (tmp_path / "file.jsonl").write_bytes(files.lines(ror_record(1, country=country)))
        file = File("ror.jsonl", "0" * 64, is_ror=True)
        found = import_organisations(read(tmp_path / "file.jsonl"), file=file, by=BY, at=NOON)
        return [fault.code for fault in faults_of(found.rejected)]

    assert brought("UA") == []
    organisation = Organisation.objects.unscoped("a test").get()
    party(organisation)

    assert brought("AZ") == ["import_country_relied_on"]
    assert country_of(organisation) == "UA"
