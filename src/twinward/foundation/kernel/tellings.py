"""What an event says, in words that an official can read."""

from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "add": _("added"),
    "change": _("changed"),
    "remove": _("removed"),
    "import": _("imported"),
    "merge": _("merged"),
    "merge_moved": _("moved by a merge"),
    "merge_put_away": _("put away by a merge"),
}
LONGEST = 300  # characters of one event's detail


def verb_told(verb: str) -> str:
    """What was done, in words where we have them, else the verb itself."""
    return str(VERBS.get(verb, verb.replace("_", " ")))


def facts_told(facts: Any) -> str:
    """An event's facts as one line: what was and what is, then what else was said. Personal values stay a commitment and are not told."""
    told = "; ".join(_lines(facts)) if isinstance(facts, dict) else _plain(facts)
    return told if len(told) <= LONGEST else f"{told[: LONGEST - 1]}…"


def _lines(facts: dict[str, Any]) -> Iterator[str]:
    before, after = facts.get("before"), facts.get("after")
    if isinstance(before, dict) and isinstance(after, dict):
        yield from (f"{name}: {_plain(before.get(name))} > {_plain(after.get(name))}" for name in before | after)
    elif isinstance(after, dict):
        yield from (f"{name}: {_plain(value)}" for name, value in after.items() if value not in (None, "", False))
    elif before is not None or after is not None:
        yield f"{_plain(before)} > {_plain(after)}"
    yield from (f"{name}: {_plain(value)}" for name, value in facts.items() if name not in ("before", "after"))


def _plain(value: Any) -> str:
    if isinstance(value, str | int) and not isinstance(value, bool):
        return str(value) or "-"
    if isinstance(value, dict):
        return gettext("personal") if value.keys() == {"commitment"} else ", ".join(f"{name} {_plain(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value) or "-"
    return "-" if value is None else gettext("yes") if value else gettext("no")
