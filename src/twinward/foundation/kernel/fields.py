"""Form fields for days, typed as people write them, known or uncertain; and for files that are kept."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.days import Day, DayUnreadable, parse_day
from twinward.foundation.kernel.documents import MOST_BYTES, name_fault
from twinward.foundation.kernel.sentences import say
from twinward.foundation.kernel.spelling import folded
from twinward.foundation.kernel.wording import on_day

FIRST_BYTES = 16
HOW = _("For example 3 November 2025, 03.11.2025, November 2025, early May 2024, summer 2024, 2025, before 27 October 2023")


class UncertainDayField(forms.CharField):
    """A day as far as it is known; cleans to a `Day`, the unknown day for an empty answer when not required."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**({"max_length": 80, "help_text": HOW} | options))

    def clean(self, value: Any) -> Day:
        text = super().clean(value)
        return read_day(text) if text else Day.unknown()

    def prepare_value(self, value: Any) -> Any:
        return (as_typed(value) or str(value)) if isinstance(value, Day) else value


class SideField(UncertainDayField):
    """The day on which something begins, or the first day after it, as far as it is known: "from 2024" says no more here than "2024".

    words: what people write before or after such a day in en, uk, az and es, with a comma between.
    """

    FROM = "since, from, з, із, від, bəri, desde, desde el"
    UNTIL = "until, till, до, qədər, hasta, hasta el"

    def __init__(self, words: str, **options: Any) -> None:
        super().__init__(**options)
        either = "|".join(sorted(words.split(", "), key=len, reverse=True))
        self._around = re.compile(
            rf"(?:{either}) (?P<before>.+)|(?P<after>.+?)(?:-?(?:dan|dən|a|ə))? (?:{either})|(?P<alone>.+)-(?:dək|dan|dən)"
        )

    def clean(self, value: Any) -> Day:
        text = folded(value or "")
        found = self._around.fullmatch(text)
        return super().clean(next(filter(None, found.groups())) if found else value)

    def prepare_value(self, value: Any) -> Any:
        return as_typed(value) if isinstance(value, Day) else value


class KnownDayField(forms.CharField):
    """One day; cleans to a date, None for an empty answer or the unknown day when not required. No browser widget: that follows its language, not ours."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**({"max_length": 40, "help_text": _("For example 3 November 2025 or 03.11.2025")} | options))

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        day = read_day(text)
        if day.is_unknown and not self.required:
            return None
        if not day.is_known:
            raise forms.ValidationError(say("one_day_needed"), code="one_day_needed")
        return day.not_after

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%d.%m.%Y") if isinstance(value, date) else value


class ComingDayField(KnownDayField):
    """One day that has not passed: today or later. Cleans to a date, None for an empty answer when not required."""

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(say("day_has_passed"), code="day_has_passed")
        return day


class PaperField(forms.FileField):
    """A file to keep, whose name ends as its content says. What it is, is told by its bytes once more when it is stored."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**(dict[str, Any](max_length=200) | options))

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError(say("document_too_large"), code="document_too_large")
        if file and (fault := name_fault(file.name, file.read(FIRST_BYTES))):
            raise forms.ValidationError(say(fault) % {"ending": file.name.rpartition(".")[2]}, code=fault)
        if file:
            file.seek(0)
        return file


def as_typed(day: Day) -> str:
    """What a field shows of a day: the reader's words where they are read back as the same day, digits otherwise, nothing of the unknown day."""
    if day.is_unknown:
        return ""
    try:
        return words if parse_day(words := on_day(day), day.basis) == day else str(day)
    except DayUnreadable:
        return str(day)


def read_day(text: str) -> Day:
    """The day that a person typed. Raises forms.ValidationError with a sentence."""
    try:
        return parse_day(text)
    except DayUnreadable as unreadable:
        raise forms.ValidationError(say(f"day_{unreadable.code}") % dict(unreadable.values), code=unreadable.code) from None
