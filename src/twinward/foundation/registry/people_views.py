"""Pages of people: the record, adding one, correcting one, and the offices that they hold."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from twinward.foundation.kernel.actors import Actor, NotAllowed, require
from twinward.foundation.kernel.asked import asked_day
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.meanwhile import Meanwhile
from twinward.foundation.kernel.pages import signed_in
from twinward.foundation.registry.actions import add_person, correct_person
from twinward.foundation.registry.called import sort_column
from twinward.foundation.registry.forms import AppointmentForm, NewPersonForm, PersonForm
from twinward.foundation.registry.models import Appointment, Organisation, Person
from twinward.foundation.registry.office_forms import EndForm
from twinward.foundation.registry.offices import appoint, end_appointment, require_appointable
from twinward.foundation.registry.record import PersonRecord
from twinward.foundation.registry.search import doubles_among_people
from twinward.foundation.registry.views import were_shown

MOST_OFFERED = 20


@require_safe
@signed_in
def person(request: HttpRequest, account: Actor, pk: int) -> HttpResponse:
    """One person, and the offices that they held."""
    record = get_object_or_404(Person.objects.visible_to(account).select_related("source").prefetch_related("names"), pk=pk)
    asked = asked_day(request)
    page = PersonRecord(record, account, asked=asked.day)
    return render(request, "registry/person.html", {"page": page, "record": record, "asked": asked})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def person_new(request: HttpRequest, account: Actor) -> HttpResponse:
    """A new person with the office for which they are registered; where one of those already there may be meant, they are offered first."""
    require(account, "people.edit")
    begins = _begins_at(request, account)
    form = NewPersonForm(request.POST or None, actor=account, initial=begins)
    heading = _("Name a focal point") if begins.get("office") == Appointment.Office.FOCAL_POINT else _("Add a person")
    context = form_page(form, heading, _("Add"), reverse("people"), [(_("People"), reverse("people")), (_("Add"), "")])
    context["here"] = _already_there(begins, account)
    if (response := unsent(request, context, form)) is not None:
        return response
    names = [form.cleaned_data["full_name"], *(value for value, _language, _use in form.cleaned_data["names"])]
    context["people"] = doubles_among_people(names, actor=account)
    if not were_shown(request, (one.pk for one in context["people"])):
        return render(request, "registry/form.html", context, status=422)
    try:
        made = add_person(at_organisation=form.cleaned_data["organisation"], held=form.held(), by=account, at=timezone.now(), **form.told())
    except (Refused, NotAllowed) as refused:
        return not_done(request, context, refused)
    messages.success(request, _("They are in the register."))
    return redirect("person", made.pk)


def _already_there(begins: dict[str, Any], account: Actor) -> list[tuple[Person, str]]:
    """Who is on record at the organisation and may be given the office that is asked for, each with the address where that is done."""
    organisation = begins.get("organisation")
    if organisation is None or "office" not in begins or not account.may("people.edit", organisation):
        return []
    people = Person.objects.visible_to(account).filter(
        appointments__in=Appointment.objects.filter(organisation=organisation, ends_from=None, ends_before=None)
    )
    people = people.filter(Q(country=None) | Q(country=organisation.country_id))  # of another country they are not the organisation's own
    query = urlencode({"organisation": organisation.pk, "office": begins["office"]})
    named = people.prefetch_related("appointments__organisation").order_by(sort_column(), "pk").distinct()[:MOST_OFFERED]
    return [(one, f"{reverse('appointment-new', args=[one.pk])}?{query}") for one in named]


def _begins_at(request: HttpRequest, account: Actor) -> dict[str, Any]:
    """The organisation and the office that the address names."""
    given = request.GET.get("organisation", "")
    rows = Organisation.objects.visible_to(account).standing()
    found = rows.filter(pk=int(given)).first() if given.isascii() and given.isdigit() and len(given) < 19 else None
    office = request.GET.get("office", "")
    return ({"organisation": found} if found else {}) | ({"office": office} if office in Appointment.Office.values else {})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def person_edit(request: HttpRequest, account: Actor, pk: int) -> HttpResponse:
    """A person is corrected, with a reason."""
    record = get_object_or_404(Person.objects.visible_to(account).prefetch_related("names"), pk=pk)
    require(account, "people.edit", record)
    form = PersonForm(request.POST or None, actor=account, initial=PersonForm.begins_with(record))
    here = reverse("person", args=[pk])
    crumbs = [(_("People"), reverse("people")), (record.called, here), (_("Correct"), "")]
    context = form_page(form, _("Correct %(name)s") % {"name": record.called}, _("Save the correction"), here, crumbs)
    context["meanwhile"] = meanwhile = Meanwhile(request, record, account)
    if (response := unsent(request, context, form)) is not None:
        return response
    try:
        with meanwhile.as_shown():
            correct_person(record, by=account, at=timezone.now(), reason=form.cleaned_data["reason"], **form.told())
    except (Refused, NotAllowed) as refused:
        return not_done(request, context, refused)
    messages.success(request, _("Corrected."))
    return redirect("person", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def appointment_new(request: HttpRequest, account: Actor, pk: int) -> HttpResponse:
    """Somebody who is in the register holds, or held, one more office."""
    record = get_object_or_404(Person.objects.visible_to(account), pk=pk)
    require_appointable(account, record)
    form = AppointmentForm(request.POST or None, actor=account, initial=_begins_at(request, account))
    here = reverse("person", args=[pk])
    crumbs = [(_("People"), reverse("people")), (record.called, here), (_("Record an office"), "")]
    context = form_page(form, _("Record an office of %(name)s") % {"name": record.called}, _("Record it"), here, crumbs)
    if (response := unsent(request, context, form)) is not None:
        return response
    try:
        appoint(person=record, organisation=form.cleaned_data["organisation"], by=account, at=timezone.now(), **form.held())
    except (Refused, NotAllowed) as refused:
        return not_done(request, context, refused)
    messages.success(request, _("The office is on record."))
    return redirect("person", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def appointment_end(request: HttpRequest, account: Actor, pk: int) -> HttpResponse:
    """An office is no longer held."""
    visible = Person.objects.visible_to(account).values("pk")
    record = get_object_or_404(Appointment.objects.filter(person__in=visible).select_related("person", "organisation"), pk=pk)
    require(account, "people.edit", record.organisation)
    form, here = EndForm(request.POST or None, actor=account), reverse("person", args=[record.person_id])
    crumbs = [(_("People"), reverse("people")), (record.person.called, here), (pgettext("a button", "End"), "")]
    heading = _("%(name)s: %(office)s ends") % {"name": record.person.called, "office": record}
    context = form_page(form, heading, _("Record the end"), here, crumbs) | {"lead": record.organisation.called}
    if (response := unsent(request, context, form)) is not None:
        return response
    try:
        end_appointment(record, ends=form.cleaned_data["ends"], by=account, at=timezone.now(), reason=form.cleaned_data["reason"])
    except (Refused, NotAllowed) as refused:
        return not_done(request, context, refused)
    messages.success(request, _("The end is on record."))
    return redirect("person", record.person_id)


def form_page(form: Any, heading: str, send: str, back: str, crumbs: list[tuple[str, str]]) -> dict[str, Any]:
    """What the page of a form is shown with."""
    return {"form": form, "heading": heading, "send": send, "back": back, "crumbs": crumbs}


def unsent(request: HttpRequest, context: dict[str, Any], form: Any) -> HttpResponse | None:
    """The form while it was not sent, or with what is wrong in it; None when it can be carried out."""
    if request.method != "POST":
        return render(request, "registry/form.html", context)
    if not form.is_valid():
        return render(request, "registry/form.html", context, status=422)
    return None


def not_done(request: HttpRequest, context: dict[str, Any], refused: Refused | NotAllowed) -> HttpResponse:
    """The form again with what speaks against it; 403 for an organisation that is not the reader's."""
    is_foreign = isinstance(refused, NotAllowed)
    faults = ("not_your_organisation",) if is_foreign else refused.faults
    return render(request, "registry/form.html", context | {"faults": faults}, status=403 if is_foreign else 409)
