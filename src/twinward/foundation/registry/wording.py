"""The room's words on pages: where an institution lies, what registers are called, how two records are told apart."""

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


def numbers_words(organisation: Organisation) -> str:
    """Its numbers in registers outside: "ROR https://ror.org/03yrm5c26"; empty where none is on record."""
    numbers = sorted(organisation.identifiers.all(), key=lambda one: (one.scheme, one.pk))
    return ", ".join(f"{NUMBERS.get(one.scheme, one.scheme)} {one.value}" for one in numbers)


def apart(record: Organisation, called: str, name: str) -> str:
    """What a record is called beside another that is `called` so in the reader's language and registered under `name`.

    Where both are called alike it is told by the name that it is registered under, and where that is alike too by its number.
    """
    if record.called != called:
        return record.called
    if record.name == name:
        return gettext("%(called)s (record number %(number)s)") % {"called": called, "number": record.pk}
    return called if record.name == called else gettext("%(called)s (registered as %(name)s)") % {"called": called, "name": record.name}


def told_apart(one: Organisation, other: Organisation) -> tuple[str, str]:
    """What two records are called where they stand in one sentence."""
    return apart(one, other.called, other.name), apart(other, one.called, one.name)
