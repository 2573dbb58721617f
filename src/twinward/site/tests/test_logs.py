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
from twinward.site import logs

pytestmark = pytest.mark.django_db

TOLD = "olena@ministry.example"


def fails(_request: HttpRequest, token: str) -> HttpResponse:
    try:
        raise ValueError(f"{TOLD} {token}")
    except ValueError as error:
        raise IntegrityError(f"Key (email)=({TOLD}) already exists.") from error


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
