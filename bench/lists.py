"""Pages of large lists at any depth, on both stores: time, queries, and rows as HTML beside the raw limit, in one run.

`python bench/lists.py` builds 100,000 organisations and 1,000,000 events of the ledger in a home of its own for each store; `--small` takes
a fiftieth of them. The exit status is 1 when a goal is missed; a small run only holds what is right, not what is fast.
"""

import argparse
import html
import importlib.metadata
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results" / "lists.json"
ORGANISATIONS, EVENTS, SMALL = 100_000, 1_000_000, 50
DEPTHS = (0.0, 0.25, 0.5, 0.75, 0.99)
MOST_TIMES_LIMIT, MOST_TIMES_FIRST, MOST_PAGE_MS = 2.0, 3.0, 10.0
TABLE = "registry_organisation"
KINDS = ("ministry", "hospital", "university", "research", "agency", "donor", "other")
WORDS = (
    "Regional Clinical Hospital Children's Національний медичний інститут Центр & University of Mərkəzi Klinika <Medicine> Oncology".split()
)
COUNTRIES = ("UA", "AZ", "DE", "PL", "FR", "IT", "ES", "GB", "US", "NO", "SE", "FI", "SK", "CH", "TR", "GE", "MD", "LT", "LV", "EE")


@dataclass
class Line:
    """One list at all depths, medians in milliseconds.

    first, deep: the rows as HTML, query and all, at the top and below. raw: the same by the driver and one f-string. drawn: the HTML alone.
    """

    store: str
    list: str
    queries: int
    first_p50_ms: float
    deep_p50_ms: float
    deep_p95_ms: float
    raw_p50_ms: float
    times_raw: float
    drawn_ms: float
    raw_drawn_ms: float
    offset_ms: float
    page_cpu_ms: float
    page_queries: int

    @property
    def times_drawn(self) -> float:
        return self.drawn_ms / self.raw_drawn_ms


