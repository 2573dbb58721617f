"""Pages that add acts: done here, recorded from elsewhere, corrected."""

from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.signed_in import signed_in
from twinward.foundation.kernel.actors import NotAllowed, require
from twinward.foundation.kernel.documents import store
from twinward.foundation.kernel.meanwhile import Meanwhile
from twinward.foundation.kernel.models import Document
from twinward.foundation.kernel.sentences import say
from twinward.programme.instruments import act_forms, acting, checking, waiting
from twinward.programme.instruments.asking import Asking
from twinward.programme.instruments.correctable import correctable, of_one_signing, said_of
from twinward.programme.instruments.evidence import StandingAct, gaps, standing_acts
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.foreseen import foreseen
from twinward.programme.instruments.models import Act, Instrument, Party
from twinward.programme.instruments.standing_terms import standing_terms
from twinward.programme.instruments.text_views import asks, given, seen, whole


@asks
@signed_in
def act(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """A party signs, ratifies, notifies ... here, through the reader, once they have confirmed what they wrote."""
    instrument = seen(account, pk)
    own = [party for party in instrument.parties.all() if account.may("instruments.act", party)]
    if not own:
        raise NotAllowed("instruments.act")
    waiting.drop_late(at=timezone.now())
    first = {"party": request.GET.get("party"), "kind": request.GET.get("kind", ActKind.SIGN)}
    anew = partial(act_forms.ActForm, account=account, own=own, today=timezone.localdate())
    form = anew(**given(request), initial=first)
    lead = _("Done here: everything must be certain, and it cannot be taken back, only corrected.")
    context: dict[str, Any] = {"shown": instrument.text_hash()}
    if request.method == "POST":
        context["stands"] = [(_("Text"), instrument, ""), *standing_terms(instrument)]
    asking = Asking(_("Act for your side"), _("Check your answers"), lead, instrument, context)
    do = partial(_do, account, form, instrument, request.POST.get("shown", ""))
    return checking.InTwoSteps(form, lambda typed: anew(initial=typed), do).answer(request, account, asking, instrument)


def _do(account: Account, form: act_forms.ActForm, instrument: Instrument, shown: str, papers: list[checking.Kept], at: datetime) -> Act:
    """The act is done; its papers are entered, without their bytes. Raises Refused."""
    party: Party = form.cleaned_data["party"]
    return acting.do_act(
        instrument=instrument,
        kind=ActKind(form.cleaned_data["kind"]),
        by=account,
        at=at,
        shown=shown,
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
    parties = acting.recordable(instrument, account)
    if not parties:
        require(account, "instruments.record", instrument.kept_by())
        messages.info(request, say("act_needs_party"))
        return redirect("instrument-party", instrument.pk)
    waiting.drop_late(at=timezone.now())
    today = timezone.localdate()
    anew = partial(act_forms.ActElsewhereForm, account=account, parties=parties, today=today)
    form = anew(**given(request))
    lead = _("Only what is known. A day may be left open, or be a month, a season, a year, or “before 27 October 2023”.")
    asking = Asking(_("Record an act"), _("Check your answers"), lead, instrument)
    before = gaps(whole(account, pk), today) if request.method == "POST" else []
    steps = checking.InTwoSteps(
        form,
        lambda typed: anew(initial=typed),
        partial(_record, account, form, instrument),
        lambda act: foreseen(act, whole(account, pk), before, today),
    )
    return steps.answer(request, account, asking, instrument)


def _record(account: Account, form: act_forms.ActElsewhereForm, instrument: Instrument, papers: list[checking.Kept], at: datetime) -> Act:
    """The act is on record; its paper is entered, without its bytes. Raises Refused."""
    return acting.record_act(
        instrument=instrument,
        kind=ActKind(form.cleaned_data["kind"]),
        day=form.said_day(),
        source=form.kept_source(at=at),
        by=account,
        at=at,
        **{one.field: one.entered(account, at) for one in papers},
        **form.given("party", "effective_on", "place", "signatory", "appointment", "why"),
    )


@asks
@signed_in
def correct(request: HttpRequest, account: Account, pk: int, act: int) -> HttpResponse:
    """A further act says what this one should have said."""
    instrument = get_object_or_404(Instrument.objects.visible_to(account).for_acts(), pk=pk)
    standing = standing_acts(instrument)
    wrong = next((one for one in standing if one.act.pk == act), None)
    if wrong is None:
        return _struck_meanwhile(request, instrument, act)
    found = [wrong, *of_one_signing(wrong, standing)]
    mine = correctable(found, account)
    if act not in mine:
        raise NotAllowed("instruments.record")
    others = [one for one in found if one is not wrong and one.act.pk in mine]
    form = act_forms.CorrectActForm(**given(request), account=account, wrong=wrong, others=others)
    lead = _("%(act)s by %(party)s. The wrong entry stays in the ledger beside the right one.")
    said = lead % {"act": wrong.act.get_kind_display(), "party": wrong.act.party}
    meanwhile = Meanwhile(request, instrument, account, lambda: said_of([one.act.pk for one in (wrong, *others)], instrument))
    asking = Asking(_("Correct an act"), _("Correct"), said, instrument, {"has_files": True, "meanwhile": meanwhile})
    if request.method != "POST":
        return asking.show(request, form)
    return asking.answer(request, form, form.is_valid(), lambda: _corrected(account, form, wrong, instrument, meanwhile))


def _struck_meanwhile(request: HttpRequest, instrument: Instrument, act: int) -> HttpResponse:
    """Whoever sends a correction of an act that a colleague has struck out since reads so on its record. Raises Http404 for any other act."""
    if request.method != "POST" or act not in {one.pk for one in instrument.acts.all() if one.corrects_id is None}:
        raise Http404
    messages.info(request, say("act_struck_meanwhile"))
    return redirect("instrument", instrument.pk)


def _corrected(
    account: Account, form: act_forms.CorrectActForm, wrong: StandingAct, instrument: Instrument, meanwhile: Meanwhile
) -> Instrument:
    with meanwhile.as_shown():
        _corrected_as_shown(account, form, wrong)
    return instrument


def _corrected_as_shown(account: Account, form: act_forms.CorrectActForm, wrong: StandingAct) -> None:
    at = timezone.now()
    acting.correct_signing(
        act=wrong.act,
        others=form.with_it(),
        day=form.said_day(),
        source=form.stated_by(at=at),
        signatory=form.signatory_name(),
        full_powers=_paper(form, "full_powers", account, at),
        by=account,
        at=at,
        **form.given("reason", "says_instead", "effective_on", "appointment"),
    )
