"""The room's words on pages: where an institution lies, what registers are called, how two records are told apart."""

from django.utils.translation import gettext, pgettext

from twinward.foundation.kernel.wording import short_day
from twinward.foundation.registry.models import Organisation
from twinward.foundation.registry.terms import Term

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


def term_words(term: Term) -> str:
    """When it began and ended and when it was seen: "from 1 Jan 2024", "beginning: Sep 2024; end: 2025"; empty where nothing is known."""
    begins, ends, told = term.begins, term.ends, list[str]()
    if begins.is_known:
        told.append(gettext("from %(day)s") % {"day": short_day(begins)})
    elif not begins.is_unknown:
        told.append(pgettext("of a term", "beginning: %(day)s") % {"day": short_day(begins)})
    if ends.is_known:
        told.append(gettext("until %(day)s, not including") % {"day": short_day(ends)})
    elif not ends.is_unknown:
        told.append(pgettext("of a term", "end: %(day)s") % {"day": short_day(ends)})
    if term.seen_from:
        told.append(gettext("seen %(first)s to %(last)s") % {"first": short_day(term.seen_from), "last": short_day(term.seen_until)})
    return "; ".join(told)


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
