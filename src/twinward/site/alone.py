"""One process at a time sets up a home."""

import fcntl
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from twinward.site.folders import LOCK, HomeUnusable, told_where

PATIENCE_S = 600.0  # how long another process may take to set up the home
_PAUSE_S = 0.2


@contextmanager
def alone_in(home: Path, *, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """No other process sets the home up meanwhile: whoever comes second waits, and finds it as the first has left it.

    The lock goes with the process that holds it, however that ends. Raises HomeUnusable when the other takes longer than `patience_s`.
    """
    with told_where(home):
        lock = (home / LOCK).open("ab")
    with lock:
        with told_where(home):
            _wait_for(lock, home, patience_s)
        yield


def _wait_for(lock: IO[bytes], home: Path, patience_s: float) -> None:
    ends_at, is_told = time.monotonic() + patience_s, False
    busy = f"Another process is setting up {home}. Wait until it has ended, or end it, and try again."
    while not _is_taken(lock):
        if time.monotonic() >= ends_at:
            raise HomeUnusable(busy)
        if not is_told:
            print(f"Another process is setting up {home}; waiting for it to end.", file=sys.stderr, flush=True)
        is_told = True
        time.sleep(_PAUSE_S)
    if not _is_lock_of(home, lock):
        raise HomeUnusable(busy)


def _is_taken(lock: IO[bytes]) -> bool:
    """Whether the lock is this process's now."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_lock_of(home: Path, lock: IO[bytes]) -> bool:
    """Whether the lock lies in the home still: a restore that failed takes both away."""
    try:
        return os.path.samestat(os.fstat(lock.fileno()), (home / LOCK).stat())
    except FileNotFoundError:
        return False
