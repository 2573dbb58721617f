"""Every page has a ceiling of queries, and it does not rise with the number of records."""

from collections.abc import Iterable
from typing import NamedTuple

import pytest
from django.db import connection

from tests.contracts.asking import forget
from tests.contracts.ceilings import CEILINGS, MOST, Queries, query_ceiling
from tests.contracts.expectations import EXPECTED
from tests.contracts.matrix import Address, Matrix
from tests.contracts.planting import plant_side
from tests.contracts.world import Person, World
from tests.counts import is_deep
from twinward.foundation.registry.models import Country

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_once")]
READERS = ("officer.kyiv", "administrator")
TURNS = 4
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


def read_first(matrix: Matrix, name: str) -> list[Counted]:
    """Every page of an address when nothing is remembered."""
    forget()
    return read(matrix, name)


def followed(found: list[Counted]) -> Iterable[Counted]:
    """Those of which it is asked whether they take more queries for more records: all in a deep run, at the gate the costliest of each reader."""
    return found if is_deep() else {one.person.name: one for one in sorted(found, key=lambda one: one.queries)}.values()


def grow(world: World) -> None:
    """Several times as many records of whoever reads."""
    for _time in range(3):
        for organisation in GROWN:
            plant_side(world, organisation)


@pytest.mark.parametrize("turn", range(TURNS))
def test_pages_keep_below_their_ceilings_which_are_no_higher_than_needed_however_many_records_there_are(matrix: Matrix, turn: int):
    """Some of the pages in each turn."""
    names = PAGES[turn::TURNS]
    pages = {name: read_first(matrix, name) for name in names}
    first = {name: max((one.queries for one in found), default=0) for name, found in pages.items()}
    assert {name: most for name, most in first.items() if most > CEILINGS.get(name, MOST)} == {}
    assert {name: first[name] for name in names if first[name] < CEILINGS.get(name, 0) - 4} == {}, "these ceilings can be lowered"

    settled = [(name, counted(matrix, name, one.person, one.address)) for name in names for one in followed(pages[name])]
    before = [(name, one) for name, one in settled if one is not None]
    with matrix.with_more(lambda: grow(matrix.world)):
        again = [(name, one, counted_again(matrix, name, one)) for name, one in before]
    more = [(name, one.address, one.queries, now) for name, one, now in again if now > one.queries]
    assert [one for one in more if one[0] not in BY_KIND or one[3] > CEILINGS[one[0]]] == []


def test_the_ceilings_are_of_pages_that_there_are():
    assert set(CEILINGS) <= set(PAGES)


def test_a_ceiling_that_is_broken_is_said_with_the_queries(db: None):
    with query_ceiling(1):
        assert Country.objects.count()
    with pytest.raises(AssertionError, match="2 queries, not 1"), query_ceiling(1):
        list(Country.objects.filter(code__in=[str(number) for number in range(Country.objects.count())]))
