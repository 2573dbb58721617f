"""What tests of the public side stand on."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.public.makers import reported as load_reported
from twinward.foundation.kernel.kept import forget


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """No page of an earlier test is answered again."""
    forget()
    yield
    forget()


@pytest.fixture(scope="module")
def reported_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The programmes as publicly reported are on record for all tests of a module, and taken back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reported()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def reported(reported_once: None, db: None) -> None:
    """The programmes as publicly reported are on record."""
