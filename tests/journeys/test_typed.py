"""In a real browser with its scripts: what was typed survives a switch, and "Back" after a confirmed act leads to its form."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.journeys.demo import load_demo
from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.models import Event
from twinward.foundation.registry.models import Organisation
from twinward.programme.instruments.models import Instrument
from twinward.programme.letters.models import Letter


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


def write_a_letter(page: Page) -> None:
    """A draft with a side chosen among suggestions is sent from its form, and its page is open."""
    side = Organisation.objects.unscoped("a test looks").filter(country="UA", merged_into=None).order_by("pk")[0]
    page.goto("/letters/new/")
    for name, typed in {"their_country": "UA", "theirs": side.name, "subject": "About oncology", "body": "Dear colleagues"}.items():
        page.locator(f"[name={name}]").fill(typed)
    send(page)
    page.wait_for_url(re.compile(r"/letters/\d+/$"))


def send(page: Page) -> None:
    page.locator("main form[data-once] button.btn-go").click()


def test_back_after_a_form_was_sent_shows_it_as_it_was_sent_and_the_repeat_makes_no_second_record(page: Page):
    write_a_letter(page)
    first, count = page.url, Letter.objects.unscoped("a test counts").count()

    page.go_back()
    expect(page.locator("[name=subject]")).to_have_value("About oncology")
    expect(page.locator("[name=theirs]")).not_to_have_value("")
    send(page)
    page.wait_for_url(first)
    assert Letter.objects.unscoped("a test counts").count() == count


def test_what_is_changed_in_a_form_that_was_sent_makes_no_second_record_and_a_page_says_so(page: Page):
    write_a_letter(page)
    count = Letter.objects.unscoped("a test counts").count()

    page.go_back()
    page.locator("[name=subject]").fill("About cardiology")
    send(page)
    expect(page.locator("h1")).to_have_text("This form was already sent")
    assert Letter.objects.unscoped("a test counts").count() == count


def test_what_was_changed_in_a_form_that_was_sent_is_sent_as_another_one_by_whoever_means_it(page: Page):
    write_a_letter(page)
    first, count = page.url, Letter.objects.unscoped("a test counts").count()

    page.go_back()
    page.locator("[name=subject]").fill("About cardiology")
    send(page)
    page.get_by_role("button", name="Send as another one").click()
    page.wait_for_url(re.compile(r"/letters/\d+/$"))
    assert page.url != first
    expect(page.locator("h1")).to_contain_text("About cardiology")
    assert Letter.objects.unscoped("a test counts").count() == count + 1


def test_a_form_that_is_opened_anew_after_one_was_sent_is_another_one(page: Page):
    write_a_letter(page)
    count = Letter.objects.unscoped("a test counts").count()

    page.go_back()
    page.reload()
    write_a_letter(page)
    assert Letter.objects.unscoped("a test counts").count() == count + 1


def test_an_act_that_was_confirmed_is_not_recorded_again_from_its_form(page: Page):
    declaration = Instrument.objects.unscoped("a test looks").filter(kind="declaration").order_by("pk")[0]
    page.goto(f"/instruments/{declaration.pk}/act/elsewhere/")
    for name, typed in {"day": "13.10.2021", "new_publisher": "A newspaper", "new_day": "14.10.2023"}.items():
        page.locator(f"[name={name}]").fill(typed)
    send(page)
    page.locator("button[name=send]").click()
    page.wait_for_url(f"**/instruments/{declaration.pk}/")
    events = Event.objects.count()

    page.go_back()
    page.go_back()
    expect(page.locator("[name=new_publisher]")).to_have_value("A newspaper")
    send(page)
    expect(page.locator("h1")).to_have_text("This form was already sent")
    assert Event.objects.count() == events
