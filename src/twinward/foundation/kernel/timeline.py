"""The timeline of a record, from the ledger: when it happened, what, when we learned it; what was and what is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel import wording
from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.keys import RecordKey
from twinward.foundation.kernel.models import Event
from twinward.foundation.kernel.records import actors_told
from twinward.foundation.kernel.scoped import ScopedQuerySet
from twinward.foundation.kernel.tellings import verb_told

LATEST = 200
_UNTOLD = frozenset({"is_illustrative"})

#: What an event tells beside the columns of its record.
BESIDE: dict[str, Promise] = {
    "names": _("names"),
    "identifiers": _("numbers"),
    "specialities": _("specialities"),
    "countries": _("countries"),
    "organisations": _("institutions"),
    "file": _("file"),
}


@dataclass(frozen=True, slots=True)
class Changed:
    """One value: what it is called, what it was and what it became, in the reader's language; "-" for nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Moment:
    """One event. happened: the day that it tells of, None when it tells of none. about: the kind of record. who: as people call them."""

    event: int
    about: str
    verb: str
    what: str
    who: str
    happened: Day | None
    learned_at: datetime
    reason: str
    changes: tuple[Changed, ...]

    @property
    def is_new(self) -> bool:
        """Whether the record was added, so that nothing was before."""
        return self.verb == "add"


def timeline(keys: Iterable[str], actor: Actor, *, is_inside: bool) -> list[Moment]:
    """The latest LATEST events of the records of these keys, the last learned first. A fixed number of queries.

    The caller has made sure that `actor` may see the records. is_inside: they are the actor's own, so that it is told who did it, and
    personal values that were not erased. A record that a value names is named only to somebody who may see it.
    """
    events = list(Event.objects.filter(record__in=list(keys)).prefetch_related("personal_facts").order_by("-id")[:LATEST])
    who = [told.label for told in actors_told(event.by for event in events)] if is_inside else [""] * len(events)
    told = _Told(_linked(events, actor), is_inside)
    return [_moment(event, name, told) for event, name in zip(events, who, strict=True)]


@dataclass(frozen=True, slots=True)
class _Told:
    """What all events of one timeline share: records by label and key, and whether personal values may be told."""

    linked: Mapping[tuple[str, str], str]
    is_inside: bool


def _moment(event: Event, who: str, told: _Told) -> Moment:
    facts: dict[str, Any] = event.facts if isinstance(event.facts, dict) else {}
    model = _model(event)
    return Moment(
        event=event.id,
        about=gettext(str(model._meta.verbose_name)) if model else "",
        verb=event.verb,
        what=verb_told(event.verb),
        who=who,
        happened=_happened(facts),
        learned_at=event.at,
        reason=str(facts.get("reason", "")),
        changes=tuple(_changes(event, facts, model, told)),
    )


# --- who and what is named ---


def _linked(events: Iterable[Event], actor: Actor) -> dict[tuple[str, str], str]:
    """By label and primary key the records that the events' values name, as far as `actor` may see them."""
    wanted = defaultdict[str, set[str]](set)
    for event in events:
        model = _model(event)
        for _name, field, value in _values(event, model):
            if isinstance(field, models.ForeignKey) and value not in (None, ""):
                wanted[field.related_model._meta.label_lower].add(str(value))
    return {(label, str(pk)): str(record) for label, keys in wanted.items() for pk, record in _records(label, keys, actor)}


def _records(label: str, keys: set[str], actor: Actor) -> Iterator[tuple[Any, Any]]:
    model = apps.get_model(label)
    rows = model._default_manager.all()
    rows = rows.visible_to(actor) if isinstance(rows, ScopedQuerySet) else rows
    yield from rows.in_bulk(keys).items()


def _values(event: Event, model: type[models.Model] | None) -> Iterator[tuple[str, Any, Any]]:
    facts = event.facts if isinstance(event.facts, dict) else {}
    for side in ("before", "after"):
        told = facts.get(side)
        for name, value in told.items() if isinstance(told, dict) else ():
            yield name, _field(model, name), value


def _model(event: Event) -> type[models.Model] | None:
    try:
        return apps.get_model(RecordKey.parse(event.record).label)
    except (LookupError, ValueError):
        return None


def _field(model: type[models.Model] | None, name: str) -> Any:
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


# --- what was and what is ---


def _happened(facts: Mapping[str, Any]) -> Day | None:
    """The day that the event tells of: its record's uncertain day, or the day on which a period begins."""
    after = facts.get("after")
    if not isinstance(after, dict) or not ({"not_before", "not_after", "starts_on"} & set(after)):
        return None
    first, last = after.get("not_before") or after.get("starts_on"), after.get("not_after") or after.get("starts_on")
    basis = after.get("basis", Basis.STATED)
    ends = [date.fromisoformat(end) if isinstance(end, str) and end else None for end in (first, last)]
    return Day(ends[0], ends[1], Basis(basis)) if any(ends) else None


def _changes(event: Event, facts: Mapping[str, Any], model: type[models.Model] | None, told: _Told) -> Iterator[Changed]:
    before, after = facts.get("before"), facts.get("after")
    if isinstance(before, str) or isinstance(after, str):
        yield Changed(gettext("state"), _plain(before), _plain(after))
        return
    before, after = before or {}, after or {}
    personal = {fact.name: fact.value for fact in event.personal_facts.all()} if told.is_inside else None
    names = [*dict.fromkeys([*before, *after, *(name.partition(".")[2] for name in facts if name.startswith(("before.", "after.")))])]
    for name in names:
        if name in _UNTOLD:
            continue
        field = _field(model, name)
        pair = [
            _personal(personal, f"{side}.{name}") if f"{side}.{name}" in facts else _said(field, name, values.get(name), told.linked)
            for side, values in (("before", before), ("after", after))
        ]
        if pair[0] != pair[1]:
            yield Changed(_label(field, name), pair[0], pair[1])
    for name, label in BESIDE.items():
        if facts.get(name):
            yield Changed(str(label), wording.MISSING, _plain(facts[name]))


def _personal(personal: Mapping[str, str] | None, name: str) -> str:
    return gettext("personal") if personal is None else personal.get(name, gettext("erased"))


def _label(field: Any, name: str) -> str:
    return gettext(str(field.verbose_name)) if field is not None else str(BESIDE.get(name, name.replace("_", " ")))


def _said(field: Any, name: str, value: Any, linked: Mapping[tuple[str, str], str]) -> str:
    """A value of a column as a reader sees it."""
    if value is None or value == "" or value == []:
        return wording.MISSING
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(field, models.ForeignKey):
        return linked.get((field.related_model._meta.label_lower, str(value)), gettext("not yours to see"))
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return wording.on_day(date.fromisoformat(value))
    if name.endswith("_microdegrees"):
        return wording.number(value / 1_000_000)
    return _plain(value)


def _plain(value: Any) -> str:
    if value is None or value == "":
        return wording.MISSING
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(one)}" for name, one in value.items()) or wording.MISSING
    if isinstance(value, list):
        separator = " · " if value and isinstance(value[0], list) else ", "
        return separator.join(_plain(one) for one in value if one not in ("", None)) or wording.MISSING
    return str(value)
