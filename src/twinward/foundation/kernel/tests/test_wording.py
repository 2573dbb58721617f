"""Days, numbers and names in four languages."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from twinward.foundation.kernel import wording


@dataclass(frozen=True)
class Between:
    """A day known as an interval."""

    not_before: date | None = None
    not_after: date | None = None


DAY = date(2025, 11, 3)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """English, whatever an earlier test has chosen."""
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("code", "full"),
    [
        ("en", "3 November 2025"),
        ("uk", "3 листопада 2025 року"),
        ("az", "3 noyabr 2025-ci il"),
        ("es", "3 de noviembre de 2025"),
    ],
)
def test_a_day_is_written_as_the_language_writes_it(code: str, full: str) -> None:
    with translation.override(code):
        assert wording.on_day(DAY) == full


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (None, "-"),
        ("", "-"),
        (Between(DAY, DAY), "3 November 2025"),
        (Between(), "not known"),
        (Between(not_before=DAY), "since 3 November 2025"),
        (Between(not_after=DAY), "by 3 November 2025"),
        (Between(date(2023, 9, 1), date(2023, 9, 30)), "September 2023"),
        (Between(date(1999, 1, 1), date(1999, 12, 31)), "1999"),
        (Between(date(2024, 2, 1), date(2024, 2, 29)), "February 2024"),
        (Between(date(2023, 9, 6), date(2023, 10, 13)), "between 6 September 2023 and 13 October 2023"),
        (Between(date(2023, 1, 1), date(2024, 12, 31)), "between 1 January 2023 and 31 December 2024"),
    ],
)
def test_an_uncertain_day_says_what_is_known_of_it(day: Between | None, words: str) -> None:
    assert wording.on_day(day) == words


def test_what_is_no_day_is_refused() -> None:
    with pytest.raises(TypeError, match="is no day"):
        wording.on_day(3)  # pyright: ignore[reportArgumentType] - the mistake under test


@pytest.mark.parametrize(
    ("say", "given", "words"),
    [
        (wording.short_day, [DAY], "3 Nov 2025"),
        (wording.full_day, [DAY], "Monday, 3 November 2025"),
        (wording.full_day, [None], "-"),
        (wording.at_time, [datetime(2025, 11, 3, 6, 30, tzinfo=UTC)], "3 Nov 2025, 08:30"),
        (wording.at_time, [None], "-"),
        (wording.at_time_of_zone, [datetime(2025, 11, 3, 6, 30, tzinfo=UTC)], "3 Nov 2025, 08:30 (UTC+2)"),
        (wording.at_time_of_zone, [datetime(2025, 7, 3, 6, 30, tzinfo=UTC)], "3 Jul 2025, 09:30 (UTC+3)"),
        (wording.at_time_of_zone, [None], "-"),
        (wording.in_days, [4], "in 4 days"),
        (wording.in_days, [-4], "4 days ago"),
        (wording.in_days, [None], "-"),
        (wording.number, [18400], "18,400"),
        (wording.number, [0], "0"),
        (wording.number, [None], "-"),
        (wording.money, [1150000000, "USD"], "US$11,500,000.00"),
        (wording.money, [1200, "JPY"], "JP¥1,200"),
        (wording.money, [None, "USD"], "-"),
        (wording.mass, [605_000_000], "605,000 kg"),
        (wording.mass, [None], "-"),
        (wording.country, ["AZ"], "Azerbaijan"),
        (wording.country, ["QQ"], "QQ"),
        (wording.country, [None], "-"),
        (wording.tongue, ["uk"], "Ukrainian"),
        (wording.tongue, [""], "-"),
        (wording.or_missing, [0], 0),
        (wording.or_missing, [""], "-"),
    ],
)
def test_english_words(say: Callable[..., object], given: list[object], words: object) -> None:
    assert say(*given) == words


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("UTC", "3 Jan 2025, 06:30 (UTC)"),
        ("Asia/Kathmandu", "3 Jan 2025, 12:15 (UTC+5:45)"),
        ("America/St_Johns", "3 Jan 2025, 03:00 (UTC-3:30)"),
    ],
)
def test_how_far_a_zone_lies_from_utc_is_said_in_hours_and_minutes(zone: str, words: str) -> None:
    with timezone.override(zone):
        assert wording.at_time_of_zone(datetime(2025, 1, 3, 6, 30, tzinfo=UTC)) == words


@pytest.mark.parametrize(("code", "name"), [("uk", "Німеччина"), ("az", "Almaniya"), ("es", "Alemania")])
def test_countries_have_their_names_in_every_language(code: str, name: str) -> None:
    with translation.override(code):
        assert wording.country("DE") == name


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("GB", "en", "the United Kingdom"),
        ("nl", "en", "the Netherlands"),
        ("US", "en", "the United States"),
        ("CZ", "en", "Czechia"),
        ("DE", "en", "Germany"),
        ("GB", "es", "Reino Unido"),
        ("GB", "uk", "Велика Британія"),
        (None, "en", "-"),
    ],
)
def test_within_an_english_sentence_some_countries_have_the_article(code: str | None, language: str, name: str) -> None:
    with translation.override(language):
        assert wording.country_within(code) == name


def test_a_ukrainian_heading_begins_with_a_capital() -> None:
    with translation.override("uk"):
        assert wording.full_day(DAY).startswith("Понеділок, 3 листопада 2025")


def test_a_day_ahead_is_not_said_to_lie_within_the_days_until_then() -> None:
    with translation.override("az"):
        assert wording.in_days(4) == "4 gün sonra"
        assert wording.in_days(-4) == "4 gün öncə"


def test_what_was_said_in_one_language_is_said_anew_in_another() -> None:
    told = []
    for code in ("en", "es", "en"):
        with translation.override(code):
            told.append((wording.number(1_234_567), wording.short_day(date(2025, 11, 3))))
    assert told == [("1,234,567", "3 Nov 2025"), ("1.234.567", "3 nov 2025"), ("1,234,567", "3 Nov 2025")]


@pytest.mark.parametrize(
    ("code", "words", "begun"),
    [
        ("az", "istisna: əlavə edilib", "İstisna: əlavə edilib"),
        ("az", "ıspanaq", "Ispanaq"),
        ("az", "iyul", "İyul"),
        ("en", "instrument", "Instrument"),
        ("es", "información", "Información"),
        ("uk", "індекс", "Індекс"),
        ("az", "", ""),
    ],
)
def test_words_begin_with_a_capital_of_their_language(code: str, words: str, begun: str) -> None:
    with translation.override(code):
        assert wording.capfirst(words) == begun
        assert Template("{% load twinward %}{{ words|capfirst }}").render(Context({"words": words})) == begun


@pytest.mark.parametrize(
    ("year", "words"),
    [
        (1999, "1999-cu"),
        (2000, "2000-ci"),
        (2010, "2010-cu"),
        (2023, "2023-cü"),
        (2024, "2024-cü"),
        (2025, "2025-ci"),
        (2026, "2026-cı"),
        (1900, "1900-cü"),
        (2030, "2030-cu"),
        (2040, "2040-cı"),
    ],
)
def test_a_year_of_a_day_is_an_azerbaijani_ordinal(year: int, words: str) -> None:
    with translation.override("az"):
        assert wording.on_day(date(year, 11, 28)) == f"28 noyabr {words} il"


@pytest.mark.parametrize("language", ["en", "uk", "az", "es"])
@pytest.mark.parametrize("say", [wording.on_day, wording.short_day])
def test_a_day_by_which_or_since_which_something_was_names_its_month_in_every_language(language: str, say: Callable[..., str]) -> None:
    with translation.override(language):
        for month in range(1, 13):
            ends = date(2025, month, 2), date(2025, month, 28)
            for told in map(say, (Between(None, ends[1]), Between(ends[0], None), Between(*ends))):
                assert say(ends[1]) in told or say(ends[0]) in told
                assert re.search(r"\d[^\W\d]*[ .](?:de )?[^\W\d]{3,}", told), told
                assert not re.search(r"\d[./-]\d", told), told
