"""A record on which a letter or a programme rests is not struck out; one that was is told outside nowhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.public.makers import BY, NOON, make_memorandum, make_organisation
from twinward.foundation.identity.models import GuestQuestion
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.ledger import carry_out
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event
from twinward.foundation.kernel.publication import Gate
from twinward.outward.figures.corrections import corrections
from twinward.programme.instruments.actions import correct_instrument
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.resting import naming_by_key
from twinward.programme.instruments.striking_out import resting_faults, strike_instrument
from twinward.programme.instruments.tests.browsing import get, post
from twinward.programme.instruments.tests.makers import make_agreement, make_side
from twinward.programme.letters import actions as letters
from twinward.programme.letters.lifecycle import LETTER
from twinward.programme.letters.models import LetterSubject
from twinward.programme.letters.tests.makers import make_draft, make_letter
from twinward.programme.twinning.actions import open_programme

pytestmark = pytest.mark.usefixtures("reported")


def strike(record: Instrument) -> Instrument:
    return strike_instrument(instrument=record, by=BY, at=NOON, reason="It never was.")


def faults(record: Instrument) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        strike(record)
    return refused.value.faults


@pytest.fixture
def memorandum() -> Instrument:
    sides: list[Any] = [make_organisation("Hospital A", "UA"), make_organisation("Hospital B", "SE")]
    return make_memorandum(*sides, day=Day.on(date(2024, 5, 1)))


def test_a_declaration_that_a_programme_names_stays():
    declaration = Instrument.objects.public().get(title__startswith="Open Declaration")
    assert "struck_with_records" in faults(declaration)


def test_a_record_that_a_letter_is_about_stays(memorandum: Instrument):
    letter = make_letter(make_organisation("Ministry A", "UA"))
    LetterSubject(letter=letter, record=key_of(memorandum)).save()
    assert faults(memorandum) == ("struck_with_letters",)


def test_only_letters_of_its_keepers_own_side_that_still_stand_keep_it(memorandum: Instrument):
    home, abroad, elsewhere = (make_side(code) for code in ("UA", "AZ", "DE"))
    keeper, ours = home.officer, home.ministry
    record = make_agreement("UA", "AZ", drafted_at=ours)
    about: dict[str, Any] = {"about": [key_of(record)]}

    def stands_in_the_way() -> bool:
        page = get(keeper, "instrument-strike", record.pk).content.decode()
        found = list(resting_faults(record, keeper, NOON))
        assert ("A letter is about this record" in page) == bool(found)
        return found == ["struck_with_letters"]

    make_draft(abroad.ministry, "DE", **about)
    make_letter(abroad.ministry, "DE", theirs=elsewhere.ministry, **about)
    theirs = make_letter(abroad.ministry, "UA", theirs=ours, **about)
    assert not stands_in_the_way()
    draft = make_draft(ours, "AZ", **about)
    assert stands_in_the_way()
    carry_out(LETTER, "discard", draft, by=keeper, at=NOON)
    assert not stands_in_the_way()
    strike_instrument(instrument=record, by=keeper, at=NOON, reason="It never was.")
    for reader in (keeper, abroad.officer):
        page = get(reader, "letter", theirs.pk).content.decode()
        assert (
            f'<a href="{reverse("instrument", args=[record.pk])}">Agreement on health</a> <span class="st st-no">struck out</span>' in page
        )


@contextmanager
def refused(fault: str) -> Iterator[None]:
    before = Event.objects.count(), LetterSubject.objects.count()
    with pytest.raises(Refused) as refusal:
        yield
    assert (refusal.value.faults, Event.objects.count(), LetterSubject.objects.count()) == ((fault,), *before)


def test_nothing_is_newly_about_what_was_struck_out_but_an_answer():
    home, abroad = make_side("UA"), make_side("AZ")
    record = make_agreement("UA", "AZ", drafted_at=home.ministry)
    key = key_of(record)
    theirs = make_letter(abroad.ministry, "UA", theirs=home.ministry, about=[key])
    draft, ours = make_draft(home.ministry, "AZ"), make_letter(home.ministry, "AZ")
    told: dict[str, Any] = {"by": home.officer, "at": NOON, "about": [key]}
    strike_instrument(instrument=record, by=home.officer, at=NOON, reason="It never was.")
    for write in (
        lambda: make_draft(home.ministry, "AZ", about=[key]),
        lambda: make_letter(home.ministry, "AZ", about=[key]),
        lambda: letters.edit_draft(draft, **told),
        lambda: letters.correct(ours, reason="Misread", **told),
    ):
        with refused("letter_about_struck"):
            write()
    answer = make_draft(home.ministry, "AZ", theirs=abroad.ministry, in_reply_to=theirs, about=[key])
    letters.edit_draft(answer, subject="Another", **told)
    assert list(answer.subjects.values_list("record", flat=True)) == [key]


def test_the_page_of_a_new_letter_says_that_a_record_was_struck_out_and_takes_none(memorandum: Instrument):
    officer, key = make_side("UA").officer, key_of(memorandum)
    typed = {"their_country": "DE", "subject": "On it", "language": "en", "body": "Please."}
    strike(memorandum)
    form = get(officer, "letter-new", about=key).context["form"]
    assert (form.fields["about"].choices, form.initial["about"]) == ([(key, f"{memorandum.title} (struck out)")], [])
    ours = officer.memberships.get().organisation_id
    answer = post(officer, "letter-new", data=typed | {"about": key, "ours": ours})
    assert (answer.status_code, "Untick it under" in answer.content.decode()) == (409, True)
    assert post(officer, "letter-new", data=typed | {"ours": ours}).status_code == 302


def test_no_programme_opens_on_a_declaration_that_was_struck_out():
    declaration = make_agreement("UA", kind="declaration")
    strike(declaration)
    with refused("instrument_struck"):
        open_programme(
            key="own", name="Own", host="UA", launched=Day.on(NOON.date()), countries=[], declaration=declaration, by=BY, at=NOON
        )


@pytest.mark.parametrize(
    ("columns", "counts"),
    [
        ({}, True),
        ({"answered_at": NOON, "answer": "yes"}, True),
        ({"answered_at": NOON, "answer": "yes", "expires_at": NOON}, True),
        ({"withdrawn_at": NOON}, False),
        ({"expires_at": NOON}, False),
    ],
)
def test_a_question_to_a_guest_counts_while_it_can_be_answered_and_once_it_was(
    memorandum: Instrument, columns: dict[str, Any], counts: bool
):
    told: dict[str, Any] = {"asked_at": NOON - timedelta(days=9), "expires_at": NOON + timedelta(days=9), "asked_by": BY.key}
    GuestQuestion(question="list", record=key_of(memorandum), asked_of="A clinic", language="en", **(told | columns)).save()
    assert ("struck_with_letters" in resting_faults(memorandum, BY, NOON)) == counts


def test_whatever_names_records_by_their_key_says_what_of_it_counts_for_whom():
    assert all(hasattr(rows, "counting_for") for rows in naming_by_key())


@pytest.mark.parametrize("address", ["/figures/memorandums_signed/", "/figures/institutions_with_sister/", "/?h=Hospital+A"])
def test_what_was_struck_out_is_told_outside_no_more(memorandum: Instrument, address: str):
    told = memorandum.title if "memorandums" in address else "Hospital A"
    assert told in Client().get(address).content.decode().replace('value="Hospital A"', "")
    strike(memorandum)
    assert told not in Client().get(address).content.decode().replace('value="Hospital A"', "").replace("“Hospital A”", "")


def test_the_public_log_tells_that_a_record_told_outside_was_struck_out_and_not_what_it_said(memorandum: Instrument):
    before = corrections(Gate.now())
    strike(memorandum)

    (logged,) = [one for one in corrections(Gate.now()) if one not in before]
    assert (logged.on, logged.about, logged.what) == (NOON.date(), "Memorandum", (("record", "told here", "struck out"),))
    assert logged in corrections(Gate.now(), "memorandums_signed")
    assert logged not in corrections(Gate.now(), "lists_owed")


def test_the_public_log_tells_nothing_of_a_record_that_was_struck_out_before_it_was_told(memorandum: Instrument):
    """Its act was to be kept back for longer than the record stood."""
    strike(memorandum)
    longer = (NOON.date() - date(2024, 5, 1)).days + 1

    logged = [one.about for one in corrections(Gate(NOON.date() + timedelta(days=longer), longer))]
    assert "Memorandum" not in logged
    assert "Memorandum" in [one.about for one in corrections(Gate(NOON.date() + timedelta(days=2), 1))]


def test_the_kind_of_a_declaration_that_a_programme_names_stays():
    declaration = Instrument.objects.public().get(title__startswith="Open Declaration")
    with pytest.raises(Refused) as refused:
        correct_instrument(instrument=declaration, kind="statement", by=BY, at=NOON, reason="Misread")
    assert refused.value.faults == ("kind_relied_on",)
