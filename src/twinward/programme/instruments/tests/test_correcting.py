"""Who corrects an act on record, what a correction rests on, and what came by one signing."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.models import Source
from twinward.programme.instruments.acting import correct_act, do_act, record_act
from twinward.programme.instruments.evidence import standing_acts
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.measures import said_by, signed_on
from twinward.programme.instruments.models import Act, Instrument
from twinward.programme.instruments.record import Record
from twinward.programme.instruments.tests.browsing import get
from twinward.programme.instruments.tests.looking import fresh, not_allowed, refused
from twinward.programme.instruments.tests.makers import (
    NOON,
    TODAY,
    Account,
    Sides,
    make_act,
    make_agreement,
    make_source,
    party_of,
)

STRUCK: dict[str, Any] = {"reason": "They never did", "says_instead": False, "at": NOON}


def notified(agreement: Instrument, side: Sides, by: Account) -> Act:
    """The side's notification of 2021, as `by` put it on record."""
    return record_act(
        instrument=agreement,
        party=party_of(agreement, side),
        kind=ActKind.NOTIFY,
        day=Day.in_year(2021),
        source=make_source(),
        by=by,
        at=NOON,
    )


def offered(agreement: Instrument, account: Account) -> set[str]:
    """The countries of whose acts the page offers a correction."""
    record = Record(fresh(agreement), account, asked=TODAY, field="", now=NOON)
    return {side.party.country_id for side in record.sides for done in side.acts.values() if done.correct_url}


def test_who_keeps_the_record_corrects_what_it_put_there_of_the_other_side(home: Sides, abroad: Sides):
    agreement = make_agreement("UA", "AZ")
    assert (offered(agreement, home.officer), offered(agreement, home.lawyer), offered(agreement, abroad.officer)) == (
        {"UA", "AZ"},
        {"UA", "AZ"},
        {"AZ"},
    )
    told = notified(agreement, abroad, home.officer)
    for account in (home.officer, home.lawyer):
        assert get(account, "instrument-act-correct", agreement.pk, told.pk).status_code == 200
    assert get(home.focal, "instrument-act-correct", agreement.pk, told.pk).status_code == 403
    assert correct_act(act=told, by=home.lawyer, **STRUCK).corrects_id == told.pk


@pytest.mark.parametrize("does", ["says_so", "corrects", "acts_here"])
def test_nobody_overrules_what_the_other_side_itself_put_on_record(home: Sides, abroad: Sides, does: str):
    agreement = make_agreement("UA", "AZ")
    theirs = agreement.acts.get(party=party_of(agreement, abroad))
    if does == "corrects":
        correct_act(act=theirs, by=abroad.officer, reason="Misread", signatory="A. Name", at=NOON)
    elif does == "says_so":
        theirs = notified(agreement, abroad, abroad.officer)
    else:
        party = party_of(agreement, abroad)
        theirs = do_act(instrument=agreement, party=party, kind=ActKind.SUSPEND, day=TODAY, by=abroad.officer, at=NOON)
    with not_allowed():
        correct_act(act=theirs, by=home.officer, **STRUCK)
    assert get(home.officer, "instrument-act-correct", agreement.pk, theirs.pk).status_code == 403
    assert correct_act(act=theirs, reason="Misread", signatory="B. Name", by=abroad.officer, at=NOON).party == theirs.party


def test_what_only_a_side_itself_records_of_its_acts_it_alone_corrects(home: Sides, abroad: Sides):
    agreement = make_agreement("UA", "AZ", notice_days=0)
    party = party_of(agreement, abroad)
    gone = Act.objects.create(instrument=agreement, party=party, kind="withdraw", basis="stated", not_after=date(2021, 1, 1))
    with not_allowed():
        correct_act(act=gone, by=home.officer, **STRUCK)


MARCH = Day.on(date(2020, 3, 1))


def source_now(act: Act) -> Source | None:
    return next(one.source for one in standing_acts(fresh(act.instrument)) if one.act.pk == act.pk)


def test_another_day_of_an_act_of_elsewhere_is_stated_by_a_source_or_is_our_own_conclusion(home: Sides, abroad: Sides):
    old, new = make_source(), make_source()
    agreement = make_agreement("UA", "AZ")
    act = make_act(agreement, party_of(agreement, home), ActKind.NOTIFY, Day.in_year(2020), source=old)
    correction: dict[str, Any] = {"act": act, "reason": "A closer look", "by": home.officer, "at": NOON}
    correct_act(signatory="A. Name", **correction)
    assert source_now(act) == old
    with refused("source_missing"):
        correct_act(day=MARCH, **correction)
    correct_act(day=replace(MARCH, basis=Basis.INFERRED), **correction)
    assert source_now(act) is None
    with refused("source_missing"):
        correct_act(day=MARCH, **correction)
    correct_act(day=MARCH, source=new, **correction)
    assert source_now(act) == new
    correct_act(says_instead=False, **correction)


def test_the_public_row_of_a_memorandum_cites_who_states_the_day_that_it_has_now(home: Sides, abroad: Sides):
    old, new = make_source(), make_source()
    sides = [{"country_id": side.hospital.country_id, "organisation": side.hospital} for side in (home, abroad)]
    memorandum = make_agreement(kind="memorandum", parties=sides, source=old, drafted_at=home.ministry, signed=Day.in_year(2020))
    assert (said_by(memorandum), str(signed_on(memorandum))) == (old, "2020")
    for act in memorandum.acts.order_by("id"):
        correct_act(act=act, day=MARCH, source=new, reason="A closer look", by=home.officer, at=NOON)
    assert (said_by(fresh(memorandum)), str(signed_on(fresh(memorandum)))) == (new, "2020-03-01")
