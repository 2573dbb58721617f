"""Letters from templates: a subject and a text in the language of the addressee."""

from itertools import takewhile
from typing import Any, Literal

from twinward.foundation.kernel.text_templates import Wording, from_template
from twinward.foundation.registry.countries import country_name, names_of_countries

Template = Literal["request", "reminder", "next_step", "follow_up"]

#: With which word the subject of a reminder begins, in each language.
REMINDERS = ("Reminder.", "Нагадування.", "Xatırlatma.", "Recordatorio.")
#: How a letter about a list addresses the ministry of a country, in each language.
MINISTRIES = {
    "en": "Ministry of Health",
    "uk": "Міністерство охорони здоров’я",
    "az": "Səhiyyə Nazirliyi",
    "es": "Ministerio de Salud",
}


def worded(template: Template, language: str, **facts: Any) -> Wording:
    """The subject and text of a letter in a language (en, uk, az, es); whoever sends it may change both. Raises TemplateDoesNotExist for another."""
    return from_template(f"letters/text/{template}", language, **facts)


def without_prefix(subject: str) -> str:
    """The subject of a letter without the words that make it a reminder, however many reminders there were and in whichever language."""
    rest = subject.strip()
    while prefix := next((word for word in REMINDERS if rest.casefold().startswith(word.casefold())), ""):
        rest = rest[len(prefix) :].strip()
    return rest or subject.strip()


def addressee_in(text: str, country: str, *, said_in: str, language: str) -> str:
    """The lines above its greeting by which a text in the language `said_in` addresses somebody in a country, for a letter in `language`.

    "" where it begins with no such lines, or with some that are in another language and are not those of a ministry.
    """
    lines = [line.strip() for line in takewhile(str.strip, text.strip().splitlines())]
    if len(lines) < 2 or lines[-1] not in names_of_countries()[country]:
        return ""
    if language == said_in:
        return "\n".join(lines)
    return f"{MINISTRIES[language]}\n{country_name(country, language)}" if lines[:-1] == [MINISTRIES.get(said_in)] else ""
