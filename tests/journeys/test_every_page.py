"""Pages that are read, in a real browser: no axe violation, no sideways scroll on a phone, no error in the console, in the looks and languages it comes in."""

import itertools
import json
import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.counts import is_deep
from tests.journeys.demo import load_demo
from twinward.foundation.identity.models import Account
from twinward.foundation.registry.models import Organisation, Person
from twinward.programme.instruments.models import Instrument
from twinward.programme.letters.models import Letter
from twinward.programme.twinning.models import Coverage

LANGUAGES = ("en", "uk", "az", "es")
LOOKS = ("standard", "large", "blue", "bw", "dark")
#: What axe is asked; it tells in full only of what is wrong, which takes it half the time.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}

#: Pages for anybody.
OPEN = ("/", "/components/", "/figures/", "/figures/countries_joined/", "/figures/facilities_damaged/", "/accessibility/", "/sign-in/")
#: Pages for an officer: the name of the address, and of what its record is one.
STAFF: tuple[tuple[str, type[Model] | str | None], ...] = (
    ("today", None),
    ("countries", None),
    ("country", "SK"),
    ("country", "AT"),
    ("list-step", Coverage),
    ("letters", None),
    ("letter", Letter),
    ("letter-new", None),
    ("letter-record", None),
    ("instruments", None),
    ("instrument", Instrument),
    ("instrument-new", None),
    ("instrument-record", None),
    ("organisations", None),
    ("organisation", Organisation),
    ("organisation-edit", Organisation),
    ("organisation-new", None),
    ("organisations-import", None),
    ("people", None),
    ("person", Person),
    ("person-new", None),
    ("find", None),
    ("claim-new", None),
    ("conflict-new", None),
    ("account", None),
    ("rights", None),
)


def ways() -> Iterator[tuple[str, str]]:
    """(language, look) pairs: all of them in the deep run; at the gate each language and each look at least once."""
    yield from itertools.product(LANGUAGES, LOOKS) if is_deep() else zip(itertools.cycle(LANGUAGES), LOOKS, strict=False)


@pytest.fixture
def demo(live_server: LiveServer) -> str:
    """The address of a server over the demo's records."""
    load_demo()
    return live_server.url


@pytest.mark.parametrize("address", OPEN)
def test_an_open_page_is_sound_in_every_language_and_look(demo: str, browser: Browser, address: str):
    all_ways = list(ways())
    for language, look in all_ways if is_deep() or address == "/" else all_ways[OPEN.index(address) % 5 :][:1]:
        with_look = context(browser, demo, language, look)
        page = with_look.new_page()
        assert faults(page, demo + address) == [], f"{address} in {language}, {look}"
        with_look.close()


@pytest.mark.parametrize("half", [0, 1])
def test_every_page_of_an_officer_is_sound(demo: str, browser: Browser, half: int):
    """Each page in one language and look at the gate, in all of them in the deep run."""
    all_ways = list(ways())
    for number, (name, of) in enumerate(STAFF):
        if number % 2 == half:
            for language, look in all_ways if is_deep() else [all_ways[number % len(all_ways)]]:
                address = address_of(name, of)
                with_look = officer(browser, demo, language, look)
                assert faults(with_look.new_page(), demo + address) == [], f"{address} in {language}, {look}"
                with_look.close()


def address_of(name: str, of: type[Model] | str | None) -> str:
    """The address of a page; of one record, the first that is on record."""
    if of is None:
        return reverse(name)
    return reverse(name, args=[of if isinstance(of, str) else of._base_manager.order_by("pk").values_list("pk", flat=True)[0]])


def session_of(email: str) -> str:
    """The key of a session in which this person of the demo has signed in."""
    client = Client()
    client.force_login(Account.objects.get(email=email))
    return client.cookies["sessionid"].value


def context(browser: Browser, server: str, language: str, look: str, width: int = 1280) -> BrowserContext:
    """A reader with a language and a look of their own."""
    found = browser.new_context(viewport={"width": width, "height": 900})
    found.add_cookies([{"name": name, "value": value, "url": server} for name, value in (("django_language", language), ("look", look))])
    return found


def listened(page: Page) -> list[str]:
    """What the page complains of from now on, as it happens: errors and warnings of its console, with what its own policy (CSP) refuses."""
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    return told


def faults(page: Page, address: str) -> list[str]:
    """What is wrong with a page, in words: what it complains of, axe violations, overflow at 390 px."""
    told = listened(page)
    response = page.goto(address)
    if response is None or response.status != 200:
        return [f"status {response and response.status}"]
    found = Axe().run(page, options=RULES).response["violations"]
    told += [f"{rule['id']}: {json.dumps([node['target'] for node in rule['nodes']][:3])}" for rule in found]
    page.set_viewport_size({"width": 390, "height": 844})
    wide = page.evaluate("document.documentElement.scrollWidth")
    return told + ([f"{wide} px wide on a phone"] if wide > 390 else [])


