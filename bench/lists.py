"""Pages of large lists at any depth, on both stores: time, queries, and rows as HTML beside the raw limit, in one run.

`python bench/lists.py` builds 100,000 organisations and 1,000,000 events of the ledger in a home of its own for each store; `--small` takes
a fiftieth of them. The exit status is 1 when a goal is missed; a small run only holds what is right, not what is fast.
"""

import argparse
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

from lists_rows import Raw, build

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results" / "lists.json"
DEPTHS = (0.0, 0.25, 0.5, 0.75, 0.99)
RARE_KIND = "agency"
MOST_TIMES_LIMIT, MOST_TIMES_FIRST, MOST_PAGE_MS = 2.0, 3.0, 10.0


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
    reader = Operator("bench")
    organisations = Organisation.objects.visible_to(reader).standing().told_where(reader)
    for order in ("name", "-name", "country"):
        yield line(store, f"institutions by {order}", INSTITUTIONS, organisations, order, rounds)
    rare = organisations.filter(kind=RARE_KIND)
    yield line(store, "those of a rare kind", INSTITUTIONS, rare, "name", rounds, narrowed=(organisations, {"kind": RARE_KIND}))
    yield line(store, "with three joins", with_joins(INSTITUTIONS), organisations, "name", rounds)
    for order in ("-number", "number"):
        yield line(store, f"ledger by {order}", LEDGER, Event.objects.all(), order, rounds)


def with_joins(desk: Any) -> Any:
    """The institutions with the publisher of their source, what they are part of and what that is part of."""
    from twinward.foundation.kernel.desk import Column

    joined = (("part_of", "parent__name"), ("whole", "parent__parent__name"), ("source", "source__publisher"))
    columns = tuple(column for column in desk.columns if column.name in ("name", "country", "kind", "city"))
    return replace(desk, word="joined", columns=(*columns, *(Column(name, name, path) for name, path in joined)))


def line(store: str, title: str, desk: Any, rows: Any, order: str, rounds: int, narrowed: tuple[Any, dict[str, str]] | None = None) -> Line:
    """One list measured: every page at depth is another one. narrowed: the rows and the filters by which a reader comes to these."""
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
    every, filters = narrowed or (rows, {})
    page, page_queries = whole_page(desk, every, filters | {"sort": order}, starts)
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
    """Milliseconds that the work took, the best of three: of the processor on SQLite, which is all in this process; of the clock on PostgreSQL."""
    from django.db import connection

    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    return min(_once(work, clock) for _turn in range(3))


def _once(work: Callable[[], Any], clock: Callable[[], float]) -> float:
    started = clock()
    work()
    return (clock() - started) * 1000


class Ours:
    """The same as `Raw` by the desk's own means: the typed query of the rows, and the compiled renderer."""

    def __init__(self, desk: Any, rows: Any, order: str) -> None:
        from twinward.foundation.kernel import hot
        from twinward.foundation.kernel.desk_asked import Asked
        from twinward.foundation.kernel.desk_rows import order_of, paths_of

        self.desk, self.rows = desk, rows
        path, descends = order_of(desk, order)
        self.order = hot.Order(path, descends, desk.tied_by if path != desk.tied_by else "")
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


def shown(desk: Any, rows: Any, asked: dict[str, str], after: str) -> Any:
    from django.test import RequestFactory

    from twinward.foundation.kernel.actors import Operator
    from twinward.foundation.kernel.desk_shown import Shown

    request = RequestFactory().get("/", asked | {"after": after})
    request.user = Operator("bench")  # pyright: ignore[reportAttributeAccessIssue] - any actor reads
    return Shown(request, desk, rows)


def whole_page(desk: Any, rows: Any, asked: dict[str, str], starts: Sequence[str]) -> tuple[float, int]:
    """The median CPU milliseconds of the whole page, template included, and its queries."""
    from django.db import connection
    from django.template.loader import render_to_string
    from django.test.utils import CaptureQueriesContext

    spent = []
    for start in starts[:40]:
        began = time.process_time()
        render_to_string("kernel/desk.html", {"list": shown(desk, rows, asked, start), "heading": desk.title})
        spent.append((time.process_time() - began) * 1000)
    with CaptureQueriesContext(connection) as queries:
        render_to_string("kernel/desk.html", {"list": shown(desk, rows, asked, starts[0]), "heading": desk.title})
    return statistics.median(spent), len(queries)


def cursors(order: Any, rows: Any, size: int, rounds: int) -> list[str]:
    """Places spread over all depths, as the addresses of pages name them; at each depth `rounds` of them."""
    from twinward.foundation.kernel import hot

    keys = list(rows.order_by(*order.by(*order.paths)).values_list(*order.paths))
    places = [min(int(len(keys) * depth) + 7 * turn, len(keys) - size - 2) for depth in DEPTHS for turn in range(rounds)]
    random.Random(7).shuffle(places)
    return [hot.written(keys[place]) for place in places]


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
        if one.times_drawn > MOST_TIMES_LIMIT:
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
