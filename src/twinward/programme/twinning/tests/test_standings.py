"""Who counts as joined: whoever withdrew, too, until the declaration's own period of notice has run out."""

from datetime import date, timedelta

import pytest

from twinward.foundation.kernel.days import Day, Known
from twinward.programme.instruments.acting import record_act
from twinward.programme.instruments.actions import correct_instrument
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.models import Instrument, Party
from twinward.programme.instruments.state_on import State
from twinward.programme.letters.tests.makers import BY, NOON
from twinward.programme.twinning.standings import standings
from twinward.programme.twinning.tests.makers import make_programme, make_source

pytestmark = pytest.mark.django_db
LEFT_ON = date(2024, 2, 1)


@pytest.mark.parametrize(("notice_days", "runs_for"), [(None, 0), (0, 0), (90, 90)])
def test_a_country_that_withdrew_counts_as_joined_until_the_notice_of_the_declaration_has_run(notice_days: int | None, runs_for: int):
    make_programme(["DE", "DK"])
    declaration = Instrument.objects.unscoped("a test looks").get(key="open-declaration")
    if notice_days is not None:
        correct_instrument(instrument=declaration, notice_days=notice_days, reason="As its text has it", by=BY, at=NOON)
    party = Party.objects.get(instrument=declaration, country="DK")
    record_act(instrument=declaration, party=party, kind=ActKind.WITHDRAW, day=Day.on(LEFT_ON), source=make_source(), by=BY, at=NOON)
    state = State(Instrument.objects.unscoped("a test looks").get(pk=declaration.pk))
    for asked, count in ((LEFT_ON + timedelta(runs_for - 1), 2), (LEFT_ON + timedelta(runs_for), 1)):
        assert sum(one.joined.known is Known.YES for one in standings("imp", asked)) == count
        assert state.joined_by(asked)[Known.YES] == count
    (denmark,) = (one for one in standings("imp", LEFT_ON + timedelta(runs_for)) if one.country == "DK")
    assert denmark.joined.because == ("not_joined",)
