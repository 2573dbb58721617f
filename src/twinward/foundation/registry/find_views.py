"""What a field suggests while somebody types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.asked import without_controls
from twinward.foundation.kernel.pages import signed_in
from twinward.foundation.registry.countries import CODES
from twinward.foundation.registry.search import look_up

_LONGEST = 200
_FEW = 8


@require_safe
@signed_in
def like(request: HttpRequest, account: Actor) -> HttpResponse:
    """Suggestions for a field: names of organisations as options. `typed` names the parameter that holds what was typed."""
    typed = without_controls(request.GET.get(request.GET.get("typed", ""), ""))[:_LONGEST]
    country = request.GET.get("country", "")
    matches = look_up(typed, actor=account, country=country if country in CODES else None, limit=_FEW) if typed else []
    return render(request, "registry/parts/options.html", {"matches": matches})
