"""A lifecycle that is not sound is not built; one that is says which moves are open."""

import itertools

import pytest

from twinward.foundation.kernel.lifecycle import Lifecycle, Move, Refused
from twinward.foundation.kernel.tests.papers import PAPER, Paper

GOOD = {("draft", "send"), ("sent", "file")}


def test_a_record_begins_in_the_first_state():
    assert PAPER.start == "draft"


@pytest.mark.parametrize(("state", "name"), list(itertools.product(PAPER.states, [move.name for move in PAPER.moves])))
def test_a_move_is_open_from_its_source_and_from_nowhere_else(state: str, name: str):
    faults = PAPER.faults(Paper(title="A title", state=state), PAPER.move(name))

    assert (faults == ()) == ((state, name) in GOOD) == (PAPER.move(name) in PAPER.open_from(state))
    assert faults in ((), ("wrong_state",))


def test_a_guard_is_asked_only_in_the_right_state():
    assert PAPER.faults(Paper(title=""), PAPER.move("send")) == ("no_title",)
    assert PAPER.faults(Paper(title="", state="sent"), PAPER.move("send")) == ("wrong_state",)


def test_an_unknown_move_is_refused_by_its_code():
    with pytest.raises(Refused) as refused:
        PAPER.move("burn")

    assert (refused.value.verb, refused.value.faults) == ("burn", ("unknown_move",))
    assert str(Refused("send", ["no_title", "no_phone"])) == "send: no_title, no_phone"


@pytest.mark.parametrize(
    ("moves", "complaint"),
    [
        ((Move("go", ("a",), "b", "r"),), "unreachable \\['c'\\]"),
        ((Move("go", ("a",), "b", "r"), Move("on", ("b",), "d", "r")), "undeclared \\['d'\\]"),
        ((Move("go", ("a",), "b", "r"), Move("go", ("b",), "c", "r")), "stands twice"),
        ((Move("go", ("a", "x"), "b", "r"), Move("on", ("b",), "c", "r")), "undeclared \\['x'\\]"),
        ((Move("go", ("b",), "c", "r"), Move("on", ("c",), "b", "r")), "unreachable \\['b', 'c'\\]"),
    ],
)
def test_an_unsound_graph_is_not_built(moves: tuple[Move, ...], complaint: str):
    with pytest.raises(ValueError, match=complaint):
        Lifecycle("broken", ("a", "b", "c"), moves)
