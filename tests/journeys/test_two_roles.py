"""A node on PostgreSQL whose tables are one role's, and which another serves: the second can do everything that people do, and take no guard away."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests import stores
from tests.journeys.test_command_line import answer, run

pytestmark = [
    pytest.mark.store,
    pytest.mark.skipif(not os.environ.get(stores.URL), reason="SQLite has no roles"),
]


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of a demo that was built with both roles."""
    home = tmp_path_factory.mktemp("two-roles") / "home"
    with stores.installation(home) as environment:
        owners = environment[stores.URL]
        environment |= {"TWINWARD_OWNER_DATABASE_URL": owners, stores.URL: owners.replace("//twinward:", f"//{stores.SERVING}:")}
        built = run(environment, "demo", "--no-serve")
        assert built.returncode == 0, built.stderr
        yield environment


def serving(node: dict[str, str]) -> psycopg.Connection:
    """A connection of the role that serves people."""
    return psycopg.connect(node[stores.URL], autocommit=True)


def test_the_role_that_serves_does_what_people_ask_for(node: dict[str, str]):
    assert answer(node, "chase", "--as-of", "2023-10-13") == ["CH", "DE", "FI", "GB", "IT", "NO", "SE", "SK"]
    assert run(node, "verify").returncode == 0


def test_the_tables_are_the_owners_alone(node: dict[str, str]):
    with serving(node) as connection:
        owners = connection.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert owners == [(urlsplit(node["TWINWARD_OWNER_DATABASE_URL"]).username,)]


@pytest.mark.parametrize(
    "statement",
    [
        "DROP POLICY sight ON registry_person",
        "ALTER TABLE registry_person DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE registry_person NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE kernel_event DISABLE TRIGGER ALL",
        "DROP TRIGGER kernel_event_no_update ON kernel_event",
        "UPDATE kernel_event SET verb = 'add'",
        "UPDATE twinning_liststep SET remark = ''",
        "DELETE FROM kernel_event",
        "TRUNCATE kernel_event",
        "SET session_replication_role = replica",
        "CREATE TABLE another (id int)",
        "CREATE OR REPLACE FUNCTION twinward_all(family text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
    ],
)
def test_the_role_that_serves_takes_no_guard_away(node: dict[str, str], statement: str):
    with serving(node) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.encode())


def test_the_role_that_serves_holds_still_what_is_only_added_and_changes_no_column_of_it(node: dict[str, str]):
    with serving(node) as connection:
        assert connection.execute("SELECT count(*) FROM (SELECT id FROM twinning_liststep FOR NO KEY UPDATE) held").fetchone() != (0,)
        with pytest.raises(psycopg.errors.RaiseException):
            connection.execute("UPDATE twinning_liststep SET id = id")


def test_to_the_role_that_serves_nobodys_records_are_shown_where_nothing_was_told(node: dict[str, str]):
    with serving(node) as connection:
        assert connection.execute("SELECT count(*) FROM registry_person").fetchone() == (0,)
        connection.execute("SELECT set_config('twinward.people_countries', '*', false)")
        assert connection.execute("SELECT count(*) > 0 FROM registry_person").fetchone() == (True,)


def test_a_process_that_only_asks_needs_no_word_of_the_owner(node: dict[str, str]):
    environment = {key: value for key, value in node.items() if key != "TWINWARD_OWNER_DATABASE_URL"}
    assert run(environment, "verify").returncode == 0


def test_who_owns_the_tables_may_not_serve_while_another_is_named_to_own_them(node: dict[str, str]):
    owner, server = node["TWINWARD_OWNER_DATABASE_URL"], node[stores.URL]
    refused = run({**node, stores.URL: owner, "TWINWARD_OWNER_DATABASE_URL": server}, "verify")
    assert refused.returncode == 2
    assert "REASSIGN OWNED BY twinward TO" in refused.stderr


def test_a_role_to_which_everything_is_shown_may_not_serve(node: dict[str, str], tmp_path: Path):
    root = node[stores.URL].replace(f"//{stores.SERVING}:", "//postgres:")
    refused = run({**node, stores.URL: root, "TWINWARD_HOME": str(tmp_path)}, "serve", "--new")
    assert refused.returncode == 2
    assert "names the role postgres, to which PostgreSQL shows every row" in refused.stderr
