"""The file of what was not taken: each row as it stood, with everything that is wrong with it, to be corrected and imported again."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from twinward.foundation.kernel.desk_export import as_csv, as_xlsx
from twinward.foundation.registry.importing import sheets
from twinward.foundation.registry.importing.columns import COLUMNS, TOLD, is_sheet
from twinward.foundation.registry.importing.plan import Plan
from twinward.foundation.registry.importing.reading import Reading
from twinward.foundation.registry.importing.reasons import faults_of
from twinward.foundation.registry.importing.saying import reason, where

#: A spreadsheet of more rows takes too long to make.
MOST_XLSX = 20_000


class NotWritable(Exception):
    """The file of what was rejected cannot be made; the text says why and what to do."""


def as_file(kind: str, name: str, found: Plan, reading: Reading) -> bytes:
    """Of the file called `name` what was not taken, as "csv" or "xlsx".

    Of a sheet each row, which can be imported again once it is corrected. Of records of the registry each fault, and each value left out.
    """
    head, rows = _of_sheet(found, reading) if is_sheet(name) else _of_records(found)
    return as_xlsx("rejected", head, rows) if kind == "xlsx" else as_csv(head, rows)


@contextmanager
def new_file(path: Path | None) -> Iterator[Callable[[bytes], object]]:
    """What can be called with the content of the new file; without a call there is none afterwards. None: the content goes nowhere.

    Raises NotWritable before anything else is done.
    """
    if path is None:
        yield lambda _content: None
        return
    if path.suffix.casefold() not in (".csv", ".xlsx"):
        raise NotWritable(f"{path}: give it the ending .csv or .xlsx.")
    try:
        out = path.open("xb")
    except FileExistsError:
        raise NotWritable(f"{path} exists already, and nothing is replaced. Name another file.") from None
    except OSError as error:
        raise NotWritable(f"{path} cannot be written ({error.strerror}).") from None
    with out:
        try:
            yield out.write
        finally:
            if not out.tell():
                path.unlink()


def _of_records(found: Plan) -> tuple[Sequence[str], Iterator[Sequence[Any]]]:
    told = [*faults_of(found.rejected), *found.left_out]
    return (_("row"), _("field"), _("reason")), ((fault.row, fault.field, reason(fault)) for fault in told)


def _of_sheet(found: Plan, reading: Reading) -> tuple[Sequence[str], Iterator[Sequence[Any]]]:
    """Only the columns that the file had: one that it had not must not come back empty, as if it said so."""
    numbers = {one.row for one in found.rejected}
    stood = reading.cells | {row.number: sheets.cells_of(row) for row in reading.rows if row.number in numbers}
    had = {column for number in numbers for column in stood.get(number, ())}
    columns = [column for column in COLUMNS if column in had]
    rows = ([one.row, _why(one.faults), *(stood.get(one.row, {}).get(column, "") for column in columns)] for one in found.rejected)
    return [*TOLD, *columns], rows


def _why(faults: Sequence[Any]) -> str:
    """Every fault on a line of its own: a reason may hold several sentences."""
    return "\n".join(f"{where(fault.field)}: {reason(fault)}" for fault in faults)
