"""Several people at the same moment: one of them is done, the others are cleanly refused."""

from collections.abc import Callable
from functools import partial

import pytest
import time_machine

from tests.crowd import at_once
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event
from twinward.programme.instruments import linking
from twinward.programme.instruments.acting import correct_act
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.models import Act, Instrument, Link, Party
from twinward.programme.instruments.striking import strike_party
from twinward.programme.instruments.striking_out import strike_instrument
from twinward.programme.instruments.tests.browsing import post, seen_at
from twinward.programme.instruments.tests.makers import BY, NOON, make_act, make_agreed, make_agreement, make_draft, make_side, move, sign

pytestmark = pytest.mark.django_db(transaction=True)


def refusals(got: list[object]) -> list[tuple[str, ...]]:
    """What the refused were told; anything but a record or a refusal fails the test."""
    told = [one.faults for one in got if isinstance(one, Refused)]
    assert all(isinstance(one, Refused | Act | Instrument | Link | Party) for one in got), got
    return told


def test_four_people_sign_for_one_party_at_once(kept_files: object):
    home, abroad = make_side("UA"), make_side("AZ")
    memorandum = make_agreed(home, abroad, basis=make_agreement("UA", "AZ"))
    got = at_once(lambda: sign(memorandum, home))
    assert refusals(got) == [("consent_twice",)] * 3
    assert Act.objects.filter(instrument=memorandum).count() == 1


def test_four_people_submit_one_draft_at_once(kept_files: object):
    home, abroad = make_side("UA"), make_side("AZ")
    draft = make_draft(home, abroad)
    assert refusals(at_once(lambda: move(draft, "submit", home.focal))) == [("wrong_state",)] * 3
    assert Event.objects.filter(verb="submit").count() == 1


def test_links_made_at_once_never_close_a_circle(kept_files: object):
    ring = [make_agreement("UA", "AZ") for _ in range(4)]
    waiting = [(one, ring[(number + 1) % 4]) for number, one in enumerate(ring)]

    def link_next() -> Link:
        source, target = waiting.pop()
        return linking.link(from_instrument=source, to_instrument=target, kind="legal_basis", by=BY, at=NOON)

    press: Callable[[], object] = link_next
    assert refusals(at_once(press)) == [("link_cycle",)]
    assert Link.objects.count() == 3


def test_four_people_withdraw_one_link_at_once(kept_files: object):
    link = linking.link(from_instrument=make_agreement("UA"), to_instrument=make_agreement("AZ"), kind="implements", by=BY, at=NOON)
    got = at_once(lambda: linking.withdraw_link(link=link, by=BY, at=NOON, reason="A slip"))
    assert refusals(got) == [("link_withdrawn",)] * 3
    assert Event.objects.filter(verb="change", facts__reason="A slip").count() == 1


def test_a_link_is_named_and_withdrawn_at_once(kept_files: object):
    older = make_agreement("UA")
    link = linking.link(from_instrument=make_agreement("AZ"), to_instrument=None, unnamed="Another", kind="supersedes", by=BY, at=NOON)
    steps = [
        partial(linking.name_link, link=link, to_instrument=older, by=BY, at=NOON, reason="Its preamble"),
        partial(linking.withdraw_link, link=link, by=BY, at=NOON, reason="A slip"),
    ]
    told = refusals(at_once(lambda: steps.pop()(), people=2))
    assert told in ([], [("link_withdrawn",)])  # named first, then withdrawn; or withdrawn, and never named
    now = Link.objects.get()
    assert (now.stands, bool(now.unnamed)) == (False, bool(told))


def test_a_record_is_struck_out_and_linked_to_at_once(kept_files: object):
    older, newer = make_agreement("UA"), make_agreement("AZ")
    steps = [
        partial(strike_instrument, instrument=older, by=BY, at=NOON, reason="A slip"),
        partial(linking.link, from_instrument=newer, to_instrument=older, kind="implements", by=BY, at=NOON),
    ]
    told = refusals(at_once(lambda: steps.pop()(), people=2))
    assert told in ([("struck_with_links",)], [("instrument_struck",)])
    assert Link.objects.exists() is (told == [("struck_with_links",)])


def test_a_party_is_struck_out_and_signs_at_once(kept_files: object):
    agreement = make_agreement("UA", "AZ", "LV", signed=Day.unknown(), standing="envisaged")
    for act in agreement.acts.all():
        correct_act(act=act, says_instead=False, reason="A slip", by=BY, at=NOON)
    party = agreement.parties.get(country="LV")
    steps = [
        partial(strike_party, party=party, by=BY, at=NOON, reason="A slip"),
        partial(make_act, agreement, party, ActKind.SIGN, Day.on(NOON.date())),
    ]
    told = refusals(at_once(lambda: steps.pop()(), people=2))
    assert told in ([("party_has_acts",)], [("party_not_of_instrument",)])
    assert agreement.parties.filter(country="LV").exists() is (told == [("party_has_acts",)])


def test_four_people_correct_one_act_as_its_page_showed_it(kept_files: object):
    home = make_side("UA")
    agreement = make_agreement("UA", "AZ")
    act = agreement.acts.get(party__country="UA")
    place = "instrument-act-correct", agreement.pk, act.pk
    seen = seen_at(home.officer, *place)
    typed = {"says_instead": "yes", "day": "2 January 2020", "basis": "stated", "reason": "Misread", "signatory": "V. Name"}
    got = at_once(lambda: post(home.officer, *place, data=typed | seen).status_code)
    assert sorted(map(str, got)) == ["302", "409", "409", "409"]
    assert Act.objects.filter(instrument=agreement, kind="correct").count() == 1


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=True):
        yield
