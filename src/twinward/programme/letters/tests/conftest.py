"""What tests of letters have in common: the noon of their day, a ministry, its officer, and that officer's browser."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from twinward.foundation.identity.models import Account
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
def officer(ministry: Organisation) -> Account:
    return make_account(ministry)


@pytest.fixture
def kyiv(client: Client, officer: Account) -> Client:
    client.force_login(officer)
    return client
