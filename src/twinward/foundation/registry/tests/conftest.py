"""What the registry's tests stand on: an index of names of their own, in a home of their own."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path: Path) -> Path:
    """The home of this test."""
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    return settings.HOME
