"""The scan of a letter: attached, put in the place of another, saved; and those that were its scan before."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.signed_in import signed_in
from twinward.foundation.kernel.actors import require
from twinward.foundation.kernel.documents import as_attachment
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.meanwhile import Meanwhile
from twinward.foundation.kernel.models import Document, Event
from twinward.programme.letters import actions, pages
from twinward.programme.letters.forms import AnotherScanForm, ScanForm
from twinward.programme.letters.models import Letter


@signed_in
def letter_scan(request: HttpRequest, account: Account, pk: int) -> HttpResponseBase:
    """The scan, as a file to save; POST attaches one, in the place of the one that its page showed."""
    record = _own_letter(account, pk)
    if request.method == "POST":
        require(account, "letters.write", record)
        return _attach(request, account, record)
    if record.scan and "another" not in request.GET:
        return as_attachment(record.scan, name=pages.file_name(record))
    return _form_page(request, _kind(record)(), record, Meanwhile(request, record, account))


@signed_in
def letter_scan_earlier(request: HttpRequest, account: Account, pk: int, sha256: str) -> HttpResponseBase:
    """A file that was the letter's scan until another took its place, to save."""
    record = _own_letter(account, pk)
    if not _was_its_scan(record, sha256):
        raise Http404(sha256)
    return as_attachment(get_object_or_404(Document, pk=sha256), name=f"{pages.file_name(record)}-{sha256[:8]}")


def _own_letter(account: Account, pk: int) -> Letter:
    rows = Letter.objects.visible_to(account).as_read_by(account).select_related("ours", "theirs", "scan")
    record = get_object_or_404(rows, pk=pk)
    require(account, "letters.see", record)  # the sender's copy may bear what was noted on it there
    return record


def _kind(record: Letter) -> type[ScanForm]:
    return AnotherScanForm if record.scan_id else ScanForm


def _attach(request: HttpRequest, account: Account, record: Letter) -> HttpResponse:
    meanwhile, form = Meanwhile(request, record, account), _kind(record)(request.POST, request.FILES)
    try:
        with meanwhile.as_shown():
            if not form.is_valid():
                return _form_page(request, form, record, meanwhile, status=422)
            scan, reason = form.cleaned_data["scan"], form.cleaned_data.get("reason", "")
            actions.attach_scan(record, scan, name=scan.name, reason=reason, by=account, at=timezone.localtime())
    except Refused as refused:
        if meanwhile.moments:  # what was asked for since was not asked of this reader yet
            form = _kind(record)(initial={"reason": request.POST.get("reason", "")})
        return _form_page(request, form, record, meanwhile, status=409, refused=refused)
    return redirect("letter", record.pk)


def _was_its_scan(record: Letter, sha256: str) -> bool:
    changes = Event.objects.filter(record=key_of(record), verb="change").values_list("facts", flat=True)
    return any(told.get("before", {}).get("scan") == sha256 for told in changes)


def _form_page(
    request: HttpRequest, form: ScanForm, record: Letter, meanwhile: Meanwhile, status: int = 200, **context: Any
) -> HttpResponse:
    heading = _("Attach another scan in its place") if record.scan_id else _("Attach the scan")
    context |= {"form": form, "heading": heading, "letter": record, "meanwhile": meanwhile, "crumbs": pages.crumbs(record)}
    context |= {"is_upload": True, "send_label": _("Save"), "back": reverse("letter", args=[record.pk])}
    return render(request, "letters/letter_form.html", context, status=status)
