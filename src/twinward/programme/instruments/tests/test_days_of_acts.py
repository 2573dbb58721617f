"""On which day an act may be done here, and what is no longer taken back."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from twinward.foundation.kernel.days import Basis, Day
from twinward.programme.instruments.acting import correct_act, do_act, record_act
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.state_on import State
from twinward.programme.instruments.tests.looking import fresh, refused
from twinward.programme.instruments.tests.makers import (
    NOON,
    TODAY,
    Sides,
    make_agreed,
    make_agreement,
    make_document,
    make_draft,
    make_side,
    move,
    party_of,
    sign,
)


def basis_of(*, signed: Day | None = None, **fields: Any):
    return make_agreement("UA", "AZ", signed=signed, **fields)


def test_a_text_in_force_by_the_second_consent_is_not_taken_back(home: Sides, abroad: Sides):
    third = make_side("LV")
    parties = [{"country_id": side.hospital.country_id, "organisation": side.hospital} for side in (home, abroad, third)]
    terms = {"entry_rule": "on_nth_consent", "entry_consents": 2, "parties": parties}
    memorandum = make_draft(home, abroad, basis=make_agreement("UA", "AZ", "LV"), **terms)
    for name, by in (("submit", home.focal), ("clear", home.lawyer), ("offer", home.officer)):
        memorandum = move(memorandum, name, by)
    move(memorandum, "agree", home.officer, "Letters of both")
    sign(memorandum, home)
    sign(memorandum, abroad)
    assert State(fresh(memorandum)).in_force(TODAY).known == "yes"
    with refused("may_be_in_force"):
        move(memorandum, "withdraw", home.officer, "We changed our mind")


def test_nothing_is_signed_here_before_the_day_of_agreement_in_the_time_zone_of_the_node(home: Sides, abroad: Sides):
    memorandum = make_draft(home, abroad, basis=basis_of())
    for name, by in (("submit", home.focal), ("clear", home.lawyer), ("offer", home.officer)):
        memorandum = move(memorandum, name, by)
    move(memorandum, "agree", abroad.lawyer, at=datetime(2025, 11, 1, 23, 30, tzinfo=UTC))  # 2 November in Kyiv
    for day in (date(2020, 1, 2), date(2025, 11, 1)):
        with refused("act_before_agreement"):
            sign(memorandum, home, day=day)
    made = sign(memorandum, home, day=date(2025, 11, 2))
    with refused("act_before_agreement"):
        correct_act(act=made, day=Day.on(date(2025, 11, 1)), reason="A slip", by=home.focal, at=NOON)
    correct_act(act=made, day=Day.on(TODAY), reason="A slip", by=home.focal, at=NOON)


@pytest.mark.parametrize("kind", [ActKind.WITHDRAW, ActKind.TERMINATE, ActKind.SUSPEND])
def test_what_ends_or_suspends_is_done_here_today_or_recorded_with_its_paper(home: Sides, abroad: Sides, kind: ActKind):
    memorandum = make_agreed(home, abroad, basis=basis_of(), notice_days=0)
    for side in (home, abroad):
        sign(memorandum, side, day=date(2025, 9, 1))
    given = {"instrument": memorandum, "party": party_of(memorandum, home), "kind": kind, "by": home.focal, "at": NOON}
    yesterday = date(2025, 11, 2)
    with refused("act_not_of_today"):
        do_act(day=yesterday, **given)
    elsewhere: dict[str, Any] = given | {"by": home.officer}
    may_act = home.officer.may("instruments.act", party_of(memorandum, home))
    with refused("act_needs_its_paper" if may_act else "foreign_act_without_source"):
        record_act(day=Day.on(yesterday, Basis.STATED), **elsewhere)
    with refused("act_done_here_instead"):
        record_act(day=Day.on(TODAY, Basis.STATED), document=make_document(), **elsewhere)
    assert record_act(day=Day.on(yesterday, Basis.STATED), document=make_document(), **elsewhere).basis == "stated"
    assert State(fresh(memorandum)).in_force(yesterday).known == "no"
