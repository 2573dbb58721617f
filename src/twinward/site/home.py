"""The home of a node: the folder where its data live. Opened before anything else is read from it."""

import fcntl
import os
import shlex
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from errno import EACCES
from pathlib import Path
from typing import IO

from twinward.foundation.kernel.sqlite_reading import NAME, is_read_only

LOCK = ".lock"
RESTORING = ".restoring"  # stands in a home until a restore into it has come to its end
PATIENCE_S = 600.0  # how long another process may take to set up the home
_PAUSE_S = 0.2
PACKED = b"\x1f\x8b"  # how a backup begins, as every gzip file: RFC 1952


class HomeUnusable(Exception):
    """The home cannot be used; the text says why and what to do."""


def default_home() -> Path:
    """Where a node keeps its data when nobody says otherwise: TWINWARD_HOME, else a folder among the user's data."""
    given = os.environ.get("TWINWARD_HOME")
    return Path(given) if given else Path.home() / ".local" / "share" / "twinward"


def open_home(home: Path, *, create: bool, serving: bool = False, reading: bool = False) -> Path:
    """The folder exists, can be written to, and Django is set up for it. Raises HomeUnusable.

    serving: pages refer to assets by the names under which the server gathers them. reading: a home that cannot be written to will do.
    """
    home = home.expanduser().resolve()
    if not (reading and is_read_only(home)):
        _require_writable(home, create=create, serving=serving)
    elif not (os.environ.get("TWINWARD_DATABASE_URL") or (home / NAME).exists()):
        raise HomeUnusable(f"{home} holds no node and cannot be written to. Choose another with --home.")
    os.environ["TWINWARD_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinward.site.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (ImproperlyConfigured, OSError) as error:
        raise HomeUnusable(str(error)) from error
    return home


def require_node(home: Path) -> None:
    """Nothing when a node lives in the folder, or the folder is empty, so that one may begin there; otherwise raises HomeUnusable.

    A name that was mistyped must not end in an empty node that looks like the right one.
    """
    home = home.expanduser().resolve()
    with _told_where(home):
        if not (home.is_file() or holds_node(home) or _is_empty(home) or _is_marked(home)):
            raise HomeUnusable(
                f"{home} {_what_is(home)}.{_meant(home)} To begin a new, empty node there: twinward serve --new {_option(home)}"
            )


def require_node_to_ask(home: Path) -> None:
    """Nothing when a node may live in the folder; otherwise raises HomeUnusable, which names likely homes, and nothing is written there."""
    home = home.expanduser().resolve()
    with _told_where(home):
        if holds_node(home) or _is_marked(home):
            return
        if not _is_empty(home):
            make = f"Make it with: twinward demo {_option(home)} --no-serve"
            todo = "Name the folder of a node with --home." if home.exists() else make
            raise HomeUnusable(f"{home} {_what_is(home)}.{_meant(home) or f' {todo}'}")
        if os.access(home, os.W_OK) and not os.environ.get("TWINWARD_DATABASE_URL"):  # a store elsewhere may be full beside an empty folder
            raise HomeUnusable(_empty(home))


@contextmanager
def restored_into(home: Path) -> Iterator[None]:
    """A node comes to be in the folder, which was not there, was empty, or holds what a restore left that was ended in the middle.
    Whoever restores is alone in it.

    Where that fails, a folder that was not there is gone again, and one that was is no node until it is restored into.
    Raises HomeUnusable, and nothing is written, for one that holds anything else or that another process sets up.
    """
    mark = home / RESTORING
    with _told_where(home):
        is_new = _is_made(home)
        _require_restorable(home)
    with alone_in(home, patience_s=0):
        with _told_where(home):
            _require_restorable(home)  # who was alone in it before may have begun a node
            mark.touch()
        try:
            yield
        except BaseException:
            if is_new:
                _take_away(home)
            raise
        mark.unlink()


def _require_restorable(home: Path) -> None:
    if not (_is_empty(home) or _is_marked(home)):
        held = "already holds a node" if holds_node(home) else _what_is(home)
        raise HomeUnusable(f"{home} {held}. Restore into a new home: --home NEW")


def _is_made(home: Path) -> bool:
    """Whether the folder was not there and is now."""
    try:
        home.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        return False
    return True


def _take_away(home: Path) -> None:
    """The folder is gone: first what it holds, then the mark, then the lock, so that whenever this ends nobody takes the rest for a node.

    Where something in it cannot be taken away, the mark stays too: a restore can be begun again there.
    """
    last = [home / RESTORING, home / LOCK]
    with suppress(OSError):  # told is why the restore failed, not what could not be tidied after it
        for path in [*(path for path in home.iterdir() if path not in last), *last]:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        home.rmdir()


def _is_marked(home: Path) -> bool:
    return (home / RESTORING).exists()


def holds_node(home: Path) -> bool:
    """Whether a node has lived in the folder, by what it keeps there; on PostgreSQL that may be two folders and nothing else."""
    if not os.access(home, os.X_OK):
        return False
    return (home / NAME).exists() or all((home / kept).is_dir() for kept in ("documents", "index"))


def _is_empty(home: Path) -> bool:
    return home.is_dir() and all(path.name == LOCK for path in home.iterdir())


def _what_is(home: Path) -> str:
    if home.is_dir():
        return "holds other things and no node"
    return "is a file" if home.exists() else "does not exist"


def _empty(home: Path) -> str:
    option = _option(home)
    return f"{home} is empty.{_meant(home)} Make a demo in the empty folder: twinward demo --no-serve {option} - or begin a node: twinward serve {option}"


def _option(home: Path) -> str:
    return f"--home {shlex.quote(str(home))}"


def _meant(home: Path) -> str:
    """The question whether one of the likely homes was meant; else where a node was found of who names none; empty where there is neither."""
    if likely := _likely(home):
        *others, last = map(str, likely)
        return f" Did you mean {', '.join(others)} or {last}?" if others else f" Did you mean {last}?"
    usual = default_home().expanduser().resolve()
    return f" A node was found in {usual}: name it with {_option(usual)}." if usual != home and holds_node(usual) else ""


def _likely(home: Path) -> list[Path]:
    """At most three homes: those around and within the folder, then those whose path is likest."""
    within = [home / name for name in sorted(_names_in(home))]
    found = dict.fromkeys(one for one in (*home.parents, *within, *_likest(home)) if one != home and holds_node(one))
    return list(found)[:3]


def _likest(path: Path) -> Iterator[Path]:
    """What is there and called likest; where a folder on the way is not there, within those called likest."""
    for folder in [path.parent] if path.parent.is_dir() else _likest(path.parent):
        yield from (folder / name for name in get_close_matches(path.name, _names_in(folder), n=3))


def _names_in(folder: Path) -> list[str]:
    """The names in a folder; none where it is no folder or cannot be looked into."""
    return [path.name for path in folder.iterdir()] if os.access(folder, os.R_OK | os.X_OK) and folder.is_dir() else []


def _require_writable(home: Path, *, create: bool, serving: bool) -> None:
    with _told_where(home):
        if home.exists() and not home.is_dir():
            raise HomeUnusable(f"{home} is a file. Name a folder with --home.")
        if not home.exists() and not create:
            raise HomeUnusable(f"{home} does not exist. Make it with: twinward demo --home {shlex.quote(str(home))} --no-serve")
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (home, home / "documents", home / "index", *([home / "static"] if serving else [])):
            folder.mkdir(exist_ok=True)
            _probe(folder)
        if (home / NAME).exists() and not os.access(home / NAME, os.W_OK):
            raise PermissionError(EACCES, os.strerror(EACCES))


@contextmanager
def _told_where(home: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise HomeUnusable(
            f"{home} cannot be written to ({error.strerror}). Choose another with --home, change its permissions, or copy it elsewhere."
        ) from error


def _probe(folder: Path) -> None:
    probe = folder / f".probe-{os.getpid()}"
    probe.touch()
    probe.unlink()


@contextmanager
def alone_in(home: Path, *, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """No other process sets the home up meanwhile: whoever comes second waits, and finds it as the first has left it.

    The lock goes with the process that holds it, however that ends. Raises HomeUnusable when the other takes longer than `patience_s`.
    """
    with _told_where(home):
        lock = (home / LOCK).open("ab")
    with lock:
        with _told_where(home):
            _wait_for(lock, home, patience_s)
        yield


def _wait_for(lock: IO[bytes], home: Path, patience_s: float) -> None:
    ends_at, is_told = time.monotonic() + patience_s, False
    busy = f"Another process is setting up {home}. Wait until it has ended, or end it, and try again."
    while not _is_taken(lock):
        if time.monotonic() >= ends_at:
            raise HomeUnusable(busy)
        if not is_told:
            print(f"Another process is setting up {home}; waiting for it to end.", file=sys.stderr, flush=True)
        is_told = True
        time.sleep(_PAUSE_S)
    if not _is_lock_of(home, lock):
        raise HomeUnusable(busy)


def _is_taken(lock: IO[bytes]) -> bool:
    """Whether the lock is this process's now."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_lock_of(home: Path, lock: IO[bytes]) -> bool:
    """Whether the lock lies in the home still: a restore that failed takes both away."""
    try:
        return os.path.samestat(os.fstat(lock.fileno()), (home / LOCK).stat())
    except FileNotFoundError:
        return False


def bring_up_to_date() -> None:
    """The store has every table of this version, and what is derived from names is what they say. One process at a time does so in a home.

    Raises HomeUnusable for a home of another version that this one does not go on from, one that is half restored, or a store that does not answer.
    """
    from django.conf import settings

    with alone_in(settings.HOME):
        require_whole()
        update_store()


def update_store() -> None:
    """What `bring_up_to_date` promises, for whoever is `alone_in` the home already and knows whether it is half restored."""
    from twinward.foundation.registry.labels import relabel_differing

    with _store_answers():
        if unknown := _foreign_migrations():
            raise HomeUnusable(_foreign(unknown[0]))
        _migrate()
        relabel_differing()


def require_whole() -> None:
    """Nothing when no restore into the home was ended before the store held what it brings; otherwise raises HomeUnusable.

    The store takes all of it at once: what holds an event is whole, though the mark may stand.
    """
    from django.conf import settings
    from django.db import connection

    from twinward.foundation.kernel.models import Event

    home = settings.HOME
    with _store_answers():
        if _is_marked(home) and not (Event._meta.db_table in connection.introspection.table_names() and Event.objects.exists()):
            again = f"Unless it still runs, begin it again: twinward restore FILE {_option(home)}"
            raise HomeUnusable(f"A restore into {home} has not come to its end. {again}")


@contextmanager
def _store_answers() -> Iterator[None]:
    """What the store does not answer ends as HomeUnusable."""
    from django.db import DatabaseError

    try:
        yield
    except DatabaseError as error:
        raise HomeUnusable(f"The store does not answer: {str(error).strip().splitlines()[0]}") from error


def _migrate() -> None:
    """The tables are those of this version, or, whenever it is killed, as they were: Django itself notes some changes only after they are made."""
    from django.core.management import call_command
    from django.db import connection, transaction

    connection.disable_constraint_checking()  # SQLite does so outside of a transaction only; each migration checks them at its end
    try:
        with transaction.atomic():
            call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.enable_constraint_checking()


def require_up_to_date() -> None:
    """Nothing when the store fits this version and is not half restored; otherwise raises HomeUnusable."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with _store_answers():
        executor = MigrationExecutor(connection)
        unknown, waiting = _foreign_migrations(), executor.migration_plan(executor.loader.graph.leaf_nodes())
    require_whole()  # after the tables were seen: a restore that made them meanwhile has set its mark before
    if unknown:
        raise HomeUnusable(_foreign(unknown[0]))
    if waiting:
        raise HomeUnusable(_behind(is_empty=not executor.loader.applied_migrations))


def _behind(*, is_empty: bool) -> str:
    """What to do with a home whose store is empty or of an older version."""
    from django.conf import settings

    home = shlex.quote(str(settings.HOME))
    start = "twinward demo --no-serve --home" if (settings.HOME / "demo").exists() else "twinward serve --home"
    if is_empty and settings.READ_ONLY:
        return f"{home} holds no node and cannot be written to. Choose another with --home."
    if is_empty:
        return _empty(settings.HOME)
    if settings.READ_ONLY:
        return (
            f"{home} is of an older version of Twinward and cannot be written to, so it cannot be brought up to date where it is. "
            f"Bring a copy up to date: cp -r {home} NEW && chmod -R u+rwX NEW && {start} NEW"
        )
    return f"{home} is of an older version of Twinward. Bring it up to date with: {start} {home}"


def _foreign(migration: str) -> str:
    """What to do with a home whose store has been through a migration that this version does not know, be it newer or given up since."""
    return f"This home was written by another version of Twinward ({migration}). Start that version, or choose another home with --home."


def _foreign_migrations() -> list[str]:
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    return sorted(
        f"{app}.{name}" for app, name in set(loader.applied_migrations) - set(loader.disk_migrations) if app in loader.migrated_apps
    )


def require_backup(file: Path) -> None:
    """The file is there, can be read and begins as a backup does; asked before a home is made for it. Raises HomeUnusable."""
    try:
        with file.open("rb") as content:
            begins = content.read(len(PACKED))
    except FileNotFoundError:
        raise HomeUnusable(f"There is no file {file}.") from None
    except OSError as error:
        raise HomeUnusable(f"{file} cannot be read ({error.strerror}).") from None
    if begins != PACKED:
        why = "it begins otherwise than one" if begins else "it is empty"
        raise HomeUnusable(f"{file} is no backup: {why}. Name a file that twinward backup has written.")
