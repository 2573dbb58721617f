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
    """day: the day that counts. typed: what the reader wrote, for the field. fault: a sentence when it could not be read; then day is today.

    latest: the last day that the page answers for, whatever is asked; None where it answers for any.
    """

    day: date
    typed: str
    fault: str = ""
    latest: date | None = None

    @property
    def not_yet(self) -> str:
        """What a page says of a day that has not come, or that it does not answer for yet; empty for any other."""
        if self.latest is None:
            return not_yet(self.day)
        return answered_instead(self.day, self.latest) if self.typed else ""


def not_yet(day: date) -> str:
    """That a day has not come, and what an answer about it is worth; empty for a day that has."""
    if day <= timezone.localdate():
        return ""
    return gettext("{day} has not come yet: this is what follows from what is on record today.").format(day=on_day(day))


def answered_instead(day: date, latest: date) -> str:
    """That a page is of `latest`, and why not of a later day that was asked for; empty for one that is not later."""
    if day <= latest:
        return ""
    words = gettext("{day} has not come yet; this page is of {latest}.")
    if day <= timezone.localdate():
        words = gettext("Nothing is published yet of {day}; this page is of {latest}.")
    return words.format(day=on_day(day), latest=on_day(latest))


def file_refused(asked: AskedDay) -> HttpResponse | None:
    """The answer to who asks for a file of what is no day, or of one to come that it could not hold: a file cannot say so. None for others."""
    fault = asked.fault
    if asked.latest is not None and asked.day > timezone.localdate():
        words = gettext("{day} has not come yet, so there is no file of it. Choose {latest} or an earlier day.")
        fault = words.format(day=on_day(asked.day), latest=on_day(asked.latest))
    return HttpResponseBadRequest(f"{fault}\n", content_type="text/plain; charset=utf-8") if fault else None


def asked_day(request: HttpRequest, latest: date | None = None) -> AskedDay:
    """The day in the address (`as-of`), today when there is none or it cannot be read. latest: see `AskedDay`."""
    typed = without_controls(request.GET.get("as-of", ""))
    today = timezone.localdate()
    try:
        return AskedDay(KnownDayField(required=False).clean(typed) or today, typed, latest=latest)
    except forms.ValidationError as wrong:
        return AskedDay(today, typed, " ".join(wrong.messages))
