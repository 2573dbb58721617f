"""The import of an uploaded file beside the request that began it, so that its page can say how far it is."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.registry.importing.actions import import_organisations
from twinward.foundation.registry.importing.columns import Fault
from twinward.foundation.registry.importing.command import file_of
from twinward.foundation.registry.importing.doubles import imported
from twinward.foundation.registry.importing.reading import Reading
from twinward.foundation.registry.importing.sheets import cells_of
from twinward.foundation.registry.importing.uploads import Progress, Upload, counts
from twinward.foundation.registry.search import current_index

logger = logging.getLogger(__name__)
_UNTICKED = "unticked"
_SAME = "same"
_PATIENCE = timedelta(minutes=10)


def begin(upload: Upload, by: Actor, without: frozenset[int] = frozenset(), same: Mapping[int, int] | None = None) -> None:
    """The import has begun in a thread of its own, `without` the rows of these numbers. Call it once the request's transaction is committed.

    same: by number of the row the organisation on record that it is.
    """
    upload.say(Progress("running", at=timezone.now().isoformat()))
    threading.Thread(target=_in_thread, args=(upload, by, without, same), name=f"import {upload.key}", daemon=True).start()


def is_interrupted(progress: Progress, now: datetime) -> bool:
    """Whether an import that runs by what it last said has stopped without a word, as when the server was ended. Nothing was saved then."""
    return progress.state == "running" and now - datetime.fromisoformat(progress.at) > _PATIENCE


def _in_thread(upload: Upload, by: Actor, without: frozenset[int], same: Mapping[int, int] | None) -> None:
    try:
        carry_through(upload, by, without, same)
    except Exception:
        logger.exception("An import failed; nothing of it was saved")
    finally:
        connection.close()


def carry_through(upload: Upload, by: Actor, without: frozenset[int] = frozenset(), same: Mapping[int, int] | None = None) -> None:
    """What the file says, `without` the rows of these numbers, is in the register and the upload says so; or nothing is, and it says that."""
    upload.note(_UNTICKED, sorted(without))
    upload.note(_SAME, sorted((same or {}).items()))
    reading = _decided(upload, without)
    running = Progress("running", at=timezone.now().isoformat())
    upload.say(running)
    is_done = False
    try:
        file = replace(file_of(upload.file, upload.name, reading), sha256=upload.sha256)
        found = import_organisations(reading, file=file, by=by, at=timezone.now(), progress=_saying(upload, running))
        written = len(found.adds) + len(found.changes)
        done = replace(running, state="done", done=written, total=written, result=counts(found), doubles=imported(upload, found.keys))
        upload.say(done)
        is_done = True
    finally:
        if not is_done:
            upload.say(replace(running, state="failed"))
    current_index()


def taken(upload: Upload) -> Reading:
    """What was read in the file; once it is imported, without the rows that were left out."""
    left_out = upload.noted(_UNTICKED) if upload.progress().state == "done" else None
    return upload.reading() if left_out is None else _decided(upload, frozenset(left_out))


def _decided(upload: Upload, without: frozenset[int]) -> Reading:
    """What was read in the file, `without` the rows of these numbers, and with those that are on record on somebody's word."""
    return replace(_without(upload.reading(), without), same=dict(upload.noted(_SAME) or ()))


def _without(reading: Reading, numbers: frozenset[int]) -> Reading:
    """The rows of these numbers are not taken, on somebody's word."""
    without = [row for row in reading.rows if row.number in numbers]
    left = [Fault(row.number, "name", "import_unticked", {}) for row in without]
    cells = reading.cells | {row.number: cells_of(row) for row in without}
    rows = [row for row in reading.rows if row.number not in numbers]
    return replace(reading, rows=rows, rejected=sorted([*reading.rejected, *left], key=lambda fault: fault.row), cells=cells)


def _saying(upload: Upload, running: Progress) -> Callable[[int, int], None]:
    return lambda done, total: upload.say(replace(running, done=done, total=total, at=timezone.now().isoformat()))
