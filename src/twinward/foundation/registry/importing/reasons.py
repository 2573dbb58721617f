"""What was not taken, gathered by reason: how many rows there are of each, and the first of them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from django.utils.translation import gettext

from twinward.foundation.registry.importing.columns import Fault, Rejected
from twinward.foundation.registry.importing.saying import reason, where

_PLACE = re.compile(r"\[[0-9]+\]")
_OMITTED = "…"


class Told(NamedTuple):
    """One fault in words: the row, the part of it, what is wrong."""

    row: int
    field: str
    words: str


class Reason(NamedTuple):
    """field, words: the part of a row and what is wrong with it, as all the rows have it; "…" stands where they differ.

    rows: how many rows. first: the first of them. more: how many are not among these. is_alike: whether `field` and `words` say all of each.
    """

    field: str
    words: str
    rows: int
    first: list[Told]
    more: int
    is_alike: bool


def faults_of(rejected: Iterable[Rejected]) -> Iterator[Fault]:
    """Every fault of the rows, in their order."""
    return (fault for one in rejected for fault in one.faults)


def reasons(faults: Iterable[Fault], most: int) -> list[Reason]:
    """The reasons in these faults, which are in the order of rows: that of most rows first; of each at most `most` faults."""
    groups: dict[tuple[str, str], list[Fault]] = {}
    for fault in faults:
        groups.setdefault((_PLACE.sub("", fault.field), _general(fault.code)), []).append(fault)
    found = [_reason(code, group, most) for (_field, code), group in groups.items()]
    return sorted(found, key=lambda one: -one.rows)


def _general(code: str) -> str:
    """The code of the reason without what it guesses."""
    return code.removesuffix("_like")


def _reason(code: str, group: list[Fault], most: int) -> Reason:
    rows, first = len({fault.row for fault in group}), [Told(one.row, where(one.field), reason(one)) for one in islice(group, most)]
    fields, values = {fault.field for fault in group}, [fault.values for fault in group]
    common = {name: value if all(other.get(name) == value for other in values) else _OMITTED for name, value in values[0].items()}
    is_alike = len(fields) == 1 and all(fault.code == group[0].code and fault.values == group[0].values for fault in group)
    said = group[0].code if is_alike else code
    field = where(group[0].field) if len(fields) == 1 else gettext("a name")
    return Reason(field, reason(Fault(0, group[0].field, said, common)), rows, first, rows - len({fault.row for fault in first}), is_alike)


# --- at a terminal ---

_LINES = 20


def lines_of(rejected: list[Rejected], left_out: list[Fault], doubles: list[dict[str, Any]], noted: Sequence[Fault] = ()) -> Iterator[str]:
    """What a person at a terminal reads of an import: the reasons with their numbers, the first rows of each, and what may stand twice on record."""
    yield from _told(f"{_rows(len(rejected))} rejected", list(faults_of(rejected)))
    yield from _told(f"{len(left_out)} {'value' if len(left_out) == 1 else 'values'} left out", left_out)
    yield from _told(f"{len(noted)} {'value' if len(noted) == 1 else 'values'} taken otherwise than the file has it", list(noted))
    for one in doubles:
        added = f" It is number {one['added']} now; merge them if they are one." if one["added"] else ""
        yield f"Row {one['row']}, “{one['name']}” may be number {one['organisation']} on record, “{one['called']}”.{added}"


def _told(heading: str, faults: list[Fault]) -> Iterator[str]:
    found = reasons(faults, _LINES)
    if len(faults) > 1:
        yield f"{heading}:"
        yield from (f"  {_rows(one.rows)}, {one.field}: {one.words}" for one in found)
    for one in found:
        yield from (f"Row {told.row}, {told.field}: {told.words}" for told in one.first)
        if one.more:
            yield f"… and {_rows(one.more)} more, {one.field}: {one.words} All of them: --rejected FILE, or --json"


def _rows(count: int) -> str:
    return f"{count} {'row' if count == 1 else 'rows'}"
