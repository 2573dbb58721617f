"""What a file holds, read by a limited process of its own."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import orjson

import twinward
from twinward.foundation.registry.importing.columns import CPU_SECONDS, MOST_FILE_BYTES, Fault, Row, Unreadable
from twinward.foundation.registry.importing.words import meanings

_PATIENCE_S = 3 * CPU_SECONDS
_PAUSE_S = 0.02
SOURCES = Path(twinward.__file__).resolve().parents[1]


@dataclass(slots=True)
class Reading:
    """rows: the sound ones, in the file's order. rejected: what is wrong with those that are not. left_out: names and websites left out of sound rows.

    noted: what is taken of sound rows otherwise than it stands in the file. cells: of a sheet what stands in the lines that are not sound, by
    number of the row and by column. same: by number of the row the key of the organisation that it is on somebody's word.
    """

    rows: list[Row] = field(default_factory=list)
    rejected: list[Fault] = field(default_factory=list)
    left_out: list[Fault] = field(default_factory=list)
    noted: list[Fault] = field(default_factory=list)
    cells: dict[int, dict[str, str]] = field(default_factory=dict)
    same: dict[int, int] = field(default_factory=dict)


def read(path: Path, name: str = "", *, progress: Callable[[int], None] = lambda _rows: None) -> Reading:
    """What the file holds, `name` telling its kind by its ending (the path's own by default). Raises Unreadable.

    progress: called now and then with the number of rows read so far.
    """
    try:
        if path.is_dir():
            raise Unreadable("import_folder", path=str(path))
        if not path.is_file():
            raise Unreadable("import_no_file", path=str(path))
        size = path.stat().st_size
    except OSError as error:
        raise Unreadable("import_not_opened", why=error.strerror) from error
    if size > MOST_FILE_BYTES:
        raise Unreadable("import_file_too_large", most=MOST_FILE_BYTES // 1_000_000)
    if size == 0:
        raise Unreadable("import_empty")
    with tempfile.TemporaryDirectory(prefix="twinward-import-") as folder:
        result, known = Path(folder) / "result", Path(folder) / "meanings"
        known.write_bytes(orjson.dumps(meanings()))
        _run(path, name or path.name, result, known, progress)
        return _told(result)


def _run(path: Path, name: str, result: Path, known: Path, progress: Callable[[int], None]) -> None:
    """The limited process has ended, one way or another; what it wrote lies in `result`."""
    command = [sys.executable, "-m", "twinward.foundation.registry.importing.reader", str(path.resolve()), name]
    command += [str(result), str(known)]
    surroundings = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL", "TMPDIR") if key in os.environ}
    # one thread for numpy: each would take memory that the limit counts
    surroundings |= {"PYTHONPATH": str(SOURCES), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(
        command, cwd=result.parent, env=surroundings, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as child:
        ends_at = time.monotonic() + _PATIENCE_S
        while child.poll() is None:
            if time.monotonic() > ends_at:
                child.kill()
                raise Unreadable("import_takes_too_much")
            time.sleep(_PAUSE_S)
            progress(_rows_so_far(result))


def _rows_so_far(result: Path) -> int:
    """The last progress that the process wrote."""
    try:
        with result.open("rb") as file:
            file.seek(max(0, result.stat().st_size - 2_000_000))
            tail = file.read()
    except FileNotFoundError:
        return 0
    _before, found, after = tail.rpartition(b'["at",')
    return int(after.partition(b"]")[0]) if found and b"]" in after else 0


def _told(result: Path) -> Reading:
    """What the process said. Raises Unreadable when it said so, or ended in the middle: then it took more than it may."""
    reading = Reading()
    if result.is_file():
        with result.open("rb") as file:
            for line in file:
                if not line.endswith(b"\n"):
                    break
                what, *told = orjson.loads(line)
                if what == "row":
                    number, ids, fields, names, specialities = told
                    reading.rows.append(Row(number, ids, fields, [tuple(name) for name in names], specialities))
                elif what == "fault":
                    reading.rejected.append(Fault(*told))
                elif what == "cells":
                    reading.cells[told[0]] = told[1]
                elif what == "left":
                    reading.left_out.append(Fault(*told))
                elif what == "noted":
                    reading.noted.append(Fault(*told))
                elif what == "unreadable":
                    raise Unreadable(told[0], **told[1])
                elif what == "end":
                    return reading
    raise Unreadable("import_takes_too_much")
