"""Why an act was corrected is told outside in the words of who may publish the record: of anybody else only that it was."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from twinward.foundation.identity.models import Membership
from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.publication import Gate
from twinward.outward.figures.corrections import corrections
from twinward.programme.instruments.acting import correct_act
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.tests.browsing import get
from twinward.programme.instruments.tests.conftest import noon
from twinward.programme.instruments.tests.makers import BY, NOON, TODAY, Sides, make_act, make_agreement, make_side, party_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
WORDS = "Zqx said so in private"
__all__ = ["noon"]


@pytest.fixture
def sides() -> tuple[Sides, Sides]:
    return make_side("UA"), make_side("AZ")


def told(writer: Actor, country: str) -> list[str]:
    """The reasons in the public log, once `writer` has corrected the signature of a country."""
    agreement = make_agreement("UA", "AZ")
    act = agreement.acts.get(party__country=country)
    correct_act(act=act, reason=WORDS, says_instead=False, by=writer, at=NOON)
    found = corrections(Gate(TODAY))
    assert [one.what[0][2] for one in found] == ["did not happen"]
    assert (WORDS in Client().get("/").content.decode()) is (found[0].why == WORDS)
    return [one.why for one in found]


def test_what_another_side_says_of_its_own_act_is_not_told_that_it_corrected_it_is(sides: tuple[Sides, Sides]):
    assert told(sides[1].officer, "AZ") == [""]


@pytest.mark.parametrize("country", ["UA", "AZ"])
def test_the_words_of_who_publishes_are_told(sides: tuple[Sides, Sides], country: str):
    assert told(sides[0].officer, country) == [WORDS]


def test_the_words_of_who_holds_the_machine_are_told(sides: tuple[Sides, Sides]):
    assert told(BY, "AZ") == [WORDS]


def test_they_stay_told_when_their_writer_has_left_and_who_came_later_tells_nothing_of_before(sides: tuple[Sides, Sides]):
    home, abroad = sides
    assert told(home.officer, "UA") == [WORDS]
    Membership.objects.filter(account=home.officer).update(ends_before=TODAY + timedelta(days=1))
    assert [one.why for one in corrections(Gate(TODAY))] == [WORDS]
    Membership.objects.filter(account=home.officer).update(ends_before=TODAY)
    assert [one.why for one in corrections(Gate(TODAY))] == [""]
    since: dict[str, Any] = {"organisation": home.ministry, "role": "officer", "starts_on": TODAY + timedelta(days=1)}
    Membership.objects.create(account=abroad.officer, **since)
    agreement = make_agreement("UA", "AZ")
    act = make_act(agreement, party_of(agreement, abroad), ActKind.NOTIFY, Day.on(date(2021, 1, 1)))
    correct_act(act=act, reason=WORDS, by=abroad.officer, at=NOON)
    assert [one.why for one in corrections(Gate(TODAY + timedelta(days=2)))] == ["", ""]


def test_whoever_corrects_is_told_whether_the_public_reads_why(sides: tuple[Sides, Sides]):
    home, abroad = sides
    agreement = make_agreement("UA", "AZ")
    words = {}
    for side in sides:
        act = agreement.acts.get(party=party_of(agreement, side))
        form = get(side.officer, "instrument-act-correct", agreement.pk, act.pk).context["form"]
        words[side] = form.fields["reason"].help_text
    assert words[home] == "It stands in the public log of corrections. Name nobody."
    assert words[abroad] == "It stands in the ledger. The public log of corrections says that the act was corrected, not why."
