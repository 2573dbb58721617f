"""Names within one list that differ by a slip of the pen. No database."""

import pytest

from twinward.foundation.registry.likeness import slips


@pytest.mark.parametrize(
    ("one", "other", "is_a_slip"),
    [
        ("Helsinki University Hospital", "Helsinki Universty Hospital", True),
        ("Klinikum Bad Säckingen", "Klinikum Bad Sackinen", True),
        ("City Hospital North", "City Hospital South", False),
        ("Regional Hospital West", "Regional Hospital East", False),
        ("Hospital No 1", "Hospital No 2", False),
        ("City Hospital 12345", "City Hospital 12346", False),
        ("Children’s Hospital of Lviv", "Children’s Hospital of Lviv Region", False),
        ("Charité", "charite", False),  # the same, and told so otherwise
    ],
)
def test_a_slip_is_in_the_letters_of_long_words_and_nowhere_else(one: str, other: str, is_a_slip: bool):
    assert slips([one, "Okhmatdyt", other]) == ({2: 0} if is_a_slip else {})


def test_of_no_names_none_is_a_slip():
    assert slips([]) == {}
