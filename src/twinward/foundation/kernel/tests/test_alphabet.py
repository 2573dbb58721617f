"""Words in the order of each language's alphabet."""

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from twinward.foundation.kernel.alphabet import alphabetical, by_words, place_of, sort_key
from twinward.foundation.kernel.desk_rows import ordered
from twinward.foundation.kernel.tests.desk_samples import DESK

IN_ORDER = {
    "uk": ["Грузія", "Ґана", "Естонія", "Єгипет", "Ізраїль", "Ірландія", "Іспанія", "Їжак", "Йорданія", "Японія", "Zambia"],
    "az": ["Avstriya", "Çexiya", "Danimarka", "Estoniya", "Əfqanıstan", "Xorvatiya", "İran", "İspaniya", "Qana", "Şri-Lanka", "Zambiya"],
    "es": ["Afganistán", "Bélgica", "Níger", "Nueva Zelanda", "Ñandú", "Ucrania", "Zambia"],
    "en": ["Afghanistan", "Åland Islands", "Albania", "Côte d’Ivoire", "Croatia", "São Tomé", "St. Lucia", "Zambia", "Україна"],
}


@pytest.mark.parametrize(("language", "words"), IN_ORDER.items())
def test_words_stand_in_the_order_of_the_alphabet(language: str, words: list[str]):
    with translation.override(language):
        assert alphabetical(reversed(words)) == words


def test_an_apostrophe_counts_for_nothing_and_a_blank_comes_first():
    assert alphabetical(["Вєтнам", "Віа", "В’єтнам"], language="uk") == ["Вєтнам", "В’єтнам", "Віа"]
    assert alphabetical(["Northern", "North 2", "North 10", "North Sea"], language="en") == ["North 10", "North 2", "North Sea", "Northern"]


def test_capitals_and_dots_of_azerbaijani_are_its_own():
    assert alphabetical(["İ", "I", "ı", "i", "J", "X"], language="az") == ["X", "I", "ı", "i", "İ", "J"]


def test_choices_stand_in_the_order_of_their_words():
    assert by_words([("a", "Японія"), ("b", "Іспанія")], "uk") == [("b", "Іспанія"), ("a", "Японія")]


@pytest.mark.parametrize(("language", "codes"), [("uk", ["ES", "CA", "JP"]), ("en", ["CA", "JP", "ES"])])
def test_a_list_sorted_by_country_follows_the_names_as_they_are_read(language: str, codes: list[str]):
    rows = [{"pk": code, "country": code} for code in ("JP", "CA", "ES")]
    with translation.override(language):
        assert [row["country"] for row in ordered(DESK, rows, "country")] == codes


LETTERS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("аґієїйЯ bəıİIñçß019'’łﬁё𐐀ѐҐЉ"), max_size=6)


@given(LETTERS, LETTERS, st.sampled_from(sorted(IN_ORDER)))
@example("I", "ı", "az")
@example("Їжак", "Йод", "uk")
def test_keys_in_bytes_sort_words_as_their_alphabet_does(one: str, other: str, language: str):
    (first, _word), (second, _other) = place_of(one, language), place_of(other, language)
    ours, theirs = sort_key(one, language), sort_key(other, language)

    assert (first < second, first == second) == (ours < theirs, ours == theirs)
