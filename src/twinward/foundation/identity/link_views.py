"""Links for guests, from the side of whoever sends them: one is handed over, and taken back."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twinward.foundation.identity import guests
from twinward.foundation.identity.guest_mail import send_link
from twinward.foundation.identity.models import Account, GuestQuestion
from twinward.foundation.identity.signed_in import signed_in
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.wording import at_time, number, tongue


def make_link(request: HttpRequest, account: Account, given: Mapping[str, Any], ask: Callable[..., tuple[GuestQuestion, str]]) -> None:
    """A link is made as an `AskForm` says, and on its way by mail where an address is given; otherwise the next page shows it.

    ask: `guests.ask`, or what a room has in its place, with all that the form does not say. Raises NotAllowed, Refused.
    """
    told, to, now = {name: given[name] for name in ("asked_of", "language")}, given.get("send_to", ""), timezone.localtime()
    with transaction.atomic():
        asked, token = ask(works_for=timedelta(days=given["days"]), by=account, at=now, **told)
        if to:
            send_link(asked, token, to=to, by=account, at=now)
    if to:
        messages.success(request, _("The link is on its way to %(address)s.") % {"address": to})
    else:
        hand_over(request, asked, token)


def hand_over(request: HttpRequest, asked: GuestQuestion, token: str) -> None:
    """The next page shows the link, which no page shows again."""
    link = request.build_absolute_uri(reverse("guest", args=[token]))
    messages.success(request, render_to_string("identity/parts/link.html", {"who": asked.asked_of, "link": link}))


def said_of_open_links(question: str, record: Any) -> str:
    """How many links for this question about the record are open and for whom, and that another withdraws them; empty without any."""
    found = guests.open_links(question, record, at=timezone.now())
    words = ngettext(
        "%(count)s link is open, for: %(who)s. Making another withdraws it.",
        "%(count)s links are open, for: %(who)s. Making another withdraws them.",
        len(found),
    )
    return words % {"count": number(len(found)), "who": "; ".join(one.asked_of for one in found)} if found else ""


@signed_in
def link_withdraw(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """A link that still works is taken back, after a look at whose it is. 404 for one by which this account may not ask."""
    rows = GuestQuestion.objects.unscoped("whoever may ask by a link may withdraw what their colleagues asked")
    asked = get_object_or_404(rows, pk=pk)
    record, now = guests.record_of(asked), timezone.localtime()
    if not guests.may_ask(asked.question, record, account):
        raise Http404(pk)
    way = guests.questions()[asked.question].way(record)
    if request.method != "POST":
        closed = guests.closed_because(asked, record, at=now)
        return _check(request, asked, way, Refused("withdraw", [closed]) if closed else None)
    try:
        guests.withdraw(asked, by=account, at=now)
    except Refused as refused:
        return _check(request, asked, way, refused)
    messages.success(request, _("The link is withdrawn. Whoever opens it reads so."))
    return redirect(way[-1][1])


def _check(request: HttpRequest, asked: GuestQuestion, way: guests.Way, refused: Refused | None) -> HttpResponse:
    context = {
        "heading": _("Withdraw the guest’s link"),
        "crumbs": way,
        "items": [
            (_("For whom"), asked.asked_of, ""),
            (_("Language of their page"), tongue(asked.language), ""),
            (_("Asked"), at_time(asked.asked_at), ""),
            (_("Works until"), at_time(asked.expires_at), ""),
        ],
        "send_url": reverse("link-withdraw", args=[asked.pk]),
        "send_label": _("Withdraw the guest’s link"),
        "hidden": [],
        "back_url": way[-1][1],
        "refused": refused,
    }
    return render(request, "identity/withdraw.html", context, status=409 if refused else 200)
