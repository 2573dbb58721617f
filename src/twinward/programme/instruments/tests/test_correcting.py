"""Who corrects an act on record, what a correction rests on, and what came by one signing."""

from datetime import date
from typing import Any

import pytest

from twinward.foundation.kernel.days import Day
from twinward.programme.instruments.acting import correct_act, do_act, record_act
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.models import Act, Instrument
from twinward.programme.instruments.record import Record
from twinward.programme.instruments.tests.browsing import get
from twinward.programme.instruments.tests.looking import fresh, not_allowed
from twinward.programme.instruments.tests.makers import (
    NOON,
    TODAY,
    Account,
    Sides,
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
