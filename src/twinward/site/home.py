"""The home of a node: the folder where its data live. Opened before anything else is read from it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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
    os.environ["TWINWARD_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinward.site.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (ImproperlyConfigured, OSError) as error:
        raise HomeUnusable(str(error)) from error
    return home


def is_read_only(home: Path) -> bool:
    """Whether the home is there and this process may read it and write nothing in it."""
    return home.is_dir() and os.access(home, os.R_OK | os.X_OK) and not os.access(home, os.W_OK)


def _require_writable(home: Path, *, create: bool, serving: bool) -> None:
    with _told_where(home):
        if home.exists() and not home.is_dir():
            raise HomeUnusable(f"{home} is a file. Name a folder with --home.")
        if not home.exists() and not create:
            raise HomeUnusable(f"{home} does not exist. Make it with: twinward demo --home {home} --no-serve")
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (home, home / "documents", home / "index", *([home / "static"] if serving else [])):
            folder.mkdir(exist_ok=True)
            _probe(folder)


@contextmanager
def _told_where(home: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise HomeUnusable(
            f"{home} cannot be written to ({error.strerror}). Choose another with --home, or change its permissions."
        ) from error


def _probe(folder: Path) -> None:
    probe = folder / f".probe-{os.getpid()}"
    probe.touch()
    probe.unlink()


def bring_up_to_date() -> None:
    """The store has every table of this version, and what is derived from names is what they say.

    Raises HomeUnusable for a home of a newer version, or a store that does not answer.
    """
    from django.core.management import call_command
    from django.db import DatabaseError

    from twinward.foundation.registry.labels import relabel_differing

    try:
        unknown = _foreign_migrations()
        if unknown:
            raise HomeUnusable(
                f"This home was written by a newer version of Twinward ({unknown[0]}). Start that version, or restore a backup made by this one."
            )
        call_command("migrate", verbosity=0, interactive=False)
        relabel_differing()
    except DatabaseError as error:
        raise HomeUnusable(f"The store does not answer: {str(error).strip().splitlines()[0]}") from error


def require_up_to_date() -> None:
    """Nothing when the store fits this version; otherwise raises HomeUnusable."""
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        unknown, waiting = _foreign_migrations(), executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise HomeUnusable(f"The store does not answer: {str(error).strip().splitlines()[0]}") from error
    if unknown:
        raise HomeUnusable(
            f"This home was written by a newer version of Twinward ({unknown[0]}). Start that version, or restore a backup made by this one."
        )
    if waiting:
        raise HomeUnusable(
            "This home is empty or of an older version. Bring it up to date with: twinward demo --no-serve, or twinward serve"
        )


def _foreign_migrations() -> list[str]:
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    return sorted(
        f"{app}.{name}" for app, name in set(loader.applied_migrations) - set(loader.disk_migrations) if app in loader.migrated_apps
    )
