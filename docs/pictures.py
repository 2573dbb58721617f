"""Makes the pictures in docs/pictures from a demo of its own: `python docs/pictures.py`, after `./twinward test` has installed the browser."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, Popen
from time import monotonic, sleep
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from tests import browser, stores  # noqa: E402 - the tests lie beside the docs, in no package

DEMO_SECONDS = 180
HEIGHT = 900


class Picture(NamedTuple):
    """What is shown: a file's name, an address, whose eyes (a name on the sign-in page, "" a citizen), the width in pixels, language and look."""

    name: str
    address: str
    reader: str = ""
    width: int = 1280
    language: str = "en"
    look: str = ""


PICTURES = (
    Picture("public", "/"),
    Picture("public-uk-phone", "/", width=390, language="uk"),
    Picture("public-black-and-white", "/", look="bw"),
    Picture("today", "/today/", reader="Olena"),
    Picture("chase", "/countries/chase/", reader="Olena"),
    Picture("instrument", "/instruments/1/", reader="Olena"),
)


@contextmanager
def demo() -> Iterator[str]:
    """The address of a demo that runs meanwhile, in a home that is gone afterwards."""
    with tempfile.TemporaryDirectory() as home:
        port = stores.free_port()
        command = [sys.executable, "-m", "twinward.site", "demo", "--home", home, "--port", str(port), "--no-browser"]
        with Popen(command, stdout=DEVNULL, env={**os.environ, "PYTHONPATH": str(stores.SOURCES)}) as server:
            try:
                address = f"http://localhost:{port}"
                wait_for(address)
                yield address
            finally:
                server.terminate()


def wait_for(address: str) -> None:
    """The address answers. Raises TimeoutError."""
    until = monotonic() + DEMO_SECONDS
    while monotonic() < until:
        try:
            with urlopen(f"{address}/", timeout=10):
                return
        except URLError:
            sleep(0.5)
    raise TimeoutError(f"{address} does not answer")


def take(chromium: Browser, address: str, picture: Picture, folder: Path) -> None:
    """The picture's file shows the first screen of the page."""
    context = chromium.new_context(viewport={"width": picture.width, "height": HEIGHT}, locale="en-GB", timezone_id="Europe/Kyiv")
    page = context.new_page()
    if picture.reader:
        page.goto(f"{address}/sign-in/")
        page.get_by_role("button", name=picture.reader).first.click()
        page.wait_for_load_state()
    chosen = {"django_language": picture.language, "look": picture.look}
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in chosen.items() if value])
    page.goto(address + picture.address)
    page.screenshot(path=folder / f"{picture.name}.png")
    context.close()


def main() -> None:
    """Every picture is made anew."""
    folder = ROOT / "docs" / "pictures"
    folder.mkdir(exist_ok=True)
    program = next(filter(None, map(shutil.which, browser.CHROMIUM)))
    with demo() as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=[*browser.ARGUMENTS])
        for picture in PICTURES:
            take(chromium, address, picture, folder)
            print(picture.name)
        chromium.close()


if __name__ == "__main__":
    main()
