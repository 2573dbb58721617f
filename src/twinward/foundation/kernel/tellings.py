"""What an event says, in words that an official can read."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "add": _("added"),
    "change": _("changed"),
    "remove": _("removed"),
    "import": _("imported"),
    "merge": _("merged"),
}
LONGEST = 300  # characters of one event's detail


def verb_told(verb: str) -> str:
    """What was done, in words where we have them, else the verb itself."""
    return str(VERBS.get(verb, verb.replace("_", " ")))


def facts_told(facts: Any) -> str:
    """An event's facts as one line: what was, what is, what else was said. Personal values stay a commitment and are not told."""
    if not isinstance(facts, Mapping):
        return _plain(facts)
    before, after = facts.get("before"), facts.get("after")
    told = [f"{name}: {_plain(value)}" for name, value in facts.items() if name not in ("before", "after")]
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        told = [f"{name}: {_plain(before.get(name))} > {_plain(after.get(name))}" for name in {**before, **after}] + told
    elif isinstance(after, Mapping):
        told = [f"{name}: {_plain(value)}" for name, value in after.items() if value not in (None, "", False)] + told
    elif before is not None or after is not None:
        told = [f"{_plain(before)} > {_plain(after)}", *told]
    return Truncator("; ".join(told)).chars(LONGEST)


def _plain(value: Any) -> str:
    if value is None or value == "":
        return "-"
    if isinstance(value, Mapping):
        return gettext("personal") if set(value) == {"commitment"} else ", ".join(f"{name} {_plain(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value) or "-"
    return str(value)
