"""Pages for somebody who has signed in, with the account as a typed actor."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase

from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.interrupted import way_back

P = ParamSpec("P")


def signed_in(
    view: Callable[Concatenate[HttpRequest, Account, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A view that gets the account after the request; anybody else is asked to sign in, and comes back here with what they typed."""

    @wraps(view)
    def asked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if isinstance(request.user, Account) and request.user.is_active:
            return view(request, request.user, *args, **kwargs)
        return redirect_to_login(way_back(request))

    return asked
