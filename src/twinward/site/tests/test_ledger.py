"""The ledger's page, and a record's own timeline, name what events name by number."""

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from twinward.foundation.identity.tests.makers import make_administrator
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.models import Event
from twinward.foundation.kernel.tellings import facts_told
from twinward.foundation.kernel.timeline import timeline
from twinward.programme.letters.tests.makers import NOON, make_account, make_organisation
from twinward.programme.twinning.models import ListStep
from twinward.programme.twinning.tests.makers import make_programme, make_step

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def step() -> ListStep:
    clinics = [make_organisation(f"Clinic in {town}", "SK", "hospital") for town in ("Košice", "Nitra")]
    return make_step(make_programme(["SK"])["SK"], organisations=clinics)


def test_a_list_s_institutions_and_its_country_are_told_by_name(step: ListStep):
    event = Event.objects.get(record=key_of(step))
    (line,) = facts_told([event.facts], [event.record])
    assert "institutions: Clinic in Košice, Clinic in Nitra" in line
    assert "country: Slovakia" in line


def test_the_record_s_own_timeline_tells_them_by_name_too(step: ListStep):
    (moment,) = timeline([key_of(step)], make_account(make_organisation()), is_inside=True)
    assert "Clinic in Košice, Clinic in Nitra" in [change.after for change in moment.changes]


def test_institutions_that_are_on_no_record_are_told_as_such(step: ListStep):
    assert facts_told([{"organisations": [10**6]}], [key_of(step)]) == ["institutions: registry.organisation:1000000"]


def test_the_page_asks_no_more_for_many_lists(step: ListStep):
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_administrator(make_organisation()))
    client.get(reverse("ledger"))
    with CaptureQueriesContext(connection) as before:
        client.get(reverse("ledger"))
    for _time in range(5):
        make_step(step.coverage, organisations=[make_organisation(f"Clinic {_time}", "SK", "hospital")])
    with CaptureQueriesContext(connection) as after:
        page = client.get(reverse("ledger")).content.decode()
    assert "institutions: Clinic 4" in page
    assert len(after) <= len(before)


@pytest.mark.parametrize(
    ("language", "code", "words"),
    [
        ("uk", "no", "ні"),
        ("az", "yes", "bəli"),
        ("es", "agree", "sí, hay conformidad con el texto"),
        ("en", "send_back", "no, the text is sent back"),
    ],
)
def test_what_a_guest_answered_is_told_in_words(language: str, code: str, words: str):
    with override(language):
        (line,) = facts_told([{"before": {"answer": ""}, "after": {"answer": code}}], ["identity.guestquestion:1"])
        assert line.endswith(f"- > {words}")
