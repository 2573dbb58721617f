"""The room's words on pages: where an institution lies, what registers are called."""

from django.utils.translation import gettext

from twinward.foundation.registry.models import Organisation

#: Registers outside, by their scheme.
NUMBERS = {"ror": "ROR", "ua_edr": "UA-EDR", "iati": "IATI"}


def place_words(organisation: Organisation) -> str:
    """Where it lies and how well that is known: "Kyiv (exact)" when its point on the map is on record; empty when only the country is known."""
    named = ", ".join(part for part in (organisation.city, organisation.region) if part)
    if organisation.latitude_microdegrees is not None:
        return gettext("%(place)s (exact)") % {"place": named} if named else gettext("a point on the map (exact)")
    return gettext("%(place)s (approximate)") % {"place": named} if named else ""
