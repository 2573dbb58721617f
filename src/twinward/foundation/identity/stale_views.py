"""The page of a form that was issued before its reader signed in anew: it counts for nothing, and what was typed can be sent again."""

import logging

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.middleware import csrf
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from twinward.foundation.identity.models import Account
from twinward.foundation.kernel import interrupted
from twinward.foundation.kernel.reached import UNKNOWN_ADDRESS

logger = logging.getLogger(__name__)
#: Why a form was refused that another site may well have sent.
FROM_ELSEWHERE = (
    csrf.REASON_BAD_ORIGIN.partition("%s")[0],
    csrf.REASON_BAD_REFERER.partition("%s")[0],
    csrf.REASON_NO_REFERER,
    csrf.REASON_MALFORMED_REFERER,
    csrf.REASON_INSECURE_REFERER,
)
#: Pages whose forms are not worth keeping: the page that is opened anew asks for as little.
ASKED_ANEW = frozenset(
    {
        *("sign-in", "sign-out", "look", "language", "password", "password-change"),
        *("mfa_authenticate", "account_reauthenticate", "mfa_reauthenticate", "mfa_activate_totp"),
    }
)
#: Of them those that have no page to be opened.
ONLY_SENT = frozenset({"sign-out", "look", "language"})


@never_cache
def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form without a valid token: nothing is done, and only a press on a page of ours sends it again."""
    name = request.resolver_match.url_name if request.resolver_match else None
    if reason.startswith(FROM_ELSEWHERE):
        if not settings.ADDRESSES:  # a proxy that speaks to the node as to this machine looks just so
            logger.warning(UNKNOWN_ADDRESS)
        return _refused(request, _("It did not come from a page of this site. Open its page here, and fill it in there."))
    if name in ASKED_ANEW:
        return _refused(
            request,
            _("Somebody signed in or out in this browser after the page was opened. Open the page again and repeat your entry."),
            name not in ONLY_SENT,
        )
    if name == "guest":
        return _shown(request)
    return _of_an_account(request)


def _of_an_account(request: HttpRequest) -> HttpResponse:
    """To whoever is signed in as the writer what was typed is shown once more; anybody else signs in first, and another is told whose it is not."""
    if not isinstance(request.user, Account):
        return redirect_to_login(interrupted.way_back(request))
    writer = request.POST.get(interrupted.WHOSE, request.user.key)
    if writer != request.user.key:
        return _refused(
            request,
            _(
                "It was filled in under another account than the one that is signed in now. Nothing of it is sent. Go back with your browser: "
                "what you typed is still there. To send it, sign in to that account in another tab first."
            ),
        )
    if not interrupted.keep(request, writer, is_stale=True):
        return _refused(
            request, _("It is too long to be kept. Go back with your browser: what you typed is still there. Copy it to a fresh page.")
        )
    return redirect(interrupted.TYPED)


def _shown(request: HttpRequest) -> HttpResponse:
    """What a guest typed, on a page of its own: a guest has no account, so it is kept nowhere else."""
    return render(request, "identity/typed.html", {"kept": interrupted.as_typed(request, "", is_stale=True)}, status=403)


def _refused(request: HttpRequest, reason: str, has_page: bool = False) -> HttpResponse:
    context = {"heading": _("This form cannot be sent"), "reason": reason, "again": request.get_full_path() if has_page else ""}
    return render(request, "site/refused.html", context, status=403)
