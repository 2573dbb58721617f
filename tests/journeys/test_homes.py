"""Homes that are no ordinary ones: on a medium that can only be read, of an older version, mistyped, not there yet."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import stores
from tests.journeys.test_command_line import heeding_modes, run
from tests.served import served
from tests.stores import URL, free_port
from twinward.site.folders import holds_node, require_place_of_demo

QUESTIONS = (
    ("chase", "--as-of", "2023-10-13"),
    ("figures", "--as-of", "2023-10-13", "--json"),
    ("find", "Okhmatdit", "--country", "UA"),
    ("verify", "--json"),
)
OLDER = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", "registry", verbosity=0)
"""


@pytest.fixture(scope="module", autouse=True)
def on_sqlite() -> Iterator[None]:
    """These homes hold their store, whatever store is under test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(URL, raising=False)
        yield


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, on_sqlite: None) -> Iterator[dict[str, str]]:
    with stores.installation(tmp_path_factory.mktemp("demo") / "node") as environment:
        assert run(environment, "demo", "--no-serve").returncode == 0
        yield environment


@contextmanager
def sealed(home: Path) -> Iterator[list[str]]:
    """Neither the home nor any file in it can be written to. Yields what a command is begun with so that this binds it."""
    how = heeding_modes()
    paths = [home, *home.rglob("*")]
    for path in paths:
        path.chmod(0o500 if path.is_dir() else 0o400)
    yield how
    for path in paths:
        path.chmod(0o700)


def copied(demo: dict[str, str], folder: Path, *journal: str) -> dict[str, str]:
    """The environment of a copy of the demo, with these files of a journal as a process leaves them that was ended in the middle."""
    home = folder / "copy"
    shutil.copytree(demo["TWINWARD_HOME"], home)
    if not journal:
        return demo | {"TWINWARD_HOME": str(home)}
    store = home / "twinward.sqlite3"
    with sqlite3.connect(store, isolation_level=None) as connection:
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.execute("UPDATE registry_organisation SET labels = '{}' WHERE id = (SELECT min(id) FROM registry_organisation)")
        kept = {part: store.with_name(f"{store.name}-{part}").read_bytes() for part in journal}
        before = store.read_bytes()
    connection.close()
    for path in home.glob("twinward.sqlite3*"):
        path.unlink()
    store.write_bytes(before)
    for part, content in kept.items():
        store.with_name(f"{store.name}-{part}").write_bytes(content)
    return demo | {"TWINWARD_HOME": str(home)}


@pytest.mark.parametrize("journal", [(), ("wal", "shm"), ("wal",)], ids=["closed", "killed", "copied without its index"])
def test_a_read_only_copy_answers_every_question_with_what_stands_in_its_journal(
    demo: dict[str, str], tmp_path: Path, journal: tuple[str, ...]
):
    copy = copied(demo, tmp_path, *journal)
    home = Path(copy["TWINWARD_HOME"])
    with sealed(home) as how:
        held = sorted(path.name for path in home.iterdir())
        asked = [run(copy, *words, how=how) for words in QUESTIONS]
        assert sorted(path.name for path in home.iterdir()) == held

    told = [run(demo, *words) for words in QUESTIONS]
    assert [done.stdout for done in asked[:3]] == [done.stdout for done in told[:3]]
    assert [done.returncode for done in asked] == [0, 0, 0, 1 if journal else 0]
    assert ("What the organisation is called" in asked[3].stderr) is bool(journal)


def test_a_store_that_alone_cannot_be_written_to_is_read_and_nothing_else(demo: dict[str, str], tmp_path: Path):
    copy = copied(demo, tmp_path)
    store = Path(copy["TWINWARD_HOME"]) / "twinward.sqlite3"
    store.chmod(0o400)
    how = heeding_modes()

    assert run(copy, *QUESTIONS[0], how=how).returncode == 0
    for words in (("import", "organisations", "x.csv"), ("backup", str(tmp_path / "b.twb")), ("demo", "--no-serve")):
        done = run(copy, *words, how=how)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
        assert "cannot be written to (Permission denied)" in done.stderr


def test_a_read_only_folder_without_a_node_says_so(demo: dict[str, str], tmp_path: Path):
    (tmp_path / "empty").mkdir()
    with sealed(tmp_path / "empty") as how:
        done = run(demo | {"TWINWARD_HOME": str(tmp_path / "empty")}, "chase", how=how)
    assert (done.returncode, done.stderr) == (
        2,
        f"twinward: {tmp_path / 'empty'} holds no node and cannot be written to. Choose another with --home.\n",
    )


@pytest.fixture
def older(demo: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The environment of a demo of an older version, as far as its store knows."""
    home = tmp_path / "an old one"
    home.mkdir()
    environment = demo | {"TWINWARD_HOME": str(home), "DJANGO_SETTINGS_MODULE": "twinward.site.settings"}
    subprocess.run([sys.executable, "-c", OLDER], env=environment, check=True, timeout=120)
    (home / "demo").touch()
    return environment


