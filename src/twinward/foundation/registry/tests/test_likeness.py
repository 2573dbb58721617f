"""Names within one list that differ by a slip of the pen. No database."""

import pytest

from twinward.foundation.registry import likeness
from twinward.foundation.registry.likeness import slips


@pytest.mark.parametrize(
    ("one", "other", "is_a_slip"),
    [
        ("Helsinki University Hospital", "Helsinki Universty Hospital", True),
        ("Klinikum Bad Säckingen", "Klinikum Bad Sackinen", True),
        ("City Hospital North", "City Hospital South", False),
        ("Regional Hospital West", "Regional Hospital East", False),
        ("Eastern Regional Hospital", "Western Regional Hospital", False),
        ("Eastern Regional Hospital", "Easten Regional Hospital", True),
        ("Східна обласна лікарня", "Західна обласна лікарня", False),
        ("Східна обласна лікарня", "Східної обласна лікарня", True),
        ("Hospital del Sureste", "Hospital del Suroeste", False),
        ("Northeast Medical Centre", "Northwest Medical Centre", False),
        ("Hospital No 1", "Hospital No 2", False),
        ("City Hospital 12345", "City Hospital 12346", False),
        ("Children’s Hospital of Lviv", "Children’s Hospital of Lviv Region", False),
        ("Charité", "charite", False),  # the same, and told so otherwise
    ],
)
def test_a_slip_is_in_the_letters_of_long_words_and_nowhere_else(one: str, other: str, is_a_slip: bool):
    assert slips([one, "Okhmatdyt", other]) == ({2: [0]} if is_a_slip else {})


def test_two_words_that_names_on_record_have_are_no_slip_of_each_other():
    names = ["Чернівецька обласна лікарня", "Чернігівська обласна лікарня"]
    known = {"chernivetska", "chernihivska"}

    assert slips(names, is_known=known.__contains__) == {}
    assert slips(names, is_known={"chernivetska"}.__contains__) == {1: [0]}


def test_each_of_several_that_are_alike_is_told_of_those_above_it():
    names = [f"Helsinki {word} Hospital" for word in ("University", "Universty", "Univercity", "Univesity", "Universiti")]

    assert slips(names) == {1: [0], 2: [0, 1], 3: [0, 1, 2], 4: [0, 1, 2]}


def test_a_long_list_is_compared_at_a_small_part_of_its_pairs(monkeypatch: pytest.MonkeyPatch):
    compared = list[object]()
    monkeypatch.setattr(likeness, "_are_slips", lambda *told: compared.append(told))
    slips([f"Klinikum am Markt Nummer {number} in Berlin" for number in range(400)])

    assert compared == []


def test_of_no_names_none_is_a_slip():
    assert slips([]) == {}
    assert slips(["-", "…", "112", "112"]) == {}
