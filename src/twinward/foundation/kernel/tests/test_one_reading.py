"""Within one reading a question is asked once; outside, each time."""

import pytest

from twinward.foundation.kernel.one_reading import one_reading, read_once


class Asked(list[tuple[int, bool]]):
    """A question that remembers how often it was asked."""

    def __init__(self) -> None:
        self.ask = read_once(self._ask)

    def _ask(self, day: int, *, with_more: bool = False) -> int:
        self.append((day, with_more))
        return day


def test_within_one_reading_the_same_question_is_asked_once():
    asked = Asked()
    with one_reading():
        assert [asked.ask(1), asked.ask(1), asked.ask(2), asked.ask(1, with_more=True), asked.ask(1, with_more=True)] == [1, 1, 2, 1, 1]

    assert asked == [(1, False), (2, False), (1, True)]


def test_outside_it_is_asked_each_time():
    asked = Asked()
    asked.ask(1)
    asked.ask(1)

    assert len(asked) == 2


def test_what_was_read_is_forgotten_at_the_end_whatever_ends_it():
    asked = Asked()
    with pytest.raises(RuntimeError):
        ends_badly(asked)
    asked.ask(1)

    assert len(asked) == 2


@one_reading()
def ends_badly(asked: Asked) -> None:
    asked.ask(1)
    raise RuntimeError("it ends badly")


def test_two_functions_do_not_answer_for_each_other():
    first, second = Asked(), Asked()
    with one_reading():
        first.ask(1)
        second.ask(1)

    assert (len(first), len(second)) == (1, 1)
