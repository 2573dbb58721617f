"""The package by itself, away from its source tree: the demo is built and its pages come with all that they show."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.served import served
from tests.stores import free_port

ROOT = Path(__file__).resolve().parents[2]
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
STARTS_IN = 120  # seconds


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the wheel is installed, and nothing else."""
    wheels, folder = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("installed")
    subprocess.run([*PIP, "wheel", str(ROOT), "--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels)], check=True)
    (wheel,) = wheels.glob("twinward-*.whl")
    subprocess.run([*PIP, "install", "--no-deps", "--target", str(folder), str(wheel)], check=True)
    return folder


@pytest.fixture(scope="module")
def address(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the demo of the installed wheel answers."""
    elsewhere, port = tmp_path_factory.mktemp("elsewhere"), free_port()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TWINWARD_")} | {"PYTHONPATH": str(installed)}
    command = [installed / "bin" / "twinward", "demo", "--home", elsewhere / "home", "--port", str(port), "--no-browser"]
    with served(command, environment, cwd=elsewhere) as server:
        wait_for(f"http://127.0.0.1:{port}/", server)
        yield f"http://127.0.0.1:{port}"


def wait_for(url: str, server: subprocess.Popen[str]) -> None:
    ends = time.monotonic() + STARTS_IN
    while time.monotonic() < ends and server.poll() is None:
        try:
            got(url).close()
        except OSError:  # nobody listens yet, or nobody answers
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(f"{url} does not answer; the server: {server.poll()}")


def got(url: str, language: str = "en") -> HTTPResponse:
    return urlopen(Request(url, headers={"Accept-Language": language}), timeout=30)


def test_the_wheel_holds_the_package_and_neither_its_tests_nor_its_working_papers(installed: Path):
    held = [path.relative_to(installed).as_posix() for path in (installed / "twinward").rglob("*") if path.is_file()]
    assert "twinward/py.typed" in held
    assert [path for path in held if "/tests/" in path or path.endswith(".po")] == []


def test_the_demo_of_the_wheel_says_what_was_reported_in_every_language_with_all_that_its_pages_show(address: str):
    pages = {language: got(f"{address}/", language).read().decode() for language in ("en", "uk", "az", "es")}
    assert [
        word in pages[language] for language, word in (("en", "18 countries"), ("uk", "18 країн"), ("az", "18 ölkə"), ("es", "18 países"))
    ] == [True] * 4
    assets = {asset for page in pages.values() for asset in re.findall(r'(?:href|src)="(/static/[^"]+)"', page)}
    assert len(assets) > 3
    assert {asset: got(f"{address}{asset}").status for asset in assets} == dict.fromkeys(assets, 200)
