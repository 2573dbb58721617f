"""By the keyboard alone, in a real browser: the skip link leads to the content, and whatever has the focus is seen to have it, in every look."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.journeys.demo import load_demo
from tests.journeys.test_every_page import context

#: What has the focus, and how wide the ring around it is, in pixels.
FOCUSED = """() => { const one = document.activeElement, style = getComputedStyle(one);
    return [one.outerHTML.slice(0, 80), style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth), one.checkVisibility(), one === document.body] }"""


@pytest.mark.parametrize("look", ["standard", "blue", "bw", "dark"])
def test_the_focus_is_seen_on_its_way_through_the_public_page(live_server: LiveServer, browser: Browser, look: str):
    load_demo()
    page = context(browser, live_server.url, "uk", look).new_page()
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()

    passed = 0
    page.keyboard.press("Tab")
    while not (focused := page.evaluate(FOCUSED))[3]:
        html, ring, is_seen, _is_over = focused
        assert ring >= 3, html
        assert is_seen, html
        page.keyboard.press("Tab")
        passed += 1
    assert passed > 40
