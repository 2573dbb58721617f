"""What guards are of what is done here are gaps of what is recorded: authority on the day (I6), texts in every authentic language (I7)."""

from datetime import date
from typing import Any

import pytest

from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.registry.offices import strike_appointment
from twinward.programme.instruments import actions
from twinward.programme.instruments.acting import correct_act
from twinward.programme.instruments.evidence import gaps
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.tests.looking import fresh
from twinward.programme.instruments.tests.makers import (
    BY,
    NOON,
    TODAY,
    Sides,
    make_act,
    make_agreement,
    make_document,
    make_office,
    party_of,
)


def authority_gap(home: Sides, day: Day, **signed: Any) -> bool:
    """Whether authority is a gap of an agreement that two states signed, one of them so, the other with full powers."""
    agreement = actions.record_instrument(kind="agreement", title="A", parties=[{"country_id": "UA"}, {"country_id": "AZ"}], by=BY, at=NOON)
    for country, fields in (("UA", signed), ("AZ", {"full_powers": make_document(b"%PDF-1.7 full powers")})):
        make_act(agreement, agreement.parties.get(country=country), ActKind.SIGN, day, signatory="A minister", **fields)
    return "authority_unknown" in gaps(fresh(agreement), TODAY)


@pytest.mark.parametrize(
    ("day", "is_gap"),
    [
        (Day.on(date(2024, 6, 30)), False),
        (Day.on(date(2024, 7, 1)), True),
        (Day.in_month(2024, 6), False),
        (Day(date(2024, 6, 30), date(2024, 7, 1)), True),
        (Day.unknown(Basis.STATED), True),
    ],
)
def test_an_office_is_authority_on_the_days_on_which_it_was_held(home: Sides, day: Day, is_gap: bool):
    left = make_office(home.ministry, "A former minister", office="head", ends=Day.on(date(2024, 7, 1)))
    assert authority_gap(home, day, appointment=left) == is_gap


def test_an_office_elsewhere_is_no_authority(home: Sides, abroad: Sides):
    assert authority_gap(home, Day.on(date(2024, 6, 30)), appointment=abroad.minister)
    assert not authority_gap(home, Day.on(date(2024, 6, 30)), full_powers=make_document())
    assert authority_gap(home, Day.on(date(2024, 6, 30)))


def test_an_office_that_was_struck_out_is_no_authority(home: Sides):
    held = make_office(home.ministry, "A minister", office="head")
    agreement = actions.record_instrument(kind="agreement", title="A", parties=[{"country_id": "UA"}], by=BY, at=NOON)
    make_act(agreement, party_of(agreement, home), ActKind.SIGN, Day.on(date(2024, 6, 1)), appointment=held)
    assert "authority_unknown" not in gaps(fresh(agreement), TODAY)
    strike_appointment(held, reason="Another minister", by=BY, at=NOON)
    assert "authority_unknown" in gaps(fresh(agreement), TODAY)


def test_a_correction_of_the_day_asks_for_authority_anew(home: Sides):
    left = make_office(home.ministry, "A former minister", office="head", ends=Day.on(date(2024, 7, 1)))
    agreement = actions.record_instrument(kind="agreement", title="A", parties=[{"country_id": "UA"}], by=BY, at=NOON)
    made = make_act(agreement, party_of(agreement, home), ActKind.SIGN, Day.on(date(2024, 6, 1)), appointment=left)
    assert "authority_unknown" not in gaps(fresh(agreement), TODAY)
    correct_act(act=made, day=Day.on(date(2024, 8, 1), Basis.INFERRED), reason="A slip", by=BY, at=NOON)
    assert "authority_unknown" in gaps(fresh(agreement), TODAY)


def test_a_record_with_one_of_its_texts_lacks_the_others(home: Sides):
    agreement = make_agreement("UA", "AZ", authentic_languages=["uk", "az"])

    def found() -> set[str]:
        return {"no_text", "language_missing"} & set(gaps(fresh(agreement), TODAY))

    assert found() == {"no_text"}
    for language, lacks in (("uk", {"language_missing"}), ("az", set())):
        document = make_document(f"%PDF-1.7 {language}".encode())
        actions.attach_text(instrument=agreement, language=language, document=document, is_authentic=True, by=BY, at=NOON, reason="-")
        assert found() == lacks
