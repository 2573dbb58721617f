"""Rows of a list, from a QuerySet or from any sequence of objects or mappings: narrowed, sorted, and read as columns of values."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, reduce
from itertools import islice
from operator import and_, or_
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Case, F, Field, ForeignObjectRel, IntegerField, Model, Q, QuerySet, When

from twinward.foundation.kernel import wording
from twinward.foundation.kernel.alphabet import place_of
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.desk_parts import Column, Desk


@dataclass(frozen=True, slots=True)
class Read:
    """Rows as columns: keys, whether each row is invented, and for each column its values and its links (None where it has none)."""

    keys: Sequence[Any]
    invented: Sequence[Any]
    values: Sequence[Sequence[Any]]
    links: Sequence[Sequence[str] | None]


@cache
def field_at(model: type[Model], path: str) -> "tuple[Field[Any, Any] | None, bool]":
    """The column that an ORM path leads to, None when it leads to none; and whether it passes a relation to many."""
    passes_many = False
    found: Any = None
    options: Any = model._meta
    for name in path.split("__"):
        try:
            found = options.pk if name == "pk" else options.get_field(name) if options is not None else None
        except FieldDoesNotExist:
            found = next((field for field in getattr(options, "concrete_fields", ()) if field.attname == name), None)
        if found is None:
            return None, passes_many
        passes_many |= bool(found.one_to_many or found.many_to_many)
        options = found.related_model._meta if found.is_relation else None
    return (None if isinstance(found, ForeignObjectRel) else found), passes_many


def value_at(row: Any, path: str | Callable[[Any], Any]) -> Any:
    """The value of a row, an object or a mapping, at a path or by a function; None where the path meets a None."""
    if callable(path):
        return path(row)
    for name in path.split("__"):
        if row is None:
            return None
        row = row.get(name) if isinstance(row, Mapping) else getattr(row, name)
    return row


def narrowed(desk: Desk, rows: Any, text: str, answers: Mapping[str, str], *, is_near: bool = False) -> Any:
    """The rows that match the answers of filters and the text; with `is_near` those that are only like the text, where the desk knows any."""
    for one in desk.filters:
        if one.name not in answers:
            continue
        answer = answers[one.name]
        if callable(one.field):
            rows = one.field(rows, answer)
        elif isinstance(rows, QuerySet):
            rows = rows.filter(**{one.field: answer})
        else:
            rows = [row for row in rows if str(value_at(row, one.field)) == answer]
    if not text:
        return rows
    if is_near and desk.near:
        return desk.near(rows, text)
    found = searched(desk, rows, text)
    return found if desk.near is None or is_any(found) else desk.near(rows, text)


def is_any(rows: Any) -> bool:
    """Whether there are rows at all."""
    return rows.exists() if isinstance(rows, QuerySet) else bool(rows)


def searched(desk: Desk, rows: Any, text: str) -> Any:
    """The rows in which every word of `text` stands in one of the desk's searched places, in any case of letters."""
    if callable(desk.search):
        return desk.search(rows, text)
    words = text.split()
    if isinstance(rows, QuerySet):
        found = reduce(and_, (reduce(or_, (Q(**holds(path, word)) for path in desk.search)) for word in words))
        if any(field_at(rows.model, path)[1] for path in desk.search):  # joins to many would give a row more than once
            return rows.filter(pk__in=rows.model._base_manager.filter(found).values("pk"))
        return rows.filter(found)
    told = [(row, " ".join(str(value_at(row, path) or "") for path in desk.search).casefold()) for row in rows]
    return [row for row, where in told if all(word.casefold() in where for word in words)]


def in_order_of(rows: QuerySet[Any], keys: Sequence[int]) -> QuerySet[Any]:
    """Those of the rows that have one of the primary keys, in the order of the keys."""
    places = Case(*(When(pk=key, then=place) for place, key in enumerate(keys)), output_field=IntegerField())
    return rows.filter(pk__in=keys).order_by(places) if keys else rows.none()


def holds(path: str, word: str) -> dict[str, str]:
    """The lookup for a word in any case of letters. SQLite's own knows capitals of ASCII only, its expressions know all."""
    return {f"{path}__icontains": word} if word.isascii() else {f"{path}__iregex": re.sub(r"([^\w\s])", r"\\\1", word)}


def order_of(desk: Desk, order: str) -> tuple[str, bool]:
    """The path to sort by, and whether it runs downwards."""
    name = order.removeprefix("-")
    column = desk.column(name)
    return (column.sorted_by if column is not None and column.sort else name), order.startswith("-")


