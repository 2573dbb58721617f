"""What every test in the house stands on, wherever it lies: its store, its browser, no network, the same examples in every run."""

import ipaddress
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.test import TransactionTestCase, override_settings
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from tests import stores
from tests.counts import count, is_deep
from twinward.foundation.kernel import row_security
from twinward.foundation.kernel.sight import EVERYTHING
from twinward.site.settled import settle

pytest_plugins = ["tests.browser", "tests.contracts.summary"]

STORE_FIXTURES = {"db", "transactional_db", "live_server", "own_store", "built_demo", "own_demo", "admin_user"}
hypothesis_settings.register_profile("house", max_examples=count(60, 2000), deadline=None, derandomize=not is_deep())
hypothesis_settings.load_profile("house")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test is marked by what it touches: the second store runs only what touches a store."""
    for item in items:
        wanted = set(getattr(item, "fixturenames", ()))
        if "page" in wanted or "browser" in wanted:
            item.add_marker("browser")
        elif not (wanted & STORE_FIXTURES or touches_store(item)):
            item.add_marker("pure")


def pytest_collection_finish() -> None:
    """As in the server."""
    settle()


def touches_store(item: pytest.Item) -> bool:
    """Whether the test says so itself: by a mark, or by being one of Django's test cases."""
    case = getattr(item, "cls", None)
    is_case = isinstance(case, type) and issubclass(case, TransactionTestCase)
    return is_case or any(item.get_closest_marker(mark) for mark in ("store", "django_db"))


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Every test begins in English, whatever language the one before was asked to answer in."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session", autouse=True)
def with_a_password_alone() -> Iterator[None]:
    """Who signs in needs nothing besides a password, here and in every process that a test starts, unless a test says otherwise.

    Here passwords are kept by a quick hash: a good one takes a good while.
    """
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with pytest.MonkeyPatch.context() as patch, override_settings(SECOND_FACTOR_REQUIRED=False, PASSWORD_HASHERS=quick):
        patch.setenv("TWINWARD_SECOND_FACTOR", "offered")
        yield


@pytest.fixture(scope="session", autouse=True)
def flush_past_triggers() -> Iterator[None]:
    """A test with real transactions leaves an empty store, though the ledger's triggers let nobody delete."""
    flush = TransactionTestCase._fixture_teardown  # pyright: ignore[reportAttributeAccessIssue] - the stubs leave it out

    def flush_without_triggers(case: TransactionTestCase) -> None:
        with stores.without_triggers(connection):
            flush(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_without_triggers)
        yield


@pytest.fixture(scope="session", autouse=True)
def shown_everything() -> Iterator[None]:
    """What a test itself reads of PostgreSQL is not held against anybody's sight; what a page reads that it asks for is, as always."""

    def tell(connection: BaseDatabaseWrapper, **_told: Any) -> None:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                for name, value in EVERYTHING:
                    cursor.execute("SELECT set_config(%s, %s, false)", [name, value])

    connection_created.connect(tell)
    token = row_security.told.set(EVERYTHING)
    yield
    row_security.told.reset(token)
    connection_created.disconnect(tell)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings: None) -> Iterator[None]:
    """SQLite keeps the tests in a file, as an installation does: a store in memory locks in another way.

    On PostgreSQL each process that tests has a cluster to itself: the ledger is sealed up to the oldest transaction that runs in the
    cluster, whichever database it runs in.
    """
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("store") / "twinward.sqlite3")
        yield
    elif os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0":
        yield
    else:
        with stores.cluster() as address, pytest.MonkeyPatch.context() as patch:
            patch.setenv(stores.URL, address)
            own = urlsplit(address)
            connection.settings_dict.update(HOST=own.hostname, PORT=str(own.port), PASSWORD=own.password)
            yield


@pytest.fixture
def own_store(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a process that has an empty installation to itself, on the store under test."""
    with stores.installation(tmp_path / "home") as environment:
        yield environment


@pytest.fixture(scope="session")
def built_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of a demo as its command builds it, once for each process that tests: it is asked or copied, never changed."""
    with stores.installation(tmp_path_factory.mktemp("demo") / "a home") as environment:
        command = [sys.executable, "-m", "twinward.site", "demo", "--no-serve", "--home", environment["TWINWARD_HOME"]]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        yield environment


@pytest.fixture
def own_demo(built_demo: dict[str, str], tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a demo that the test has to itself."""
    with stores.installation(tmp_path / "a demo", like=built_demo) as environment:
        yield environment


@pytest.fixture(scope="session")
def base_url() -> None:
    """No address is assumed: a test names the server it visits. It stands here since pytest warns of the plugin's own."""


@pytest.fixture(autouse=True)
def no_page_kept() -> None:
    """The public page that another test saw is forgotten; a test may write without the ledger."""
    from twinward.foundation.kernel.kept import forget

    forget()


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Nothing in the tests reaches beyond this machine."""
    connect = socket.socket.connect

    def connect_nearby(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not is_nearby(address[0]):
            raise ConnectionRefusedError(f"a test tried to reach {address[0]}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_nearby)
        yield


def is_nearby(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
