"""Why something was not taken, as sentences in the reader's language."""

import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext

from twinward.foundation.kernel.sentences import say
from twinward.foundation.registry.countries import CODES, country_name, in_words, named_with_code
from twinward.foundation.registry.importing.columns import Fault, Unreadable
from twinward.foundation.registry.importing.words import CODES as CODES_BY_COLUMN
from twinward.foundation.registry.importing.words import codes_in_words, heading_in_words

_NAME = re.compile(r"names\[([0-9]+)\]")


def reason(fault: Fault) -> str:
    """Why a row, or a name of it, was not taken."""
    return _said(fault.code, fault.values, fault.field)


def why_unreadable(unreadable: Unreadable) -> str:
    """Why a file cannot be read, and what to do."""
    faults = unreadable.values.get("faults", ())
    return " ".join([*(_said(code, values) for code, values in faults), _said(unreadable.code, unreadable.values)])


def told(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    """The faults for a machine: row, field and reason."""
    return [{"row": fault.row, "field": fault.field, "reason": reason(fault)} for fault in faults]


def where(field: str) -> str:
    """The part of a row that a fault is about, in words: "name 4" for names[3].value; what its column is called otherwise."""
    if not field:
        return gettext("the whole row")
    found = _NAME.match(field)
    return gettext("name %(number)s") % {"number": int(found[1]) + 1} if found else heading_in_words(field)


def _said(code: str, values: dict[str, Any], field: str = "") -> str:
    words = dict(values)
    if field in CODES_BY_COLUMN:
        words |= {name: codes_in_words(field, words[name].split(", ")) for name in ("known", "meant") if name in words}
    if "scripts" in words:
        scripts = words["scripts"]  # a mark of omission where the rows of one reason differ
        words["letters"] = scripts if isinstance(scripts, str) else ", ".join(_letter(*one) for one in scripts)
    if words.get("country") in CODES:
        words["country"] = country_name(words["country"])
    if "yours" in words:
        words["yours"] = in_words(words["yours"])
    if words.get("meant") in CODES:
        words["meant"] = named_with_code(words["meant"])
    return say(code) % words


def _letter(letter: str, script: str) -> str:
    return gettext("“%(letter)s” (%(alphabet)s)") % {"letter": letter, "alphabet": say(f"script_{script}")}
