"""A lifecycle as data: the states a record can be in, and the moves between them. No Django."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


def _always_sound(_record: Any, **_facts: Any) -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Move:
    """One verb of a lifecycle.

    name: the verb, as users and URLs say it ("submit").
    source, target: states before and after.
    right: what the actor must hold over the record, "room.verb".
    guard: called with the record and the facts of the move; returns fault codes, none when sound.
    """

    name: str
    source: tuple[str, ...]
    target: str
    right: str
    guard: Callable[..., Iterable[str]] = _always_sound


class Refused(Exception):
    """Something that may not be done now. `faults` are codes which `sentences.say` turns into sentences."""

    def __init__(self, verb: str, faults: Iterable[str]) -> None:
        self.verb, self.faults = verb, tuple(faults)
        super().__init__(f"{verb}: {', '.join(self.faults)}")


@dataclass(frozen=True)
class Lifecycle:
    """The whole graph. Building one raises ValueError when a state is unreachable or undeclared, or a verb stands twice."""

    name: str
    states: tuple[str, ...]
    moves: tuple[Move, ...]

    def __post_init__(self) -> None:
        names = [move.name for move in self.moves]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.name}: a move stands twice")
        if unknown := {state for move in self.moves for state in (*move.source, move.target)} - set(self.states):
            raise ValueError(f"{self.name}: undeclared {sorted(unknown)}")
        seen, frontier = set[str](), {self.states[0]}
        while frontier:
            seen |= frontier
            frontier = {move.target for move in self.moves if seen & set(move.source)} - seen
        if unreachable := set(self.states) - seen:
            raise ValueError(f"{self.name}: unreachable {sorted(unreachable)}")

    @property
    def start(self) -> str:
        """The state in which a record begins."""
        return self.states[0]

    def move(self, name: str) -> Move:
        """The move of that name; raises Refused("unknown_move") when there is none."""
        for move in self.moves:
            if move.name == name:
                return move
        raise Refused(name, ["unknown_move"])

    def open_from(self, state: str) -> tuple[Move, ...]:
        """The moves that leave `state`, in the order of the table."""
        return tuple(move for move in self.moves if state in move.source)

    def faults(self, record: Any, move: Move, **facts: Any) -> tuple[str, ...]:
        """Why `move` may not be made on `record` now; empty when it may."""
        if record.state not in move.source:
            return ("wrong_state",)
        return tuple(move.guard(record, **facts))
