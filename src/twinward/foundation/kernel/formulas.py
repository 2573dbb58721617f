"""Text that a spreadsheet would take for a formula: made harmless in a file, and read back as it was. No Django."""

import re

# What spreadsheets take for a formula, in plain or full width, after any number of apostrophes; and signed numbers and telephone numbers,
# which are none (OWASP, CSV injection).
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_SIGNED = re.compile(r"[+-]\d[\d .,()/-]*(?:[eE][+-]?\d+)?")


def neutralised(text: str) -> str:
    """The text behind an apostrophe when a spreadsheet would take it for a formula; otherwise as it is. `restored` undoes it."""
    return f"'{text}" if _FORMULA.match(text) and not _SIGNED.fullmatch(text) else text


def restored(cell: str) -> str:
    """The text that `neutralised` wrote as `cell`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
