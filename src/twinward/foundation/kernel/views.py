"""Pages of the kernel: filters under a name, and the ledger."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from twinward.foundation.kernel.actions import forget_filter, save_filter
from twinward.foundation.kernel.actors import Actor, require
from twinward.foundation.kernel.desk import desk_page
from twinward.foundation.kernel.desks import LEDGER
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event, Head, SavedFilter
from twinward.foundation.kernel.pages import signed_in


@require_POST
@signed_in
def filter_save(request: HttpRequest, account: Actor, desk: str) -> HttpResponse:
    """The list's present filter has a name, and the reader is back at the list."""
    where, query, name = list_address(desk), *(request.POST.get(one, "").replace("\0", "") for one in ("query", "name"))
    try:
        save_filter(desk=desk, name=name, query=query, by=account, at=timezone.now(), replaces="replaces" in request.POST)
    except Refused as refused:
        context = {"heading": _("The filter was not saved"), "faults": refused.faults, "way_back": f"{where}?{query}"}
        context |= {"name": name, "query": query, "can_replace": refused.faults == ("filter_exists",)}
        return render(request, "kernel/filter_refused.html", context, status=409)
    messages.success(request, _("The filter is saved."))
    return redirect(f"{where}?{query}")


@require_POST
@signed_in
def filter_delete(request: HttpRequest, account: Actor, pk: int) -> HttpResponse:
    """The reader's own saved filter is gone, and they are back at its list."""
    saved = get_object_or_404(SavedFilter, pk=pk, owner=account.key)
    forget_filter(saved, by=account, at=timezone.now())
    messages.success(request, _("The saved filter is deleted."))
    return redirect(list_address(saved.desk))


def list_address(desk: str) -> str:
    """The address of a list by its word. Raises Http404 when there is no such page."""
    try:
        return reverse(desk)
    except NoReverseMatch:
        raise Http404(desk) from None


@require_safe
@signed_in
def ledger(request: HttpRequest, account: Actor) -> HttpResponse:
    """Every event of the node, the newest first, for whoever may see the ledger."""
    require(account, "ledger.see")
    head = Head.objects.first()
    root = bytes(head.root).hex() if head is not None else ""
    return desk_page(request, LEDGER, Event.objects.all(), template="kernel/ledger.html", head=head, head_root=root)
