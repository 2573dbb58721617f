"""What tests of this room share: a folder for files, and the two sides."""

from pathlib import Path
from typing import Any

import pytest

from twinward.programme.instruments.tests.makers import Sides, make_side


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
