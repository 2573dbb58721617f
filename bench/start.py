"""How long a node takes to begin: an empty store migrated on both stores, a command answered by a cold process.

`python bench/start.py` prints a table and writes bench/results/start.json; `--small` does each once, for correctness only.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests import stores  # noqa: E402 - the benchmark runs as a script from anywhere

MIGRATE = "import django; django.setup(); from django.core.management import call_command; call_command('migrate', verbosity=0)"
RESULTS = ROOT / "bench" / "results" / "start.json"


def timed(command: list[str], environment: dict[str, str]) -> float:
    """Seconds that a process took; raises CalledProcessError when it failed."""
    began = time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.perf_counter() - began


@contextmanager
def empty(store: str) -> Iterator[dict[str, str]]:
    """The environment of an empty installation on a store."""
    with tempfile.TemporaryDirectory() as folder:
        if store == "postgresql" and stores.URL not in os.environ:
            with stores.cluster() as address:
                os.environ[stores.URL] = address
                try:
                    with stores.installation(Path(folder) / "home") as environment:
                        yield environment | {"DJANGO_SETTINGS_MODULE": "twinward.site.settings"}
                finally:
                    del os.environ[stores.URL]
            return
        with stores.installation(Path(folder) / "home") as environment:
            Path(environment["TWINWARD_HOME"]).mkdir(parents=True, exist_ok=True)
            yield environment | {"DJANGO_SETTINGS_MODULE": "twinward.site.settings"}


def migrations(times: int) -> Iterator[tuple[str, list[float]]]:
    for store in ("sqlite", "postgresql"):
        taken = []
        try:
            for _ in range(times):
                with empty(store) as environment:
                    taken.append(timed([sys.executable, "-c", MIGRATE], environment))
        except stores.Missing as missing:
            print(f"{store}: {missing}", file=sys.stderr)
            continue
        yield f"migrate an empty store, {store}", taken


def commands(times: int) -> Iterator[tuple[str, list[float]]]:
    with empty("sqlite") as environment:
        home = ["--home", environment["TWINWARD_HOME"]]
        yield "demo from nothing", [timed([str(ROOT / "twinward"), "demo", "--no-serve", *home], environment)]
        yield "demo again", [timed([str(ROOT / "twinward"), "demo", "--no-serve", *home], environment) for _ in range(times)]
        find = [str(ROOT / "twinward"), "find", "Okhmatdit", "--country", "UA", "--json", *home]
        timed(find, environment)
        yield "find, cold process", [timed(find, environment) for _ in range(times)]
        yield "chase, cold process", [timed([str(ROOT / "twinward"), "chase", "--json", *home], environment) for _ in range(times)]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--small", action="store_true")
    times = 1 if asked.parse_args().small else 5
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores")
    found = {}
    for title, taken in (*migrations(times), *commands(times)):
        found[title] = {"median_s": round(statistics.median(taken), 3), "worst_s": round(max(taken), 3), "times": len(taken)}
        print(f"{title:<40} {found[title]['median_s']:>8.3f} s median {found[title]['worst_s']:>8.3f} s worst of {len(taken)}")
    if times > 1:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(
            json.dumps({"machine": platform.platform(), "python": platform.python_version(), "results": found}, indent=1) + "\n"
        )


if __name__ == "__main__":
    main()