def test_a_read_only_home_of_an_older_version_is_brought_up_to_date_in_a_copy_as_its_sentence_says(older: dict[str, str], tmp_path: Path):
    with sealed(Path(older["TWINWARD_HOME"])) as how:
        refused = run(older, "chase", how=how)
        assert refused.returncode == 2
        assert "is of an older version of Twinward and cannot be written to" in refused.stderr
        advice = refused.stderr.partition("Bring a copy up to date: ")[2].replace("NEW", str(tmp_path / "new"))
        for command in advice.split(" && ")[:2]:
            subprocess.run([*how, "sh", "-c", command], check=True)
    assert advice.split(" && ")[2].split(" --home ")[0] == "twinward demo --no-serve"

    copy = older | {"TWINWARD_HOME": str(tmp_path / "new")}
    assert run(copy, "demo", "--no-serve").returncode == 0
    assert run(copy, "chase").returncode == 0


def test_an_older_and_an_empty_home_that_can_be_written_to_are_told_apart(older: dict[str, str], tmp_path: Path):
    home = older["TWINWARD_HOME"]
    assert f"Bring it up to date with: twinward demo --no-serve --home '{home}'" in run(older, "chase").stderr
    (tmp_path / "empty").mkdir()
    assert "is empty. Make a demo in the empty folder: " in run(older | {"TWINWARD_HOME": str(tmp_path / "empty")}, "chase").stderr


# --- where no node is yet ---


def test_a_mistyped_home_is_not_served_and_the_right_one_is_named(demo: dict[str, str], tmp_path: Path):
    home = Path(demo["TWINWARD_HOME"])
    for wrong, words in (
        (home.with_name("nodes"), f"does not exist. Did you mean {home}?"),
        (home.parent, f"holds other things and no node. Did you mean {home}?"),
        (tmp_path / "nowhere" / "at all", "does not exist. To begin a new, empty node there: twinward serve --new --home "),
    ):
        there = wrong.exists()
        done = run(demo | {"TWINWARD_HOME": str(wrong)}, "serve", "--port", str(free_port()))
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
        assert words in done.stderr
        assert wrong.exists() is there
    assert not (home.parent / "twinward.sqlite3").exists()


COMMANDS = (("chase",), ("figures",), ("find", "Okhmatdyt"), ("verify",), ("backup", "none.twb"), ("import", "organisations", "none.csv"))


