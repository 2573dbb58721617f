"""What tests of twinning have in common: the noon of their day, a ministry and its officer."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client

from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.registry.models import Organisation
from twinward.programme.letters.tests.makers import NOON, make_account, make_letter, make_organisation
from twinward.programme.twinning.models import Coverage
from twinward.programme.twinning.tests.makers import make_programme, make_step


@pytest.fixture
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def ministry(db: None) -> Organisation:
    return make_organisation()


@pytest.fixture
def kyiv(client: Client, ministry: Organisation) -> Client:
    client.force_login(make_account(ministry))
    return client


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
