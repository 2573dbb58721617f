"""Forms that count once, and refusals answered as pages."""

from uuid import UUID, uuid4

import pytest
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
from twinward.foundation.kernel.models import Event, FormKey
from twinward.site import shell

pytestmark = pytest.mark.urls(__name__)
HERE = "/note/"
KEY = "0199a000-0000-7000-8000-000000000001"


def note(request: HttpRequest) -> HttpResponse:
    """Writes one event, then answers as it is told to."""
    if request.method == "POST":
        append(record="site.note:1", verb="note", by=PUBLIC, at=timezone.now(), facts={"text": request.POST.get("text", "")})
    answer = request.POST.get("answer", "")
    if answer == "not found":
        raise Http404
    if answer == "not allowed":
        raise NotAllowed("notes.write")
    return HttpResponse(status=422) if answer == "invalid" else redirect("/components/")


urlpatterns = [
    path("note/", csrf_exempt(note)),
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
    answers = [client_of.post(HERE, {"once": KEY, "text": text}) for text in ("first", "second")]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, "/components/")] * 2
    assert Event.objects.get().facts == {"text": "first"}


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