def main() -> int:
    """Both stores have been measured, one after the other, each in a process of its own."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--small", action="store_true")
    arguments.add_argument("--store", choices=("sqlite", "postgresql"))
    asked = arguments.parse_args()
    if asked.store:
        print(json.dumps([asdict(line) for line in measured(asked.store, small=asked.small)]))
        return 0
    lines = [Line(**line) for store in ("sqlite", "postgresql") for line in in_own_process(store, small=asked.small)]
    missed = list(goals_missed(lines, small=asked.small))
    report(lines, missed)
    if not asked.small:
        write(lines, missed)
    return int(bool(missed))


def in_own_process(store: str, *, small: bool) -> list[dict[str, Any]]:
    """What a process of its own measured over a fresh home; nothing, aloud, where PostgreSQL is not installed."""
    sys.path.insert(0, str(ROOT))
    from tests import stores

    with tempfile.TemporaryDirectory(prefix="twinward-lists-") as home:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("TWINWARD_")}
        environment |= {"TWINWARD_HOME": home, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "DJANGO_SETTINGS_MODULE": "twinward.site.settings"}
        command = [sys.executable, str(Path(__file__).resolve()), "--store", store, *(["--small"] if small else [])]
        if store == "sqlite":
            return json.loads(subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE).stdout)
        try:
            with stores.cluster() as address:
                environment |= {stores.URL: address}
                return json.loads(subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE).stdout)
        except stores.Missing as missing:
            print(missing, file=sys.stderr)
            return []


# -- building


def build(*, small: bool) -> None:
    """The store holds the organisations and the events. PostgreSQL knows its statistics, as it soon does by itself; SQLite has none."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from twinward.foundation.kernel.models import Source

    call_command("migrate", verbosity=0)
    part = SMALL if small else 1
    with transaction.atomic():
        Source.objects.bulk_create(Source(key=f"source-{number}", publisher=f"Ministry & Press {number}") for number in range(3))
        put(TABLE, organisation_rows(ORGANISATIONS // part))
        put("kernel_event", event_rows(EVENTS // part))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def put(table: str, rows: Iterator[dict[str, Any]]) -> None:
    """The rows are in the table, by the quickest way that the store has."""
    from django.db import connection

    first = next(rows)
    names = ", ".join(f'"{name}"' for name in first)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in (first, *rows):
                    copy.write_row(list(row.values()))
        else:
            marks = ", ".join(["%s"] * len(first))
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', [list(row.values()) for row in (first, *rows)])


def organisation_rows(number: int) -> Iterator[dict[str, Any]]:
    """Invented organisations, their names in three alphabets and with letters that HTML must escape."""
    chance = random.Random(2025)
    for id in range(1, number + 1):
        yield {
            "id": id,
            "name": " ".join(chance.choices(WORDS, k=4)) + f" {chance.randrange(number)}",
            "kind": chance.choices(KINDS, weights=(1, 60, 15, 8, 6, 4, 6))[0],
            "country_id": chance.choices(COUNTRIES, weights=range(len(COUNTRIES), 0, -1))[0],
            "region": "",
            "city": chance.choice(("Kyiv", "Bakı", "Berlin", "Львів", "")),
            "public_precision": "country",
            "website": "",
            "is_active": True,
            "is_illustrative": True,
            "basis": "done_here",
            "why": "",
            "parent_id": chance.randrange(1, id) if id > 1 else None,
            "source_id": 1 + id % 3,
        }


def event_rows(number: int) -> Iterator[dict[str, Any]]:
    """Invented events about the organisations, one a minute."""
    from django.db import connection

    chance = random.Random(2026)
    leaf = b"\0" * 32
    for id in range(1, number + 1):
        instant = f"{2024 + id % 2}-{1 + id % 12:02}-{1 + id % 28:02} {id % 24:02}:{id % 60:02}:00"
        facts = {"reason": f"checked & corrected {id}", "before": {"city": "Kyiv"}, "after": {"city": "<Київ>"}}
        yield {
            "id": id,
            "tx": id if connection.vendor == "postgresql" else 0,
            "at": instant if connection.vendor == "sqlite" else f"{instant}+00",
            "by": chance.choice(("command:load", "account:1", "public")),
            "record": f"registry.organisation:{chance.randrange(1, number // 10 + 1)}",
            "verb": chance.choice(("add", "change")),
            "facts": json.dumps(facts),
            "part_of": None,
            "leaf": leaf,
        }


# -- measuring


def measured(store: str, *, small: bool) -> Iterator[Line]:
    """A line for each list and sorting."""
    import django

    django.setup()
    started = time.monotonic()
    build(small=small)
    print(f"{store}: built in {time.monotonic() - started:.0f} s", file=sys.stderr)
    from twinward.foundation.kernel.actors import Operator
    from twinward.foundation.kernel.desks import LEDGER
    from twinward.foundation.kernel.models import Event
    from twinward.foundation.registry.desks import ORGANISATIONS as INSTITUTIONS
    from twinward.foundation.registry.models import Organisation

    rounds = 5 if small else 60
    organisations = Organisation.objects.visible_to(Operator("bench")).standing()
    for order in ("name", "-name", "country", "kind"):
        yield line(store, f"institutions by {order}", INSTITUTIONS, organisations, order, rounds)
    yield line(store, "with three joins", with_joins(INSTITUTIONS), organisations, "name", rounds)
    for order in ("-number", "number"):
        yield line(store, f"ledger by {order}", LEDGER, Event.objects.all(), order, rounds)


def with_joins(desk: Any) -> Any:
    """The institutions with the publisher of their source, what they are part of and what that is part of."""
    from twinward.foundation.kernel.desk import Column

    joined = (("part_of", "parent__name"), ("whole", "parent__parent__name"), ("source", "source__publisher"))
    columns = tuple(column for column in desk.columns if column.name in ("name", "country", "kind", "city"))
    return replace(desk, word="joined", columns=(*columns, *(Column(name, name, path) for name, path in joined)))


def line(store: str, title: str, desk: Any, rows: Any, order: str, rounds: int) -> Line:
    """One list measured: every page at depth is another one."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ours = Ours(desk, rows, order)
    raw = Raw(desk, rows, ours.order)
    starts = cursors(ours.order, rows, desk.page_size, rounds)
    for way in (ours, raw):
        way.rows_html("" if way is ours else starts[0])
    first = [timed(lambda: ours.rows_html("")) for _round in range(rounds)]
    both = [(timed(partial(ours.rows_html, start)), timed(partial(raw.rows_html, start))) for start in starts]
    deep, limit = [one for one, _other in both], [other for _one, other in both]
    read, found = ours.read(starts[0]), raw.found(starts[0])
    drawn = [(timed(lambda: ours.drawn(read)), timed(lambda: raw.drawn(found))) for _round in range(rounds)]
    with CaptureQueriesContext(connection) as asked:
        ours.rows_html(starts[-1])
    page, page_queries = whole_page(desk, rows, order, starts)
    return Line(
        store=store,
        list=title,
        queries=len(asked),
        first_p50_ms=statistics.median(first),
        deep_p50_ms=statistics.median(deep),
        deep_p95_ms=statistics.quantiles(deep, n=20)[-1],
        raw_p50_ms=statistics.median(limit),
        times_raw=statistics.median(deep) / statistics.median(limit),
        drawn_ms=statistics.median([one for one, _other in drawn]),
        raw_drawn_ms=statistics.median([other for _one, other in drawn]),
        offset_ms=timed(raw.by_offset),
        page_cpu_ms=page,
        page_queries=page_queries,
    )


def timed(work: Callable[[], Any]) -> float:
    """Milliseconds of the clock on the wall that the work took: the best of three, since others use this machine too."""
    return min(_once(work) for _turn in range(3))


def _once(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


class Ours:
    """The same as `Raw` by the desk's own means: the typed query of the rows, and the compiled renderer."""

    def __init__(self, desk: Any, rows: Any, order: str) -> None:
        from twinward.foundation.kernel import hot
        from twinward.foundation.kernel.desk_asked import Asked
        from twinward.foundation.kernel.desk_rows import order_of, paths_of

        self.desk, self.rows = desk, rows
        path, descends = order_of(desk, order)
        self.order = hot.Order(path, descends, desk.ties if path != desk.ties else "")
        self.columns = Asked(desk, "").columns
        self.paths = paths_of(desk, self.columns, *self.order.paths)

    def read(self, start: str) -> Any:
        from twinward.foundation.kernel import hot
        from twinward.foundation.kernel.desk_rows import read_tuples

        ends = {"after": start, "before": "", "size": self.desk.page_size}
        page = hot.page(self.rows, self.paths, self.order, **ends)
        return read_tuples(self.desk, self.columns, self.paths, page.rows)

    def drawn(self, read: Any) -> str:
        from twinward.foundation.kernel.desk_cells import Rows

        return Rows(self.desk, self.columns, self.rows.model, with_boxes=False, choose="").html(read)

    def rows_html(self, start: str) -> str:
        return self.drawn(self.read(start))


def shown(desk: Any, rows: Any, order: str, after: str) -> Any:
    from django.test import RequestFactory

    from twinward.foundation.kernel.actors import Operator
    from twinward.foundation.kernel.desk_shown import Shown

    request = RequestFactory().get("/", {"sort": order, "after": after})
    request.user = Operator("bench")  # pyright: ignore[reportAttributeAccessIssue] - any actor reads
    return Shown(request, desk, rows)


def whole_page(desk: Any, rows: Any, order: str, starts: Sequence[str]) -> tuple[float, int]:
    """The median CPU milliseconds of the whole page, template included, and its queries."""
    from django.db import connection
    from django.template.loader import render_to_string
    from django.test.utils import CaptureQueriesContext

    spent = []
    for start in starts[:40]:
        began = time.process_time()
        render_to_string("kernel/desk.html", {"list": shown(desk, rows, order, start), "heading": desk.title})
        spent.append((time.process_time() - began) * 1000)
    with CaptureQueriesContext(connection) as asked:
        render_to_string("kernel/desk.html", {"list": shown(desk, rows, order, starts[0]), "heading": desk.title})
    return statistics.median(spent), len(asked)


def cursors(order: Any, rows: Any, size: int, rounds: int) -> list[str]:
    """Places spread over all depths, as the addresses of pages name them; at each depth `rounds` of them."""
    from twinward.foundation.kernel import hot

    keys = list(rows.order_by(*order.by(*order.paths)).values_list(*order.paths))
    places = [min(int(len(keys) * depth) + 7 * turn, len(keys) - size - 2) for depth in DEPTHS for turn in range(rounds)]
    random.Random(7).shuffle(places)
    return [hot.written(keys[place]) for place in places]


class Raw:
    """The limit: the same rows by the store's own driver with a statement written by hand, as HTML by one escaped f-string."""

    def __init__(self, desk: Any, rows: Any, order: Any) -> None:
        from django.db import connection

        self.is_ledger, self.is_joined = desk.word == "ledger", desk.word == "joined"
        self.order, self.rows, self.size = order, rows, desk.page_size
        self.columns = ["id" if path == "pk" else path for path in order.paths]
        connection.ensure_connection()
        self.connection: Any = connection.connection
        self.mark = "?" if connection.vendor == "sqlite" else "%s"
        from twinward.foundation.kernel.wording import country
        from twinward.foundation.registry.models import Kind

        self.countries = {code: country(code) for code in COUNTRIES}
        self.kinds = {kind.value: str(kind.label) for kind in Kind}

    def statement(self) -> str:
        down, than = (" DESC", "<") if self.order.descends else ("", ">")
        if self.is_ledger:
            beyond = f"id {than} {self.mark}"
            return f'SELECT id, at, "by", record, verb, facts FROM kernel_event WHERE {beyond} ORDER BY id{down} LIMIT {self.size + 1}'
        *firsts, column, key = [f"o.{column}" for column in self.columns]
        group = "".join(f" AND {first} = {self.mark}" for first in firsts)  # in a group of ties; near its end the page is shorter than ours
        beyond = f"{column} {than}= {self.mark} AND ({column} {than} {self.mark} OR {key} {than} {self.mark}){group}"
        more = ", p.name, w.name, s.publisher" if self.is_joined else ""
        joins = f"LEFT JOIN {TABLE} p ON p.id = o.parent_id LEFT JOIN {TABLE} w ON w.id = p.parent_id LEFT JOIN kernel_source s ON s.id = o.source_id"
        return (
            f"SELECT o.id, o.name, o.country_id, o.kind, o.city, o.is_illustrative{more} FROM {TABLE} o {joins if more else ''}"
            f" WHERE o.merged_into_id IS NULL AND {beyond} ORDER BY {column}{down}, {key}{down} LIMIT {self.size + 1}"
        )

    def rows_html(self, start: str) -> str:
        return self.drawn(self.found(start))

    def found(self, start: str) -> Sequence[Any]:
        from twinward.foundation.kernel import hot

        cursor = hot.cursor_of(start, self.rows.model, self.order)
        assert cursor is not None
        values = [cursor[-1]] if self.is_ledger else [cursor[-2], cursor[-2], cursor[-1], *cursor[:-2]]
        return self.connection.execute(self.statement(), values).fetchall()

    def drawn(self, found: Sequence[Any]) -> str:
        if self.is_ledger:
            return "".join(self.event_html(*row) for row in found)
        draw = self.joined_html if self.is_joined else self.organisation_html
        return "".join(draw(*row) for row in found)

    def organisation_html(self, id: int, name: str, country: str, kind: str, city: str, is_illustrative: bool) -> str:
        invented = ' <span class="illus">illustrative</span>' if is_illustrative else ""
        return (
            f'<tr><th scope="row"><a href="/organisations/{id}/">{html.escape(name)}</a>{invented}</th>'
            f'<td class="d" data-l="Country">{html.escape(self.countries[country])}</td>'
            f'<td data-l="Kind">{html.escape(self.kinds[kind])}</td><td class="opt" data-l="Place">{html.escape(city or "-")}</td></tr>'
        )

    def joined_html(self, *row: Any) -> str:
        return (
            f'{self.organisation_html(*row[:6])}<td data-l="Part of">{html.escape(row[6] or "-")}</td>'
            f'<td data-l="Whole">{html.escape(row[7] or "-")}</td><td data-l="Source">{html.escape(row[8] or "-")}</td>'
        )

    def event_html(self, id: int, at: Any, by: str, record: str, verb: str, facts: Any) -> str:
        return (
            f'<tr><th scope="row" class="n">{id:,}</th><td class="d" data-l="When">{html.escape(str(at))}</td>'
            f'<td data-l="Who">{html.escape(by)}</td><td data-l="Record">{html.escape(record)}</td>'
            f'<td data-l="What">{html.escape(verb)}</td><td data-l="In detail">{html.escape(str(facts))}</td></tr>'
        )

    def by_offset(self) -> Any:
        """The same page by counting from the top, for comparison."""
        down = " DESC" if self.order.descends else ""
        table, column = ("kernel_event", "id") if self.is_ledger else (TABLE, self.columns[0])
        (number,) = self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        statement = f"SELECT * FROM {table} ORDER BY {column}{down}, id{down} LIMIT {self.size} OFFSET {int(number * 0.99)}"
        return self.connection.execute(statement).fetchall()


# -- telling


def goals_missed(lines: list[Line], *, small: bool) -> Iterator[str]:
    """A sentence for each goal that a line misses."""
    for one in lines:
        if one.queries > 4:
            yield f"{one.store}, {one.list}: {one.queries} queries for a page's rows"
        if small:
            continue
        if one.deep_p95_ms > MOST_TIMES_FIRST * one.first_p50_ms:
            yield f"{one.store}, {one.list}: p95 at depth is {one.deep_p95_ms / one.first_p50_ms:.1f} times the first page"
        if one.times_drawn > MOST_TIMES_LIMIT and not one.list.startswith("ledger"):  # whose drawing asks for the records' names
            yield f"{one.store}, {one.list}: the HTML of the rows takes {one.times_drawn:.1f} times an escaped f-string"
        if one.page_cpu_ms > MOST_PAGE_MS:
            yield f"{one.store}, {one.list}: the whole page takes {one.page_cpu_ms:.1f} ms of CPU"


def report(lines: list[Line], missed: list[str]) -> None:
    """The table is on the screen, with the machine and the versions."""
    print(f"{platform.machine()}, {os.cpu_count()} cores; {'; '.join(versions())}. Milliseconds.")
    heads = ("queries", "first", "deep", "p95", "raw", "x raw", "drawn", "f-string", "x", "OFFSET", "page CPU", "queries")
    print(f"{'store':<12}{'list':<24}" + "".join(f"{head:>9}" for head in heads))
    for one in lines:
        times = (one.first_p50_ms, one.deep_p50_ms, one.deep_p95_ms, one.raw_p50_ms, one.times_raw, one.drawn_ms, one.raw_drawn_ms)
        rest = (one.times_drawn, one.offset_ms, one.page_cpu_ms)
        numbers = "".join(f"{value:>9.2f}" for value in (*times, *rest))
        print(f"{one.store:<12}{one.list:<24}{one.queries:>9}{numbers}{one.page_queries:>9}")
    print("\n".join(missed) or "every goal is met")


def versions() -> list[str]:
    return [f"Python {platform.python_version()}", *(f"{name} {importlib.metadata.version(name)}" for name in ("Django", "psycopg"))]


def write(lines: list[Line], missed: list[str]) -> None:
    """The results are kept beside those of other runs."""
    RESULTS.parent.mkdir(exist_ok=True)
    kept = {"machine": f"{platform.machine()}, {os.cpu_count()} cores", "versions": versions(), "missed": missed}
    RESULTS.write_text(json.dumps(kept | {"lines": [asdict(line) for line in lines]}, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
