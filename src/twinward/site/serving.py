"""Building the demo and serving a home on this machine."""

import os
import signal
import socket
import sys
import threading
import webbrowser
from pathlib import Path

from twinward.site.alone import alone_in
from twinward.site.folders import HomeUnusable
from twinward.site.home import keeps_its_store, update_store
from twinward.site.in_use import serve_alone
from twinward.site.restoring import require_whole
from twinward.site.working import work_beside

HOST = "127.0.0.1"
#: How long the server, once told to stop, waits for requests that have begun; a connection that never ends keeps nobody waiting.
STOPS_WITHIN_S = 10


def require_free(port: int) -> None:
    """Nothing when the port can be had; otherwise raises HomeUnusable."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise HomeUnusable(
                f"Port {port} is in use or not allowed. Choose another with --port, for example --port {min(port + 1, 65535)}."
            ) from None


def build_demo(home: Path) -> None:
    """The store is up to date and holds the reported programmes and the demo's people. A second call changes nothing.
    One process at a time does so in a home.

    Raises HomeUnusable, and the home stays as it was, for one that holds a node's own records: in a demo anybody may sign in as anybody.
    """
    _tell(f"Preparing {home}")
    with alone_in(home):
        _build(home)


def _build(home: Path) -> None:
    from django.conf import settings
    from django.utils import timezone

    from twinward.foundation.kernel.actors import Operator
    from twinward.foundation.kernel.models import Event
    from twinward.foundation.kernel.row_security import acting_for
    from twinward.site.configured import OF_THE_DEMO
    from twinward.site.demo.illustrative import load_illustrative
    from twinward.site.demo.load import load
    from twinward.site.demo.people import load_people

    require_whole(home)
    update_store()
    if Event.objects.exists() and not Event.objects.filter(by="command:demo").exists():
        raise HomeUnusable(f"{home} holds a node's own records, so no demo is made of it. Choose another folder with --home.")
    with acting_for(Operator("demo")):
        if load(timezone.now()):
            _tell("The programmes as publicly reported are on record.")
    (home / "demo").touch()
    settings.DEMO, settings.NODE_NAME = True, settings.NODE_NAME or OF_THE_DEMO  # the server's processes are forked from this one
    with acting_for(Operator("demo")):
        load_people(timezone.now())
        load_illustrative(timezone.localtime())


def serve(port: int, *, open_browser: bool, works: bool = True) -> None:
    """Serves until it is told to stop or its terminal is closed, and for STOPS_WITHIN_S after that at most. Prints the address once the server answers.

    works: it does what a node does without being asked, too. Raises HomeUnusable where another server has the home, and its store is a file there.
    """
    from django.conf import settings
    from django.core.management import call_command
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    address = f"http://localhost:{port}"  # passkeys are refused on a bare address
    if keeps_its_store():
        serve_alone(settings.HOME, address)
    call_command("collectstatic", verbosity=0, interactive=False)
    if works:
        work_beside()
    os.environ["DJANGO_SETTINGS_MODULE"] = "twinward.site.settings"
    threading.Thread(target=_announce, args=(port, address, _invitation(address), open_browser), daemon=True).start()
    server = Granian(
        "twinward.site.wsgi:application",
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=4,
        workers_kill_timeout=STOPS_WITHIN_S,
        log_level=LogLevels.warning,
    )
    server.on_startup(lambda: signal.signal(signal.SIGHUP, server.signal_handler_interrupt))  # its terminal was closed
    server.serve()


def _invitation(address: str) -> str:
    """What whoever starts the server of a node without an administrator is told to open; "" once there is one."""
    from django.conf import settings

    from twinward.foundation.identity.beginning import WORKS_FOR, begin_link, is_awaited

    if not is_awaited():
        return ""
    where = next(map(str, settings.ADDRESSES), address)
    hours = int(WORKS_FOR.total_seconds() // 3600)
    return f"Nobody manages this node yet. Whoever opens this link within {hours} hours becomes its first administrator:\n{where}{begin_link()}"


def _announce(port: int, address: str, invitation: str, open_browser: bool) -> None:
    for _attempt in range(200):
        with socket.socket() as probe:
            probe.settimeout(0.1)
            if probe.connect_ex((HOST, port)) == 0:
                break
        threading.Event().wait(0.05)
    print("\n".join(filter(None, (address, invitation, "Stop it with Ctrl+C."))), flush=True)
    if open_browser:
        webbrowser.open(address)


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
