"""Whose turn it is over instruments: texts on their way, evidence that is missing, institutions without a focal point."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.rules import ADMINISTRATOR, LAWYER
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.models import Source
from twinward.foundation.kernel.tasks import Task
from twinward.programme.instruments import actions
from twinward.programme.instruments.facts import ActKind, LinkKind
from twinward.programme.instruments.linking import link
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.tasks import tasks
from twinward.programme.instruments.tests.browsing import client_of
from twinward.programme.instruments.tests.makers import (
    BY,
    NOON,
    TODAY,
    Sides,
    make_account,
    make_act,
    make_agreed,
    make_agreement,
    make_document,
    make_draft,
    make_office,
    make_organisation,
    move,
    sign,
)

pytestmark = pytest.mark.django_db
VISIT = Day(date(2025, 1, 1), date(2025, 11, 1), Basis.INFERRED)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def of(account: Account, turn: str = "mine") -> list[str]:
    """What waits for an account, or for others, as it reads it."""
    return [task.what for task in found(account) if task.turn == turn]


def found(account: Account) -> list[Task]:
    return tasks(Account.objects.get(pk=account.pk), TODAY)


def make_source(publisher: str = "A news agency", **fields: Any) -> Source:
    return Source.objects.create(key=publisher.replace(" ", "-").lower(), publisher=publisher, **fields)


def make_recorded(home: Sides, other: Any, day: Day, **fields: Any) -> Instrument:
    """A memorandum of two hospitals that was signed elsewhere."""
    sides = [{"country_id": "UA", "organisation": home.hospital}, {"country_id": other.country_id, "organisation": other}]
    given = {"key": f"memo-{other.pk}", "title": f"Memorandum with {other}", "drafted_at": home.ministry, "is_public": True}
    parties = fields.pop("parties", sides)
    memorandum = actions.record_instrument(kind="memorandum", parties=parties, by=BY, at=NOON, **(given | fields))
    for party in memorandum.parties.order_by("id"):
        make_act(memorandum, party, ActKind.SIGN, day, place=fields.get("remark", "") and "Berlin")
    return memorandum


def hospital(name: str, country: str = "DE") -> Any:
    return make_organisation(name, country)


def test_a_text_waits_for_its_authors_then_the_lawyer_then_the_other_side(home: Sides, abroad: Sides):
    draft = make_draft(home, abroad, basis=make_agreement("UA", "AZ"))
    assert "Finish the draft: Memorandum on oncology" in of(home.officer)
    assert "Finish the draft: Memorandum on oncology" in of(home.focal)

    move(draft, "submit", home.focal)
    assert "Clear or return: Memorandum on oncology" in of(home.lawyer)
    assert "Clear or return: Memorandum on oncology" in of(home.officer, "theirs")

    move(draft, "clear", home.lawyer)
    assert "Offer it to the other party: Memorandum on oncology" in of(home.officer)
    assert not any("Memorandum" in what for what in of(abroad.officer) + of(abroad.officer, "theirs"))

    move(draft, "offer", home.officer)
    assert "Agree to the text: Memorandum on oncology" in of(abroad.officer)
    assert "Agree to the text: Memorandum on oncology" in of(abroad.lawyer)
    assert "Agree to the text: Memorandum on oncology" in of(abroad.focal, "theirs")
    assert "Agree to the text: Memorandum on oncology" in of(home.officer, "theirs")


def test_a_text_waits_since_the_move_that_brought_it_there(home: Sides, abroad: Sides):
    draft = make_draft(home, abroad, basis=make_agreement("UA", "AZ"))
    later = NOON + timedelta(days=2)
    actions.make_move(instrument=draft, name="submit", by=home.focal, at=later, reason="")

    (waits,) = (task for task in found(home.lawyer) if task.what.startswith("Clear or return"))
    assert waits.since == Day.on(later.date())


def test_nobody_is_asked_to_clear_what_they_submitted_themselves(home: Sides, abroad: Sides):
    move(make_draft(home, abroad, basis=make_agreement("UA", "AZ")), "submit", home.lawyer)

    assert "Clear or return: Memorandum on oncology" not in of(home.lawyer)
    assert "Clear or return: Memorandum on oncology" in of(make_account(home.ministry, LAWYER))


def test_an_agreed_text_waits_for_whoever_has_not_signed(home: Sides, abroad: Sides):
    agreed = make_agreed(home, abroad, basis=make_agreement("UA", "AZ"))
    assert [what for what in of(abroad.focal) if what.startswith("Sign")] == ["Sign: Memorandum on oncology"]

    sign(agreed, home)

    assert "Sign: Memorandum on oncology" not in of(home.focal)
    theirs = [task for task in found(home.focal) if task.what.startswith("Sign")]
    assert [(task.turn, task.who) for task in theirs] == [("theirs", "Hospital AZ")]


def test_an_agreement_without_its_text_waits_for_the_officer_and_makes_the_lawyer_wait(home: Sides, abroad: Sides, kept_files: Any):
    agreement = make_agreement("UA", "AZ", entry_rule="not_stated", drafted_at=home.ministry)

    assert of(home.officer) == ["Attach the signed text: Agreement on health"]
    assert (of(abroad.officer), of(abroad.officer, "theirs")) == ([], ["the signed text: Agreement on health"])
    assert of(home.lawyer) == ["Record when it enters into force: Agreement on health"]
    assert of(home.lawyer, "theirs") == ["the signed text: Agreement on health"]
    assert of(home.focal) == []

    actions.attach_text(instrument=agreement, language="en", document=make_document(), is_authentic=True, by=home.officer, at=NOON)
    assert of(home.officer) == []


def test_memorandums_of_one_source_whose_day_is_inferred_are_one_task(home: Sides):
    source = make_source(not_before=date(2025, 11, 1), not_after=date(2025, 11, 1))
    remark = {"remark": "During the visit", "source": source}
    make_recorded(home, hospital("Ward One"), VISIT, covers=["oncology"], **remark)
    make_recorded(home, hospital("Ward Two"), VISIT, covers=["paediatrics"], **remark)
    make_recorded(home, hospital("Ward Three"), VISIT, source=make_source("Another source"))

    grouped, alone = [task for task in found(home.officer) if task.turn == "mine" and "day" in task.what]

    assert grouped.what == "Confirm the day on which 2 memorandums were signed"
    assert grouped.since == Day.on(date(2025, 11, 1))
    assert grouped.url == "/instruments/?wanted=day&country=DE"
    rows = [
        client_of(home.officer).get(f"/instruments/?wanted={name}").content.decode().count("Memorandum with Ward")
        for name in ("day", "text")
    ]
    assert rows == [3, 0]
    assert "Hospital UA 2" in grouped.meta
    assert "known only as “During the visit”" in grouped.meta
    assert grouped.meta.endswith("A news agency, 1 Nov 2025")
    assert alone.what == "Confirm the day on which it was signed: Memorandum with Ward Three"
    assert (alone.since, alone.meta) == (None, "Ukraine – Germany · Another source")


def test_memorandums_without_any_day_lack_their_year(home: Sides):
    source = make_source()
    for name in ("Ward One", "Ward Two"):
        make_recorded(home, hospital(name), Day.unknown(), remark="26-27 February; the year is not stated", source=source)

    assert "State the year of 2 memorandums signed in Berlin" in of(home.officer)


def test_a_side_that_the_source_leaves_unnamed_is_named_first(home: Sides):
    parties = [{"country_id": "UA", "organisation": home.hospital}, {"country_id": "DE", "described": "cardiology centres"}]
    make_recorded(home, hospital("Ward"), VISIT, parties=parties)

    assert [what for what in of(home.officer) if "Ward" in what] == ["Name the institutions that signed: Memorandum with Ward"]


def test_a_lawyer_looks_for_the_legal_basis_of_all_memorandums_in_one_go(home: Sides):
    for name in ("Ward One", "Ward Two"):
        make_recorded(home, hospital(name), Day.on(date(2024, 5, 1)))

    assert of(home.lawyer) == ["Find the legal basis of 2 memorandums"]
    assert of(home.lawyer, "theirs") == ["the signed text: Memorandum with Ward One", "the signed text: Memorandum with Ward Two"]


def test_what_is_only_envisaged_is_not_asked_for_its_text(home: Sides):
    actions.record_instrument(
        key="envisaged", kind="statement", title="Joint statement", parties=[{"country_id": "UA"}], standing="envisaged", by=BY, at=NOON
    )

    assert of(home.officer) == []


def test_an_institution_names_its_focal_point_and_its_ministry_waits_for_it(home: Sides):
    make_recorded(home, hospital("Ward"), Day.on(date(2024, 5, 1)))
    assert of(home.focal) == ["Name a focal point for 1 memorandum"]
    awaited = [task for task in found(home.officer) if task.what == "its focal point"]
    assert [(task.turn, task.who) for task in awaited] == [("theirs", "Hospital UA")]

    make_office(home.hospital, "Taras Hnatiuk", office="focal_point")

    assert of(home.focal) == []
    assert "its focal point" not in of(home.officer, "theirs")


def test_a_hospital_waits_for_whoever_keeps_the_record_of_its_memorandum(home: Sides):
    make_recorded(home, hospital("Ward"), VISIT)

    awaited = [task for task in found(home.focal) if task.turn == "theirs"]

    assert [(task.who, task.what) for task in awaited] == [("Ministry UA", "the day on which it was signed: Memorandum with Ward")]


def test_instruments_of_others_wait_for_nobody_here_however_public(home: Sides, abroad: Sides):
    make_agreement("AZ", "GE")

    assert found(home.officer) == found(home.focal) == []


def test_who_oversees_the_whole_node_has_nothing_to_chase(home: Sides):
    make_agreement("UA", "AZ")

    assert found(make_account(home.ministry, ADMINISTRATOR)) == []


def test_the_number_of_queries_does_not_grow_with_instruments(home: Sides):
    counts = []
    for name in ("Ward One", "Ward Two", "Ward Three"):
        make_recorded(home, hospital(name), VISIT)
        account = Account.objects.get(pk=home.officer.pk)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            tasks(account, TODAY)
        counts.append(len(queries))

    assert counts[0] == counts[-1] <= 30


def test_the_step_of_a_line_leads_to_where_its_reader_can_do_it(home: Sides):
    memorandum = make_recorded(home, hospital("Charité"), VISIT)
    act = memorandum.acts.order_by("id")[0]
    mine, theirs = (
        next(task for task in found(account) if "the day on which it was signed" in task.what) for account in (home.officer, home.focal)
    )

    assert (mine.turn, mine.step, mine.step_url) == ("mine", "Confirm", reverse("instrument-act-correct", args=[memorandum.pk, act.pk]))
    assert (theirs.turn, theirs.step, theirs.step_url) == ("theirs", "Open", reverse("instrument", args=[memorandum.pk]))
    for account, task in ((home.officer, mine), (home.focal, theirs)):
        assert client_of(account).get(task.step_url).status_code == 200


def basis_asked(account: Account) -> list[Task]:
    """The tasks to find a legal basis."""
    return [task for task in found(account) if task.what.startswith("Find the legal basis")]


def test_a_lawyer_is_told_of_each_text_without_a_legal_basis_and_first_of_what_it_holds_up(home: Sides, abroad: Sides):
    make_draft(home, abroad, title="A draft")
    ready = make_agreed(home, abroad, title="Ready to be signed")
    make_draft(home, abroad, title="With a basis", basis=make_agreement("UA", "AZ"))

    asked = basis_asked(home.lawyer)

    assert [task.what.partition(": ")[2] for task in asked] == ["Ready to be signed", "A draft"]
    assert [task.is_pressing for task in asked] == [True, False]
    assert "agreed, and cannot be signed without it" in asked[0].meta
    assert (asked[0].step, asked[0].step_url) == ("Link it", reverse("instrument-link", args=[ready.pk]))
    assert client_of(home.lawyer).get(asked[0].step_url).status_code == 200
    assert basis_asked(home.officer) == basis_asked(abroad.lawyer) == []


def test_a_text_whose_basis_is_waived_or_linked_waits_no_longer(home: Sides, abroad: Sides):
    waived, linked = make_agreed(home, abroad), make_draft(home, abroad)
    assert len(basis_asked(home.lawyer)) == 2

    actions.waive(instrument=waived, reason="The ministries agreed to go ahead", by=home.lawyer, at=NOON)
    link(from_instrument=linked, to_instrument=make_agreement("UA", "AZ"), kind=LinkKind.LEGAL_BASIS, by=home.officer, at=NOON)

    assert basis_asked(home.lawyer) == []


def test_a_signed_memorandum_whose_basis_ended_since_comes_before_all(home: Sides, abroad: Sides):
    make_agreed(home, abroad, title="Ready to be signed")
    basis = make_agreement("UA", "AZ")
    signed = make_agreed(home, abroad, title="Signed", basis=basis)
    for side in (home, abroad):
        sign(signed, side)
    make_act(basis, basis.parties.order_by("id")[0], ActKind.TERMINATE, Day.on(TODAY - timedelta(days=1)))

    asked = basis_asked(home.lawyer)

    assert [task.what.partition(": ")[2] for task in asked] == ["Signed", "Ready to be signed"]
    assert "it is signed, and no legal basis is known to be in force" in asked[0].meta
