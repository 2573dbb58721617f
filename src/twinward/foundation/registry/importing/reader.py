"""Reads and checks one file in a process of its own, whose memory and time are limited: `python -m ...reader FILE RESULT`. No Django.

The result is lines of JSON: a row ["row", ...], a fault ["fault", ...], a name left out ["left", ...], how far it is ["at", n]; the last is
["end", rows] or, when the file cannot be read, ["unreadable", code, values].
"""

import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import orjson

from twinward.foundation.registry.importing import cells, lines, ror, sheets
from twinward.foundation.registry.importing.columns import CPU_SECONDS, MEMORY_BYTES, Fault, Refusal, Row, Unreadable

_LINES = (".jsonl", ".json", ".jsonl.gz", ".json.gz", ".ndjson", ".zip")
_SHEETS = (".csv", ".xlsx", ".tsv", ".txt")
_BEGINS = {".gz": (b"\x1f\x8b",), ".zip": (b"PK\x03\x04",), ".xlsx": (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")}
_EVERY = 1_000


def main(path: Path, name: str, result: Path) -> None:
    """The result is written; whatever the file holds, it says what it is."""
    limit()
    with result.open("wb") as out:
        try:
            _say(out, ["end", _read(path, name, out)])
        except Unreadable as unreadable:
            _say(out, ["unreadable", unreadable.code, unreadable.values])
        except MemoryError:
            _say(out, ["unreadable", "import_takes_too_much", {}])


def limit() -> None:
    """From now on this process may take so much memory, time and disk and no more."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 * MEMORY_BYTES, 2 * MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere the system does not keep to it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def rows(path: Path, name: str) -> Iterator[tuple[int, Row | Refusal, list[Fault]]]:
    """Each row with its place, or why it was refused, and what was left out of it. Raises Unreadable."""
    kind = name.casefold()
    _require_beginning(path, kind)
    if kind.endswith(_LINES):
        for number, record in lines.records(path):
            yield number, *_checked_record(record, number)
    elif kind.endswith(_SHEETS):
        for number, given in cells.records(path):
            yield number, _checked_line(given, number), []
    else:
        raise Unreadable("import_unknown_kind", kinds=".jsonl .jsonl.gz .json .zip .csv .xlsx")


def _require_beginning(path: Path, kind: str) -> None:
    """Nothing when a packed file begins as its kind does, or is empty. Raises Unreadable."""
    with path.open("rb") as file:
        begins = file.read(8)
    for ending, signs in _BEGINS.items():
        if begins and kind.endswith(ending) and not begins.startswith(signs):
            raise Unreadable("import_not_its_kind", kind=ending)


def _checked_record(record: Any, number: int) -> tuple[Row | Refusal, list[Fault]]:
    if isinstance(record, Refusal):
        return record, []
    try:
        return ror.row(record, number)
    except Refusal as refusal:
        return refusal, []


def _checked_line(given: dict[str, Any] | Refusal, number: int) -> Row | Refusal:
    if isinstance(given, Refusal):
        return given
    try:
        return sheets.row(given, number)
    except Refusal as refusal:
        return refusal


def _read(path: Path, name: str, out: IO[bytes]) -> int:
    """How many rows there were, good and bad."""
    first: dict[tuple[str, str], int] = {}
    fields = {"ror": "id"} if name.casefold().endswith(_LINES) else {}
    count = 0
    for number, row, left_out in rows(path, name):
        count += 1
        if count % _EVERY == 0:
            _say(out, ["at", count])
        if isinstance(row, Row) and (twice := _twice(row, first, fields)):
            row = twice
        if isinstance(row, Refusal):
            _say(out, ["fault", number, row.field, row.code, row.values])
            continue
        _say(out, ["row", *row])
        for fault in left_out:
            _say(out, ["left", *fault])
    if not count:
        raise Unreadable("import_empty")
    return count


def _twice(row: Row, first: dict[tuple[str, str], int], fields: dict[str, str]) -> Refusal | None:
    """Why this row is one that the file held before; None when it was not."""
    keys = list(row.ids.items()) or [("name", f"{row.fields['country_id']} {row.names[0][0].casefold()}")]
    for scheme, value in keys:
        if (earlier := first.setdefault((scheme, value), row.number)) != row.number:
            return Refusal(fields.get(scheme, scheme), "import_twice", value=value, row=earlier)
    return None


def _say(out: IO[bytes], said: list[Any]) -> None:
    out.write(orjson.dumps(said) + b"\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
