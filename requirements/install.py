"""Makes or mends the environment beside the source tree, so that it holds what a lock says. Knows the standard library alone."""

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCKS = Path(__file__).resolve().parent
ENVIRONMENT = LOCKS.parent / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
STAMPS = ENVIRONMENT / "locked"  # a copy of each lock that was installed whole
UNFINISHED = ENVIRONMENT / "unfinished"  # there while an installation runs; an installation that ended early leaves it behind


def main(locked: str) -> int:
    """The environment holds every package of `requirements/<locked>.txt`, and its stamp says so. Returns an exit status."""
    with alone():
        if is_current(locked):  # another start has just done it
            return 0
        started = time.monotonic()
        say(f"installing the locked dependencies into {ENVIRONMENT}; this takes a minute or two and happens once")
        try:
            begin()
            install(locked)
            finish(locked)
        except (subprocess.CalledProcessError, OSError) as failure:
            say(f"the dependencies could not be installed ({failure}); the next start begins anew")
            return 1
        except KeyboardInterrupt:
            say("stopped; the next start begins anew")
            return 130
        say(f"installed in {time.monotonic() - started:.0f} s")
    return 0


@contextmanager
def alone() -> Iterator[None]:
    """No other start installs meanwhile. The system lets go by itself when a start is killed."""
    with (LOCKS / "base.txt").open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another start is installing the dependencies; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_current(locked: str) -> bool:
    """Whether what the lock says now was installed whole into an environment that still runs."""
    stamp = STAMPS / f"{locked}.txt"
    return runs() and stamp.is_file() and stamp.read_bytes() == (LOCKS / f"{locked}.txt").read_bytes()


def runs() -> bool:
    """Whether the environment has a Python that starts and can install. One made by an older Python does not."""
    if UNFINISHED.exists() or not PYTHON.exists():
        return False
    asked = [PYTHON, "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"]
    try:
        return subprocess.run(asked, capture_output=True).returncode == 0
    except PermissionError:  # it was made by somebody else, with a Python that is theirs alone
        return False


def begin() -> None:
    """There is an environment with nothing half-installed in it, marked as unfinished."""
    if not runs():
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        ENVIRONMENT.mkdir()
        UNFINISHED.touch()
        subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
    UNFINISHED.touch()
    shutil.rmtree(STAMPS, ignore_errors=True)


def install(locked: str) -> None:
    """Every package of the lock is installed from a wheel whose hash the lock knows; no code of a package runs meanwhile."""
    lock = LOCKS / f"{locked}.txt"
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    quiet = os.environ | {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0", "PYTHONPATH": ""}
    subprocess.run([PYTHON, "-m", "pip", "install", *options, "--requirement", lock], check=True, env=quiet)


def finish(locked: str) -> None:
    """The stamps are written. The lock of the tests holds all that the base holds, in the same versions."""
    STAMPS.mkdir()
    for name in {"base", locked}:
        shutil.copyfile(LOCKS / f"{name}.txt", STAMPS / f"{name}.txt")
    UNFINISHED.unlink()


def say(sentence: str) -> None:
    """The sentence stands on standard error: standard output belongs to the command."""
    print(f"twinward: {sentence}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
