"""A server in a process of its own, for as long as a test needs it."""

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ENDS_WITHIN_S = 30


@contextmanager
def served(command: Sequence[str | Path], environment: Mapping[str, str], cwd: Path | None = None) -> Iterator[subprocess.Popen[str]]:
    """The server, whose output can be read; it is gone afterwards, with every process that it began. One that was told to end and did not
    within ENDS_WITHIN_S is a failure.
    """
    with subprocess.Popen(command, cwd=cwd, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True) as server:
        try:
            yield server
        finally:
            server.terminate()
            try:
                status = server.wait(ENDS_WITHIN_S)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                raise
        assert status == 0
