"""A disk that loses its power: what a process wrote through SQLite, and what of it is there after a cut at any moment.

`python -m tests.power HOME NUMBER SYNCHRONOUS LOG` adds organisations to the node of a home, and leaves a log of what was asked of the disk and
of what was acknowledged meanwhile. SQLite asks through its layer for the operating system (the VFS), which is watched; it writes all the same.
"""

import _sqlite3
import pickle
import random
import sys
from collections.abc import Iterable, Iterator
from ctypes import CDLL, CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p, cast, pointer, string_at
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

SECTOR = 512  # bytes: what a disk writes whole or not at all
_CALLS = "Open Delete Access FullPathname DlOpen DlError DlSym DlClose Randomness Sleep CurrentTime GetLastError CurrentTimeInt64"
_ON_FILES = "Close Read Write Truncate Sync FileSize Lock Unlock CheckReservedLock FileControl SectorSize DeviceCharacteristics"
_SHARED = "ShmMap ShmLock ShmBarrier ShmUnmap Fetch Unfetch"


class Asked(NamedTuple):
    """One thing in the order in which it happened: "found" (a file with its content), "write", "truncate" (to `at` bytes), "sync" and "delete" are
    asked of the disk; "acknowledged" says that the process was told that the record `file` is kept.
    """

    what: str
    file: str
    at: int = 0
    content: bytes = b""


# --- the watched layer of SQLite, as its documentation of sqlite3_vfs and sqlite3_io_methods lays them out ---


class _OnFiles(Structure):
    _fields_ = [("iVersion", c_int), *((f"x{name}", c_void_p) for name in f"{_ON_FILES} {_SHARED}".split())]


class _File(Structure):
    _fields_ = [("methods", POINTER(_OnFiles))]


class _Layer(Structure):
    _fields_ = [
        *((name, c_int) for name in ("iVersion", "szOsFile", "mxPathname")),
        ("pNext", c_void_p),
        ("zName", c_char_p),
        ("pAppData", c_void_p),
        *((f"x{name}", c_void_p) for name in f"{_CALLS} SetSystemCall GetSystemCall NextSystemCall".split()),
    ]


_OPEN = CFUNCTYPE(c_int, c_void_p, c_char_p, c_void_p, c_int, c_void_p)
_DELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
_WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)


def can_watch() -> bool:
    """Whether the SQLite of this Python is a library that can be reached."""
    return hasattr(CDLL(_sqlite3.__file__), "sqlite3_vfs_find")


class Watch:
    """From here on this process logs what SQLite asks of the disk."""

    def __init__(self) -> None:
        self.log: list[Asked] = []
        self._library = CDLL(_sqlite3.__file__)
        find = self._library.sqlite3_vfs_find
        find.restype = POINTER(_Layer)
        self._below = find(None)
        self._names: dict[int, str] = {}
        self._methods: list[_OnFiles] = []  # kept as long as SQLite may call them
        self._ours = (_OPEN(self._open), _DELETE(self._delete), _WRITE(self._write), _TRUNCATE(self._truncate), _SYNC(self._sync))
        self._layer = _Layer.from_buffer_copy(self._below.contents)
        self._layer.zName = b"watched"
        self._layer.xOpen, self._layer.xDelete = (cast(one, c_void_p) for one in self._ours[:2])
        self._library.sqlite3_vfs_register(pointer(self._layer), 1)

    def _open(self, _layer: int, name: bytes | None, file: int, flags: int, told: int) -> int:
        path = Path(name.decode()) if name else None
        if path is not None and str(path) not in set(self._names.values()):
            self.log += [Asked("found", str(path), content=path.read_bytes())] if path.exists() else []
        status = _OPEN(self._below.contents.xOpen)(cast(self._below, c_void_p).value, name, file, flags, told)
        opened = cast(file, POINTER(_File)).contents
        if status == 0 and path is not None and opened.methods:
            self._names[file] = str(path)
            watched = _OnFiles.from_buffer_copy(opened.methods.contents)
            self._below_write = _WRITE(watched.xWrite)
            self._below_truncate, self._below_sync = _TRUNCATE(watched.xTruncate), _SYNC(watched.xSync)
            watched.xWrite, watched.xTruncate, watched.xSync = (cast(one, c_void_p) for one in self._ours[2:])
            self._methods.append(watched)
            opened.methods = pointer(watched)
        return status

    def _delete(self, _layer: int, name: bytes, is_synced: int) -> int:
        self.log.append(Asked("delete", name.decode()))
        return _DELETE(self._below.contents.xDelete)(cast(self._below, c_void_p).value, name, is_synced)

    def _write(self, file: int, content: int, length: int, at: int) -> int:
        self.log.append(Asked("write", self._names[file], at, string_at(content, length)))
        return self._below_write(file, content, length, at)

    def _truncate(self, file: int, size: int) -> int:
        self.log.append(Asked("truncate", self._names[file], size))
        return self._below_truncate(file, size)

    def _sync(self, file: int, flags: int) -> int:
        self.log.append(Asked("sync", self._names[file]))
        return self._below_sync(file, flags)


