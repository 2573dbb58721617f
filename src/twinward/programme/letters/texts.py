"""Letters from templates: a subject and a text in the language of the addressee."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.template.loader import render_to_string
from django.utils import translation

Template = Literal["request", "reminder", "next_step", "follow_up"]

#: With which word the subject of a reminder begins, in each language.
REMINDERS = ("Reminder.", "Нагадування.", "Xatırlatma.", "Recordatorio.")


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


def without_prefix(subject: str) -> str:
    """The subject of a letter without the words that make it a reminder, however many reminders there were and in whichever language."""
    rest = subject.strip()
    while prefix := next((word for word in REMINDERS if rest.casefold().startswith(word.casefold())), ""):
        rest = rest[len(prefix) :].strip()
    return rest or subject.strip()
