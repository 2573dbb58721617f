"""How far the cells of a sheet reach and which of them hold formulas or errors, told by its elements as they pass. No Django."""

import re
from typing import NoReturn

# Piece by piece, which the guarded readers cannot; what declares entities is refused below, and what is unpacked is counted by the caller.
from xml.parsers import expat  # nosec B407  # what could do harm is refused below

from twinward.foundation.registry.importing.columns import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Unreadable

#: Columns by row, both counted from 1.
Places = dict[int, set[int]]
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


class Elements:
    """The elements of one part of the book, as it is unpacked piece by piece: `begins` and `ends` are called for each, by its name without prefix."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = lambda name, given: self.begins(name.rpartition(":")[2], given)
        self._parser.EndElementHandler = lambda name: self.ends(name.rpartition(":")[2])
        self._parser.StartDoctypeDeclHandler = _refuse_doctype

    def look(self, piece: bytes, *, is_last: bool = False) -> None:
        """Takes in a piece. Raises Unreadable when it is no XML, or declares what XML of a book never does."""
        try:
            self._parser.Parse(piece, is_last)
        except expat.ExpatError as error:
            raise Unreadable("import_damaged", why=str(error)[:120]) from error

    def begins(self, name: str, given: dict[str, str]) -> None:
        """An element begins, with these attributes."""

    def ends(self, name: str) -> None:
        """An element ends."""


class Extent(Elements):
    """How far the cells of one sheet reach, as far as it was looked through, which hold formulas, and which errors.

    A cell without a reference stands after the one before it, a row without a number below the one before it (ECMA-376 part 1, 18.3.1.4 and
    18.3.1.73), as the library that reads the values has it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.formulas: Places = {}
        self.errors: Places = {}
        self._filled: list[str] = []
        self._row = self._column = 0  # where the next cell stands, counted from 0
        self._here: tuple[int, int] | None = None
        self._furthest, self._widest, self._cells = 0, 0, 0

    def look(self, piece: bytes, *, is_last: bool = False) -> None:
        """Takes in a piece of the sheet. Raises Unreadable when it reaches too far."""
        super().look(piece, is_last=is_last)
        if self._widest > MOST_COLUMNS:
            raise Unreadable("import_too_many_columns", most=MOST_COLUMNS)
        if self._furthest > MOST_ROWS or max(self._cells, self._furthest * self._widest) > MOST_CELLS:
            raise Unreadable("import_too_many_rows", most=MOST_ROWS)
        if is_last:
            self._note_filled()

    def begins(self, name: str, given: dict[str, str]) -> None:
        if name == "c":
            self._cells += 1
            self._here = row, self._column = _place(given["r"]) if "r" in given else (self._row, self._column)
            self._furthest, self._widest = max(self._furthest, row + 1), max(self._widest, self._column + 1)
            if given.get("t") == "e":
                self.errors.setdefault(row + 1, set()).add(self._column + 1)
        elif name == "row":
            self._row, self._column = _row(given["r"]) if "r" in given else self._row, 0
            self._furthest = max(self._furthest, self._row + 1)
        elif name == "f" and self._here:
            row, column = self._here
            self.formulas.setdefault(row + 1, set()).add(column + 1)
            if given.get("t") in ("array", "dataTable") and "ref" in given:
                self._filled.append(given["ref"])

    def ends(self, name: str) -> None:
        if name == "c":
            self._column, self._here = self._column + 1, None
        elif name == "row":
            self._row += 1

    def _note_filled(self) -> None:
        """The cells that one formula fills beside its own hold it too, as far as the sheet reaches."""
        for reference in self._filled:
            first, _colon, last = reference.partition(":")
            (top, left), (bottom, right) = _place(first), _place(last or first)
            for row in range(top, min(bottom + 1, self._furthest)):
                self.formulas.setdefault(row + 1, set()).update(range(left + 1, min(right + 1, self._widest) + 1))


def _refuse_doctype(*_declared: object) -> NoReturn:
    raise Unreadable("import_damaged", why="DOCTYPE")


def _place(reference: str) -> tuple[int, int]:
    """Row and column of a reference such as "B2", counted from 0. Raises Unreadable."""
    found = _REFERENCE.fullmatch(reference)
    if not found or int(found[2]) == 0:
        raise Unreadable("import_damaged", why=f"r={reference[:40]}")
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _row(number: str) -> int:
    """A row, counted from 0. Raises Unreadable."""
    if not (number.isascii() and number.isdigit() and len(number) <= 7 and int(number)):
        raise Unreadable("import_damaged", why=f"r={number[:40]}")
    return int(number) - 1
