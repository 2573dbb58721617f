"""The page on which the first administrator begins."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from twinward.foundation.identity import beginning
from twinward.foundation.identity.forms import BeginForm
from twinward.foundation.identity.views import is_a_form
from twinward.foundation.kernel.lifecycle import Refused


@is_a_form
@sensitive_post_parameters("password", "again")
@never_cache
def begin(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the link becomes the first administrator, once, and signs in. 410 when the link is too old, or somebody was first."""
    if not beginning.is_awaited():
        return _closed(request, _("This installation has its administrator, who opens accounts for others."))
    if not beginning.opens(token):
        return _closed(request, _("It is too old, or a letter of it was lost on the way. Start the server again: it shows a new one."))
    form = BeginForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            beginning.begin(**{name: value for name, value in form.cleaned_data.items() if name != "again"}, at=timezone.now())
        except Refused:  # somebody else was first, just now
            return _closed(request, _("This installation has its administrator, who opens accounts for others."))
        messages.success(request, _("You are the administrator. Sign in with your e-mail and the password that you chose."))
        return redirect("sign-in")
    return render(request, "identity/begin.html", {"form": form}, status=422 if form.is_bound else 200)


def _closed(request: HttpRequest, reason: str) -> HttpResponse:
    return render(request, "site/refused.html", {"heading": _("This link no longer works"), "reason": reason}, status=410)
