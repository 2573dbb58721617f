"""A backup of a demo, restored elsewhere: all of it, or a sentence."""

import gzip
import hashlib
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests import stores
from tests.journeys.test_command_line import OWED, answer, raw, run
from tests.stores import URL

TEXT = b"%PDF-1.7 the text"
SHA256 = hashlib.sha256(TEXT).hexdigest()
PEOPLE = "tables/registry.person.jsonl"
KEEP_A_TEXT = f"""
import io, os
os.umask(0o077)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinward.site.settings")
import django
django.setup()
from django.utils import timezone
from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.documents import store
store(io.BytesIO({TEXT!r}), name="text.pdf", kind="text", by=Operator("test"), at=timezone.now())
from allauth.mfa.totp.internal.auth import TOTP
from twinward.foundation.identity.models import Account
TOTP.activate(Account.objects.first(), "the secret of an app")
"""
READ_A_FACTOR = """
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinward.site.settings")
import django
django.setup()
from allauth.mfa.models import Authenticator
from twinward.foundation.identity.factor_secrets import Factors, OtherKey
try:
    print(Factors().decrypt(Authenticator.objects.get().data["secret"]))
except OtherKey:
    print("another key")
"""

pytestmark = pytest.mark.store


@pytest.fixture(scope="module")
def demo(built_demo: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with stores.installation(tmp_path_factory.mktemp("demo") / "home", like=built_demo) as environment:
        yield environment


@pytest.fixture(scope="module")
def made(demo: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the demo with one document."""
    kept = subprocess.run([sys.executable, "-c", KEEP_A_TEXT], env=demo, capture_output=True, text=True, timeout=60)
    assert kept.returncode == 0, kept.stderr
    file = tmp_path_factory.mktemp("backup") / "node.twb"
    assert run(demo, "backup", str(file)).returncode == 0
    return file


def factor(environment: dict[str, str]) -> str:
    """The secret of the one authenticator app of a node."""
    return subprocess.run([sys.executable, "-c", READ_A_FACTOR], env=environment, capture_output=True, text=True, timeout=60).stdout.strip()


@pytest.fixture
def backup(made: Path, tmp_path: Path) -> Path:
    """A copy of the backup, alone in its folder."""
    return Path(shutil.copy2(made, tmp_path))


@pytest.mark.parametrize("store", ["same", "sqlite"])
def test_a_restored_node_has_the_same_ledger_rows_and_documents(demo: dict[str, str], own_store: dict[str, str], backup: Path, store: str):
    place = own_store if store == "same" else {name: value for name, value in own_store.items() if name != URL}
    assert run(place, "restore", str(backup)).returncode == 0

    before, after = answer(demo, "verify"), answer(place, "verify")
    assert (after["root"], after["events"], after["personal_facts"]) == (before["root"], before["events"], before["personal_facts"])
    assert answer(place, "chase", "--as-of", "2023-10-13") == answer(demo, "chase", "--as-of", "2023-10-13")
    assert (Path(place["TWINWARD_HOME"]) / "documents" / SHA256[:2] / SHA256).read_bytes() == TEXT


def test_a_restored_node_knows_second_factors_once_it_has_the_key_of_the_first(
    demo: dict[str, str], own_store: dict[str, str], backup: Path
):
    assert run(own_store, "restore", str(backup)).returncode == 0

    assert factor(own_store) == "another key"
    shutil.copy(Path(demo["TWINWARD_HOME"]) / "secret.key", own_store["TWINWARD_HOME"])
    assert factor(own_store) == "the secret of an app"


def test_a_restored_node_goes_on_writing_and_stays_sound(own_store: dict[str, str], backup: Path):
    assert run(own_store, "restore", str(backup)).returncode == 0
    with raw(own_store) as connection:
        connection.execute("DELETE FROM identity_membership")
        connection.execute("DELETE FROM identity_account")
    assert run(own_store, "demo", "--no-serve").returncode == 0  # the demo's people are written anew
    assert answer(own_store, "verify")["findings"] == []


def test_a_home_and_its_backup_are_for_their_owner_alone(demo: dict[str, str], backup: Path):
    home = Path(demo["TWINWARD_HOME"])
    held = [path for path in (home, backup, *home.rglob("*")) if path.stat().st_mode & 0o077]
    assert held == []


def test_a_restore_says_into_which_home_it_came(own_store: dict[str, str], backup: Path):
    done = run(own_store, "restore", str(backup), home=False)
    assert done.returncode == 0
    assert done.stderr == f"Restored into {own_store['TWINWARD_HOME']}\n"
    assert not (Path(own_store["TWINWARD_HOME"]) / ".restoring").exists()


@pytest.mark.parametrize("held", ["secret.key", "twinward.sqlite3", "letter.txt"])
def test_a_restore_is_refused_by_a_home_that_holds_anything_and_writes_nothing_there(own_store: dict[str, str], backup: Path, held: str):
    home = Path(own_store["TWINWARD_HOME"])
    home.mkdir()
    (home / held).write_text("here before")
    done = run(own_store, "restore", str(backup))

    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert f"{home} " in done.stderr
    assert "Restore into a new home: --home NEW" in done.stderr
    assert [(path.name, path.read_text()) for path in home.iterdir()] == [(held, "here before")]


def test_a_backup_never_overwrites_a_node(demo: dict[str, str], backup: Path):
    done = run(demo, "restore", str(backup))
    assert done.returncode == 2
    assert "already holds a node" in done.stderr


def test_a_restore_that_failed_in_an_empty_folder_can_be_begun_again_there(own_store: dict[str, str], backup: Path, tmp_path: Path):
    Path(own_store["TWINWARD_HOME"]).mkdir()
    cut = tmp_path / "cut.twb"
    cut.write_bytes(backup.read_bytes()[:2000])
    assert run(own_store, "restore", str(cut)).returncode == 2
    asked = run(own_store, "chase")
    assert (asked.returncode, asked.stdout) == (2, "")
    assert "has not come to its end. Unless it still runs, begin it again: twinward restore FILE --home " in asked.stderr
    assert run(own_store, "restore", str(backup)).returncode == 0


#: Ends when the store holds everything and its home is still marked.
UNNOTED = """
import os, pathlib
unlink = pathlib.Path.unlink
pathlib.Path.unlink = lambda path, *given, **named: os._exit(9) if path.name == ".restoring" else unlink(path, *given, **named)
from twinward.site.cli import main
main()
"""


def test_a_restored_node_that_lacks_only_the_note_that_it_is_whole_is_a_node_and_not_restored_into(own_store: dict[str, str], backup: Path):
    command = [sys.executable, "-c", UNNOTED, "restore", str(backup), "--home", own_store["TWINWARD_HOME"]]
    assert subprocess.run(command, env=own_store, stdout=subprocess.DEVNULL).returncode == 9
    again = run(own_store, "restore", str(backup))
    assert again.returncode == 2
    assert "already holds a ledger" in again.stderr
    assert answer(own_store, "chase", "--as-of", "2023-10-13") == OWED


#: A restore that stops, until it is told to go on, before it looks into the file: once before its transaction, and again within.
STOPPED = """
import os, signal, tarfile
look, looks = tarfile.open, iter(range(2))
def stop(*given, **named):
    if next(looks) == {look}:
        os.kill(os.getpid(), signal.SIGSTOP)
    return look(*given, **named)
tarfile.open = stop
from twinward.site.cli import main
main()
"""


@contextmanager
def stopped_restore(environment: dict[str, str], file: Path, *, look: int = 0) -> Iterator[subprocess.Popen[str]]:
    """A restore that has stopped before that look into the file. It is gone afterwards."""
    command = [sys.executable, "-c", STOPPED.format(look=look), "restore", str(file), "--home", environment["TWINWARD_HOME"]]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as restore:
        try:
            assert os.WIFSTOPPED(os.waitpid(restore.pid, os.WUNTRACED)[1])
            yield restore
        finally:
            restore.kill()


def test_while_a_restore_lives_no_other_is_let_into_its_home(own_store: dict[str, str], backup: Path):
    with stopped_restore(own_store, backup) as first:
        second, asked = run(own_store, "restore", str(backup)), run(own_store, "chase")
        first.send_signal(signal.SIGCONT)
        assert first.communicate()[1] == f"Restored into {own_store['TWINWARD_HOME']}\n"

    assert (second.returncode, asked.returncode) == (2, 2)
    assert second.stderr == (
        f"twinward: Another process is setting up {own_store['TWINWARD_HOME']}. Wait until it has ended, or end it, and try again.\n"
    )
    assert "has not come to its end" in asked.stderr
    assert answer(own_store, "chase", "--as-of", "2023-10-13") == OWED


def test_of_two_restores_into_one_store_elsewhere_the_later_is_refused_and_takes_only_its_own_home_away(
    own_store: dict[str, str], backup: Path, tmp_path: Path
):
    if URL not in own_store:
        pytest.skip("on SQLite the store lies in the home")
    with stopped_restore(own_store | {"TWINWARD_HOME": str(tmp_path / "other")}, backup) as first:
        assert run(own_store, "restore", str(backup)).returncode == 0
        first.send_signal(signal.SIGCONT)
        assert "already holds a ledger" in first.communicate()[1]

    assert not (tmp_path / "other").exists()
    assert answer(own_store, "verify")["findings"] == []
    assert answer(own_store, "chase", "--as-of", "2023-10-13") == OWED


#: How many wait in this store for what another transaction holds.
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


def test_a_restore_waits_for_one_that_fills_the_same_store_and_is_then_refused(own_store: dict[str, str], backup: Path, tmp_path: Path):
    if URL not in own_store:
        pytest.skip("on SQLite the store lies in the home")
    with (
        stopped_restore(own_store, backup) as later,
        stopped_restore(own_store | {"TWINWARD_HOME": str(tmp_path / "first")}, backup, look=1) as first,
        psycopg.connect(own_store[URL], autocommit=True) as store,
    ):
        later.send_signal(signal.SIGCONT)
        while later.poll() is None and store.execute(WAITING).fetchone() != (1,):
            time.sleep(0.1)
        first.send_signal(signal.SIGCONT)
        told = first.communicate()[1], later.communicate()[1]

    assert told[0] == f"Restored into {tmp_path / 'first'}\n"
    assert "already holds a ledger" in told[1]
    assert not Path(own_store["TWINWARD_HOME"]).exists()
    assert answer(own_store | {"TWINWARD_HOME": str(tmp_path / "first")}, "chase", "--as-of", "2023-10-13") == OWED


def test_a_home_whose_restore_was_ended_or_refused_is_no_node_though_another_was_restored_into_the_same_store(
    own_store: dict[str, str], backup: Path, tmp_path: Path
):
    if URL not in own_store:
        pytest.skip("on SQLite the store lies in the home")
    ended, refused = (own_store | {"TWINWARD_HOME": str(tmp_path / name)} for name in ("ended", "refused"))
    (tmp_path / "refused").mkdir()
    with stopped_restore(ended, backup):
        pass
    assert run(own_store, "restore", str(backup)).returncode == 0
    assert "already holds a ledger" in run(refused, "restore", str(backup)).stderr

    for environment in (ended, refused):
        asked = run(environment, "chase")
        assert (asked.returncode, asked.stdout) == (2, "")
        assert f"A restore into {environment['TWINWARD_HOME']} has not come to its end." in asked.stderr
    assert answer(own_store, "chase", "--as-of", "2023-10-13") == OWED


def test_a_store_elsewhere_that_holds_a_ledger_is_not_restored_into(demo: dict[str, str], backup: Path, tmp_path: Path):
    if URL not in demo:
        pytest.skip("on SQLite the store lies in the home")
    done = run(demo | {"TWINWARD_HOME": str(tmp_path / "new")}, "restore", str(backup))
    assert done.returncode == 2
    assert "already holds a ledger" in done.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("harm", ["cut", "altered", "another file", "empty"])
def test_a_backup_that_is_not_whole_is_refused_and_nothing_is_written(own_store: dict[str, str], backup: Path, tmp_path: Path, harm: str):
    content = backup.read_bytes()
    harmed = tmp_path / "harmed.twb"
    harmed.write_bytes(
        {
            "cut": content[: len(content) // 2],
            "altered": gzip.compress(gzip.decompress(content).replace(b"Okhmatdyt", b"Okhmatdit", 1)),
            "another file": b"not a backup",
            "empty": b"",
        }[harm]
    )
    done = run(own_store, "restore", str(harmed))

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert not Path(own_store["TWINWARD_HOME"]).exists()


def with_people(backup: Path, change: Callable[[list[bytes]], list[bytes]]) -> Path:
    """A backup that is whole by its hashes, with other rows of people."""
    with tarfile.open(backup) as tar:
        held = {member.name: content.read() for member in tar if (content := tar.extractfile(member))}
    people = b"".join(change(held[PEOPLE].splitlines(keepends=True)))
    manifest = json.loads(held.pop("manifest.json"))
    manifest["contents"][PEOPLE] = {"sha256": hashlib.sha256(people).hexdigest(), "bytes": len(people), "rows": people.count(b"\n")}
    held |= {PEOPLE: people, "manifest.json": json.dumps(manifest).encode()}
    changed = backup.with_name("changed.twb")
    with tarfile.open(changed, "w:gz") as tar:
        for name, content in held.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return changed


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda rows: [*rows, rows[0]], "cannot be restored; the store says: "),
        (lambda rows: [re.sub(rb"^\[\d+", b"[" + b"9" * 30, rows[0]), *rows[1:]], ""),
        (lambda rows: [b"7\n", *rows], "cannot be read to its end: it was cut short or altered."),
        (lambda rows: [b"[" * 100_000 + b"\n", *rows], "cannot be read to its end: it was cut short or altered."),
    ],
    ids=["a row twice", "a number too large", "a row that is none", "a row without an end"],
)
def test_a_backup_that_is_whole_but_holds_rows_that_no_store_takes_is_refused_and_nothing_is_written(
    own_store: dict[str, str], backup: Path, change: Callable[[list[bytes]], list[bytes]], told: str
):
    changed = with_people(backup, change)
    done = run(own_store, "restore", str(changed))

    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1), done.stderr
    assert done.stderr.startswith(f"twinward: {changed} cannot be ")
    assert told in done.stderr
    assert not Path(own_store["TWINWARD_HOME"]).exists()


@pytest.mark.parametrize(
    ("said", "instead", "version"),
    [
        (b'"kernel.0002_append_only",', b" " * 26, "an older version"),
        (b"kernel.0002_append_only", b"kernel.2002_append_only", "a newer version"),
    ],
)
def test_a_backup_of_another_version_is_refused_with_what_to_do(
    own_store: dict[str, str], backup: Path, tmp_path: Path, said: bytes, instead: bytes, version: str
):
    other = tmp_path / "other.twb"
    other.write_bytes(gzip.compress(gzip.decompress(backup.read_bytes()).replace(said, instead)))
    done = run(own_store, "restore", str(other))

    assert done.returncode == 2
    assert f"was made by {version} of Twinward" in done.stderr
    assert "Restore it with that version" in done.stderr
    assert not Path(own_store["TWINWARD_HOME"]).exists()


def test_a_backup_replaces_no_file(demo: dict[str, str], backup: Path):
    before = backup.read_bytes()
    done = run(demo, "backup", str(backup))

    assert (done.returncode, backup.read_bytes()) == (2, before)
    assert "exists already" in done.stderr


def test_a_damaged_document_is_named_by_verify_and_by_a_backup_which_is_not_made(demo: dict[str, str], backup: Path):
    file = Path(demo["TWINWARD_HOME"]) / "documents" / SHA256[:2] / SHA256
    file.write_bytes(b"We pay 999 euro.")
    try:
        found, made = run(demo, "verify"), run(demo, "backup", str(backup.with_name("other.twb")))
    finally:
        file.write_bytes(TEXT)

    assert (found.returncode, made.returncode) == (1, 2)
    for told in (found.stderr, made.stderr):
        assert f"document {SHA256}: The file of this document is not the one that was kept." in told
    assert list(backup.parent.iterdir()) == [backup]
    assert run(demo, "verify").returncode == 0


def test_a_backup_that_cannot_be_written_leaves_nothing(demo: dict[str, str], tmp_path: Path):
    done = run(demo, "backup", str(tmp_path / "no" / "such" / "folder.twb"))
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert list(tmp_path.iterdir()) == []
