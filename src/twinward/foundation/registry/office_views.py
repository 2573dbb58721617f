"""Pages that mend what is on record of an office: it is corrected, or struck out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from twinward.foundation.kernel.actors import Actor, NotAllowed, require
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.meanwhile import Meanwhile
from twinward.foundation.kernel.pages import signed_in
from twinward.foundation.registry.models import Appointment, Person
from twinward.foundation.registry.office_forms import CorrectAppointmentForm, StrikeForm
from twinward.foundation.registry.offices import RIGHT, correct_appointment, strike_appointment
from twinward.foundation.registry.people_views import form_page, not_done, unsent


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def appointment_correct(request: HttpRequest, account: Actor, pk: int) -> HttpResponse:
    """What is on record of an office, corrected with a reason."""
    record = _appointment(account, pk)
    form = CorrectAppointmentForm(request.POST or None, actor=account, initial=CorrectAppointmentForm.begins_with(record))
    context = _about(record, form, _("Correct"), _("Save the correction"))
    context["meanwhile"] = meanwhile = Meanwhile(request, record, account)
    if (response := unsent(request, context, form)) is not None:
        return response
    now = timezone.now()
    try:
        with meanwhile.as_shown():
            correct_appointment(record, reason=form.cleaned_data["reason"], by=account, at=now, **form.told(at=now))
    except (Refused, NotAllowed) as refused:
        return not_done(request, context, refused)
    messages.success(request, _("Corrected. The old values stay in the ledger."))
    return _after(record, account)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def appointment_strike(request: HttpRequest, account: Actor, pk: int) -> HttpResponse:
    """An office that never was so is struck out, with a reason."""
    record = _appointment(account, pk)
    form = StrikeForm(request.POST or None, actor=account)
    context = _about(record, form, _("Strike out"), _("Strike it out"))
    if (response := unsent(request, context, form)) is not None:
        return response
    try:
        strike_appointment(record, reason=form.cleaned_data["reason"], by=account, at=timezone.now())
    except (Refused, NotAllowed) as refused:
        return not_done(request, context, refused)
    messages.success(request, _("It is struck out, and told in the timeline."))
    return _after(record, account)


def _appointment(account: Actor, pk: int) -> Appointment:
    visible = Person.objects.visible_to(account).values("pk")
    rows = Appointment.objects.filter(person__in=visible).select_related("person", "organisation", "source")
    record = get_object_or_404(rows, pk=pk)
    require(account, RIGHT, record.organisation)
    return record


def _about(record: Appointment, form: Any, word: str, send: str) -> dict[str, Any]:
    """A page about one office of a person: its heading names who and which, its lead where."""
    here = reverse("person", args=[record.person_id])
    crumbs = [(_("People"), reverse("people")), (record.person.called, here), (word, "")]
    told = {"name": record.person.called, "office": str(record)}
    heading = (
        _("%(name)s: correct the office %(office)s") if isinstance(form, CorrectAppointmentForm) else _("%(name)s: strike out %(office)s")
    )
    return form_page(form, heading % told, send, here, crumbs) | {"lead": record.organisation.called}


def _after(record: Appointment, account: Actor) -> HttpResponse:
    """The person's page; that of the organisation for whom the person was open through this office alone."""
    if Person.objects.visible_to(account).filter(pk=record.person_id).exists():
        return redirect("person", record.person_id)
    return redirect("organisation", record.organisation_id)
