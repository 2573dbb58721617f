"""Commands that set up one home at the same time: one does, the others wait for it, and all end well."""

import fcntl
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests import stores
from tests.journeys.test_command_line import answer
from twinward.foundation.kernel.sqlite_reading import NAME
from twinward.site.alone import alone_in
from twinward.site.folders import LOCK, RESTORING, HomeUnusable
from twinward.site.restoring import restored_into

pytestmark = pytest.mark.store


def begun(environment: dict[str, str], *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "twinward.site", *words, "--home", environment["TWINWARD_HOME"]]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def test_three_demos_that_begin_at_once_in_an_empty_home_make_one(tmp_path: Path):
    with stores.installation(tmp_path / "one") as alone, begun(alone, "demo", "--no-serve") as first:
        assert first.wait() == 0
        events = answer(alone, "verify")["events"]
    with stores.installation(tmp_path / "home") as environment:
        several = [begun(environment, "demo", "--no-serve") for _turn in range(3)]
        told = [one.communicate()[1] for one in several]

        assert [one.returncode for one in several] == [0, 0, 0], told
        assert sum("The programmes as publicly reported are on record." in words for words in told) == 1
        assert sum("Another process is setting up" in words for words in told) >= 1
        verified = answer(environment, "verify")
        assert (verified["events"], verified["findings"]) == (events, [])


def test_a_home_that_another_process_sets_up_for_too_long_is_left_to_it_with_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    with (tmp_path / LOCK).open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(HomeUnusable, match=r"^Another process is setting up .*, and try again\.$"), alone_in(tmp_path, patience_s=0.3):
            raise AssertionError("nobody is alone here")
    assert capsys.readouterr().err == f"Another process is setting up {tmp_path}; waiting for it to end.\n"
    with alone_in(tmp_path, patience_s=0):
        pass  # the lock went with the process


def test_who_waits_goes_on_as_soon_as_the_other_has_ended(tmp_path: Path):
    came: list[str] = []
    other = (tmp_path / LOCK).open("ab")
    fcntl.flock(other, fcntl.LOCK_EX)

    def end() -> None:
        came.append("the other ended")
        other.close()

    threading.Timer(0.3, end).start()
    with alone_in(tmp_path):
        came.append("alone")
    assert came == ["the other ended", "alone"]


def test_a_lock_that_cannot_be_written_is_told(tmp_path: Path):
    (tmp_path / LOCK).mkdir()
    with pytest.raises(HomeUnusable, match="cannot be written to"), alone_in(tmp_path):
        pass


def test_who_waits_for_a_restore_that_takes_its_new_home_away_is_not_let_into_what_is_gone(tmp_path: Path):
    home, told = tmp_path / "new", list[str]()

    def wait() -> None:
        with pytest.raises(HomeUnusable, match=r"^Another process is setting up .*, and try again\.$") as refused, alone_in(home):
            raise AssertionError("the home is gone")
        told.append(str(refused.value))

    waiting = threading.Thread(target=wait)
    with suppress(ZeroDivisionError), restored_into(home):
        (home / "documents").mkdir()
        waiting.start()
        time.sleep(0.3)
        raise ZeroDivisionError
    waiting.join()

    assert len(told) == 1
    assert not home.exists()


def test_a_restore_that_comes_second_changes_nothing_in_the_home_whether_the_first_lives_or_has_ended(tmp_path: Path):
    home = tmp_path / "new"
    with restored_into(home):
        with pytest.raises(HomeUnusable, match="Another process is setting up "), restored_into(home):
            raise AssertionError("another restore lives")
        assert (home / RESTORING).exists()
        (home / NAME).touch()
    with pytest.raises(HomeUnusable, match="already holds a node"), restored_into(home):
        raise AssertionError("a node lives here")
    assert sorted(path.name for path in home.iterdir()) == [LOCK, NAME]


def test_a_restore_that_made_its_folder_and_was_then_overtaken_leaves_the_node_of_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    home = tmp_path / "new"

    @contextmanager
    def overtaken(home: Path, *, patience_s: float) -> Iterator[None]:
        (home / NAME).touch()
        with alone_in(home, patience_s=patience_s):
            yield

    monkeypatch.setattr("twinward.site.restoring.alone_in", overtaken)
    with pytest.raises(HomeUnusable, match="already holds a node"), restored_into(home):
        raise AssertionError("a node lives here")
    assert (home / NAME).exists()


def test_what_a_failed_restore_cannot_take_away_keeps_its_mark_and_is_no_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(path: Path) -> None:
        raise PermissionError(path)

    home = tmp_path / "new"
    monkeypatch.setattr("twinward.site.restoring.shutil.rmtree", fail)
    with suppress(ZeroDivisionError), restored_into(home):
        (home / "documents").mkdir()
        raise ZeroDivisionError
    assert (home / RESTORING).exists()
    with restored_into(home):
        pass
    assert not (home / RESTORING).exists()


def test_what_a_failed_restore_leaves_is_taken_away_under_another_name_so_that_nobody_puts_anything_into_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    home, there = tmp_path / "new", list[bool]()
    take = shutil.rmtree

    def seen(path: Path) -> None:
        there.append(home.exists())
        take(path)

    monkeypatch.setattr("twinward.site.restoring.shutil.rmtree", seen)
    with suppress(ZeroDivisionError), restored_into(home):
        (home / "documents").mkdir()
        raise ZeroDivisionError
    assert there == [False]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_which_a_restore_came_no_further_than_its_lock_is_empty(tmp_path: Path):
    (tmp_path / LOCK).touch()
    with restored_into(tmp_path):
        pass
