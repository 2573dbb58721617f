"""The shell around every page: how it looks, in which language, and the way back."""

from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client
from django.urls import path
from django.utils import translation

from twinward.foundation.identity.models import Account
from twinward.site import shell
from twinward.site.shell import Look

pytestmark = pytest.mark.urls(__name__)


def page(request: HttpRequest) -> HttpResponse:
    """A public page with nothing on it."""
    return render(request, "site/public.html")


urlpatterns = [
    path("", page, name="portal"),
    path("today/", page, name="today"),
    path("countries/", page, name="countries"),
    path("countries/DE/", page),
    path("look/", shell.set_look, name="look"),
    path("language/", shell.set_language, name="language"),
    path("components/", shell.components, name="components"),
]


@pytest.fixture
def client() -> Iterator[Client]:
    """A reader without an account; the language of the last page does not outlive the test."""
    with translation.override(None):
        yield Client()


@pytest.mark.parametrize(
    ("cookie", "look"),
    [
        ("", Look()),
        ("standard", Look()),
        ("blue", Look("blue")),
        ("large", Look(is_large=True)),
        ("dark.large", Look("dark", is_large=True)),
        ('"><script>', Look()),
        ("pink.large", Look(is_large=True)),
    ],
)
def test_a_look_is_read_from_its_cookie_and_unknown_words_are_left_out(cookie: str, look: Look) -> None:
    assert Look.read(cookie) == look


@pytest.mark.parametrize("look", [Look(theme, is_large) for theme in ("", "blue", "bw", "dark") for is_large in (False, True)])
def test_a_look_reads_back_what_it_wrote(look: Look) -> None:
    assert Look.read(look.cookie) == look


@pytest.mark.parametrize(
    ("before", "pressed", "after"),
    [
        ("standard", "blue", "blue"),
        ("blue", "large", "blue.large"),
        ("blue.large", "dark", "dark.large"),
        ("dark.large", "large", "dark"),
        ("dark.large", "standard", "standard"),
    ],
)
def test_large_text_goes_with_every_theme(client: Client, before: str, pressed: str, after: str) -> None:
    client.cookies["look"] = before

    response = client.post("/look/", {"look": pressed, "next": "/countries/"})

    assert (response.status_code, response["Location"]) == (302, "/countries/")
    assert client.cookies["look"].value == after


def test_the_chosen_look_is_on_the_page_without_a_script(client: Client) -> None:
    client.cookies["look"] = "bw.large"

    html = client.get("/").content.decode()

    assert '<html lang="en" data-theme="bw" data-text="large">' in html
    assert '<button name="look" value="bw" aria-pressed="true">' in html
    assert '<button name="look" value="standard" aria-pressed="false">' in html


@pytest.mark.django_db
@pytest.mark.urls("twinward.site.urls")
def test_an_address_that_leads_nowhere_is_answered_by_a_page_of_ours_in_the_readers_language(client: Client) -> None:
    response = client.get("/nonsense/", headers={"accept-language": "uk"})

    assert response.status_code == 404
    html = response.content.decode()
    assert '<html lang="uk"' in html
    assert "Тут для вас нічого немає" in html


@pytest.mark.urls("twinward.site.urls")
def test_a_mistake_of_ours_is_answered_by_a_page_of_ours_that_asks_no_store(client: Client) -> None:
    client.raise_request_exception = False
    response = client.get("/", headers={"accept-language": "uk"})  # this test may ask no store, and the page needs it

    assert response.status_code == 500
    html = response.content.decode()
    assert '<html lang="uk"' in html
    assert response["X-Request-ID"] in html
    assert "Traceback" not in html


def test_a_view_that_does_not_exist_is_refused_kindly(client: Client) -> None:
    response = client.post("/look/", {"look": "pink", "next": "/"})

    assert response.status_code == 400
    assert "There is no such view" in response.content.decode()
    assert "look" not in client.cookies


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)", "/\\example.org", ""])
@pytest.mark.parametrize("address", ["/look/", "/language/"])
def test_a_switch_never_leads_to_another_site(client: Client, address: str, elsewhere: str) -> None:
    response = client.post(address, {"look": "blue", "language": "uk", "next": elsewhere}, headers={"referer": "https://example.org/"})

    assert (response.status_code, response["Location"]) == (302, "/")


