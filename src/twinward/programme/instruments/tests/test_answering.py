"""The turn of an offered text names who answers for a party: its ministry, where the party cannot agree by itself."""

from typing import Any

import pytest

from twinward.programme.instruments import actions
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.offers import turn
from twinward.programme.instruments.tasks import tasks
from twinward.programme.instruments.tests.looking import fresh
from twinward.programme.instruments.tests.makers import TODAY, Sides, make_agreement, make_draft, make_organisation, move

OFFER = ("submit", "clear", "offer")


def offered(home: Sides, abroad: Sides, **fields: Any) -> Instrument:
    text = make_draft(home, abroad, basis=make_agreement("UA", "AZ"), **fields)
    for name, by in zip(OFFER, (home.focal if not fields else home.officer, home.lawyer, home.officer), strict=True):
        text = move(text, name, by)
    return text


def whose(text: Instrument, home: Sides) -> tuple[str, set[str]]:
    """Who is named on its page, and where an answer to it waits on Today."""
    found = turn(fresh(text), home.officer, TODAY)
    assert found
    return found.whose, {task.who for task in tasks(home.officer, TODAY) if task.what.startswith("Agree to the text")}


def test_an_institution_is_answered_for_by_the_ministry_of_its_country(home: Sides, abroad: Sides):
    text = offered(home, abroad)
    assert whose(text, home) == ("Ministry AZ (for Hospital AZ)", {"Ministry AZ (for Hospital AZ)"})


@pytest.mark.parametrize(("is_state", "named"), [(True, "Ministry AZ (for Azerbaijan)"), (False, "Ministry AZ")])
def test_a_ministry_answers_for_its_state_and_in_its_own_name(home: Sides, abroad: Sides, is_state: bool, named: str):
    theirs = {"country_id": "AZ"} if is_state else {"country_id": "AZ", "organisation": abroad.ministry}
    text = offered(home, abroad, kind="agreement", drafted_at=home.ministry, parties=[{"country_id": "UA"}, theirs])
    assert whose(text, home) == (named, {named})


def test_an_institution_signs_by_itself_and_a_state_through_its_ministry(home: Sides, abroad: Sides):
    text = move(offered(home, abroad), "agree", abroad.lawyer)
    assert whose(text, home)[0] == "Hospital UA, Hospital AZ"
    states = [{"country_id": "UA"}, {"country_id": "AZ"}]
    treaty = move(offered(home, abroad, kind="agreement", drafted_at=home.ministry, parties=states), "agree", abroad.lawyer)
    assert whose(treaty, home)[0] == "Ministry UA (for Ukraine), Ministry AZ (for Azerbaijan)"


def test_of_several_ministries_none_is_guessed(home: Sides, abroad: Sides):
    text = offered(home, abroad)
    make_organisation("Ministry of Education AZ", "AZ", "ministry")
    assert whose(text, home)[0] == "Hospital AZ"


def test_so_many_queries_whatever_waits(home: Sides, abroad: Sides, django_assert_num_queries: Any, django_assert_max_num_queries: Any):
    offered(home, abroad)
    with django_assert_max_num_queries(60) as first:
        tasks(home.officer, TODAY)
    for _ in range(3):
        offered(home, abroad)
    with django_assert_num_queries(len(first)):
        tasks(home.officer, TODAY)


def test_a_text_that_waits_for_its_authors_asks_for_no_ministry(home: Sides, abroad: Sides):
    text = make_draft(home, abroad)
    found = turn(fresh(text), home.officer, TODAY)
    assert found
    assert found.whose == str(home.hospital)
    assert actions.held(text).state == "draft"
