"""What an agreed text waits for, and who is told so: a legal basis, a signature, the day of one, a ratification."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.kernel.days import Basis, Day
from twinward.programme.instruments import actions
from twinward.programme.instruments.acting import do_act, record_act
from twinward.programme.instruments.awaiting import Awaited, awaited_act
from twinward.programme.instruments.facts import ActKind, ConsentBy, EntryRule, Terms
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.offers import offers, turn
from twinward.programme.instruments.tasks import tasks
from twinward.programme.instruments.tests.browsing import get, words
from twinward.programme.instruments.tests.looking import fresh
from twinward.programme.instruments.tests.makers import (
    NOON,
    TODAY,
    Account,
    Sides,
    make_agreed,
    make_agreement,
    make_source,
    party_of,
    sign,
)
from twinward.programme.instruments.tests.on_record import RATIFIED, SIGNED, act, agreement
from twinward.programme.instruments.tests.told import NOTIFY, RATIFY, SIGN, TERMINATE, WITHDRAW

EXCHANGED = replace(RATIFIED, entry=EntryRule.ON_EXCHANGE)
THIS_YEAR = Day.in_year(2025)
BOTH_SIGNED = (act(1, SIGN, "2025-01-10"), act(2, SIGN, "2025-01-10", "az"))


@pytest.mark.parametrize(
    ("terms", "told", "awaited"),
    [
        (SIGNED, (), Awaited(SIGN, ("ua", "az"))),
        (SIGNED, BOTH_SIGNED[:1], Awaited(SIGN, ("az",))),
        (SIGNED, BOTH_SIGNED, None),
        (SIGNED, (BOTH_SIGNED[0], act(2, SIGN, THIS_YEAR, "az")), Awaited(SIGN, ("az",), is_day=True)),
        (SIGNED, (BOTH_SIGNED[0], act(2, SIGN, Day.in_year(2024), "az")), None),
        (SIGNED, (act(2, SIGN, THIS_YEAR, "az"),), Awaited(SIGN, ("ua",))),
        (RATIFIED, BOTH_SIGNED, Awaited(RATIFY, ("ua", "az"))),
        (RATIFIED, (*BOTH_SIGNED, act(3, RATIFY, "2025-02-01")), Awaited(RATIFY, ("az",))),
        (RATIFIED, (*BOTH_SIGNED, act(3, RATIFY, "2025-02-01"), act(4, RATIFY, THIS_YEAR, "az")), Awaited(RATIFY, ("az",), is_day=True)),
        (RATIFIED, (*BOTH_SIGNED, act(3, RATIFY, "2025-02-01"), act(4, RATIFY, "2025-02-02", "az")), None),
        (EXCHANGED, BOTH_SIGNED, Awaited(NOTIFY, ("ua", "az"))),
        (replace(RATIFIED, consent_by=ConsentBy.NOT_STATED), BOTH_SIGNED, None),
        (RATIFIED, (*BOTH_SIGNED, act(3, TERMINATE, "2025-02-01")), None),
        (RATIFIED, (*BOTH_SIGNED, act(3, WITHDRAW, "2025-02-01")), None),
    ],
)
def test_what_is_awaited_of_whom(terms: Terms, told, awaited: Awaited | None):
    assert awaited_act(agreement(terms, *told), TODAY) == awaited


@given(
    told=st.lists(
        st.tuples(st.sampled_from([SIGN, RATIFY, NOTIFY]), st.sampled_from(["ua", "az"]), st.sampled_from([THIS_YEAR, Day.unknown()]))
    ),
    terms=st.sampled_from([SIGNED, RATIFIED, EXCHANGED]),
)
def test_nobody_is_asked_again_for_what_they_may_have_done(told, terms: Terms):
    acts = [act(number, kind, day, party) for number, (kind, party, day) in enumerate(told)]
    found = awaited_act(agreement(terms, *acts), TODAY)
    done = {(one.kind, one.party) for one in acts}
    if found is not None:
        assert all(((found.kind, party) in done) is found.is_day for party in found.parties)


def of(account: Account, turn: str = "mine") -> list[str]:
    with translation.override("en"):
        return [task.what for task in tasks(Account.objects.get(pk=account.pk), TODAY) if task.turn == turn]


def turn_on_record(account: Account, memorandum: Instrument) -> str:
    return words(get(account, "instrument", memorandum.pk)).partition('">Turn: ')[2].partition("<")[0]


def test_a_text_whose_legal_basis_is_lacking_waits_for_the_lawyer(home: Sides, abroad: Sides):
    memorandum = make_agreed(home, abroad)
    find, awaited = "Find the legal basis: Memorandum on oncology", "its legal basis: Memorandum on oncology"
    assert (find in of(home.lawyer), find in of(home.focal), awaited in of(home.lawyer, "theirs")) == (True, False, False)
    for account in (home.focal, home.officer, abroad.focal):
        assert (awaited in of(account, "theirs"), "Sign: Memorandum on oncology" in of(account)) == (True, False)
    assert turn_on_record(home.focal, memorandum) == "a lawyer (Hospital UA) – Find or waive the legal basis"
    actions.waive(instrument=memorandum, reason="The ministries agreed to go ahead", by=home.lawyer, at=NOON)
    assert "Sign: Memorandum on oncology" in of(home.focal)
    assert turn_on_record(home.focal, memorandum) == "Hospital UA, Hospital AZ – Sign"


def test_of_whoever_may_have_signed_only_the_day_is_asked(home: Sides, abroad: Sides):
    memorandum = make_agreed(home, abroad, basis=make_agreement("UA", "AZ"))
    year = Day(date(2025, 1, 1), date(2025, 12, 31), Basis.STATED)
    theirs = {"instrument": memorandum, "party": party_of(memorandum, abroad), "kind": ActKind.SIGN, "day": year}
    record_act(source=make_source(), by=home.officer, at=NOON, **theirs)
    assert "Sign: Memorandum on oncology" not in of(abroad.focal)
    sign(memorandum, home)
    asked = "State the day of an act: Memorandum on oncology"
    assert (asked in of(home.officer), asked in of(abroad.officer), asked in of(abroad.focal)) == (True, True, False)
    assert "the day of an act: Memorandum on oncology" in of(abroad.focal, "theirs")
    found = turn(fresh(memorandum), home.officer, TODAY)
    assert found
    assert (found.whose, found.does, found.is_mine) == ("Hospital UA", "State the day", True)


def test_after_all_have_signed_each_party_that_has_not_is_asked_to_ratify(home: Sides, abroad: Sides):
    terms = {"consent_by": "ratification", "entry_rule": "on_nth_consent", "entry_consents": 2}
    memorandum = make_agreed(home, abroad, basis=make_agreement("UA", "AZ"), **terms)
    sign(memorandum, home)
    ratify = "Ratify: Memorandum on oncology"
    assert ratify not in of(home.focal)
    sign(memorandum, abroad)
    assert turn_on_record(home.focal, memorandum) == "Hospital UA, Hospital AZ – Ratify"
    assert all(ratify in of(account) for account in (home.focal, home.officer, home.lawyer, abroad.focal, abroad.officer))
    offered = {offer.label: offer.is_primary for offer in offers(fresh(memorandum), home.focal, NOON)}
    assert offered["Ratify for Hospital UA"]
    do_act(instrument=memorandum, party=party_of(memorandum, home), kind=ActKind.RATIFY, day=TODAY, by=home.focal, at=NOON)
    assert (ratify in of(home.focal), ratify in of(home.focal, "theirs"), ratify in of(abroad.focal)) == (False, True, True)
