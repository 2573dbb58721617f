"""Every page has a ceiling of queries, and it does not rise with the number of records."""

from typing import NamedTuple

import pytest
from django.db import connection

from tests.contracts.asking import forget
from tests.contracts.ceilings import CEILINGS, MOST, Queries, query_ceiling
from tests.contracts.expectations import EXPECTED
from tests.contracts.matrix import Address, Matrix
from tests.contracts.planting import plant_side
from tests.contracts.world import Person
from twinward.foundation.registry.models import Country

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_once")]
READERS = ("officer.kyiv", "administrator")
GROWN = ("Ministry of Health of Ukraine", "Okhmatdyt Children's Hospital")
BY_KIND = {"ledger"}  # one query for each kind of record that stands on the page
PAGES = [name for name, expected in EXPECTED.items() if not expected.posts_only]


class Counted(NamedTuple):
    """A page as somebody reads it, and how many queries it took."""

    person: Person
    address: Address
    queries: int


def counted(matrix: Matrix, name: str, person: Person, address: Address) -> Counted | None:
    """None for what this person cannot read."""
    made = Queries()
    with connection.execute_wrapper(made):
        answer = matrix.asker.ask(person, "GET", matrix.url(name, address))
    return Counted(person, address, len(made)) if answer.status == 200 else None


def read(matrix: Matrix, name: str) -> list[Counted]:
    """Every page of an address, of somebody's own records and of those that are nobody's; not its files, which are written in batches."""
    found = [
        counted(matrix, name, person, address)
        for person in map(matrix.world.people.get, READERS)
        if person is not None
        for address in matrix.chosen(name, person)
        if address.relation(person) in ("own", "") and "format=" not in address.query
    ]
    return [one for one in found if one is not None]


def counted_again(matrix: Matrix, name: str, one: Counted) -> int:
    """How many queries the same page takes now; where they are more, once what is worked out for all was worked out anew."""
    now = counted(matrix, name, one.person, one.address)
    if now and now.queries > one.queries:
        now = counted(matrix, name, one.person, one.address)
    return now.queries if now else 0


@pytest.fixture(scope="module")
def first(matrix: Matrix) -> dict[str, int]:
    """The most queries that each page takes when it is read for the first time."""
    forget()
    return {name: max((one.queries for one in read(matrix, name)), default=0) for name in PAGES}


@pytest.fixture(scope="module")
def before(matrix: Matrix, first: dict[str, int]) -> dict[str, list[Counted]]:
    """What every page takes once what is worked out for all was worked out."""
    return {name: read(matrix, name) for name in PAGES}


@pytest.fixture(scope="module")
def grown(matrix: Matrix, before: dict[str, list[Counted]]) -> Matrix:
    """The same node with several times as many records of whoever reads."""
    for _time in range(3):
        for organisation in GROWN:
            plant_side(matrix.world, organisation)
    return matrix


@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_below_its_ceiling(first: dict[str, int], name: str):
    assert first[name] <= CEILINGS.get(name, MOST)


@pytest.mark.parametrize("name", PAGES)
def test_more_records_cost_no_more_queries(before: dict[str, list[Counted]], grown: Matrix, name: str):
    more = [(one.address, one.queries, now) for one in before[name] if (now := counted_again(grown, name, one)) > one.queries]

    assert [one for one in more if name not in BY_KIND or one[2] > CEILINGS[name]] == []


def test_the_ceilings_are_of_pages_that_there_are_and_no_higher_than_needed(first: dict[str, int]):
    assert set(CEILINGS) <= set(PAGES)
    assert {name: first[name] for name, most in CEILINGS.items() if first[name] < most - 4} == {}, "these ceilings can be lowered"


def test_a_ceiling_that_is_broken_is_said_with_the_queries(db: None):
    with query_ceiling(1):
        assert Country.objects.count()
    with pytest.raises(AssertionError, match="2 queries, not 1"), query_ceiling(1):
        list(Country.objects.filter(code__in=[str(number) for number in range(Country.objects.count())]))
