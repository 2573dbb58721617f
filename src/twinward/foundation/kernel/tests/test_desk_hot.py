"""Hot lists: pages found by key, in both directions, give the same rows as the plain list, and cost the same at every depth."""

import base64
import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.kernel import hot
from twinward.foundation.kernel.desk_parts import Column, Desk
from twinward.foundation.kernel.desk_rows import ordered
from twinward.foundation.kernel.models import Source

pytestmark = pytest.mark.django_db
DAY = date(2025, 11, 3)
PATHS = ("pk", "publisher", "not_before", "key")
DESK = Desk(
    "sources",
    "Sources",
    (
        Column("publisher", "Publisher", "publisher", "publisher"),
        Column("day", "Day", "not_before", "not_before"),
        Column("number", "Number", "id", "pk"),
    ),
    order="publisher",
)


def store(rows: list[tuple[str, int | None]]) -> QuerySet[Source]:
    """Sources with these publishers and days, counted from DAY; None: no day."""
    days = [None if offset is None else DAY + timedelta(offset) for _publisher, offset in rows]
    Source.objects.bulk_create(
        Source(key=f"s{number}", publisher=publisher, not_before=day)
        for number, ((publisher, _offset), day) in enumerate(zip(rows, days, strict=True))
    )
    return Source.objects.all()


def walk(rows: QuerySet[Source], path: str, size: int, *, is_descending: bool, is_back: bool = False) -> Iterator[list[int]]:
    """The keys on each page, from the first page on; or, going back, from the page before the last row on."""
    end = ""
    if is_back:
        last = list(ordered(DESK, rows, f"{'-' if is_descending else ''}{name_of(path)}"))[-1:]
        end = hot.written(getattr(last[0], path), last[0].pk) if last else ""
    while True:
        ends = {"after": "", "before": end} if is_back else {"after": end, "before": ""}
        page = hot.page(rows, PATHS, path=path, is_descending=is_descending, size=size, **ends)
        yield [row[0] for row in page.rows]
        end = page.before if is_back else page.after
        if not end:
            return


def name_of(path: str) -> str:
    return {"publisher": "publisher", "not_before": "day", "pk": "number"}[path]


ROWS = st.lists(st.tuples(st.sampled_from(["", "a", "Б", "б", "z", "'"]), st.none() | st.integers(-2, 2)), max_size=14)


@given(ROWS, st.sampled_from(["publisher", "not_before", "pk"]), st.booleans(), st.integers(1, 5))
def test_pages_by_key_are_the_plain_list_cut_into_pieces(rows: list[tuple[str, int | None]], path: str, is_descending: bool, size: int):
    with transaction.atomic():
        stored = store(rows)
        plain = [source.pk for source in ordered(DESK, stored, f"{'-' if is_descending else ''}{name_of(path)}")]
        pages = list(walk(stored, path, size, is_descending=is_descending))
        back = list(walk(stored, path, size, is_descending=is_descending, is_back=True))
        transaction.set_rollback(True)
    assert [key for page in pages for key in page] == plain
    assert all(len(page) == size for page in pages[:-1])
    assert [key for page in reversed(back) for key in page] == plain[:-1]


def test_a_page_and_the_one_before_the_next_are_the_same():
    rows = store([(name, None) for name in "abcdef"])
    first = hot.page(rows, PATHS, path="publisher", is_descending=False, after="", before="", size=2)
    second = hot.page(rows, PATHS, path="publisher", is_descending=False, after=first.after, before="", size=2)
    again = hot.page(rows, PATHS, path="publisher", is_descending=False, after="", before=second.before, size=2)
    assert (again.rows, again.before, again.after) == (first.rows, "", first.after)
    assert [row[1] for row in second.rows] == ["c", "d"]


@given(st.text(max_size=40) | st.binary(max_size=30).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_a_cursor_that_is_none_begins_at_the_top(typed: str):
    with transaction.atomic():
        rows = store([("a", 0), ("b", None)])
        page = hot.page(rows, PATHS, path="not_before", is_descending=False, after=typed, before="", size=5)
        transaction.set_rollback(True)
    assert [row[1] for row in page.rows] == ["a", "b"]


@given(st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(), st.none() | st.integers() | st.text(max_size=3))
def test_a_cursor_that_somebody_altered_is_read_as_a_place_or_not_at_all(value: object, key: object):
    with transaction.atomic():
        rows = store([("a", 0), ("b", None)])
        typed = base64.urlsafe_b64encode(json.dumps([value, key]).encode()).decode()
        for path in ("publisher", "not_before", "pk"):
            page = hot.page(rows, PATHS, path=path, is_descending=True, after=typed, before="", size=5)
            assert len(page.rows) <= 2
        transaction.set_rollback(True)


def test_no_page_asks_more_of_the_store_than_another():
    rows = store([(f"{number:03}", None if number % 3 else number) for number in range(90)])
    for path in ("publisher", "not_before", "pk"):
        asked = []
        end = ""
        while True:
            with CaptureQueriesContext(connection) as queries:
                page = hot.page(rows, PATHS, path=path, is_descending=False, after=end, before="", size=10)
            asked.append(len(queries))
            end = page.after
            if not end:
                break
        assert max(asked) <= 2, path
        assert "OFFSET" not in str(queries.captured_queries)


def test_rows_that_were_added_meanwhile_neither_repeat_nor_hide_others():
    rows = store([(name, None) for name in "bdfhj"])
    first = hot.page(rows, PATHS, path="publisher", is_descending=False, after="", before="", size=2)
    Source.objects.bulk_create(Source(key=name, publisher=name) for name in "ae")
    second = hot.page(rows, PATHS, path="publisher", is_descending=False, after=first.after, before="", size=3)
    assert [row[1] for row in second.rows] == ["e", "f", "h"]


def test_a_list_of_equal_values_is_walked_by_its_key():
    rows = store([("same", 0)] * 7)
    assert [key for page in walk(rows, "publisher", 2, is_descending=False) for key in page] == sorted(rows.values_list("pk", flat=True))
