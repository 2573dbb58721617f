"""Pages that mend what is told of a party: the right one takes its place, or it is struck out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.signed_in import signed_in
from twinward.foundation.kernel.actors import require
from twinward.programme.instruments import actions, forms, party_forms, striking
from twinward.programme.instruments.asking import Asking
from twinward.programme.instruments.models import Instrument, Party
from twinward.programme.instruments.text_views import asks, given, seen


@asks
@signed_in
def party_correct(request: HttpRequest, account: Account, pk: int, party: int) -> HttpResponse:
    """A party is told as it is; one that was confused with another gives its place to that."""
    instrument, wrong = _to_mend(account, pk, party)
    form = party_forms.PartyReasonForm(**given(request), account=account, initial=party_forms.told(wrong))
    form.fields["reason"].required = True
    if instrument.is_here:
        del form.fields["came_later"]
    lead = _("%(party)s. If another one is meant, that takes its place, and this one stays on record as struck out, with your reason.")
    asking = Asking(_("Correct a party"), _("Save"), lead % {"party": wrong}, instrument)
    if request.method != "POST":
        return asking.show(request, form)

    def correct() -> Instrument:
        columns = form.columns() or {}
        striking.correct_party(party=wrong, by=account, at=timezone.now(), reason=form.cleaned_data["reason"], **columns)
        return instrument

    return asking.answer(request, form, form.is_valid(), correct)


@asks
@signed_in
def party_strike(request: HttpRequest, account: Account, pk: int, party: int) -> HttpResponse:
    """A party that never was one counts nowhere, and says why."""
    instrument, wrong = _to_mend(account, pk, party)
    form = forms.ReasonForm(**given(request), account=account)
    form.fields["reason"].required = True
    lead = _(
        "%(party)s. It then counts nowhere, for no day. It stays on record as struck out. "
        "Your name and reason are read by the side that keeps the record, and by the administrators; others read only the day."
    )
    asking = Asking(_("Strike out a party"), _("Strike it out"), lead % {"party": wrong}, instrument)
    if request.method != "POST":
        return asking.show(request, form)

    def strike() -> Instrument:
        striking.strike_party(party=wrong, by=account, at=timezone.now(), reason=form.cleaned_data["reason"])
        return instrument

    return asking.answer(request, form, form.is_valid(), strike)


def _to_mend(account: Account, pk: int, party: int) -> tuple[Instrument, Party]:
    """The instrument, which the reader keeps, and its party, struck out or not: of one that was meanwhile, the page says so.

    Raises Http404, NotAllowed.
    """
    instrument = seen(account, pk)
    require(account, *actions.keeping(instrument))
    return instrument, get_object_or_404(Party.every.select_related("organisation"), pk=party, instrument=instrument)
