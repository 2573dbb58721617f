"""Letters to several countries say only what is true of each: none asks for a list that is not owed, or forgets what the country wrote."""

from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.registry.models import Organisation
from twinward.programme.letters.addressing import LANGUAGES
from twinward.programme.letters.models import Letter
from twinward.programme.letters.tests.makers import make_answer, make_letter
from twinward.programme.twinning.models import Coverage
from twinward.programme.twinning.tests.makers import make_programme, make_step, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
CODES = ["GB", "NO", "SE", "EE", "FI", "SK", "AT", "LT"]


@pytest.fixture
def asked(ministry: Organisation) -> dict[str, Coverage]:
    """The United Kingdom with time to answer, Norway that wrote, Sweden agreed, Estonia agreed by our conclusion, Slovakia that proposed a
    list, Austria whose list was sent back, Finland and Lithuania never asked.
    """
    found = make_programme(CODES, lead=ministry)
    make_letter(ministry, "GB", reply_by=date(2025, 11, 30), about=[key_of(found["GB"])])
    norway = make_letter(ministry, "NO", about=[key_of(found["NO"])])
    make_answer(norway, their_number="25/3391", about=[key_of(found["NO"])])
    make_step(found["SE"], "agreed", Day.on(date(2025, 10, 20)))
    make_step(found["EE"], "agreed", Day.by(date(2025, 10, 20), Basis.INFERRED), why="Not named among those that owe one")
    slovakia = make_answer(make_letter(ministry, "SK", about=[key_of(found["SK"])]), their_number="S14402", about=[key_of(found["SK"])])
    make_letter(ministry, "SK", dated_on=date(2025, 10, 21), reply_by=None, about=[key_of(found["SK"])])
    make_step(found["SK"], "proposed", Day.on(date(2025, 10, 22)), letter=slovakia)
    make_step(found["AT"], "proposed", Day.on(date(2025, 10, 22)))
    make_step(found["AT"], "returned", Day.on(date(2025, 10, 24)))
    return found


def at(*codes: str) -> str:
    return reverse("country-letters") + "?" + "&".join(f"id={code}" for code in codes)


def drafted(client: Client, ministry: Organisation, *codes: str, **more: Any) -> dict[str, Letter]:
    sent(client, at(*codes), ours=ministry.pk, language="en", reply_by="1.12.2025", **more)
    return {one.their_country_id: one for one in Letter.objects.unscoped("a test looks").filter(state="draft")}


def test_a_country_that_owes_no_list_is_left_out_with_the_reason(kyiv: Client, ministry: Organisation, asked: dict[str, Coverage]):
    page = kyiv.get(at("SE", "FI")).content.decode()
    assert "It owes no list: its list was agreed (20 October 2025)." in page
    assert "Draft 1 letter<" in page
    assert 'id="letter-SE"' not in page
    assert set(drafted(kyiv, ministry, "SE", "FI", anyway=["SE"])) == {"FI"}


def test_where_no_letter_is_due_nothing_can_be_sent(kyiv: Client, ministry: Organisation, asked: dict[str, Coverage]):
    page = kyiv.get(at("SE")).content.decode()
    assert "No letter is written to:" in page
    assert "btn-go" not in page
    assert drafted(kyiv, ministry, "SE") == {}


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("GB", "It was asked for an answer by 30 November 2025, and that day has not passed."),
        ("EE", "That its list is agreed is our own conclusion; no source says so."),
    ],
)
def test_what_need_not_be_asked_yet_is_asked_only_knowingly(
    kyiv: Client, ministry: Organisation, asked: dict[str, Coverage], code: str, why: str
):
    assert why in kyiv.get(at(code)).content.decode()
    assert "Tick at least one country" in sent(kyiv, at(code), ours=ministry.pk, language="", reply_by="1.12.2025").content.decode()
    assert set(drafted(kyiv, ministry, code, "FI")) == {"FI"}
    assert code in drafted(kyiv, ministry, code, anyway=[code])
    assert "A letter to it is drafted and waits to be sent." in kyiv.get(at("FI")).content.decode()


def test_a_letter_before_the_day_of_the_reply_speaks_of_no_past_hope(kyiv: Client, ministry: Organisation, asked: dict[str, Coverage]):
    body = drafted(kyiv, ministry, "GB", anyway=["GB"])["GB"].body
    assert "we asked for one by 30 November 2025" in body
    assert "hoped" not in body
    assert "institutions of the United Kingdom that" in body
    assert "The United Kingdom has joined" in body


def test_nobody_is_told_of_a_list_awaited_that_may_be_agreed(kyiv: Client, ministry: Organisation, asked: dict[str, Coverage]):
    assert "agreed" not in drafted(kyiv, ministry, "EE", anyway=["EE"])["EE"].body


def test_what_a_country_wrote_or_proposed_is_named(kyiv: Client, ministry: Organisation, asked: dict[str, Coverage]):
    made = drafted(kyiv, ministry, "NO", "SK", "AT")
    assert "Thank you for your letter No. 25/3391 (20 October 2025)" in made["NO"].body
    assert "Please send us the list by 1 December 2025" in made["NO"].body
    assert "Thank you for your letter No. S14402 (20 October 2025)" in made["SK"].body
    assert "the list that you proposed (22 October 2025)" in made["SK"].body
    assert "Please confirm by 1 December 2025 that it is complete and right" in made["SK"].body
    assert "Please send us the changed list" in made["AT"].body
    assert {one.subject for one in made.values()} == {"International Medical Partnership: list of institutions"}


