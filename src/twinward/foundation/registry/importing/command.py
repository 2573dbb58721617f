"""The import at a terminal: reads, writes, brings the index of names up to date, and shows how far it is on standard error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from twinward.foundation.kernel.actors import Operator
from twinward.foundation.registry.importing.actions import File, import_organisations
from twinward.foundation.registry.importing.doubles import doubles
from twinward.foundation.registry.importing.plan import plan
from twinward.foundation.registry.importing.reading import Reading, read
from twinward.foundation.registry.importing.saying import rejected
from twinward.foundation.registry.search import current_index

BY = Operator("import")


def run(path: Path, *, dry_run: bool) -> dict[str, Any]:
    """What was done, or with `dry_run` would be: numbers added, changed and unchanged, and why the others were not taken.

    possible_duplicates: of the new ones those very like an institution on record (organisation: its key; added: that of the new one), among
    the first `compared` of the new. Raises Unreadable.
    """
    with _shown() as stage:
        reading = read(path, progress=stage("Reading"))
        if dry_run:
            found = plan(reading, actor=BY)
        else:
            writing = stage("Writing", len(reading.rows))
            found = import_organisations(
                reading, file=file_of(path, path.name, reading), by=BY, at=datetime.now(UTC), progress=lambda done, _all: writing(done)
            )
            stage("Indexing the names")
            current_index()
        stage("Comparing the new with what is on record")
        like = doubles(found.adds, actor=BY, besides=frozenset(found.keys.values()))
    return {
        "added": len(found.adds),
        "changed": len(found.changes),
        "unchanged": found.unchanged,
        "rejected": rejected(found.rejected),
        "left_out": rejected(found.left_out),
        "compared": like.compared,
        "not_compared": like.new - like.compared,
        "possible_duplicates": [one._asdict() | {"added": found.keys.get(one.row)} for one in like.found],
    }


def file_of(path: Path, name: str, reading: Reading) -> File:
    """What the ledger tells of the file."""
    with path.open("rb") as content:
        sha256 = file_digest(content, "sha256").hexdigest()
    return File(name, sha256, is_ror=not name.casefold().endswith((".csv", ".xlsx", ".tsv", ".txt")) and bool(reading.rows))


@contextmanager
def _shown() -> Iterator[Callable[..., Callable[[int], None]]]:
    """Stages of long work, each shown with how far it is; nothing is shown where nobody looks."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:

        def stage(words: str, total: int | None = None) -> Callable[[int], None]:
            task = progress.add_task(words, total=total)
            return lambda done: progress.update(task, completed=done)

        yield stage
