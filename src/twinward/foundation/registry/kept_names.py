"""The index of names where the home keeps it, and answers straight from there. No Django, so that a command answers at once.

Two files lie in index/: the arrays of the index, and what an answer says of each organisation; both carry the stamp they were made at.
"""

import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson

from twinward.foundation.kernel.first_answer import first_answer
from twinward.foundation.registry.names import Found, IndexUnreadable, NameIndex, read_stamp
from twinward.foundation.registry.numbers import register_of, ror_id

INDEX, TOLD = "names.index", "names.json"
_STAMP = "SELECT value FROM registry_namestamp WHERE id = 1"

Told = dict[str, tuple[str, str, dict[str, str]]]


def write_told(path: Path, stamp: str, organisations: Iterable[tuple[int, str, str, dict[str, str]]]) -> None:
    """The file says of each organisation (by primary key) its name, country and identifiers; whole, or as it was before."""
    told = {str(pk): (name, country, ids) for pk, name, country, ids in organisations}
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(orjson.dumps({"stamp": stamp, "organisations": told}))
            out.flush()
            os.fsync(out.fileno())
        Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)


def read_told(path: Path, stamp: str) -> Told:
    """What `write_told` wrote at `stamp`. Raises IndexUnreadable when the file is absent, damaged or of another stamp."""
    try:
        kept = orjson.loads(path.read_bytes())
    except (OSError, json.JSONDecodeError) as error:
        raise IndexUnreadable(f"{path}: {error}") from error
    if kept["stamp"] != stamp:
        raise IndexUnreadable(f"{path}: it was made at another time")
    return kept["organisations"]


def answer(home: Path, database_url: str, text: str, country: str | None, limit: int) -> list[dict[str, Any]] | None:
    """What the index in the home answers, as `answer_now` does; None when it is absent or names have changed in the store since."""
    try:
        stamp = read_stamp(home / "index" / INDEX)
    except IndexUnreadable:
        return None
    if not stamp or stamp != _stored_stamp(home, database_url):
        return None
    return answer_now(home / "index", stamp, text, country, limit)


def answer_now(folder: Path, stamp: str, text: str, country: str | None, limit: int) -> list[dict[str, Any]] | None:
    """What the index of that stamp answers: number of the record, name, identifiers, country and score, best first; None when the folder holds no such index.

    An organisation whose identifier is `text` comes first; what can only be a number of a register is like no name.
    """
    try:
        told, index = read_told(folder / TOLD, stamp), NameIndex.load(folder / INDEX)
    except IndexUnreadable:
        return None
    return answer_of(told, index, text, country, limit) if index.stamp == stamp else None


def answer_of(told: Told, index: NameIndex, text: str, country: str | None, limit: int) -> list[dict[str, Any]]:
    """What an index answers, as `answer_now` does; told: what an answer says of each organisation, by its primary key as text."""
    numbered = [
        Found(int(pk), name, where, 1.0) for pk, (name, where, ids) in told.items() if has_number(text, ids) and country in (None, where)
    ]
    named = [] if register_of(text) else index.find(text, country, limit)
    found = {one.key: one for one in [*numbered, *named]}
    return [_said(one, told) for one in list(found.values())[:limit]]


def has_number(text: str, ids: dict[str, str]) -> bool:
    """Whether `text` is one of the numbers, that of ROR in any way of writing it."""
    return text.strip() in ids.values() or (ror_id(text) or "-") in ids.values()


def _said(found: Found, told: Told) -> dict[str, Any]:
    """An answer as the command line says it."""
    name, country, ids = told[str(found.key)]
    return {"id": found.key, "name": name, "ids": ids, "country": country, "score": found.score}


def _stored_stamp(home: Path, database_url: str) -> str | None:
    """The stamp of the names in the store; None when it does not answer here and now: then the usual way says why."""
    return first_answer(home, database_url, _STAMP)
