"""Links for guests: one is made by which the partner confirms a proposed list, and taken back."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from twinward.foundation.identity import guests
from twinward.foundation.identity.forms import AskForm
from twinward.foundation.identity.models import Account, GuestQuestion
from twinward.foundation.identity.signed_in import signed_in
from twinward.foundation.kernel.actors import require
from twinward.foundation.kernel.keys import RecordKey
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.wording import at_time, tongue
from twinward.programme.letters.addressing import language_for
from twinward.programme.twinning import pages
from twinward.programme.twinning.links import in_sight
from twinward.programme.twinning.models import ListStep
from twinward.programme.twinning.views import form_page, proposal_in_sight


@signed_in
def list_ask(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """A link is made by which the partner confirms the proposed list; it is shown once."""
    proposal = proposal_in_sight(account, pk)
    require(account, "twinning.confirm", proposal)
    require(account, "twinning.chase", proposal)
    heading, coverage = _("Ask the partner to confirm"), proposal.coverage
    form = AskForm(request.POST or None, initial=_ask_begins(proposal, account))
    if request.method != "POST":
        return form_page(request, form, heading, coverage)
    if not form.is_valid():
        return form_page(request, form, heading, coverage, 422)
    given = form.cleaned_data
    works_for = timedelta(days=given["days"])
    try:
        asked, token = guests.ask(
            "proposed-list",
            proposal,
            asked_of=given["asked_of"],
            language=given["language"],
            works_for=works_for,
            by=account,
            at=timezone.localtime(),
        )
    except Refused as refused:
        return form_page(request, form, heading, coverage, 409, refused)
    link = request.build_absolute_uri(reverse("guest", args=[token]))
    messages.success(request, render_to_string("identity/parts/link.html", {"who": asked.asked_of, "link": link}))
    return redirect(coverage)


def _ask_begins(proposal: ListStep, account: Account) -> dict[str, Any]:
    """Whom a new link is for: whoever was asked about this proposal last."""
    last = in_sight([proposal], proposal.coverage, account).first()
    return {"asked_of": last.asked_of, "language": last.language} if last else {"language": language_for(proposal.coverage.country_id)}


@signed_in
def link_withdraw(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """A link that still works is taken back, after a look at whose it is."""
    asked, proposal = _asked(account, pk)
    require(account, "twinning.confirm", proposal)
    require(account, "twinning.chase", proposal)
    now = timezone.localtime()
    if request.method != "POST":
        closed = guests.closed_because(asked, at=now)
        return _withdrawing(request, asked, proposal, Refused("withdraw", [closed]) if closed else None)
    try:
        guests.withdraw(asked, by=account, at=now)
    except Refused as refused:
        return _withdrawing(request, asked, proposal, refused)
    messages.success(request, _("The link is withdrawn. Whoever opens it reads so."))
    return redirect(proposal.coverage)


def _asked(account: Account, pk: int) -> tuple[GuestQuestion, ListStep]:
    """The link and the proposal that it asks about. Http404 for one out of sight."""
    rows = GuestQuestion.objects.unscoped("whose link it is shows whether it is in sight").filter(pk=pk, question="proposed-list")
    record = rows.values_list("record", flat=True).first()
    if record is None:
        raise Http404(pk)
    proposal = proposal_in_sight(account, int(RecordKey.parse(record).pk))
    return get_object_or_404(in_sight([proposal], proposal.coverage, account), pk=pk), proposal


def _withdrawing(request: HttpRequest, asked: GuestQuestion, proposal: ListStep, refused: Refused | None) -> HttpResponse:
    coverage = proposal.coverage
    context = {
        "heading": _("Withdraw the link"),
        "crumbs": pages.crumbs(str(coverage), coverage.country_id),
        "items": [
            (_("For whom"), asked.asked_of, ""),
            (_("Language of their page"), tongue(asked.language), ""),
            (_("Asked"), at_time(asked.asked_at), ""),
            (_("Works until"), at_time(asked.expires_at), ""),
        ],
        "send_url": reverse("link-withdraw", args=[asked.pk]),
        "send_label": _("Withdraw the link"),
        "hidden": [],
        "back_url": coverage.get_absolute_url(),
        "refused": refused,
    }
    return render(request, "twinning/withdraw.html", context, status=409 if refused else 200)
