"""The public pages. They need no account, set no session, and are asked for again only when what they say has changed."""

import hmac
import secrets
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from twinward.foundation.kernel.asked import asked_day, file_refused
from twinward.foundation.kernel.publication import Gate
from twinward.outward.portal.drawing import standing_alone
from twinward.outward.portal.hospitals import LONGEST
from twinward.outward.portal.page import PublicPage, public_page
from twinward.outward.portal.where import where

_STARTED = secrets.token_bytes(8)  # templates and assets are those of this process
PERSONAL = ("sessionid", "messages")  # cookies with which a page may say more than it says to everybody


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """The figures with their sources, as of a day; 304 when the reader holds just this page."""
    gate = Gate.now()
    asked = asked_day(request, gate.latest)
    page = public_page(asked.day, gate)
    tag = "" if any(name in request.COOKIES for name in PERSONAL) else _tag(request, page)
    if tag and (unchanged := get_conditional_response(request, etag=tag)):
        return _kept(unchanged, tag)
    typed = request.GET.get("h", "").strip()[:LONGEST]
    context = {"page": page, "asked": asked, "typed": typed, "hospitals": page.directory.find(typed) if typed else []}
    context["permanent"] = request.build_absolute_uri(f"{request.path}?as-of={page.as_of.isoformat()}")
    return _kept(render(request, "portal/public.html", context), tag)


def _tag(request: HttpRequest, page: PublicPage) -> str:
    """What the answer depends on, as an ETag that tells nothing: the words of the page, the address, the reader's cookies, this process."""
    cookies = [f"{name}={request.COOKIES[name]}" for name in sorted(request.COOKIES)]
    parts = [page.digest, request.get_full_path(), get_language() or "", *cookies]
    return quote_etag(hmac.new(settings.SECRET_KEY.encode() + _STARTED, "\n".join(parts).encode(), sha256).hexdigest()[:32])


def _kept(response: HttpResponse, tag: str) -> HttpResponse:
    """Kept by the reader's browser alone, which asks each time whether it has changed; not at all when it is personal."""
    response["Cache-Control"] = "private, no-cache" if tag else "private, no-store"
    if tag:
        response["ETag"] = tag
    return response


@require_safe
def map_file(request: HttpRequest) -> HttpResponse:
    """The map of a day as a picture of its own, with its text inside."""
    gate = Gate.now()
    asked = asked_day(request, gate.latest)
    if refused := file_refused(asked):
        return refused
    day = gate.asked(asked.day)
    picture = standing_alone(where(day).map)
    headers = {"Content-Disposition": f'attachment; filename="map-{day}.svg"', "Cache-Control": "private, no-cache"}
    return HttpResponse(picture, content_type="image/svg+xml", headers=headers)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How well this site can be used by everybody, and what to do when it cannot."""
    return render(request, "portal/accessibility.html")
