"""Pages of organisations: the record, adding one, correcting one."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import messages
from django.forms import ChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from twinward.foundation.kernel.actors import Actor, NotAllowed, require
from twinward.foundation.kernel.asked import asked_day
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.meanwhile import Meanwhile
from twinward.foundation.kernel.pages import signed_in
from twinward.foundation.registry.actions import add_organisation, correct_organisation
from twinward.foundation.registry.forms import OWN, OrganisationForm
from twinward.foundation.registry.models import Organisation, Precision
from twinward.foundation.registry.reach import edits_the_country, namesakes, no_finer_than, require_correcting
from twinward.foundation.registry.record import OrganisationRecord
from twinward.foundation.registry.references import named_by
from twinward.foundation.registry.search import doubles_of


@require_safe
@signed_in
def organisation(request: HttpRequest, account: Actor, pk: int) -> HttpResponse:
    """One organisation; one that was merged leads to the organisation that it became."""
    rows = Organisation.objects.visible_to(account).select_related("source", "parent", "merged_into")
    record = get_object_or_404(rows.prefetch_related("names", "identifiers", "specialities"), pk=pk)
    if record.merged_into_id:
        messages.info(request, _("“%(name)s” was merged into this organisation.") % {"name": record})
        return redirect("organisation", record.merged_into_id)
    asked = asked_day(request)
    page = OrganisationRecord(record, account, asked=asked.day)
    return render(request, "registry/organisation.html", {"page": page, "record": record, "asked": asked})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def organisation_new(request: HttpRequest, account: Actor) -> HttpResponse:
    """A new organisation, after a look at those that it may be."""
    require(account, "registry.name")
    form = OrganisationForm(request.POST or None, actor=account)
    del form.fields["reason"]
    context: dict[str, Any] = {"form": form, "heading": _("Add an institution"), "send": _("Add it"), "back": reverse("organisations")}
    context["crumbs"] = [(_("Institutions"), reverse("organisations")), (_("Add"), "")]
    if not account.scope("registry.edit").everything:
        context["lead"] = _("One of another country is put on record by its name, its place unpublished, until that country keeps it up.")
    if request.method != "POST":
        return render(request, "registry/form.html", context)
    if not form.is_valid():
        return render(request, "registry/form.html", context, status=422)
    names = [value for value, _language, _use in _names(form)]
    context["alike"] = doubles_of(names, form.cleaned_data["country"], actor=account)
    if not were_shown(request, (match.organisation.pk for match in context["alike"])):
        return render(request, "registry/form.html", context, status=422)
    try:
        made = _added(form, account)
    except (Refused, NotAllowed) as refused:
        return _not_done(request, context, refused, form)
    messages.success(request, _("It is in the register."))
    return redirect("organisation", made.pk)


def were_shown(request: HttpRequest, doubles: Iterable[int]) -> bool:
    """Whether all that may be the same was on the page from which this was sent, so that it is recorded all the same."""
    return {str(key) for key in doubles} <= set(request.POST.get("despite", "").split())


def _names(form: OrganisationForm) -> list[tuple[str, str, str]]:
    return list(dict.fromkeys([(form.cleaned_data["name"], "", "label"), *form.cleaned_data["names"]]))


def _added(form: OrganisationForm, account: Actor) -> Organisation:
    columns = form.columns()
    return add_organisation(
        name=columns.pop("name"),
        kind=columns.pop("kind"),
        country=form.cleaned_data["country"],
        more_names=_names(form),
        identifiers=form.numbers(),
        specialities=form.cleaned_data["specialities"],
        by=account,
        at=timezone.now(),
        **columns,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def organisation_edit(request: HttpRequest, account: Actor, pk: int) -> HttpResponse:
    """An organisation is corrected, with a reason."""
    rows = Organisation.objects.visible_to(account).select_related("parent").prefetch_related("names", "identifiers", "specialities")
    record = get_object_or_404(rows, pk=pk)
    is_known = require_correcting(account, record)
    form = OrganisationForm(request.POST or None, actor=account, initial=OrganisationForm.begins_with(record))
    is_own_side = not is_known and not edits_the_country(account, record.country_id)
    if is_known or is_own_side:
        _keep_unpublished(form, record)
    if is_own_side:
        _keep_to_itself(form)
        if _BEYOND_IT & request.POST.keys():
            raise NotAllowed("registry.edit")
    meanwhile = Meanwhile(request, record, account)
    context: dict[str, Any] = {"form": form, "heading": _("Correct %(name)s") % {"name": record}, "send": _("Save the correction")}
    context |= {
        "back": reverse("organisation", args=[pk]),
        "meanwhile": meanwhile,
        "lead": _BEYOND if is_own_side else _BY_NAME if is_known else "",
    }
    context["crumbs"] = [
        (_("Institutions"), reverse("organisations")),
        (record.called, reverse("organisation", args=[pk])),
        (_("Correct"), ""),
    ]
    if request.method != "POST":
        return render(request, "registry/form.html", context)
    if not form.is_valid():
        return render(request, "registry/form.html", context, status=422)
    names = [value for value, _language, _use in _names(form)]
    context["alike"] = namesakes(record, names, form.cleaned_data.get("country", record.country_id), by=account)
    if not were_shown(request, (match.organisation.pk for match in context["alike"])):
        return render(request, "registry/form.html", context, status=422)
    try:
        with meanwhile.as_shown():
            _corrected(record, form, account)
    except (Refused, NotAllowed) as refused:
        if isinstance(refused, Refused) and "country_is_relied_on" in refused.faults:
            context["relied_on_by"] = named_by(record, account)
        return _not_done(request, context, refused, form)
    messages.success(request, _("Corrected. The old values stay in the ledger."))
    return redirect("organisation", pk)


#: What is on the form of nobody who answers for one institution alone, and what they read above it.
_BEYOND_IT = {"kind", "country"}
_BEYOND = gettext_lazy("Its country and kind, and whether more of its place is published, an officer of its country decides.")


#: What whoever put an institution of another country on record reads above the form.
_BY_NAME = gettext_lazy(
    "Your side put it on record by its name. Once somebody of its country writes to its record, that country alone corrects it."
)


def _keep_to_itself(form: OrganisationForm) -> None:
    """The form holds only what the organisation's own side may correct: not whose it is, nor for whom it speaks."""
    for name in _BEYOND_IT:
        del form.fields[name]


