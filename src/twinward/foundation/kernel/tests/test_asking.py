"""Days as people type them into a form or an address, and codes as sentences."""

import unicodedata
from datetime import date

import pytest
from django import forms
from django.test import RequestFactory
from django.utils.translation import override

from twinward.foundation.kernel.asked import asked_day, lines_without_controls
from twinward.foundation.kernel.days import Day, parse_day
from twinward.foundation.kernel.fields import KnownDayField, SideField, UncertainDayField, as_typed
from twinward.foundation.kernel.sentences import SENTENCES, say


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("3 November 2025", Day.on(date(2025, 11, 3))),
        ("2023", Day.in_year(2023)),
        ("before 27 October 2023", Day.before(date(2023, 10, 27))),
        ("", Day.unknown()),
    ],
)
def test_an_uncertain_day_is_taken_as_far_as_it_is_known(typed: str, day: Day):
    assert UncertainDayField(required=False).clean(typed) == day


def test_an_uncertain_day_that_is_asked_for_must_be_given():
    with pytest.raises(forms.ValidationError) as refused:
        UncertainDayField().clean("")

    assert refused.value.code == "required"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("November 2025", "one_day_needed"),
        ("30 February 2025", "no_such_day"),
        ("yesterday-ish", "unreadable"),
        ("13/14/2025", "no_such_month"),
    ],
)
def test_one_day_is_asked_for_in_a_sentence(typed: str, code: str):
    with pytest.raises(forms.ValidationError) as refused:
        KnownDayField().clean(typed)

    assert refused.value.code == code
    assert "%(" not in refused.value.messages[0]
    assert code not in refused.value.messages[0]


def test_one_day_is_a_date_and_is_shown_as_it_was_typed_again():
    assert KnownDayField().clean("03.11.2025") == date(2025, 11, 3)
    assert KnownDayField(required=False).clean("") is None
    assert KnownDayField().prepare_value(date(2025, 11, 3)) == "03.11.2025"
    assert KnownDayField().prepare_value("3 Nov") == "3 Nov"


@pytest.mark.parametrize("day", [Day.on(date(2025, 11, 3)), Day.in_month(2023, 9), Day.in_year(2023), Day.before(date(2023, 10, 27))])
def test_a_day_shown_in_a_form_is_read_back_as_the_same_day(day: Day):
    field = UncertainDayField()

    assert field.clean(field.prepare_value(day)) == day


def test_a_page_is_asked_for_on_a_day_or_shows_today_and_says_why():
    pages = RequestFactory()

    assert asked_day(pages.get("/", {"as-of": " 2023-10-13 "})).day == date(2023, 10, 13)
    unreadable = asked_day(pages.get("/", {"as-of": "<b>soon</b>"}))
    assert (unreadable.typed, unreadable.day) == ("<b>soon</b>", asked_day(pages.get("/")).day)
    assert unreadable.fault
    assert asked_day(pages.get("/")).fault == ""


def test_every_code_of_the_kernel_is_a_sentence():
    with override("en"):
        assert [code for code in SENTENCES if not say(code).endswith(".")] == []


def test_a_code_that_nobody_explains_is_an_error_and_not_shown_as_it_is():
    with pytest.raises(KeyError):
        say("no_such_code")


def test_lines_stay_lines_and_lose_their_control_characters():
    assert lines_without_controls(" a\0b\r\n\r\nc\rd\te\x1b\x85\n") == "a b\n\nc\nd e"


@pytest.mark.parametrize("typed", ["%00", "20\x0025", "\x1b[2J2025\x7f", "2025\r\nSet-Cookie"])
def test_a_page_is_given_no_control_characters_of_its_address(typed: str):
    asked = asked_day(RequestFactory().get("/", {"as-of": typed.replace("%00", "\0")}))

    assert not any(unicodedata.category(one) == "Cc" for one in asked.typed + asked.fault)


@pytest.mark.parametrize("language", ["en", "uk", "az", "es"])
@pytest.mark.parametrize("day", ["2025-11-03", "2023-10", "2023", "..2023-10-13", "2023-10-13..", "2023-09-06..2023-10-13", "-"])
def test_what_a_field_shows_of_a_day_is_read_back_as_that_day(language: str, day: str):
    with override(language):
        assert UncertainDayField(required=False).clean(as_typed(parse_day(day))) == parse_day(day)


def test_a_field_shows_a_day_in_the_readers_words_where_they_can_be_read_back():
    with override("uk"):
        assert as_typed(parse_day("..2023-10-13")) == "не пізніше 13 жовтня 2023 року"
        assert as_typed(parse_day("2023-09-06..2023-10-13")) == "2023-09-06..2023-10-13"


@pytest.mark.parametrize(
    ("words", "text", "told"),
    [
        (SideField.FROM, "from 1 January 2024", "2024-01-01"),
        (SideField.FROM, "Since 2024", "2024"),
        (SideField.FROM, "з 1 січня 2024", "2024-01-01"),
        (SideField.FROM, "від 2024", "2024"),
        (SideField.FROM, "desde el 1 de enero de 2024", "2024-01-01"),
        (SideField.FROM, "1 yanvar 2024-dən bəri", "2024-01-01"),
        (SideField.FROM, "2024-dən", "2024"),
        (SideField.FROM, "not before 2024", "2024-01-01.."),
        (SideField.FROM, "September 2024", "2024-09"),
        (SideField.FROM, "-", "-"),
        (SideField.FROM, "", "-"),
        (SideField.UNTIL, "until 1 January 2029", "2029-01-01"),
        (SideField.UNTIL, "до 2025", "2025"),
        (SideField.UNTIL, "2025-ə qədər", "2025"),
        (SideField.UNTIL, "1 yanvar 2029-dək", "2029-01-01"),
        (SideField.UNTIL, "hasta el 1 de enero de 2029", "2029-01-01"),
        (SideField.UNTIL, "before 2025", "..2024-12-31"),
    ],
)
def test_from_a_day_says_no_more_where_one_asks_from_when(words: str, text: str, told: str):
    assert str(SideField(words, required=False).clean(text)) == told


def test_a_side_that_nobody_knows_is_an_empty_field():
    assert SideField(SideField.FROM).prepare_value(Day.unknown()) == ""
