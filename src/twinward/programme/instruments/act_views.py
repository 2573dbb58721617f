"""Pages that add acts: done here, recorded from elsewhere, corrected."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.signed_in import signed_in
from twinward.foundation.kernel.actors import NotAllowed, require
from twinward.foundation.kernel.documents import store
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Document
from twinward.programme.instruments import act_forms, acting, checking, waiting
from twinward.programme.instruments.asking import REFUSED, UNREADABLE, Asking
from twinward.programme.instruments.evidence import StandingAct, standing_acts
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.models import Instrument, Party
from twinward.programme.instruments.text_views import asks, given, seen


@asks
@signed_in
def act(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """A party signs, ratifies, notifies ... here, through the reader, once they have confirmed what they wrote."""
    instrument = seen(account, pk)
    own = [party for party in instrument.parties.all() if account.may("instruments.act", party)]
    if not own:
        raise NotAllowed("instruments.act")
    waiting.drop_late(at=timezone.now())
    today = timezone.localdate()
    first = {"party": request.GET.get("party"), "kind": request.GET.get("kind", ActKind.SIGN)}
    form = act_forms.ActForm(**given(request), account=account, own=own, today=today, initial=first)
    lead = _("Done here: everything must be certain, and it cannot be taken back, only corrected.")
    context = {"has_files": True, "kept": checking.kept(request, form, account)}
    asking = Asking(_("Act for your side"), _("Check your answers"), lead, instrument, context)
    if request.method != "POST":
        return asking.show(request, form)
    if checking.BACK in request.POST:
        typed = {name: request.POST.get(name) for name in form.fields if name not in checking.PAPERS}
        return asking.show(request, act_forms.ActForm(account=account, own=own, today=today, initial=typed))
    if checking.SEND in request.POST:
        return asking.answer(request, form, form.is_valid(), lambda: _done(request, account, form, instrument, asking))
    return _checked(request, account, form, asking)


def _checked(request: HttpRequest, account: Account, form: act_forms.ActForm, asking: Asking) -> HttpResponse:
    """The act in words, if it could be done now; otherwise the form with what stands in the way. Nothing is written, but papers wait."""
    if not form.is_valid() or asking.instrument is None:
        return asking.show(request, form, status=UNREADABLE)
    at = timezone.now()
    try:
        asking.context["kept"] = papers = checking.brought(request, form, account, at)
        with transaction.atomic():
            _do(account, form, asking.instrument, papers, at)
            transaction.set_rollback(True)
    except Refused as refused:
        return asking.show(request, form, faults=refused.faults, status=REFUSED)
    return checking.check(request, form, asking, papers)


def _done(request: HttpRequest, account: Account, form: act_forms.ActForm, instrument: Instrument, asking: Asking) -> Instrument:
    at = timezone.now()
    asking.context["kept"] = papers = checking.brought(request, form, account, at)
    _do(account, form, instrument, papers, at)
    checking.keep_for_good(papers, account, at)  # last, so that no refusal leaves bytes without a document
    return instrument


def _do(account: Account, form: act_forms.ActForm, instrument: Instrument, papers: list[checking.Kept], at: datetime) -> None:
    """The act is done; its papers are entered, without their bytes. Raises Refused."""
    party: Party = form.cleaned_data["party"]
    acting.do_act(
        instrument=instrument,
        kind=ActKind(form.cleaned_data["kind"]),
        by=account,
        at=at,
        signatory=form.signatory_name(),
        party=party,
        **{one.field: one.entered(account, at) for one in papers},
        **form.given("day", "place", "effective_on", "appointment"),
    )


def _paper(form: act_forms.RoomForm, name: str, account: Account, at: datetime) -> Document | None:
    """The uploaded file as a document; None when there is none."""
    file: Any = form.cleaned_data.get(name)
    return store(file, name=file.name, kind=name, by=account, at=at) if file else None


@asks
@signed_in
def elsewhere(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """What a party did elsewhere is on record, as surely as it is known."""
    instrument = seen(account, pk)
    require(account, "instruments.record", instrument)
    form = act_forms.ActElsewhereForm(**given(request), account=account, instrument=instrument)
    lead = _("Only what is known. A day may be left open, or be a month, a year, or “before 27 October 2023”.")
    asking = Asking(_("Record an act"), _("Record"), lead, instrument, {"has_files": True})
    if request.method != "POST":
        return asking.show(request, form)
    return asking.answer(request, form, form.is_valid(), lambda: _recorded(account, form, instrument))


def _recorded(account: Account, form: act_forms.ActElsewhereForm, instrument: Instrument) -> Instrument:
    at = timezone.now()
    acting.record_act(
        instrument=instrument,
        kind=ActKind(form.cleaned_data["kind"]),
        day=form.said_day(),
        source=form.kept_source(at=at),
        document=_paper(form, "document", account, at),
        by=account,
        at=at,
        **form.given("party", "effective_on", "place", "signatory", "appointment", "why"),
    )
    return instrument


@asks
@signed_in
def correct(request: HttpRequest, account: Account, pk: int, act: int) -> HttpResponse:
    """A further act says what this one should have said."""
    instrument = seen(account, pk)
    wrong = next((one for one in standing_acts(instrument) if one.act.pk == act), None)
    if wrong is None:
        raise Http404
    require(account, *acting.right_to_correct(wrong.act))
    form = act_forms.CorrectActForm(**given(request), account=account, wrong=wrong)
    lead = _("%(act)s by %(party)s. The wrong entry stays in the ledger beside the right one.")
    said = lead % {"act": wrong.act.get_kind_display(), "party": wrong.act.party}
    asking = Asking(_("Correct an act"), _("Correct"), said, instrument, {"has_files": True})
    if request.method != "POST":
        return asking.show(request, form)
    return asking.answer(request, form, form.is_valid(), lambda: _corrected(account, form, wrong, instrument))


def _corrected(account: Account, form: act_forms.CorrectActForm, wrong: StandingAct, instrument: Instrument) -> Instrument:
    at = timezone.now()
    acting.correct_act(
        act=wrong.act,
        day=form.said_day(),
        signatory=form.signatory_name(),
        full_powers=_paper(form, "full_powers", account, at),
        by=account,
        at=at,
        **form.given("reason", "says_instead", "effective_on", "appointment"),
    )
    return instrument
