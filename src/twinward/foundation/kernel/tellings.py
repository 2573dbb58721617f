"""What an event says, in words that an official can read."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.records import actors_told, around_key, records_told
from twinward.foundation.kernel.values_told import (
    Linked,
    beside_told,
    field_of,
    is_commitment,
    label_in,
    model_of,
    plain_told,
    records_named,
    state_told,
    value_told,
)

VERBS: dict[str, Promise] = {
    "add": _("added"),
    "change": _("changed"),
    "remove": _("removed"),
    "merge": _("merged"),
    "merge_moved": _("moved by a merge"),
    "merge_put_away": _("put away by a merge"),
    "merge_undone": _("merge undone"),
    "import_organisations": _("imported"),
    "load": _("loaded"),
    "erase": _("a personal value erased"),
    "remind": _("reminded"),
    "about": _("what it is about changed"),
    "send": _("logged as sent"),
    "discard": _("discarded"),
    "record": _("recorded"),
    "draft": _("drafted"),
    "submit": _("submitted for review"),
    "return": pgettext_lazy("of a text", "returned"),
    "clear": _("cleared"),
    "offer": _("offered to the other party"),
    "agree": _("agreed as a text"),
    "send_back": _("sent back by the other party"),
    "reopen": _("opened anew"),
    "withdraw": _("taken back"),
    "choose_password": _("password chosen"),
    "forget_password": _("password forgotten"),
    "make_way_in": _("link for a password made"),
    "sign_out_everywhere": _("signed out everywhere else by their owner"),
    "add_second_factor": _("second factor set up"),
    "remove_second_factor": _("second factor removed"),
    "take_second_factor": _("second factor taken away by an administrator"),
    "make_recovery_codes": _("recovery codes made"),
    "keep_recovery_codes": _("recovery codes kept by their owner"),
    "use_recovery_code": _("a recovery code used"),
}
#: What events tell beside the columns of their record, as the ledger's own page says it.
FACTS: dict[str, Promise] = {
    "about": pgettext_lazy("of an event", "about"),
    "added": _("added"),
    "changed": _("changed"),
    "claims": _("claims"),
    "desk": _("list"),
    "due_on": _("due on"),
    "event": _("event"),
    "instruments": _("instruments"),
    "left_out": _("left out"),
    "merge": _("merge"),
    "moved": _("rows moved"),
    "moved_sha256": _("SHA-256 of what moved"),
    "parties": _("parties"),
    "put_away": _("rows put away"),
    "query": _("filter"),
    "reason": _("reason"),
    "recipient": _("recipient"),
    "rejected": _("rejected"),
    "rule": _("rule"),
    "sha256": _("SHA-256 of the file"),
    "text_sha256": _("SHA-256 of the text agreed to"),
    "sources": _("sources"),
    "unchanged": _("unchanged"),
}
LONGEST = 300  # characters of one event's detail
_HASH = re.compile("[0-9a-f]{64}")


def verb_told(verb: str) -> str:
    """What was done, in words where we have them, else the verb itself."""
    return _verb(verb, get_language() or "")


@lru_cache(maxsize=500)
def _verb(verb: str, _language: str) -> str:
    """The same in the active language (which is named for the cache)."""
    return str(VERBS.get(verb, verb.replace("_", " ")))


def facts_told(facts: Sequence[Any], records: Sequence[str]) -> list[str]:
    """What each event tells of its record, as one line: what was and what is, then what else was said, in words. One query for each kind of record named.

    A personal value stays a commitment and is not told. For a reader who may see every record.
    """
    named = list(dict.fromkeys(one for record, told in zip(records, facts, strict=True) for one in records_named(record, told)))
    known = [one for one in named if _goes_by_a_name(one[0])]
    linked = {(label, key): f"{_kind(label)} {_in_short(key)}" for label, key in named}
    linked |= {one: told.label for one, told in zip(known, records_told(f"{label}:{key}" for label, key in known), strict=True)}
    people = list(dict.fromkeys(value for told in facts for value in _actors(told)))
    linked |= {("", key): told.label for key, told in zip(people, actors_told(people), strict=True)}
    language = get_language() or ""
    lines = ("; ".join(_lines(told, model_of(record), linked, language)) for record, told in zip(records, facts, strict=True))
    return [line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…" for line in lines]


def _actors(facts: Any) -> Iterator[str]:
    """Keys of accounts that stand among the values of an event."""
    sides = (facts.get("before"), facts.get("after")) if isinstance(facts, dict) else ()
    yield from (
        value
        for side in sides
        if isinstance(side, dict)
        for value in side.values()
        if isinstance(value, str) and value.startswith("account:")
    )


def _goes_by_a_name(label: str) -> bool:
    """Whether records of a kind are known by name: they have a page, or are sources. Others go by their number."""
    has_page = around_key(label.partition(".")[2]) is not None or hasattr(apps.get_model(label), "get_absolute_url")
    return label == "kernel.source" or has_page


def _kind(label: str) -> str:
    return gettext(str(apps.get_model(label)._meta.verbose_name))


def _lines(facts: Any, model: type[Model] | None, linked: Linked, language: str) -> Iterator[str]:
    if not isinstance(facts, dict):
        yield plain_told(facts)
        return
    before, after = facts.get("before"), facts.get("after")
    if isinstance(before, dict) or isinstance(after, dict):
        yield from _columns(before or {}, after or {}, model, linked, language)
    elif before is not None or after is not None:
        yield f"{gettext('state')}: {state_told(model, before)} > {state_told(model, after)}"
    for name, value in facts.items():
        if name.startswith(("before.", "after.")):
            column = name.partition(".")[2]
            yield f"{label_in(field_of(model, column), column, language)} ({gettext('personal: not shown')})"
        elif is_commitment(value):
            yield f"{_fact(model, name, language)} ({gettext('personal: not shown')})"
        elif name not in ("before", "after") and value not in (None, "", [], {}):
            yield f"{_fact(model, name, language)}: {_in_short(beside_told(name, value, linked))}"


@lru_cache(maxsize=2_000)
def _fact(model: type[Model] | None, name: str, language: str) -> str:
    """What people call a fact of an event in the active language (which is named for the cache)."""
    return str(FACTS.get(name) or label_in(field_of(model, name), name, language))


def _in_short(words: str) -> str:
    """A SHA-256 by its beginning; anything else as it is."""
    return f"{words[:12]}…" if len(words) == 64 and _HASH.fullmatch(words) else words


def _columns(before: dict[str, Any], after: dict[str, Any], model: type[Model] | None, linked: Linked, language: str) -> Iterator[str]:
    for name in before | after:
        field = field_of(model, name)
        was, now = (_in_short(value_told(field, values.get(name), linked)) for values in (before, after))
        if before and after:
            yield f"{label_in(field, name, language)}: {was} > {now}"
        elif (before or after)[name] not in (None, "", False, [], {}):
            yield f"{label_in(field, name, language)}: {now if after else was}"
