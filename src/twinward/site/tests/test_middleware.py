"""Forms that count once, and refusals answered as pages."""

import json
import re
import sqlite3
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import Client
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from tests.crowd import at_once
from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.actors import PUBLIC, NotAllowed
from twinward.foundation.kernel.ledger import append
from twinward.foundation.kernel.locks import is_busy
from twinward.foundation.kernel.models import Event, FormKey
from twinward.site import shell

pytestmark = pytest.mark.urls(__name__)
HERE = "/note/"
KEY = "0199a000-0000-7000-8000-000000000001"


def note(request: HttpRequest) -> HttpResponse:
    """Writes one event, then answers as it is told to."""
    if request.method == "POST":
        facts = {"text": request.POST.get("text", "")} | {
            name: b"".join(one.read() for one in many).decode() for name, many in request.FILES.lists()
        }
        append(record="site.note:1", verb="note", by=PUBLIC, at=timezone.now(), facts=facts)
    answer = request.POST.get("answer", "")
    if answer == "not found":
        raise Http404
    if answer == "not allowed":
        raise NotAllowed("notes.write")
    return HttpResponse(status=422) if answer == "invalid" else redirect("/components/")


handler500 = "twinward.site.shell.went_wrong"
urlpatterns = [
    path("note/", csrf_exempt(note)),
    path("other/", csrf_exempt(note)),
    path("", shell.components, name="public"),
    path("look/", shell.set_look, name="look"),
    path("language/", shell.set_language, name="language"),
    path("components/", shell.components, name="components"),
]


@pytest.fixture
def person(db: None) -> Account:
    return Account.objects.create(email="somebody@twinward.example", full_name="Somebody")


@pytest.fixture
def client_of(person: Account, client: Client) -> Client:
    client.force_login(person)
    return client


def test_a_form_sent_twice_is_done_once_and_answered_alike(client_of: Client):
    answers = [client_of.post(HERE, {"once": KEY, "text": "first", "csrfmiddlewaretoken": token}) for token in ("one", "another")]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, "/components/")] * 2
    assert Event.objects.get().facts == {"text": "first"}


OTHER = [
    (HERE, {"text": "second"}),
    (HERE, {"text": ["first", "second"]}),
    (HERE, {"text": "first", "more": ""}),
    ("/other/", {"text": "first"}),
    (f"{HERE}?about=2", {"text": "first"}),
]


@pytest.mark.parametrize(("address", "fields"), OTHER)
def test_another_form_under_a_key_that_was_used_is_not_swallowed_but_told_so(client_of: Client, address: str, fields: dict[str, Any]):
    client_of.post(HERE, {"once": KEY, "text": "first"})

    refused = client_of.post(address, {"once": KEY} | fields)

    assert refused.status_code == 409
    assert "What you typed now is not saved" in refused.content.decode()
    assert Event.objects.get().facts == {"text": "first"}


