"""Which processes have a home open whose store is a file in it: one server at a time, others beside it, none while its store is moved. No Django.

A lock goes with the process that holds it, and with those it began, however they end.
"""

import fcntl
from pathlib import Path
from typing import IO

from twinward.site.folders import SERVED, USED, HomeUnusable, told_where

#: The locks that this process holds until it ends.
_held: dict[Path, IO[str]] = {}


def use(home: Path) -> None:
    """Until this process ends, nobody moves the store away. Raises HomeUnusable while somebody does."""
    if not _is_had(home / USED, fcntl.LOCK_SH):
        raise HomeUnusable(f"The store of {home} is being moved to another place. Wait until that has ended.")


def use_alone(home: Path) -> None:
    """Until this process ends, no other has the home open; what `use` took is given up for it. Raises HomeUnusable while another has."""
    if not _is_had(home / USED, fcntl.LOCK_EX):
        raise HomeUnusable(f"Another process has {home} open. Stop its server, its worker and whatever else uses it, and try again.")


def serve_alone(home: Path, address: str) -> None:
    """Until this process ends, and those it began, the home is known to be served under this address. Raises HomeUnusable where it is already."""
    if not _is_had(home / SERVED, fcntl.LOCK_EX):
        raise _served_already(home)
    file = _held[home / SERVED]
    file.truncate(0)
    file.write(address)
    file.flush()


def require_unserved(home: Path) -> None:
    """Nothing when no server has the home; otherwise raises HomeUnusable, and nothing is written."""
    with told_where(home):
        if not (home / SERVED).is_file():
            return
        with (home / SERVED).open() as asked:
            try:
                fcntl.flock(asked, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                raise _served_already(home) from None


def _served_already(home: Path) -> HomeUnusable:
    where = (home / SERVED).read_text() or "this machine"
    return HomeUnusable(
        f"{home} is served already, on {where}. Stop that server first. Where several are to serve one node, it keeps its data in PostgreSQL: "
        "docs/operate/postgresql.md"
    )


def _is_had(lock: Path, how: int) -> bool:
    with told_where(lock.parent):
        if lock not in _held:
            _held[lock] = lock.open("a")
        try:
            fcntl.flock(_held[lock], how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