@pytest.mark.parametrize("name", ["countries", "organisations", "letters", "instruments"])
def test_a_list_that_is_searched_while_one_types_complains_of_nothing(demo: str, browser: Browser, name: str):
    page = officer(browser, demo).new_page()
    told = listened(page)
    page.goto(demo + reverse(name))
    page.locator("#q").press_sequentially("uk")
    expect(page).to_have_url(re.compile("q=uk"))

    assert told == []


def test_what_is_found_stands_below_the_field_while_one_types(demo: str, browser: Browser):
    page = officer(browser, demo).new_page()
    told = listened(page)
    page.goto(demo + reverse("today"))
    page.keyboard.press("/")
    page.keyboard.type("Lyashko")
    person = page.locator("#quick").get_by_role("link", name="Viktor Liashko")
    expect(person).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(person).to_be_focused()
    assert [violation["id"] for violation in Axe().run(page, options=RULES).response["violations"]] == []

    page.keyboard.press("Escape")
    expect(person).to_have_count(0)
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/find/?q=Lyashko")
    page.locator("#id_q").fill("Німеччина")
    expect(page.locator("#found").get_by_role("link", name="Germany")).to_be_visible()
    assert told == []


def test_an_answer_that_comes_late_takes_no_link_from_under_the_reader_and_opens_nothing_that_was_closed(demo: str, browser: Browser):
    page, person = gone_down_before_the_answer(demo, browser)
    field = page.locator("#find")
    expect(person).to_be_focused()

    with page.expect_response("**/find/?q=Lyashko"):
        page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("End")
    with page.expect_response("**/find/?q=Lyashk"):
        page.keyboard.press("Backspace")
    settled(page)
    with page.expect_response("**/find/?q=Lyashko"):
        for key in ("o", "ArrowDown", "Escape"):
            page.keyboard.press(key)
    settled(page)
    expect(person).to_have_count(0)


def test_an_answer_that_came_while_the_reader_was_in_the_list_opens_nothing_once_the_list_is_closed(demo: str, browser: Browser):
    page, person = gone_down_before_the_answer(demo, browser)
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    page.keyboard.press("Escape")
    settled(page)
    expect(person).to_have_count(0)
    assert asked == []

    for key in ("End", "Backspace", "o"):
        page.keyboard.press(key)
    expect(person).to_be_visible()


def test_an_answer_to_what_the_field_no_longer_asks_opens_nothing(demo: str, browser: Browser):
    page = officer(browser, demo).new_page()
    page.goto(demo + reverse("today"))
    field, person = page.locator("#find"), page.locator("#quick").get_by_role("link", name="Viktor Liashko")
    held: list[Route] = []
    page.route("**/find/?q=*", lambda route: held.append(route))
    with page.expect_request("**/find/?q=Lyashk"):
        field.fill("Lyashk")
    paused(page)
    answer = held[0].fetch()
    field.press("Escape")
    expect(field).to_have_value("")
    held[0].fulfill(response=answer)
    paused(page)
    expect(person).to_have_count(0)


def gone_down_before_the_answer(demo: str, browser: Browser) -> tuple[Page, Locator]:
    """A page on which "Lyashko" was typed and the reader was at what had been found for less when its answer came; and that link."""
    page = officer(browser, demo).new_page()
    page.goto(demo + reverse("today"))
    field, person = page.locator("#find"), page.locator("#quick").get_by_role("link", name="Viktor Liashko")
    field.press_sequentially("Lyashk")
    expect(person).to_be_visible()
    with page.expect_response("**/find/?q=Lyashko"):
        field.press("o")
        field.press("ArrowDown")
    settled(page)
    return page, person


def settled(page: Page) -> None:
    """What was answered stands on the page, if it ever will."""
    page.wait_for_load_state("networkidle")
    paused(page)


