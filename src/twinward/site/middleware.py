"""What every request goes through: forms that count once, and refusals answered as pages."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from twinward.foundation.identity.models import Account
from twinward.foundation.kernel import interrupted
from twinward.foundation.kernel.actors import PUBLIC, Actor, NotAllowed
from twinward.foundation.kernel.documents import NotWhole
from twinward.foundation.kernel.models import FormKey
from twinward.foundation.kernel.records import page_of
from twinward.foundation.kernel.row_security import acting_for

KEY = "once"  # the hidden field that every form carries; see the tag {% once %}
OF_THE_PAGE = frozenset({KEY, interrupted.WHOSE, "csrfmiddlewaretoken"})  # fields that the page fills, not its reader
#: Answered without the store, or whether it answers or not.
ASKED_FOR_NOBODY = frozenset({"/health/", "/ready/"})
CHANGES_NOTHING_KEPT = frozenset({"look", "language", "sign-in", "sign-out"})
#: Pages on which guesses are counted: no transaction takes back that one was wrong, and sent twice it is counted twice.
COUNTS_GUESSES = frozenset({"mfa_authenticate", "account_reauthenticate", "mfa_reauthenticate"})


class Answers:
    """Each POST runs in one transaction under its form's key: sent twice, it is done once and answered alike.

    Another form under a key that was used is told so, and does nothing. Refusals become pages. What somebody who signed in is told is
    kept by nobody: neither on the way nor by their browser, where the next one at the desk could call it up again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in ASKED_FOR_NOBODY:
            return self.get_response(request)
        if request.method == "POST":  # runs in the transaction of its form, see below
            response = self.get_response(request)
        else:
            with acting_for(actor_of(request)):
                response = self.get_response(request)
        if request.user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any) -> HttpResponse | None:
        """Answers a POST itself; everything else goes on to its view."""
        match = request.resolver_match
        if request.method != "POST" or match is None or match.url_name in CHANGES_NOTHING_KEPT | COUNTS_GUESSES:
            return None
        key = form_key(request)
        if key is None:
            return _refused(
                request, _("This form cannot be sent"), _("It was not issued by this page. Open the page again and repeat your entry."), 400
            )
        actor, content = actor_of(request), form_content(request)
        who = actor.key
        try:
            with transaction.atomic(), acting_for(actor):
                if (earlier := FormKey.objects.filter(key=key).first()) is not None:
                    return _repeated(request, earlier, who, content)
                response = view(request, *args, **kwargs)
                if isinstance(response, HttpResponseRedirect) and not _asks_who(response):
                    FormKey.objects.create(key=key, actor=who, at=timezone.now(), content=content, answer=response.url[:500])
                    interrupted.sent(request, (KEY, str(key)))
                else:
                    transaction.set_rollback(True)
                return response
        except IntegrityError:  # two sends at once: the other one was first
            if (earlier := FormKey.objects.filter(key=key).first()) is None:
                raise
            return _repeated(request, earlier, who, content)
        except (NotAllowed, Http404) as refusal:
            return self.process_exception(request, refusal)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Pages for what may not be done; None for everything else."""
        if isinstance(exception, NotAllowed):
            return _refused(
                request, _("You may not do this"), _("Your roles do not include it. An administrator can see which role does."), 403
            )
        if isinstance(exception, NotWhole):
            reason = _("Its file is gone, or is not the one that was kept. An administrator can put it back from a backup.")
            return _refused(request, _("This document is damaged"), reason, 410)
        if isinstance(exception, Http404):
            return _refused(request, _("Nothing is here for you"), _("There is no such page, or its record is not yours to see."), 404)
        return None


def actor_of(request: HttpRequest) -> Actor:
    """Who asks: the account that has signed in and is open, else the public."""
    return request.user if isinstance(request.user, Account) and request.user.is_active else PUBLIC


def _asks_who(response: HttpResponseRedirect) -> bool:
    """Nothing was done: the form can be sent again once its sender has signed in, or has shown again who they are."""
    asking = (page_of(settings.LOGIN_URL), page_of("account_reauthenticate"))
    return response.url.startswith(tuple(f"{page}?{REDIRECT_FIELD_NAME}=" for page in asking))


def form_key(request: HttpRequest) -> UUID | None:
    """The key that the form was issued with; None when it carries none."""
    try:
        return UUID(request.POST.get(KEY, ""))
    except ValueError:
        return None


def form_content(request: HttpRequest) -> str:
    """The keyed SHA-256 of the address, of what was typed and of the files, in hexadecimal. Every file stands at its beginning afterwards.

    Keyed, since a form may hold a password, which a plain hash would give away to whoever guesses it.
    """
    typed = sorted((name, values) for name, values in request.POST.lists() if name not in OF_THE_PAGE)
    files = sorted((name, [_file_content(one) for one in many]) for name, many in request.FILES.lists())
    said = json.dumps([request.get_full_path(), typed, files])
    return salted_hmac("twinward.form", said, algorithm="sha256").hexdigest()


def _file_content(file: UploadedFile) -> list[str]:
    """A file's name and the SHA-256 of its bytes, in hexadecimal."""
    read = sha256()
    for part in file.chunks():
        read.update(part)
    file.seek(0)
    return [file.name or "", read.hexdigest()]


def _repeated(request: HttpRequest, earlier: FormKey, who: str, content: str) -> HttpResponse:
    if earlier.actor != who:
        return _refused(
            request, _("This form cannot be sent"), _("It was not issued by this page. Open the page again and repeat your entry."), 400
        )
    if not constant_time_compare(earlier.content, content):
        return _sent_before(request, earlier)
    return HttpResponseRedirect(earlier.answer)


def _sent_before(request: HttpRequest, earlier: FormKey) -> HttpResponse:
    """The page of other entries under a key that has counted: they can be sent as another form, with a press that says so."""
    kept = interrupted.as_typed(request, earlier.actor) if interrupted.may_be_kept(request) else None
    entries = [(name, value) for name, value in kept["fields"] if name not in OF_THE_PAGE] if kept else []
    return render(request, "site/sent_before.html", {"kept": kept, "entries": entries, "first": earlier.answer}, status=409)


def _refused(request: HttpRequest, heading: str, reason: str, status: int) -> HttpResponse:
    return render(request, "site/refused.html", {"heading": heading, "reason": reason, "is_missing": status == 404}, status=status)
