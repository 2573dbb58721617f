"""Makes or mends the environment beside the source tree, so that it holds what a lock says. Knows the standard library alone."""

import errno
import fcntl
import os
import re
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
FETCHED = ENVIRONMENT / "fetched"  # what was downloaded and is not installed yet
UNFINISHED = ENVIRONMENT / "unfinished"  # there while packages change; an installation that ended meanwhile leaves it behind
TOOLS_UNFINISHED = ENVIRONMENT / "unfinished-tools"  # the same while only tools are added, and a copy of their lock; the base is whole then


def main(locked: str) -> int:
    """The environment holds every package of `requirements/<locked>.txt`, and its stamp says so. Returns an exit status.

    What is downloaded touches nothing that is there, and the tools of the gate are added beside a base that stays whole: an installation that
    is cut short there leaves what ran before as it was.
    """
    with alone():
        if is_current(locked):  # another start has just done it
            return 0
        started = time.monotonic()
        say(f"installing the locked dependencies into {ENVIRONMENT}; this takes a minute or two and happens once")
        try:
            begin(locked)
            install(locked)
        except (subprocess.CalledProcessError, OSError) as failure:
            say(f"the dependencies could not be installed ({failure}); the next start tries again")
            return 1
        except KeyboardInterrupt:
            say("stopped; the next start tries again")
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
    asked = [PYTHON, "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"]
    try:
        return not UNFINISHED.exists() and PYTHON.exists() and subprocess.run(asked, capture_output=True).returncode == 0
    except PermissionError:  # it was made by somebody else, with a Python that is theirs alone
        return False


def begin(locked: str) -> None:
    """There is an environment that runs, and half of no package in it but of tools that are about to be installed again."""
    if runs() and (locked == "base" or not TOOLS_UNFINISHED.exists() or can_go_on(locked)):
        return
    if ENVIRONMENT.exists() and not os.access(ENVIRONMENT, os.W_OK):
        why = "it is somebody else's. Let them make it, with a Python that everybody may start: TWINWARD_PYTHON=/usr/bin/python3"
        raise PermissionError(errno.EACCES, why, str(ENVIRONMENT))
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    ENVIRONMENT.mkdir()
    UNFINISHED.touch()
    subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
    UNFINISHED.unlink()


def can_go_on(locked: str) -> bool:
    """Whether the tools whose installation was cut short are those of this lock still, over a base that is whole."""
    return is_current("base") and TOOLS_UNFINISHED.read_bytes() == (LOCKS / f"{locked}.txt").read_bytes()


def install(locked: str) -> None:
    """Every package of the lock is installed, and the stamps say so. Only while packages change is the environment marked as unfinished."""
    only_adds = locked != "base" and is_current("base")
    wanted = packages(locked) - packages("base") if only_adds else packages(locked)
    FETCHED.mkdir(exist_ok=True)
    asked = FETCHED / "wanted.txt"
    asked.write_text("".join(sorted(wanted)))
    if wanted:
        pip("download", "--dest", FETCHED, "--requirement", asked)
    again = ["--ignore-installed"] if only_adds and TOOLS_UNFINISHED.exists() else []
    mark = TOOLS_UNFINISHED if only_adds else UNFINISHED
    shutil.copyfile(LOCKS / f"{locked}.txt", mark)
    for stamp in STAMPS.glob("*"):
        if not (only_adds and stamp.name == "base.txt"):
            stamp.unlink()
    if wanted:
        pip("install", *again, "--no-index", "--find-links", FETCHED, "--requirement", asked)
    STAMPS.mkdir(exist_ok=True)
    for name in ("base", locked):  # the lock of the tests holds all that the base holds, in the same versions
        shutil.copyfile(LOCKS / f"{name}.txt", STAMPS / f"{name}.txt")
    shutil.rmtree(FETCHED)
    mark.unlink()


def packages(locked: str) -> set[str]:
    """Each package that the lock names, as it stands there with its hashes."""
    return set(re.findall(r"^[^\s#].*\n(?:[ \t]+.*\n)*", (LOCKS / f"{locked}.txt").read_text(), re.MULTILINE))


def pip(command: str, *arguments: str | Path) -> None:
    """Of wheels alone, each with a hash that the lock knows; no code of a package runs meanwhile."""
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    quiet = os.environ | {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0", "PYTHONPATH": ""}
    subprocess.run([PYTHON, "-m", "pip", command, *options, *arguments], check=True, env=quiet)


def say(sentence: str) -> None:
    """The sentence stands on standard error: standard output belongs to the command."""
    print(f"twinward: {sentence}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
