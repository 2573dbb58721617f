"""A server that is told to stop ends, whatever its visitors do meanwhile."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import urlopen

import pytest

from tests.served import served
from tests.stores import free_port

pytestmark = pytest.mark.store


@pytest.fixture
def command(own_demo: dict[str, str]) -> list[str]:
    return [sys.executable, "-m", "twinward.site", "serve", "--home", own_demo["TWINWARD_HOME"], "--port", str(free_port())]


@contextmanager
def begun(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """The server, which answers."""
    with served(command, environment) as server:
        assert server.stdout
        assert server.stdout.readline() == f"http://localhost:{command[-1]}\n"
        yield server


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGHUP])
def test_a_server_ends_with_the_terminal_in_which_it_was_begun(own_demo: dict[str, str], command: list[str], told: signal.Signals):
    with begun(command, own_demo) as server:
        os.killpg(server.pid, told)
        assert server.wait(20) == 0


def test_a_server_that_is_told_to_stop_waits_for_no_visitor_who_never_ends_what_was_begun(own_demo: dict[str, str], command: list[str]):
    port = int(command[-1])
    with begun(command, own_demo) as server, socket.create_connection(("127.0.0.1", port)) as visitor:
        visitor.sendall(b"GET / HTTP/1.1\r\nHost: local")
        urlopen(f"http://127.0.0.1:{port}/", timeout=30).close()
        server.terminate()
        assert server.wait(20) == 0
