"""A link for a guest is made, by which the partner confirms a proposed list."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from twinward.foundation.identity import guests
from twinward.foundation.identity.forms import AskForm
from twinward.foundation.identity.link_views import make_link, said_of_open_links
from twinward.foundation.identity.links import asked_about
from twinward.foundation.identity.models import Account
from twinward.foundation.identity.signed_in import signed_in
from twinward.foundation.kernel.lifecycle import Refused
from twinward.programme.letters.addressing import language_for
from twinward.programme.twinning.guest_questions import QUESTION
from twinward.programme.twinning.models import ListStep
from twinward.programme.twinning.views import form_page, proposal_in_sight


@signed_in
def list_ask(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """A link is made by which the partner confirms the proposed list; it goes by mail, or is shown once."""
    proposal = proposal_in_sight(account, pk)
    guests.require_asking(QUESTION, proposal, account)
    heading, coverage = _("Ask the partner to confirm"), proposal.coverage
    form, lead = AskForm(request.POST or None, initial=_ask_begins(proposal, account)), said_of_open_links(QUESTION, proposal)
    if request.method != "POST":
        return form_page(request, form, heading, coverage, lead=lead)
    if not form.is_valid():
        return form_page(request, form, heading, coverage, 422, lead=lead)
    try:
        make_link(request, account, form.cleaned_data, partial(guests.ask, QUESTION, proposal))
    except Refused as refused:
        return form_page(request, form, heading, coverage, 409, refused, lead=lead)
    return redirect(coverage)


def _ask_begins(proposal: ListStep, account: Account) -> dict[str, Any]:
    """Whom a new link is for: whoever was asked about this proposal last."""
    last = asked_about(QUESTION, [proposal], account).first()
    return {"asked_of": last.asked_of, "language": last.language} if last else {"language": language_for(proposal.coverage.country_id)}
