"""Uploaded files: each lies in a folder of its own in the home for seven days, with what was read in it and how far its import is."""

import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings

from twinward.foundation.registry.importing.columns import MOST_FILE_BYTES, Fault, Row, Unreadable
from twinward.foundation.registry.importing.reading import Reading, read

KEPT = timedelta(days=7)
_FAULTS = ("rejected", "left_out", "noted")
_KEY = re.compile(r"[A-Za-z0-9_-]{32}")


@dataclass(frozen=True, slots=True)
class Progress:
    """state: "waiting", "running", "done" or "failed". done: organisations written. total: those to be written, None until that is known.

    result: counts once done. doubles: of each organisation that was added and is very like another, both keys. at: when this was written, ISO 8601.
    """

    state: str = "waiting"
    done: int = 0
    total: int | None = None
    result: dict[str, int] | None = None
    at: str = ""
    doubles: list[tuple[int, int]] = field(default_factory=list)


class Upload:
    """One uploaded file of one person."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.key = folder, folder.name
        told = orjson.loads((folder / "told.json").read_bytes())
        self.name: str = told["name"]
        self.owner: str = told["owner"]
        self.sha256: str = told["sha256"]
        self.at: datetime = datetime.fromisoformat(told["at"])

    @property
    def file(self) -> Path:
        return self.folder / "file"

    def reading(self) -> Reading:
        """What was read in the file when it came."""
        kept = orjson.loads((self.folder / "reading.json").read_bytes())
        rows = [Row(row[0], row[1], row[2], [tuple(name) for name in row[3]], row[4]) for row in kept["rows"]]
        rejected, left_out, noted = ([Fault(*one) for one in kept.get(name, ())] for name in _FAULTS)
        return Reading(rows, rejected, left_out, noted, dict(kept["cells"]))

    def noted(self, what: str) -> Any:
        """What was noted last under this word; None before."""
        path = self.folder / f"{what}.json"
        return orjson.loads(path.read_bytes()) if path.is_file() else None

    def note(self, what: str, value: Any) -> None:
        """The value can be read under this word while the file is kept."""
        _put(self.folder / f"{what}.json", orjson.dumps(value))

    def progress(self) -> Progress:
        """How far its import is."""
        return Progress(**(self.noted("progress") or {}))

    def say(self, progress: Progress) -> None:
        """The import is so far; whoever reads it meanwhile reads it whole."""
        self.note("progress", asdict(progress))


def keep(chunks: Iterable[bytes], *, name: str, owner: str, at: datetime) -> Upload:
    """The file is kept and was read. Files of more than seven days ago are gone. Raises Unreadable; then nothing is kept."""
    clear(at)
    _root().mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=_root(), prefix=".part-"))
    try:
        digest = _store(folder / "file", chunks)
        found = read(folder / "file", name)
        kept = {name: [list(one) for one in getattr(found, name)] for name in ("rows", *_FAULTS)}
        _put(folder / "reading.json", orjson.dumps(kept | {"cells": list(found.cells.items())}))
        _put(folder / "told.json", orjson.dumps({"name": name[:200], "owner": owner, "sha256": digest, "at": at.isoformat()}))
        return Upload(folder.rename(_root() / secrets.token_urlsafe(24)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # absent once it was kept


def _store(path: Path, chunks: Iterable[bytes]) -> str:
    """The SHA-256 of what was stored."""
    digest, size = sha256(), 0
    with path.open("wb") as out:
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_FILE_BYTES:
                raise Unreadable("import_file_too_large", most=MOST_FILE_BYTES // 1_000_000)
            digest.update(chunk)
            out.write(chunk)
    return digest.hexdigest()


def find(key: str, owner: str) -> Upload | None:
    """The upload of that key, for whoever brought it; None for anybody else, and once it is gone."""
    folder = _root() / key
    if not _KEY.fullmatch(key) or not (folder / "told.json").is_file():
        return None
    upload = Upload(folder)
    return upload if upload.owner == owner else None


def clear(now: datetime) -> None:
    """Files of more than seven days ago are gone."""
    for folder in _folders():
        if datetime.fromtimestamp(folder.stat().st_mtime, tz=now.tzinfo) < now - KEPT:
            shutil.rmtree(folder, ignore_errors=True)  # somebody else may clear at the same time


def _folders() -> Iterator[Path]:
    if _root().is_dir():
        with closing(os.scandir(_root())) as entries:
            yield from [Path(entry.path) for entry in entries if entry.is_dir()]


def _root() -> Path:
    return Path(settings.HOME) / "imports"


def _put(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    beside.write_bytes(content)
    beside.replace(path)


def counts(found: Any) -> dict[str, int]:
    """The numbers of a plan."""
    return {
        "added": len(found.adds),
        "changed": len(found.changes),
        "unchanged": found.unchanged,
        "rejected": len(found.rejected),
        "left_out": len(found.left_out),
    }
