"""The kind of a record is corrected where the acts on record fit the new one; what was made here stays what it was begun as."""

import pytest

from twinward.foundation.kernel.days import Day
from twinward.programme.instruments import actions
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.tests.browsing import get, post, seen_at, words
from twinward.programme.instruments.tests.looking import fresh, refused
from twinward.programme.instruments.tests.makers import NOON, Sides, make_act, make_agreement, make_draft

pytestmark = pytest.mark.usefixtures("noon")


def correct(record: Instrument, kind: str, home: Sides) -> Instrument:
    return actions.correct_instrument(instrument=record, kind=kind, by=home.officer, at=NOON, reason="Misread")


def test_signed_acts_fit_every_kind(home: Sides, abroad: Sides):
    record = make_agreement("UA", "AZ", is_public=False)
    for kind in ("memorandum", "joint_action_plan", "declaration", "agreement"):
        assert correct(record, kind, home).kind == kind


def test_what_was_joined_is_no_memorandum(home: Sides, abroad: Sides):
    record = make_agreement("UA", kind="declaration", is_public=False)
    party = actions.add_party(instrument=record, country_id="AZ", by=home.officer, at=NOON, reason="It joined")
    make_act(record, party, ActKind.JOIN, Day.in_year(2021))
    with refused("acts_of_other_kind"):
        correct(record, "memorandum", home)
    assert correct(record, "statement", home).kind == "statement"


def test_the_form_corrects_the_kind_of_a_record_alone(home: Sides, abroad: Sides):
    record, draft = make_agreement("UA", "AZ"), make_draft(home, abroad)
    assert "kind" not in get(home.officer, "instrument-correct", draft.pk).context["form"].fields
    form = get(home.officer, "instrument-correct", record.pk).context["form"]
    data = {name: value for name in form.fields if (value := form[name].value()) not in (None, False, "", [])}
    data |= {"kind": "memorandum", "reason": "Misread"} | seen_at(home.officer, "instrument-correct", record.pk)
    answer = post(home.officer, "instrument-correct", record.pk, data=data)
    assert (answer.status_code, fresh(record).kind) == (302, "memorandum"), words(answer)
