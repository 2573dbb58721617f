"""Lists of anything: a desk is declared as a value, and `desk_page` answers a request for it."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from twinward.foundation.kernel import wording
from twinward.foundation.kernel.asked import file_refused
from twinward.foundation.kernel.desk_export import MOST_ROWS, download
from twinward.foundation.kernel.desk_parts import Column, Desk, Filter, Preset
from twinward.foundation.kernel.desk_shown import Shown

__all__ = ["Column", "Desk", "Filter", "Preset", "desk_page"]


def desk_page(request: HttpRequest, desk: Desk, rows: Any, *, template: str = "kernel/desk.html", **context: Any) -> HttpResponse:
    """The list that the address asks for, as a page or as a file of all its rows.

    rows: a QuerySet that is already narrowed to what the reader may see, or a sequence of objects or mappings; for a hot desk a QuerySet.
    template extends kernel/desk.html, which reads from the context: `list`, and if given heading, crumbs (label, address), lead and caption
    (sentences), lead_mark (what is illustrative there), acts (label, address, is_primary), which an empty list offers too. A list of over
    MOST_ROWS is not given as a file (422); nor is one that is asked for with an answer that its filter does not offer, and a page of it
    says so (422).
    An address with empty answers, as a form sends them, leads to the same without them, which can be kept and passed on.
    """
    if (clean := _without_empty_answers(request)) is not None:
        return redirect(clean)
    shown = Shown(request, desk, rows)
    if shown.asked.format:
        return (file_refused(shown.day) if desk.is_dated else None) or _file(request, shown)
    return render(request, template, {"list": shown, "heading": desk.title} | context, status=422 if shown.faults else 200)


def _without_empty_answers(request: HttpRequest) -> str | None:
    """The address that asks the same without empty answers; None when it has none."""
    given = [(name, value) for name, values in request.GET.lists() for value in values]
    told = [(name, value) for name, value in given if value]
    return None if told == given else f"{request.path}?{urlencode(told)}".removesuffix("?")


def _file(request: HttpRequest, shown: Shown) -> HttpResponse:
    if shown.faults:
        return HttpResponse("".join(f"{one}\n" for one in shown.faults), status=422, content_type="text/plain; charset=utf-8")
    if shown.is_over(MOST_ROWS):
        heading = gettext("This list is too long for one file")
        reason = gettext("A file holds at most %(most)s rows. Narrow the list by a filter, and download it in parts.")
        told = {"heading": heading, "reason": reason % {"most": wording.number(MOST_ROWS)}}
        return render(request, "site/refused.html", told, status=422)
    asked = shown.asked
    return download(shown.desk, asked.format, asked.filed, shown.sorted_rows, shown.model, as_of=shown.day.day)
