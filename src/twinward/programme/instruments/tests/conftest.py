"""What tests of this room share: a folder for files, and the two sides."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine

from twinward.programme.instruments.tests.makers import NOON, Sides, make_side


@pytest.fixture
def kept_files(tmp_path: Path, settings: Any) -> Path:
    """Files are kept in a folder of the test's own."""
    settings.HOME = tmp_path
    return tmp_path / "documents"


@pytest.fixture
def home(db: None, kept_files: Path) -> Sides:
    return make_side("UA")


@pytest.fixture
def abroad(db: None, kept_files: Path) -> Sides:
    return make_side("AZ")


@pytest.fixture
def noon() -> Iterator[None]:
    """It is noon of 3 November 2025, and stays so."""
    with time_machine.travel(NOON, tick=False):
        yield
