"""Filters under a name: saved, replaced, deleted by their owner; every one of it told in the ledger."""

from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from twinward.foundation.kernel.actions import LONGEST_QUERY, MOST_SAVED, forget_filter, save_filter
from twinward.foundation.kernel.actors import NotAllowed
from twinward.foundation.kernel.keys import fresh_key
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event, SavedFilter
from twinward.foundation.kernel.tests.desk_samples import Clerk
from twinward.foundation.kernel.tests.papers import NOON

pytestmark = pytest.mark.django_db
OWNER, OTHER = Clerk(), Clerk(key="account:2")


def test_a_saved_filter_is_kept_and_told():
    saved = save_filter(desk="people", name="  My   people ", query="country=UA", by=OWNER, at=NOON)
    assert (saved.owner, saved.desk, saved.name, saved.query) == ("account:1", "people", "My people", "country=UA")
    assert [(event.verb, event.by) for event in Event.objects.all()] == [("add", "account:1")]


def test_the_same_name_gets_the_new_filter():
    first = save_filter(desk="people", name="Mine", query="country=UA", by=OWNER, at=NOON)
    with pytest.raises(Refused, match="filter_exists"):
        save_filter(desk="people", name="Mine", query="country=AZ", by=OWNER, at=NOON)
    assert save_filter(desk="people", name="Mine", query="country=UA", by=OWNER, at=NOON) == first
    assert SavedFilter.objects.get().query == "country=UA"
    second = save_filter(desk="people", name="Mine", query="country=AZ", by=OWNER, at=NOON, replaces=True)
    assert first.pk == second.pk
    assert SavedFilter.objects.get().query == "country=AZ"
    assert [event.verb for event in Event.objects.order_by("id")] == ["add", "change"]


@pytest.mark.parametrize(
    ("name", "query", "fault"),
    [(" ", "a=1", "filter_without_name"), ("x" * 61, "a=1", "filter_too_long"), ("x", "a" * (LONGEST_QUERY + 1), "filter_too_long")],
)
def test_a_refused_filter_leaves_nothing(name: str, query: str, fault: str):
    with pytest.raises(Refused) as refused:
        save_filter(desk="people", name=name, query=query, by=OWNER, at=NOON)
    assert refused.value.faults == (fault,)
    assert not SavedFilter.objects.exists()
    assert not Event.objects.exists()


def test_nobody_keeps_more_filters_than_a_margin_holds():
    for number in range(MOST_SAVED):
        save_filter(desk="people", name=str(number), query="", by=OWNER, at=NOON)
    with pytest.raises(Refused) as refused:
        save_filter(desk="people", name="one more", query="", by=OWNER, at=NOON)
    assert refused.value.faults == ("too_many_filters",)
    save_filter(desk="letters", name="another list", query="", by=OWNER, at=NOON)
    save_filter(desk="people", name="somebody else", query="", by=OTHER, at=NOON)


def test_a_deleted_filter_is_gone_and_told():
    saved = save_filter(desk="people", name="Mine", query="country=UA", by=OWNER, at=NOON)
    with pytest.raises(NotAllowed):
        forget_filter(saved, by=OTHER, at=NOON)
    forget_filter(saved, by=OWNER, at=NOON)
    assert not SavedFilter.objects.exists()
    assert [event.facts for event in Event.objects.filter(verb="remove")] == [{"desk": "people", "name": "Mine", "query": "country=UA"}]


# -- through the pages


@pytest.fixture
def reader() -> Any:
    """Somebody who may sign in."""
    return apps.get_model("identity", "Account").objects.create(email="a@twinward.example", full_name="A. Reader")


@pytest.fixture
def client(reader: Any) -> Client:
    client = Client()
    client.force_login(reader)
    return client


def test_a_filter_is_saved_from_its_list_and_the_reader_comes_back(client: Client, reader: Any):
    sent = {"name": "Hospitals of mine", "query": "kind=hospital&country=UA", "once": str(fresh_key())}
    for _turn in range(2):
        response = client.post("/filters/organisations/save/", sent)
        assert (response.status_code, response["Location"]) == (302, "/organisations/?kind=hospital&country=UA")
    saved = SavedFilter.objects.get()
    assert (saved.owner, saved.desk, saved.name) == (reader.key, "organisations", "Hospitals of mine")


def test_a_filter_without_a_name_is_refused_in_words(client: Client):
    response = client.post("/filters/organisations/save/", {"name": " ", "query": "kind=hospital", "once": str(fresh_key())})
    assert response.status_code == 409
    assert "Give the filter a name." in response.content.decode()
    assert 'href="/organisations/?kind=hospital"' in response.content.decode()


def test_before_one_filter_replaces_another_the_reader_is_asked(client: Client, reader: Any):
    SavedFilter.objects.create(owner=reader.key, desk="organisations", name="Mine", query="kind=clinic")
    sent = {"name": "Mine", "query": "kind=hospital"}
    asked = client.post("/filters/organisations/save/", {**sent, "once": str(fresh_key())})
    page = asked.content.decode()
    assert asked.status_code == 409
    assert "exists already. Replace it, or save this one under another name." in page
    assert 'name="replaces" value="1"' in page
    assert 'value="kind=hospital"' in page
    assert SavedFilter.objects.get().query == "kind=clinic"
    assert client.post("/filters/organisations/save/", {**sent, "replaces": "1", "once": str(fresh_key())}).status_code == 302
    assert SavedFilter.objects.get().query == "kind=hospital"


def test_a_filter_of_a_list_that_does_not_exist_is_not_saved(client: Client):
    assert client.post("/filters/nowhere/save/", {"name": "x", "query": "", "once": str(fresh_key())}).status_code == 404
    assert not SavedFilter.objects.exists()


def test_only_the_owner_finds_a_saved_filter(client: Client, reader: Any):
    theirs = SavedFilter.objects.create(owner="account:0", desk="organisations", name="Theirs", query="")
    own = SavedFilter.objects.create(owner=reader.key, desk="organisations", name="Mine", query="")
    assert client.post(f"/filters/{theirs.pk}/delete/", {"once": str(fresh_key())}).status_code == 404
    assert client.get(f"/filters/{own.pk}/delete/").status_code == 405
    assert client.post(f"/filters/{own.pk}/delete/", {"once": str(fresh_key())}).status_code == 302
    assert list(SavedFilter.objects.all()) == [theirs]


def test_a_stranger_is_asked_to_sign_in():
    response = Client().post("/filters/organisations/save/", {"name": "x", "query": "", "once": str(fresh_key())})
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in")
    assert not SavedFilter.objects.exists()
