"""Signing in and out, one's own account, and the table of rights."""

from typing import cast

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from twinward.foundation.identity import actions, factors, reading
from twinward.foundation.identity.entering import enter, speaking
from twinward.foundation.identity.forms import LanguageForm, SignInForm
from twinward.foundation.identity.models import Account
from twinward.foundation.identity.signed_in import signed_in
from twinward.foundation.kernel import interrupted
from twinward.foundation.mail.actions import may_be_sent

is_a_form = require_http_methods(["GET", "HEAD", "POST"])


@is_a_form
@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """The page on which one signs in: by e-mail and password, then perhaps by a code, and in a demo as one of its people by a button."""
    if request.method == "POST" and "account" in request.POST:
        return _as_illustrative(request)
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return enter(request, cast(Account, form.get_user()), onward=_onward(request), by_password=True)
    if request.method != "POST" and request.user.is_authenticated:
        return redirect(_onward(request))
    people = reading.illustrative_people() if settings.DEMO else []
    context = {"form": form, "people": people, "onward": _asked_onward(request), "sends_mail": may_be_sent()}
    return render(request, "identity/sign_in.html", context, status=422 if form.is_bound else 200)


def _as_illustrative(request: HttpRequest) -> HttpResponse:
    """Signs in one of the demo's people, who have no password. Nobody outside a demo, and nobody real."""
    people = Account.objects.filter(is_illustrative=True, is_active=True) if settings.DEMO else Account.objects.none()
    asked = request.POST["account"]
    account = get_object_or_404(people, pk=int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0)
    return enter(request, account, onward=_onward(request), by_password=False)


def _asked_onward(request: HttpRequest) -> str:
    """Where the reader was going when they were asked to sign in, if that is an absolute path of this site; otherwise empty."""
    asked = request.POST.get("next", request.GET.get("next", ""))
    return asked if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else ""


def _onward(request: HttpRequest) -> str:
    return _asked_onward(request) or settings.LOGIN_REDIRECT_URL


@require_safe
@signed_in
def typed(request: HttpRequest, account: Account) -> HttpResponse:
    """What the same person typed before the sign-in, to be sent now. The form keeps its key, so that it counts once."""
    kept = interrupted.typed(request, account.key)
    return render(request, "identity/typed.html", {"kept": kept}) if kept else redirect(settings.LOGIN_REDIRECT_URL)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Nobody is signed in any more; the public page follows."""
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@is_a_form
@signed_in
def account(request: HttpRequest, account: Account) -> HttpResponse:
    """One's own account: the roles one holds, the language of one's pages."""
    form = LanguageForm(request.POST if request.method == "POST" else None, initial={"language": account.language})
    if form.is_bound and form.is_valid():
        actions.choose_language(account=account, language=form.cleaned_data["language"], at=timezone.now())
        return speaking(redirect("account"), form.cleaned_data["language"])
    context = {"form": form, "roles": reading.roles_of(account), "today": timezone.localdate(), "app": factors.app_of(account)}
    return render(request, "identity/account.html", context, status=422 if form.is_bound else 200)


@require_safe
@signed_in
def rights(request: HttpRequest, account: Account) -> HttpResponse:
    """The table of rights as the code reads it; and, for whoever manages accounts, who holds which role where."""
    manages = account.may(actions.MANAGE)
    holders = reading.holders() if manages else []
    context = {"table": reading.table_of_rights(), "roles": reading.role_heads(), "holders": holders, "manages": manages}
    return render(request, "identity/rights.html", context | {"reaches": reading.reach_words(), "today": timezone.localdate()})
