"""The two stores under the tests: a file of SQLite as in a small installation, and a PostgreSQL cluster that lives as long as one run.

`python tests/stores.py COMMAND...` runs a command with TWINWARD_DATABASE_URL naming a fresh cluster, and answers with its exit status.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.sql import SQL, Identifier

SOURCES = Path(__file__).resolve().parents[1] / "src"
URL = "TWINWARD_DATABASE_URL"
UNAVAILABLE = 69  # EX_UNAVAILABLE of sysexits.h: there is no PostgreSQL here
SETTINGS = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
max_connections = 60
shared_buffers = 128MB
fsync = off
synchronous_commit = off
full_page_writes = off
"""
#: The role that may serve people over tables that are another's.
SERVING = "twinward_serving"
#: Whose the stores are: no superuser, since row security binds none. It may end whatever still cleans a store that is dropped. And the other role.
ROLES = f"""
CREATE ROLE twinward LOGIN CREATEDB PASSWORD {{password}};
CREATE ROLE {SERVING} LOGIN PASSWORD {{password}};
GRANT SET ON PARAMETER session_replication_role TO twinward;
GRANT pg_signal_backend TO twinward;
GRANT CREATE ON SCHEMA public TO twinward;
"""


class Missing(Exception):
    """PostgreSQL is not installed."""


def binaries() -> Path:
    """The folder of the newest PostgreSQL. Raises Missing."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if not versions:
        raise Missing("PostgreSQL is not installed: install the package postgresql")
    return versions[-1].parent


@contextmanager
def cluster() -> Iterator[str]:
    """A running, empty cluster with a password of its own on 127.0.0.1; gone afterwards. Yields its address. Raises Missing."""
    programs, port, password = binaries(), free_port(), secrets.token_hex(16)
    folder = Path(tempfile.mkdtemp(prefix="twinward-pg-"))
    try:
        make(programs, folder, port, password)
        run(folder, programs / "pg_ctl", "start", "-w", "-t", "60", "-s", "-D", folder / "data", "-l", folder / "log")
        try:
            address = f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute(SQL(ROLES).format(password=password))
            yield address.replace("//postgres:", "//twinward:")
        finally:
            run(folder, programs / "pg_ctl", "stop", "-m", "immediate", "-s", "-D", folder / "data")
    finally:
        shutil.rmtree(folder)


@contextmanager
def installation(home: Path, *, like: Mapping[str, str] | None = None) -> Iterator[dict[str, str]]:
    """The environment of a process that finds nothing installed: no home yet, and on PostgreSQL an empty database, gone afterwards.

    like: the environment of an installation that nobody uses now; then the process finds a copy of that.
    """
    environment = {**os.environ, "TWINWARD_HOME": str(home), "PYTHONPATH": str(SOURCES)}
    if like:
        shutil.copytree(like["TWINWARD_HOME"], home)
    if not (address := os.environ.get(URL)):
        yield environment
        return
    name = f"own_{secrets.token_hex(8)}"
    template = urlsplit(like[URL]).path[1:] if like else "template1"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
        yield {**environment, URL: urlsplit(address)._replace(path=f"/{name}").geturl()}
        connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@contextmanager
def without_triggers(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """No trigger of the store fires meanwhile."""
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if postgresql:
            cursor.execute("SET session_replication_role = replica")
            triggers = []
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for definition in ["SET session_replication_role = origin"] if postgresql else [sql for _, sql in triggers]:
                cursor.execute(definition)


def make(programs: Path, folder: Path, port: int, password: str) -> None:
    """The folder holds a cluster that belongs to the unprivileged user and can be started."""
    secret = folder / "password"
    secret.write_text(password)
    if user := unprivileged():
        for path in (folder, secret):
            os.chown(path, user.pw_uid, user.pw_gid)
    locale = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"  # knows upper and lower case of every alphabet
    who = ["--username=postgres", "--auth=scram-sha-256", f"--pwfile={secret}"]
    run(folder, programs / "initdb", *who, f"--locale={locale}", "--encoding=UTF8", "--no-sync", "-D", folder / "data")
    with (folder / "data" / "postgresql.conf").open("a") as settings:
        settings.write(SETTINGS.format(port=port))


def run(folder: Path, *command: str | Path) -> None:
    """The command has run, in a folder it may enter, as a user that PostgreSQL accepts. Raises RuntimeError with what it said."""
    # What the server says must not go to a pipe of ours: it would stay open for as long as the server runs.
    user = unprivileged()
    identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    with (folder / "said").open("w+") as said:
        result = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said, **identity)
        if result.returncode:
            said.seek(0)
            raise RuntimeError(f"{Path(command[0]).name} ended with {result.returncode}: {said.read()}")


def unprivileged() -> pwd.struct_passwd | None:
    """Who runs PostgreSQL, which refuses root: an unprivileged user when we are root, otherwise nobody but ourselves (None)."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listened on a moment ago."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def main(command: list[str]) -> int:
    """The command has run over a fresh cluster. Returns its exit status, or UNAVAILABLE."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the cluster stops with us
    try:
        with cluster() as address:
            return subprocess.run(command, env=os.environ | {URL: address}).returncode
    except Missing as missing:
        print(missing, file=sys.stderr)
        return UNAVAILABLE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
