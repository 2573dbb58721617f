"""A new home that a node is restored into: who restores is alone there, and what is left of a failed restore is no node."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from twinward.site.alone import alone_in
from twinward.site.folders import LOCK, RESTORING, HomeUnusable, holds_node, is_empty, is_marked, told_where, what_is

PACKED = b"\x1f\x8b"  # how a backup begins, as every gzip file: RFC 1952


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


@contextmanager
def restored_into(home: Path) -> Iterator[None]:
    """A node comes to be in the folder, which was not there, was empty, or holds what a restore left that was ended in the middle.
    Whoever restores is alone in it.

    Where that fails, a folder that was not there is gone again, and one that was is no node until it is restored into.
    Raises HomeUnusable, and nothing is written, for one that holds anything else or that another process sets up.
    """
    mark = home / RESTORING
    with told_where(home):
        is_new = _is_made(home)
        _require_restorable(home)
    with alone_in(home, patience_s=0):
        with told_where(home):
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
    if not (is_empty(home) or is_marked(home)):
        held = "already holds a node" if holds_node(home) else what_is(home)
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
