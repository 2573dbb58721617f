"""Pages of a large table: found by the last row's key and not by counting, so that every page costs the same; counts that stop at a limit."""

import base64
import json
from binascii import Error as NotBase64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet

from twinward.foundation.kernel.desk_rows import field_at

MOST_COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the sorted table: the value sorted by, None in the tail without one, and the key."""

    value: Any
    key: Any


@dataclass(frozen=True, slots=True)
class HotPage:
    """rows: tuples of the values at the paths asked for. before, after: the cursors of the pages beside this one, empty where there is none."""

    rows: list[tuple[Any, ...]]
    before: str
    after: str


def written(value: Any, key: Any) -> str:
    """A cursor as it stands in an address."""
    return base64.urlsafe_b64encode(json.dumps([value, key], cls=DjangoJSONEncoder, ensure_ascii=False).encode()).decode().rstrip("=")


def cursor_of(text: str, rows: QuerySet[Any], path: str) -> Cursor | None:
    """The cursor that an address holds; None when it is none of this table."""
    field, _passes_many = field_at(rows.model, path)
    try:
        value, key = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        is_missing = value is None and not _is_nullable(rows.model, path)
        if field is None or key is None or is_missing or isinstance(value, list | dict) or "\0" in f"{value}{key}":
            return None
        json.dumps([value, key], ensure_ascii=False).encode()  # refuses halves of characters, which no store holds
        return Cursor(None if value is None else field.to_python(value), rows.model._meta.pk.to_python(key))
    except (NotBase64, ValueError, TypeError, ValidationError):
        return None


def page(rows: QuerySet[Any], paths: Sequence[str], *, path: str, is_descending: bool, after: str, before: str, size: int) -> HotPage:
    """The `size` rows after or before a cursor, or the first ones. Sorted by `path`, the key breaking ties, rows without a value last.

    paths: what is read of each row, `path` and "pk" among it. The path needs an index that ends in the key.
    """
    is_back = bool(before) and not after
    cursor = cursor_of(before if is_back else after, rows, path) if before or after else None
    is_back = is_back and cursor is not None
    found = _take(rows, paths, path, is_descending ^ is_back, cursor, size + 1, is_back=is_back)
    if cursor is not None and not found:  # the end of the list, or a place that is no more: begin anew
        return page(rows, paths, path=path, is_descending=is_descending, after="", before="", size=size)
    has_more, found = len(found) > size, found[:size]
    if is_back:
        found.reverse()
    has_before, has_after = (has_more, True) if is_back else (cursor is not None, has_more)
    value, key = paths.index(path), paths.index("pk")
    return HotPage(
        found,
        written(found[0][value], found[0][key]) if found and has_before else "",
        written(found[-1][value], found[-1][key]) if found and has_after else "",
    )


def _take(
    rows: QuerySet[Any], paths: Sequence[str], path: str, descends: bool, cursor: Cursor | None, wanted: int, *, is_back: bool
) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for part, order in _parts(rows, path, descends, cursor, is_back=is_back):
        found += part.order_by(*order).values_list(*paths)[: wanted - len(found)]
        if len(found) == wanted:
            break
    return found


def _parts(
    rows: QuerySet[Any], path: str, descends: bool, cursor: Cursor | None, *, is_back: bool
) -> Iterator[tuple[QuerySet[Any], tuple[str, ...]]]:
    """What lies beyond the cursor in the order asked, each part one range of the index: the rows with a value, and those without."""
    sign = "-" if descends else ""
    key = "pk"
    field, _passes_many = field_at(rows.model, path)
    if field is not None and field.primary_key:
        yield (rows if cursor is None else rows.filter(**{f"pk__{'lt' if descends else 'gt'}": cursor.key})), (f"{sign}{key}",)
        return
    is_nullable = _is_nullable(rows.model, path)
    with_value = rows.filter(**{f"{path}__isnull": False}) if is_nullable else rows
    without = (rows.filter(**{f"{path}__isnull": True}), (f"{sign}{key}",))
    if cursor is not None and cursor.value is None:
        tail = rows.filter(**{f"{path}__isnull": True, f"pk__{'lt' if descends else 'gt'}": cursor.key})
        yield tail, (f"{sign}{key}",)
        if is_back:
            yield with_value, (f"{sign}{path}", f"{sign}{key}")
        return
    yield (with_value if cursor is None else rows.filter(beyond(path, descends, cursor))), (f"{sign}{path}", f"{sign}{key}")
    if is_nullable and not is_back:
        yield without


def beyond(path: str, descends: bool, cursor: Cursor) -> Q:
    """What comes after the cursor, written so that both stores walk the index from there: a<=x AND (a<x OR id<y)."""
    word = "lt" if descends else "gt"
    return Q(**{f"{path}__{word}e": cursor.value}) & (Q(**{f"{path}__{word}": cursor.value}) | Q(**{f"pk__{word}": cursor.key}))


@cache
def _is_nullable(model: type[Model], path: str) -> bool:
    """Whether a row may lack the value: its own column may, or a record on the way to it."""
    names = path.split("__")
    return any((found := field_at(model, "__".join(names[: end + 1]))[0]) is not None and found.null for end in range(len(names)))
