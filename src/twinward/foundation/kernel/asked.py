"""What a reader asks of a page: the day that they want to see it on."""

import re
from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.utils.translation import gettext

from twinward.foundation.kernel.fields import KnownDayField
from twinward.foundation.kernel.wording import on_day

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_CONTROLS_IN_LINES = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]+")


def without_controls(typed: str) -> str:
    """What was typed into one line, a space in place of control characters, none at its ends. No page and no store is given one."""
    return _CONTROLS.sub(" ", typed).strip()


def lines_without_controls(typed: str) -> str:
    """The same of what was typed into several lines: each ends with a line feed."""
    return _CONTROLS_IN_LINES.sub(" ", typed.replace("\r\n", "\n").replace("\r", "\n")).strip()


@dataclass(frozen=True, slots=True)
class AskedDay:
    """day: the day that counts. typed: what the reader wrote, for the field. fault: a sentence when it could not be read; then day is today."""

    day: date
    typed: str
    fault: str = ""

    @property
    def not_yet(self) -> str:
        """What a page says of a day that has not come; empty for any other."""
        return not_yet(self.day)


def not_yet(day: date) -> str:
    """That a day has not come, and what an answer about it is worth; empty for a day that has."""
    if day <= timezone.localdate():
        return ""
    return gettext("{day} has not come yet: this is what follows from what is on record today.").format(day=on_day(day))


def file_refused(asked: AskedDay) -> HttpResponse | None:
    """The answer to who asks for a file of what is no day, since a file cannot say whose day it holds instead; None for a day."""
    return HttpResponseBadRequest(f"{asked.fault}\n", content_type="text/plain; charset=utf-8") if asked.fault else None


def asked_day(request: HttpRequest) -> AskedDay:
    """The day in the address (`as-of`), today when there is none or it cannot be read."""
    typed = without_controls(request.GET.get("as-of", ""))
    today = timezone.localdate()
    try:
        return AskedDay(KnownDayField(required=False).clean(typed) or today, typed)
    except forms.ValidationError as wrong:
        return AskedDay(today, typed, " ".join(wrong.messages))
