"""Pages of a large table: found by the last row's key and not by counting, so that every page costs the same; counts that stop at a limit."""

import base64
import json
from binascii import Error as NotBase64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import BinaryField, Model, Q, QuerySet

from twinward.foundation.kernel.desk_rows import field_at

MOST_COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class Order:
    """How a large table is sorted: by `path`, rows without a value last; equal ones by `ties` if given, which all rows have; then by the key.

    The columns need an index in this order.
    """

    path: str
    descends: bool
    ties: str = ""

    @property
    def paths(self) -> tuple[str, ...]:
        return (self.path, *([self.ties] if self.ties else []), "pk")

    def turned(self, is_back: bool) -> "Order":
        """The same, read from its end."""
        return replace(self, descends=self.descends ^ is_back)

    def by(self, *paths: str) -> tuple[str, ...]:
        """The arguments of order_by."""
        return tuple(f"-{path}" if self.descends else path for path in paths)


class _Encoder(DjangoJSONEncoder):
    """Bytes as a column of them reads them again."""

    def default(self, o: Any) -> Any:
        return base64.b64encode(o).decode() if isinstance(o, bytes | memoryview) else super().default(o)


@dataclass(frozen=True, slots=True)
class HotPage:
    """rows: tuples of the values at the paths asked for. before, after: the cursors of the pages beside this one, empty where there is none.

    is_anew: the cursor that was given leads nowhere, so these are the first rows.
    """

    rows: list[tuple[Any, ...]]
    before: str
    after: str
    is_anew: bool = False


def written(values: Sequence[Any]) -> str:
    """A cursor, the values of a row at the paths of an order, as it stands in an address."""
    text = json.dumps(list(values), cls=_Encoder, ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def cursor_of(text: str, model: type[Model], order: Order) -> tuple[Any, ...] | None:
    """The cursor that an address holds; None when it is none of this table."""
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(values, list) or len(values) != len(order.paths):
            return None
        json.dumps(values, ensure_ascii=False).encode()  # refuses halves of characters, which no store holds
        return tuple(_stored(model, path, value) for path, value in zip(order.paths, values, strict=True))
    except (NotBase64, ValueError, TypeError, OverflowError, ValidationError):
        return None


def _stored(model: type[Model], path: str, value: Any) -> Any:
    """The value as the column at `path` holds it. Raises ValueError when it cannot."""
    field, _passes_many = field_at(model, path)
    if isinstance(field, BinaryField) and not isinstance(value, str):
        raise ValueError(value)
    if field is None or isinstance(value, list | dict) or "\0" in str(value) or (value is None and not _is_nullable(model, path)):
        raise ValueError(value)
    return field.to_python(value)


def page(rows: QuerySet[Any], paths: Sequence[str], order: Order, *, after: str, before: str, size: int) -> HotPage:
    """The `size` rows after or before a cursor, or the first ones. paths: what is read of each row; those of the order are among them."""
    is_back = bool(before) and not after
    cursor = cursor_of(before if is_back else after, rows.model, order) if before or after else None
    is_back = is_back and cursor is not None
    found = _take(rows, paths, order.turned(is_back), cursor, size + 1, is_back=is_back)
    if cursor is not None and not found:  # the end of the list, or a place that is no more: begin anew
        return replace(page(rows, paths, order, after="", before="", size=size), is_anew=True)
    has_more, found = len(found) > size, found[:size]
    if is_back:
        found.reverse()
    has_before, has_after = (has_more, True) if is_back else (cursor is not None, has_more)
    places = [paths.index(path) for path in order.paths]
    return HotPage(
        found,
        written([found[0][place] for place in places]) if found and has_before else "",
        written([found[-1][place] for place in places]) if found and has_after else "",
    )


def _take(
    rows: QuerySet[Any], paths: Sequence[str], order: Order, cursor: tuple[Any, ...] | None, wanted: int, *, is_back: bool
) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for part, by in _parts(rows, order, cursor, is_back=is_back):
        found += part.order_by(*by).values_list(*paths)[: wanted - len(found)]
        if len(found) == wanted:
            break
    return found


Part = tuple[QuerySet[Any], tuple[str, ...]]


def _parts(rows: QuerySet[Any], order: Order, cursor: tuple[Any, ...] | None, *, is_back: bool) -> Iterator[Part]:
    """What lies beyond the cursor, in parts that are each one range of the index, with how they are sorted.

    With ties: the rest of the cursor's group, then the groups beyond. Then, or going back before that, the rows without a value.
    """
    path, rest, than = order.path, order.paths[1:], "lt" if order.descends else "gt"
    if rest == ("pk",) and _is_key(rows.model, path):
        yield (rows if cursor is None else rows.filter(**{f"pk__{than}": cursor[-1]})), order.by("pk")
        return
    is_nullable = _is_nullable(rows.model, path)
    valued = rows.exclude(**{path: None}) if is_nullable else rows
    if cursor is None:
        yield valued, order.by(*order.paths)
    elif cursor[0] is None:
        yield rows.filter(_beyond(rest, cursor[1:], than), **{path: None}), order.by(*rest)
        if is_back:
            yield valued, order.by(*order.paths)
        return
    elif order.ties:
        yield rows.filter(_beyond(rest, cursor[1:], than), **{path: cursor[0]}), order.by(*rest)
        yield rows.filter(**{f"{path}__{than}": cursor[0]}), order.by(*order.paths)
    else:
        yield rows.filter(_beyond(order.paths, cursor, than)), order.by(*order.paths)
    if is_nullable and not is_back:
        yield rows.filter(**{path: None}), order.by(*rest)


def _beyond(paths: Sequence[str], values: Sequence[Any], than: str) -> Q:
    """What comes after the values, written so that both stores walk the index from there: a<=x AND (a<x OR id<y)."""
    if len(paths) == 1:
        return Q(**{f"{paths[0]}__{than}": values[0]})
    path, value = paths[0], values[0]
    return Q(**{f"{path}__{than}e": value}) & (Q(**{f"{path}__{than}": value}) | Q(**{f"pk__{than}": values[-1]}))


@cache
def _is_key(model: type[Model], path: str) -> bool:
    field, _passes_many = field_at(model, path)
    return "__" not in path and field is not None and field.primary_key


@cache
def _is_nullable(model: type[Model], path: str) -> bool:
    """Whether a row may lack the value: its own column may, or a record on the way to it."""
    names = path.split("__")
    return any((found := field_at(model, "__".join(names[: end + 1]))[0]) is not None and found.null for end in range(len(names)))
