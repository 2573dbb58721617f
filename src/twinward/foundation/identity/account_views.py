"""Accounts and roles, for whoever manages them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from twinward.foundation.identity import actions, factors, inviting, reading
from twinward.foundation.identity.forms import EndRoleForm, InviteForm, RoleForm
from twinward.foundation.identity.models import Account, Membership
from twinward.foundation.identity.signed_in import signed_in
from twinward.foundation.identity.views import is_a_form
from twinward.foundation.kernel.actors import require
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.mail.actions import may_be_sent
from twinward.foundation.mail.standing import standing

TURNS: dict[str, Callable[..., object]] = {
    "close": actions.close_account,
    "reopen": actions.reopen_account,
    "forget-password": actions.forget_password,
    "take-second-factor": factors.take_away,
    "invite": inviting.send_invitation,
}


@require_safe
@signed_in
def accounts(request: HttpRequest, account: Account) -> HttpResponse:
    """Every account with the roles that it holds."""
    require(account, actions.MANAGE)
    return render(request, "identity/accounts.html", {"rows": reading.accounts()})


@require_safe
@signed_in
def account_record(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """One account: its roles, and what may be done with it."""
    require(account, actions.MANAGE)
    return _record(request, account, get_object_or_404(Account, pk=pk))


def _record(request: HttpRequest, account: Account, shown: Account, refused: Refused | None = None) -> HttpResponse:
    link = reading.password_link(shown)
    context = {"shown": shown, "roles": reading.roles_of(shown), "is_own": shown == account, "refused": refused}
    mail = inviting.invitation_of(shown, account)
    context |= {"link": request.build_absolute_uri(link) if link else "", "mail": mail, "mail_standing": standing(mail) if mail else None}
    context |= {"app": factors.app_of(shown)}
    context |= {"sends_mail": may_be_sent(), "link_days": settings.PASSWORD_RESET_TIMEOUT // 86400}
    return render(request, "identity/account_record.html", context, status=409 if refused else 200)


@is_a_form
@signed_in
def account_new(request: HttpRequest, account: Account) -> HttpResponse:
    """The form by which somebody is invited."""
    require(account, actions.MANAGE)
    form = InviteForm(request.POST if request.method == "POST" else None, actor=account)

    def save(values: dict[str, Any]) -> HttpResponse:
        opened = inviting.invite(**values, by=account, at=timezone.now())
        is_sent = may_be_sent()
        messages.success(
            request,
            _("The account is open. The invitation is on its way.") if is_sent else _("The account is open. Hand over the link below."),
        )
        return redirect("account-record", opened.pk)

    return _form_page(request, form, save, heading=_("Invite somebody"), back=reverse("accounts"))


@is_a_form
@signed_in
def role_new(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """The form by which an account is given a role."""
    require(account, actions.MANAGE)
    shown = get_object_or_404(Account, pk=pk)
    form = RoleForm(request.POST if request.method == "POST" else None, actor=account)

    def save(values: dict[str, Any]) -> HttpResponse:
        actions.give_role(account=shown, **values, by=account, at=timezone.now())
        return redirect("account-record", shown.pk)

    return _form_page(
        request, form, save, heading=_("New role for %(name)s") % {"name": shown}, back=reverse("account-record", args=[shown.pk])
    )


@is_a_form
@signed_in
def role_end(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """The form by which a role ends."""
    require(account, actions.MANAGE)
    membership = get_object_or_404(Membership.objects.select_related("account", "organisation"), pk=pk)
    form = EndRoleForm(request.POST if request.method == "POST" else None)

    def save(values: dict[str, Any]) -> HttpResponse:
        ends_before = values["ends_on"] + timedelta(days=1)
        actions.end_role(membership=membership, ends_before=ends_before, by=account, at=timezone.now())
        return redirect("account-record", membership.account_id)

    words = {"name": membership.account, "role": membership, "where": membership.organisation}
    heading = _("End a role of %(name)s: %(role)s, %(where)s") % words
    return _form_page(request, form, save, heading=heading, back=reverse("account-record", args=[membership.account_id]))


@require_POST
@signed_in
def account_turn(request: HttpRequest, account: Account, pk: int, name: str) -> HttpResponse:
    """The account is closed, opened again, without a password, or without a second factor. 404 for a name that is none of TURNS."""
    require(account, actions.MANAGE)
    shown = get_object_or_404(Account, pk=pk)
    if name not in TURNS:
        raise Http404(name)
    try:
        TURNS[name](account=shown, by=account, at=timezone.now())
    except Refused as refused:
        return _record(request, account, shown, refused)
    return redirect("account-record", pk)


def _form_page(
    request: HttpRequest,
    form: forms.Form,
    save: Callable[[dict[str, Any]], HttpResponse],
    *,
    heading: str,
    back: str,
) -> HttpResponse:
    """What `save` answers for a sound form; otherwise the form again with what was typed: 422, or 409 for what the rules refuse."""
    refused, status = None, 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                return save(dict(form.cleaned_data))
            except Refused as fault:
                refused, status = fault, 409
    context = {"form": form, "refused": refused, "heading": heading, "back": back}
    return render(request, "identity/form.html", context, status=status)
