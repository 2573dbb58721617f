"""What tests of twinning have in common: what those of letters have, the partner's officer, and countries at each stage of their lists."""

from datetime import date

import pytest
from django.test import Client

from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.registry.models import Organisation
from twinward.programme.letters.tests.conftest import at_noon, kyiv, ministry, officer
from twinward.programme.letters.tests.makers import make_account, make_letter, make_organisation
from twinward.programme.twinning.models import Coverage
from twinward.programme.twinning.tests.makers import make_programme, make_step

__all__ = ["at_noon", "kyiv", "ministry", "officer"]


@pytest.fixture
def baku(db: None) -> Client:
    client = Client()
    client.force_login(make_account(make_organisation("Ministry of Health of Azerbaijan", "AZ")))
    return client


@pytest.fixture
def covered(ministry: Organisation) -> dict[str, Coverage]:
    """Germany asked and late, Finland never asked, Slovakia with a proposal, Austria with an agreed list."""
    found = make_programme(["DE", "FI", "SK", "AT"], lead=ministry)
    make_step(found["AT"], "agreed", Day.unknown())
    make_step(found["DE"], "owed", Day.on(date(2023, 10, 13)))
    make_step(found["SK"], "proposed", organisations=[make_organisation("Clinic in Košice", "SK", "hospital")])
    make_letter(ministry, "DE", about=[key_of(found["DE"])])
    return found
