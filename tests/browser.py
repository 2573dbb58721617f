"""A real browser for tests: the system's Chromium, one for a run, one page for a test."""

import os
import shutil
from typing import Any

import pytest
from playwright.sync_api import expect

# The driver keeps an event loop on the thread of the tests, and Django then refuses every query there. Nothing else runs on that loop.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

expect.set_options(timeout=20_000)  # ms; what does not come at all fails as surely as after five seconds, and a busy machine is no defect

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",  # it only ever sees our own pages, and root may not start it otherwise
    "--disable-gpu",
    "--disable-dev-shm-usage",  # containers have a small /dev/shm
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Playwright starts the system's Chromium. A test that needs it is skipped where there is none."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        pytest.skip("Chromium is not installed: install the package chromium")
    return {**browser_type_launch_args, "executable_path": program, "args": [*ARGUMENTS]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Every page begins as a desktop in English; a test that means otherwise opens a context of its own."""
    return {**browser_context_args, "locale": "en-GB", "viewport": {"width": 1280, "height": 900}, "timezone_id": "Europe/Kyiv"}
