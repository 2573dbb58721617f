"""The chase over the facts as reported: who owes a list, on which day; and that nothing invented changes it."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.days import Known
from twinward.foundation.registry.models import Organisation
from twinward.outward.figures.catalogue import figures
from twinward.programme.letters.models import Letter
from twinward.programme.twinning.actions import answer_proposal
from twinward.programme.twinning.chase import pursued
from twinward.programme.twinning.models import ListStep
from twinward.programme.twinning.standings import standings
from twinward.site.commands import asking, terminal
from twinward.site.demo.illustrative import load_illustrative
from twinward.site.demo.people import load_people

NOW = datetime(2025, 11, 3, 12, tzinfo=UTC)
STATED_ON = date(2023, 10, 13)
EIGHT = ["CH", "DE", "FI", "GB", "IT", "NO", "SE", "SK"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def facts(reported: None) -> None:
    """What is publicly reported is on record."""


@pytest.fixture
def demo(facts: None) -> None:
    load_people(NOW)
    load_illustrative(NOW)


def owing(day: date, known: Known = Known.YES) -> list[str]:
    return [one.country for one in standings("imp", day) if one.owes.known is known]


def test_exactly_eight_countries_owed_a_list_on_13_october_2023(facts: None):
    """I17."""
    assert owing(STATED_ON) == EIGHT
    assert owing(STATED_ON, Known.NOT_KNOWN) == []


def test_on_the_day_before_it_is_not_known_who_had_joined_and_so_who_owed(facts: None):
    assert owing(STATED_ON - timedelta(days=1)) == []
    assert set(owing(STATED_ON - timedelta(days=1), Known.NOT_KNOWN)) >= set(EIGHT)


def test_before_the_summit_nobody_owed_anything(facts: None):
    assert owing(date(2023, 9, 5)) == owing(date(2023, 9, 5), Known.NOT_KNOWN) == []


def test_the_eight_still_owe_it_while_nothing_else_is_on_record(facts: None):
    assert owing(date(2025, 11, 3)) == EIGHT


def test_nothing_invented_changes_the_chase_or_a_figure(facts: None):
    before = [(owing(day), {key: one.as_json() for key, one in figures(day).items()}) for day in (STATED_ON, NOW.date())]
    assert load_illustrative(NOW)

    assert [(owing(day), {key: one.as_json() for key, one in figures(day).items()}) for day in (STATED_ON, NOW.date())] == before
    assert ListStep.objects.filter(is_illustrative=True).count() == 1


def test_what_is_invented_is_invented_once_and_all_of_it_is_marked(demo: None):
    assert not load_illustrative(NOW)
    letters = Letter.objects.unscoped("a test looks")
    assert letters.count() == letters.filter(is_illustrative=True).count() == 8


def test_the_invented_letters_give_every_turn_that_the_screens_know(demo: None):
    told = {one.code: one.turn for one in pursued(Operator("test"), NOW.date())}

    assert {code: told[code] for code in EIGHT} == {
        "CH": "never_asked",
        "DE": "late",
        "FI": "never_asked",
        "GB": "awaiting",
        "IT": "never_asked",
        "NO": "answered",
        "SE": "never_asked",
        "SK": "check_list",
    }
    joined = {one.code: one.when for one in pursued(Operator("test"), NOW.date())}
    assert {code for code, when in joined.items() if when == "later"} == {"CH", "ES", "IT"}


def test_nothing_is_marked_as_invented_on_a_day_on_which_nothing_was_invented_yet(demo: None):
    then = {one.code: one for one in pursued(Operator("test"), STATED_ON)}
    today = {one.code: one for one in pursued(Operator("test"), NOW.date())}

    assert [one.code for one in then.values() if one.is_illustrative or one.illustrative_in] == []
    assert (today["SK"].is_illustrative, today["SK"].illustrative_in) == (True, "turn")


def test_nothing_invented_reaches_a_public_page(demo: None, client: Client):
    words = [*Letter.objects.unscoped("a test looks").values_list("our_number", flat=True)]
    words += Organisation.objects.unscoped("a test looks").filter(is_illustrative=True).values_list("name", flat=True)
    for name in ("public", "figures"):
        text = client.get(reverse(name)).content.decode()
        assert not [word for word in words if word and word in text]


@pytest.fixture
def agreed_in_an_invention(demo: None) -> None:
    proposal = ListStep.objects.get(kind="proposed", is_illustrative=True)
    answer_proposal(proposal, is_agreed=True, by=Operator("test"), at=NOW)


@pytest.mark.usefixtures("agreed_in_an_invention")
def test_every_number_counts_what_is_not_invented_and_the_page_marks_that_its_rows_do(client: Client):
    client.force_login(Account.objects.get(email="officer.kyiv@twinward.example"))
    with time_machine.travel(NOW, tick=False):
        text = client.get(reverse("countries"), {"list": "owed"}).content.decode()
        german = client.get(reverse("countries"), {"as-of": STATED_ON.isoformat()}).content.decode()

    owed = figures(NOW.date())["lists_owed"].counted
    assert owed is not None
    assert f"{owed.value} of 18 that joined owe a list" in text
    told = "The sentences count real steps alone; the rows below count illustrative ones too, by which 7 owe a list."
    assert f'<span class="illus">{told}</span>' in text
    assert "count illustrative" not in german


@pytest.mark.usefixtures("agreed_in_an_invention")
def test_the_command_chases_whoever_owes_a_list_on_record_whatever_was_invented(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(terminal, "open_node", lambda *_home, **_how: None)
    asking.chase(as_of=NOW.date().isoformat(), as_json=True)
    assert json.loads(capsys.readouterr().out) == EIGHT

    asking.chase(as_of=NOW.date().isoformat())
    told = capsys.readouterr()
    (slovakia,) = [line for line in told.out.splitlines() if line.startswith("SK ")]
    assert slovakia.endswith(", illustrative")
    assert "but for illustrative steps, by which: list agreed" in slovakia
    assert "8 countries owe a list" in told.err
    assert "Only real steps count here; with illustrative ones, as on the page of countries, 7 owe a list" in told.err


def test_an_officer_sees_the_chase_and_each_invented_letter_is_marked(demo: None, client: Client):
    client.force_login(Account.objects.get(email="officer.kyiv@twinward.example"))
    text = client.get(reverse("countries"), {"list": "owed"}).content.decode()

    assert "8 of 18 that joined owe a list" in text
    assert "Ministry of Health of Ukraine, 13 October 2023" in text
    assert text.partition("<tbody")[2].partition("</tbody")[0].count(">illustrative<") == 4
