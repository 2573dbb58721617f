"""Form fields for languages, typed as people call them; stored as ISO 639-1."""

from functools import cache
from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.sentences import say
from twinward.foundation.kernel.wording import tongue

OURS = ("en", "uk", "az", "es")


@cache
def _codes() -> dict[str, str]:
    """ISO 639-1 codes by themselves and by their names in our languages, in lower case."""
    names = {name.casefold(): code for ours in OURS for code, name in Locale(ours).languages.items() if len(code) == 2}
    return names | {code: code for code in names.values()}


def read_language(text: str) -> str:
    """The code of the language that a person typed. Raises forms.ValidationError with a sentence."""
    try:
        return _codes()[text.strip().casefold()]
    except KeyError:
        raise forms.ValidationError(say("language_unknown") % {"text": text.strip()}, code="language_unknown") from None


class LanguageField(forms.CharField):
    """Cleans to an ISO 639-1 code, "" for an empty answer when not required."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**({"max_length": 60, "label": _("Language"), "help_text": _("For example Ukrainian, or uk")} | options))

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return read_language(text) if text else ""


class LanguagesField(forms.CharField):
    """Cleans to a list of ISO 639-1 codes, each once, in the order in which they were typed."""

    def __init__(self, **options: Any) -> None:
        words = _("For example Ukrainian, Azerbaijani. Leave it empty while they are not known.")
        super().__init__(**({"max_length": 200, "label": _("Authentic languages"), "help_text": words} | options))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(tongue, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        return list(dict.fromkeys(read_language(part) for part in text.split(",") if part.strip()))
