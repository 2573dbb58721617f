"""What was done here is not undone behind the back of others: a consent that they rely on stands, and what has effect keeps it."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from twinward.foundation.kernel.days import Basis, Day, Known
from twinward.programme.instruments import acting
from twinward.programme.instruments.acting import correct_act, do_act
from twinward.programme.instruments.facts import Act as Told
from twinward.programme.instruments.facts import ActKind, InstrumentFacts, Party
from twinward.programme.instruments.models import Act, Instrument
from twinward.programme.instruments.state_on import State
from twinward.programme.instruments.tests.browsing import post, seen_at, unchanged, words
from twinward.programme.instruments.tests.looking import fresh, refused
from twinward.programme.instruments.tests.makers import NOON, TODAY, Sides, make_agreed, make_agreement, party_of, sign
from twinward.programme.instruments.tests.on_record import CONSENTED, SIGNED, act, agreement
from twinward.programme.instruments.tests.told import SIGN, STATES, SUSPEND, TACIT, TERMINATE, WITHDRAW, D
from twinward.programme.instruments.undoing import undoing_faults
from twinward.programme.instruments.validity import bound


def strike(made: Act, by: Any, **given: Any) -> Act:
    return correct_act(act=made, by=by, **({"at": NOON, "reason": "It did not happen", "says_instead": False} | given))


def agreed(home: Sides, abroad: Sides, **terms: Any) -> Instrument:
    return make_agreed(home, abroad, basis=make_agreement("UA", "AZ"), **terms)


def test_a_signature_is_struck_out_while_nobody_relies_on_it(home: Sides, abroad: Sides):
    memorandum = agreed(home, abroad)
    strike(sign(memorandum, home), home.focal)
    assert fresh(memorandum).standing == "under_discussion"
    assert sign(memorandum, home).pk


def test_nobody_unsigns_a_text_that_all_have_signed(home: Sides, abroad: Sides):
    memorandum = agreed(home, abroad, notice_days=90)
    first, last = sign(memorandum, home), sign(memorandum, abroad)
    for made, by in ((first, home.focal), (last, abroad.focal)):
        with refused("consent_relied_on"):
            strike(made, by)
    assert State(fresh(memorandum)).in_force(TODAY).known == "yes"
    seen = seen_at(home.focal, "instrument-act-correct", memorandum.pk, first.pk)
    answer = unchanged(
        lambda: post(
            home.focal,
            "instrument-act-correct",
            memorandum.pk,
            first.pk,
            data={"says_instead": "no", "day": "3 November 2025", "basis": "done_here", "reason": "It did not happen"} | seen,
        )
    )
    assert answer.status_code == 409
    assert "Others rely on this consent" in words(answer)


def test_the_standing_follows_a_signature_that_is_struck_out(home: Sides, abroad: Sides, monkeypatch: pytest.MonkeyPatch):
    memorandum = agreed(home, abroad)
    sign(memorandum, home)
    last = sign(memorandum, abroad)
    assert fresh(memorandum).standing == "concluded"
    monkeypatch.setattr(acting, "undoing_faults", lambda *_args, **_named: ())
    strike(last, abroad.focal)
    assert fresh(memorandum).standing == "under_discussion"
    sign(memorandum, abroad)
    assert fresh(memorandum).standing == "concluded"


def test_a_termination_is_struck_out_only_before_it_has_effect(home: Sides, abroad: Sides):
    memorandum = agreed(home, abroad, notice_days=30)
    for side in (home, abroad):
        sign(memorandum, side)
    given = {"instrument": memorandum, "party": party_of(memorandum, home), "kind": ActKind.TERMINATE, "by": home.focal, "at": NOON}
    made = do_act(day=TODAY, **given)
    with refused("act_without_consent", "act_of_its_day"):
        strike(made, home.focal, says_instead=True, day=Day.on(date(2025, 11, 2), Basis.DONE_HERE))
    late = datetime(2025, 12, 3, 12, tzinfo=NOON.tzinfo)
    with refused("act_has_effect"):
        strike(made, home.focal, at=late)
    with refused("act_has_effect"):
        strike(made, home.focal, at=late, says_instead=True, effective_on=date(2099, 1, 1))
    strike(made, home.focal, at=datetime(2025, 12, 2, 12, tzinfo=NOON.tzinfo))
    assert State(fresh(memorandum)).in_force(late.date()).known == "yes"


def correction(of: Told, **said: Any) -> Told:
    return act(99, ActKind.CORRECT, of.day, of.party, corrects=of.id, **({"says_instead": False, "reason": "x"} | said))


FIRST = act(1, SIGN, "2025-01-10")
ALONE = agreement(SIGNED, FIRST)
RENEWED = agreement(TACIT, *CONSENTED.acts)


@pytest.mark.parametrize(
    ("facts", "wrong", "today", "found"),
    [
        (ALONE, FIRST, "2025-01-10", []),
        (CONSENTED, CONSENTED.acts[0], "2025-01-10", ["consent_relied_on"]),
        (
            agreement(SIGNED, *CONSENTED.acts, act(3, SUSPEND, "2025-02-01")),
            act(3, SUSPEND, "2025-02-01"),
            "2025-02-01",
            ["act_has_effect"],
        ),
        (CONSENTED, act(3, SUSPEND, "2025-02-01", effective="2025-02-02"), "2025-02-01", []),
        (CONSENTED, act(3, WITHDRAW, "2025-02-01"), "2025-03-02", []),
        (CONSENTED, act(3, WITHDRAW, "2025-02-01"), "2025-03-03", ["act_has_effect"]),
        (CONSENTED, act(3, TERMINATE, "2025-02-01", effective="2025-06-01"), "2025-05-31", []),
        (CONSENTED, act(3, TERMINATE, "2025-02-01", effective="2025-06-01"), "2025-06-01", ["act_has_effect"]),
        (RENEWED, act(3, TERMINATE, "2026-01-10"), "2030-01-09", []),
        (RENEWED, act(3, TERMINATE, "2026-01-10"), "2030-01-10", ["act_has_effect"]),
        (RENEWED, act(3, TERMINATE, "2029-12-11"), "2032-01-09", []),
        (RENEWED, act(3, TERMINATE, "2029-12-11"), "2032-01-10", ["act_has_effect"]),
        (RENEWED, act(3, TERMINATE, "2026-01-10", effective="2026-06-01"), "2026-06-01", ["act_has_effect"]),
        (RENEWED, act(3, WITHDRAW, "2026-01-10"), "2026-02-09", ["act_has_effect"]),
        (replace(RENEWED, acts=RENEWED.acts[:1]), act(3, TERMINATE, "2026-01-10"), "2026-02-09", ["act_has_effect"]),
    ],
)
def test_what_is_struck_out_and_until_when(facts: InstrumentFacts, wrong: Told, today: str, found: list[str]):
    assert list(undoing_faults(facts, wrong, correction(wrong), today=D(today))) == found


@pytest.mark.parametrize(
    ("wrong", "right", "today", "found"),
    [
        ("2026-06-01", None, "2026-05-31", []),
        ("2026-06-01", None, "2026-06-01", ["act_has_effect"]),
        (None, "2026-06-01", "2026-06-01", []),
        (None, "2030-06-01", "2030-01-10", ["act_has_effect"]),
    ],
)
def test_notice_on_a_text_that_renews_itself_is_put_off_only_before_it_has_effect(wrong, right, today: str, found: list[str]):
    notice = act(3, TERMINATE, "2026-01-10", effective=wrong)
    says = correction(notice, says_instead=True, effective=right)
    assert list(undoing_faults(RENEWED, notice, says, today=D(today))) == found


@pytest.mark.parametrize("parties", [STATES, (*STATES, Party("tr", "TR"))])
@pytest.mark.parametrize("today", ["2026-01-10", "2026-02-09", "2030-01-09", "2030-01-10"])
def test_notice_is_taken_back_as_long_as_who_gave_it_is_bound(parties: tuple[Party, ...], today: str):
    signatures = [act(number, SIGN, "2025-01-10", one.key) for number, one in enumerate(parties, 1)]
    notice = act(4, TERMINATE, "2026-01-10")
    facts = replace(RENEWED, parties=parties, acts=(*signatures, notice))
    is_bound = bound(facts, "ua", D(today)).known is Known.YES
    assert list(undoing_faults(facts, notice, correction(notice), today=D(today))) == ([] if is_bound else ["act_has_effect"])
