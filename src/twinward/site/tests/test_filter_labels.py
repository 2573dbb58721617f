"""The filters of every list are called in one way: with a capital at the beginning, in every language that has capitals."""

import pytest
from django.conf import settings
from django.utils import translation

from twinward.foundation.kernel.desk import Desk
from twinward.foundation.kernel.desks import LEDGER
from twinward.foundation.registry.desks import ORGANISATIONS, PEOPLE
from twinward.programme.instruments.desks import INSTRUMENTS
from twinward.programme.letters.desks import LETTERS
from twinward.programme.twinning.desks import countries_desk

DESKS = (LEDGER, ORGANISATIONS, PEOPLE, INSTRUMENTS, LETTERS, countries_desk(may_chase=lambda _one: True, may_write=True))


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("desk", DESKS, ids=lambda desk: desk.word)
def test_a_filter_is_called_with_a_capital(desk: Desk, language: str):
    with translation.override(language):
        assert [str(one.label) for one in desk.filters if not str(one.label)[0].isupper()] == []
