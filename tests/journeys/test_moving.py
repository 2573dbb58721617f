"""A home moves from SQLite to PostgreSQL: all of it or nothing; the file stays as it was, and no store is taken for the other afterwards."""

import fcntl
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests import stores
from tests.journeys.test_backup import KEEP_A_TEXT, SHA256, TEXT
from tests.journeys.test_command_line import OWED, answer, run
from tests.stores import URL

pytestmark = [pytest.mark.store, pytest.mark.skipif(not os.environ.get(URL), reason="there is no PostgreSQL to move to")]

OWNER = "TWINWARD_OWNER_DATABASE_URL"
WAITING_MAIL = """
import django; django.setup()
from django.utils import timezone
from twinward.foundation.kernel.actors import Operator
from twinward.foundation.mail.actions import Addressee, write
write("mail:1", kind="test", about="identity.account:1", to=Addressee("nina@ministry.example", "en"), subject="A test", text="Nothing to do.",
      by=Operator("test"), at=timezone.now())
"""
STANDING = """
import django; django.setup()
from twinward.foundation.kernel.row_security import everything
from twinward.foundation.mail.models import Mail
from twinward.site.backup import restored_at
with everything("the test"):
    print(Mail.objects.unscoped("the test").waiting().count(), restored_at())
"""
#: A move of which this is another: what is done when everything has arrived and is compared.
DISTURBED = """
import os, pathlib, signal, sqlite3
from twinward.site import moving
take_in, home = moving._take_in, pathlib.Path(os.environ["TWINWARD_HOME"])
def disturbed(*given):
    from twinward.site import backup
    compare = backup._compare
    def disturb(manifest):
        compare(manifest)
        {done}
    backup._compare = disturb
    take_in(*given)
moving._take_in = disturbed
from twinward.site.cli import main
main()
"""
FAILS = 'raise backup.BackupUnusable("The disk is full.")'
KILLED = "os.kill(os.getpid(), signal.SIGKILL)"
WRITES = (
    'store = sqlite3.connect(home / "twinward.sqlite3"); store.executescript("CREATE TABLE other (id); DROP TABLE other"); store.close()'
)


def at_home(environment: dict[str, str]) -> dict[str, str]:
    """The same installation with its store in the home."""
    return {name: value for name, value in environment.items() if name not in (URL, OWNER)}


