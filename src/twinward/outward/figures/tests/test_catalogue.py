"""What the figures count, in words that a reader of a public page understands."""

import pytest

from twinward.outward.figures.catalogue import STATED_ONLY


@pytest.mark.parametrize("key", ["facilities_restored", "facilities_partly_restored"])
def test_numbers_that_go_down_are_told_without_the_word_series(key: str):
    said = str(STATED_ONLY[key][1])
    assert "series" not in said
    assert "lower" in said