def test_what_was_typed_under_a_key_that_was_used_is_sent_as_another_form_with_one_press(client_of: Client):
    client_of.post(HERE, {"once": KEY, "text": "first"})
    page = client_of.post(HERE, {"once": KEY, "text": ["second", "third <b>\n"]}).content.decode()

    form = page[page.index(f'action="{HERE}"') : page.index("Send as another one")]
    sent = {name: unescape(value) for name, value in re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', form, re.DOTALL)}
    assert sent == {"text": "third <b>\n"}
    assert ("second</textarea>" in form, '<a href="/components/">' in page, KEY in form) == (True, True, False)
    sent["once"] = re.findall(r'name="once" value="([^"]+)"', form)[0]
    answers = [client_of.post(HERE, sent) for _press in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert [event.facts["text"] for event in Event.objects.order_by("pk")] == ["first", "third <b>\n"]


@pytest.mark.parametrize("field", ["password", "present", "again"])
def test_a_password_that_was_typed_under_a_key_that_was_used_is_not_given_back(client_of: Client, field: str):
    client_of.post(HERE, {"once": KEY})
    page = client_of.post(HERE, {"once": KEY, field: "a secret of mine"}).content.decode()

    assert "a secret of mine" not in page
    assert "Open the page again" in page


@pytest.mark.parametrize(
    ("name", "content", "status"), [("a.csv", b"name", 302), ("a.csv", b"nome", 409), ("b.csv", b"name", 409), ("a.csv", b"", 409)]
)
def test_a_form_with_another_file_is_another_form(client_of: Client, name: str, content: bytes, status: int):
    client_of.post(HERE, {"once": KEY, "file": SimpleUploadedFile("a.csv", b"name")})

    assert client_of.post(HERE, {"once": KEY, "file": SimpleUploadedFile(name, content)}).status_code == status
    assert Event.objects.get().facts == {"text": "", "file": "name"}


def test_what_is_kept_of_a_form_gives_no_password_away(client_of: Client):
    client_of.post(HERE, {"once": KEY, "password": "short"})

    said = json.dumps([HERE, [["password", ["short"]]], []])
    assert FormKey.objects.get().content not in ("", sha256(said.encode()).hexdigest())
    assert len(FormKey.objects.get().content) == 64


def test_two_forms_with_keys_of_their_own_are_both_done(client_of: Client):
    for _number in range(2):
        client_of.post(HERE, {"once": str(uuid4())})

    assert Event.objects.count() == 2


@pytest.mark.parametrize("once", [{}, {"once": ""}, {"once": "7"}, {"once": KEY + "0"}])
def test_a_form_that_no_page_issued_is_refused_and_does_nothing(client_of: Client, once: dict[str, str]):
    assert client_of.post(HERE, once).status_code == 400
    assert not Event.objects.exists()


def test_the_key_of_somebody_elses_form_is_refused(client_of: Client, person: Account):
    client_of.post(HERE, {"once": KEY})
    stranger = Client()
    stranger.force_login(Account.objects.create(email="stranger@twinward.example", full_name="A stranger"))

    assert stranger.post(HERE, {"once": KEY}).status_code == 400
    assert Client().post(HERE, {"once": KEY}).status_code == 400
    assert FormKey.objects.get().actor == person.key
    assert Event.objects.count() == 1


@pytest.mark.parametrize(("answer", "status"), [("invalid", 422), ("not allowed", 403), ("not found", 404)])
def test_what_does_not_end_well_leaves_nothing_and_can_be_sent_again(client_of: Client, answer: str, status: int):
    assert client_of.post(HERE, {"once": KEY, "answer": answer}).status_code == status
    assert (Event.objects.count(), FormKey.objects.count()) == (0, 0)
    assert client_of.post(HERE, {"once": KEY}).status_code == 302
    assert Event.objects.count() == 1


@pytest.mark.parametrize("answer", ["invalid", "not allowed", "not found", "used"])
def test_a_persons_slip_is_not_told_to_whoever_runs_the_server(client_of: Client, answer: str, caplog: pytest.LogCaptureFixture):
    if answer == "used":
        client_of.post(HERE, {"once": KEY})
    assert client_of.post(HERE, {"once": KEY, "answer": answer}).status_code in (403, 404, 409, 422)
    assert [one.getMessage() for one in caplog.records if one.name == "django.request"] == []


def test_reading_needs_no_key_and_writes_nothing(client_of: Client):
    assert client_of.get(HERE).status_code == 302
    assert (Event.objects.count(), FormKey.objects.count()) == (0, 0)


def test_a_refusal_is_a_page_that_tells_no_more_than_that(client_of: Client):
    page = client_of.post(HERE, {"once": KEY, "answer": "not allowed"}).content.decode()

    assert "<h1" in page
    assert "notes.write" not in page


def test_one_form_sent_by_four_at_once_is_done_once(transactional_db: None):
    person = Account.objects.create(email="somebody@twinward.example", full_name="Somebody")

    def send() -> int:
        client = Client()
        client.force_login(person)
        return client.post(HERE, {"once": KEY}).status_code

    assert at_once(send) == [302] * 4
    assert Event.objects.count() == 1
    assert FormKey.objects.get().key == UUID(KEY)


def locked(folder: Path) -> sqlite3.OperationalError:
    """What SQLite says to a second writer."""
    first, second = (sqlite3.connect(folder / "store", timeout=0, isolation_level=None) for _writer in range(2))
    first.execute("BEGIN IMMEDIATE")
    try:
        second.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        return error
    finally:
        first.close()
        second.close()
    raise AssertionError("two wrote at once")


def of_django(cause: Exception) -> OperationalError:
    """The same as Django raises it."""
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


def test_a_store_that_others_hold_for_too_long_is_said_to_be_busy_and_no_mistake(client_of: Client, tmp_path: Path, monkeypatch):
    def refuse(**_facts: Any) -> None:
        raise of_django(locked(tmp_path))

    monkeypatch.setitem(note.__globals__, "append", refuse)
    client_of.raise_request_exception = False

    told = client_of.post(HERE, {"once": KEY}, headers={"accept-language": "en"})

    assert (told.status_code, told["Retry-After"]) == (503, "10")
    assert "<h1>The server is busy" in told.content.decode()
    assert "was not saved, nor half of it: wait a moment" in told.content.decode()


@pytest.mark.parametrize(
    "cause", [psycopg.errors.LockNotAvailable(), psycopg.errors.DeadlockDetected(), psycopg.errors.TooManyConnections()]
)
def test_a_busy_store_is_known_on_postgresql(cause: Exception):
    assert is_busy(of_django(cause))


@pytest.mark.parametrize("error", [None, ValueError(), OperationalError("no such table"), of_django(psycopg.errors.DiskFull())])
def test_what_else_goes_wrong_with_a_store_is_a_mistake(error: Exception | None):
    assert not is_busy(error)
