"""What is sent to people, from templates: a subject and a text in the language of whom it is for."""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation


@dataclass(frozen=True, slots=True)
class Wording:
    """A subject and a text, as a template gives them."""

    subject: str
    body: str


def from_template(template: str, language: str, **facts: Any) -> Wording:
    """The template in a language (en, uk, az, es), filled with `facts`: days and countries are written as that language does.

    Its first line is the subject. Raises TemplateDoesNotExist for another language.
    """
    with translation.override(language):
        subject, _, body = render_to_string(f"{template}.{language}.txt", facts).strip().partition("\n")
    return Wording(subject.strip(), body.strip())
