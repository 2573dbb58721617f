"""Nobody writes a column by naming it: a form that is sent with every column there is does what it does without them."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.db import connection

from tests.contracts.asking import Write, once
from tests.contracts.expectations import EXPECTED
from tests.contracts.matrix import Address, Matrix
from tests.contracts.rows import models_of_the_house
from tests.contracts.world import Person
from twinward.foundation.identity import guests
from twinward.foundation.kernel import keys, ledger

pytestmark = pytest.mark.django_db
COLUMNS = sorted({name for model in models_of_the_house() for field in model._meta.concrete_fields for name in (field.name, field.attname)})
#: Forms that none of the planted records takes, and why.
TAKEN_OF_NONE = {
    "instrument-publish": "none of the planted texts was signed",
    "instrument-joined": "countries join none of the planted texts; the declaration of the demo is asked too",
}
SENT = [
    name
    for name, expected in EXPECTED.items()
    if expected.writes is not None and expected.changes and 200 in expected.answers and name not in TAKEN_OF_NONE
]
#: What a column would like to be told, by what its name ends with; the rest is told 1.
HOSTILE = {
    "_at": "2030-01-01 00:00",
    "_on": "1 January 2020",
    "state": "agreed",
    "role": "administrator",
    "origin": "recorded",
    "by": "account:1",
}
#: Fields of a form that its page holds only sometimes, such as a choice among likely names.
SOMETIMES = {"despite", "seen"}
NOT_ALIKE = re.compile(r"pbkdf2_sha256\$\S+")


class Offered(HTMLParser):
    """The names of everything that the forms of a page can send."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag in ("input", "select", "textarea", "button") and told.get("name"):
            self.names.add(str(told["name"]))


@pytest.fixture
def same_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Salts, tokens and keys come out alike, so that two answers can be compared."""
    if connection.vendor != "sqlite":
        pytest.skip("numbers of rows that were taken back come again on SQLite alone; the forms are the same")
    monkeypatch.setattr(ledger, "os", SimpleNamespace(urandom=lambda size: b"\0" * size))
    monkeypatch.setattr(guests, "secrets", SimpleNamespace(token_urlsafe=lambda size: "t" * size))
    monkeypatch.setattr(keys, "os", SimpleNamespace(urandom=lambda size: b"\0" * size))
    monkeypatch.setattr(hashers, "get_random_string", lambda *_args: "x" * 40)


def senders(matrix: Matrix, name: str) -> Iterator[tuple[Person, Address]]:
    """One person of each role who may send the form, with one address each."""
    roles = set[str]()
    for person in matrix.world.people.values():
        for address in matrix.chosen(name, person):
            if person.role not in roles and not address.query and matrix.may_send(name, address, person):
                roles.add(person.role)
                yield person, address


def told(writes: tuple[Write, ...]) -> list[tuple[str, str, str]]:
    """What was written, but for the keys of forms."""
    kept = (one for one in writes if one.table not in ("kernel_formkey", "django_session"))
    return [(one.table, one.sql, NOT_ALIKE.sub("", repr([plain(value) for value in one.params or ()]))) for one in kept]


def plain(value: Any) -> Any:
    return bytes(value).hex() if isinstance(value, memoryview) else value


def hostile(column: str) -> str:
    return next((value for ending, value in HOSTILE.items() if column == ending or column.endswith(ending)), "1")


@pytest.mark.parametrize("name", SENT)
def test_columns_that_a_form_does_not_offer_are_not_written(matrix: Matrix, same_chance: None, name: str):
    tried = 0
    for person, address in senders(matrix, name):
        expected, url = EXPECTED[name], matrix.url(name, address)
        key = once()
        plain = matrix.asker.ask(person, "POST", url, sent(matrix, name, person, address) | key)
        refused = {one for forged in expected.forged(matrix.world, person, address) for one in forged}  # the matrix asks for these
        offered = Offered(matrix.asker.ask(person, "GET", url).body.decode()).names | expected.offers | SOMETIMES | refused
        wanted: dict[str, Any] = {column: hostile(column) for column in COLUMNS if column not in offered}
        forced = matrix.asker.ask(person, "POST", url, wanted | sent(matrix, name, person, address) | key)

        assert (forced.status, told(forced.writes)) == (plain.status, told(plain.writes)), f"{person.name}, {url}"
        tried += 1
    assert tried, "nobody may send this form: its promise in expectations.py names nobody"


def sent(matrix: Matrix, name: str, person: Person, address: Address) -> dict[str, Any]:
    writes = EXPECTED[name].writes
    assert writes is not None
    return writes(matrix.world, person, address)
