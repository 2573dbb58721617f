"""Alive and ready: for whoever watches the process, without a store, without a session."""

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from twinward.foundation.identity.tests.makers import make_account
from twinward.site import home


def test_a_process_is_alive_without_asking_the_store():
    answer = Client().get("/health/")  # the test may not touch a store
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"alive\n", "text/plain")
    assert "sessionid" not in answer.cookies


@pytest.mark.django_db
def test_a_node_is_ready_when_its_store_answers_and_fits(django_assert_max_num_queries: DjangoAssertNumQueries):
    with django_assert_max_num_queries(3):
        answer = Client().get("/ready/")
    assert (answer.status_code, answer.content) == (200, b"ready\n")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["0001_initial", "0099_of_a_newer_version"])
def test_a_store_of_another_version_makes_it_not_ready(monkeypatch: pytest.MonkeyPatch, name: str):
    ours = home._migrations_of_this_version()
    monkeypatch.setattr(home, "_migrations_of_this_version", lambda: ours ^ {("kernel", name)})
    answer = Client().get("/ready/")
    assert (answer.status_code, answer.content) == (503, b"store of another version\n")


@pytest.mark.django_db
def test_while_the_store_is_away_it_is_not_ready_and_says_nothing_of_where_that_is(monkeypatch: pytest.MonkeyPatch):
    def away(*_what: Any) -> None:
        raise OperationalError("connection to server at 10.0.0.5 failed for user twinward")

    client = Client()
    client.force_login(make_account())
    monkeypatch.setattr(connection, "cursor", away)
    for address, status, said in (("/ready/", 503, b"store away\n"), ("/health/", 200, b"alive\n")):
        answer = client.get(address)
        assert (answer.status_code, answer.content) == (status, said)
