"""What the registry's codes say to a reader."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "organisation_needed": _("Write the name of an organisation."),
    "organisation_unknown": _("No organisation is called anything like “%(text)s”. Check the spelling, or add it to the register first."),
    "organisation_unclear": _("“%(text)s” may mean one of these. Choose one, or write the name in full."),
    "organisation_line_unknown": _("Line %(number)s: no organisation is called anything like “%(text)s”."),
    "organisation_line_unclear": _("Line %(number)s: “%(text)s” is not clear. Did you mean %(meant)s?"),
    "country_unknown": _("“%(text)s” is not a country."),
    "country_unknown_like": _("“%(text)s” is not a country. Did you mean %(meant)s?"),
    "name_mixed": _("The word “%(word)s” mixes letters of different alphabets that look alike: %(letters)s. Write it in one alphabet."),
    "script_latin": _("Latin"),
    "script_cyrillic": _("Cyrillic"),
    "script_greek": _("Greek"),
}
