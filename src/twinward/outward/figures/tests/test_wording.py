"""Amounts, moments and lists in each language; a value typed is the value kept."""

from datetime import date
from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from django import forms
from django.utils.translation import get_language, override
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.kernel.days import Day, Known
from twinward.outward.figures.forms import LARGEST, whole
from twinward.outward.figures.said import Cited, Notes, Said
from twinward.outward.figures.wording import (
    amount,
    amounts,
    bare_amount,
    by_moment,
    in_list,
    in_whole_units,
    moment,
    opening_amount,
    phrase,
)

SOURCE = Cited("s", "A ministry", Day.unknown())


def said(value: int = 18, operator: str = "exact", unit: str = "", day: Day | None = None, said_of: str = "") -> Said:
    return Said(1, "k", "f", "what", "", operator, value, unit, said_of, day or Day.unknown(), SOURCE, "", "", Known.YES)


@pytest.mark.parametrize(
    ("one", "words", "opening"),
    [
        (said(18), "18", "18"),
        (said(2100, "at_least"), "more than 2,100", "More than 2,100"),
        (said(1500, "about"), "about 1,500", "About 1,500"),
        (said(1_150_000_000, "at_least", "USD"), "more than 11,500,000 US dollars", "More than 11,500,000 US dollars"),
        (said(1_050, "exact", "USD"), "10.5 US dollars", "10.5 US dollars"),
        (said(7, "exact", "JPY"), "7 Japanese yen", "7 Japanese yen"),
        (said(0), "0", "0"),
    ],
)
def test_an_amount_says_its_operator_and_its_currency(one: Said, words: str, opening: str):
    with override("en"):
        assert (amount(one), opening_amount(one)) == (words, opening)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (said(3, "at_least"), "3-dən çox"),
        (said(6, "at_least"), "6-dan çox"),
        (said(50, "at_least"), "50-dən çox"),
        (said(90, "at_least"), "90-dan çox"),
        (said(2100, "at_least"), "2.100-dən çox"),
        (said(1010, "at_least"), "1.010-dan çox"),
        (said(77_000, "at_least"), "77.000-dən çox"),
        (said(2_000_000, "at_least"), "2.000.000-dan çox"),
        (said(1_150_000_000, "at_least", "USD"), "11.500.000 ABŞ dolları məbləğindən çox"),
    ],
)
def test_more_than_is_never_at_least_in_azerbaijani(one: Said, words: str):
    with override("az"):
        assert (amount(one), amounts([one])) == (words, words)


def test_a_unit_stands_after_the_number_that_more_was_than():
    with override("az"):
        assert amounts([said(3, "at_least", "ton as spoken")]).startswith("3-dən çox ")


def test_amounts_write_numbers_as_the_language_does():
    expected = {"en": "77,000", "uk": "77\u00a0000", "az": "77.000", "es": "77.000"}
    for language, words in expected.items():
        with override(language):
            assert bare_amount(77_000, "") == words


def test_the_left_book_gives_each_value_once_with_the_unit_as_spoken():
    with override("en"):
        assert amounts([said(25), said(25), said(34)]) == "25 and 34, exactly"
        assert amounts([said(2100, "at_least", "ton as spoken")]) == "more than 2,100 “tons” (which ton is not stated)"
        assert amounts([said(3, unit="beds")]) == "3 beds, exactly"
        assert amounts([said(3, "at_least"), said(5, "at_least")]) == "more than 3 and more than 5"


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (said(day=Day.on(date(2023, 10, 13))), "13 October 2023"),
        (said(day=Day.by(date(2025, 10, 31))), "31 October 2025"),
        (said(day=Day.in_month(2023, 9)), "September 2023"),
        (said(day=Day.unknown()), "a day that is not stated"),
        (said(day=Day.unknown(), said_of="nine months after the launch"), "nine months after the launch"),
        (said(day=Day.since(date(2023, 1, 1))), "since 1 January 2023"),
    ],
)
def test_a_moment_stands_after_by(one: Said, words: str):
    with override("en"):
        assert moment(one) == words


def test_lists_keep_markup_safe_and_escape_the_rest():
    assert in_list([]) == "-"
    with override("en"):
        assert in_list(["<a>", "b", "c"]) == "&lt;a&gt;, b and c"


def test_a_phrase_that_is_not_ours_stays_as_it_was_written():
    assert phrase("Words of somebody") == "Words of somebody"


@given(st.integers(0, LARGEST), st.sampled_from(["", "USD", "JPY", "BHD"]))
def test_what_is_shown_in_whole_units_is_read_back_as_the_same_value(value: int, unit: str):
    assert whole(f"{in_whole_units(value, unit):f}", unit) == value


@pytest.mark.parametrize("language", ["en", "uk", "az", "es"])
@given(value=st.integers(0, LARGEST), unit=st.sampled_from(["", "USD", "JPY", "BHD"]))
def test_a_number_is_read_as_each_language_writes_it(language: str, value: int, unit: str):
    with override(language):
        assert whole(bare_number(in_whole_units(value, unit)), unit) == value


def bare_number(value: Decimal | int) -> str:
    """With the separators of the language and as many decimals as there are."""
    return format_decimal(value, locale=get_language(), decimal_quantization=False)


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("es", "11500000.50", 1_150_000_050),
        ("az", "11.500.000,5", 1_150_000_050),
        ("uk", "11 500 000,50", 1_150_000_050),
        ("es", "1878", 187_800),
    ],
)
def test_a_number_is_also_read_as_english_writes_it_where_that_can_mean_nothing_else(language: str, text: str, value: int):
    with override(language):
        assert whole(text, "USD") == value


@pytest.mark.parametrize(("language", "text"), [("es", "2,100"), ("uk", "2,100"), ("uk", "2.100"), ("az", "2,5"), ("en", "2.100")])
def test_what_a_language_reads_as_decimals_is_no_whole_number(language: str, text: str):
    with override(language), pytest.raises(forms.ValidationError):
        whole(text, "")


@pytest.mark.parametrize("text", ["", "1.5", "1,23", "12,34,567", "1e5", "٣", "+5", "1 0000"])
def test_what_is_no_whole_number_is_refused(text: str):
    with pytest.raises(forms.ValidationError):
        whole(text, "")


def test_sources_are_numbered_in_the_order_in_which_they_are_named():
    notes, other = Notes(), Cited("t", "A newspaper", Day.unknown())
    assert notes.number(other) == 1
    assert notes.numbers([SOURCE, other, SOURCE]) == (1, 2)
    assert list(notes.sources) == ["t", "s"]


OCTOBER_13 = Day(date(2023, 10, 13), date(2023, 10, 13))


@pytest.mark.parametrize(
    ("language", "day", "words"),
    [
        ("en", OCTOBER_13, "25 by 13 October 2023"),
        ("uk", OCTOBER_13, "25 станом на 13 жовтня 2023 року"),
        ("az", OCTOBER_13, "25 (13 oktyabr 2023-cü il tarixinə)"),
        ("es", OCTOBER_13, "25 al 13 de octubre de 2023"),
        ("es", Day.in_month(2023, 10), "25 hasta octubre de 2023"),
        ("es", Day.unknown(), "25 en fecha no indicada"),
    ],
)
def test_when_a_figure_was_true_stands_in_the_sentence_as_its_language_says_it(language: str, day: Day, words: str):
    with override(language):
        assert by_moment(said(25, day=day), "25") == words
