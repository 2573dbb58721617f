"""The search of every page: what each room finds, in groups, the best first."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.signed_in import signed_in
from twinward.foundation.kernel.asked import without_controls
from twinward.foundation.registry import finding as registry
from twinward.foundation.registry.finding import Hit
from twinward.foundation.registry.forms import FindForm
from twinward.foundation.registry.numbers import register_of
from twinward.programme.instruments import finding as instruments
from twinward.programme.letters import finding as letters

_LONGEST = 200
#: How well something fits that is surely meant, and that may be.
_SURE, _LIKELY = 0.95, 0.6
#: How many of a kind stand below the field of every page while somebody types, and on the page of what was found.
_FEW, _SOME = 4, 20
#: What htmx says of a request whose whole answer it puts below the field.
KIND_OF_ANSWER, BELOW_THE_FIELD = "HX-Request-Type", "partial"


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind, best first."""

    key: str
    heading: str
    hits: list[Hit]


@require_safe
@signed_in
def find(request: HttpRequest, account: Account) -> HttpResponse:
    """Countries, institutions, people, instruments and letters that the reader may see and that are called something like what was typed."""
    typed = without_controls(request.GET.get("q", ""))[:_LONGEST]
    form = FindForm({"q": typed, "country": request.GET.get("country", "")})
    is_sound = form.is_valid()
    is_quick = request.headers.get(KIND_OF_ANSWER) == BELOW_THE_FIELD
    country = form.cleaned_data.get("country") or None
    found = groups(typed, account, country=country, limit=_FEW if is_quick else _SOME) if typed and is_sound else []
    context = {"form": form, "typed": typed, "groups": found, "is_asked": bool(typed and is_sound), "register": register_of(typed)}
    template = "site/parts/found_quick.html" if is_quick else "site/find.html"
    response = render(request, template, context, status=200 if is_sound or not typed else 422)
    patch_vary_headers(response, [KIND_OF_ANSWER])
    return response


def groups(text: str, account: Account, *, limit: int, country: str | None = None) -> list[Group]:
    """What was found; groups with an answer that is surely meant come first, those without one are left out. A constant number of queries.

    What is hardly alike is told only where nothing is more so.
    """
    found = list(_groups(text, account, limit, country))
    likely = [Group(one.key, one.heading, [hit for hit in one.hits if hit.score >= _LIKELY]) for one in found]
    kept = [group for group in (likely if any(group.hits for group in likely) else found) if group.hits]
    return sorted(kept, key=lambda group: group.hits[0].score < _SURE)


def _groups(text: str, account: Account, limit: int, country: str | None) -> Iterator[Group]:
    asked = {"actor": account, "limit": limit, "country": country}
    yield Group("countries", gettext("Countries"), [] if country else registry.countries(text, limit=limit))
    yield Group("institutions", gettext("Institutions"), registry.institutions(text, **asked))
    yield Group("people", gettext("People"), registry.people(text, **asked))
    yield Group("instruments", gettext("Instruments"), instruments.instruments(text, **asked))
    yield Group("letters", gettext("Letters"), letters.letters(text, **asked))
