"""Pages that list: institutions and people."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.desk import desk_page
from twinward.foundation.kernel.pages import signed_in
from twinward.foundation.kernel.records import page_of
from twinward.foundation.registry.desks import ORGANISATIONS, PEOPLE
from twinward.foundation.registry.models import Organisation, Person


@require_safe
@signed_in
def organisations(request: HttpRequest, account: Actor) -> HttpResponse:
    """Every institution that was not merged into another."""
    acts = [
        ("organisations-import", _("Import a spreadsheet"), "registry.import"),
        ("organisation-new", _("Add an institution"), "registry.name"),
    ]
    rows = Organisation.objects.visible_to(account).standing().told_where(account).numbered()
    lead = _("Hospitals, universities, ministries and other bodies that take part, or may.")
    return desk_page(request, ORGANISATIONS, rows, lead=lead, acts=offered(account, acts))


@require_safe
@signed_in
def people(request: HttpRequest, account: Actor) -> HttpResponse:
    """The people whom the reader may see, with the offices that they hold."""
    rows = Person.objects.visible_to(account).prefetch_related("appointments__organisation")
    lead = _("Holders of public office, and the people of your own institution or country.")
    return desk_page(request, PEOPLE, rows, lead=lead, acts=offered(account, [("person-new", _("Add a person"), "people.edit")]))


def offered(account: Actor, acts: Sequence[tuple[str, Promise, str]]) -> list[tuple[Promise, str, bool]]:
    """What the reader may do here, as the page of a list takes it; the last is the most likely."""
    allowed = [(label, address) for name, label, right in acts if account.may(right) and (address := page_of(name))]
    return [(label, address, (label, address) == allowed[-1]) for label, address in allowed]