def _keep_unpublished(form: OrganisationForm, record: Organisation) -> None:
    """The form offers to publish no more of the place than is published."""
    precision = cast(ChoiceField, form.fields["public_precision"])
    precision.choices = [(value, words) for value, words in Precision.choices if value in no_finer_than(record.public_precision)]


def _corrected(record: Organisation, form: OrganisationForm, account: Actor) -> None:
    begun = OrganisationForm.begins_with(record)
    own = {(scheme, begun[scheme]) for scheme in OWN if begun[scheme]}
    others = {(one.scheme, one.value) for one in record.identifiers.all()} - own
    correct_organisation(
        record,
        by=account,
        at=timezone.now(),
        reason=form.cleaned_data["reason"],
        names=_names(form),
        identifiers=[*others, *form.numbers().items()],
        specialities=form.cleaned_data["specialities"],
        country_id=form.cleaned_data.get("country", record.country_id),
        **form.columns(),
    )


def _not_done(request: HttpRequest, context: dict[str, Any], refused: Refused | NotAllowed, form: Any) -> HttpResponse:
    """The form again with what speaks against it; 403 for a country or organisation that is not the reader's."""
    is_foreign = isinstance(refused, NotAllowed)
    faults = ("not_your_country",) if is_foreign else refused.faults
    return render(request, "registry/form.html", context | {"faults": faults}, status=403 if is_foreign else 409)
