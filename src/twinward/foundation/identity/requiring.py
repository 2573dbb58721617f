"""Where a second factor is required, whoever has a password and none is led to the page on which it is set up, and reaches nothing else."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from twinward.foundation.identity.factors import Type
from twinward.foundation.identity.models import Account

#: What is reached without a second factor: how to get one, how to leave, how the pages look; and what probes ask for, who are nobody.
OPEN = frozenset(
    {
        *("mfa_activate_totp", "account_reauthenticate", "sign-in", "sign-out", "look", "language"),
        *("health", "ready"),
    }
)


def lacks_one(account: Account) -> bool:
    """Whether the account is required to have a second factor and has none. The people of a demo have no password, and need none."""
    return settings.SECOND_FACTOR_REQUIRED and account.has_usable_password() and not is_mfa_enabled(account, [Type.TOTP])


class Required:
    """Nothing is asked or done for an account that lacks its second factor, but what is OPEN."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any) -> HttpResponse | None:
        """Leads whoever lacks one to where it is set up; everybody else goes on to the view."""
        match = request.resolver_match
        if match is None or match.url_name in OPEN or not isinstance(request.user, Account) or not lacks_one(request.user):
            return None
        return redirect("mfa_activate_totp")
