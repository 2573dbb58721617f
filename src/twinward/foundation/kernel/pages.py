"""Pages of rooms below identity, for somebody who has signed in: the account stands there as the kernel knows it, an Actor."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.interrupted import way_back

P = ParamSpec("P")


def signed_in(
    view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A view that gets the account after the request; anybody else is asked to sign in, and comes back here with what they typed."""

    @wraps(view)
    def asked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_authenticated and request.user.is_active:
            return view(request, cast(Actor, request.user), *args, **kwargs)
        return redirect_to_login(way_back(request))

    return asked
