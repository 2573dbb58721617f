"""The rights matrix: every address, asked by everybody, about every record, in every way."""

import pytest
from django.db import connection

from tests.contracts.asking import MASKED, routes
from tests.contracts.expectations import EXPECTED
from tests.contracts.matrix import Matrix
from tests.contracts.planting import unplanted
from tests.contracts.world import World
from tests.counts import is_deep

pytestmark = pytest.mark.django_db
NAMES = {route.name for route in routes()}
TURNS = 6  # the stranger's records are doubled once for each
KNOWN = [name for name in EXPECTED if name.partition(" ")[0] in NAMES]


def test_every_address_says_what_it_promises():
    declared = {name.partition(" ")[0] for name in EXPECTED}

    assert sorted(NAMES - declared) == [], "declare these in expectations.py"
    assert sorted(declared - NAMES) == [], "no such addresses any more"


def asking(matrix: Matrix, name: str) -> list[str]:
    """Everybody; at the gate each second of them in turns, with one who may do it where none of those may, and on the second store one alone."""
    people = list(matrix.world.people)
    if is_deep():
        return people
    turn = KNOWN.index(name)
    if connection.vendor != "sqlite":
        return [people[turn % len(people)]]
    asked = people[turn % 2 :: 2]
    able = [one for one in people if is_able(matrix, name, one)]
    return asked if {*asked} & {*able} else [*asked, *able[:1]]


def is_able(matrix: Matrix, name: str, person: str) -> bool:
    """Whether some record lets this person do what the address is for."""
    who = matrix.world.people[person]
    return any(matrix.may_send(name, address, who) for address in matrix.chosen(name, who))


@pytest.mark.parametrize("name", KNOWN)
def test_an_address_keeps_its_promise_to_everybody(matrix: Matrix, name: str):
    findings = [str(finding) for finding in matrix.findings([name], asking(matrix, name))]

    assert not findings, f"{len(findings)} findings:\n" + "\n".join(findings[:40])


@pytest.mark.usefixtures("only_once")
@pytest.mark.parametrize("turn", range(TURNS))
def test_twice_as_many_records_of_a_stranger_change_no_answer_to_others(matrix: Matrix, turn: int):
    """Of all addresses some in each turn; to all others in a deep run, at the gate to each second of them."""
    others = [person.name for person in matrix.others()]
    people = others if is_deep() else others[turn % 2 :: 2]
    findings = [str(finding) for finding in matrix.interferences(KNOWN[turn::TURNS], people)]

    assert not findings, f"{len(findings)} findings:\n" + "\n".join(findings[:40])


@pytest.mark.parametrize(
    ("told", "is_masked"),
    [
        (b'<input type="hidden" name="csrfmiddlewaretoken" value="%s">' % (b"a" * 64), True),
        (b'<body hx-headers=\'{"X-CSRFToken": "%s"}\'>' % (b"a" * 64), True),
        (b'<input type="hidden" name="once" value="0199a000-0000-7000-8000-000000000001">', True),
        (b"script-src 'nonce-abc+/='", True),
        (b"Set-Cookie: csrftoken=%s; Path=/" % (b"a" * 32), True),
        (b"X-Request-ID: 69466ac2fa0f", True),
        (b"<td>12 letters</td>", False),
        (b'ETag: "0199a000"', False),
        (b'<input name="reason" value="0199a000-0000-7000-8000-000000000001">', False),
        (b"Content-Length: 1201", False),
    ],
)
def test_what_may_differ_between_two_answers_is_a_closed_list(told: bytes, is_masked: bool):
    assert any(pattern.search(told) for pattern in MASKED) == is_masked


def test_there_is_a_word_in_every_column_that_can_hold_one(world: World):
    assert unplanted(world) == []
