"""The chase in a real browser, without JavaScript: from the list to a letter that is logged, and from a proposed list to a guest's yes."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.journeys.demo import load_demo
from twinward.foundation.identity.models import Account
from twinward.programme.letters.models import Letter
from twinward.programme.twinning.models import ListStep


@pytest.fixture
def plain(live_server: LiveServer, browser: Browser) -> Iterator[Page]:
    """A page of the officer in Kyiv, over the demo's records, in a browser that runs no script."""
    load_demo()
    client = Client()
    client.force_login(Account.objects.get(email="officer.kyiv@twinward.example"))
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": client.cookies["sessionid"].value, "url": live_server.url}])
    yield context.new_page()
    context.close()


def test_an_officer_asks_two_countries_for_their_lists_and_logs_one_letter(plain: Page):
    plain.goto("/countries/chase/")
    expect(plain.locator("h1")).to_have_text("Countries that owe a list of institutions")
    plain.get_by_label("Choose Finland").check()
    plain.get_by_label("Choose Italy").check()
    plain.get_by_text("Write one letter to each chosen").click()
    expect(plain.get_by_role("button", name="Draft 2 letters")).to_be_visible()
    plain.get_by_role("button", name="Draft 2 letters").click()

    expect(plain.get_by_text("2 letters.")).to_be_visible()
    plain.locator("tbody th a").first.click()
    plain.get_by_role("link", name="Log as sent").click()
    plain.get_by_label("Our registry number").fill("25-04/40001")
    plain.get_by_role("button", name="Log as sent").click()
    expect(plain.get_by_text("theirs, reply awaited").first).to_be_visible()
    assert Letter.objects.unscoped("a test looks").filter(our_number="25-04/40001", state="sent").count() == 1


def test_a_partner_confirms_a_proposed_list_through_a_link_without_an_account(plain: Page, browser: Browser, live_server: LiveServer):
    plain.goto("/countries/SK/")
    plain.get_by_role("link", name="Ask the partner to confirm").click()
    plain.get_by_label("For whom").fill("Ministry of Health of Slovakia")
    plain.get_by_role("button", name="Ask the partner to confirm").click()
    field = plain.get_by_label("Link for: Ministry of Health of Slovakia")
    link = re.fullmatch(r"http://\S+/guest/\S+/", field.input_value())
    assert link
    expect(field).not_to_be_editable()
    expect(plain.get_by_role("button", name="Copy")).to_have_count(0)

    partner = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    partner.goto(link.group())
    expect(partner.get_by_text("Illustrative University Hospital, Bratislava")).to_be_visible()
    partner.get_by_label("Yes, the list is agreed").check()
    partner.get_by_role("button", name="Check the answer").click()
    partner.get_by_role("button", name="Send the answer").click()
    expect(partner.locator("h1")).to_have_text("Thank you")
    assert partner.goto(link.group()).status == 410  # pyright: ignore[reportOptionalMemberAccess] - a page always answers

    plain.reload()
    expect(plain.get_by_text("list agreed").first).to_be_visible()
    assert ListStep.objects.filter(kind="agreed", recorded_by__startswith="guest:", is_illustrative=True).count() == 1


def test_a_link_for_a_partner_is_copied_with_one_press(plain: Page, browser: Browser, live_server: LiveServer):
    context = browser.new_context(base_url=live_server.url, locale="en-GB")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.add_cookies(plain.context.cookies())  # pyright: ignore[reportArgumentType] - what is read can be written
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
    page.goto("/countries/SK/")
    page.get_by_role("link", name="Ask the partner to confirm").click()
    page.get_by_label("For whom").fill("A minister")
    page.get_by_role("button", name="Ask the partner to confirm").click()
    page.get_by_role("button", name="Copy").click()

    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.get_by_label("Link for: A minister").input_value()
    assert not faults
    context.close()


def test_where_there_is_no_clipboard_the_link_is_copied_all_the_same(plain: Page, browser: Browser, live_server: LiveServer):
    context = browser.new_context(base_url=live_server.url, locale="en-GB")
    context.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page = context.new_page()
    page.goto("/components/#copy")
    page.get_by_role("button", name="Copy").click()

    expect(page.get_by_text("Copied")).to_be_visible()
    context.close()