def script(environment: dict[str, str], text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = environment | {"DJANGO_SETTINGS_MODULE": "twinward.site.settings"}
    return subprocess.run([sys.executable, "-c", text, *arguments], env=environment, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a demo on SQLite, with a document and a mail that waits."""
    home = tmp_path_factory.mktemp("moving") / "home"
    environment = at_home({**os.environ, "TWINWARD_HOME": str(home), "PYTHONPATH": str(stores.SOURCES)})
    assert run(environment, "demo", "--no-serve").returncode == 0
    for text in (KEEP_A_TEXT, WAITING_MAIL):
        done = script(environment, text)
        assert done.returncode == 0, done.stderr
    return environment


@pytest.fixture
def node(demo: dict[str, str], tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a copy of the demo, of which the settings name an empty database."""
    shutil.copytree(demo["TWINWARD_HOME"], tmp_path / "home")
    with stores.installation(tmp_path / "home") as environment:
        yield environment


def content(environment: dict[str, str]) -> list[str]:
    """All that the file holds."""
    with closing(sqlite3.connect(Path(environment["TWINWARD_HOME"]) / "twinward.sqlite3")) as store:
        return list(store.iterdump())


def tables(environment: dict[str, str]) -> list[str]:
    """The tables that PostgreSQL holds."""
    with psycopg.connect(environment.get(OWNER, environment[URL])) as store:
        return [name for (name,) in store.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")]


def is_as_before(environment: dict[str, str], file: list[str]) -> bool:
    """Whether the file holds what it held, and the home is that of a node that never moved."""
    left = {path.name for path in Path(environment["TWINWARD_HOME"]).iterdir() if path.name.startswith(".mov")}
    return content(environment) == file and not left and answer(at_home(environment), "chase", "--as-of", "2023-10-13") == OWED


@pytest.mark.parametrize("roles", ["one", "two"])
def test_everything_moves_and_the_file_stays_as_it_was(node: dict[str, str], roles: str):
    if roles == "two":
        node |= {OWNER: node[URL], URL: node[URL].replace("//twinward:", f"//{stores.SERVING}:")}
    home, before = Path(node["TWINWARD_HOME"]), answer(at_home(node), "verify")
    file = content(node)  # which may hold the checkpoint of this verify
    (home / "settings.env").write_text(f"{URL}={node.pop(URL)}\n")

    moved = run(node, "move")
    assert moved.returncode == 0, moved.stderr
    assert f"From now on {home} needs TWINWARD_DATABASE_URL" in moved.stderr
    assert moved.stdout.endswith(f"{before['events']} events. Root {before['root']}\n")

    after = answer(node, "verify")
    assert (after["root"], after["events"], after["personal_facts"], after["findings"]) == (
        before["root"],
        before["events"],
        before["personal_facts"],
        [],
    )
    assert answer(node, "chase", "--as-of", "2023-10-13") == OWED
    assert (home / "documents" / SHA256[:2] / SHA256).read_bytes() == TEXT
    assert script(node, STANDING).stdout == "1 None\n"  # nothing was sent meanwhile, so what waits is sent
    assert content(node) == file
    assert not (home / ".moving.twb").exists()
    assert run(node, "demo", "--no-serve").returncode == 0  # it goes on writing
    assert answer(node, "verify")["findings"] == []

    again = run(node, "move")
    assert (again.returncode, "has been moved already" in again.stderr) == (2, True)
    (home / "settings.env").unlink()
    for words in (("chase",), ("find", "Okhmatdit", "--country", "UA"), ("demo", "--no-serve")):
        lost = run(node, *words)
        assert (lost.returncode, "have moved to PostgreSQL, and the settings name none" in lost.stderr) == (2, True)


@pytest.mark.parametrize(
    ("done", "told"), [(FAILS, "The disk is full. Nothing was moved."), (WRITES, "Somebody wrote to the store while it was moved.")]
)
def test_a_move_that_fails_half_way_leaves_nothing_behind(node: dict[str, str], done: str, told: str):
    file = content(node)
    refused = script(node, DISTURBED.format(done=done), "move", "--home", node["TWINWARD_HOME"])
    assert (refused.returncode, refused.stdout, len(refused.stderr.splitlines())) == (2, "", 1), refused.stderr
    assert told in refused.stderr
    assert tables(node) == []
    assert is_as_before(node, file)
    assert run(node, "move").returncode == 0


def test_a_move_that_is_killed_leaves_a_node_that_goes_on_in_its_file_and_may_move_again(node: dict[str, str]):
    file = content(node)
    assert script(node, DISTURBED.format(done=KILLED), "move", "--home", node["TWINWARD_HOME"]).returncode == -signal.SIGKILL
    assert is_as_before(node, file)
    assert tables(node) == []
    assert run(node, "move").returncode == 0
    assert answer(node, "chase", "--as-of", "2023-10-13") == OWED


def test_with_two_roles_a_move_that_fails_leaves_no_row(node: dict[str, str]):
    node |= {OWNER: node[URL], URL: node[URL].replace("//twinward:", f"//{stores.SERVING}:")}
    file = content(node)
    assert script(node, DISTURBED.format(done=FAILS), "move", "--home", node["TWINWARD_HOME"]).returncode == 2
    with psycopg.connect(node[OWNER]) as store:
        for table in ("kernel_event", "identity_account", "kernel_document"):
            assert store.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() == (0,)
    assert is_as_before(node, file)
    assert run(node, "move").returncode == 0


@pytest.mark.parametrize(
    ("made", "told"),
    [("CREATE TABLE letters (id int)", "holds other things: a table letters."), ("", "holds a node already.")],
    ids=["other things", "a node"],
)
def test_a_database_that_holds_anything_takes_nothing(node: dict[str, str], tmp_path: Path, made: str, told: str):
    file = content(node)
    if made:
        with psycopg.connect(node[URL]) as store:
            store.execute(made.encode())
    else:
        assert run(node | {"TWINWARD_HOME": str(tmp_path / "other")}, "demo", "--no-serve").returncode == 0
    held = tables(node)
    refused = run(node, "move")
    assert (refused.returncode, refused.stdout, len(refused.stderr.splitlines())) == (2, "", 1), refused.stderr
    assert told in refused.stderr
    assert tables(node) == held
    assert is_as_before(node, file)


def is_used(home: Path) -> bool:
    """Whether a process has the home open."""
    with (home / ".used").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_while_another_process_has_the_home_it_does_not_move(node: dict[str, str]):
    home = Path(node["TWINWARD_HOME"])
    command = [sys.executable, "-m", "twinward.site", "work", "--home", str(home)]
    with subprocess.Popen(command, env=at_home(node)) as worker:
        while not is_used(home) and worker.poll() is None:
            time.sleep(0.1)
        refused = run(node, "move")
        worker.terminate()
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "Another process has" in refused.stderr
    assert tables(node) == []


def test_a_home_whose_settings_name_another_store_than_it_keeps_is_not_opened(node: dict[str, str]):
    for words in (("chase",), ("demo", "--no-serve"), ("serve", "--port", str(stores.free_port()))):
        refused = run(node, *words)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert f"Move them there: twinward move --home {node['TWINWARD_HOME']}" in refused.stderr
    assert tables(node) == []


def test_what_cannot_be_moved_is_said_plainly(node: dict[str, str], tmp_path: Path):
    for environment, told in (
        (at_home(node), "Name the PostgreSQL that is to take the store"),
        (node | {URL: "postgresql://nobody@127.0.0.1:1/none"}, "does not answer"),
        (node | {"TWINWARD_HOME": str(tmp_path / "none")}, "does not exist"),
    ):
        refused = run(environment, "move")
        assert (refused.returncode, refused.stdout) == (2, "")
        assert told in refused.stderr
        assert "Traceback" not in refused.stderr


def test_an_address_of_a_store_that_lies_in_a_file_of_its_own_counts_as_one_that_is_said(node: dict[str, str], tmp_path: Path):
    (tmp_path / "url").write_text(f"{node[URL]}\n")
    named = at_home(node) | {f"{URL}_FILE": str(tmp_path / "url")}
    assert "Move them there: twinward move" in run(named, "chase").stderr
    assert run(named, "move").returncode == 0
    assert answer(named, "find", "Okhmatdit", "--country", "UA") == answer(node, "find", "Okhmatdit", "--country", "UA")
