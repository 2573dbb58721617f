"""Pages on which an officer records a claim, corrects one, notes that sources disagree, or says what settles it."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.signed_in import signed_in
from twinward.foundation.kernel.actors import require
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.keys import fresh_key
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.meanwhile import Meanwhile
from twinward.foundation.kernel.models import Source
from twinward.foundation.kernel.one_reading import one_reading
from twinward.foundation.kernel.publication import Gate
from twinward.foundation.kernel.sources import add_source
from twinward.outward.figures.actions import correct_claim, record_claim, record_conflict, settle_conflict, strike_claim
from twinward.outward.figures.catalogue import figures
from twinward.outward.figures.conflicts import disagreements
from twinward.outward.figures.foretold import foretold
from twinward.outward.figures.forms import ClaimForm, ConflictForm, CorrectionForm, SettlingForm, StrikingForm, claim_label
from twinward.outward.figures.models import Claim, Conflict
from twinward.outward.figures.said import Notes
from twinward.outward.figures.wording import in_whole_units

CLAIM = "figures.claim"
SEND, BACK = "send", "back"


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_claim(request: HttpRequest, account: Account) -> HttpResponse:
    """Records what a source states, with the source when it is new, once it was confirmed beside what the public will read."""
    require(account, CLAIM, Claim())
    if BACK in request.POST:
        return _form(request, ClaimForm(initial=request.POST.dict()), gettext("Record a claim"), gettext("Check your answers"))
    form = ClaimForm(request.POST or None, initial={"figure": request.GET.get("figure", "")})
    if request.method != "POST" or not form.is_valid():
        return _form(request, form, gettext("Record a claim"), gettext("Check your answers"))
    if SEND not in request.POST:
        return _checked(request, form, account)
    claim = _recorded(form, account)
    messages.success(request, gettext("The claim is on record. It stands beside what is counted here, never in it."))
    return redirect("figure", claim.figure)


@transaction.atomic
def _recorded(form: ClaimForm, account: Account) -> Claim:
    told, now = form.cleaned_data, timezone.now()
    values = form.values()
    day = Day(values.pop("not_before"), values.pop("not_after"))
    source = told["source"] or _new_source(told, account, now)
    key = f"{told['figure'].replace('_', '-')}-{fresh_key().hex[-12:]}"
    return record_claim(key=key, figure=told["figure"], day=day, source=source, by=account, at=now, **values)


def _checked(request: HttpRequest, form: ClaimForm, account: Account) -> HttpResponse:
    """The answers, and the sentence that the public will read of them. Nothing is written yet."""
    with transaction.atomic():
        told = foretold(_recorded(form, account), Gate.now())
        transaction.set_rollback(True)
    heading = gettext("Record a claim")
    context = {
        "heading": heading,
        "crumbs": [(gettext("Figures"), reverse("figures")), (heading, "")],
        "told": told,
        "items": form.answers(),
        "hidden": [(name, value) for name in form.fields for value in request.POST.getlist(name)],
        "send_url": request.get_full_path(),
        "send_name": SEND,
        "back_name": BACK,
        "send_label": gettext("Confirm"),
        "back_url": reverse("figures"),
    }
    return render(request, "figures/check.html", context)


def _new_source(told: dict[str, Any], account: Account, now: Any) -> Source:
    return add_source(publisher=told["publisher"], day=told["published"], by=account, at=now, url=told["url"], speaker=told["speaker"])


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """Corrects what is on record of a claim, or whose it is, with a reason that the public can read."""
    claim = get_object_or_404(Claim.every.select_related("source"), pk=pk)
    require(account, CLAIM, claim)
    form, meanwhile = CorrectionForm(request.POST or None, initial=_as_typed(claim)), Meanwhile(request, claim, account)
    heading = gettext("Correct a claim")
    if request.method == "POST" and form.is_valid():
        try:
            with meanwhile.as_shown():
                _corrected(claim, form, account)
        except Refused as refused:
            return _form(request, form, heading, gettext("Correct"), refused, claim=claim, meanwhile=meanwhile)
        messages.success(request, gettext("Corrected. The log of corrections says what it said before."))
        return redirect("figure", claim.figure)
    return _form(request, form, heading, gettext("Correct"), claim=claim, meanwhile=meanwhile)


def _corrected(claim: Claim, form: CorrectionForm, account: Account) -> None:
    told, now = form.cleaned_data, timezone.now()
    source = told["source"] or _new_source(told, account, now)
    correct_claim(claim, reason=told["reason"], by=account, at=now, source=source, **form.values())


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def strike(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """Strikes out a claim that nobody made, with a reason that stays inside."""
    claim = get_object_or_404(Claim.every.select_related("source"), pk=pk)
    require(account, CLAIM, claim)
    form, meanwhile = StrikingForm(request.POST or None), Meanwhile(request, claim, account)
    heading, send = gettext("Strike out a claim"), gettext("Strike it out")
    if request.method == "POST" and form.is_valid():
        try:
            with meanwhile.as_shown():
                strike_claim(claim, reason=form.cleaned_data["reason"], by=account, at=timezone.now())
        except Refused as refused:
            return _form(request, form, heading, send, refused, struck=claim_label(claim), meanwhile=meanwhile)
        messages.success(request, gettext("Struck out. The claim counts nowhere any more."))
        return redirect("figure", claim.figure)
    return _form(request, form, heading, send, struck=claim_label(claim), meanwhile=meanwhile)


def _as_typed(claim: Claim) -> dict[str, Any]:
    own = {name: getattr(claim, name) for name in ("what", "operator", "unit", "said_of", "scope")} | {"source": claim.source_id}
    return own | {"value": str(in_whole_units(claim.value, claim.unit)), "day": "" if claim.day.is_unknown else claim.day}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_conflict(request: HttpRequest, account: Account) -> HttpResponse:
    """Notes that claims or sources disagree."""
    require(account, CLAIM, Conflict())
    form = ConflictForm(request.POST or None, initial={"figure": request.GET.get("figure", "")})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        key = f"{told['figure'].replace('_', '-')}-{fresh_key().hex[-12:]}"
        record_conflict(key=key, claims=told["claims"], sources=told["sources"], figure=told["figure"], by=account, at=timezone.now())
        messages.success(request, gettext("The disagreement is on record."))
        return redirect("figure", told["figure"])
    return _form(request, form, gettext("Record a disagreement"), gettext("Record"))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """Says what settles a disagreement. Both sides stay where they are."""
    conflict = get_object_or_404(Conflict, pk=pk)
    require(account, CLAIM, conflict)
    form = SettlingForm(request.POST or None, initial=_as_settled(conflict))
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            settle_conflict(conflict, by=account, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            refused = refusal
        else:
            messages.success(request, gettext("Settled. The public reads your words beside what the sources say."))
            return redirect(reverse("figures") + "#conflicts")
        form = SettlingForm(initial=form.cleaned_data | {"seen": _as_settled(conflict)["seen"]})
    notes, gate = Notes(), Gate.now()
    with one_reading():
        told = disagreements(figures(gate.latest, gate), gate.latest, gate, notes, only=conflict)
    shown = {"conflicts": told, "sources": notes.numbered()}
    return _form(request, form, gettext("Settle a disagreement"), gettext("Settle"), refused, **shown)


def _as_settled(conflict: Conflict) -> dict[str, Any]:
    """What the form begins with: the words that settle the conflict now, in their language; where none do, that of whoever writes."""
    if last := conflict.settlements.last():
        return {"explanation": last.explanation, "language": last.language, "seen": last.pk}
    return {"language": get_language(), "seen": None}


def _form(request: HttpRequest, form: Any, heading: str, send: str, refused: Refused | None = None, **context: Any) -> HttpResponse:
    status = 409 if refused else 422 if form.is_bound else 200
    return render(
        request, "figures/form.html", {"form": form, "heading": heading, "send": send, "refused": refused} | context, status=status
    )
