"""With `-p tests.told`, what failed is told at once and not only when all tests have ended."""

import os

import pytest


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """A failed test is on the screen with why, once, whichever process ran it."""
    if report.failed and "PYTEST_XDIST_WORKER" not in os.environ:
        print(f"\nFAILED {report.nodeid} ({report.when})\n{report.longreprtext}", flush=True)