TOO_VAGUE = "What is on record is too vague to say how the list stands."


def test_a_list_proposed_on_an_unknown_day_is_on_record_for_the_letter(kyiv: Client, ministry: Organisation, asked: dict[str, Coverage]):
    make_letter(ministry, "FI", about=[key_of(asked["FI"])])
    for code in ("FI", "LT"):
        make_step(asked[code], "proposed", Day.unknown())
    page = kyiv.get(at("FI", "LT")).content.decode()
    made = drafted(kyiv, ministry, "FI", "LT", anyway=["FI", "LT"])
    assert page.count(TOO_VAGUE) == 2
    assert set(made) == {"FI", "LT"}
    for letter in made.values():
        assert letter.subject == "International Medical Partnership: list of institutions"
        assert "We have on record the list that you proposed, and thank you for it. It is not agreed yet." in letter.body
        assert "no answer" not in letter.body


def test_a_list_requested_on_an_unknown_day_is_asked_for(kyiv: Client, ministry: Organisation, asked: dict[str, Coverage]):
    make_step(asked["FI"], "requested", Day.unknown())
    assert "Please send us such a list" in drafted(kyiv, ministry, "FI", anyway=["FI"])["FI"].body


@pytest.mark.parametrize("steps", [["agreed"], ["proposed", "returned"], ["proposed", "requested"], ["agreed", "proposed"]])
def test_where_the_missing_day_decides_what_is_true_no_letter_is_written(
    kyiv: Client, ministry: Organisation, asked: dict[str, Coverage], steps: list[str]
):
    make_letter(ministry, "FI", about=[key_of(asked["FI"])])
    for kind in steps[:-1]:
        make_step(asked["FI"], kind, Day.on(date(2025, 10, 22)))
    make_step(asked["FI"], steps[-1], Day.unknown())
    page = kyiv.get(at("FI")).content.decode()
    assert ("No letter is written to:" in page, TOO_VAGUE in page) == (True, True)
    assert drafted(kyiv, ministry, "FI", anyway=["FI"]) == {}
    assert at("FI") not in unescape(kyiv.get(reverse("country", args=["FI"])).content.decode())


@pytest.mark.parametrize("day", [Day.unknown(), Day.on(date(2025, 10, 22))])
@pytest.mark.parametrize("last", ["requested", "owed"])
def test_nobody_who_proposed_a_list_since_is_told_that_no_answer_is_on_record(
    kyiv: Client, ministry: Organisation, asked: dict[str, Coverage], day: Day, last: str
):
    make_letter(ministry, "FI", dated_on=date(2025, 10, 1), reply_by=date(2025, 10, 15), about=[key_of(asked["FI"])])
    make_step(asked["FI"], "proposed", day)
    make_step(asked["FI"], last, Day.on(date(2025, 10, 25)))
    body = drafted(kyiv, ministry, "FI", anyway=["FI"])["FI"].body
    assert "no answer" not in body
    assert "Please send us the list by 1 December 2025" in body or "the list that you proposed" in body


@pytest.mark.parametrize(("last", "is_invented"), [("returned", True), ("requested", False)])
def test_a_letter_that_names_an_invented_return_is_invented(
    kyiv: Client, ministry: Organisation, asked: dict[str, Coverage], last: str, is_invented: bool
):
    make_step(asked["FI"], "proposed", Day.on(date(2025, 10, 22)))
    make_step(asked["FI"], last, Day.on(date(2025, 10, 24)), is_illustrative=True)
    made = drafted(kyiv, ministry, "FI", "AT")
    assert (made["FI"].is_illustrative, made["AT"].is_illustrative) == (is_invented, False)


def test_a_letter_that_counts_from_an_invented_return_is_invented(kyiv: Client, ministry: Organisation, asked: dict[str, Coverage]):
    make_step(asked["SE"], "returned", Day.on(date(2025, 10, 22)), is_illustrative=True)
    make_letter(ministry, "SE", dated_on=date(2025, 10, 24), reply_by=date(2025, 10, 26), about=[key_of(asked["SE"])])
    letter = drafted(kyiv, ministry, "SE")["SE"]
    assert "awaited since 22 October 2025" in letter.body
    assert letter.is_illustrative


@pytest.mark.parametrize("language", [code for code, _name in LANGUAGES])
def test_in_every_language_the_letter_names_what_the_country_wrote(
    kyiv: Client, ministry: Organisation, asked: dict[str, Coverage], language: str
):
    sent(kyiv, at("NO", "SK"), ours=ministry.pk, language=language, reply_by="1.12.2025")
    norway, slovakia = Letter.objects.unscoped("a test looks").filter(state="draft").order_by("their_country")
    assert ("25/3391" in norway.body, "S14402" in slovakia.body, "2023" in norway.body) == (True, True, False)
