"""Pages of the second factor: the code at sign-in, setting up an app, recovery codes, and being asked again before any of it changes."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import quote

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.reauthentication import is_reauthentication_required, reauthenticate_by_password
from allauth.mfa.adapter import get_adapter
from allauth.mfa.stages import AuthenticateStage
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from twinward.foundation.identity import entering, factors
from twinward.foundation.identity.factor_forms import AppForm, CodeAgainForm, CodeForm, PasswordAgainForm
from twinward.foundation.identity.factor_secrets import OtherKey
from twinward.foundation.identity.models import Account
from twinward.foundation.identity.requiring import lacks_one
from twinward.foundation.identity.signed_in import signed_in
from twinward.foundation.identity.views import is_a_form

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
Plain = Callable[..., HttpResponse]
Own = Callable[Concatenate[HttpRequest, Account, P], HttpResponseBase]


def with_a_password(view: Own[P]) -> View[P]:
    """A view of somebody who has signed in and has a password. 404 for the people of a demo, who have none."""

    @wraps(view)
    @signed_in
    def asked(request: HttpRequest, account: Account, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not account.has_usable_password():
            raise Http404
        return view(request, account, *args, **kwargs)

    return asked


def shown_again(view: Own[P]) -> View[P]:
    """A view of somebody who has shown within the last minutes who they are; anybody else is asked, and comes back here."""

    @wraps(view)
    @with_a_password
    def asked(request: HttpRequest, account: Account, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if is_reauthentication_required(request, app="allauth.mfa"):
            return redirect(f"{reverse('account_reauthenticate')}?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}")
        return view(request, account, *args, **kwargs)

    return asked


def written_at_once(view: Plain) -> Plain:
    """A view whose writes are one transaction, refused guesses that it counts among them; where it only shows a form it holds up nobody."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any) -> HttpResponse:
        with transaction.atomic() if request.method == "POST" else nullcontext():
            return view(request, *args)

    return asked


@is_a_form
@sensitive_post_parameters("code")
@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")
@written_at_once
def code(request: HttpRequest) -> HttpResponse:
    """The second step of signing in. Whoever did not take the first one within a quarter of an hour is led to it."""
    stage = request._login_stage  # pyright: ignore[reportAttributeAccessIssue] - set by the decorator
    if not entering.still_stands(stage.login) or factors.app_of(stage.login.user) is None:
        return entering.give_up(request)
    form = CodeForm(request.POST if request.method == "POST" else None, user=stage.login.user)
    if form.is_bound and form.is_valid():
        if factors.use(form, by=stage.login.user, at=timezone.now()):
            _tell_what_is_left(request, stage.login.user)
        return stage.exit()
    return render(request, "identity/code.html", {"form": form}, status=422 if form.is_bound else 200)


def _tell_what_is_left(request: HttpRequest, account: Account) -> None:
    codes = factors.codes_of(account)
    left = factors.unused(codes) if codes else 0
    messages.warning(
        request, _("You used a recovery code. Still unused: %(left)s. New ones are made on the page of your account.") % {"left": left}
    )


@is_a_form
@sensitive_post_parameters("password")
@with_a_password
@written_at_once
def password_again(request: HttpRequest, account: Account) -> HttpResponse:
    """Who is signed in shows by their password that they are."""
    form = PasswordAgainForm(request.POST if request.method == "POST" else None, user=account)
    return _again(request, account, form, lambda: reauthenticate_by_password(request))


@is_a_form
@sensitive_post_parameters("code")
@with_a_password
@written_at_once
def code_again(request: HttpRequest, account: Account) -> HttpResponse:
    """Who is signed in shows by a code that they are. 404 for whoever has no second factor."""
    if factors.app_of(account) is None:
        raise Http404
    form = CodeAgainForm(request.POST if request.method == "POST" else None, user=account)
    return _again(request, account, form, lambda: factors.use(form, by=account, at=timezone.now()))


