"""The page that strikes out a record of something made elsewhere."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.signed_in import signed_in
from twinward.foundation.kernel.actors import require
from twinward.programme.instruments import actions, forms
from twinward.programme.instruments.asking import Asking
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.striking_out import resting_faults, strike_instrument
from twinward.programme.instruments.text_views import asks, given, whole


@asks
@signed_in
def strike(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """A record that was put on by mistake counts nowhere, and says why."""
    instrument = whole(account, pk)
    require(account, *actions.keeping(instrument))
    if instrument.is_public:
        actions.require_publishing(account)
    if instrument.is_here:
        raise Http404
    form = forms.ReasonForm(**given(request), account=account)
    form.fields["reason"].required = True
    lead = _(
        "%(title)s. It is then in no list, choice, task or figure, for no day. Its page stays and says that it was struck out. "
        "Your name and reason are read by the side that keeps the record, and by the administrators; others read only the day."
    )
    asking = Asking(_("Strike out this record"), _("Strike it out"), lead % {"title": instrument}, instrument)
    if request.method != "POST":
        return asking.show(request, form, faults=list(resting_faults(instrument, account, timezone.now())))

    def struck() -> Instrument:
        return strike_instrument(instrument=instrument, by=account, at=timezone.now(), reason=form.cleaned_data["reason"])

    return asking.answer(request, form, form.is_valid(), struck)
