"""The page on which what was signed here is published, or taken off the public side."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.signed_in import signed_in
from twinward.foundation.kernel.meanwhile import Meanwhile
from twinward.foundation.kernel.publication import Gate
from twinward.programme.instruments import actions, forms, rules
from twinward.programme.instruments.asking import Asking
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.publishing import STEPS, signed_by, told_outside
from twinward.programme.instruments.text_views import asks, given, whole


@asks
@signed_in
def publish(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """What was signed here is told outside from now on, or no longer. Of what is only recorded here its correction says so."""
    actions.require_publishing(account)
    instrument = whole(account, pk)
    if not instrument.is_here:
        raise Http404
    is_public = not instrument.is_public
    form = forms.ReasonForm(**given(request), account=account)
    form.fields["reason"].required = not is_public
    seen = told_outside(instrument, Gate.now(), is_public=is_public)
    meanwhile = Meanwhile(request, instrument, account)
    consequences = [(_("What the public sees then"), seen, "")]
    asking = Asking(STEPS[is_public], STEPS[is_public], "", instrument, {"consequences": consequences, "meanwhile": meanwhile})
    if request.method != "POST":
        signed = signed_by(instrument, timezone.localdate())
        return asking.show(request, form, faults=list(rules.publishing_faults(signed, is_public=is_public, reason="-")))
    return asking.answer(request, form, form.is_valid(), lambda: _published(account, form, instrument, meanwhile))


def _published(account: Account, form: forms.ReasonForm, instrument: Instrument, meanwhile: Meanwhile) -> Instrument:
    """Raises Refused when somebody else has changed the record since it was shown: then this would undo what they did."""
    told = {"is_public": not instrument.is_public, "reason": form.cleaned_data["reason"]}
    with meanwhile.as_shown():
        return actions.publish(instrument=instrument, by=account, at=timezone.now(), **told)
