"""Signing in as each of the demo's people, and Today: with a mouse, with the keyboard alone, without JavaScript, on a phone, in every look."""

import itertools
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as configured
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.counts import is_deep
from tests.journeys.demo import load_demo
from tests.journeys.test_every_page import context, faults, ways
from twinward.foundation.identity.models import Account
from twinward.site.demo.people import PEOPLE

PASSWORD = "seven wards, one roof"
NAMES = tuple(full_name for _name, full_name, *_rest in PEOPLE)
ENGLISH = "en"


@pytest.fixture
def demo(live_server: LiveServer, settings: Any) -> str:
    """The address of a demo's server."""
    settings.DEMO = True
    load_demo()
    Account.objects.update(language=ENGLISH)
    return live_server.url


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A page of a browser that nobody has used before."""
    opened: list[BrowserContext] = []

    def fresh(**options: Any) -> Page:
        opened.append(browser.new_context(**({"locale": "en-GB", "viewport": {"width": 1280, "height": 900}} | options)))
        return opened[-1].new_page()

    yield fresh
    for one in opened:
        one.close()


def sign_in(page: Page, demo: str, name: str) -> None:
    page.goto(f"{demo}/sign-in/")
    page.get_by_role("button", name=f"Sign in as {name}").click()
    expect(page.get_by_role("heading", name="My turn")).to_be_visible()


def test_each_of_the_people_signs_in_finds_what_waits_and_signs_out(demo: str, open_page: Callable[..., Page]):
    for name in NAMES:
        page = open_page()
        sign_in(page, demo, name)

        assert page.url == f"{demo}/today/"
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        for section in ("My turn", "Waiting for others", "Falls due", "Since you were here"):
            expect(page.get_by_role("heading", name=section)).to_be_visible()
        expect(page.get_by_role("link", name=name)).to_be_visible()
        page.get_by_role("button", name="Sign out").click()
        page.goto(f"{demo}/today/")
        assert page.url == f"{demo}/sign-in/?next=/today/"


def test_the_keyboard_alone_signs_in_and_opens_the_first_task(demo: str, open_page: Callable[..., Page]):
    page = open_page()
    page.goto(f"{demo}/sign-in/")
    tab_to(page, "Sign in as Olena Koval")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="My turn")).to_be_visible()

    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    first = page.locator("section.leaf.first .rows a").first
    assert focused(page) == first.inner_text().strip()
    assert outline(page) != "none"
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != f"{demo}/today/")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)


def tab_to(page: Page, name: str) -> None:
    """The control of that name has the focus, by no more tabs than a page has."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if focused(page) == name:
            return
    raise AssertionError(f"{name} cannot be reached with the keyboard")


def focused(page: Page) -> str:
    """The words of what has the focus."""
    return " ".join(page.evaluate("document.activeElement.textContent").split())


def outline(page: Page) -> str:
    return page.evaluate("getComputedStyle(document.activeElement).outlineStyle")


def test_everything_works_without_javascript(demo: str, open_page: Callable[..., Page]):
    page = open_page(java_script_enabled=False)
    sign_in(page, demo, "Taras Hnatiuk")

    expect(page.get_by_text("Name a focal point for 3 memorandums").first).to_be_visible()
    page.get_by_role("link", name="Taras Hnatiuk").click()
    page.get_by_label("Language of your pages").select_option("uk")
    page.get_by_role("button", name="Keep").click()
    assert page.locator("html").get_attribute("lang") == "uk"
    assert Account.objects.get(full_name="Taras Hnatiuk").language == "uk"


def test_going_back_and_sending_a_form_again_changes_nothing_more(demo: str, open_page: Callable[..., Page]):
    page = open_page(java_script_enabled=False)
    sign_in(page, demo, "Ana Petrenko")
    page.goto(f"{demo}/accounts/new/")
    page.get_by_label("Full name").fill("Nina New")
    page.get_by_label("E-mail").fill("nina@ministry.example")
    page.get_by_label("Role").select_option("lawyer")
    page.get_by_label("Institution").fill("Ministry of Health of Ukraine")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(r"/accounts/\d+/$"))
    page.go_back()
    page.get_by_role("button", name="Save").click()

    assert Account.objects.filter(email="nina@ministry.example").count() == 1


def test_a_wrong_password_is_refused_in_a_sentence_and_a_right_one_signs_in(demo: str, open_page: Callable[..., Page]):
    account = Account(email="olha@ministry.example", full_name="Olha Real")
    account.set_password(PASSWORD)
    account.save()
    page = open_page()
    page.goto(f"{demo}/rights/")
    page.get_by_label("E-mail").fill("olha@ministry.example")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")

    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()

    assert page.url == f"{demo}/rights/"
    expect(page.get_by_role("heading", level=1)).to_have_text("Who may do what")


@pytest.mark.parametrize(
    ("name", "addresses"),
    [
        ("", ("/sign-in/",)),
        ("Ana Petrenko", ("/accounts/", "/accounts/1/", "/accounts/new/", "/accounts/1/roles/new/")),
    ],
)
def test_the_pages_are_sound_in_every_language_and_look(demo: str, browser: Browser, name: str, addresses: tuple[str, ...]):
    """Each page in every way in the deep run; at the gate each in one."""
    for number, (language, look) in enumerate(ways() if is_deep() else itertools.islice(ways(), len(addresses))):
        one = context(browser, demo, ENGLISH, look)
        page = one.new_page()
        if name:
            sign_in(page, demo, name)
        one.add_cookies([{"name": configured.LANGUAGE_COOKIE_NAME, "value": language, "url": demo}])
        for address in addresses if is_deep() else [addresses[number]]:
            page.set_viewport_size({"width": 1280, "height": 900})
            assert faults(page, f"{demo}{here(address)}") == [], f"{address} in {language}, {look}"
        one.close()


def here(address: str) -> str:
    """The address with the first account's number: numbers go on from test to test."""
    first = Account.objects.order_by("id").values_list("id", flat=True)[0]
    return address.replace("/1/", f"/{first}/")