# --- the disk ---


@dataclass(slots=True)
class _OnDisk:
    """What of a file is kept for sure, None before its first sync; and what was written since, of which any part may be."""

    kept: bytearray | None = None
    loose: list[Asked] = field(default_factory=list)


class Disk:
    """What lies on a disk while the log is read on. A deletion counts at once."""

    def __init__(self) -> None:
        self._files: dict[str, _OnDisk] = {}

    def take(self, asked: Asked) -> None:
        """One more thing was asked."""
        if asked.what == "delete":
            self._files.pop(asked.file, None)
        elif asked.what == "found":
            self._files[asked.file] = _OnDisk(bytearray(asked.content))
        elif asked.what == "sync":
            file = self._files.setdefault(asked.file, _OnDisk())
            file.kept = _written(file.kept or bytearray(), file.loose)
            file.loose = []
        elif asked.what != "acknowledged":
            self._files.setdefault(asked.file, _OnDisk()).loose.append(asked)

    def after_a_cut(self, chance: random.Random) -> dict[str, bytes]:
        """The files that are there when the power comes back: all that was synced, and any part of what was written since."""
        there = dict[str, bytes]()
        for name, file in self._files.items():
            if file.kept is not None or chance.random() < 0.5:
                there[name] = bytes(_written(bytearray(file.kept or b""), _some(file.loose, chance)))
        return there


def _written(content: bytearray, loose: Iterable[Asked]) -> bytearray:
    for asked in loose:
        if asked.what == "truncate":
            del content[asked.at :]
        else:
            content.extend(bytes(max(0, asked.at - len(content))))
            content[asked.at : asked.at + len(asked.content)] = asked.content
    return content


def _some(loose: Iterable[Asked], chance: random.Random) -> Iterator[Asked]:
    """Of each write all, nothing or some of its sectors; of each truncation all or nothing."""
    for asked in loose:
        fate = chance.choice(("whole", "lost", "torn"))
        if fate == "whole" or (fate == "torn" and asked.what == "truncate"):
            yield asked
        elif fate == "torn":
            yield from (sector for sector in _sectors(asked) if chance.random() < 0.5)


def _sectors(asked: Asked) -> Iterator[Asked]:
    """The write, cut where the sectors of the disk begin."""
    at = asked.at
    while at < asked.at + len(asked.content):
        end = min((at // SECTOR + 1) * SECTOR, asked.at + len(asked.content))
        yield asked._replace(at=at, content=asked.content[at - asked.at : end - asked.at])
        at = end


# --- the process ---


def work(home: Path, number: int, synchronous: str) -> list[Asked]:
    """So many organisations were added to the node of the home, each in a transaction of its own."""
    watch = Watch()
    from twinward.site.commands.terminal import open_node

    open_node(home)
    from django.db import connection
    from django.utils import timezone

    from twinward.foundation.kernel.actors import Operator
    from twinward.foundation.registry.actions import add_organisation

    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous={synchronous}")
    operator: Any = Operator("a test")
    for one in range(number):
        added = add_organisation(name=f"Hospital No. {one}", kind="hospital", country="UA", by=operator, at=timezone.now())
        watch.log.append(Asked("acknowledged", str(added.pk)))
    return watch.log


if __name__ == "__main__":
    Path(sys.argv[4]).write_bytes(pickle.dumps([tuple(asked) for asked in work(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])]))
