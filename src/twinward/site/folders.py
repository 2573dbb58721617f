"""What a folder is that is named as the home of a node, and which home may have been meant. No Django."""

import os
import shlex
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from pathlib import Path

from twinward.foundation.kernel.sqlite_reading import NAME

LOCK = ".lock"
USED, SERVED = ".used", ".served"  # locks of a home whose store is a file in it: see `in_use`
PROBE = ".probe-"  # how a file is called that a command makes for a moment, to see whether it can write
SETTINGS_FILE = "settings.env"
MOVED = ".moved"  # stands in a home whose store was a file in it and is elsewhere now
MOVING = ".moving.twb"  # what is on its way from the one to the other
RESTORING = ".restoring"  # stands in a home until a restore into it has come to its end


class HomeUnusable(Exception):
    """The home cannot be used; the text says why and what to do."""


def default_home() -> Path:
    """Where a node keeps its data when nobody says otherwise: TWINWARD_HOME, else a folder among the user's data."""
    given = os.environ.get("TWINWARD_HOME")
    return Path(given) if given else Path.home() / ".local" / "share" / "twinward"


def store_url() -> str:
    """The address of the store elsewhere that the settings name, or a file that they name; "" where it lies in the home."""
    if named := os.environ.get("TWINWARD_DATABASE_URL_FILE"):
        with suppress(OSError):  # a file that cannot be read is told of when all settings are looked at
            return Path(named).read_text().strip()
    return os.environ.get("TWINWARD_DATABASE_URL", "").strip()


def require_its_store(home: Path) -> None:
    """Nothing when the settings name the store in which the data of the home are; otherwise raises HomeUnusable.

    An empty store beside a full one looks like a node that lost everything.
    """
    with told_where(home):
        has_moved, holds_store = (home / MOVED).exists(), (home / NAME).exists() and (home / NAME).stat().st_size > 0
    if store_url() and holds_store and not has_moved:
        raise HomeUnusable(
            f"{home} keeps its data in {NAME}, and the settings name PostgreSQL. Move them there: twinward move {option(home)} - or leave "
            "TWINWARD_DATABASE_URL out, or put the file away if it is of no use any more."
        )
    if has_moved and not store_url():
        raise HomeUnusable(
            f"The data of {home} have moved to PostgreSQL, and the settings name none. Write TWINWARD_DATABASE_URL again: in the environment, or in "
            f"{home / SETTINGS_FILE}"
        )


def require_node(home: Path) -> None:
    """Nothing when a node lives in the folder, or the folder is empty, so that one may begin there; otherwise raises HomeUnusable.

    A name that was mistyped must not end in an empty node that looks like the right one.
    """
    home = home.expanduser().resolve()
    with told_where(home):
        if not (home.is_file() or _has_place(home)):
            raise HomeUnusable(
                f"{home} {what_is(home)}.{_meant(home)} To begin a new, empty node there: twinward serve --new {option(home)}"
            )


def require_node_to_ask(home: Path) -> None:
    """Nothing when a node may live in the folder; otherwise raises HomeUnusable, which names likely homes, and nothing is written there."""
    home = home.expanduser().resolve()
    with told_where(home):
        if holds_node(home) or is_marked(home):
            return
        if not is_empty(home):
            make = f"Make it with: twinward demo {option(home)} --no-serve"
            todo = "Name the folder of a node with --home." if home.exists() else make
            raise HomeUnusable(f"{home} {what_is(home)}.{_meant(home) or f' {todo}'}")
        if os.access(home, os.W_OK) and not store_url():  # a store elsewhere may be full beside an empty folder
            raise HomeUnusable(when_empty(home))


def require_place_of_demo(home: Path) -> None:
    """Nothing when the folder does not exist, is empty or holds a node, whole or not; otherwise raises HomeUnusable."""
    home = home.expanduser().resolve()
    with told_where(home):
        if home.is_dir() and not _has_place(home):
            raise HomeUnusable(f"{home} {what_is(home)}. Choose another folder with --home.")


def _has_place(home: Path) -> bool:
    return holds_node(home) or is_empty(home) or is_marked(home)


def is_marked(home: Path) -> bool:
    """Whether a restore into the folder is not known to have come to its end."""
    return (home / RESTORING).exists()


def holds_node(home: Path) -> bool:
    """Whether a node has lived in the folder, by what it keeps there; on PostgreSQL that may be two folders and nothing else."""
    if not os.access(home, os.X_OK):
        return False
    return (home / NAME).exists() or all((home / kept).is_dir() for kept in ("documents", "index"))


def is_empty(home: Path) -> bool:
    """Whether it is a folder in which nothing lies but settings, and what a command leaves that is ended while it opens a home."""
    return home.is_dir() and all(_is_left(path) for path in home.iterdir())


def _is_left(path: Path) -> bool:
    if path.name == "documents":  # made before index: with both it is the home of a node
        return path.is_dir() and all(within.name.startswith(PROBE) for within in path.iterdir())
    return path.name in (LOCK, USED, SERVED, SETTINGS_FILE) or path.name.startswith(PROBE)


def what_is(home: Path) -> str:
    """What there is instead of a home."""
    if home.is_dir():
        return "holds other things and no node"
    return "is a file" if home.exists() else "does not exist"


def when_empty(home: Path) -> str:
    """What to do with an empty folder of which something was asked."""
    where = option(home)
    return f"{home} is empty.{_meant(home)} Make a demo in the empty folder: twinward demo --no-serve {where} - or begin a node: twinward serve {where}"


def option(home: Path) -> str:
    """The home as a command is told it."""
    return f"--home {shlex.quote(str(home))}"


def _meant(home: Path) -> str:
    """The question whether one of the likely homes was meant; else where a node was found of who names none; empty where there is neither."""
    if likely := _likely(home):
        *others, last = map(str, likely)
        return f" Did you mean {', '.join(others)} or {last}?" if others else f" Did you mean {last}?"
    usual = default_home().expanduser().resolve()
    return f" A node was found in {usual}: name it with {option(usual)}." if usual != home and holds_node(usual) else ""


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


@contextmanager
def told_where(home: Path) -> Iterator[None]:
    """What the system refuses within ends as HomeUnusable."""
    try:
        yield
    except OSError as error:
        raise HomeUnusable(
            f"{home} cannot be written to ({error.strerror}). Choose another with --home, change its permissions, or copy it elsewhere."
        ) from error
