"""The chase in a terminal says of lists what the pages say."""

from datetime import date, timedelta

import pytest

from twinward.foundation.identity import guests
from twinward.foundation.kernel.days import Basis, Day
from twinward.programme.letters.tests.makers import BY, NOON
from twinward.programme.twinning.tests.makers import make_programme, make_step
from twinward.site.commands import asking, terminal


@pytest.mark.django_db
def test_the_chase_in_a_terminal_tells_of_links_and_of_what_we_only_conclude(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(terminal, "open_node", lambda *_home, **_how: None)
    covered = make_programme(["SK", "FI"])
    proposal = make_step(covered["SK"])
    make_step(covered["FI"], "agreed", Day.on(date(2025, 10, 1), Basis.INFERRED), why="Its hospitals signed")
    guests.ask("proposed-list", proposal, asked_of="M", language="en", works_for=timedelta(days=14), by=BY, at=NOON)

    asking.chase(as_of="2025-11-05")
    told = capsys.readouterr()
    assert "theirs, asked to confirm on 3 Nov 2025, answer by 17 Nov 2025" in told.out
    assert "Agreed only by our own conclusion: FI (inferred)" in told.err

    asking.chase(as_of="2025-11-18")
    assert "asked to confirm on 3 Nov 2025, the link expired on 17 Nov 2025" in capsys.readouterr().out
