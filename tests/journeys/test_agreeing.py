"""The other party agrees to an offered text in a real browser, on a phone, without an account and without JavaScript."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.tests.makers import NOON, Sides, make_agreement, make_draft, make_side, move
from twinward.programme.instruments.tests.test_partner import attach, word_file


@pytest.fixture
def sides(live_server: LiveServer, tmp_path: Path, settings: Any) -> tuple[Sides, Instrument]:
    """The authors' side, and its text in two authentic languages, with the other party. The clock runs."""
    settings.HOME = tmp_path
    with time_machine.travel(NOON):
        home, abroad = make_side("UA"), make_side("AZ")
        memorandum = make_draft(home, abroad, basis=make_agreement("UA", "AZ"), authentic_languages=["en"])
        attach(memorandum, "uk", "Сторони домовилися.\n\nСтаття 1. Навчання".encode(), home.officer)
        attach(memorandum, "az", word_file("Tərəflər razılaşdılar.", "Maddə 1. Təlim"), home.officer)
    for name, by in (("submit", home.focal), ("clear", home.lawyer), ("offer", home.officer)):
        memorandum = move(memorandum, name, by)
    return home, memorandum


@pytest.fixture
def officer(sides: tuple[Sides, Instrument], live_server: LiveServer, browser: Browser) -> Iterator[Page]:
    client = Client()
    client.force_login(sides[0].officer)
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": client.cookies["sessionid"].value, "url": live_server.url}])
    yield context.new_page()
    context.close()


def ask(officer: Page, memorandum: Instrument) -> str:
    """The link that the officer takes from the page."""
    officer.goto(f"/instruments/{memorandum.pk}/")
    officer.get_by_role("link", name="Send the other party a link").click()
    expect(officer.get_by_label("Language of their page")).to_have_value("az")  # that of the party
    officer.get_by_label("Language of their page").select_option("en")
    officer.get_by_label("For whom").fill("The Minister of Health")
    officer.get_by_role("button", name="Make the link").click()
    link = re.fullmatch(r"http://\S+/guest/\S+/", officer.get_by_label("Link for: The Minister of Health").input_value())
    assert link
    return link.group()


def test_a_partner_reads_the_text_side_by_side_saves_it_and_agrees(
    officer: Page, sides: tuple[Sides, Instrument], browser: Browser, live_server: LiveServer
):
    _home, memorandum = sides
    link = ask(officer, memorandum)
    partner = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    partner.goto(link)
    expect(partner.get_by_text("Стаття 1. Навчання")).to_be_visible()
    expect(partner.get_by_text("Maddə 1. Təlim")).to_be_visible()
    assert partner.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with partner.expect_download() as saved:
        partner.get_by_role("link", name=re.compile("Save the file.*Ukrainian")).click()
    assert Path(saved.value.path()).read_text(encoding="utf-8").startswith("Сторони домовилися.")
    partner.get_by_label("Yes, we agree").check()
    partner.get_by_label("Your name").fill("Aygün Məmmədova")
    partner.get_by_role("button", name="Check the answer").click()
    expect(partner.get_by_text("Say who you are")).to_be_visible()
    partner.get_by_label("Your office").fill("Deputy Minister")
    partner.get_by_role("button", name="Check the answer").click()
    partner.get_by_role("button", name="Send the answer").click()
    expect(partner.locator("h1")).to_have_text("Thank you")
    assert partner.goto(link).status == 410  # pyright: ignore[reportOptionalMemberAccess] - a page always answers
    expect(partner.get_by_text("It works once")).to_be_visible()

    officer.reload()
    expect(officer.get_by_text("agreed to the text")).to_be_visible()
    expect(officer.get_by_text("Aygün Məmmədova, Deputy Minister").first).to_be_visible()
    officer.goto("/today/")
    expect(officer.get_by_text("Sign: Memorandum on oncology").first).to_be_visible()


def test_a_partner_sends_the_text_back_and_a_withdrawn_link_says_so(
    officer: Page, sides: tuple[Sides, Instrument], browser: Browser, live_server: LiveServer
):
    _home, memorandum = sides
    withdrawn = ask(officer, memorandum)
    officer.get_by_role("link", name="Withdraw the guest’s link").click()
    officer.get_by_role("button", name="Withdraw the guest’s link").click()
    link = ask(officer, memorandum)
    partner = browser.new_context(java_script_enabled=False).new_page()
    partner.goto(withdrawn)
    expect(partner.get_by_text("has withdrawn it")).to_be_visible()
    partner.goto(link)
    partner.get_by_label("No, we send it back").check()
    partner.get_by_label("Remark").fill("Article 3 is missing")
    partner.get_by_label("Your name").fill("Aygün Məmmədova")
    partner.get_by_label("Your office").fill("Deputy Minister")
    partner.get_by_role("button", name="Check the answer").click()
    partner.get_by_role("button", name="Send the answer").click()
    officer.reload()
    expect(officer.get_by_text("sent the text back")).to_be_visible()
    expect(officer.get_by_text("Article 3 is missing").first).to_be_visible()
    officer.goto("/today/")
    expect(officer.get_by_text("Revise the returned text: Memorandum on oncology").first).to_be_visible()
