"""The rights matrix: every address, asked by everybody, about every record, in every way."""

import logging
from collections.abc import Iterator

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from tests.contracts.expectations import EXPECTED
from tests.contracts.matrix import Matrix, routes
from tests.contracts.rows import NOON
from tests.contracts.world import World, build, unplanted

pytestmark = pytest.mark.django_db
NAMES = sorted({route.name for route in routes()})


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Built once; whatever is done to it is taken back."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), time_machine.travel(NOON, tick=False), transaction.atomic():
        patch.setattr(settings, "HOME", tmp_path_factory.mktemp("home"))
        patch.setattr(logging.getLogger("django.request"), "disabled", True)  # a refusal is nothing to tell of here
        yield build(timezone.now())
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def matrix(world: World) -> Matrix:
    return Matrix(world, EXPECTED)


def test_every_address_says_what_it_promises():
    declared = {name.partition(" ")[0] for name in EXPECTED}

    assert sorted(set(NAMES) - declared) == [], "declare these in expectations.py"
    assert sorted(declared - set(NAMES)) == [], "no such addresses any more"


@pytest.mark.parametrize("name", [name for name in EXPECTED if name.partition(" ")[0] in NAMES])
def test_an_address_keeps_its_promise_to_everybody(matrix: Matrix, name: str):
    findings = [str(finding) for finding in matrix.findings([name])]

    assert not findings, f"{len(findings)} of {matrix.asked}:\n" + "\n".join(findings[:40])


def test_there_is_a_word_in_every_column_that_can_hold_one(world: World):
    assert unplanted(world) == []