def _again(request: HttpRequest, account: Account, form: Form, count: Callable[[], object]) -> HttpResponse:
    """A sound form counts and leads where its sender was going."""
    onward = request.POST.get(REDIRECT_FIELD_NAME, request.GET.get(REDIRECT_FIELD_NAME, ""))
    onward = onward if onward.startswith("/") and url_has_allowed_host_and_scheme(onward, allowed_hosts=None) else reverse("mfa_index")
    if form.is_bound and form.is_valid():
        count()
        return redirect(onward)
    ways = {"account_reauthenticate": _("Show it by your password instead")}
    if factors.app_of(account):
        ways["mfa_reauthenticate"] = _("Show it by a code instead")
    others = [
        (f"{reverse(name)}?{urlencode({REDIRECT_FIELD_NAME: onward})}", way) for name, way in ways.items() if reverse(name) != request.path
    ]
    return render(request, "identity/again.html", {"form": form, "onward": onward, "others": others}, status=422 if form.is_bound else 200)


@require_safe
@with_a_password
def second_factor(request: HttpRequest, account: Account) -> HttpResponse:
    """What somebody has besides their password."""
    codes = factors.codes_of(account)
    context = {"app": factors.app_of(account), "codes": codes, "left": factors.unused(codes) if codes else 0}
    return render(request, "identity/second_factor.html", context)


@is_a_form
@sensitive_post_parameters("code")
@shown_again
def app_new(request: HttpRequest, account: Account) -> HttpResponse:
    """The page on which an app is set up by a QR code; then its recovery codes are shown."""
    if factors.app_of(account):
        return redirect("mfa_index")
    form = AppForm(request.POST if request.method == "POST" else None, user=account)
    if form.is_bound and form.is_valid():
        factors.add_app(request, form, by=account, at=timezone.now())
        messages.success(request, _("From now on you are asked for a code when you sign in."))
        return redirect("mfa_view_recovery_codes")
    adapter = get_adapter()
    address = adapter.build_totp_url(account, form.secret)
    context: dict[str, object] = {"is_required": lacks_one(account)}
    context |= {"form": form, "svg": SafeString(adapter.build_totp_svg(address)), "address": address, "secret": _in_fours(form.secret)}
    return render(request, "identity/app_new.html", context, status=422 if form.is_bound else 200)


def _in_fours(secret: str) -> str:
    """A long secret as people type it from one screen into another."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


@is_a_form
@shown_again
def app_remove(request: HttpRequest, account: Account) -> HttpResponse:
    """The page on which the app is taken away, and the recovery codes with it."""
    app = factors.app_of(account)
    if app is None:
        return redirect("mfa_index")
    if request.method == "POST":
        factors.remove_app(request, app, by=account, at=timezone.now())
        messages.success(request, _("You have no second factor any more."))
        return redirect("mfa_index")
    return render(request, "identity/app_remove.html")


@is_a_form
@shown_again
def recovery_codes(request: HttpRequest, account: Account) -> HttpResponse:
    """The recovery codes, until their owner says that they are kept. 404 where there are none."""
    codes = factors.codes_of(account)
    if codes is None:
        raise Http404
    if codes.did_view:
        return redirect("mfa_index")
    if request.method == "POST":
        factors.keep_codes(codes, by=account, at=timezone.now())
        return redirect("mfa_index")
    try:
        unused = codes.get_unused_codes()
    except OtherKey as fault:
        messages.error(request, fault.messages[0])
        return redirect("mfa_index")
    file = "".join(f"{one}\r\n" for one in unused)
    return render(request, "identity/recovery_codes.html", {"codes": unused, "file": f"data:text/plain;charset=utf-8,{quote(file)}"})


@is_a_form
@shown_again
def recovery_codes_new(request: HttpRequest, account: Account) -> HttpResponse:
    """The page on which new recovery codes are made; the former ones work no more. 404 for whoever has no second factor."""
    if factors.app_of(account) is None:
        raise Http404
    if request.method == "POST":
        factors.make_codes(request, by=account, at=timezone.now())
        return redirect("mfa_view_recovery_codes")
    return render(request, "identity/recovery_codes_new.html")
