"""The power fails at any moment: what was acknowledged is kept, and nothing is half-written. SQLite, as the product opens it."""

import pickle
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import stores
from tests.counts import count, is_deep
from tests.journeys.test_command_line import answer
from tests.power import Asked, Disk, can_watch
from twinward.foundation.kernel.sqlite_reading import NAME

ADDED = count(gate=80, deep=600)
CUTS = count(gate=150, deep=2000)
OPENED = count(gate=2, deep=20)  # the cuts after which the product itself opens the node
#: What a cut may leave of a record: all of it or nothing.
HALF_WRITTEN = """
SELECT id FROM registry_organisation WHERE id > :last AND (
    id NOT IN (SELECT organisation_id FROM registry_organisationname)
    OR 'registry.organisation:' || id NOT IN (SELECT record FROM kernel_event)
)
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a demo."""
    if not can_watch():
        pytest.skip("this Python brings an SQLite of its own, which nothing can watch")
    with stores.installation(tmp_path_factory.mktemp("power") / "home") as environment:
        command = [sys.executable, "-m", "twinward.site", "demo", "--no-serve", "--home", environment["TWINWARD_HOME"]]
        subprocess.run(command, env=environment, check=True, capture_output=True)
        return Path(environment["TWINWARD_HOME"])


def worked(home: Path, folder: Path, synchronous: str) -> list[Asked]:
    """What a process asked of its disk, and was told, while it added organisations to a copy of the home."""
    with stores.installation(folder / "home") as environment:
        shutil.copytree(home, folder / "home")
        command = [sys.executable, "-m", "tests.power", str(folder / "home"), str(ADDED), synchronous, str(folder / "log")]
        done = subprocess.run(command, env=environment, cwd=stores.SOURCES.parent, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    return [Asked(*asked) for asked in pickle.loads((folder / "log").read_bytes())]


def cuts(log: list[Asked]) -> Iterator[tuple[dict[str, bytes], list[str]]]:
    """What is on the disk after each of the cuts, and what had been acknowledged before it."""
    chance = random.Random(None if is_deep() else 1)
    begins = next(number for number, asked in enumerate(log) if asked.what == "acknowledged")
    moments = set(chance.sample(range(begins, len(log)), min(CUTS, len(log) - begins)))
    disk, acknowledged = Disk(), list[str]()
    for number, asked in enumerate(log):
        if number in moments:
            yield disk.after_a_cut(chance), list(acknowledged)
        disk.take(asked)
        acknowledged += [asked.file] if asked.what == "acknowledged" else []


def put_back(files: dict[str, bytes], folder: Path) -> Path:
    """The store as it lies there when the power is back."""
    for name in (NAME, f"{NAME}-wal", f"{NAME}-shm"):
        (folder / name).unlink(missing_ok=True)
    for name, content in files.items():
        (folder / Path(name).name).write_bytes(content)
    return folder / NAME


def lost(store: Path, acknowledged: list[str]) -> set[str]:
    """Of what was acknowledged what is gone. The store is sound, and no record is half there."""
    with sqlite3.connect(store) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        kept = {str(key) for (key,) in opened.execute("SELECT id FROM registry_organisation")}
        last = min(map(int, acknowledged), default=0) - 1
        assert opened.execute(HALF_WRITTEN, {"last": last}).fetchall() == []
    opened.close()
    return set(acknowledged) - kept


def test_the_power_may_fail_at_any_moment_and_nothing_acknowledged_is_lost(home: Path, tmp_path: Path):
    opened = 0
    for files, acknowledged in cuts(worked(home, tmp_path, "FULL")):
        store = put_back(files, tmp_path)
        assert lost(store, acknowledged) == set()
        if opened < OPENED and len(acknowledged) > ADDED // 3:
            opened += 1
            again = tmp_path / f"again {opened}"
            shutil.copytree(home, again)
            put_back(files, again)
            with stores.installation(tmp_path / "no home") as environment:
                assert answer(environment | {"TWINWARD_HOME": str(again)}, "verify")["findings"] == []
    assert opened == OPENED


def test_a_store_that_does_not_wait_for_its_disk_would_lose_some(home: Path, tmp_path: Path):
    """The cuts can find a loss: without synchronous=FULL they do."""
    assert any(lost(put_back(files, tmp_path), acknowledged) for files, acknowledged in cuts(worked(home, tmp_path, "NORMAL")))
