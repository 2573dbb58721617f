"""Forms of the second factor."""

from typing import Any, cast

from allauth.account.forms import ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgain
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


def _code_field(help_text: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"})
    return forms.CharField(label=_("Code"), max_length=40, help_text=help_text, widget=widget)


_ANY_CODE = _("The six digits that your authenticator app shows now, or one of your recovery codes.")


class CodeForm(AuthenticateForm):
    """The second step of signing in."""

    code = _code_field(_ANY_CODE)


class CodeAgainForm(CodeAgain):
    """Who is signed in shows by a code that they are."""

    code = _code_field(_ANY_CODE)


class PasswordAgainForm(ReauthenticateForm):
    """Who is signed in shows by their password that they are."""

    password = forms.CharField(
        label=_("Present password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class AppForm(ActivateTOTPForm):
    """The first code of an app. Its secret is the same until it is set up, so that it fits however often the page is opened."""

    code = _code_field(_("The six digits that the app shows now."))

    def __init__(self, *args: Any, **options: Any) -> None:
        session = cast(HttpRequest, context.request).session
        drawn = session.get(SECRET_SESSION_KEY)
        super().__init__(*args, **options)
        if drawn:
            self.secret = session[SECRET_SESSION_KEY] = drawn
