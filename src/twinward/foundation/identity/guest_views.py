"""The guest's page: one question on one record, answered once, without an account."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from twinward.foundation.identity import guests
from twinward.foundation.identity.models import Account, GuestQuestion
from twinward.foundation.kernel.actors import PUBLIC, Actor
from twinward.foundation.kernel.asked import lines_without_controls, without_controls
from twinward.foundation.kernel.documents import as_attachment
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.row_security import everything

_Given = ParamSpec("_Given")


def _kept_to_oneself(
    view: Callable[Concatenate[HttpRequest, _Given], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, _Given], HttpResponseBase]:
    """The answer is kept by nobody on the way, and no other site learns the address. Nothing is shown but what the token names."""

    @wraps(view)
    def kept(request: HttpRequest, *args: _Given.args, **named: _Given.kwargs) -> HttpResponseBase:
        with everything("the guest's token names the one record that they may see"):
            response = view(request, *args, **named)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "same-origin"  # with no-referrer a browser sends forms without their origin, and they are refused
        response["X-Robots-Tag"] = "noindex"
        return response

    return kept


@_kept_to_oneself
def guest(request: HttpRequest, token: str) -> HttpResponse:
    """The question; then the answer to be checked; then the answer is given. GET writes nothing.

    404 for a link that was never made, 410 for one that was used or withdrawn, is late or asks what is no longer open. An account that may ask
    the question sees it and cannot answer it: 403.
    """
    asked = guests.question_of(token)
    if asked is None:
        return _closed(request, "guest_link_unknown", 404)
    with translation.override(_language(request, asked.language)):
        record = guests.record_of(asked)
        if closed := guests.closed_because(asked, record, at=timezone.now()):
            return _spoken(_closed(request, closed, 410))
        if guests.may_ask(asked.question, record, reader := _reader(request)):
            return _spoken(_not_theirs(request, asked, reader))
        return _spoken(_answered(request, asked) if request.method == "POST" else _question(request, asked, {}))


def _reader(request: HttpRequest) -> Actor:
    """Whoever has signed in here, else the public."""
    return request.user if isinstance(request.user, Account) and request.user.is_active else PUBLIC


@require_safe
@_kept_to_oneself
def guest_paper(request: HttpRequest, token: str, sha256: str) -> HttpResponseBase:
    """A file that the question is about, to be saved, while the question can be answered."""
    asked = guests.question_of(token)
    if asked is None:
        return _closed(request, "guest_link_unknown", 404)
    with translation.override(_language(request, asked.language)):
        record = guests.record_of(asked)
        if closed := guests.closed_because(asked, record, at=timezone.now()):
            return _spoken(_closed(request, closed, 410))
        papers = guests.questions()[asked.question].show(record).papers
    found = next((one.document for one in papers if one.document.sha256 == sha256), None)
    if found is None:
        raise Http404
    return as_attachment(found, name=f"text-{sha256[:8]}")


def guest_thanks(request: HttpRequest) -> HttpResponse:
    """What a guest sees once the answer is given, in the language in which they read the question; it tells nothing of the question."""
    with translation.override(_language(request, request.GET.get("language", ""))):
        return _spoken(render(request, "identity/guest_thanks.html"))


def _language(request: HttpRequest, asked_in: str) -> str:
    """The language in which the guest was asked, until they choose another; where neither is known, that of their browser."""
    chosen, known = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME), dict(settings.LANGUAGES)
    return next((code for code in (chosen, asked_in) if code and code in known), translation.get_language() or settings.LANGUAGE_CODE)


def _spoken(response: HttpResponse) -> HttpResponse:
    """The answer says in which language it is, whatever the browser asked for."""
    response["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
    return response


def _answered(request: HttpRequest, asked: GuestQuestion) -> HttpResponse:
    asks_for = ("answer", "name", "office") if guests.questions()[asked.question].wants_name else ("answer",)
    typed = {name: without_controls(request.POST.get(name, "")).strip() for name in asks_for}
    typed["remark"] = lines_without_controls(request.POST.get("remark", ""))
    given = guests.Given(**typed)
    if faults := tuple(dict.fromkeys(guests.given_faults(asked, given))):
        return _question(request, asked, typed, faults, 422)
    if "back" in request.POST:
        return _question(request, asked, typed)
    if "send" not in request.POST:
        return _check(request, asked, typed)
    try:
        guests.answer(asked, given, at=timezone.localtime())
    except Refused as refused:
        return _closed(request, refused.faults[0], 410)
    return redirect(f"{reverse('guest-thanks')}?{urlencode({'language': translation.get_language()})}")


def _question(
    request: HttpRequest, asked: GuestQuestion, typed: dict[str, str], faults: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    return render(request, "identity/guest.html", _context(request, asked) | {"typed": typed, "faults": faults}, status=status)


def _not_theirs(request: HttpRequest, asked: GuestQuestion, asking: Actor) -> HttpResponse:
    """What the side that asks sees of its own link: the question, and why it is not answered here."""
    return render(
        request, "identity/guest.html", _context(request, asked) | {"asking": asking}, status=403 if request.method == "POST" else 200
    )


def _check(request: HttpRequest, asked: GuestQuestion, typed: dict[str, str]) -> HttpResponse:
    context = _context(request, asked)
    shown = context["shown"]
    items = [(_("Your answer"), dict(shown.answers)[typed["answer"]], ""), (_("Your remark"), typed["remark"], "")]
    if context["wants_name"]:
        items += [(_("Your name"), typed["name"], ""), (_("Your office"), typed["office"], "")]
    return render(request, "identity/guest_check.html", context | {"typed": typed, "items": items})


def _context(request: HttpRequest, asked: GuestQuestion) -> dict[str, Any]:
    """What every page of the question shows. way_back: whoever switches the language in the middle of it comes back to the question."""
    kind = guests.questions()[asked.question]
    shown = kind.show(guests.record_of(asked))
    return {"asked": asked, "shown": shown, "wants_name": kind.wants_name, "way_back": request.path}


def _closed(request: HttpRequest, code: str, status: int) -> HttpResponse:
    return render(request, "identity/guest_closed.html", {"code": code}, status=status)
