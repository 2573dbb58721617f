"""Several processes over one home: on SQLite one server at a time, others beside it; on PostgreSQL as many servers as are wanted."""

import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.journeys.test_command_line import answer, run
from tests.served import served
from tests.stores import SOURCES, URL, free_port
from twinward.site import in_use
from twinward.site.folders import HomeUnusable, is_empty

pytestmark = pytest.mark.store


@contextmanager
def server(environment: Mapping[str, str], port: int) -> Iterator[subprocess.Popen[str]]:
    """A server of the home, which answers."""
    command = [sys.executable, "-m", "twinward.site", "serve", "--home", environment["TWINWARD_HOME"], "--port", str(port)]
    with served(command, environment) as process:
        assert process.stdout
        assert process.stdout.readline() == f"http://localhost:{port}\n"
        yield process


def test_a_second_server_of_a_home_is_refused_on_sqlite_and_wanted_on_postgresql(own_demo: dict[str, str]):
    first, second = free_port(), free_port()
    with server(own_demo, first):
        if URL in own_demo:
            with server(own_demo, second):
                return
        for words in (("serve", "--port", str(second)), ("demo", "--no-browser", "--port", str(second)), ("serve", "--port", str(first))):
            refused = run(own_demo, *words)
            assert (refused.returncode, refused.stdout, len(refused.stderr.splitlines())) == (2, "", 1)
            assert f"is served already, on http://localhost:{first}. Stop that server first." in refused.stderr
        assert answer(own_demo, "verify")["findings"] == []
        command = [sys.executable, "-m", "twinward.site", "work", "--home", own_demo["TWINWARD_HOME"]]
        with subprocess.Popen(command, env=own_demo, stderr=subprocess.PIPE, text=True) as worker:
            with pytest.raises(subprocess.TimeoutExpired):
                worker.wait(3)
            worker.send_signal(signal.SIGTERM)
            assert worker.communicate()[1] == ""
    with server(own_demo, second):
        pass  # the lock went with the server


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[Path, IO[str]]]:
    """The locks that the test holds, none at first."""
    locks: dict[Path, IO[str]] = {}
    monkeypatch.setattr(in_use, "_held", locks)
    yield locks
    give_up(locks)


def give_up(locks: dict[Path, IO[str]]) -> None:
    while locks:
        locks.popitem()[1].close()


@contextmanager
def other(home: Path, does: str) -> Iterator[None]:
    """Another process has the home meanwhile."""
    script = f"import sys; from pathlib import Path; from twinward.site.in_use import *; {does}; print(1, flush=True); sys.stdin.read()"
    command, environment = [sys.executable, "-c", script], {"PYTHONPATH": str(SOURCES)}
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "1\n"
        yield
        process.kill()


def test_a_home_that_others_use_is_nobodys_alone_and_one_that_somebody_has_alone_is_used_by_no_other(
    tmp_path: Path, held: dict[Path, IO[str]]
):
    in_use.use(tmp_path)
    with (
        other(tmp_path, f"use(Path({str(tmp_path)!r}))"),
        pytest.raises(HomeUnusable, match=r"Another process has .* open\. Stop its server"),
    ):
        in_use.use_alone(tmp_path)
    in_use.use_alone(tmp_path)
    give_up(held)
    with other(tmp_path, f"use_alone(Path({str(tmp_path)!r}))"), pytest.raises(HomeUnusable, match="is being moved"):
        in_use.use(tmp_path)
    in_use.use(tmp_path)
    assert is_empty(tmp_path)


def test_whether_a_home_is_served_is_asked_without_writing_there(tmp_path: Path, held: dict[Path, IO[str]]):
    in_use.require_unserved(tmp_path / "none")
    in_use.require_unserved(tmp_path)
    assert list(tmp_path.iterdir()) == []
    with other(tmp_path, f"serve_alone(Path({str(tmp_path)!r}), 'http://localhost:1')"):
        for ask in (in_use.require_unserved, lambda home: in_use.serve_alone(home, "http://localhost:2")):
            with pytest.raises(HomeUnusable, match="is served already, on http://localhost:1"):
                ask(tmp_path)
    in_use.require_unserved(tmp_path)
