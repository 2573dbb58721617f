"""A node that begins, in a real browser: from nothing on record to a reminder that is written, as its administrator and officer would do it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.journeys.test_every_page import context, faults, ways
from twinward.foundation.identity.beginning import begin_link
from twinward.programme.letters.models import Letter
from twinward.programme.twinning.models import CHASED, Programme

PASSWORD = "seven wards, one roof"


@pytest.fixture
def administrator(live_server: LiveServer, browser: Browser) -> Iterator[Page]:
    """Somebody who opened the link that whoever starts the server is shown, over an empty store."""
    page = browser.new_context(base_url=live_server.url, locale="en-GB").new_page()
    page.goto(begin_link())
    page.get_by_label("Full name").fill("Ana Petrenko")
    page.get_by_label("E-mail").fill("ana@ministry.example")
    page.get_by_label("Institution that runs").fill("Ministry of Health of Ukraine")
    page.get_by_label("Country").fill("Ukraine")
    choose_password(page)
    sign_in(page, "ana@ministry.example")
    yield page
    page.context.close()


def choose_password(page: Page) -> None:
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same once more").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Sign in")).to_be_visible()


def sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="My turn")).to_be_visible()


def invited(administrator: Page, browser: Browser) -> Page:
    """An officer whom the administrator invites from the first step of Today, and who has signed in."""
    step(administrator, "Invite your colleagues").click()
    administrator.get_by_label("Full name").fill("Olena Koval")
    administrator.get_by_label("E-mail").fill("olena@ministry.example")
    administrator.get_by_label("Role").select_option(label="Officer of international cooperation")
    administrator.get_by_label("Institution").fill("Ministry of Health of Ukraine")
    administrator.keyboard.press("Enter")
    expect(administrator.get_by_text("Link for a password")).to_be_visible()
    link = re.search(r"http://\S+/password/\S+?/\w+-\w+/", administrator.content())
    assert link
    page = browser.new_context(base_url=administrator.url.partition("/accounts/")[0], locale="en-GB").new_page()
    page.goto(link.group())
    choose_password(page)
    sign_in(page, "olena@ministry.example")
    return page


def steps(page: Page) -> dict[str, str]:
    """What Today says of each of the first steps."""
    page.goto("/today/")
    rows = page.locator("section:has(#steps) li")
    return {row.locator(".what").inner_text().strip(): row.locator(".when").inner_text().strip() for row in rows.all()}


def step(page: Page, what: str) -> Locator:
    """The way to one of the first steps."""
    return page.locator("section:has(#steps) li", has_text=what).get_by_role("link")


def type_into(page: Page, label: str, text: str) -> None:
    """By the keyboard alone, from where it stands: on to the control of that name, and the text into it."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(document.activeElement.labels || [])[0]?.textContent?.trim() || ''").startswith(label):
            page.keyboard.type(text)
            return
    raise AssertionError(f"{label} cannot be reached with the keyboard")


def record_declaration(officer: Page) -> None:
    """By the keyboard alone."""
    step(officer, "Record the declaration").press("Enter")
    expect(officer.get_by_label("Kind").first).to_have_value("declaration")
    type_into(officer, "Title", "Open Declaration")
    type_into(officer, "Day on which all its parties signed", "6 September 2023")
    type_into(officer, "Or a country", "Poland")
    type_into(officer, "New source: publisher", "Ministry of Health of Ukraine")
    type_into(officer, "New source: day", "7 September 2023")
    officer.keyboard.press("Enter")
    expect(officer.get_by_role("heading", level=1, name="Open Declaration")).to_be_visible()
    assert steps(officer)["Record which countries joined it"] == "done"


def remind_poland(officer: Page) -> None:
    """A letter to each country is drafted; that to Poland goes out, and a reminder after it is drafted."""
    officer.get_by_role("link", name="Write letters").click()
    officer.get_by_role("button", name="Draft 3 letters").click()
    officer.goto("/countries/PL/")
    officer.get_by_role("link", name="Send the draft").click()
    officer.get_by_role("link", name="Log as sent").click()
    officer.get_by_label("Our registry number").fill("25-04/1")
    officer.get_by_role("button", name="Log as sent").click()
    officer.goto("/countries/PL/")
    officer.get_by_role("link", name="Write a reminder").click()
    officer.get_by_role("checkbox", name=re.compile("^Poland")).check()
    officer.get_by_role("button", name="Draft the letters").click()


