"""In a real browser with its scripts: what was typed survives a switch, and "Back" after a confirmed act leads to its form."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.journeys.demo import load_demo
from twinward.foundation.identity.models import Account
from twinward.programme.instruments.models import Instrument


@pytest.fixture
def page(live_server: LiveServer, browser: Browser) -> Iterator[Page]:
    """A page of the officer in Kyiv, over the demo's records."""
    load_demo()
    client = Client()
    client.force_login(Account.objects.get(email="officer.kyiv@twinward.example"))
    context = browser.new_context(base_url=live_server.url)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    yield context.new_page()
    context.close()


def test_what_was_typed_survives_a_switch_of_the_view_and_of_the_language(page: Page):
    page.goto("/letters/new/")
    page.locator("[name=subject]").fill("About oncology")
    page.locator("button[name=look][value=large]").click()
    expect(page.locator("html[data-text=large]")).to_be_visible()
    expect(page.locator("[name=subject]")).to_have_value("About oncology")
    page.locator("button[name=language][value=uk]").click()
    expect(page.locator("html[lang=uk]")).to_be_visible()
    expect(page.locator("[name=subject]")).to_have_value("About oncology")

    page.goto("/letters/new/")
    expect(page.locator("[name=subject]")).to_have_value("")


def test_back_after_a_confirmed_act_leads_to_its_form(page: Page):
    declaration = Instrument.objects.unscoped("a test looks").filter(kind="declaration").order_by("pk")[0]
    page.goto(f"/instruments/{declaration.pk}/act/elsewhere/")
    for name, typed in {"day": "13.10.2021", "new_publisher": "A newspaper", "new_day": "14.10.2023"}.items():
        page.locator(f"[name={name}]").fill(typed)
    page.locator("main form[method=post] button.btn-go").click()
    page.locator("button[name=send]").click()
    page.wait_for_url(f"**/instruments/{declaration.pk}/")

    page.go_back()
    expect(page.locator("main [name=new_publisher]")).to_be_visible()


def test_escape_closes_the_menu_of_columns(page: Page):
    page.goto("/countries/")
    page.locator("details.menu summary").click()
    expect(page.locator("details.menu[open]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("details.menu[open]")).to_have_count(0)
    expect(page.locator("details.menu summary")).to_be_focused()
