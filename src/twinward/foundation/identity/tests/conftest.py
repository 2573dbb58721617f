"""A node that sends mail, a clock that stands, and somebody who signs in."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.tests.makers import NOON, make_account
from twinward.foundation.identity.tests.stepping import PASSWORD
from twinward.foundation.kernel.reached import Address
from twinward.foundation.mail.tests.servers import Taking, mail_server


@pytest.fixture
def server(settings: Any) -> Iterator[Taking]:
    settings.ADDRESSES = (Address("https", "partners.ministry.example", None),)
    with mail_server() as (where, taking):
        settings.MAIL_SERVER, settings.MAIL_FROM = where, "partners@ministry.example"
        yield taking


@pytest.fixture
def clock(settings: Any) -> Iterator[time_machine.Traveller]:
    """It is noon until a test says otherwise, outside a demo."""
    settings.DEMO = False
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def nina(clock: time_machine.Traveller) -> Account:
    """Somebody with a password."""
    return make_account(email="nina@ministry.example", full_name="Nina Bondar", password=PASSWORD)
