"""Today is the day of the node, whatever zone the instant of a write is told in: after midnight in Kyiv it is still yesterday in UTC."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import twinward
from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.ledger import carry_out
from twinward.foundation.kernel.lifecycle import Refused
from twinward.programme.letters import actions as letters
from twinward.programme.letters.lifecycle import LETTER
from twinward.programme.letters.tests.makers import make_draft, make_organisation
from twinward.programme.twinning.actions import answer_proposal, record_step
from twinward.programme.twinning.models import Coverage
from twinward.site.demo.load import load

pytestmark = pytest.mark.django_db

BY = Operator("test")
AFTER_MIDNIGHT = datetime(2025, 11, 2, 22, 30, tzinfo=UTC)  # half past midnight in Kyiv
TODAY, TOMORROW = date(2025, 11, 3), date(2025, 11, 4)


def test_a_letter_of_today_is_recorded_and_sent_after_midnight_and_one_of_tomorrow_is_not():
    ours = make_organisation()
    given = {"direction": "in", "their_country_id": "DE", "ours": ours, "subject": "A list", "by": BY, "at": AFTER_MIDNIGHT}
    assert letters.record(dated_on=TODAY, **given).dated_on == TODAY
    with pytest.raises(Refused):
        letters.record(dated_on=TOMORROW, **given)

    sending = {"reply_by": None, "by": BY, "at": AFTER_MIDNIGHT}
    assert letters.send(make_draft(ours), our_number="25-04/1", dated_on=TODAY, **sending).state == "sent"
    with pytest.raises(Refused):
        letters.send(make_draft(ours), our_number="25-04/2", dated_on=TOMORROW, **sending)


def test_the_guard_of_a_move_is_asked_by_the_clock_of_the_node():
    draft = make_draft(make_organisation())
    draft.dated_on, draft.our_number = TODAY, "25-04/3"
    draft.save()
    carry_out(LETTER, "send", draft, by=BY, at=AFTER_MIDNIGHT)
    assert draft.state == "sent"


def test_a_step_of_today_is_done_here_after_midnight_and_a_list_is_agreed_on_that_day():
    load(AFTER_MIDNIGHT)
    coverage = Coverage.objects.unscoped("a test").get(country_id="DE")
    proposal = record_step(coverage=coverage, kind="proposed", day=Day.on(TODAY, Basis.DONE_HERE), by=BY, at=AFTER_MIDNIGHT)
    assert answer_proposal(proposal, is_agreed=True, by=BY, at=AFTER_MIDNIGHT).day == Day.on(TODAY, Basis.DONE_HERE)
    with pytest.raises(Refused):
        record_step(coverage=coverage, kind="returned", day=Day.on(TOMORROW, Basis.DONE_HERE), by=BY, at=AFTER_MIDNIGHT)


def test_no_write_takes_its_day_from_an_instant_in_another_way():
    """A guard may: `carry_out` gives it the instant by the clock of the node."""
    root = Path(twinward.__file__).parent
    files = [file for file in root.rglob("*.py") if "tests" not in file.parts and file.name != "lifecycle.py"]
    assert [str(file.relative_to(root)) for file in files if re.search(r"\bat\.date\(\)", file.read_text(encoding="utf-8"))] == []
