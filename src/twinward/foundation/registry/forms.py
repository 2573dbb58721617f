"""Forms of the registry."""

from django import forms
from django.utils.translation import gettext_lazy as _

from twinward.foundation.registry.fields import CountryField


class FindForm(forms.Form):
    """What to look for, and where."""

    q = forms.CharField(label=_("Name or number"), required=False, max_length=200, help_text=_("In any language or spelling"))
    country = CountryField(required=False)
