"""The page that lists every version of the texts of an instrument and compares the words of two."""

from collections.abc import Sequence
from itertools import pairwise

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.signed_in import signed_in
from twinward.foundation.kernel.actors import require
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.versions import Version, compared, files_compared, has_pdf, versions


@require_safe
@signed_in
def text_versions(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """Every version of its texts, and two of one language side by side: the last two unless others are asked for. For its keepers alone."""
    instrument = get_object_or_404(Instrument.objects.visible_to(account).for_form(), pk=pk)
    require(account, "instruments.see", instrument.kept_by())
    found = versions(instrument)
    old, new = _asked(request.GET.get("old", ""), request.GET.get("new", ""), found)
    is_of_one = old is not None and new is not None and old.text == new.text
    rows = compared(old, new) if is_of_one and old and new else None
    context = {"instrument": instrument, "versions": found, "old": old, "new": new, "is_of_one": is_of_one, "rows": rows}
    if is_of_one and old and new and rows is None:
        context |= {"files": files_compared(old, new), "is_same_file": old.document == new.document, "has_pdf": has_pdf(old, new)}
    return render(request, "instruments/versions.html", context)


def _asked(old: str, new: str, found: Sequence[Version]) -> tuple[Version | None, Version | None]:
    """The two by their places in the list; where none or no such are asked for, the last two of the first text that has two."""
    places = {str(place): one for place, one in enumerate(found)}
    if old in places and new in places:
        return places[old], places[new]
    pairs = ((one, then) for one, then in pairwise(found) if one.text == then.text)
    return next(((one, then) for one, then in pairs if not _has_later(then, found)), (None, None))


def _has_later(version: Version, found: Sequence[Version]) -> bool:
    return any(one.text == version.text and one.number > version.number for one in found)
