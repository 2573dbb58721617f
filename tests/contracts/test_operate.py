"""What the pages for whoever runs a node tell them to type is there, the units of systemd that come along are sound, and the tests that are named exist."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from twinward.site.cli import app

ROOT = Path(__file__).resolve().parents[2]
PLACE = "/opt/twinward/"  # where the units expect the source tree
UNITS = sorted((ROOT / "docs/operate/systemd").iterdir())
TOLD = [*sorted((ROOT / "docs/operate").glob("*.md")), ROOT / "README.md", *UNITS]


def test_every_command_that_is_told_of_is_one_of_ours():
    ours = {command.name for command in app.registered_commands}
    typed = re.compile(r"(?:^|/)twinward ([a-z][a-z-]*)", re.MULTILINE)
    told = {(path.name, word) for path in TOLD for block in blocks(path) for word in typed.findall(block)}
    assert {word for _name, word in told} >= {"serve", "work", "backup", "restore", "verify", "move", "way-in"}
    assert sorted(one for one in told if one[1] not in ours) == []


def blocks(path: Path) -> list[str]:
    """What is to be typed: what stands in a page as code, and all of a unit."""
    text = path.read_text()
    if path.suffix != ".md":
        return [text]
    return ["".join(one) for one in re.findall(r"```sh\n(.*?)```|`([^`\n]+)`", text, re.DOTALL)]


def test_the_units_are_sound(tmp_path: Path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not installed")
    for unit in UNITS:
        assert PLACE in unit.read_text()
        (tmp_path / unit.name).write_text(unit.read_text().replace(PLACE, f"{ROOT}/"))
    checked = subprocess.run(
        ["systemd-analyze", "verify", *(tmp_path / unit.name for unit in UNITS)], capture_output=True, text=True, timeout=60
    )
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".service"], ids=lambda unit: unit.name)
def test_a_unit_runs_as_a_user_that_gains_nothing_and_writes_where_it_must(unit: Path):
    lines = unit.read_text().splitlines()
    for line in (
        "User=twinward",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=",
        "ProtectSystem=strict",
        "StateDirectory=twinward",
        "UMask=0077",
    ):
        assert line in lines


def test_the_page_on_security_names_tests_that_exist():
    named = re.findall(r"`((?:tests|src)/[\w/]+\.py)`", (ROOT / "docs/security/README.md").read_text())
    assert len(named) > 20
    assert [name for name in named if not (ROOT / name).is_file()] == []
