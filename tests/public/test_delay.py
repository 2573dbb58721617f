"""With a delay set, nothing that happened within it changes a letter of the public side, in no page, no file, and not through its correction."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from tests.public.makers import BY, NOON, SECRET, make_memorandum, make_organisation, secret
from tests.public.test_publication import masked
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.kept import forget
from twinward.foundation.kernel.models import Source
from twinward.foundation.kernel.sources import add_source
from twinward.foundation.registry.models import Organisation
from twinward.outward.figures.actions import correct_claim, record_claim, settle_conflict
from twinward.outward.figures.catalogue import KEYS
from twinward.outward.figures.models import Claim, Conflict
from twinward.programme.instruments.acting import correct_act, record_act
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.models import Act, Instrument, Party
from twinward.programme.twinning.actions import record_step
from twinward.programme.twinning.models import Coverage
from twinward.programme.twinning.rules import StepKind

pytestmark = pytest.mark.usefixtures("reported")

DELAY = 30
HOSPITALS = ("Feofaniya", "Bogomolets", "Malmo", SECRET)
DAYS = ("", "as-of=2024-01-01", f"as-of={NOON.date()}")
SOME = ("/?", "/?h=Feofaniya", *(f"/figures/{key}/?" for key in ("countries_joined", "lists_owed", "brigade_members")))
ADDRESSES = tuple(
    f"{path}?{'&'.join(filter(None, (day, query)))}"
    for day in DAYS
    for path, query in (
        *(("/", query) for query in ("", *(f"h={name}" for name in HOSPITALS))),
        ("/map.svg", ""),
        *((path, query) for path in ("/figures/", *(f"/figures/{key}/" for key in KEYS)) for query in ("", "format=csv", "format=json")),
    )
)


@pytest.fixture(autouse=True)
def delayed(settings) -> Iterator[time_machine.Traveller]:
    settings.PUBLICATION_DELAY_DAYS = DELAY
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def answers(addresses: tuple[str, ...] = ADDRESSES) -> dict[str, str]:
    forget()
    told = {}
    for address in addresses:
        response = Client().get(address)
        assert response.status_code == 200, address
        told[address] = masked(response.content.decode())
    return told


def ago(days: int, basis: Basis = Basis.STATED) -> Day:
    return Day.on(NOON.date() - timedelta(days=days), basis)


def source_of(days: int) -> Source:
    return add_source(publisher=secret(), day=ago(days), by=BY, at=NOON - timedelta(days=days))


def sign_and_correct(days: int) -> None:
    """A hospital that has a sister already gets another; the day of each signature is corrected, and one did not happen."""
    here = Organisation.objects.unscoped("a test").get(name="Feofaniya Clinical Hospital")
    abroad = make_organisation(f"A clinic in Malmo {secret()}", "SE")
    first = make_memorandum(here, abroad, day=ago(days), source=source_of(days))
    at = NOON - timedelta(days=days)
    for act, happened in zip(Act.objects.filter(instrument=first), (True, False), strict=True):
        reason = f"the convoy leaves earlier {secret()}"
        right = correct_act(act=act, day=ago(days + 1), source=source_of(days), reason=reason, by=BY, at=at)
        correct_act(act=right, day=ago(days), says_instead=happened, source=source_of(days), reason=secret(), by=BY, at=at)


def correct_what_was_told(days: int) -> None:
    """What was signed and is told long since: how it is told may change, but not yet that it was corrected, nor why."""
    at = NOON - timedelta(days=days)
    for act in Act.objects.filter(instrument__key="memo-charite-1", corrects=None):
        correct_act(act=act, day=act.day, reason=secret(), by=BY, at=at)


def claim_and_correct(days: int) -> None:
    """A claim of a source within the delay, one about a day within it, and the correction of one that is told long since."""
    at = NOON - timedelta(days=days)
    recent = record_claim(
        key="recent",
        figure="brigade_members",
        what=secret(),
        operator="exact",
        value=987654,
        day=ago(400),
        source=source_of(days),
        by=BY,
        at=at,
    )
    old = Source.objects.get(key="rhc-cuba-azerbaijan")
    coming = record_claim(
        key="coming", figure="brigade_members", what=secret(), operator="exact", value=987655, day=ago(days), source=old, by=BY, at=at
    )
    for claim in (recent, coming):
        correct_claim(claim, reason=secret(), what=secret(), not_before=ago(days + 401).not_before, by=BY, at=at)


def settle_anew(days: int) -> None:
    at = NOON - timedelta(days=days)
    conflict = Conflict.objects.get(key="countries")
    one = settle_conflict(conflict, explanation=secret(), language="en", seen=None, by=BY, at=at)
    settle_conflict(conflict, explanation=secret(), language="en", seen=one.pk, reason=secret(), by=BY, at=at)


def move_lists(days: int) -> None:
    at = NOON - timedelta(days=days)
    steps: dict[str, StepKind] = {"DE": "agreed", "FI": "owed"}
    for code, kind in steps.items():
        coverage = Coverage.objects.unscoped("a test").get(country_id=code)
        record_step(coverage=coverage, kind=kind, day=ago(days, Basis.INFERRED), why=secret(), by=BY, at=at)


def join(days: int) -> None:
    declaration = Instrument.objects.public().get(open_to_joining=True)
    party = Party(instrument=declaration, country_id="PT")
    party.save()
    Coverage(programme=Coverage.objects.unscoped("a test").get(country_id="DE").programme, country_id="PT").save()
    act = record_act(
        instrument=declaration,
        party=party,
        kind=ActKind.JOIN,
        day=ago(days),
        source=source_of(days),
        why=secret(),
        by=BY,
        at=NOON - timedelta(days=days),
    )
    correct_act(act=act, day=ago(days + 1), source=source_of(days), reason=secret(), by=BY, at=NOON - timedelta(days=days))


WRITES = (sign_and_correct, correct_what_was_told, claim_and_correct, settle_anew, move_lists, join)


@pytest.mark.parametrize("days", [0, DELAY - 2])
def test_what_happened_within_the_delay_changes_no_letter_of_the_public_side(days: int):
    before = answers()
    for write in WRITES:
        write(days)
    after = answers()
    assert [address for address in ADDRESSES if after[address] != before[address]] == []


@pytest.mark.parametrize("write", WRITES)
def test_once_the_delay_is_over_it_is_told(write, delayed: time_machine.Traveller):
    write(0)
    delayed.shift(timedelta(days=DELAY + 1))

    assert any(SECRET in text for text in answers(SOME).values())


def test_a_correction_of_what_is_told_long_since_waits_too(delayed: time_machine.Traveller):
    claim = Claim.objects.get(key="c01")
    correct_claim(claim, reason="It was misread", said_of="autumn", by=BY, at=NOON)
    assert not [address for address, text in answers(SOME).items() if "It was misread" in text]

    delayed.shift(timedelta(days=DELAY))
    assert [address for address, text in answers(SOME).items() if "It was misread" in text] == [
        "/?",
        "/?h=Feofaniya",
        "/figures/countries_joined/?",
    ]


def test_a_correction_that_names_a_later_day_than_may_be_told_is_not_in_the_log():
    claim = Claim.objects.get(key="c01")
    long_ago = NOON - timedelta(days=DELAY + 10)
    correct_claim(claim, reason="A slip of the pen", not_before=date(2025, 10, 20), not_after=date(2025, 10, 20), by=BY, at=long_ago)
    correct_claim(claim, reason="Put right", not_before=date(2023, 9, 20), not_after=date(2023, 9, 20), by=BY, at=long_ago)

    assert not [
        address
        for address, text in answers(SOME).items()
        if "A slip of the pen" in text or "Put right" in text or "20 October 2025" in text
    ]
