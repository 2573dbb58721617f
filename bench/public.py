"""CPU that the public page costs over the reported programme, on both stores: the view in process, with all its middleware.

`python bench/public.py` prints a table and writes bench/results/public.json; `--small` asks few times, for correctness only. *kept* is the page
while nothing is written, *unchanged* the answer to a reader who holds it, *found* with a hospital looked for, *made anew* the first page after a
write. The exit status is 1 when the kept page takes more than 15 ms of CPU.
"""

import argparse
import importlib.metadata
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests import stores  # noqa: E402 - the benchmark runs as a script from anywhere

RESULTS = ROOT / "bench" / "results" / "public.json"
MOST_MS = 15.0
DEMO = (sys.executable, "-m", "twinward.site", "demo", "--no-serve")


@contextmanager
def demo(store: str) -> Iterator[dict[str, str]]:
    """The environment of a demo built on a store."""
    with tempfile.TemporaryDirectory() as folder, surroundings(store), stores.installation(Path(folder) / "home") as environment:
        own = environment | {"DJANGO_SETTINGS_MODULE": "twinward.site.settings"}
        subprocess.run([*DEMO, "--home", own["TWINWARD_HOME"]], env=own, check=True, stderr=subprocess.DEVNULL)
        (Path(own["TWINWARD_HOME"]) / "static").mkdir(exist_ok=True)  # where `serve` gathers the assets
        yield own


@contextmanager
def surroundings(store: str) -> Iterator[None]:
    """On PostgreSQL a cluster of its own, unless the environment names one."""
    if store == "sqlite" or stores.URL in os.environ:
        yield
        return
    with stores.cluster() as address:
        os.environ[stores.URL] = address
        try:
            yield
        finally:
            del os.environ[stores.URL]


def measure(times: int) -> dict[str, dict[str, float]]:
    """Milliseconds of CPU and numbers of queries, by what is asked; in a process of its own."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    call_command("collectstatic", verbosity=0, interactive=False)
    client = Client(HTTP_HOST="localhost")
    client.get("/")
    tag = client.get("/").headers["ETag"]
    asked: dict[str, tuple[Callable[[], Any], int, int]] = {
        "kept": (lambda: client.get("/"), 200, times),
        "kept, another day": (lambda: client.get("/?as-of=2023-10-13"), 200, times),
        "found": (lambda: client.get("/?h=Ohmatdit"), 200, times),
        "unchanged": (lambda: client.get("/", headers={"If-None-Match": tag}), 304, times),
        "made anew": (written(lambda: client.get("/")), 200, max(times // 10, 3)),
    }
    return {name: timed(ask, status, often) for name, (ask, status, often) in asked.items()}


def written(ask: Callable[[], Any]) -> Callable[[], Any]:
    """The same, each time after something was written; the write itself is not measured."""
    from django.utils import timezone

    from twinward.foundation.kernel.actors import Operator
    from twinward.foundation.kernel.ledger import append

    def again() -> Any:
        append(record="bench:public", verb="write", by=Operator("bench"), at=timezone.now())
        began = time.process_time()
        response = ask()
        response.cpu_ms = (time.process_time() - began) * 1000
        return response

    return again


def timed(ask: Callable[[], Any], status: int, times: int) -> dict[str, float]:
    """Asks so often; raises RuntimeError for an answer that is not the one expected."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        ask()
        queries = len(seen)
    taken = []
    for _ in range(times):
        began = time.process_time()
        response = ask()
        spent = (time.process_time() - began) * 1000
        if response.status_code != status:
            raise RuntimeError(f"{response.status_code} instead of {status}")
        taken.append(getattr(response, "cpu_ms", spent))
    taken.sort()
    return {"p50_ms": statistics.median(taken), "p95_ms": taken[int(len(taken) * 0.95)], "queries": queries}


def versions() -> list[str]:
    return [f"Python {platform.python_version()}", *(f"{name} {importlib.metadata.version(name)}" for name in ("Django", "psycopg"))]


def run(times: int, *, small: bool) -> int:
    """Measures on both stores, prints, and writes the results unless it is small. Returns 1 when the goal is missed, which a small run cannot."""
    results: dict[str, dict[str, dict[str, float]]] = {}
    for store in ("sqlite", "postgresql"):
        try:
            with demo(store) as environment:
                command = [sys.executable, __file__, "--measure", str(times)]
                done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
        except stores.Missing as missing:
            print(f"{store}: {missing}", file=sys.stderr)
            continue
        results[store] = json.loads(done.stdout)
    machine = f"{platform.machine()}, {os.cpu_count()} cores"
    print(f"{machine}; {'; '.join(versions())}. Milliseconds of CPU for a page; p50 of {times}.")
    print(f"{'store':<12}{'asked':<22}{'p50':>9}{'p95':>9}{'queries':>9}")
    for store, lines in results.items():
        for name, line in lines.items():
            print(f"{store:<12}{name:<22}{line['p50_ms']:>9.2f}{line['p95_ms']:>9.2f}{line['queries']:>9.0f}")
    missed = [store for store, lines in results.items() if lines["kept"]["p50_ms"] > MOST_MS]
    print(f"more than {MOST_MS:.0f} ms: {', '.join(missed)}" if missed else "every goal is met")
    if small:
        return 0
    RESULTS.parent.mkdir(exist_ok=True)
    told = {"machine": machine, "versions": versions(), "times": times, "goal_ms": MOST_MS, "missed": missed, "results": results}
    RESULTS.write_text(json.dumps(told, indent=1) + "\n")
    return 1 if missed else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="ask few times, for correctness only")
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.measure:
        json.dump(measure(chosen.measure), sys.stdout)
        return 0
    return run(5 if chosen.small else 200, small=chosen.small)


if __name__ == "__main__":
    sys.exit(main())
