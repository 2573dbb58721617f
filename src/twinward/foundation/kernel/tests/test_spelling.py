"""How texts are compared."""

import unicodedata

import pytest

from twinward.foundation.kernel.spelling import folded


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        ("  Громадське\u00a0 ЗДОРОВ’Я\n", "громадське здоров’я"),
        ("İYUN", "iyun"),
        (unicodedata.normalize("NFD", "Україна"), "україна"),
        (unicodedata.normalize("NFD", "ÖLKƏ"), "ölkə"),
        ("ﬁrst ２０２４", "first 2024"),
        ("", ""),
    ],
)
def test_texts_are_alike_however_they_were_typed(typed: str, compared: str):
    assert folded(typed) == compared
    assert folded(compared) == compared
