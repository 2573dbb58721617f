"""What was done is told as done: never in the words of the button that does it, in no language."""

from collections.abc import Iterator

import pytest
from django.utils.translation import gettext, override

from twinward.foundation.kernel.tellings import VERBS
from twinward.foundation.kernel.wording import LOCALES
from twinward.programme.instruments.choices import ACTS as CALLED
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.lifecycle import MEMORANDUM
from twinward.programme.instruments.wording import ACTS, MOVES
from twinward.programme.letters.lifecycle import LETTER
from twinward.site.telling import ACTS as TOLD_ACTS
from twinward.site.telling import DONE

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
