"""Every setting that the node reads is documented, and none is documented that it does not read."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_of_settings_names_exactly_those_that_are_read():
    read = set(re.findall(r'env\.\w+\("(\w+)"', (ROOT / "src/twinward/site/settings.py").read_text()))
    told = set(re.findall(r"^\| `TWINWARD_(\w+)` \|", (ROOT / "docs/operate/settings.md").read_text(), re.M))

    assert read
    assert told == read