def ordered(desk: Desk, rows: Any, order: str) -> Any:
    """The rows sorted, those without a value last, and always in the same order."""
    path, is_descending = order_of(desk, order)
    if isinstance(rows, QuerySet):
        first = F(path).desc(nulls_last=True) if is_descending else F(path).asc(nulls_last=True)
        rest = [*([desk.tied_by] if desk.tied_by not in ("", path) else []), "pk"]
        return rows.order_by(first, *(f"-{one}" if is_descending else one for one in rest))
    if desk.ties:
        rows = sorted(rows, key=lambda row: _comparable(value_at(row, desk.tied_by)), reverse=is_descending)
    told = [(row, value_at(row, path)) for row in rows]
    missing = [row for row, value in told if value is None or value == ""]
    present = [(row, value) for row, value in told if not (value is None or value == "")]
    column = desk.column(order.removeprefix("-"))
    is_country = column is not None and column.kind == "country"  # by name, as it is shown
    present.sort(key=lambda pair: place_of(wording.country(pair[1])) if is_country else _comparable(pair[1]), reverse=is_descending)
    return [row for row, _value in present] + missing


def _comparable(value: Any) -> Any:
    if isinstance(value, Day):
        return value.not_after or value.not_before or date.max
    return place_of(str(value)) if isinstance(value, str) or not hasattr(value, "__lt__") else value


def paths_of(desk: Desk, columns: Sequence[Column], *others: str) -> list[str]:
    """What one row of the store is read as, each path once: the key, whether it is invented if the desk says so, the values."""
    illustrative = [desk.illustrative] if desk.illustrative else []
    beside = (column.beside for column in columns if column.beside)
    return list(dict.fromkeys([desk.row_key, *illustrative, *(str(column.value) for column in columns), *beside, *others]))


def reads_columns(desk: Desk, columns: Sequence[Column], rows: Any) -> bool:
    """Whether the store can give the columns themselves, without an object for each row."""
    if not isinstance(rows, QuerySet):
        return False
    are_paths = not any(callable(column.link) or callable(column.value) for column in columns)
    return are_paths and all(field_at(rows.model, path)[0] is not None for path in paths_of(desk, columns))


def read(desk: Desk, columns: Sequence[Column], rows: Any) -> Read:
    """The rows as columns. `rows` is a page, or a chunk, of a QuerySet or sequence."""
    if reads_columns(desk, columns, rows):
        paths = paths_of(desk, columns)
        return read_tuples(desk, columns, paths, list(rows.values_list(*paths)))
    return read_objects(desk, columns, list(joined(columns, rows) if isinstance(rows, QuerySet) else rows))


def read_tuples(desk: Desk, columns: Sequence[Column], paths: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> Read:
    """Tuples of the values at `paths`, as columns."""
    at: dict[str, Sequence[Any]] = dict(zip(paths, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(paths, ())
    values = [worded(column, at[str(column.value)], at[column.beside] if column.beside else ()) for column in columns]
    return Read(at[desk.row_key], at[desk.illustrative] if desk.illustrative else (), values, [None] * len(columns))


def read_objects(desk: Desk, columns: Sequence[Column], rows: Sequence[Any]) -> Read:
    """Objects or mappings as columns."""
    return Read(
        [value_at(row, desk.row_key) for row in rows],
        [value_at(row, desk.illustrative) for row in rows] if desk.illustrative else (),
        [worded(column, *([value_at(row, path) for row in rows] for path in (column.value, column.beside) if path)) for column in columns],
        [[column.link(row) for row in rows] if callable(column.link) else None for column in columns],
    )


def worded(column: Column, values: Sequence[Any], beside: Sequence[Any] = ()) -> Sequence[Any]:
    """The values as they are shown."""
    if column.words is None:
        return values
    return column.words(values, beside) if column.beside else [column.words(value) for value in values]


def joined(columns: Sequence[Column], rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows with the records that the columns' paths lead through, in the same query."""
    paths = [column.value.rpartition("__")[0] for column in columns if isinstance(column.value, str) and "__" in column.value]
    single = [path for path in paths if (found := field_at(rows.model, path))[0] is not None and not found[1]]
    return rows.select_related(*single) if single else rows


def in_chunks(desk: Desk, columns: Sequence[Column], rows: Any, size: int = 2_000) -> Iterator[Read]:
    """All rows as columns for a file, `size` at a time, in one pass over the store."""
    if reads_columns(desk, columns, rows):
        paths = paths_of(desk, columns)
        for chunk in _batched(rows.values_list(*paths).iterator(chunk_size=size), size):
            yield read_tuples(desk, columns, paths, chunk)
    else:
        source = joined(columns, rows).iterator(chunk_size=size) if isinstance(rows, QuerySet) else iter(rows)
        for chunk in _batched(source, size):
            yield read_objects(desk, columns, chunk)


def filed(columns: Sequence[Column]) -> list[Column]:
    """The columns of a file: of one that is filed as it is stored and as it is shown, both; of one that is filed as others, these."""
    return [one for column in columns for one in column.filed_as or (_both(column) if column.filed_also else (column,))]


def _both(column: Column) -> tuple[Column, Column]:
    """What is stored; and what is shown, empty where that is the same."""

    def others(values: Sequence[Any], beside: Sequence[Any]) -> Sequence[Any]:
        shown = worded(column, values, beside)
        return ["" if one == stored else one for stored, one in zip(values, shown, strict=True)]

    return replace(column, words=None, beside=""), replace(column, header=column.filed_also, words=others)


def _batched(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while chunk := list(islice(rows, size)):
        yield chunk
