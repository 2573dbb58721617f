"""Answers over time for the strip, days that follow from terms, and offices as proof."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.kernel.days import Answer, Day
from twinward.foundation.registry.models import Appointment, Organisation
from twinward.foundation.registry.terms import columns_of
from twinward.programme.instruments.actions import record_instrument, waive
from twinward.programme.instruments.evidence import basis_on, office_of
from twinward.programme.instruments.models import Instrument, Party
from twinward.programme.instruments.rules import basis_faults
from twinward.programme.instruments.state_on import SAMPLES, Reckoned, State, over_time
from twinward.programme.instruments.tests.looking import fresh
from twinward.programme.instruments.tests.makers import BY, NOON, TODAY, Sides, make_agreement, make_draft

FIRST = date(2020, 1, 1)


@given(days=st.integers(2, 4000), turn=st.integers(-10, 4010))
def test_a_strip_changes_on_the_very_day_on_which_the_answer_does(days: int, turn: int):
    end, turns_on = FIRST + timedelta(days=days), FIRST + timedelta(days=turn)
    spans = list(over_time(lambda day: Answer.yes() if day >= turns_on else Answer.no(), FIRST, end))
    assert [spans[0][2], spans[-1][3]] == [FIRST, end]
    assert all(before[3] == after[2] for before, after in pairwise(spans))
    starts = {kind: starts_on for kind, _word, starts_on, _ends in spans}
    assert starts.get("yes") == (max(turns_on, FIRST) if turns_on < end else None)
    assert starts.get("no") == (FIRST if turns_on > FIRST else None)


def test_a_strip_tells_an_inferred_yes_from_a_stated_one():
    def ask(day: date) -> Answer:
        return Answer.yes() if day.year > 2020 else Answer(Answer.yes().known, rests_on_inferred=True)

    words = [word for _kind, word, _starts, _ends in over_time(ask, FIRST, date(2022, 1, 1))]
    assert words == ["yes, day inferred", "yes"]
    assert SAMPLES > 1


def test_days_that_follow_from_the_terms(home: Sides):
    terms = {"end_rule": "term", "term_years": 5, "renewal": "tacit", "renewal_years": 5, "notice_days": 90}
    state = State(make_agreement("UA", "AZ", **terms))
    days = {one.label: (str(one.day) if one.day else "", one.missing) for one in state.reckoned(date(2024, 1, 1))}
    assert days == {
        "First day in force": ("2020-01-02", ""),
        "Last day in force": ("", ""),
        "Next day for notice": ("2024-10-03", ""),
    }


def test_what_is_missing_for_a_day_is_named(home: Sides):
    found = State(make_agreement("UA", "AZ", entry_rule="not_stated")).reckoned(TODAY)
    assert found[0].missing == "Missing: the clause on entry into force."


def test_of_a_text_of_elsewhere_that_names_no_party_it_is_not_known_whether_anybody_joined(home: Sides, abroad: Sides):
    text = record_instrument(kind="statement", key="a-text", title="Joint statement", basis="stated", parties=[], by=BY, at=NOON)
    asked = next(State(text).questions(TODAY))
    assert (asked.answer.known, asked.why) == ("not_known", "Missing: its parties.")
    ours = make_draft(home, abroad, kind="statement", parties=[])
    assert State(ours).concluded(TODAY).known == "no"


@pytest.mark.parametrize(
    ("columns", "begins", "ends"),
    [
        (columns_of(Day.on(date(2020, 1, 1)), Day.unknown()), "2020-01-01", None),
        (columns_of(Day.on(date(2020, 1, 1)), Day.on(date(2021, 1, 1))), "2020-01-01", "2020-12-31"),
        (columns_of(Day.in_year(2020), Day.in_month(2021, 3)), "2020", "2021-02-28..2021-03-30"),
        ({"seen_from": date(2023, 10, 13), "seen_until": date(2025, 11, 1)}, "..2023-10-13", "2025-11-01.."),
        ({}, "-", None),
    ],
)
def test_an_office_lasts_as_long_as_is_known(columns: dict[str, date | None], begins: str, ends: str | None):
    hospital = Organisation(pk=7, country_id="UA", kind="hospital")
    office = office_of(Appointment(organisation=hospital, **columns), Party(country_id="UA", organisation=hospital))
    assert (office.at, str(office.starts_on), office.ends_on and str(office.ends_on)) == ("7", begins, ends)


def test_an_office_at_a_ministry_speaks_for_the_country_and_one_at_a_hospital_does_not():
    ministry, hospital = (Organisation(pk=pk, country_id="UA", kind=kind) for pk, kind in ((1, "ministry"), (2, "hospital")))
    country = Party(country_id="UA")
    assert [office_of(Appointment(organisation=one), country).at for one in (ministry, hospital)] == ["UA", "2"]


@pytest.mark.parametrize(
    ("signed", "asked", "earlier"),
    [
        (Day.on(date(2020, 1, 2)), TODAY, ["Signed a day earlier, on 1 January 2020?"]),
        (Day.on(date(2020, 1, 2)), date(2019, 12, 31), []),
        (Day.in_year(2020), TODAY, []),
        (Day.unknown(), TODAY, []),
    ],
)
def test_the_day_before_is_asked_about_only_where_the_very_day_of_a_signature_is_known(home: Sides, signed: Day, asked: date, earlier):
    questions = State(make_agreement("UA", "AZ", signed=signed)).questions(asked)
    assert [one.text for one in questions if "earlier" in one.text] == earlier


def test_of_a_draft_nobody_asks_what_it_was_a_day_earlier(home: Sides, abroad: Sides):
    assert [one.text for one in State(make_draft(home, abroad)).questions(TODAY)] == [
        "Signed by all?",
        "In force?",
        "A legal basis for oncology?",
    ]


def test_a_waiver_is_no_legal_basis_and_what_it_lets_stand_is_said(home: Sides, abroad: Sides):
    def asked(text: Instrument) -> tuple[str, str]:
        found = State(fresh(text))
        return next((one.answer.known, one.why) for one in found.questions(TODAY) if one.text == "A legal basis for oncology?")

    memorandum = make_draft(home, abroad)
    waive(instrument=memorandum, reason="Seminars need none", by=home.lawyer, at=NOON)
    assert asked(memorandum) == ("no", "A waiver lets it stand without one.")
    assert list(basis_faults(basis_on(fresh(memorandum), TODAY))) == []
    unclear = make_draft(home, abroad, basis=make_agreement("UA", "AZ", entry_rule="not_stated"))
    waive(instrument=unclear, reason="Seminars need none", by=home.lawyer, at=NOON)
    assert asked(unclear)[0] == "not_known"
    assert asked(unclear)[1].endswith("A waiver lets it stand without one.")
    based = make_draft(home, abroad, basis=make_agreement("UA", "AZ"))
    waive(instrument=based, reason="Seminars need none", by=home.lawyer, at=NOON)
    assert (asked(based)[0], "waiver" in asked(based)[1]) == ("yes", False)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (None, ""),
        (Day.unknown(), ""),
        (Day.since(date(2025, 5, 31)), "31 May 2025 at the earliest"),
        (Day.by(date(2025, 5, 31)), "31 May 2025 at the latest"),
        (Day.in_month(2025, 5), "May 2025"),
    ],
)
def test_between_which_days_one_lies_that_is_not_known(day: Day | None, words: str):
    assert Reckoned("Last day in force", day, "Missing: the term.").bounds == words
