"""What was done is told as done: never in the words of the button that does it, in no language."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import gettext, override

from twinward.foundation.kernel.sentences import say_told
from twinward.foundation.kernel.tellings import VERBS
from twinward.foundation.kernel.wording import LOCALES
from twinward.programme.instruments.choices import ACTS as CALLED
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.lifecycle import MEMORANDUM
from twinward.programme.instruments.wording import ACTS, MOVES
from twinward.programme.letters.lifecycle import LETTER
from twinward.site.telling import ACTS as TOLD_ACTS
from twinward.site.telling import DONE, STEPS

#: What the buttons of a letter's page say, in English.
OF_LETTERS = {"send": "Log as sent", "discard": "Discard the draft"}


def buttons_and_tellings() -> Iterator[tuple[str, object, object]]:
    """Every verb: its button, and what is told once it was pressed."""
    for move in MEMORANDUM.moves:
        yield move.name, MOVES[move.name][0], VERBS[move.name]
        if ("instruments.instrument", move.name) in DONE:
            yield move.name, MOVES[move.name][0], DONE["instruments.instrument", move.name]
    yield from ((move.name, gettext(OF_LETTERS[move.name]), VERBS[move.name]) for move in LETTER.moves)
    for kind, (button, _called) in ACTS.items():
        yield from ((kind, button, told) for told in (dict(CALLED)[kind], _called, *TOLD_ACTS[kind]))


@pytest.mark.parametrize("language", LOCALES)
def test_what_was_done_is_never_told_in_the_words_of_its_button(language: str):
    with override(language):
        alike = [verb for verb, button, told in buttons_and_tellings() if str(button).casefold() == str(told).casefold()]
    assert alike == []


def test_every_verb_of_a_lifecycle_is_told_in_words():
    assert {move.name for lifecycle in (MEMORANDUM, LETTER) for move in lifecycle.moves} <= VERBS.keys()
    assert set(ActKind) - {ActKind.CORRECT} == ACTS.keys()


def test_a_step_of_a_list_is_told_alike_on_the_page_of_today_and_in_a_timeline():
    assert {kind: say_told("twinning.liststep", "add", {"kind": kind}) for kind in STEPS} == {kind: str(STEPS[kind]) for kind in STEPS}


@pytest.mark.parametrize(
    ("label", "verb", "after", "words"),
    [
        ("registry.organisation", "merge_moved", {"latitude_microdegrees": 49980810}, "completed from the record that was merged into it"),
        ("registry.identifier", "merge_moved", {"organisation": 8}, "a number taken over from the merged record"),
        ("identity.guestquestion", "change", {"answered_at": "2025-11-03", "answer": "yes"}, "the partner answered by a link"),
        ("identity.guestquestion", "change", {"withdrawn_at": "2025-11-03"}, "the link to the partner withdrawn"),
        ("twinning.stepcorrection", "add", {"instead": None, "step": 3}, "a step of its list struck out"),
        ("twinning.stepcorrection", "add", {"instead": 4, "step": 3}, "a step of its list corrected"),
        ("letters.letter", "change", {"scan": "0" * 64}, "a scan attached"),
        ("registry.organisation", "add", {"kind": "hospital"}, ""),
    ],
)
def test_what_a_timeline_tells_is_in_the_words_of_people_where_a_room_has_any(label: str, verb: str, after: dict[str, Any], words: str):
    assert say_told(label, verb, after) == words
