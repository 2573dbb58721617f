"""The node that the matrix asks: built once for all tests of a module, and taken back afterwards."""

import logging
from collections.abc import Iterator

import pytest
import time_machine
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from tests.contracts.expectations import EXPECTED
from tests.contracts.matrix import Matrix
from tests.contracts.planting import build
from tests.contracts.rows import NOON
from tests.contracts.world import World


@pytest.fixture(scope="module")
def only_once() -> None:
    """What is in the code, whatever the store: seeded bugs, words, headers, the number of queries."""
    if connection.vendor != "sqlite":
        pytest.skip("the same on every store: it is asked on SQLite alone")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A node full of marked records, on a day that does not pass."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), time_machine.travel(NOON, tick=False), transaction.atomic():
        patch.setattr(settings, "HOME", tmp_path_factory.mktemp("home"))
        patch.setattr(logging.getLogger("django.request"), "disabled", True)  # a refusal is nothing to tell of here
        yield build(timezone.now())
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def matrix(world: World) -> Matrix:
    return Matrix(world, EXPECTED)
