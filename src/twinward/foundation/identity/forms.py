"""Forms of the identity room."""

from datetime import timedelta
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from twinward.foundation.identity import wording
from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.fields import KnownDayField
from twinward.foundation.mail.actions import may_be_sent
from twinward.foundation.registry.fields import CountryField, NameField, OrganisationField, ask_for
from twinward.foundation.registry.models import Kind

#: Every language by its own name, as the switches name it.
LANGUAGES = (("en", "English"), ("uk", "Українська"), ("az", "Azərbaycanca"), ("es", "Español"))


class SignInForm(AuthenticationForm):
    """E-mail and password. One sentence for whatever does not fit, so that nobody learns who has an account."""

    error_messages = {
        "invalid_login": _("This e-mail and password do not belong together, or the account is closed. Check both and try again."),
        "inactive": _("This e-mail and password do not belong together, or the account is closed. Check both and try again."),
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["username"].widget = forms.EmailInput(attrs={"autocomplete": "username", "maxlength": 254})
        self.fields["username"].label = _("E-mail")
        self.fields["password"].label = _("Password")

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError, and asks for no password, where too many wrong ones were just given with this e-mail, whoever has it."""
        if not (email := self.cleaned_data.get("username", "").casefold()):
            return self.cleaned_data
        counted: Any = {"request": self.request, "action": "sign_in", "key": email}
        if not ratelimit.consume(**counted):
            raise forms.ValidationError(_("Too many wrong passwords were given with this e-mail. Try again in five minutes."), "too_many")
        cleaned = super().clean()
        ratelimit.clear(**counted)
        return cleaned


class LostPasswordForm(forms.Form):
    """The e-mail of somebody who lost their password."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, help_text=_("You sign in with it."), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


class LanguageForm(forms.Form):
    """The language of one's pages."""

    language = forms.ChoiceField(label=_("Language of your pages"), choices=LANGUAGES)


class AccountForm(forms.Form):
    """A new account."""

    full_name = forms.CharField(label=_("Full name"), max_length=160)
    email = forms.EmailField(label=_("E-mail"), max_length=254, help_text=_("The person signs in with it."))
    language = forms.ChoiceField(label=_("Language of the pages"), choices=LANGUAGES)


class RoleForm(forms.Form):
    """A role at an organisation for a period."""

    role = forms.ChoiceField(label=_("Role"), choices=list(wording.ROLES.items()))
    organisation = OrganisationField(label=_("Institution"))
    starts_on = KnownDayField(label=_("From"))
    ends_on = KnownDayField(label=_("Last day"), required=False, help_text=_("Leave it empty when no end is set."))

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, initial={"starts_on": timezone.localdate()}, **options)
        ask_for(self, actor)

    def clean(self) -> dict[str, Any]:
        """With the end that the role does not include, where a last day is given."""
        found = super().clean() or {}
        last = found.pop("ends_on", None)
        return found | {"ends_before": last + timedelta(days=1) if last else None}


class InviteForm(RoleForm, AccountForm):
    """Somebody who is invited to a role at an institution."""

    field_order = ("full_name", "email", "language", "role", "organisation", "starts_on", "ends_on")


class EndRoleForm(forms.Form):
    """The last day of a role."""

    ends_on = KnownDayField(label=_("Last day"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, initial={"ends_on": timezone.localdate()}, **options)


class PasswordForm(forms.Form):
    """A password, typed twice."""

    password = forms.CharField(label=_("New password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    again = forms.CharField(label=_("The same once more"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, *args: Any, account: Account, **options: Any) -> None:
        super().__init__(*args, **options)
        self.account = account
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.account)
        return self.cleaned_data["password"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("password") and found["password"] != found.get("again"):
            self.add_error("again", _("The two are not the same."))
        return found


class BeginForm(PasswordForm):
    """The first administrator, and the institution that runs the node."""

    full_name = forms.CharField(label=_("Full name"), max_length=160)
    email = forms.EmailField(label=_("E-mail"), max_length=254, help_text=_("You sign in with it."))
    language = forms.ChoiceField(label=_("Language of your pages"), choices=LANGUAGES)
    organisation = NameField(label=_("Institution that runs this installation"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    country = CountryField()
    field_order = ("full_name", "email", "language", "organisation", "kind", "country", "password", "again")

    def __init__(self, *args: Any, **options: Any) -> None:
        said = {"language": get_language(), "organisation": settings.NODE_NAME, "kind": Kind.MINISTRY, "country": settings.NODE_COUNTRY}
        super().__init__(*args, account=Account(), initial=said, **options)

    def clean_password(self) -> str:
        self.account.full_name, self.account.email = (self.cleaned_data.get(name, "") for name in ("full_name", "email"))
        return super().clean_password()


class ChangePasswordForm(PasswordForm):
    """A new password, by somebody who knows the present one."""

    present = forms.CharField(
        label=_("Present password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    field_order = ("present", "password", "again")

    def clean_present(self) -> str:
        if not self.account.check_password(self.cleaned_data["present"]):
            raise forms.ValidationError(_("This is not your present password."))
        return self.cleaned_data["present"]


class AskForm(forms.Form):
    """Whom a guest's link is for, in which language, and how long it works."""

    asked_of = forms.CharField(
        label=_("For whom"), max_length=200, help_text=_("A name and an office, as you would write them on an envelope.")
    )
    language = forms.ChoiceField(label=_("Language of their page"), choices=LANGUAGES)
    days = forms.TypedChoiceField(
        label=_("The link works for"), coerce=int, choices=[(7, _("7 days")), (14, _("14 days")), (30, _("30 days"))], initial=14
    )
    send_to = forms.EmailField(
        label=_("Send it by mail to"),
        max_length=254,
        required=False,
        help_text=_(
            "The mail says what is asked, by whom and until when. Left empty, the link is shown to you once, and you send it yourself."
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not may_be_sent():
            del self.fields["send_to"]