def test_from_an_empty_node_to_a_reminder(administrator: Page, browser: Browser):
    officer = invited(administrator, browser)
    assert steps(administrator)["Invite your colleagues"] == "done"
    told = steps(officer)
    assert set(told.values()) == {"to do"}

    # the register
    step(officer, "Bring the institutions").click()
    expect(officer.get_by_role("heading", level=1)).to_be_visible()
    officer.goto(reverse("organisation-new"))
    officer.get_by_label("Name", exact=False).first.fill("Okhmatdyt Children’s Hospital")
    officer.get_by_label("Country").fill("Ukraine")
    officer.get_by_label("Kind").select_option(label="hospital")
    officer.locator("main button.btn-go").click()
    assert steps(officer)["Bring the institutions of your country in"] == "done"

    record_declaration(officer)

    # those that joined later
    officer.goto(reverse("instruments"))
    officer.get_by_role("link", name="Open Declaration").click()
    officer.get_by_role("link", name="Record countries that joined").click()
    officer.get_by_label("Countries that joined").fill("Germany\nЛатвія")
    officer.get_by_label("Day", exact=False).first.fill("13 October 2023")
    officer.get_by_label("Source", exact=True).select_option(index=1)
    officer.get_by_role("button", name="Record", exact=True).click()
    expect(officer.get_by_role("rowheader", name="Latvia").or_(officer.get_by_role("columnheader", name="Latvia"))).to_be_visible()

    # the programme, by the keyboard alone
    officer.get_by_role("link", name="Begin a programme").press("Enter")
    expect(officer.get_by_label("Led by")).to_have_value("Ministry of Health of Ukraine")
    type_into(officer, "Name (English)", "Sister Hospitals")
    type_into(officer, "Name (Українська)", "Лікарні-побратими")
    type_into(officer, "Day on which it was launched", "6 September 2023")
    officer.keyboard.press("Enter")
    expect(officer.get_by_text("3 countries of its declaration take part.")).to_be_visible()
    expect(officer.get_by_text("3 of 3 that joined owe a list")).to_be_visible()
    assert Programme.objects.get().key == CHASED
    assert steps(officer) == {}

    remind_poland(officer)
    expect(officer.get_by_role("heading", level=1, name="Reminder. Sister Hospitals: list of institutions")).to_be_visible()
    body = Letter.objects.unscoped("a test looks").get(state="draft", subject__startswith="Reminder").body
    assert "has joined the declaration “Open Declaration” (joined 6 September 2023)" in body
    officer.context.close()


def test_the_pages_of_a_node_that_begins_are_sound(administrator: Page, live_server: LiveServer, browser: Browser):
    session = next(cookie for cookie in administrator.context.cookies() if "session" in cookie.get("name", ""))
    administrator.goto(f"{reverse('instrument-record')}?kind=declaration")
    administrator.get_by_label("Title").first.fill("Open Declaration")
    administrator.locator("main button.btn-go").last.click()
    declaration = administrator.url.rstrip("/").rpartition("/")[2]
    addresses = [
        reverse("today"),
        reverse("countries"),
        reverse("programme-begin"),
        reverse("instrument", args=[declaration]),
        reverse("instrument-joined", args=[declaration]),
    ]
    all_ways = list(ways())
    for number, address in enumerate(addresses):
        check(browser, live_server.url, session, address, *all_ways[number % len(all_ways)])
    administrator.goto(reverse("programme-begin"))
    administrator.get_by_label("Name (English)").fill("Sister Hospitals")
    administrator.locator("main button.btn-go").click()
    expect(administrator.get_by_text("No country takes part in the programme yet.")).to_be_visible()
    administrator.goto(addresses[-1])
    administrator.get_by_label("Countries that joined").fill("PL")
    administrator.get_by_label("New source: publisher").fill("A ministry")
    administrator.locator("main button.btn-go").click()
    for number, name in enumerate(("programme-take-in", "programme-correct", "countries")):
        check(browser, live_server.url, session, reverse(name), *all_ways[(number + 1) % len(all_ways)])


def check(browser: Browser, server: str, session: Any, address: str, language: str, look: str) -> None:
    with_look = context(browser, server, language, look)
    with_look.add_cookies([{"name": session["name"], "value": session["value"], "url": server}])
    assert faults(with_look.new_page(), server + address) == [], f"{address} in {language}, {look}"
    with_look.close()
