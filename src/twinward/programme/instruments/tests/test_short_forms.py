"""An instrument is recorded with only what is known, and completed afterwards; what is optional stays folded until it is wanted."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from twinward.foundation.kernel.models import Event, Source
from twinward.programme.instruments import actions
from twinward.programme.instruments.evidence import gaps
from twinward.programme.instruments.models import Act, Instrument
from twinward.programme.instruments.state_on import State
from twinward.programme.instruments.tests.browsing import get, post, seen_at, unchanged, words
from twinward.programme.instruments.tests.looking import fresh, refused
from twinward.programme.instruments.tests.makers import NOON, Sides, make_agreement, make_draft
from twinward.programme.instruments.tests.test_forms import RECORDED

pytestmark = pytest.mark.usefixtures("noon")

#: What a browser sends of a form of which only the first part was filled in.
SHORT = RECORDED | {
    "title": "",
    "entry_delay_days": "0",
    "texts_counted": "",
    "party1-organisation": "Hospital UA",
    "party2-country": "Azerbaijan",
}
SAID = {"new_publisher": "A newspaper", "new_day": "3 May 2024"}


def recorded() -> Instrument:
    return Instrument.objects.unscoped("a test looks").get()


def parts(page: Any) -> dict[str, bool]:
    """By the key of each optional part, whether it is open."""
    found = re.findall(r'<h2 id="(\w+)">(?:(?!</section>).)*?<details( open)?>', words(page))
    return {key: bool(is_open) for key, is_open in found if key != "parties"}


def test_only_kind_parties_day_and_source_are_asked_for_and_all_else_is_folded(home: Sides):
    page = get(home.officer, "instrument-record")
    assert parts(page) == {"more": False, "terms": False, "basis": False}
    before = words(page).partition("<details")[0]
    for name in ("kind", "title", "signed_on", "party1-organisation", "party2-country"):
        assert f'name="{name}"' in before
    for name in ("entry_rule", "covers", "basis"):
        assert f'name="{name}"' not in before


def test_what_has_no_title_is_called_by_its_parties_in_every_language(home: Sides, abroad: Sides):
    assert post(home.officer, "instrument-record", data=SHORT).status_code == 302
    made = recorded()
    assert made.title == "Hospital UA – Azerbaijan"
    assert made.titles == {"uk": "Hospital UA – Азербайджан", "az": "Hospital UA – Azərbaycan", "es": "Hospital UA – Azerbaiyán"}
    assert not Act.objects.exists()
    assert words(get(home.officer, "instrument", made.pk))


@pytest.mark.parametrize(
    ("kind", "opened", "act"),
    [
        ("memorandum", "", "sign"),
        ("agreement", "on", "sign"),
        ("declaration", "on", "join"),
        ("declaration", "", "join"),
        ("statement", "", "join"),
    ],
)
def test_a_day_is_an_act_of_each_party(home: Sides, abroad: Sides, kind: str, opened: str, act: str):
    given = SHORT | SAID | {"signed_on": "May 2024", "kind": kind, "open_to_joining": opened}
    assert post(home.officer, "instrument-record", data=given).status_code == 302
    acts = list(Act.objects.order_by("party"))
    assert [(one.kind, one.not_before, one.not_after, one.basis) for one in acts] == [
        (act, date(2024, 5, 1), date(2024, 5, 31), "stated")
    ] * 2
    assert {one.source_id for one in acts} == {recorded().source_id}
    assert State(fresh(recorded())).concluded(date(2024, 6, 1)).known == "yes"
    assert "not_open_to_joining" not in gaps(fresh(recorded()), date(2024, 6, 1))


def test_the_basis_of_the_record_is_that_of_its_day(home: Sides, abroad: Sides):
    given = SHORT | SAID | {"signed_on": "2024", "basis": "inferred", "why": "The article calls it recent"}
    assert post(home.officer, "instrument-record", data=given).status_code == 302
    assert {(one.basis, one.why) for one in Act.objects.all()} == {("inferred", "The article calls it recent")}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"new_publisher": "", "new_day": ""}, "needs a source: who published it"),
        ({"signed_on": "4 November 2025"}, "The act lies in the future"),
    ],
)
def test_a_day_that_cannot_be_kept_leaves_nothing_behind(home: Sides, abroad: Sides, wrong: dict[str, str], sentence: str):
    given = SHORT | SAID | {"signed_on": "2024"} | wrong
    answer = unchanged(lambda: post(home.officer, "instrument-record", data={name: value for name, value in given.items() if value}))
    assert answer.status_code == 409
    assert sentence in words(answer)
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        ({"entry_rule": "fixed", "entry_fixed_on": "someday"}, "terms"),
        ({"authentic_languages": "Elvish"}, "more"),
        ({"basis": "inferred"}, "basis"),
    ],
)
def test_an_error_inside_a_folded_part_opens_it_and_no_other(home: Sides, abroad: Sides, wrong: dict[str, str], part: str):
    answer = unchanged(lambda: post(home.officer, "instrument-record", data=SHORT | wrong))
    assert answer.status_code == 422
    assert [key for key, is_open in parts(answer).items() if is_open] == [part]


def test_what_the_terms_leave_out_is_told_at_its_field_and_no_empty_party_opens(home: Sides, abroad: Sides):
    answer = unchanged(lambda: post(home.officer, "instrument-record", data=SHORT | {"end_rule": "term"}))
    assert answer.status_code == 409
    assert '<a href="#id_term_years">After how many years</a>: Give the years of the term.' in words(answer)
    assert '<details class="fold">' in words(answer)


def test_what_was_typed_in_a_folded_part_is_in_sight_when_another_is_wrong(home: Sides, abroad: Sides):
    answer = unchanged(lambda: post(home.officer, "instrument-record", data=SHORT | {"title": "", "number": "7/12", "basis": "inferred"}))
    assert parts(answer) == {"more": True, "terms": False, "basis": True}


def test_a_record_is_completed_part_by_part(home: Sides, abroad: Sides):
    post(home.officer, "instrument-record", data=SHORT)
    made = recorded()
    address = reverse("instrument-correct", args=[made.pk])
    for gap in (f'href="{address}?part=terms#terms"', f'href="{address}?part=more#more"'):
        assert gap in words(get(home.officer, "instrument", made.pk))
    assert parts(get(home.officer, "instrument-correct", made.pk, part="terms")) == {
        "more": False,
        "terms": True,
        "source": False,
        "basis": False,
    }
    terms = {"entry_rule": "on_signature", "consent_by": "signature", "end_rule": "none", "renewal": "none"}
    given = {"title": made.title, "standing": "concluded", "basis": "stated", **terms, **SAID, "reason": "The article says so"}
    given |= seen_at(home.officer, "instrument-correct", made.pk)
    assert post(home.officer, "instrument-correct", made.pk, data=given).status_code == 302
    now = fresh(made)
    assert now.source
    assert (now.entry_rule, now.source.publisher) == ("on_signature", "A newspaper")
    assert Event.objects.filter(verb="change", facts__reason="The article says so").count() == 1


def test_a_correction_keeps_the_source_that_it_shows(home: Sides):
    agreement = make_agreement("UA", "AZ", source=Source.objects.create(key="page", publisher="A ministry"))
    shown = words(get(home.officer, "instrument-correct", agreement.pk))
    assert f'<option value="{agreement.source_id}" selected>' in shown
    given = {"title": "Another", "standing": "concluded", "entry_rule": "on_signature", "consent_by": "signature", "end_rule": "none"}
    given |= {"renewal": "none", "basis": "stated", "source": str(agreement.source_id), "reason": "The paper says so"}
    given |= seen_at(home.officer, "instrument-correct", agreement.pk)
    assert post(home.officer, "instrument-correct", agreement.pk, data=given).status_code == 302
    assert fresh(agreement).source_id == agreement.source_id
    (changed,) = Event.objects.filter(verb="change", facts__reason="The paper says so")
    assert "source" not in changed.facts["after"]


def test_what_is_drafted_now_and_is_over_already_is_refused_at_its_last_day(home: Sides, abroad: Sides):
    given = {
        "title": "M",
        "kind": "memorandum",
        "drafted_at": str(home.hospital.pk),
        "entry_rule": "on_signature",
        "consent_by": "signature",
    }
    given |= {"end_rule": "fixed_day", "ends_on": "1 January 2020", "renewal": "none"}
    sides = {"party1-organisation": "Hospital UA", "party2-organisation": "Hospital AZ"}
    answer = unchanged(lambda: post(home.focal, "instrument-new", data=given | sides))
    assert (answer.status_code, set(answer.context["form"].errors)) == (409, {"ends_on"})
    assert "The last day is over already." in words(answer)
    draft = make_draft(home, abroad)
    with refused("end_in_the_past"):
        actions.correct_instrument(instrument=draft, end_rule="fixed_day", ends_on=date(2020, 1, 1), by=home.officer, at=NOON)


#: What a browser sends of a draft of which only the first parts were filled in.
DRAFTED = {"title": "M", "kind": "memorandum", "entry_rule": "not_stated", "entry_delay_days": "0", "consent_by": "not_stated"}
DRAFTED |= {"end_rule": "not_stated", "renewal": "not_stated", "party1-organisation": "Hospital UA", "party2-organisation": "Hospital AZ"}


def test_of_a_draft_only_kind_title_parties_and_legal_basis_are_in_sight(home: Sides, abroad: Sides):
    page = get(home.focal, "instrument-new")
    assert parts(page) == {"more": False, "terms": False}
    before = words(page).partition('<h2 id="more">')[0]
    for name in ("kind", "drafted_at", "title", "party1-organisation", "rests_on"):
        assert f'name="{name}"' in before
    assert post(home.focal, "instrument-new", data=DRAFTED | {"drafted_at": str(home.hospital.pk)}).status_code == 302
    assert parts(get(home.focal, "instrument-correct", recorded().pk)) == {"more": False, "terms": False}


@pytest.mark.parametrize(
    ("typed", "opened"),
    [
        ({"number": "7/12", "title": ""}, ["more"]),
        ({"notice_days": "90", "title": ""}, ["terms"]),
        ({"notice_days": "many"}, ["terms"]),
        ({"authentic_languages": "Elvish", "end_rule": "term"}, ["more", "terms"]),
        ({"title": ""}, []),
    ],
)
def test_a_folded_part_of_a_draft_is_open_where_it_holds_a_value_or_an_error(
    home: Sides, abroad: Sides, typed: dict[str, str], opened: list[str]
):
    answer = unchanged(lambda: post(home.focal, "instrument-new", data=DRAFTED | {"drafted_at": str(home.hospital.pk)} | typed))
    assert answer.status_code == 422
    assert [key for key, is_open in parts(answer).items() if is_open] == opened


def test_a_term_that_counts_under_one_rule_alone_says_under_which(home: Sides):
    page = words(get(home.focal, "instrument-new"))
    for rule in ("on a number of consents", "after a term of years", "tacit"):
        assert f"Only for “{rule}”." in page


def test_an_instrument_called_as_one_on_record_is_recorded_only_when_that_was_said(home: Sides):
    given = RECORDED | {"title": "Memorandum on burns", "kind": "memorandum"}
    assert post(home.officer, "instrument-record", data=given).status_code == 302
    first = recorded()

    asked = unchanged(lambda: post(home.officer, "instrument-record", data=given))
    assert (asked.status_code, f'href="{reverse("instrument", args=[first.pk])}"' in asked.content.decode()) == (200, True)
    assert "Record it all the same" in asked.content.decode()
    other = given | {"kind": "agreement"}
    assert post(home.officer, "instrument-record", data=other).status_code == 302
    assert post(home.officer, "instrument-record", data=given | {"despite": str(first.pk)}).status_code == 302


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Угода про опіки", "УГОДА ПРО ОПІКИ"),
        ("Yanıqlar haqqında iclas", "YANIQLAR HAQQINDA İCLAS"),
        ("Acuerdo de cooperación", "ACUERDO DE COOPERACIÓN"),
        ("", "hospital ua – азербайджан"),
    ],
)
def test_it_is_called_so_in_whatever_letters_and_language(home: Sides, title: str, typed: str):
    assert post(home.officer, "instrument-record", data=SHORT | {"title": title}).status_code == 302
    first = recorded()

    asked = unchanged(lambda: post(home.officer, "instrument-record", data=SHORT | {"title": typed}))
    assert (asked.status_code, asked.context["alike"]) == (200, [first])
    assert post(home.officer, "instrument-record", data=SHORT | {"title": f"{typed} 2"}).status_code == 302


def test_the_store_is_asked_equally_often_however_many_are_called_so(home: Sides):
    given = RECORDED | {"title": "Memorandum on burns"}

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert post(home.officer, "instrument-record", data=given).status_code == 200
        return len(queries)

    assert post(home.officer, "instrument-record", data=given).status_code == 302
    once, known = asked(), [str(recorded().pk)]
    for _time in range(3):
        assert post(home.officer, "instrument-record", data=given | {"despite": " ".join(known)}).status_code == 302
        known = [str(one.pk) for one in Instrument.objects.unscoped("a test looks")]
    assert (asked(), len(known)) == (once, 4)


def test_what_is_out_of_sight_is_not_told_though_it_is_called_so(home: Sides, abroad: Sides):
    make_draft(abroad, home, title="Memorandum on burns")
    given = RECORDED | {"title": "Memorandum on burns", "kind": "memorandum"}
    assert post(home.officer, "instrument-record", data=given).status_code == 302
