"""What stands at the end of a run: each seeded bug, and which of the oracles noticed it; from whichever process it was asked."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pytest

SEEDED = "seeded bug"  # the property of a test's report under which it stands


class Seeded(NamedTuple):
    """A seeded bug. oracles: those that noticed it, with commas, or "nobody". route, who: where it was noticed first."""

    bug: str
    oracles: str
    route: str
    who: str


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A line for each bug, by route, and how many each oracle noticed."""
    rows = sorted(seeded_in(terminalreporter), key=lambda row: (row.route, row.bug))
    if not rows:
        return
    wide, wider = (max(len(row[place]) for row in rows) for place in (0, 1))
    terminalreporter.section(f"{len(rows)} seeded bugs: which oracle noticed, at which address first, asked by whom")
    for row in rows:
        terminalreporter.line(f"{row.bug:<{wide}} -> {row.oracles:<{wider}}  {row.route}, {row.who}")
    noticed = Counter(oracle for row in rows for oracle in row.oracles.split(", "))
    terminalreporter.line("noticed by " + ", ".join(f"{oracle}: {number}" for oracle, number in noticed.most_common()))


def seeded_in(reporter: pytest.TerminalReporter) -> Iterator[Seeded]:
    """The bugs that the tests of a run seeded."""
    for reports in reporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") == "call":
                yield from (Seeded(*told) for name, told in report.user_properties if name == SEEDED)
