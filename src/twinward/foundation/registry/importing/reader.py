"""Reads and checks one file in a process of its own, whose memory and time are limited: `python -m ...reader FILE NAME RESULT MEANINGS`. No Django.

The result is lines of JSON: a row ["row", ...], a fault ["fault", ...], the cells of a line that has faults ["cells", row, {column: text}],
a value left out ["left", ...], what is taken otherwise than it stands ["noted", ...], how far it is ["at", n]; the last is ["end", rows] or, when
the file cannot be read, ["unreadable", code, values].
"""

import resource
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

import orjson

from twinward.foundation.registry.importing import cells, lines, ror, sheets
from twinward.foundation.registry.importing.columns import (
    COLUMNS,
    CPU_SECONDS,
    LONGEST_CELL,
    MEMORY_BYTES,
    NO_MEANINGS,
    Fault,
    Meanings,
    Refusal,
    Row,
    Unreadable,
    is_sheet,
)

_LINES = (".jsonl", ".json", ".jsonl.gz", ".json.gz", ".ndjson", ".zip")
_BEGINS = {".gz": (b"\x1f\x8b",), ".zip": (b"PK\x03\x04",), ".xlsx": (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")}
_EVERY = 1_000
#: Of the sound rows, by the schemes of their numbers, then by country and name: the number of the first.
_Named = dict[frozenset[str], dict[tuple[str, str], int]]


class Read(NamedTuple):
    """One row as it was read: its number, what is sound in it, everything that is wrong with it, what was left out of it.

    cells: of a line of a sheet what stands in it, by column. noted: what of it is taken otherwise than it stands there.
    """

    number: int
    row: Row
    faults: list[Refusal]
    left_out: list[Fault]
    cells: dict[str, Any]
    noted: Sequence[Fault] = ()


def main(path: Path, name: str, result: Path, meanings: Path) -> None:
    """The result is written; whatever the file holds, it says what it is."""
    limit()
    with result.open("wb") as out:
        try:
            _say(out, ["end", _read(path, name, out, orjson.loads(meanings.read_bytes()))])
        except Unreadable as unreadable:
            _say(out, ["unreadable", unreadable.code, unreadable.values])
        except MemoryError:
            _say(out, ["unreadable", "import_takes_too_much", {}])
        except OSError as error:
            _say(out, ["unreadable", "import_not_opened", {"why": error.strerror or str(error)}])


def limit() -> None:
    """From now on this process may take so much memory, time and disk and no more."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 * MEMORY_BYTES, 2 * MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere the system does not keep to it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def rows(path: Path, name: str, meanings: Meanings = NO_MEANINGS) -> Iterator[Read]:
    """Each row, good or bad. Raises Unreadable."""
    kind = name.casefold()
    _require_beginning(path, kind)
    if kind.endswith(_LINES):
        for number, record in lines.records(path):
            yield _checked_record(record, number)
    elif is_sheet(kind):
        for number, given in cells.records(path, meanings):
            row, faults = sheets.row(given, number, meanings)
            yield Read(number, row, faults, [], given, sheets.noted(row, given))
    else:
        raise Unreadable("import_unknown_kind", kinds=".jsonl .jsonl.gz .json .zip .csv .xlsx")


def _require_beginning(path: Path, kind: str) -> None:
    """Nothing when a packed file begins as its kind does, or is empty. Raises Unreadable."""
    with path.open("rb") as file:
        begins = file.read(8)
    for ending, signs in _BEGINS.items():
        if begins and kind.endswith(ending) and not begins.startswith(signs):
            raise Unreadable("import_not_its_kind", kind=ending)


def _checked_record(record: Any, number: int) -> Read:
    if isinstance(record, Refusal):
        return Read(number, Row(number, {}, {}, [], []), [record], [], {})
    row, left_out, faults = ror.row(record, number)
    return Read(number, row, faults, left_out, {})


def _read(path: Path, name: str, out: IO[bytes], meanings: Meanings) -> int:
    """How many rows there were, good and bad."""
    first, named = dict[tuple[str, str], int](), _Named()
    fields = {"ror": "id"} if name.casefold().endswith(_LINES) else {}
    count = 0
    for one in rows(path, name, meanings):
        count += 1
        if count % _EVERY == 0:
            _say(out, ["at", count])
        faults = [*one.faults, *(_twice(one.row, first, fields) or _named_twice(one.row, named))]
        if not faults:
            first.update((key, one.number) for key in one.row.ids.items())
            named.setdefault(frozenset(one.row.ids), {}).setdefault(_called(one.row), one.number)
            _say(out, ["row", *one.row])
            for fault in one.left_out:
                _say(out, ["left", *fault])
            for note in one.noted:
                _say(out, ["noted", *note])
            continue
        for fault in faults:
            _say(out, ["fault", one.number, fault.field, fault.code, fault.values])
        if one.cells:
            _say(out, ["cells", one.number, _written(one.cells)])
    if not count:
        raise Unreadable("import_empty")
    return count


def _written(given: dict[str, Any]) -> dict[str, str]:
    """What stands in the cells, as text: of one that cannot be read what it shows."""
    shown = {column: value.shown if isinstance(value, Refusal) else value for column, value in given.items() if column in COLUMNS}
    return {column: sheets.as_corrected(column, value)[:LONGEST_CELL] for column, value in shown.items()}


def _twice(row: Row, first: dict[tuple[str, str], int], fields: dict[str, str]) -> list[Refusal]:
    """Why this row is one that the file held before, once for each of its numbers that was there."""
    known = [(scheme, value, first[scheme, value]) for scheme, value in row.ids.items() if (scheme, value) in first]
    return [Refusal(fields.get(scheme, scheme), "import_twice", value=value, row=earlier) for scheme, value, earlier in known]


def _named_twice(row: Row, named: _Named) -> list[Refusal]:
    """Why this row means an institution that the file named before: of its country and called so, and no register tells the two apart."""
    if not row.names or not (country := row.fields.get("country_id")):
        return []
    called = _called(row)
    earlier = [first[called] for schemes, first in named.items() if called in first and schemes.isdisjoint(row.ids)]
    return [Refusal("name", "import_named_twice", name=row.names[0][0], country=country, row=min(earlier))] if earlier else []


def _called(row: Row) -> tuple[str, str]:
    return (str(row.fields.get("country_id")), row.names[0][0].casefold() if row.names else "")


def _say(out: IO[bytes], said: list[Any]) -> None:
    out.write(orjson.dumps(said) + b"\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
