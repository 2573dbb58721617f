"""In a real browser: large text enlarges all that is read, on a screen, on a phone and on paper; and on a phone no word is cut off in any language."""

import itertools

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.counts import is_deep
from tests.journeys.demo import load_demo
from tests.journeys.test_every_page import LANGUAGES, LOOKS, context, officer
from twinward.programme.instruments.models import Instrument
from twinward.programme.letters.models import Letter

#: By the place of its element in the page: a text that is seen and how high its letters are drawn, in pixels; a picture's scale is reckoned in.
SIZES = """() => Object.fromEntries([...document.querySelectorAll('body *')].map((element, place) => [place, element])
    .filter(([, element]) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
    .filter(([, element]) => element.checkVisibility() && element.getBoundingClientRect().width)
    .map(([place, element]) => [place, [element.textContent.trim().slice(0, 60),
        parseFloat(getComputedStyle(element).fontSize) * (element.getScreenCTM ? element.getScreenCTM().a : 1)]]))"""
#: What a reader cannot see whole: words that reach out of the window or out of what holds them and hides the rest. A frame that scrolls is none.
CUT = """() => [...document.querySelectorAll('body *')]
    .filter((element) => element.checkVisibility() && !element.closest('.visually-hidden, .skip, title, desc, .stack thead, .scroll'))
    .filter((element) => [...element.childNodes].filter((node) => node.nodeType === 3 && node.textContent.trim()).some((node) => {
        const range = document.createRange();
        range.selectNode(node);
        const box = range.getBoundingClientRect();
        const hides = getComputedStyle(element).overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1;
        return box.left < -0.5 || box.right > innerWidth + 0.5 || hides;
    })).map((element) => element.textContent.trim().slice(0, 60))"""
PUBLIC = ("/", "/?h=Okhmatdyt", "/figures/", "/figures/memorandums_signed/", "/figures/facilities_damaged/", "/accessibility/", "/sign-in/")
#: The width of A4 between its margins, in pixels; and what is of no use on it.
PAPER = 672
PRESSED = "nav, form, button, input, select, .btn, .skip, .gaps > li > a, a[href$='/correct/'], .chips li:not(:has([aria-current]))"
PRESSED += ", a[href*='/strike'], .acts a, .paper main a, .foot:empty"
#: Every text grows by a quarter; a picture may be held by the width of a page, but never to the size that it had.
GROWS = 1.19


@pytest.fixture
def server(live_server: LiveServer) -> str:
    """The address of a server over the demo's records."""
    load_demo()
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_cut_off_on_a_phone(server: str, browser: Browser, language: str):
    """In every look on the widest and the narrowest phone in a deep run; at the gate in one of two, in turns."""
    looks = LOOKS if is_deep() else (LOOKS[LANGUAGES.index(language) % 2],)
    for look, width in itertools.product(looks, (390, 320) if is_deep() else (390,)):
        phone = context(browser, server, language, look, width)
        page = phone.new_page()
        for address in PUBLIC:
            page.goto(server + address)
            assert page.evaluate(CUT) == [], f"{address} in {language}, {look}, {width} px"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} in {language}, {look}, {width} px"
        phone.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_links_of_several_figures_stand_below_each_other(server: str, browser: Browser, language: str):
    page = context(browser, server, language, "standard").new_page()
    page.goto(server)
    begins = page.evaluate(
        "() => [...document.querySelectorAll('ul.links')].map((list) => [...list.querySelectorAll('.to')].map((one) => one.getBoundingClientRect().left))"
    )
    assert max(len(of_figure) for of_figure in begins) == 4
    assert [of_figure for of_figure in begins if len(set(of_figure)) > 1] == []


@pytest.mark.parametrize(("language", "look"), [("uk", "large"), ("es", "dark")])
def test_what_is_printed_fits_the_paper_and_holds_nothing_to_press(server: str, browser: Browser, language: str, look: str):
    page = officer(browser, server, language, look, PAPER).new_page()
    page.emulate_media(media="print")
    listed = [reverse("chase"), reverse("countries")]
    letter = Letter.objects.unscoped("a test looks").filter(state="sent").first()
    memorandum = Instrument._base_manager.filter(kind="memorandum", origin="recorded").first()
    assert letter
    assert memorandum
    alone = [reverse("letter-print", args=[letter.pk]), reverse("instrument", args=[memorandum.pk])]
    for address in [*addresses()[:-1], "/figures/memorandums_signed/", *listed, *alone]:
        page.goto(server + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= PAPER, address
        seen = page.evaluate(
            "(all) => [...document.querySelectorAll(all)].filter((one) => one.checkVisibility()).map((one) => one.outerHTML)", PRESSED
        )
        assert seen == [], address


@pytest.mark.parametrize("language", ["uk", "es"])
def test_the_button_that_asks_about_a_day_stands_beside_what_it_asks_about(server: str, browser: Browser, language: str):
    page = officer(browser, server, language).new_page()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{server}{reverse('instruments')}?kind=memorandum")
    page.locator("main tbody a").first.click()
    ends = page.evaluate("() => [...document.querySelector('form.inline').children].map((one) => one.getBoundingClientRect().bottom)")
    assert len(ends) == 3
    assert max(ends) - min(ends) < 2


@pytest.mark.parametrize("language", ["uk", "az"])
def test_a_status_in_a_list_is_not_squeezed_into_a_column_of_single_words(server: str, browser: Browser, language: str):
    page = officer(browser, server, language).new_page()
    page.goto(server + reverse("countries"))
    lines = page.evaluate(
        "() => [...document.querySelectorAll('td .st')].map((status) => [status.textContent, status.getClientRects().length])"
    )
    assert len(lines) == 18
    assert [word for word, count in lines if count > 3] == []


def sizes(page: Page, address: str, medium: str) -> dict[str, tuple[str, float]]:
    page.emulate_media(media="print" if medium == "print" else "screen")
    page.goto(address)
    return page.evaluate(SIZES)
