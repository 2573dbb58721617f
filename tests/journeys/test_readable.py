"""In a real browser: whoever asks for large text gets all of it larger, on a screen, on a phone and on paper."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.journeys.test_every_page import officer
from twinward.programme.instruments.models import Instrument
from twinward.site.demo.illustrative import load_illustrative
from twinward.site.demo.load import load
from twinward.site.demo.people import load_people

#: By the place of its element in the page: a text that is seen and how high its letters are drawn, in pixels; a picture's scale is reckoned in.
SIZES = """() => Object.fromEntries([...document.querySelectorAll('body *')].map((element, place) => [place, element])
    .filter(([, element]) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
    .filter(([, element]) => element.checkVisibility() && element.getBoundingClientRect().width)
    .map(([place, element]) => [place, [element.textContent.trim().slice(0, 60),
        parseFloat(getComputedStyle(element).fontSize) * (element.getScreenCTM ? element.getScreenCTM().a : 1)]]))"""
#: Every text grows by a quarter; a picture may be held by the width of a page, but never to the size that it had.
GROWS = 1.19


@pytest.fixture
def server(live_server: LiveServer) -> str:
    """The address of a server over the demo's records."""
    load(timezone.now())
    load_people(timezone.now())
    load_illustrative(timezone.localtime())
    return live_server.url


def addresses() -> list[str]:
    """Pages that hold every kind of picture: plots and a map, a graph of links and strips of days, the bars of a score."""
    linked = Instrument._base_manager.get(key="ua-az-health-2025").pk
    return ["/", "/figures/facilities_damaged/", reverse("instrument", args=[linked]), reverse("country", args=["DE"]), "/components/"]


@pytest.mark.parametrize(("width", "medium"), [(1280, "screen"), (1440, "screen"), (390, "screen"), (680, "print")])
def test_everything_that_is_read_grows_with_large_text(server: str, browser: Browser, width: int, medium: str):
    standard, large = (officer(browser, server, "en", look, width).new_page() for look in ("standard", "large"))
    for address in addresses():
        before, after = sizes(standard, server + address, medium), sizes(large, server + address, medium)
        both = before.keys() & after.keys()
        assert len(both) > 40, address
        kept = {before[place][0]: (before[place][1], after[place][1]) for place in both if after[place][1] < GROWS * before[place][1]}
        assert kept == {}, address


def sizes(page: Page, address: str, medium: str) -> dict[str, tuple[str, float]]:
    page.emulate_media(media="print" if medium == "print" else "screen")
    page.goto(address)
    return page.evaluate(SIZES)