@pytest.mark.parametrize("address", ["/look/", "/language/"])
def test_a_switch_is_turned_by_a_form_only(client: Client, address: str) -> None:
    assert client.get(address).status_code == 405


@pytest.mark.parametrize("address", ["/look/", "/language/"])
def test_a_switch_cannot_be_turned_from_another_site(address: str) -> None:
    assert Client(enforce_csrf_checks=True).post(address, {"look": "blue", "language": "uk"}).status_code == 403


@pytest.mark.parametrize("code", ["en", "uk", "az", "es"])
def test_the_language_stays_chosen(client: Client, code: str) -> None:
    response = client.post("/language/", {"language": code, "next": "/countries/"})

    assert response["Location"] == "/countries/"
    assert f'<html lang="{code}"' in client.get("/").content.decode()


def test_a_language_that_we_lack_changes_nothing(client: Client) -> None:
    client.post("/language/", {"language": "xx", "next": "/"})

    assert '<html lang="en"' in client.get("/").content.decode()


def test_the_menu_has_the_places_that_exist_and_marks_where_one_is(rf) -> None:
    places = shell.Shell(rf.get("/countries/DE/")).places

    assert [(place.url, place.is_current) for place in places] == [("/today/", False), ("/countries/", True)]


def test_a_page_that_cannot_be_asked_for_again_is_not_the_way_back(rf) -> None:
    assert shell.Shell(rf.get("/countries/?s=a&page=2")).here == "/countries/?s=a&page=2"
    assert shell.Shell(rf.post("/countries/")).here == "/"


@pytest.mark.parametrize("code", ["en", "uk", "az", "es"])
def test_the_components_page_shows_every_status_and_carries_no_style_of_its_own(client: Client, code: str) -> None:
    client.cookies["django_language"] = code

    html = client.get("/components/").content.decode()

    assert [kind for kind in ("yes", "no", "gap", "late", "mine", "wait", "stated", "shown", "pin") if f"st st-{kind}" not in html] == []
    assert " style=" not in html
    assert "<style" not in html
    assert html.count("<h1>") == 1


@pytest.mark.urls("twinward.site.urls")
@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("en", "This is more than one form takes"),
        ("uk", "Це більше, ніж приймає одна форма"),
        ("az", "Bu, bir formanın qəbul etdiyindən çoxdur"),
        ("es", "Es más de lo que admite un formulario"),
    ],
)
def test_a_form_that_is_too_large_is_answered_by_a_page_that_says_what_to_do(db: None, client: Client, language: str, heading: str):
    large = {"email": "x" * 2_600_000}
    answer = client.post("/sign-in/", large, headers={"accept-language": language})
    assert (answer.status_code, f"<h1>{heading}</h1>" in answer.text) == (413, True)

    many = {f"name{number}": "" for number in range(9_100)}
    assert client.post("/sign-in/", many).status_code == 413


@pytest.mark.urls("twinward.site.urls")
def test_what_no_page_of_ours_sends_is_answered_by_a_page(db: None, client: Client):
    answer = client.post(
        "/sign-in/", b"--x\r\nno form", content_type="multipart/form-data; boundary=\xff", headers={"accept-language": "es"}
    )
    assert (answer.status_code, "<h1>Este formulario no puede enviarse</h1>" in answer.text) == (400, True)


@pytest.mark.urls("twinward.site.urls")
def test_who_is_signed_in_and_finds_nothing_can_look_for_the_record(db: None, client: Client):
    assert "/find/" not in client.get("/countries/none/of/these/").text
    client.force_login(Account.objects.create(email="somebody@twinward.example", full_name="Somebody"))
    for address in ("/countries/none/of/these/", "/letters/12345/"):
        answer = client.get(address)
        assert (answer.status_code, '<p><a href="/find/">Find a record</a></p>' in answer.text) == (404, True)
