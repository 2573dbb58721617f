"""Pages that write about what an instrument rests on: links, their names, their withdrawal, waivers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.signed_in import signed_in
from twinward.foundation.kernel.actors import require
from twinward.foundation.kernel.phrases import phrase
from twinward.foundation.kernel.wording import capfirst, on_day
from twinward.programme.instruments import actions, forms, linking, waiving
from twinward.programme.instruments.asking import Asking
from twinward.programme.instruments.models import Instrument, Link, Waiver
from twinward.programme.instruments.text_views import asks, given, seen, whole


@asks
@signed_in
def link(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """It rests on, amends, supersedes, implements or is an annex of another."""
    instrument = seen(account, pk)
    require(account, *actions.keeping(instrument))
    form = forms.LinkForm(**given(request), account=account, instrument=instrument)
    asking = Asking(_("Link it to another"), _("Link"), _("Only what its text or a source states."), instrument)
    if request.method != "POST":
        return asking.show(request, form)

    def add() -> Instrument:
        at = timezone.now()
        columns = form.given("to_instrument", "kind", "unnamed", "subjects") | form.ground(at=at)
        linking.link(from_instrument=instrument, by=account, at=at, **columns)
        return instrument

    return asking.answer(request, form, form.is_valid(), add)


@asks
@signed_in
def link_name(request: HttpRequest, account: Account, pk: int, link: int) -> HttpResponse:
    """What a link only described is an instrument on record."""
    instrument = seen(account, pk)
    require(account, *actions.keeping(instrument))
    described = get_object_or_404(Link.objects.filter(withdrawn_on=None).exclude(unnamed=""), pk=link, from_instrument=instrument)
    form = forms.LinkNameForm(**given(request), account=account, instrument=instrument)
    lead = _("So far only described as: %(words)s.") % {"words": phrase(described.unnamed)}
    asking = Asking(_("Name the other instrument"), _("Name it"), lead, instrument)
    if request.method != "POST":
        return asking.show(request, form)

    def name() -> Instrument:
        linking.name_link(link=described, by=account, at=timezone.now(), **form.given("to_instrument", "reason"))
        return instrument

    return asking.answer(request, form, form.is_valid(), name)


@asks
@signed_in
def link_withdraw(request: HttpRequest, account: Account, pk: int, link: int) -> HttpResponse:
    """A link that was never right counts on no day, and says why."""
    instrument = seen(account, pk)
    require(account, *actions.keeping(instrument))
    wrong = get_object_or_404(Link.objects.select_related("to_instrument"), pk=link, from_instrument=instrument)
    form = forms.ReasonForm(**given(request), account=account)
    form.fields["reason"].required = True
    lead = _(
        "%(link)s: %(other)s. It then counts on no day, past or future. It stays on record as withdrawn. "
        "Your name and reason are read by the side that keeps the record, and by the administrators; others read only the day."
    )
    asking = Asking(_("Withdraw this link"), _("Withdraw this link"), lead % _in_words(wrong, account), instrument)
    if request.method != "POST":
        return asking.show(request, form)

    def withdraw() -> Instrument:
        linking.withdraw_link(link=wrong, by=account, at=timezone.now(), reason=form.cleaned_data["reason"])
        return instrument

    return asking.answer(request, form, form.is_valid(), withdraw)


def _in_words(link: Link, account: Account) -> dict[str, str]:
    """The link and its other end, as far as the reader may see that."""
    is_seen = Instrument.objects.visible_to(account).filter(pk=link.to_instrument_id).exists()
    other = str(link.to_instrument) if is_seen else phrase(link.unnamed) or gettext("An instrument of another side")
    return {"link": capfirst(link.get_kind_display()), "other": other}


@asks
@signed_in
def waive(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """From today on it may do without a legal basis."""
    instrument = seen(account, pk)
    require(account, "instruments.waive", instrument.kept_by())
    form = forms.ReasonForm(**given(request), account=account)
    form.fields["reason"].required = True
    lead = _("From today on it may stand without a legal basis. Your name and reason stay with it.")
    asking = Asking(_("Waive the legal basis"), _("Waive"), lead, instrument)
    if request.method != "POST":
        return asking.show(request, form)

    def add() -> Instrument:
        actions.waive(instrument=instrument, by=account, at=timezone.now(), reason=form.cleaned_data["reason"])
        return instrument

    return asking.answer(request, form, form.is_valid(), add)


@asks
@signed_in
def waiver_withdraw(request: HttpRequest, account: Account, pk: int, waiver: int) -> HttpResponse:
    """A waiver on which nobody has relied counts on no day, and says why."""
    require(account, "instruments.waive", seen(account, pk).kept_by())
    instrument = whole(account, pk)
    wrong = get_object_or_404(Waiver.every, pk=waiver, instrument=instrument)
    form = forms.ReasonForm(**given(request), account=account)
    form.fields["reason"].required = True
    relied = [f"{one.act.party} ({on_day(one.says.day)})" for one in waiving.relying(instrument, wrong)]
    told = {"reason": wrong.reason, "who": ", ".join(relied)}
    lead = (
        _("“%(reason)s”. Signed on this ground: %(who)s.")
        if relied
        else _("“%(reason)s”. It then counts on no day, and stays on record as withdrawn.")
    )
    asking = Asking(_("Withdraw this waiver"), _("Withdraw this waiver"), lead % told, instrument)
    if request.method != "POST":
        return asking.show(request, form, faults=["waiver_relied_on"] if relied else [])

    def withdraw() -> Instrument:
        waiving.withdraw_waiver(waiver=wrong, by=account, at=timezone.now(), reason=form.cleaned_data["reason"])
        return instrument

    return asking.answer(request, form, form.is_valid(), withdraw)
