"""Hot lists: pages found by key, in both directions, give the same rows as the plain list, and cost the same at every depth."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
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
PATH_OF = {"publisher": "publisher", "day": "not_before", "number": "pk"}


def store(rows: list[tuple[str, int | None]]) -> QuerySet[Source]:
    """Sources with these publishers and days, counted from DAY (None: no day), the later ones with the lower key."""
    Source.objects.bulk_create(
        Source(key=f"s{99 - number}", publisher=publisher, not_before=None if offset is None else DAY + timedelta(offset))
        for number, (publisher, offset) in enumerate(rows)
    )
    return Source.objects.all()


def turn_pages(rows: QuerySet[Source], order: hot.Order, size: int, *, back_from: Source | None = None) -> Iterator[list[int]]:
    """The keys on each page, from the first on; or, going back, from the page that ends before a row."""
    end = hot.written([getattr(back_from, path) for path in order.paths]) if back_from else ""
    while True:
        ends = {"after": "", "before": end} if back_from else {"after": end, "before": ""}
        page = hot.page(rows, PATHS, order, size=size, **ends)
        yield [row[0] for row in page.rows]
        end = page.before if back_from else page.after
        if not end:
            return


ROWS = st.lists(st.tuples(st.sampled_from(["", "a", "Б", "б", "z", "'"]), st.none() | st.integers(-2, 2)), max_size=12)


@given(ROWS, st.sampled_from(sorted(PATH_OF)), st.booleans(), st.sampled_from(["", "key"]), st.integers(1, 5))
def test_pages_by_key_are_the_plain_list_cut_into_pieces(
    rows: list[tuple[str, int | None]], name: str, descends: bool, ties: str, size: int
):
    with transaction.atomic():
        stored, order = store(rows), hot.Order(PATH_OF[name], descends, ties)
        plain = list(ordered(replace(DESK, ties=ties), stored, f"{'-' if descends else ''}{name}"))
        pages = list(turn_pages(stored, order, size))
        back = list(turn_pages(stored, order, size, back_from=plain[-1])) if len(plain) > 1 else []
        transaction.set_rollback(True)
    keys = [source.pk for source in plain]
    assert [key for page in pages for key in page] == keys
    assert all(len(page) == size for page in pages[:-1])
    assert [key for page in reversed(back) for key in page] == keys[:-1]


def test_a_page_and_the_one_before_the_next_are_the_same():
    rows, order = store([(name, None) for name in "abcdef"]), hot.Order("publisher", descends=False)
    first = hot.page(rows, PATHS, order, after="", before="", size=2)
    second = hot.page(rows, PATHS, order, after=first.after, before="", size=2)
    again = hot.page(rows, PATHS, order, after="", before=second.before, size=2)
    assert (again.rows, again.before, again.after) == (first.rows, "", first.after)
    assert [row[1] for row in second.rows] == ["c", "d"]


ORDERS = [hot.Order(path, descends, ties) for path in PATH_OF.values() for descends in (False, True) for ties in ("", "key")]


@given(st.text(max_size=40) | st.binary(max_size=30).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_a_cursor_that_is_none_begins_at_the_top(typed: str):
    with transaction.atomic():
        rows = store([("a", 0), ("b", None)])
        page = hot.page(rows, PATHS, ORDERS[0], after=typed, before="", size=5)
        transaction.set_rollback(True)
    assert [row[1] for row in page.rows] == ["a", "b"]


ANYTHING = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats() | st.dates().map(str)


@given(st.lists(ANYTHING, max_size=4), st.booleans())
def test_a_cursor_that_somebody_altered_is_read_as_a_place_or_not_at_all(values: list[object], is_back: bool):
    typed = base64.urlsafe_b64encode(json.dumps(values).encode()).decode()
    with transaction.atomic():
        rows = store([("a", 0), ("b", None)])
        for order in ORDERS:
            page = hot.page(rows, PATHS, order, after="" if is_back else typed, before=typed if is_back else "", size=5)
            assert 1 <= len(page.rows) <= 2
        transaction.set_rollback(True)


def test_no_page_asks_more_of_the_store_than_another():
    rows = store([(f"{number // 30}", None if number % 3 else number) for number in range(90)])
    for order in ORDERS:
        end, asked = "", []
        while True:
            with CaptureQueriesContext(connection) as queries:
                end = hot.page(rows, PATHS, order, after=end, before="", size=10).after
            asked.append(len(queries))
            assert "OFFSET" not in str(queries.captured_queries)
            if not end:
                break
        assert max(asked) <= 3, order


def test_rows_that_were_added_meanwhile_neither_repeat_nor_hide_others():
    rows, order = store([(name, None) for name in "bdfhj"]), hot.Order("publisher", descends=False)
    first = hot.page(rows, PATHS, order, after="", before="", size=2)
    Source.objects.bulk_create(Source(key=name, publisher=name) for name in "ae")
    second = hot.page(rows, PATHS, order, after=first.after, before="", size=3)
    assert [row[1] for row in second.rows] == ["e", "f", "h"]


def test_a_place_beyond_the_end_begins_anew():
    rows, order = store([("a", None), ("b", None)]), hot.Order("publisher", descends=False)
    page = hot.page(rows, PATHS, order, after=hot.written(["z", 1]), before="", size=5)
    assert [row[1] for row in page.rows] == ["a", "b"]
    assert (page.before, page.after) == ("", "")