@pytest.mark.parametrize("command", COMMANDS, ids=[words[0] for words in COMMANDS])
def test_what_is_asked_of_a_folder_that_is_no_home_says_so_names_the_likely_one_and_writes_nothing(
    demo: dict[str, str], tmp_path: Path, command: tuple[str, ...]
):
    home, other = Path(demo["TWINWARD_HOME"]), tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").touch()
    for wrong, words in (
        (home.with_name("nodes"), f"does not exist. Did you mean {home}?"),
        (home.parent.with_name(f"{home.parent.name}s") / home.name, f"does not exist. Did you mean {home}"),
        (home.parent, f"holds other things and no node. Did you mean {home}?"),
        (home / "twinward.sqlite3", f"is a file. Did you mean {home}?"),
        (other, "holds other things and no node. Name the folder of a node with --home."),
        (tmp_path / "nowhere" / "at all", "does not exist. Make it with: twinward demo --home "),
    ):
        done = run(demo | {"TWINWARD_HOME": str(wrong)}, *command)
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
        assert done.stderr.startswith(f"twinward: {wrong} {words}")
    assert [path.name for path in other.iterdir()] == ["letter.txt"]
    assert not (home.parent / "twinward.sqlite3").exists()


def test_no_demo_is_made_of_a_folder_that_holds_other_things_and_nothing_is_written_there(demo: dict[str, str], tmp_path: Path):
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "letter.txt").touch()
    done = run(demo | {"TWINWARD_HOME": str(tmp_path)}, "demo", "--no-serve")
    told = f"twinward: {tmp_path} holds other things and no node. Choose another folder with --home.\n"
    assert (done.returncode, done.stderr) == (2, told)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["documents", "letter.txt"]


def test_a_folder_in_which_a_command_was_ended_while_it_opened_a_home_takes_a_demo(tmp_path: Path):
    for left in (".lock", ".probe-1", "documents", "documents/.probe-1", "index", "index/.probe-1"):
        (tmp_path / left).touch() if "." in left else (tmp_path / left).mkdir()
        require_place_of_demo(tmp_path)


def test_an_empty_folder_stays_empty_when_it_is_asked(demo: dict[str, str], tmp_path: Path):
    (tmp_path / "empty").mkdir()
    asked = run(demo, "chase", "--home", str(tmp_path / "empty"), home=False)
    found = f"A node was found in {demo['TWINWARD_HOME']}: name it with --home {demo['TWINWARD_HOME']}."
    assert f"is empty. {found} Make a demo in the empty folder: " in asked.stderr
    assert list((tmp_path / "empty").iterdir()) == []


def test_the_home_of_who_names_none_is_told_only_where_it_holds_a_node_and_as_found_there(demo: dict[str, str], tmp_path: Path):
    wrong, usual = tmp_path / "nowhere" / "at all", tmp_path / "usual"
    for there, words in (
        (Path(demo["TWINWARD_HOME"]), f"does not exist. A node was found in {demo['TWINWARD_HOME']}: name it with --home "),
        (usual, "does not exist. Make it with: twinward demo --home "),
    ):
        asked = run(demo | {"TWINWARD_HOME": str(there)}, "chase", "--home", str(wrong), home=False)
        assert asked.stderr.startswith(f"twinward: {wrong} {words}")
        assert "Did you mean" not in asked.stderr


@pytest.mark.parametrize("words", [("--new",), ()], ids=["absent", "empty"])
def test_a_new_node_begins_in_one_command(demo: dict[str, str], tmp_path: Path, words: tuple[str, ...]):
    home, port = tmp_path / "new", free_port()
    if not words:
        home.mkdir()
    command = [sys.executable, "-m", "twinward.site", "serve", *words, "--home", str(home), "--port", str(port)]
    with served(command, demo | {"TWINWARD_HOME": str(home)}) as server:
        assert server.stdout
        assert server.stdout.readline() == f"http://localhost:{port}\n"
    assert (home / "twinward.sqlite3").exists()


def test_a_home_whose_store_is_elsewhere_is_known_by_its_folders(tmp_path: Path):
    for folder in ("documents", "index"):
        assert not holds_node(tmp_path)
        (tmp_path / folder).mkdir()
    assert holds_node(tmp_path)
    assert not holds_node(tmp_path / os.devnull.lstrip("/"))
