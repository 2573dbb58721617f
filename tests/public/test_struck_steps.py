"""The public log of corrections tells of steps of lists that were struck out, through the gate and without why."""

import pytest

from twinward.foundation.kernel.publication import Gate
from twinward.outward.figures.corrections import corrections
from twinward.programme.letters.tests.makers import BY, NOON, TODAY
from twinward.programme.twinning.actions import strike_step
from twinward.programme.twinning.tests.makers import make_programme, make_step


@pytest.mark.django_db
def test_the_public_log_tells_of_it_through_the_gate_and_without_its_reason():
    covered = make_programme(["AT", "FI"])
    strike_step(make_step(covered["AT"], "agreed"), reason="Of Australia", by=BY, at=NOON)
    (one,) = corrections(Gate(TODAY), "lists_owed")

    assert (one.on, one.about, one.why) == (TODAY, "Austria", "")
    assert one.what == (("List of institutions, agreed", "1 November 2025", "did not happen"),)
    assert corrections(Gate(TODAY, delay_days=1)) == corrections(Gate(TODAY), "countries_joined") == []
    strike_step(make_step(covered["FI"], "agreed", is_illustrative=True), reason="Invented", by=BY, at=NOON)
    assert corrections(Gate(TODAY)) == [one]