def paused(page: Page) -> None:
    """Half a second has passed: longer than what was typed waits before it is asked."""
    page.evaluate("() => new Promise((done) => setTimeout(done, 500))")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_may_be_looked_for_is_said_whole_in_large_letters_and_no_page_is_wider_than_its_window(
    demo: str, browser: Browser, language: str
):
    page = officer(browser, demo, language, "large").new_page()
    page.goto(demo + reverse("today"))
    for width in (1080, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        needed, room, wide = page.evaluate(ROOM_TO_FIND)
        assert (needed <= room, wide <= width) == (True, True), width


@pytest.mark.parametrize(
    ("width", "look", "language"),
    [(1280, "standard", "uk"), (390, "standard", "uk"), (390, "large", "uk"), (1280, "standard", "az"), (390, "standard", "az")],
)
def test_no_two_words_of_a_strip_of_days_meet(demo: str, browser: Browser, width: int, look: str, language: str):
    page = officer(browser, demo, language, look, width).new_page()
    days = ("", "?as-of=1999-07-01", "?as-of=2023-09-07", "?as-of=2023-10-27")
    shown = 0
    for pk, day in itertools.product(
        Instrument._base_manager.order_by("pk").values_list("pk", flat=True)[: None if is_deep() else 2], days
    ):
        page.goto(demo + reverse("instrument", args=[pk]) + day)
        boxes = page.evaluate(WORDS_OF_STRIPS)
        shown += len(boxes)
        met = [(one, other) for (one, *a), (other, *b) in itertools.combinations(boxes, 2) if meet(a, b)]
        assert met == [], f"{pk}{day}"
        assert [word for word, left, _top, right, _bottom in boxes if left < 0 or right > width] == [], f"{pk}{day}"
        assert page.evaluate(WORDLESS) == 0, f"{pk}{day}"
    assert shown


@pytest.mark.parametrize("name", ["countries", "organisations", "letters", "instruments"])
def test_every_column_of_a_list_stands_in_sight_on_a_desktop_and_no_name_is_squeezed(demo: str, browser: Browser, name: str):
    for language in LANGUAGES:
        page = officer(browser, demo, language).new_page()
        page.goto(demo + reverse(name))
        hidden, narrowest = page.evaluate(
            "() => [Math.max(...[...document.querySelectorAll('main .scroll')].map((one) => one.scrollWidth - one.clientWidth)),"
            " Math.min(...[...document.querySelectorAll('tbody th')].map((one) => one.clientWidth))]"
        )
        assert (hidden, narrowest >= 150) == (0, True), language
        page.context.close()


@pytest.mark.parametrize("look", ["standard", "large"])
def test_the_whole_map_fits_a_phone_and_its_letters_can_be_read_and_looked_up(demo: str, browser: Browser, look: str):
    page = context(browser, demo, "uk", look, 390).new_page()
    page.goto(demo + "/")
    box, labels = page.evaluate(
        "() => [document.querySelector('.map'), [...document.querySelectorAll('.map .lab')]].map((of) => of instanceof Array"
        " ? of.map((one) => [one.textContent, one.getBoundingClientRect()]).map(([code, box]) => [code, box.left, box.top, box.right, box.bottom])"
        " : [of.getBoundingClientRect().left, of.getBoundingClientRect().right])"
    )
    assert 0 <= box[0] < box[1] <= 390
    assert min(bottom - top for _code, _left, top, _right, bottom in labels) >= 12
    inked = [(code, [left, top + 0.2 * (bottom - top), right, bottom - 0.2 * (bottom - top)]) for code, left, top, right, bottom in labels]
    crossed = [(a, b) for (a, one), (b, other) in itertools.combinations(inked, 2) if meet(one, other)]
    assert crossed == []
    listed = page.locator("table th .id").all_text_contents()
    assert {code for code, *_box in labels} - {"UA"} == set(listed)


def test_the_shape_of_a_status_stands_on_the_line_of_its_word(demo: str, browser: Browser):
    page = officer(browser, demo, "uk").new_page()
    page.goto(demo + reverse("instruments"))
    lines = page.evaluate(
        "() => [...document.querySelectorAll('td .st')].map((status) => [status.textContent, status.getClientRects().length])"
    )
    assert lines
    assert [word for word, count in lines if " " not in word and count > 1] == []


#: How wide the words are that stand in the empty field for finding, how wide it is inside, and how wide the page.
ROOM_TO_FIND = """() => { const field = document.querySelector('#find'), style = getComputedStyle(field);
    const drawn = document.createElement('canvas').getContext('2d');
    drawn.font = style.font;
    return [drawn.measureText(field.placeholder).width, field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight),
        document.documentElement.scrollWidth]; }"""

#: The words of every strip of a page with their boxes: left, top, right, bottom.
WORDS_OF_STRIPS = """() => [...document.querySelectorAll('.strip text, .strip > span')].map((word) => [word, word.getBoundingClientRect()])
    .filter(([word, box]) => word.textContent.trim() && box.width).map(([word, box]) => [word.textContent, box.left, box.top, box.right, box.bottom])"""

#: How many parts of the strips say nothing, though they are as wide as four letters, or run out of their end.
WORDLESS = """() => [...document.querySelectorAll('.strip .track > svg')].map((part) => [part.querySelector('rect'), part.querySelector('text')])
    .filter(([drawn, word]) => drawn.getBoundingClientRect().width > 38 && !word.textContent.trim()).length"""


def meet(a: list[float], b: list[float]) -> bool:
    """Whether two boxes overlap by more than the hair by which lines of text touch."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] - 1 and b[1] < a[3] - 1


def officer(browser: Browser, server: str, language: str = "en", look: str = "standard", width: int = 1280) -> BrowserContext:
    """The officer of Kyiv, signed in."""
    found = context(browser, server, language, look, width)
    found.add_cookies([{"name": "sessionid", "value": session_of("officer.kyiv@twinward.example"), "url": server}])
    return found
