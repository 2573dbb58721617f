"""The home of a node: the folder where its data live. Opened before anything else is read from it."""

import os
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EACCES
from functools import cache
from pathlib import Path

from twinward.foundation.kernel.sqlite_reading import NAME, is_read_only
from twinward.site.alone import alone_in
from twinward.site.folders import PROBE, HomeUnusable, require_its_store, store_url, told_where, when_empty
from twinward.site.in_use import use
from twinward.site.restoring import require_whole


def open_home(
    home: Path, *, create: bool, serving: bool = False, reading: bool = False, restoring: bool = False, moving: bool = False
) -> Path:
    """The folder exists, can be written to, and Django is set up for it. Raises HomeUnusable, and into one that is half restored nothing is written.

    serving: pages refer to assets by the names under which the server gathers them. reading: a home that cannot be written to will do.
    restoring: one that is half restored will do, for whoever is about to restore the whole. moving: one whose data are not in the store that the
    settings name will do, for whoever brings them there.
    """
    home = home.expanduser().resolve()
    if not moving:
        require_its_store(home)
    if not restoring:
        require_whole(home)
    if not (reading and is_read_only(home)):
        _require_writable(home, create=create, serving=serving)
    elif not (store_url() or (home / NAME).exists()):
        raise HomeUnusable(f"{home} holds no node and cannot be written to. Choose another with --home.")
    os.environ["TWINWARD_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinward.site.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (ImproperlyConfigured, OSError) as error:
        raise HomeUnusable(str(error)) from error
    if keeps_its_store():
        use(home)
    return home


def keeps_its_store() -> bool:
    """Whether the store is a file in the home that can be written to."""
    from django.conf import settings
    from django.db import connection

    return connection.vendor == "sqlite" and not settings.READ_ONLY


def _require_writable(home: Path, *, create: bool, serving: bool) -> None:
    with told_where(home):
        if home.exists() and not home.is_dir():
            raise HomeUnusable(f"{home} is a file. Name a folder with --home.")
        if create:
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
        elif not home.exists():
            raise HomeUnusable(f"{home} does not exist. Make it with: twinward demo --home {shlex.quote(str(home))} --no-serve")
        _probe(home)  # a home that somebody has taken away meanwhile is not made anew
        for folder in (home / "documents", home / "index", *([home / "static"] if serving else [])):
            folder.mkdir(exist_ok=True)
            _probe(folder)
        if (home / NAME).exists() and not os.access(home / NAME, os.W_OK):
            raise PermissionError(EACCES, os.strerror(EACCES))


def _probe(folder: Path) -> None:
    probe = folder / f"{PROBE}{os.getpid()}"
    probe.touch()
    probe.unlink()


def bring_up_to_date() -> None:
    """The store has every table of this version, and what is derived from names is what they say. One process at a time does so in a home.

    Raises HomeUnusable for a home of another version that this one does not go on from, one that is half restored, or a store that does not answer.
    """
    from django.conf import settings

    with alone_in(settings.HOME):
        require_whole(settings.HOME)
        update_store()


def update_store() -> None:
    """What `bring_up_to_date` promises, for whoever is `alone_in` the home already and knows whether it is half restored."""
    from twinward.foundation.kernel.row_security import everything
    from twinward.foundation.registry.labels import relabel_differing
    from twinward.site.store_roles import require_bound_role

    with store_answers():
        require_bound_role()
        if unknown := _foreign_migrations():
            raise HomeUnusable(_foreign(unknown[0]))
        _migrate()
        with everything("what is derived follows for every record"):
            relabel_differing()


@contextmanager
def store_answers() -> Iterator[None]:
    """What the store does not answer ends as HomeUnusable."""
    from django.db import DatabaseError

    try:
        yield
    except DatabaseError as error:
        raise HomeUnusable(f"The store does not answer: {str(error).strip().splitlines()[0]}") from error


def _migrate() -> None:
    """The tables are those of this version, or, whenever it is killed, as they were: Django itself notes some changes only after they are made."""
    from django.core.management import call_command
    from django.db import connections, transaction

    from twinward.foundation.kernel.row_security import everything
    from twinward.site.store_roles import grant, owning

    connection = connections[owning()]
    connection.disable_constraint_checking()  # SQLite does so outside of a transaction only; each migration checks them at its end
    try:
        with transaction.atomic(using=owning()), everything("every row is brought up to date"):
            call_command("migrate", verbosity=0, interactive=False, database=owning())
            grant()
    finally:
        connection.enable_constraint_checking()


def require_up_to_date() -> None:
    """Nothing when the store fits this version and is not half restored; otherwise raises HomeUnusable."""
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from twinward.site.store_roles import require_bound_role

    with store_answers():
        require_bound_role()
        executor = MigrationExecutor(connection)
        unknown, waiting = _foreign_migrations(), executor.migration_plan(executor.loader.graph.leaf_nodes())
    require_whole(settings.HOME)  # after the tables were seen: a restore that made them meanwhile has set its mark before
    if unknown:
        raise HomeUnusable(_foreign(unknown[0]))
    if waiting:
        raise HomeUnusable(_behind(is_empty=not executor.loader.applied_migrations))


def is_up_to_date() -> bool:
    """Whether the store has been through just the migrations of this version. Raises DatabaseError when it does not answer."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    return set(MigrationRecorder(connection).applied_migrations()) == _migrations_of_this_version()


@cache
def _migrations_of_this_version() -> set[tuple[str, str]]:
    from django.db.migrations.loader import MigrationLoader

    return set(MigrationLoader(None).disk_migrations)


def _behind(*, is_empty: bool) -> str:
    """What to do with a home whose store is empty or of an older version."""
    from django.conf import settings

    home = shlex.quote(str(settings.HOME))
    start = "twinward demo --no-serve --home" if (settings.HOME / "demo").exists() else "twinward serve --home"
    if is_empty and settings.READ_ONLY:
        return f"{home} holds no node and cannot be written to. Choose another with --home."
    if is_empty:
        return when_empty(settings.HOME)
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
