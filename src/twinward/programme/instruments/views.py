"""Pages of the instruments room that read: the list, the record, its documents."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.signed_in import signed_in
from twinward.foundation.kernel.actors import require
from twinward.foundation.kernel.asked import asked_day
from twinward.foundation.kernel.desk import desk_page
from twinward.foundation.kernel.documents import as_attachment
from twinward.foundation.kernel.models import Document
from twinward.programme.instruments.desks import INSTRUMENTS
from twinward.programme.instruments.fields_of_cooperation import FIELDS, choices
from twinward.programme.instruments.listed import rows_of
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.record import Record
from twinward.programme.instruments.versions import versions


@require_safe
@signed_in
def instruments(request: HttpRequest, account: Account) -> HttpResponse:
    """Every instrument that the reader may see, with its state on a day."""
    acts = [
        (label, reverse(name), name == "instrument-new")
        for name, label, right in (
            ("instrument-record", _("Record one made elsewhere"), "instruments.record"),
            ("instrument-new", _("Draft a text"), "instruments.draft"),
        )
        if account.may(right)
    ]
    return desk_page(request, INSTRUMENTS, rows_of(account, asked_day(request).day), acts=acts)


@require_safe
@signed_in
def instrument(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """One instrument: its state on any day, its parties and acts, what it rests on, its gaps, its timeline."""
    record = get_object_or_404(Instrument.objects.visible_to(account).for_record(), pk=pk)
    asked = asked_day(request)
    field = request.GET.get("field", "")
    page = Record(record, account, asked=asked.day, field=field if field in FIELDS else "", now=timezone.now())
    context = {"page": page, "record": record, "asked": asked, "field_choices": choices()}
    return render(request, "instruments/instrument.html", context)


@require_safe
@signed_in
def document(request: HttpRequest, account: Account, pk: int, sha256: str) -> HttpResponseBase:
    """A document of an instrument, as a file to save. Only for its own sides."""
    record = get_object_or_404(Instrument.objects.visible_to(account), pk=pk)
    require(account, "instruments.see", record)
    found = record.texts.filter(document=sha256).select_related("document").order_by("-is_authentic", "id").first()
    if found:
        return as_attachment(found.document, name=f"{record.pk}-{found.language}")
    papers = [paper for act in record.acts.all() for paper in (act.document_id, act.full_powers_id)]
    if sha256 not in papers and not _was_a_text(record, account, sha256):
        raise Http404
    return as_attachment(get_object_or_404(Document, pk=sha256), name=f"{record.pk}-{sha256[:8]}")


def _was_a_text(record: Instrument, account: Account, sha256: str) -> bool:
    """Whether it is an earlier version of a text, and the reader is of the side that keeps it: what was not offered is theirs alone."""
    keeps = account.may("instruments.see", record.kept_by())
    return keeps and any(one.document.sha256 == sha256 for one in versions(record))
