"""What tests of the kernel start from."""

from collections.abc import Iterator

import pytest

from twinward.foundation.kernel.tests import papers


@pytest.fixture
def paper_table(db: None) -> None:
    """Papers can be stored, until the test's transaction is rolled back."""
    papers.make_table()


@pytest.fixture
def lasting_paper_table(transactional_db: None) -> Iterator[None]:
    """Papers can be stored by several connections at once; the table is gone afterwards."""
    papers.make_table()
    yield
    papers.drop_table()
