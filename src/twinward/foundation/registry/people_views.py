"""Pages of people: the record, adding one, correcting one, and the offices that they hold."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from twinward.foundation.kernel.actors import Actor, NotAllowed, require
from twinward.foundation.kernel.asked import asked_day
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.pages import signed_in
from twinward.foundation.registry.actions import add_person, appoint, correct_person, end_appointment
from twinward.foundation.registry.forms import AppointmentForm, EndForm, NewPersonForm, PersonForm
from twinward.foundation.registry.models import Appointment, Organisation, Person
from twinward.foundation.registry.record import PersonRecord
from twinward.foundation.registry.views import last_event


@require_safe
@signed_in
def person(request: HttpRequest, account: Actor, pk: int) -> HttpResponse:
    """One person, and the offices that they held."""
    record = get_object_or_404(Person.objects.visible_to(account).select_related("source"), pk=pk)
    asked = asked_day(request)
    page = PersonRecord(record, account, asked=asked.day)
    return render(request, "registry/person.html", {"page": page, "record": record, "asked": asked})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def person_new(request: HttpRequest, account: Actor) -> HttpResponse:
    """A new person with the office for which they are registered."""
    require(account, "people.edit")
    form = NewPersonForm(request.POST or None, actor=account, initial=_begins_at(request, account))
    context = _page(form, _("Add a person"), _("Add"), reverse("people"), [(_("People"), reverse("people")), (_("Add"), "")])
    if (response := _unsent(request, context, form)) is not None:
        return response
    try:
        made = add_person(
            at_organisation=form.cleaned_data["organisation"], held=form.held(), by=account, at=timezone.now(), **form.columns()
        )
    except (Refused, NotAllowed) as refused:
        return _not_done(request, context, refused)
    messages.success(request, _("They are in the register."))
    return redirect("person", made.pk)


def _begins_at(request: HttpRequest, account: Actor) -> dict[str, Any]:
    """The organisation that the address names."""
    given = request.GET.get("organisation", "")
    rows = Organisation.objects.visible_to(account).standing()
    found = rows.filter(pk=int(given)).first() if given.isascii() and given.isdigit() and len(given) < 19 else None
    return {"organisation": found} if found else {}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def person_edit(request: HttpRequest, account: Actor, pk: int) -> HttpResponse:
    """A person is corrected, with a reason."""
    record = get_object_or_404(Person.objects.visible_to(account), pk=pk)
    require(account, "people.edit", record)
    begins = {name: getattr(record, name) for name in PersonForm.COLUMNS} | {"country": record.country_id}
    form, seen = PersonForm(request.POST or None, actor=account, initial=begins), last_event(record)
    here = reverse("person", args=[pk])
    crumbs = [(_("People"), reverse("people")), (record.full_name, here), (_("Correct"), "")]
    context = _page(form, _("Correct %(name)s") % {"name": record.full_name}, _("Save the correction"), here, crumbs) | {"seen": seen}
    if (response := _unsent(request, context, form)) is not None:
        return response
    try:
        if request.POST.get("seen") != seen:
            raise Refused("correct", ["wrong_state"])
        correct_person(record, by=account, at=timezone.now(), reason=form.cleaned_data["reason"], **form.columns())
    except (Refused, NotAllowed) as refused:
        return _not_done(request, context, refused)
    messages.success(request, _("Corrected."))
    return redirect("person", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def appointment_new(request: HttpRequest, account: Actor, pk: int) -> HttpResponse:
    """Somebody who is already in the register holds, or held, an office at this organisation."""
    at = get_object_or_404(Organisation.objects.visible_to(account).standing(), pk=pk)
    require(account, "people.edit", at)
    form = AppointmentForm(request.POST or None, actor=account)
    form.fields["person"] = form.fields.pop("organisation")
    raise NotImplementedError
