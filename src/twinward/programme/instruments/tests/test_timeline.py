"""The timeline of a text that was worked on here tells what was done, not what its buttons say."""

import pytest
from django.utils.translation import override

from twinward.programme.instruments.history import history
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.tests.makers import Sides, make_agreed
from twinward.programme.instruments.wording import MOVES

DONE = {
    "en": {"Submitted for review", "Cleared", "Offered to the other party", "Agreed as a text"},
    "uk": {"Подано на перевірку", "Завізовано", "Передано іншій стороні", "Погоджено текст"},
    "az": {"Yoxlanışa təqdim edilib", "Vizalanıb", "Qarşı tərəfə təqdim edilib", "Mətn razılaşdırılıb"},
    "es": {"Presentado a revisión", "Visado", "Propuesto a la otra parte", "Texto acordado"},
}


@pytest.mark.parametrize("language", DONE)
def test_the_timeline_of_a_text_tells_what_was_done(language: str, home: Sides, abroad: Sides):
    memorandum = Instrument.objects.for_record().visible_to(home.officer).get(pk=make_agreed(home, abroad).pk)
    with override(language):
        lines = {one.what.partition(" – ")[0] for one in history(memorandum, home.officer, is_inside=True, keeps=True)}
        buttons = {str(button) for button, _note in MOVES.values()}
    assert DONE[language] <= lines
    assert not buttons & lines
