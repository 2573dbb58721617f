"""A node that sends mail."""

from collections.abc import Iterator
from typing import Any

import pytest

from twinward.foundation.kernel.reached import Address
from twinward.foundation.mail.tests.servers import Taking, mail_server


@pytest.fixture
def server(settings: Any) -> Iterator[Taking]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ADDRESSES = (Address("https", "partners.ministry.example", None),)
    with mail_server() as (where, taking):
        settings.MAIL_SERVER, settings.MAIL_FROM = where, "partners@ministry.example"
        yield taking
