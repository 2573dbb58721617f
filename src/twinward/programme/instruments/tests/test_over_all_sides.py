"""An administrator keeps up every record and is nobody's side: what a party did is on record by a source."""

from datetime import date
from typing import Any

import pytest

from twinward.foundation.identity.models import Account, Membership
from twinward.foundation.identity.rules import ADMINISTRATOR, OFFICER
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.sentences import say
from twinward.programme.instruments.acting import record_act, record_signed, speaks_for
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.tests.browsing import get, post, unchanged, words
from twinward.programme.instruments.tests.looking import refused
from twinward.programme.instruments.tests.makers import NOON, Sides, make_account, make_agreement, make_source, party_of

ELSEWHERE = "instrument-act-elsewhere"


@pytest.mark.parametrize("country", ["UA", "AZ"])
def test_an_administrator_records_what_a_party_did_by_a_source_alone(home: Sides, abroad: Sides, country: str):
    agreement, over_all = make_agreement("UA", "AZ"), make_account(home.ministry, ADMINISTRATOR)
    party = agreement.parties.get(country=country)
    told: dict[str, Any] = {"instrument": agreement, "party": party, "kind": ActKind.NOTIFY, "day": Day.in_year(2021), "at": NOON}
    with refused("foreign_act_without_source"):
        record_act(by=over_all, **told)
    assert record_act(by=over_all, source=make_source(), **told).party == party


def test_the_form_asks_an_administrator_for_the_source(home: Sides, abroad: Sides):
    agreement, over_all = make_agreement("UA", "AZ"), make_account(home.ministry, ADMINISTRATOR)
    assert "Needed for an act of another side" in words(get(over_all, ELSEWHERE, agreement.pk))
    typed = {"party": str(party_of(agreement, home).pk), "kind": "notify", "day": "2021", "basis": "stated"}
    answer = unchanged(lambda: post(over_all, ELSEWHERE, agreement.pk, data=typed))
    assert (answer.status_code, answer.context["form"].errors["source"]) == (422, [say("foreign_act_without_source")])


def test_an_instrument_with_its_signing_is_recorded_by_an_administrator_from_a_source(home: Sides, abroad: Sides):
    over_all = make_account(home.ministry, ADMINISTRATOR)
    told: dict[str, Any] = {"kind": "agreement", "title": "A", "parties": [{"country_id": "UA"}, {"country_id": "AZ"}], "by": over_all}
    with refused("foreign_act_without_source"):
        record_signed(signed=Day.in_year(2021), at=NOON, **told)
    assert record_signed(signed=Day.in_year(2021), source=make_source(), at=NOON, **told).acts.count() == 2


def test_who_is_an_administrator_beside_being_an_officer_speaks_for_their_own_side(home: Sides, abroad: Sides):
    agreement, both = make_agreement("UA", "AZ"), make_account(home.ministry, ADMINISTRATOR)
    Membership.objects.create(account=both, organisation=home.ministry, role=OFFICER, starts_on=date(2024, 1, 1))
    now = Account.objects.get(pk=both.pk)
    assert [speaks_for(now, party_of(agreement, side)) for side in (home, abroad)] == [True, False]
