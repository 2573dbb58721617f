"""Commands that are killed in the middle, wherever that is: nothing is half-written, and the next start works."""

import fcntl
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import stores
from tests.counts import count, is_deep
from tests.journeys.test_command_line import OWED, answer, run
from twinward.foundation.registry.tests import files

pytestmark = pytest.mark.store

ROWS = 400
#: How far a command comes, as a part of the time that it takes undisturbed: the same points in every run of the gate, others in a deep one.
TURNS = range(count(gate=1 if stores.URL in os.environ else 2, deep=10))
POINTS = [random.Random(None if is_deep() else point).uniform(0.2, 1.1) for point in TURNS]


def killed(environment: dict[str, str], seconds: float, *words: str) -> None:
    """The command was killed after so long, unless it had ended."""
    command = [sys.executable, "-m", "twinward.site", *words, "--home", environment["TWINWARD_HOME"]]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        time.sleep(seconds)
        running.send_signal(signal.SIGKILL)


def taken(environment: dict[str, str], *words: str) -> float:
    """Seconds that the command takes undisturbed."""
    began = time.monotonic()
    done = run(environment, *words)
    assert done.returncode == 0, done.stderr
    return time.monotonic() - began


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, str], float]]:
    """A demo, and the seconds that it took."""
    with stores.installation(tmp_path_factory.mktemp("demo") / "home") as environment:
        yield environment, taken(environment, "demo", "--no-serve")


