"""Letters from templates: a subject and a text in the language of the addressee."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.template.loader import render_to_string
from django.utils import translation

Template = Literal["request", "reminder", "follow_up"]


@dataclass(frozen=True, slots=True)
class Wording:
    """A letter's subject and text, as its template gives them; whoever sends it may change both."""

    subject: str
    body: str


def worded(template: Template, language: str, **facts: Any) -> Wording:
    """The letter in a language (en, uk, az, es), filled with `facts`: days and countries are written as that language does.

    Raises TemplateDoesNotExist for another language.
    """
    told: Mapping[str, Any] = facts
    with translation.override(language):
        subject, _, body = render_to_string(f"letters/text/{template}.{language}.txt", dict(told)).strip().partition("\n")
    return Wording(subject.strip(), body.strip())
