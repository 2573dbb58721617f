"""The columns of the spreadsheet, the limits of a file, and what a row holds once it was read. No Django."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

Value = str | int | bool | None
#: By column the code that each word under it means, under `HEADINGS` the column that each heading means; the words are folded.
Meanings = Mapping[str, Mapping[str, str]]
NO_MEANINGS: Meanings = MappingProxyType({})
HEADINGS = "headings"

#: Columns of the spreadsheet in the order of its template; the first three must be there.
COLUMNS = (
    "name", "country", "kind", "ror", "ua_edr", "name_en", "name_uk", "name_az", "name_es", "other_names",
    "region", "city", "latitude", "longitude", "published_as", "website", "specialities",
)  # fmt: skip
REQUIRED = COLUMNS[:3]
#: Columns that the file of what was rejected has beside them; nothing is read in them.
TOLD = ("rejected_row", "rejected_because")

#: How the name of a sheet ends.
SHEETS = (".csv", ".xlsx", ".tsv", ".txt")

MOST_FILE_BYTES = 200_000_000
MOST_UNPACKED_BYTES = {"lines": 2_000_000_000, "sheet": 200_000_000}
MOST_RATIO = 200  # unpacked bytes for one byte of the file, beyond the first ten million
MOST_ROWS = 500_000
MOST_COLUMNS = 100
MOST_CELLS = 5_000_000
MOST_LINE_BYTES = 4_000_000
MOST_NAMES = 200
LONGEST_CELL = 32_767  # characters, as spreadsheets have it
CPU_SECONDS = 120
MEMORY_BYTES = 1_500_000_000

#: The longest text of a column of the register.
LONGEST = {"name": 300, "region": 120, "city": 120, "website": 300, "number": 120}


def is_sheet(name: str) -> bool:
    """Whether a file of that name is a sheet, not records of the registry."""
    return name.casefold().endswith(SHEETS)


class Row(NamedTuple):
    """One sound row. number: its place in the file, 1 for the first (the row of a spreadsheet, the line of a file of lines).

    ids: numbers by scheme. fields: columns of an organisation that the row tells. names: (value, language or "", use), the first its own.
    """

    number: int
    ids: dict[str, str]
    fields: dict[str, Value]
    names: list[tuple[str, str, str]]
    specialities: list[str]


class Fault(NamedTuple):
    """Why a row, or one value of it, was not taken. code: a key of `sentences`, said with `values`."""

    row: int
    field: str
    code: str
    values: dict[str, Any]


class Rejected(NamedTuple):
    """A row that was not taken, and everything that is wrong with it. row: its number."""

    row: int
    faults: list[Fault]


def by_row(faults: Iterable[Fault]) -> list[Rejected]:
    """The rows that these faults are of, in the order of their numbers."""
    found: dict[int, list[Fault]] = {}
    for fault in faults:
        found.setdefault(fault.row, []).append(fault)
    return [Rejected(row, found[row]) for row in sorted(found)]


class Refusal(Exception):
    """A value that may not be taken: the field, and the code that says why with its values. shown: of a cell, what it shows."""

    def __init__(self, field: str, code: str, *, shown: Any = "", **values: Any) -> None:
        self.field, self.code, self.values, self.shown = field, code, values, shown
        super().__init__(f"{field}: {code}")


class Unreadable(Exception):
    """The file cannot be read at all; `code` says why with its values, `sentences` in words."""

    def __init__(self, code: str, **values: Any) -> None:
        self.code, self.values = code, values
        super().__init__(code)
