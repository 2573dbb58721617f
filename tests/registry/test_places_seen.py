"""Where exactly an institution is, and why its record was corrected, is told in its country alone."""

from typing import Any

import pytest

from twinward.foundation.identity.rules import FOCAL_POINT
from twinward.foundation.identity.tests.makers import BY, NOON, make_account
from twinward.foundation.registry.actions import correct_organisation
from twinward.foundation.registry.models import Organisation
from twinward.foundation.registry.tests.makers import make_organisation

WHERE = ("Kyivska", "50.4501", "30.5234", "A shell fell beside it")


@pytest.fixture
def hospital(db: None) -> Organisation:
    made = make_organisation("Hidden Hospital", city="Kyivska")
    where: dict[str, Any] = {"latitude_microdegrees": 50_450_100, "longitude_microdegrees": 30_523_400}
    return correct_organisation(made, by=BY, at=NOON, reason="A shell fell beside it", **where)


def read(client, at: Organisation, hospital: Organisation) -> str:
    client.force_login(make_account((FOCAL_POINT, at)))
    addresses = (f"/organisations/{hospital.pk}/", "/organisations/", "/organisations/?format=csv", "/find/?q=Hidden+Hospital")
    return " ".join(client.get(address, follow=True).content.decode() for address in addresses)


def test_a_focal_point_of_another_country_sees_no_place_no_point_and_no_reason(client, hospital):
    told = read(client, make_organisation("Charité", "DE"), hospital)

    assert "Hidden Hospital" in told
    assert [one for one in WHERE if one in told] == []


def test_a_focal_point_of_the_country_sees_them(client, hospital):
    told = read(client, make_organisation("Neighbour"), hospital)

    assert [one for one in WHERE if one in told] == list(WHERE)


def test_a_place_that_is_published_is_seen_by_all_and_its_point_by_none_of_them(client, hospital):
    Organisation._base_manager.update(public_precision="place")

    told = read(client, make_organisation("Charité", "DE"), hospital)

    assert [one for one in WHERE if one in told] == ["Kyivska"]
