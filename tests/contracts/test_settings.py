"""Every setting that the node reads is documented, and none is documented that it does not read."""

import os
import re
import subprocess
import sys
from pathlib import Path

from twinward.site.configured import SETTINGS

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_of_settings_names_exactly_those_that_are_read_with_what_they_are_when_nobody_says():
    told = re.findall(r"^\| `TWINWARD_(\w+)` \| (`?)(.+?)\2 \|", (ROOT / "docs/operate/settings.md").read_text(), re.M)
    named = {name: default if is_quoted else "" for name, is_quoted, default in told if name != "HOME"}

    assert named == {setting.name: setting.default for setting in SETTINGS}


def test_processes_that_start_together_on_an_empty_home_have_one_secret(tmp_path: Path):
    environment = {**os.environ, "TWINWARD_HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "src"), "TWINWARD_SECRET_KEY": ""}
    command = [sys.executable, "-c", "from twinward.site.settings import SECRET_KEY; print(SECRET_KEY)"]
    started = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _number in range(6)]
    told = {process.communicate()[0].strip() for process in started}

    assert told == {(tmp_path / "secret.key").read_text()}
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
