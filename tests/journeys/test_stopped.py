"""A server that is told to stop ends, whatever its visitors do meanwhile."""

import socket
import sys
from urllib.request import urlopen

import pytest

from tests.served import served
from tests.stores import free_port

pytestmark = pytest.mark.store


def test_a_server_that_is_told_to_stop_waits_for_no_visitor_who_never_ends_what_was_begun(own_demo: dict[str, str]):
    port = free_port()
    command = [sys.executable, "-m", "twinward.site", "serve", "--home", own_demo["TWINWARD_HOME"], "--port", str(port)]
    with served(command, own_demo) as server:
        assert server.stdout
        assert server.stdout.readline() == f"http://localhost:{port}\n"
        with socket.create_connection(("127.0.0.1", port)) as visitor:
            visitor.sendall(b"GET / HTTP/1.1\r\nHost: local")
            urlopen(f"http://127.0.0.1:{port}/", timeout=30).close()
            server.terminate()
            assert server.wait(20) == 0
