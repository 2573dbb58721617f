"""What tests of the public side stand on."""

from collections.abc import Iterator

import pytest

from tests.public.makers import reported as load_reported
from twinward.outward.portal.page import forget


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """No page of an earlier test is answered again."""
    forget()
    yield
    forget()


@pytest.fixture
def reported(db: None) -> None:
    """The programmes as publicly reported are on record."""
    load_reported()
