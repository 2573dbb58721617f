"""What a timeline says of values: words, never the codes under which they are kept."""

import pytest
from django.utils import translation

from twinward.foundation.kernel.values_told import beside_told


@pytest.mark.parametrize(("use", "words"), [("label", "name"), ("alias", "other name"), ("acronym", "acronym"), ("former", "former name")])
def test_the_use_of_a_name_is_told_in_words(use: str, words: str):
    with translation.override("en"):
        assert beside_told("names", [["Okhmatdyt", "uk", use]], {}) == f"Okhmatdyt, uk, {words}"
