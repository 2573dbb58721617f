"""Verifying the ledger: a million events recomputed from their columns, beside the same rows only read and hashed, in one run.

`python bench/verify.py` builds the events on each store; `--small` takes few, for correctness only. The exit status is 1 when a store takes
longer than the goal (never with --small).
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

from both_stores import keep, machine, on_both
from lists_rows import event_rows, put

EVENTS, SMALL = 1_000_000, 5_000
GOAL_S = 5.0


def main() -> int:
    """The table is printed and the figures are kept. Returns the exit status."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--small", action="store_true", help="few events, for correctness only")
    asked.add_argument("--store", choices=["here"], help=argparse.SUPPRESS)
    given = asked.parse_args()
    words = ["--small"] if given.small else []
    if given.store:
        json.dump(measured(SMALL if given.small else EVENTS), sys.stdout)
        return 0
    told = {"machine": machine(), "goal_s": GOAL_S, "stores": on_both(__file__, *words)}
    show(told)
    if given.small:
        return 0
    keep("verify", told)
    return int(any(one["verified_s"] > GOAL_S for one in told["stores"]))


def measured(number: int) -> dict[str, Any]:
    """What this process measures on its store: the best of two, since other work on the machine only ever adds."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from twinward.foundation.kernel.ledger import adopt
    from twinward.foundation.kernel.verify import verify_ledger

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        put("kernel_event", leaved(event_rows(number)))
        adopt()

    def verified() -> None:
        found = verify_ledger()
        assert (found.events, found.findings) == (number, ()), found.findings[:3]

    whole, bare = best(verified), best(lambda: hashed(number))
    return {"store": connection.vendor, "events": number, "verified_s": whole, "bare_s": bare, "times_bare": round(whole / bare, 2)}


def leaved(rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows, each with its leaf and its facts as the ledger writes them."""
    from datetime import UTC, datetime

    from twinward.foundation.kernel.canonical import canonical
    from twinward.foundation.kernel.ledger import leaf_of

    for row in rows:
        facts = json.loads(row["facts"])
        at = datetime.fromisoformat(row["at"]).replace(tzinfo=UTC)
        told = (row["by"], row["record"], row["verb"], facts, row["part_of"])
        yield row | {"facts": canonical(facts).decode(), "leaf": leaf_of(row["id"], row["tx"], at, *told)}


def hashed(number: int) -> None:
    """The limit: the same rows by the store's own driver, and two hashes for each: of its text, and of a node of the tree."""
    from django.db import connection

    statement = 'SELECT id, tx, at, "by", record, verb, facts, part_of, leaf FROM kernel_event ORDER BY tx, id'
    count, node = 0, b""
    with connection.cursor() as opened:
        opened.execute(statement)
        while rows := opened.fetchmany(5_000):
            for row in rows:
                leaf = sha256(repr(row).encode()).digest()
                node = sha256(node + leaf).digest()
            count += len(rows)
    assert count == number


def best(work: Callable[[], None]) -> float:
    """Seconds."""
    taken = []
    for _turn in range(2):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return round(min(taken), 2)


def show(told: dict[str, Any]) -> None:
    """The table is on the screen, with the machine and the versions."""
    print(", ".join(f"{name} {version}" for name, version in told["machine"].items()))
    print(f"{'store':<12}{'events':>10}{'verified s':>12}{'bare s':>8}{'times bare':>12}")
    for one in told["stores"]:
        print(f"{one['store']:<12}{one['events']:>10}{one['verified_s']:>12}{one['bare_s']:>8}{one['times_bare']:>12}")
    print(f"goal: a million events in {GOAL_S:g} s")


if __name__ == "__main__":
    sys.exit(main())
