"""The demo's records, loaded once for the tests of a module, in a transaction around theirs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from twinward.site.demo.illustrative import load_illustrative
from twinward.site.demo.load import load
from twinward.site.demo.people import load_people

NOON = datetime(2025, 11, 3, 12, tzinfo=UTC)


@contextmanager
def loaded(blocker: DjangoDbBlocker, *loaders: Callable[[datetime], object]) -> Iterator[None]:
    """What these load at NOON is on record within, and taken back afterwards."""
    with blocker.unblock(), transaction.atomic():
        for one in loaders:
            one(NOON)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def reported_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker, load):
        yield


@pytest.fixture(scope="module")
def staffed_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker, load, load_people):
        yield


@pytest.fixture(scope="module")
def demo_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker, load, load_people, load_illustrative):
        yield


@pytest.fixture
def reported(reported_once: None, db: None) -> None:
    """What is publicly reported is on record; what one test changes of it is gone before the next."""


@pytest.fixture
def staffed(staffed_once: None, db: None) -> None:
    """What is publicly reported, and the people of the demo."""


@pytest.fixture
def demo(demo_once: None, db: None) -> None:
    """What is publicly reported, the people of the demo and its illustrative records."""
