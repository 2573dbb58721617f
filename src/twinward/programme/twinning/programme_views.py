"""Pages on which a programme begins, its record is mended, and countries that joined later are taken in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.signed_in import signed_in
from twinward.foundation.kernel.actors import require
from twinward.foundation.kernel.alphabet import alphabetical
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.meanwhile import Meanwhile
from twinward.foundation.kernel.wording import number
from twinward.foundation.registry.countries import country_name
from twinward.foundation.registry.models import Organisation
from twinward.programme.twinning import beginning, pages
from twinward.programme.twinning.models import CHASED, Coverage, Programme
from twinward.programme.twinning.programme_forms import BeginProgrammeForm, CorrectProgrammeForm

asks = require_http_methods(["GET", "HEAD", "POST"])


@asks
@signed_in
def begin(request: HttpRequest, account: Account) -> HttpResponse:
    """A programme begins over a declaration. 409 once this node has one."""
    require(account, "twinning.chase")
    if beginning.programme_of_node() is not None:
        return _page(request, None, _begin_words(), 409, refused=Refused("begin", ["programme_begun"]))
    form = BeginProgrammeForm(request.POST or None, account=account, initial=_begins(request, account))
    if request.method != "POST":
        return _page(request, form, _begin_words())
    if not form.is_valid():
        return _page(request, form, _begin_words(), 422)
    try:
        begun = beginning.begin_programme(declaration=form.cleaned_data["declaration"], by=account, at=timezone.localtime(), **form.told)
    except Refused as refused:
        return _page(request, form, _begin_words(), 409, refused=refused)
    messages.success(request, _begun_words(begun))
    return redirect("countries")


def _begin_words() -> dict[str, str]:
    return {
        "heading": _("Begin a programme"),
        "send": _("Begin the programme"),
        "lead": _(
            "Everybody who has an account here reads which countries take part and when they joined. "
            "The public side tells it too, where the record of the declaration is marked as public."
        ),
    }


def _begins(request: HttpRequest, account: Account) -> dict[str, Any]:
    """The declaration of the address, else the only one; and the reader's own institution."""
    found = [one.pk for one in beginning.joinable(account)]
    asked = request.GET.get("declaration", "")
    chosen = [pk for pk in found if str(pk) == asked] or (found if len(found) == 1 else [])
    own = [held.organisation for held in account.held if held.on(timezone.localdate())]
    return {
        "declaration": next(iter(chosen), None),
        "lead": Organisation.objects.visible_to(account).filter(pk__in=own[:1]).first(),
    }


def _begun_words(programme: Programme) -> str:
    covered = Coverage.objects.unscoped("which countries take part is known to everybody here")
    count = covered.filter(programme=programme).count()
    words = ngettext(
        "The programme has begun. %(count)s country of its declaration takes part.",
        "The programme has begun. %(count)s countries of its declaration take part.",
        count,
    )
    return words % {"count": number(count)}


@asks
@signed_in
def correct(request: HttpRequest, account: Account) -> HttpResponse:
    """The record of the programme says something else."""
    programme = get_object_or_404(Programme.objects.select_related("lead"), key=CHASED)
    require(account, "twinning.chase", programme)
    form, meanwhile = (
        CorrectProgrammeForm(request.POST or None, account=account, programme=programme),
        Meanwhile(request, programme, account),
    )
    words = {"heading": _("Correct the programme"), "send": _("Save"), "lead": _("The old values stay in the ledger.")}
    if request.method != "POST":
        return _page(request, form, words, meanwhile=meanwhile)
    if not form.is_valid():
        return _page(request, form, words, 422, meanwhile=meanwhile)
    try:
        with meanwhile.as_shown():
            reason = form.cleaned_data["reason"]
            beginning.correct_programme(programme, reason=reason, by=account, at=timezone.localtime(), **form.told)
    except Refused as refused:
        return _page(request, form, words, 409, refused=refused, meanwhile=meanwhile)
    return redirect("countries")


@asks
@signed_in
def take_in(request: HttpRequest, account: Account) -> HttpResponse:
    """The countries that joined the declaration since take part. 409 where there are none."""
    programme = get_object_or_404(Programme.objects.select_related("declaration"), key=CHASED)
    require(account, "twinning.chase", programme)
    words = {"heading": _("Take in further countries")}
    codes = beginning.not_taken_in(programme)
    if request.method == "POST":
        try:
            beginning.take_in(programme, by=account, at=timezone.localtime())
        except Refused as refused:
            return _page(request, None, words, 409, refused=refused)
        return redirect("countries")
    if not codes:
        return _page(request, None, words, 409, refused=Refused("take_in", ["nobody_to_take_in"]))
    told = ", ".join(alphabetical(country_name(code) for code in codes))
    context = words | {
        "crumbs": pages.crumbs(),
        "items": [(_("Programme"), str(programme), ""), (_("Countries"), told, "")],
        "send_url": reverse("programme-take-in"),
        "send_label": _("Take them in"),
        "hidden": [],
        "back_url": reverse("countries"),
    }
    return render(request, "twinning/take_in.html", context)


def _page(request: HttpRequest, form: Any, words: dict[str, str], status: int = 200, **context: Any) -> HttpResponse:
    """The form about the programme; without one only why nothing can be written."""
    told = {"form": form, "crumbs": pages.crumbs(), "back": reverse("countries")}
    return render(request, "twinning/programme.html", words | told | context, status=status)
