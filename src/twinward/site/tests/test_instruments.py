"""The reported instruments on a day, from the loaded facts to the page: what is known of them, and what is not."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.counts import is_deep
from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.days import Known
from twinward.programme.instruments.evidence import gaps
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.state_on import State

NOON = datetime(2025, 11, 3, 12, tzinfo=UTC)
VISIT = NOON.date()


@pytest.fixture
def facts(staffed: None) -> None:
    """The reported instruments and the people of the demo are on record."""


def reported(key: str) -> Instrument:
    return Instrument.objects.unscoped("a test looks").for_record().get(key=key)


@pytest.mark.parametrize(
    ("key", "day", "known", "missing"),
    [
        ("ua-az-health-2025", date(2025, 10, 31), "no", ()),
        ("ua-az-health-2025", VISIT, "yes", ()),
        ("ua-az-pharma-1999", date(1998, 12, 31), "no", ()),
        ("ua-az-pharma-1999", date(1999, 7, 1), "not_known", ("signature_day",)),
        ("ua-az-pharma-1999", date(2000, 1, 1), "yes", ()),
        ("memo-mgh-okhmatdyt", date(2023, 10, 13), "not_known", ("signature_day",)),
        ("memo-mgh-okhmatdyt", date(2023, 10, 27), "yes", ()),
        ("memo-charite-1", VISIT, "not_known", ("signature_day",)),
        ("ua-az-action-plan", VISIT, "not_known", ("signature",)),
    ],
)
def test_what_was_reported_as_signed_had_been_by_a_day(facts: None, key: str, day: date, known: str, missing: tuple[str, ...]):
    answer = State(reported(key)).concluded(day)
    assert (answer.known, answer.missing) == (known, missing)


def test_the_2025_agreement_rests_on_an_inferred_day_and_is_in_force_or_not(facts: None):
    state = State(reported("ua-az-health-2025"))
    assert state.concluded(VISIT).rests_on_inferred
    assert (state.in_force(VISIT).known, state.in_force(VISIT).missing) == ("not_known", ("entry_rule",))
    assert state.in_force(date(2025, 10, 31)).known == "no"


@pytest.mark.parametrize(
    ("key", "field", "known"),
    [
        ("ua-az-pharma-1999", "pharmaceutical_production", "not_known"),
        ("ua-az-pharma-1999", "pharmaceutical_circulation", "not_known"),
        ("ua-az-pharma-1999", "oncology", "no"),
        ("ua-az-health-2025", "medical_education", "not_known"),
        ("ua-az-health-2025", "oncology", "not_known"),
        ("memo-oncology", "oncology", "not_known"),
    ],
)
def test_for_which_fields_there_is_a_legal_basis(facts: None, key: str, field: str, known: str):
    assert State(reported(key)).basis_for(field, VISIT).known == known


def test_the_basis_of_the_2025_agreement_for_oncology_would_be_in_its_text(facts: None):
    assert "text" in State(reported("ua-az-health-2025")).basis_for("oncology", VISIT).missing


def test_the_gaps_of_the_2025_agreement(facts: None):
    assert gaps(reported("ua-az-health-2025"), VISIT) == [
        "no_text",
        "day_inferred",
        "entry_rule_unknown",
        "authority_unknown",
        "predecessor_unnamed",
        "languages_unknown",
    ]


def test_the_declaration_counts_who_had_joined(facts: None):
    state = State(reported("open-declaration-2023"))
    counts = [state.joined_by(day) for day in (date(2023, 9, 5), date(2023, 9, 10), date(2023, 10, 13))]
    assert [(one[Known.YES], one[Known.NOT_KNOWN], one[Known.NO]) for one in counts] == [(0, 0, 18), (0, 18, 0), (18, 0, 0)]
    assert state.reckoned(VISIT) == []


def test_every_reported_instrument_has_a_page_for_the_people_of_the_demo(facts: None):
    """For all in a deep run, at the gate for each third of them."""
    pks = list(Instrument.objects.unscoped("a test looks").order_by("pk").values_list("pk", flat=True))
    assert len(pks) == 21
    for turn, account in enumerate(Account.objects.order_by("pk")):
        client = Client(headers={"accept-language": "en"})
        client.force_login(account)
        for pk in pks if is_deep() else pks[turn % 3 :: 3]:
            assert client.get(reverse("instrument", args=[pk])).status_code == 200


def test_the_page_of_the_2025_agreement_names_its_signatories_and_sources(facts: None, client: Client):
    client.force_login(Account.objects.get(email="officer.kyiv@twinward.example"))
    address = reverse("instrument", args=[reported("ua-az-health-2025").pk])
    said = client.get(address, {"as-of": "3 November 2025"}, headers={"accept-language": "en"}).content.decode()
    for words in (
        "Teymur Musayev",
        "Viktor Liashko",
        "Report News Agency",
        "An earlier cooperation agreement",
        "This rests on a day that we inferred.",
    ):
        assert words in said


@pytest.mark.parametrize("language", ["en", "uk", "az", "es"])
def test_titles_are_shown_in_the_readers_language(facts: None, client: Client, language: str):
    client.force_login(Account.objects.get(email="administrator@twinward.example"))
    pharma = reported("ua-az-pharma-1999")
    response: Any = client.get(reverse("instrument", args=[pharma.pk]), headers={"accept-language": language})
    assert pharma.title_in(language) in response.content.decode()
