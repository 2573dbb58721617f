"""A new home that a node is restored into: who restores is alone there, and what is left of a failed restore is no node."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import UUID, uuid4

from twinward.foundation.kernel.first_answer import first_answer
from twinward.site.alone import alone_in
from twinward.site.folders import LOCK, RESTORING, HomeUnusable, holds_node, is_empty, is_marked, option, store_url, told_where, what_is

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
def restored_into(home: Path) -> Iterator[UUID]:
    """A node comes to be in the folder, which was not there, was empty, or holds what a restore left that was ended in the middle.
    Whoever restores is alone in it, and leaves in the store, with all that it brings, the word that is given.

    Where that fails, a folder that was not there is gone again, and one that was is no node until it is restored into.
    Raises HomeUnusable, and nothing is written, for one that holds anything else or that another process sets up.
    """
    with told_where(home):
        is_new = _is_made(home)
        _require_restorable(home)
    with alone_in(home, patience_s=0):
        with told_where(home):
            _require_restorable(home)  # who was alone in it before may have begun a node
            word = _marked(home)
        try:
            yield word
        except BaseException:
            if is_new:
                _take_away(home)
            raise
        (home / RESTORING).unlink()


def require_whole(home: Path) -> None:
    """Nothing when no restore into the home was ended before the store held what it brings; otherwise raises HomeUnusable.

    The store takes all of it at once, and the word of the mark with it: a home whose word the store holds is whole, though the mark may stand.
    What another home restored into the same store is not this one's. Nothing is made in the home.
    """
    with told_where(home):
        if is_marked(home) and not _has_come(home):
            again = f"Unless it still runs, begin it again: twinward restore FILE {option(home)}"
            raise HomeUnusable(f"A restore into {home} has not come to its end. {again}")


def _has_come(home: Path) -> bool:
    """Whether the store holds the word of the mark."""
    if (word := _word(home)) is None:
        return False
    asked = f"SELECT 1 FROM kernel_formkey WHERE key = '{word.hex}'"
    return first_answer(home, store_url(), asked) is not None


def _word(home: Path) -> UUID | None:
    """What the mark says; None where it says nothing, as when it was not written to its end."""
    with suppress(FileNotFoundError, ValueError):
        return UUID((home / RESTORING).read_text())
    return None


def _marked(home: Path) -> UUID:
    """The word of the mark that stands in the home: the same when a restore is begun again, since the first may have come to its end."""
    if (word := _word(home)) is None:
        word = uuid4()
        (home / RESTORING).write_text(word.hex)
    return word


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
    """The folder is gone: at once from under its name, so that nobody puts anything into it meanwhile; then what it holds, the mark, and the lock.

    Where something in it cannot be taken away, the rest with its mark has its name again: a restore can be begun again there.
    """
    aside = home.with_name(f".{home.name}-{secrets.token_hex(8)}")
    last = [aside / RESTORING, aside / LOCK]
    with suppress(OSError):  # told is why the restore failed, not what could not be tidied after it
        home.rename(aside)
        try:
            for path in [*(path for path in aside.iterdir() if path not in last), *last]:
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
            aside.rmdir()
        except OSError:
            aside.rename(home)
