"""The commands as a person or a script runs them, on a demo built from nothing."""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import typer.main

from tests import stores
from tests.counts import count
from tests.stores import URL
from twinward.site.cli import app

pytestmark = pytest.mark.store

TRIGGERS = ["DROP TRIGGER IF EXISTS kernel_event_no_update", "DROP TRIGGER IF EXISTS kernel_event_no_delete"]
OWED = ["CH", "DE", "FI", "GB", "IT", "NO", "SE", "SK"]
COLUMNS = {
    "id": "id + 100000",
    "tx": "tx + 1",
    "at": "'2020-01-01 00:00:00+00:00'",
    "by": "'command:somebody'",
    "record": "'registry.country:XX'",
    "verb": "'forged'",
    "facts": """'{"forged": true}'""",
    "part_of": "1",
    "leaf": "NULL",
}


def run(environment: dict[str, str], *arguments: str, home: bool = True, how: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    where = ["--home", environment["TWINWARD_HOME"]] if home else []
    return subprocess.run(
        [*how, sys.executable, "-m", "twinward.site", *arguments, *where], env=environment, capture_output=True, text=True, timeout=120
    )


def answer(environment: dict[str, str], *arguments: str) -> Any:
    """The one JSON document that a command prints."""
    done = run(environment, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def demo(built_demo: dict[str, str]) -> dict[str, str]:
    return built_demo


@pytest.fixture(scope="module")
def unguarded(built_demo: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of a demo whose triggers some test may have dropped."""
    with stores.installation(tmp_path_factory.mktemp("unguarded") / "home", like=built_demo) as environment:
        assert run(environment, "verify").returncode == 0  # seals it: what is altered before that is sealed with the rest
        yield environment


def test_the_chase_list_names_the_eight_countries_without_an_agreed_list(demo: dict[str, str]):
    assert answer(demo, "chase", "--as-of", "2023-10-13") == OWED


def test_the_chase_says_of_each_country_once_that_it_owes_and_how_far_its_list_has_come(demo: dict[str, str]):
    lines = run(demo, "chase", "--as-of", "2023-10-13").stdout.splitlines()
    assert lines[1] == "DE  Germany               owed since 2023-09-06..2023-10-13  never asked by letter"
    assert [line.count("owed") for line in lines] == [1] * 8


def test_the_chase_tells_the_letters_that_the_page_of_countries_tells_and_which_are_illustrative(demo: dict[str, str]):
    done = run(demo, "chase")
    (germany,) = [line for line in done.stdout.splitlines() if line.startswith("DE ")]
    assert "letter of 20" in germany
    assert germany.endswith(", illustrative")
    assert "never asked" not in germany
    (note,) = [line for line in done.stderr.splitlines() if line.startswith("Illustrative, as on the page of countries")]
    assert "DE" in note


def test_the_figures_tell_each_stated_claim_with_its_day_and_its_source(demo: dict[str, str]):
    lines = run(demo, "figures", "--as-of", "2025-10-31").stdout.splitlines()
    assert "    stated: 25, exactly, of 2023-10-13; Ministry of Health of Ukraine, 2023-10-13" in lines
    assert "    stated: more than 11,500,000 US dollars, of ..2025-10-31; AZERTAC, 2025-10-31" in lines
    assert "    stated: 34, exactly, of 2024-06-06.. (“nine months after the launch”); Ministry of Health of Ukraine, -" in lines
    undated = "120, exactly, of a day that is not stated"
    assert any(undated in line for line in lines)


@pytest.mark.parametrize("command", [command.name for command in app.registered_commands])
def test_every_command_says_in_one_line_what_it_does(command: str):
    group: Any = typer.main.get_command(app)
    summary = group.commands[command].help.splitlines()[0]
    assert summary.endswith(".")
    assert len(summary) <= 66


def test_a_home_that_can_only_be_read_is_asked_like_any_other(demo: dict[str, str]):
    questions = [("chase", "--as-of", "2023-10-13"), ("figures", "--as-of", "2023-10-13"), ("find", "Okhmatdit", "--country", "UA")]
    with only_to_be_read(Path(demo["TWINWARD_HOME"])) as how:
        asked = [run(demo, *words, how=how) for words in questions]
        verified, refused = run(demo, "verify", how=how), run(demo, "import", "organisations", "x.csv", how=how)
    assert [(done.returncode, done.stdout) for done in asked] == [(0, run(demo, *words).stdout) for words in questions]
    assert (verified.returncode, verified.stderr) == (0, "No checkpoint is kept: the home cannot be written to.\n")
    assert refused.returncode == 2
    assert "cannot be written to" in refused.stderr


def heeding_modes() -> list[str]:
    """What a command is begun with so that the modes of files bind it, even when root runs the tests."""
    capabilities = "-dac_override,-dac_read_search"
    how = [] if os.geteuid() else ["setpriv", f"--bounding-set={capabilities}", f"--inh-caps={capabilities}"]
    if how and not shutil.which("setpriv"):
        pytest.skip("root may write everywhere")
    return how


@contextmanager
def only_to_be_read(home: Path) -> Iterator[list[str]]:
    """Nobody may write in the home. Yields what a command is begun with so that this holds for it, even when root runs the tests."""
    how = heeding_modes()
    folders = [home, *(path for path in home.iterdir() if path.is_dir())]
    for folder in folders:
        folder.chmod(0o500)
    try:
        yield how
    finally:
        for folder in folders:
            folder.chmod(0o700)


@pytest.mark.parametrize(("day", "owed"), [("2023-09-05", []), ("2023-10-12", []), ("2023-10-14", OWED), ("2025-11-03", OWED)])
def test_nobody_is_chased_before_it_is_known_that_they_joined(demo: dict[str, str], day: str, owed: list[str]):
    assert answer(demo, "chase", "--as-of", day) == owed


def test_the_chase_names_those_of_which_it_is_not_known_whether_they_owe_a_list(demo: dict[str, str]):
    told = {day: run(demo, "chase", "--as-of", day).stderr for day in ("2023-10-12", "2023-10-13")}
    (named,) = [line for line in told["2023-10-12"].splitlines() if line.startswith("Not known whether they owe a list: ")]

    assert set(OWED) <= set(named.partition(": ")[2].split(", "))
    assert "Not known whether" not in told["2023-10-13"]


def test_figures_stand_on_their_rows_and_reconstructed_records_confirm_nothing(demo: dict[str, str]):
    told = answer(demo, "figures", "--as-of", "2023-10-13")
    joined, owed, signed = (told["figures"][key] for key in ("countries_joined", "lists_owed", "memorandums_signed"))

    assert told["as_of"] == "2023-10-13"
    assert (joined["value"], joined["confirmed"], len(joined["rows"])) == (18, 0, 18)
    assert {row["basis"] for row in joined["rows"]} == {"reconstructed"}
    assert (owed["value"], owed["confirmed"]) == (8, None)
    assert [row["country"] for row in owed["rows"]] == OWED
    assert {(row["source"], row["basis"]) for row in owed["rows"]} == {("moz-2023-10-13", "stated")}
    assert (signed["value"], signed["not_known"]) == (0, 12)


def test_a_second_start_loses_nothing_and_adds_nothing(own_demo: dict[str, str]):
    first = answer(own_demo, "verify")
    assert run(own_demo, "demo", "--no-serve").returncode == 0
    assert answer(own_demo, "verify")["root"] == first["root"]


@pytest.mark.parametrize("column", sorted(COLUMNS))
def test_whatever_is_changed_in_a_row_of_the_ledger_is_found_and_named(unguarded: dict[str, str], column: str):
    row = 1 + count(gate=41, deep=97)
    change = f'UPDATE kernel_event SET "{column}" = {COLUMNS[column]} WHERE id = {row}'
    if column == "leaf":
        change = f"UPDATE kernel_event SET leaf = (SELECT leaf FROM kernel_event WHERE id = {row + 1}) WHERE id = {row}"
    with altered(unguarded, change):
        done = run(unguarded, "verify")

    assert done.returncode == 1
    assert f"event {row + 100000 if column == 'id' else row}" in done.stderr
    assert run(unguarded, "verify").returncode == 0


def test_an_instant_or_facts_made_unreadable_are_found_and_named(unguarded: dict[str, str]):
    if URL in unguarded:
        pytest.skip("PostgreSQL keeps no unreadable instant")
    with altered(unguarded, "UPDATE kernel_event SET at = 'x' WHERE id = 5"):
        assert "event 5" in run(unguarded, "verify").stderr
    with altered(unguarded, "UPDATE kernel_event SET facts = '[]' WHERE id = 5"):
        assert "event 5" in run(unguarded, "verify").stderr


def test_a_personal_value_taken_out_behind_the_ledger_is_missed(own_demo: dict[str, str]):
    with raw(own_demo) as connection:
        connection.execute("DELETE FROM kernel_personalfact WHERE id = (SELECT min(id) FROM kernel_personalfact)")
    done = run(own_demo, "verify")
    assert done.returncode == 1
    assert "no longer there" in done.stderr


def test_a_row_taken_out_of_the_ledger_is_missed(unguarded: dict[str, str]):
    with altered(unguarded, "DELETE FROM kernel_event WHERE id = (SELECT max(id) FROM kernel_event)"):
        assert run(unguarded, "verify").returncode == 1


@contextmanager
def altered(environment: dict[str, str], statement: str) -> Iterator[None]:
    """The store with one statement carried out behind the ledger's back, its triggers dropped; the ledger is put back afterwards."""
    with raw(environment) as connection:
        for trigger in TRIGGERS:
            connection.execute(trigger if URL not in environment else f"{trigger} ON kernel_event")
        connection.execute("CREATE TABLE kept AS SELECT * FROM kernel_event")
        connection.execute(statement)
    yield
    with raw(environment) as connection:
        connection.execute("DELETE FROM kernel_event")
        connection.execute("INSERT INTO kernel_event SELECT * FROM kept")
        connection.execute("DROP TABLE kept")


@contextmanager
def raw(environment: dict[str, str]) -> Iterator[Any]:
    """A connection to the store as somebody has it who goes round the product; committed at the end."""
    if url := environment.get(URL):
        with psycopg.connect(url) as connection:
            connection.execute("SET session_replication_role = replica")  # neither triggers nor foreign keys
            yield connection
        return
    connection = sqlite3.connect(Path(environment["TWINWARD_HOME"]) / "twinward.sqlite3")
    yield connection
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chase", "--as-of", "yesterday"], "is not a day"),
        (["chase", "--as-of", ""], "is empty"),
        (["chase", "--as-of", "2023"], "is not one day"),
        (["figures", "--as-of", "2023-02-30"], "is not a day"),
    ],
)
def test_a_day_that_is_none_is_refused_in_one_sentence(demo: dict[str, str], arguments: list[str], words: str):
    done = run(demo, *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", ["chase", "figures"])
def test_of_a_day_that_has_not_come_standard_error_says_so_and_the_document_stays_one(demo: dict[str, str], command: str):
    told, past = (run(demo, command, "--as-of", day, "--json") for day in ("2990-01-01", "2023-10-13"))

    assert told.stderr == "1 January 2990 has not come yet: this is what follows from what is on record today.\n"
    assert json.loads(told.stdout)
    assert past.stderr == ""


def test_a_port_in_use_is_said_before_anything_is_written(own_store: dict[str, str]):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run(own_store, "demo", "--no-browser", "--port", str(taken.getsockname()[1]))

    assert done.returncode == 2
    assert "is in use" in done.stderr
    assert not Path(own_store["TWINWARD_HOME"]).exists()


def test_a_home_that_is_a_file_or_absent_or_of_another_version_is_refused(own_demo: dict[str, str], tmp_path: Path):
    file = tmp_path / "file"
    file.touch()
    assert "is a file" in run(own_demo | {"TWINWARD_HOME": str(file)}, "demo", "--no-serve").stderr
    assert "does not exist" in run(own_demo | {"TWINWARD_HOME": str(tmp_path / "none")}, "chase").stderr
    other = "INSERT INTO django_migrations (app, name, applied) VALUES ('kernel', '9999_from_tomorrow', '2030-01-01 00:00:00+00:00')"
    with altered(own_demo, other):
        refused = [run(own_demo, "demo", "--no-serve"), run(own_demo, "chase")]
    for done in refused:
        assert done.returncode == 2
        assert done.stderr.splitlines()[-1] == (
            "twinward: This home was written by another version of Twinward (kernel.9999_from_tomorrow). "
            "Start that version, or choose another home with --home."
        )


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("mysql://x/y", "is not supported"),
        ("postgresql://u:p@h:abc/x", "the name or the port in it cannot be read"),
        ("postgresql://u:p%40ss@127.0.0.1:1/x", "does not answer"),
    ],
)
def test_an_address_of_a_store_that_is_none_is_said_plainly(own_store: dict[str, str], address: str, words: str):
    done = run(own_store | {URL: address}, "demo", "--no-serve")
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_no_store_is_said_plainly_and_no_demo_is_made_of_a_refused_home(own_store: dict[str, str]):
    home = Path(own_store["TWINWARD_HOME"])
    home.mkdir(parents=True)
    (home / "twinward.sqlite3").write_text("not a store, whatever its name says" * 100)
    done = run({name: value for name, value in own_store.items() if name != URL}, "demo", "--no-serve")
    assert done.returncode == 2
    assert "does not answer" in done.stderr
    assert not (home / "demo").exists()


def test_a_store_that_does_not_answer_is_said_plainly(tmp_path: Path, own_store: dict[str, str]):
    nobody = own_store | {"TWINWARD_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    done = run(nobody, "demo", "--no-serve")

    assert done.returncode == 2
    assert "does not answer" in done.stderr
    assert "Traceback" not in done.stderr
