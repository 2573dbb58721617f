"""A second factor in a real browser: set up, signed in with, a recovery code once, looked at on every page."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.journeys.test_command_line import run
from tests.journeys.test_every_page import context, faults
from twinward.foundation.identity.models import Account
from twinward.foundation.identity.tests.makers import code_at, make_administrator, make_ministry, make_officer

PASSWORD = "seven wards, one roof"
GIVE_A_FACTOR = """
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinward.site.settings")
import django
django.setup()
from allauth.mfa.totp.internal.auth import TOTP
from twinward.foundation.identity.models import Account
account = Account.objects.create(email="nina@ministry.example", full_name="Nina Bondar")
TOTP.activate(account, "the secret of an app")
"""


@pytest.fixture
def node(live_server: LiveServer, settings: Any) -> str:
    """The address of a node outside a demo."""
    settings.DEMO = False
    return live_server.url


@pytest.fixture
def nina(node: str) -> Account:
    return make_officer(make_ministry(), email="nina@ministry.example", full_name="Nina Bondar", password=PASSWORD)


@pytest.fixture
def open_page(browser: Browser, node: str) -> Iterator[Callable[..., Page]]:
    """A page of a browser that nobody has used before."""
    opened: list[BrowserContext] = []

    def fresh(language: str = "en") -> Page:
        opened.append(context(browser, node, language, "standard"))
        return opened[-1].new_page()

    yield fresh
    for one in opened:
        one.close()


def first_step(page: Page, node: str, account: Account) -> None:
    page.goto(f"{node}/sign-in/")
    page.locator("input[name=username]").fill(account.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has([name=password]) button").click()


def send_code(page: Page, code: str) -> None:
    page.locator("input[name=code]").fill(code)
    page.locator("form:has([name=code]) button.btn-go").click()


def set_up(page: Page, node: str) -> tuple[str, list[str]]:
    """The secret that the page shows to the app, and the recovery codes, which are kept."""
    page.goto(f"{node}/account/second-factor/app/")
    secret = page.locator("#secret").input_value().replace(" ", "")
    send_code(page, code_at(secret, timezone.now()))
    expect(page.locator("ul.codes li")).to_have_count(10)
    codes = page.locator("ul.codes li").all_inner_texts()
    with page.expect_download() as saved:
        page.locator("a[download]").click()
    assert saved.value.path().read_text().split() == codes
    page.locator("main form button").click()
    expect(page).to_have_url(f"{node}/account/second-factor/")
    return secret, codes


def test_somebody_sets_up_an_app_and_signs_in_with_its_code_or_once_with_a_recovery_code(
    node: str, nina: Account, open_page: Callable[..., Page]
):
    page = open_page()
    first_step(page, node, nina)
    expect(page).to_have_url(f"{node}/today/")
    secret, codes = set_up(page, node)

    page = open_page()
    first_step(page, node, nina)
    expect(page).to_have_url(f"{node}/sign-in/code/")
    send_code(page, "000000")
    expect(page.get_by_role("alert").first).to_contain_text("You are not signed in.")
    send_code(page, code_at(secret, timezone.now()))
    expect(page).to_have_url(f"{node}/today/")

    for is_taken in (True, False):
        page = open_page()
        first_step(page, node, nina)
        send_code(page, codes[0])
        expect(page).to_have_url(f"{node}/today/" if is_taken else f"{node}/sign-in/code/")


@pytest.mark.parametrize("language", ["en", "uk"])
def test_the_pages_have_no_barriers_and_fit_a_phone(node: str, nina: Account, open_page: Callable[..., Page], language: str):
    Account.objects.filter(pk=nina.pk).update(language=language)
    page = open_page(language)
    first_step(page, node, nina)
    expect(page).to_have_url(f"{node}/today/")
    assert faults(page, f"{node}/account/second-factor/") == []
    assert faults(page, f"{node}/account/second-factor/app/") == []
    secret = page.locator("#secret").input_value().replace(" ", "")
    send_code(page, code_at(secret, timezone.now()))
    expect(page.locator("ul.codes li")).to_have_count(10)
    for address in ("codes/", "", "app/remove/", "codes/new/"):
        assert faults(page, f"{node}/account/second-factor/{address}") == []
    for address in ("account/", "account/again/", "account/again/code/"):
        assert faults(page, f"{node}/{address}") == []
    page = open_page(language)
    first_step(page, node, nina)
    expect(page).to_have_url(f"{node}/sign-in/code/")
    assert faults(page, f"{node}/sign-in/code/") == []


@pytest.mark.parametrize("email", ["Nina@Ministry.example", "nobody@ministry.example"])
def test_whoever_runs_the_node_lets_somebody_in_who_lost_it(own_demo: dict[str, str], email: str):
    prepare = [sys.executable, "-c", GIVE_A_FACTOR]
    assert subprocess.run(prepare, env=own_demo, capture_output=True, text=True, timeout=60).stderr == ""

    first, again = run(own_demo, "way-in", email, "--lost-factor"), run(own_demo, "way-in", email, "--lost-factor")

    if email.startswith("Nina"):
        assert (first.returncode, "Nina Bondar" in first.stderr, "/password/" in first.stdout) == (0, True, True)
        assert (again.returncode, again.stderr, again.stdout) == (2, f"twinward: {email}: This account has no second factor.\n", "")
        assert run(own_demo, "verify").returncode == 0
    else:
        assert (first.returncode, first.stdout) == (2, "")


def test_where_it_is_required_somebody_sets_it_up_loses_it_and_is_let_in_by_an_administrator(
    node: str, nina: Account, open_page: Callable[..., Page], settings: Any
):
    administrator = make_administrator(make_ministry(name="Ministry of Health"), email="admin@ministry.example", password=PASSWORD)
    settings.SECOND_FACTOR_REQUIRED = True
    page = open_page()
    first_step(page, node, nina)
    expect(page).to_have_url(f"{node}/account/second-factor/app/")
    expect(page.get_by_text("A second factor is needed here.")).to_be_visible()
    assert faults(page, f"{node}/account/second-factor/app/") == []
    page.goto(f"{node}/today/")
    expect(page).to_have_url(f"{node}/account/second-factor/app/")
    set_up(page, node)
    page.goto(f"{node}/today/")
    expect(page).to_have_url(f"{node}/today/")

    by = open_page()
    first_step(by, node, administrator)
    set_up(by, node)
    assert faults(by, f"{node}/accounts/{nina.pk}/") == []
    by.get_by_role("button", name="Take the second factor away").click()
    expect(by.get_by_role("button", name="Take the second factor away")).to_have_count(0)

    page.goto(f"{node}/today/")
    expect(page).to_have_url(f"{node}/sign-in/?next=/today/")
    first_step(page, node, nina)
    expect(page).to_have_url(f"{node}/account/second-factor/app/")
