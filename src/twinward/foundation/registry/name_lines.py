"""Other names of an organisation or a person as lines that people write: "uk: Назва", "acronym: KNMU", "uk former: Стара назва"."""

import re
from collections.abc import Iterable
from typing import Any

from babel import Locale
from django import forms

from twinward.foundation.kernel.sentences import say
from twinward.foundation.registry.fields import name_fault
from twinward.foundation.registry.hidden_signs import without_edges
from twinward.foundation.registry.models import OrganisationName

Name = tuple[str, str, str]
_LONGEST, _MOST = 300, 200
_BEGINS = re.compile(r"((?:[a-z]{2,3}(?:-[A-Za-z]+)?\b ?)?(?:label|alias|acronym|former|translated)?)\s*:\s*(\S.*)")
_USES = frozenset(OrganisationName.Use.values)
_LANGUAGES = frozenset(Locale("en").languages)


def lines_of(names: Iterable[Name]) -> str:
    """The names one a line, as `names_in` reads them."""
    return "\n".join(_line(*name) for name in names)


def _line(value: str, language: str, use: str) -> str:
    told = f"{language}: {value}" if language else value
    return told if _parted(told) == (language, use, value) else f"{language} {use}: {value}".strip()


def names_in(text: str, most: int = _MOST) -> list[Name]:
    """The names that lines hold, each once; one without a word in front is another name. Raises ValidationError with the line."""
    names: dict[Name, None] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if line := without_edges(" ".join(line.split())):
            names[_name(number, line)] = None
    if len(names) > most:
        raise forms.ValidationError(say("import_too_many") % {"most": most}, code="import_too_many")
    return list(names)


def _name(number: int, line: str) -> Name:
    language, use, value = _parted(line)
    value = without_edges(value)
    if language and not is_language(language):
        raise _fault(number, say("line_of_no_language") % {"given": language})
    if len(value) > _LONGEST:
        raise _fault(number, say("import_too_long") % {"given": f"{value[:40]}…", "most": _LONGEST})
    if fault := name_fault(value):
        raise _fault(number, fault)
    return value, language, use


def _parted(line: str) -> tuple[str, str, str]:
    match = _BEGINS.fullmatch(line)
    words = match[1].split() if match else []
    uses = [word for word in words if word in _USES]
    languages = [word for word in words if word not in _USES]
    if not match or not words:
        return "", "alias", line
    return (languages or [""])[0], (uses or ["label" if languages else "alias"])[0], match[2]


def is_language(code: str) -> bool:
    """Whether a code is one of a language, whatever script or country follows it: "uk", "zh-Hans"."""
    return code.partition("-")[0] in _LANGUAGES


def _fault(number: int, sentence: str) -> forms.ValidationError:
    return forms.ValidationError(say("line_fault") % {"number": number, "fault": sentence}, code="line_fault")


class NameLinesField(forms.CharField):
    """Other names, one a line; cleans to a list of (value, language or "", use)."""

    widget = forms.Textarea
    most = _MOST

    def __init__(self, **options: Any) -> None:
        begun: dict[str, Any] = {"required": False, "max_length": 60_000}
        super().__init__(**(begun | options))

    def prepare_value(self, value: Any) -> Any:
        return lines_of(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[Name]:
        return names_in(super().clean(value), self.most)


class PersonNamesField(NameLinesField):
    """Other names of a person. Each is compared with everybody's while the store is held, so there are few."""

    most = 20
