"""The log: what failed and where, under the number that the reader was told; no secret, nothing that anybody typed."""

import json
import logging
from io import StringIO
from typing import Any

import pytest
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path, reverse

from twinward.foundation.identity.tests.makers import make_account
from twinward.foundation.kernel.reached import Address
from twinward.site import logs

pytestmark = pytest.mark.django_db

TOLD = "olena@ministry.example"


def fails(_request: HttpRequest, token: str) -> HttpResponse:
    try:
        raise ValueError(f"{TOLD} {token}")
    except ValueError as error:
        raise IntegrityError(f"Key (email)=({TOLD}) already exists.") from error


handler400 = "twinward.site.shell.not_taken"
handler500 = "twinward.site.shell.went_wrong"
urlpatterns = [path("fails/<str:token>/", fails), path("", include("twinward.site.urls"))]


@pytest.fixture
def written() -> Any:
    """What the log holds, entry for entry."""
    stream, root = StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(stream), root.level
    told = logs.configured("INFO")["formatters"]["written"]
    from structlog.stdlib import ProcessorFormatter

    handler.setFormatter(ProcessorFormatter(foreign_pre_chain=told["foreign_pre_chain"], processors=told["processors"]))
    root.addHandler(handler)
    root.setLevel("INFO")
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.urls("twinward.site.tests.test_logs")
def test_a_mistake_of_ours_is_told_by_kind_and_place_under_the_number_that_the_reader_sees(written: Any):
    client = Client(raise_request_exception=False)
    answer = client.get("/fails/a-secret-token/", headers={"cookie": "sessionid=another-secret"})
    failed, answered = written()

    assert answer.status_code == 500
    assert answer["X-Request-ID"] in answer.content.decode()
    assert failed["request"] == answered["request"] == answer["X-Request-ID"]
    assert [error["kind"] for error in failed["errors"]] == ["IntegrityError", "ValueError"]
    assert failed["errors"][0]["at"][-1].startswith("twinward/site/tests/test_logs.py:")
    assert (failed["level"], failed["event"]) == ("error", "a request failed")
    assert (answered["route"], answered["status"], answered["method"], answered["who"]) == ("/fails/<str:token>/", 500, "GET", "nobody")
    said = json.dumps(written())
    for secret in ("a-secret-token", "another-secret", TOLD, "already exists"):
        assert secret not in said


def test_whoever_signs_in_is_told_by_number_and_what_they_typed_by_nobody(written: Any):
    account = make_account(email=TOLD, full_name="Olena Koval", password="seven wards, one roof")
    client = Client()
    client.post(reverse("sign-in"), {"username": TOLD, "password": "a wrong password", "once": "x"})
    client.force_login(account)
    client.get(reverse("account"), {"next": TOLD})

    assert [entry["who"] for entry in written() if entry["event"] == "answered"] == ["nobody", account.key]
    said = json.dumps(written())
    assert client.session.session_key
    for secret in (TOLD, "Olena", "a wrong password", client.session.session_key):
        assert secret not in said


def test_a_link_that_lets_somebody_in_stands_in_the_log_as_a_pattern(written: Any):
    Client().get("/password/7/a-secret-token/")
    Client().get("/guest/a-secret-token/")
    Client(enforce_csrf_checks=True).post("/guest/a-secret-token/")
    Client().get("/no/such/a-secret-token/")
    assert [entry["route"] for entry in written()] == [
        "/password/<int:pk>/<str:token>/",
        "/guest/<str:token>/",
        "/guest/<str:token>/",
        "none",
    ]
    assert "a-secret-token" not in json.dumps(written())


@pytest.mark.parametrize("path", ["/", "/sign-in/", "/health/", "/no/such/page/"])
def test_whoever_comes_by_an_unknown_address_is_told_so_and_the_log_names_the_setting_and_not_what_they_typed(written: Any, path: str):
    answer = Client(headers={"host": "typed.example", "accept-language": "en"}).get(path, {"next": TOLD})
    (warned, answered) = written()

    assert answer.status_code == answered["status"] == 400
    assert "<h1>This site does not know this address" in answer.text
    assert "TWINWARD_ADDRESS" in answer.text
    assert "typed.example" not in answer.text
    assert TOLD not in answer.text
    assert warned["level"] == "warning"
    assert "TWINWARD_ADDRESS" in warned["event"]
    for typed in ("typed.example", TOLD, "ALLOWED_HOSTS"):
        assert typed not in json.dumps(written())


def test_a_form_that_a_proxy_hands_on_as_to_this_machine_names_the_setting_in_the_log_unless_it_is_set(written: Any, settings: Any):
    def sent() -> int:
        return Client(enforce_csrf_checks=True).post("/sign-in/", headers={"origin": "https://typed.example"}).status_code

    assert sent() == 403
    assert "TWINWARD_ADDRESS" in written()[0]["event"]
    assert "typed.example" not in json.dumps(written())
    settings.ADDRESSES = (Address("https", "partners.example.org", None),)
    assert sent() == 403
    assert [entry["event"] for entry in written()][2:] == ["answered"]
