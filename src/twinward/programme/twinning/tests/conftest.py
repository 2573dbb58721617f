"""What tests of twinning have in common: the noon of their day, a ministry and its officer."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from twinward.foundation.registry.models import Organisation
from twinward.programme.letters.tests.makers import NOON, make_account, make_organisation


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
