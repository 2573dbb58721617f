"""The import at a terminal: reads, writes, brings the index of names up to date, and shows how far it is on standard error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from twinward.foundation.kernel.actors import Operator
from twinward.foundation.registry.importing.actions import File, import_organisations
from twinward.foundation.registry.importing.columns import is_sheet
from twinward.foundation.registry.importing.doubles import Doubles, doubles
from twinward.foundation.registry.importing.plan import Plan, plan
from twinward.foundation.registry.importing.reading import Reading, read
from twinward.foundation.registry.importing.reasons import faults_of, lines_of
from twinward.foundation.registry.importing.saying import told
from twinward.foundation.registry.search import current_index

BY = Operator("import")


class Done(NamedTuple):
    """What an import did, or would do, and which of the new rows may be on record."""

    reading: Reading
    found: Plan
    like: Doubles

    def doubles(self) -> list[dict[str, Any]]:
        """Of the new rows those very like an institution on record (organisation: its key; added: that of the new one)."""
        return [one._asdict() | {"added": self.found.keys.get(one.row)} for one in self.like.found]

    def document(self) -> dict[str, Any]:
        """For a machine: how many rows were added, changed and unchanged, and every fault of the others.

        possible_duplicates: those among the first `compared` of the new rows.
        """
        return {
            "added": len(self.found.adds),
            "changed": len(self.found.changes),
            "unchanged": self.found.unchanged,
            "rejected": told(faults_of(self.found.rejected)),
            "left_out": told(self.found.left_out),
            "noted": told(self.found.noted),
            "compared": self.like.compared,
            "not_compared": self.like.new - self.like.compared,
            "possible_duplicates": self.doubles(),
        }

    def lines(self) -> Iterator[str]:
        """For a person: what was not taken and why, and what may stand twice on record."""
        yield from lines_of(self.found.rejected, self.found.left_out, self.doubles(), self.found.noted)
        if self.like.new > self.like.compared:
            yield f"Of {self.like.new} new rows the first {self.like.compared} were compared with what is on record."


def run(path: Path, *, dry_run: bool) -> Done:
    """What the file says is in the register; with `dry_run` nothing is. Raises Unreadable."""
    with _shown() as stage:
        reading = read(path, progress=stage("Reading"))
        if dry_run:
            found = plan(reading, actor=BY)
        else:
            file = file_of(path, path.name, reading)
            found = import_organisations(reading, file=file, by=BY, at=datetime.now(UTC), progress=stage("Writing"))
            stage("Indexing the names")
            current_index()
        stage("Comparing the new with what is on record")
        return Done(reading, found, doubles(found.adds, actor=BY, besides=frozenset(found.keys.values())))


def file_of(path: Path, name: str, reading: Reading) -> File:
    """What the ledger tells of the file."""
    with path.open("rb") as content:
        sha256 = file_digest(content, "sha256").hexdigest()
    return File(name, sha256, is_ror=not is_sheet(name) and bool(reading.rows))


@contextmanager
def _shown() -> Iterator[Callable[[str], Callable[..., None]]]:
    """Stages of long work, each shown with how far it is; nothing is shown where nobody looks."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:

        def stage(words: str) -> Callable[..., None]:
            task = progress.add_task(words, total=None)
            return lambda done, total=None: progress.update(task, completed=done, total=total)

        yield stage
