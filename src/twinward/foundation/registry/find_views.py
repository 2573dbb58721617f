"""Pages that find: the search of the page shell, and what a field suggests while somebody types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.asked import without_controls
from twinward.foundation.kernel.pages import signed_in
from twinward.foundation.registry.countries import CODES
from twinward.foundation.registry.forms import FindForm
from twinward.foundation.registry.search import find_people, look_up

_LONGEST = 200
_FEW, _SOME = 8, 20


@require_safe
@signed_in
def find(request: HttpRequest, account: Actor) -> HttpResponse:
    """Organisations and people called something like what was typed."""
    typed = without_controls(request.GET.get("q", ""))[:_LONGEST]
    form = FindForm({"q": typed, "country": request.GET.get("country", "")})
    is_sound = form.is_valid()
    country = form.cleaned_data.get("country") or None
    context = {"form": form, "typed": typed, "organisations": [], "people": []}
    if typed and is_sound:
        context["organisations"] = look_up(typed, actor=account, country=country, limit=_SOME)
        context["people"] = [] if country else find_people(typed, actor=account, limit=_FEW)
    return render(request, "registry/find.html", context, status=200 if is_sound or not typed else 422)


@require_safe
@signed_in
def like(request: HttpRequest, account: Actor) -> HttpResponse:
    """Suggestions for a field: names of organisations as options. `typed` names the parameter that holds what was typed."""
    typed = without_controls(request.GET.get(request.GET.get("typed", ""), ""))[:_LONGEST]
    country = request.GET.get("country", "")
    matches = look_up(typed, actor=account, country=country if country in CODES else None, limit=_FEW) if typed else []
    return render(request, "registry/parts/options.html", {"matches": matches})
