"""The page by which the other party is asked about an offered text through a link."""

from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from twinward.foundation.identity.forms import AskForm
from twinward.foundation.identity.link_views import make_link, said_of_open_links
from twinward.foundation.identity.models import Account
from twinward.foundation.identity.signed_in import signed_in
from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.registry.countries import language_for
from twinward.programme.instruments import partner
from twinward.programme.instruments.asking import REFUSED, UNREADABLE, Asking
from twinward.programme.instruments.forms import RoomForm
from twinward.programme.instruments.models import Instrument, Party
from twinward.programme.instruments.text_views import asks, given, seen


class AskPartnerForm(RoomForm, AskForm):
    """Which party is asked, and whom of it."""

    party = forms.ModelChoiceField(Party.objects.none(), label=_("Which party"), empty_label=None)
    leaves = ((_("Whom you ask"), "who", ("party", "asked_of", "language", "days", "send_to")),)

    def __init__(self, *args: Any, account: Actor, instrument: Instrument, **options: Any) -> None:
        super().__init__(*args, account=account, **options)
        field = self.fields["party"]
        assert isinstance(field, forms.ModelChoiceField)
        others = instrument.other_side()
        self.fields["language"].initial = language_for(others[0].country_id) if others else "en"
        field.queryset = (
            Party.objects.filter(pk__in=[party.pk for party in others])
            .select_related("organisation", "instrument__drafted_at")
            .order_by("pk")
        )


@asks
@signed_in
def ask(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """A link is made through which the other party answers; it goes by mail, or is shown once."""
    instrument = seen(account, pk)
    partner.require_asking(instrument, account)
    form = AskPartnerForm(**given(request), account=account, instrument=instrument)
    lead = _(
        "They read the very text that is on record now, and agree to it or send it back. If the text changes, the link answers nothing."
    )
    open_already = [said_of_open_links(partner.QUESTION, party) for party in instrument.other_side()]
    asking = Asking(_("Send the other party a link"), _("Make the link"), " ".join([str(lead), *filter(None, open_already)]), instrument)
    if request.method != "POST":
        return asking.show(request, form, faults=partner.link_faults(instrument))
    if not form.is_valid():
        return asking.show(request, form, status=UNREADABLE)
    try:
        make_link(request, account, form.cleaned_data, partial(partner.ask_partner, party=form.cleaned_data["party"]))
    except Refused as refused:
        return asking.show(request, form, faults=refused.faults, status=REFUSED)
    return redirect("instrument", pk)
