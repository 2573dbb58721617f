"""`import` and `find` at a terminal: one JSON document, a sentence for what cannot be done, an exit status that says which."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.test_command_line import raw
from twinward.foundation.registry.tests import files
from twinward.foundation.registry.tests.files import ror_record

pytestmark = pytest.mark.store


@pytest.fixture
def run(own_demo):
    """Runs a command over a demo."""
    home = own_demo["TWINWARD_HOME"]

    def command(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "twinward.site", *words, "--home", home], env=own_demo, capture_output=True, text=True)

    return command


def document(ended: subprocess.CompletedProcess[str], status: int = 0) -> Any:
    assert ended.returncode == status, ended.stderr
    return json.loads(ended.stdout)


def test_import_and_find_say_what_they_promise(run, tmp_path: Path):
    path = tmp_path / "ror.jsonl"
    path.write_bytes(files.lines(ror_record(1), ror_record(2, country=None), ror_record(3)))
    rejected = [{"row": 2, "field": "country", "reason": "It is missing."}]

    dry = document(run("import", "organisations", str(path), "--json", "--dry-run"), 1)
    first = document(run("import", "organisations", str(path), "--json"), 1)
    again = document(run("import", "organisations", str(path), "--json"), 1)
    found = document(run("find", "Vyhadana likarnya 3", "--country", "UA", "--json"))

    alone = {"rejected": rejected, "left_out": [], "noted": [], "not_compared": 0, "possible_duplicates": []}
    assert dry == first == {"added": 2, "changed": 0, "unchanged": 0, "compared": 2} | alone
    assert again == {"added": 0, "changed": 0, "unchanged": 2, "compared": 0} | alone
    assert (found[0]["name"], found[0]["country"], found[0]["ids"]) == (
        "Invented Hospital 3",
        "UA",
        {"ror": "https://ror.org/000000313"},
    )
    assert run("find", "https://ror.org/000000313").stdout == (
        f"1.00  UA  record {found[0]['id']}  Invented Hospital 3  https://ror.org/000000313\n"
    )
    assert len(found) <= 5
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)


def test_what_cannot_be_done_is_one_sentence_and_a_status(run, tmp_path: Path):
    bomb, bad = tmp_path / "bomb.xlsx", tmp_path / "bad.jsonl"
    bomb.write_bytes(files.cell_far_away())
    bad.write_bytes(files.lines(ror_record(1, id=None)))

    for words, status, said in (
        (("import", "organisations", str(bomb)), 2, "more than 100 columns"),
        (("import", "organisations", str(tmp_path / "absent.csv")), 2, "There is no file"),
        (("import", "organisations", str(bad)), 1, "Row 1, id: It is missing."),
        (("find", "Okhmatdyt", "--country", "Ukrane"), 2, "Did you mean Ukraine?"),
    ):
        ended = run(*words)
        assert ended.returncode == status, words
        assert said in ended.stderr
        assert "Traceback" not in ended.stderr


def test_labels_that_were_emptied_behind_the_products_back_are_found_and_a_start_rebuilds_them(run, own_demo):
    with raw(own_demo) as connection:
        connection.execute("UPDATE registry_organisation SET labels = '{}'")

    found = run("verify")
    assert found.returncode == 1
    assert "Start the server, or in a demo run “twinward demo --no-serve”, to rebuild it." in found.stderr

    assert run("demo", "--no-serve").returncode == 0
    mended = run("verify")
    assert (mended.returncode, mended.stderr) == (0, "")
