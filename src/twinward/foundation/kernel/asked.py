"""What a reader asks of a page: the day that they want to see it on."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from twinward.foundation.kernel.fields import KnownDayField


@dataclass(frozen=True, slots=True)
class AskedDay:
    """day: the day that counts. typed: what the reader wrote, for the field. fault: a sentence when it could not be read; then day is today."""

    day: date
    typed: str
    fault: str = ""


def asked_day(request: HttpRequest) -> AskedDay:
    """The day in the address (`as-of`), today when there is none or it cannot be read."""
    typed = request.GET.get("as-of", "").strip()
    today = timezone.localdate()
    try:
        return AskedDay(KnownDayField(required=False).clean(typed) or today, typed)
    except forms.ValidationError as wrong:
        return AskedDay(today, typed, " ".join(wrong.messages))
