"""Importing organisations: how many a second are written once they are checked, beside the bare rows of each store, in one run.

`python bench/imports.py` wants the extract of the Research Organization Registry, and PostgreSQL's programs; `--small` takes 300 invented
records, for correctness only. The exit status is 1 when the goal is missed on a store (never with --small).
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from both_stores import ROOT, keep, machine, on_both

EXTRACT = ROOT.parent / "shared" / "data" / "ror" / "healthcare_and_education.jsonl.gz"
GOAL_PER_S = 20_000
ROUNDS = 5


def main() -> int:
    """The table is printed and the figures are kept. Returns the exit status."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--small", action="store_true", help="few invented records, for correctness only")
    asked.add_argument("--extract", type=Path, default=EXTRACT, help="lines of JSON, gzipped")
    asked.add_argument("--store", choices=["here"], help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.store:
        json.dump(measured(given.extract, small=given.small), sys.stdout)
        return 0
    found = on_both(__file__, "--extract", str(given.extract), *(["--small"] if given.small else []))
    told = {"machine": machine(), "goal_per_s": GOAL_PER_S, "stores": found}
    show(told)
    if given.small:
        return 0
    keep("imports", told)
    return int(any(one["per_s"] < GOAL_PER_S for one in told["stores"]))


def measured(extract: Path, *, small: bool) -> dict[str, Any]:
    """Seconds for every part of an import on the store of this process, the median of some rounds, each on an empty register."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from twinward.foundation.registry.importing.reading import read

    path = invented() if small else extract
    begun = time.perf_counter()
    reading = read(path)
    reading_s = time.perf_counter() - begun
    rounds = [one_round(reading) for _ in range(2 if small else ROUNDS)]
    parts = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    count = len(reading.rows)
    return {
        "organisations": count,
        "names": sum(len(row.names) for row in reading.rows),
        "read_and_checked_s": round(reading_s, 3),
        "written_s": round(parts["written"], 3),
        "per_s": round(count / parts["written"]),
        "again_s": round(parts["again"], 3),
        "bare_rows_s": round(parts["bare"], 3),
        "times_bare": round(parts["written"] / parts["bare"], 2),
    }


def invented() -> Path:
    """A small file to import."""
    from twinward.foundation.registry.tests import files

    path = Path(os.environ["TWINWARD_HOME"]) / "small.jsonl"
    path.write_bytes(files.lines(*(files.ror_record(number) for number in range(1, 301))))
    return path


def one_round(reading: Any) -> dict[str, float]:
    """An import into an empty register, the same again, and the bare rows of it. Leaves the register empty."""
    from django.db import transaction

    from twinward.foundation.kernel.actors import Operator
    from twinward.foundation.kernel.models import Event
    from twinward.foundation.registry.importing.actions import File, import_organisations
    from twinward.foundation.registry.models import Organisation

    def bring() -> Any:
        file = File("extract", "0" * 64, is_ror=True)
        return import_organisations(reading, file=file, by=Operator("bench"), at=datetime.now(UTC))

    written, first = timed(bring)
    again, second = timed(bring)
    assert len(first.adds) == len(reading.rows) == Organisation.objects.unscoped("bench").count()
    assert (len(second.adds), len(second.changes), second.unchanged) == (0, 0, len(reading.rows))
    assert Event.objects.filter(part_of__isnull=False).count() == len(reading.rows)
    rows = bare_rows()
    empty()
    with transaction.atomic():
        bare, _nothing = timed(lambda: write_bare(rows))
        transaction.set_rollback(True)
    empty()
    return {"written": written, "again": again, "bare": bare}


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    found = work()
    return time.perf_counter() - begun, found


def tables() -> list[Any]:
    from twinward.foundation.kernel.models import Event
    from twinward.foundation.registry.models import Identifier, Organisation, OrganisationName

    return [Organisation, OrganisationName, Identifier, Event]


def bare_rows() -> list[tuple[Any, list[str], list[tuple[Any, ...]]]]:
    """The rows of the register and its ledger as the store holds them."""
    from django.db import connection

    found = []
    for model in tables():
        columns = [field.attname for field in model._meta.concrete_fields]
        with connection.cursor() as cursor:
            names = ", ".join(connection.ops.quote_name(field.column) for field in model._meta.concrete_fields)
            cursor.execute(f"SELECT {names} FROM {connection.ops.quote_name(model._meta.db_table)}")
            found.append((model, columns, [tuple(plain(value) for value in row) for row in cursor.fetchall()]))
    return found


def plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict) else value


def write_bare(rows: list[tuple[Any, list[str], list[tuple[Any, ...]]]]) -> None:
    """Nothing but the store's own way of taking rows, with what it checks of itself: the limit."""
    from twinward.foundation.kernel import bulk

    for model, columns, values in rows:
        bulk.insert(model, columns, values)
    with bulk.checking_meanwhile():
        pass


def empty() -> None:
    """The register and its ledger hold nothing."""
    from django.db import connection, transaction

    from tests.stores import without_triggers
    from twinward.foundation.kernel.models import Head

    with without_triggers(connection), transaction.atomic():
        for model in reversed(tables()):
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")
        Head.objects.all().delete()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def show(told: dict[str, Any]) -> None:
    """The table on standard output."""
    print(", ".join(f"{name} {value}" for name, value in told["machine"].items()))
    print(f"{'store':<12}{'rows':>8}{'read s':>9}{'write s':>9}{'a second':>10}{'again s':>9}{'bare s':>8}{'times bare':>12}")
    for one in told["stores"]:
        print(
            f"{one['store']:<12}{one['organisations']:>8}{one['read_and_checked_s']:>9.2f}{one['written_s']:>9.2f}{one['per_s']:>10,}"
            f"{one['again_s']:>9.2f}{one['bare_rows_s']:>8.2f}{one['times_bare']:>12.2f}"
        )
    print(f"goal: {told['goal_per_s']:,} organisations a second, past validation, on both stores")


if __name__ == "__main__":
    sys.exit(main())