@pytest.fixture(scope="module")
def backup(demo: tuple[dict[str, str], float], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """A backup of the demo, and the seconds that it took."""
    file = tmp_path_factory.mktemp("backup") / "node.twb"
    return file, taken(demo[0], "backup", str(file))


def test_an_import_that_is_killed_has_added_everything_or_nothing(demo: tuple[dict[str, str], float], tmp_path: Path):
    environment, seconds = demo[0], 1.0
    for turn, point in enumerate(POINTS):
        file = tmp_path / f"{turn}.jsonl"
        file.write_bytes(files.lines(*(files.ror_record(number) for number in range(turn * ROWS, (turn + 1) * ROWS))))
        killed(environment, seconds * point, "import", "organisations", str(file))
        began = time.monotonic()
        done = answer(environment, "import", "organisations", str(file))
        seconds = time.monotonic() - began

        assert (done["added"], done["unchanged"], done["rejected"]) in ((ROWS, 0, []), (0, ROWS, []))
        assert answer(environment, "verify")["findings"] == []


def test_a_backup_that_is_killed_is_whole_or_not_there_and_the_next_one_takes_its_remains_away(
    demo: tuple[dict[str, str], float], backup: tuple[Path, float], tmp_path: Path
):
    for turn, point in enumerate(POINTS):
        file = tmp_path / f"{turn}.twb"
        killed(demo[0], backup[1] * point, "backup", str(file))
        if not file.exists():
            assert run(demo[0], "backup", str(file)).returncode == 0
        assert list(tmp_path.glob(".*")) == []
        with stores.installation(tmp_path / f"home {turn}") as environment:
            assert run(environment, "restore", str(file)).returncode == 0


def test_what_a_killed_backup_left_is_taken_away_and_what_another_writes_is_not(demo: tuple[dict[str, str], float], tmp_path: Path):
    file, left, written = tmp_path / "a.twb", tmp_path / ".a.twb.1.part", tmp_path / ".a.twb.2.part"
    left.write_bytes(b"half")
    with written.open("wb") as raw:
        fcntl.flock(raw, fcntl.LOCK_EX)
        assert run(demo[0], "backup", str(file)).returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [".a.twb.2.part", "a.twb"]


def test_a_restore_that_is_killed_can_be_begun_again_in_the_same_home(
    demo: tuple[dict[str, str], float], backup: tuple[Path, float], tmp_path: Path
):
    file, seconds = backup[0], 4 * backup[1]
    for turn, point in enumerate(POINTS):
        with stores.installation(tmp_path / f"home {turn}") as environment:
            killed(environment, seconds * point, "restore", str(file))
            done = run(environment, "restore", str(file), "--json")
            whole = json.loads(done.stdout)["root"] if done.returncode == 0 else None
            assert whole or "already holds a " in done.stderr
            seen = answer(environment, "verify")
            assert seen["findings"] == []
            assert whole in (None, seen["root"])
            assert answer(environment, "chase", "--as-of", "2023-10-13") == OWED


#: Ends at the first call of what is named: of `django.setup` before the home holds a store, of `tarfile.open` when its tables stand.
ENDED = """
import {module}, os
{module}.{name} = lambda *_given, **_named: os._exit(9)
from twinward.site.cli import main
main()
"""
#: What asks and what sets up, each by its own way into a home.
OPENING = (("chase",), ("demo", "--no-serve"), ("serve",))


@pytest.mark.parametrize(("module", "name"), [("django", "setup"), ("tarfile", "open")], ids=["before its store", "before its rows"])
def test_a_home_whose_restore_was_killed_is_no_node_until_it_was_begun_again(
    backup: tuple[Path, float], tmp_path: Path, module: str, name: str
):
    with stores.installation(tmp_path / "home") as environment:
        home = environment["TWINWARD_HOME"]
        command = [sys.executable, "-c", ENDED.format(module=module, name=name), "restore", str(backup[0]), "--home", home]
        assert subprocess.run(command, env=environment, stdout=subprocess.DEVNULL).returncode == 9
        held = sorted(Path(home).rglob("*"))
        for words in OPENING:
            port = ("--port", str(stores.free_port())) if words[0] == "serve" else ()
            done = run(environment, *words, *port)
            assert (done.returncode, done.stdout) == (2, ""), words
            assert sorted(Path(home).rglob("*")) == held, words
            assert done.stderr.splitlines()[-1] == (
                f"twinward: A restore into {home} has not come to its end. "
                f"Unless it still runs, begin it again: twinward restore FILE --home {home}"
            )
        assert run(environment, "restore", str(backup[0])).returncode == 0
        assert answer(environment, "chase", "--as-of", "2023-10-13") == OWED


#: Ends at the moment at which the tables of accounts stand and it is not yet noted that they do.
UNNOTED = """
import os
from django.db.migrations.recorder import MigrationRecorder
from twinward.site.cli import main
note = MigrationRecorder.record_applied
MigrationRecorder.record_applied = lambda recorder, app, name: os._exit(9) if app == "identity" else note(recorder, app, name)
main()
"""


def test_a_start_that_ends_between_the_tables_and_the_note_that_they_stand_can_be_begun_again(tmp_path: Path):
    with stores.installation(tmp_path / "home") as environment:
        command = [sys.executable, "-c", UNNOTED, "demo", "--no-serve", "--home", environment["TWINWARD_HOME"]]
        assert subprocess.run(command, env=environment, stdout=subprocess.DEVNULL).returncode == 9
        again = run(environment, "demo", "--no-serve")
        assert again.returncode == 0, again.stderr


def test_a_demo_that_is_killed_can_be_begun_again(demo: tuple[dict[str, str], float], tmp_path: Path):
    for turn, point in enumerate(POINTS[: count(gate=1, deep=len(POINTS))]):
        with stores.installation(tmp_path / f"home {turn}") as environment:
            killed(environment, demo[1] * point, "demo", "--no-serve")
            again = run(environment, "demo", "--no-serve")
            assert again.returncode == 0, again.stderr
            assert answer(environment, "verify")["findings"] == []
            assert answer(environment, "chase", "--as-of", "2023-10-13") == OWED
            assert held(environment) == held(demo[0])


def held(environment: dict[str, str]) -> dict[str, object]:
    """What the figures of a demo stand on."""
    told = answer(environment, "figures", "--as-of", "2025-10-31")["figures"]
    return {key: (figure["value"], len(figure["rows"])) for key, figure in told.items()}
