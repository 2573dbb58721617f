"""The kind of a record is corrected where the acts on record fit the new one; what was made here stays what it was begun as."""

import pytest

from twinward.foundation.kernel.days import Day
from twinward.programme.instruments import actions, linking
from twinward.programme.instruments.facts import ActKind, LinkKind
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.tests.browsing import get, post, seen_at, words
from twinward.programme.instruments.tests.looking import fresh, refused
from twinward.programme.instruments.tests.makers import BY, NOON, Sides, make_act, make_agreement, make_draft

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


def link(one: Instrument, other: Instrument, kind: LinkKind) -> None:
    linking.link(from_instrument=one, to_instrument=other, kind=kind, by=BY, at=NOON)


def test_what_a_memorandum_rests_on_is_no_memorandum_afterwards(home: Sides, abroad: Sides):
    basis = make_agreement("UA", "AZ", is_public=False)
    make_draft(home, abroad, basis=basis)
    with refused("kind_linked"):
        correct(basis, "memorandum", home)
    (made,) = fresh(basis).links_up()
    linking.withdraw_link(link=made, by=home.officer, at=NOON, reason="It never rested on it")
    assert correct(basis, "memorandum", home).kind == "memorandum"


@pytest.mark.parametrize(
    ("kind", "of_what_it_names", "of_what_names_it"),
    [
        (LinkKind.LEGAL_BASIS, True, False),
        (LinkKind.AMENDS, True, False),
        (LinkKind.ANNEX_OF, True, False),
        (LinkKind.SUPERSEDES, True, True),
        (LinkKind.IMPLEMENTS, False, False),
    ],
)
def test_which_end_of_a_link_relies_on_its_kind(home: Sides, abroad: Sides, kind: LinkKind, of_what_it_names: bool, of_what_names_it: bool):
    below, above = (make_agreement("UA", "AZ", is_public=False) for _ in range(2))
    link(above, below, kind)
    for record, relies in ((below, of_what_it_names), (above, of_what_names_it)):
        if relies:
            with refused("kind_linked"):
                correct(record, "joint_action_plan", home)
    if not of_what_names_it:
        assert correct(above, "joint_action_plan", home).kind == "joint_action_plan"


def test_a_kind_that_never_fitted_the_link_is_corrected(home: Sides, abroad: Sides):
    older, newer = make_agreement("UA", "AZ"), make_agreement("UA", "AZ", kind="memorandum", is_public=False)
    link(newer, older, LinkKind.SUPERSEDES)
    assert correct(newer, "agreement", home).kind == "agreement"
