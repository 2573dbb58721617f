"""Choosing a password: the first, another, and one in the place of a lost one; and ending every other session."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from twinward.foundation.identity import actions, losing
from twinward.foundation.identity.forms import ChangePasswordForm, LostPasswordForm, PasswordForm
from twinward.foundation.identity.models import Account
from twinward.foundation.identity.signed_in import signed_in
from twinward.foundation.identity.views import is_a_form
from twinward.foundation.mail.actions import may_be_sent


@is_a_form
@sensitive_post_parameters("present", "password", "again")
@signed_in
def password_change(request: HttpRequest, account: Account) -> HttpResponse:
    """Whoever has a password chooses another. Every other session of the account ends; this one goes on. 404 for an account without one."""
    if not account.has_usable_password():
        raise Http404
    form = ChangePasswordForm(request.POST if request.method == "POST" else None, account=account)
    if form.is_bound and form.is_valid():
        actions.choose_password(account=account, password=form.cleaned_data["password"], at=timezone.now())
        update_session_auth_hash(request, account)
        messages.success(request, _("Your password is changed. Wherever else you were signed in, you no longer are."))
        return redirect("account")
    context = {"form": form, "owner": account}
    return render(request, "identity/password.html", context, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def sign_out_elsewhere(request: HttpRequest, account: Account) -> HttpResponse:
    """Every other session of the account ends; this one goes on. 404 for an account without a password, as the people of a demo share theirs."""
    if not account.has_usable_password():
        raise Http404
    actions.sign_out_everywhere(account=account, at=timezone.now())
    update_session_auth_hash(request, account)
    messages.success(request, _("Wherever else you were signed in, you no longer are."))
    return redirect("account")


@is_a_form
@sensitive_post_parameters("password", "again")
@never_cache
def password(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """The owner of an account chooses a password, once, by a link that an administrator handed over or that came by mail. 410 for any other."""
    accounts = Account.objects.select_for_update() if request.method == "POST" else Account.objects.all()  # a link sent twice opens once
    account = accounts.filter(pk=pk).first()
    if account is None or not losing.opens(account, token):
        context = {
            "heading": _("This link no longer works"),
            "reason": _("It was used, or it is too old. Ask an administrator for a new one."),
        }
        return render(request, "site/refused.html", context, status=410)
    with override(account.language):
        form = PasswordForm(request.POST if request.method == "POST" else None, account=account)
        if form.is_bound and form.is_valid():
            actions.choose_password(account=account, password=form.cleaned_data["password"], at=timezone.now())
            return redirect("sign-in")
        context = {"form": form, "owner": account, "is_once": True}
        return render(request, "identity/password.html", context, status=422 if form.is_bound else 200)


@is_a_form
@never_cache
def password_lost(request: HttpRequest) -> HttpResponse:
    """Whoever lost their password asks for a link by mail. The answer is the same whether the e-mail is known or not. 404 where no mail is sent."""
    if not may_be_sent():
        raise Http404
    form = LostPasswordForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        losing.send_link(form.cleaned_data["email"], at=timezone.now())
        messages.success(request, _("If somebody signs in with this e-mail, a mail with a link is on its way to it."))
        return redirect("sign-in")
    return render(request, "identity/password_lost.html", {"form": form}, status=422 if form.is_bound else 200)
