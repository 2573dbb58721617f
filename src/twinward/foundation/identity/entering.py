"""Signing in: by a password and, where the account has a second factor, by a code after it."""

from datetime import datetime
from time import time
from typing import Any, cast

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, perform_login, record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from twinward.foundation.identity.models import Account
from twinward.foundation.kernel import interrupted

#: In the session: the instant of the sign-in before this one, in ISO 8601; absent at the first.
BEFORE = "signed_in_before"

#: The cookie of a language that the reader chose within the hour, by the switch, before signing in; its value is the code.
CHOSEN, CHOSEN_FOR_S = "language_chosen", 3600

#: In a sign-in that waits for its code: the hash that ends with the password.
_WITH = "with"


def enter(request: HttpRequest, account: Account, *, onward: str, by_password: bool) -> HttpResponse:
    """The account is signed in and goes onward, or is asked for its code first. by_password: it gave the right one just now."""
    if request.user.is_authenticated and request.user != account:
        logout(request)
    if by_password:
        record_authentication(request, account, method="password")
    return perform_login(request, Login(user=account, redirect_url=onward, state={_WITH: account.get_session_auth_hash()}))


def still_stands(waiting: Login) -> bool:
    """Whether the account of a sign-in that waits for its code is open, and has the password that was given."""
    account = cast(Account | None, waiting.user)
    return account is not None and account.is_active and waiting.state.get(_WITH) == account.get_session_auth_hash()


def give_up(request: HttpRequest) -> HttpResponse:
    """Nothing is left of a sign-in that waited for its code: it begins anew."""
    clear_login(request)
    return redirect("sign-in")


class Entrance(DefaultAccountAdapter):
    """How django-allauth signs somebody in here: nobody signs up, no mail and no message is its own."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_password": _("This is not your present password."),
        "too_many_login_attempts": _("Too many were wrong. Try again in five minutes; after twenty wrong ones in a day, tomorrow."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, *args: Any, **told: Any) -> None:
        raise RuntimeError("mail of this node is written by twinward.foundation.mail")

    def add_message(self, *args: Any, **told: Any) -> None:
        """Nothing: pages of ours say what happened."""

    def get_login_stages(self) -> list[str]:
        return ["allauth.mfa.stages.AuthenticateStage"]

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """The account is signed in, and the session knows when it was here before."""
        before = user.last_login
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        if before is not None:
            request.session[BEFORE] = cast(datetime, before).isoformat()

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, *, redirect_url: str | None, **told: Any) -> HttpResponse:
        """Pages speak the language of the account; in this session the one that was chosen a moment ago, if any was."""
        account = cast(Account, user)
        chosen = request.COOKIES.get(CHOSEN) or ""
        language = chosen if chosen in dict(settings.LANGUAGES) else account.language
        response = speaking(redirect(redirect_url or settings.LOGIN_REDIRECT_URL), language)
        response.delete_cookie(CHOSEN, samesite="Lax")
        interrupted.mark(response, account.key, is_secure=settings.SESSION_COOKIE_SECURE)
        return response

    def is_reauthentication_required(self, *, app: str, **told: Any) -> bool:
        """Whoever has shown who they are within the last minutes is not asked again, whether they signed in then or were asked."""
        request = cast(HttpRequest, self.request)
        shown = get_authentication_records(request, cast(Account, request.user))
        return not shown or time() - shown[-1]["at"] >= app_settings.REAUTHENTICATION_TIMEOUT

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Whether it is the password of somebody who is signed in: a right one ends the count. Raises ValidationError when too many were wrong."""
        request = cast(HttpRequest, self.request)
        if not ratelimit.consume(request, action="reauthenticate", user=user):
            raise self.validation_error("too_many_login_attempts")
        if is_right := user.check_password(password):
            ratelimit.clear(request, action="reauthenticate", user=user)
        return is_right


def speaking(response: HttpResponse, language: str) -> HttpResponse:
    """The answer, with the language of the pages that follow kept as the language switch keeps it."""
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response
