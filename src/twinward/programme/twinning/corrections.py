"""Why a step of a list is not struck out or corrected here. Plain values in, fault codes out: no database, no clock."""

from collections.abc import Iterator, Sequence

from twinward.foundation.kernel.days import Basis, Day
from twinward.programme.twinning.rules import Step, last


def answer_to(proposal: Step, steps: Sequence[Step]) -> Step | None:
    """The step by which a proposal was agreed or sent back here: the first that was recorded while the proposal stood. None without any."""
    given = (
        step for step in steps if step.kind in ("agreed", "returned") and step.day.basis is Basis.DONE_HERE and step.rank > proposal.rank
    )
    return next((one for one in given if last([step for step in steps if step.rank < one.rank]) == proposal), None)


def partner_faults(*, is_of_a_guest: bool) -> Iterator[str]:
    """What the partner itself did, by a link, is not said otherwise here alone."""
    if is_of_a_guest:
        yield "step_of_the_partner"


def strike_faults(step: Step, steps: Sequence[Step]) -> Iterator[str]:
    """Nobody says that a list was never proposed while an answer to it stands."""
    if step.kind == "proposed" and answer_to(step, steps):
        yield "step_was_answered"


def done_here_faults(wrong: Day, right: Day) -> Iterator[str]:
    """What was done here is known to have been so when it was done: nothing becomes so by a correction."""
    if right.basis is Basis.DONE_HERE and wrong.basis is not Basis.DONE_HERE:
        yield "step_not_done_here"
