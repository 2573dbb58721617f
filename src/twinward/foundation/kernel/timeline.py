"""The timeline of a record, from the ledger: when it happened, what, when we learned it; what was and what is."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext

from twinward.foundation.kernel import wording
from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.models import Document, Event
from twinward.foundation.kernel.records import actors_told
from twinward.foundation.kernel.scoped import ScopedQuerySet
from twinward.foundation.kernel.sentences import say_told
from twinward.foundation.kernel.tellings import verb_told
from twinward.foundation.kernel.values_told import (
    BESIDE,
    KEYED,
    NUMBERED,
    beside_told,
    field_of,
    is_commitment,
    is_out_of_sight,
    label_of,
    model_of,
    named_by,
    records_named,
    state_told,
    value_told,
)

LATEST = 200
REASON = "reason"
#: Columns that are told otherwise, by the mark of what is invented or by who did it, or that are for the product alone.
_UNTOLD = frozenset(
    {"is_illustrative", "token_sha256", "record", "question", "asked_by", "recorded_by", "submitted_by", "withdrawn_by", "is_kept_in_sight"}
)

#: Columns of the one day on which what a record tells of happened, or began.
_BEGINS = ("dated_on", "starts_on")


@dataclass(frozen=True, slots=True)
class Changed:
    """One value: what it is called, what it was and what it became, in the reader's language; "-" for nothing.

    before: empty for what only the event itself tells, so that nothing was before. before_url: where the file that it was can still be had.
    """

    label: str
    before: str
    after: str
    before_url: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """One event. happened: the day that it tells of, None when it tells of none. about: the kind of record. who: as people call them.

    phrase: what was done, about included, as people say it; empty where no room has such a phrase. is_illustrative: its record is invented.
    record: its key.
    """

    event: int
    about: str
    verb: str
    what: str
    who: str
    happened: Day | None
    learned_at: datetime
    reason: str
    is_illustrative: bool
    changes: tuple[Changed, ...]
    phrase: str = ""
    record: str = ""

    @property
    def words(self) -> str:
        """What was done to what."""
        return self.phrase or f"{self.about}: {self.what}"

    @property
    def is_new(self) -> bool:
        """Whether the record was added, so that nothing was before."""
        return self.verb == "add"


def timeline(
    keys: Iterable[str],
    actor: Actor,
    *,
    is_inside: bool,
    withheld: Iterable[str] = (),
    file_at: Callable[[str], str] | None = None,
) -> list[Moment]:
    """The latest LATEST events of the records of these keys, the last learned first. A fixed number of queries.

    The caller has made sure that `actor` may see the records. is_inside: they are the actor's own, so that it is told who did it, and
    personal values that were not erased. A record that a value names is named only to somebody who may see it; to others the
    value is left out. withheld: columns, and REASON, that this reader is not told of.
    file_at: where the file of this SHA-256 is had whose place another took.
    """
    events = list(Event.objects.filter(record__in=list(keys)).prefetch_related("personal_facts").order_by("-id")[:LATEST])
    who = [told.label for told in actors_told(event.by for event in events)] if is_inside else [""] * len(events)
    told = _Told(_linked(events, actor), is_inside, _invented(events), frozenset(withheld), file_at)
    return [_moment(event, name, told) for event, name in zip(events, who, strict=True)]


@dataclass(frozen=True, slots=True)
class _Told:
    """What all events of one timeline share: records by label and key, whether personal values may be told, which records are invented,
    what is not told, and where earlier files are had.
    """

    linked: Mapping[tuple[str, str], str]
    is_inside: bool
    invented: frozenset[str]
    withheld: frozenset[str]
    file_at: Callable[[str], str] | None = None


def _moment(event: Event, who: str, told: _Told) -> Moment:
    facts: dict[str, Any] = event.facts if isinstance(event.facts, dict) else {}
    model, after = model_of(event.record), facts.get("after")
    return Moment(
        event=event.id,
        about=gettext(str(model._meta.verbose_name)) if model else "",
        verb=event.verb,
        what=verb_told(event.verb),
        who=who,
        happened=_happened(facts),
        learned_at=event.at,
        reason=_reason(event, facts, told),
        is_illustrative=event.record in told.invented,
        changes=tuple(_changes(event, facts, model, told)),
        record=event.record,
        phrase=say_told(event.record.partition(":")[0], event.verb, after if isinstance(after, dict) else {}),
    )


def _invented(events: Iterable[Event]) -> frozenset[str]:
    """Keys of the records that are invented, as the latest of these events that tells it has it. events: the latest first."""
    told = dict[str, bool]()
    for event in events:
        after = event.facts.get("after") if isinstance(event.facts, dict) else None
        if isinstance(after, dict) and "is_illustrative" in after:
            told.setdefault(event.record, bool(after["is_illustrative"]))
    return frozenset(key for key, is_invented in told.items() if is_invented)


# --- who and what is named ---


def _linked(events: Iterable[Event], actor: Actor) -> dict[tuple[str, str], str]:
    """By label and primary key the records that the events' values name, as far as `actor` may see them."""
    wanted = defaultdict[str, set[str]](set)
    for label, key in (named for event in events for named in records_named(event.record, event.facts)):
        wanted[label].add(key)
    return {(label, str(pk)): str(record) for label, keys in wanted.items() for pk, record in _records(label, keys, actor)}


def _records(label: str, keys: set[str], actor: Actor) -> Iterator[tuple[Any, Any]]:
    model = apps.get_model(label)
    rows = model._default_manager.all()
    rows = rows.visible_to(actor) if isinstance(rows, ScopedQuerySet) else rows
    yield from rows.in_bulk(keys).items()


# --- what was and what is ---


def _happened(facts: Mapping[str, Any]) -> Day | None:
    """The day that the event tells of: its record's uncertain day, that of a letter, or the day on which a period begins."""
    after = facts.get("after")
    if not isinstance(after, dict) or not ({"not_before", "not_after", *_BEGINS} & set(after)):
        return None
    begins = next((after[name] for name in _BEGINS if after.get(name)), None)
    first, last = after.get("not_before") or begins, after.get("not_after") or after.get("starts_by", begins)
    basis = after.get("basis", Basis.STATED)
    ends = [date.fromisoformat(end) if isinstance(end, str) and end else None for end in (first, last)]
    return Day(ends[0], ends[1], Basis(basis)) if any(ends) else None


def _day_told(sides: tuple[str, str], values: Mapping[str, Any]) -> str:
    """A day of which two columns hold the sides; one of which an event of before there were two tells alone is known."""
    ends = [values.get(side, values.get(other)) for side, other in (sides, sides[::-1])]
    first, last = (date.fromisoformat(end) if end else None for end in ends)
    day = Day(first, last)
    return wording.MISSING if day.is_unknown else wording.on_day(day)


def _changes(event: Event, facts: Mapping[str, Any], model: type[models.Model] | None, told: _Told) -> Iterator[Changed]:
    before, after = facts.get("before"), facts.get("after")
    if isinstance(before, str) or isinstance(after, str):
        yield Changed(gettext("state"), state_told(model, before), state_told(model, after))
        return
    if isinstance(before, list) or isinstance(after, list):
        yield Changed(gettext("About"), *(_named_in_sight(side or (), told) for side in (before, after)))
        return
    before, after = before or {}, after or {}
    personal = _personal_values(event, told)
    days: Mapping[str, tuple[str, str]] = getattr(model, "told_together", {})
    told_as = {side: name for name, sides in days.items() for side in sides}
    columns = [*before, *after, *(name.partition(".")[2] for name in facts if name.startswith(("before.", "after.")))]
    for name in dict.fromkeys(told_as.get(name, name) for name in columns):
        if name in _UNTOLD or name in told.withheld:
            continue
        field = field_of(model, name)
        if name in days:
            was, now = (_day_told(days[name], values) for values in (before, after))
            yield from [Changed(label_of(field, name), was, now)] if was != now else []
            continue
        if any(is_out_of_sight(field, values.get(name), told.linked) for values in (before, after)):
            continue
        pair = [
            _personal(personal, f"{side}.{name}") if f"{side}.{name}" in facts else value_told(field, values.get(name), told.linked)
            for side, values in (("before", before), ("after", after))
        ]
        if pair[0] != pair[1]:
            yield Changed(label_of(field, name), pair[0], pair[1], _earlier_file(field, before.get(name), told))
    for name, label in BESIDE.items():
        if seen := _in_sight(name, facts.get(name), told):
            yield Changed(str(label), "" if name in KEYED else wording.MISSING, beside_told(name, seen, told.linked))


def _earlier_file(field: Any, value: Any, told: _Told) -> str:
    is_file = isinstance(field, models.ForeignKey) and field.related_model is Document
    return told.file_at(value) if is_file and value and told.file_at else ""


def _named_in_sight(keys: Iterable[str], told: _Told) -> str:
    """The records of these keys, but for those that the reader may not see; "-" for none."""
    return ", ".join(told.linked[named_by(key)] for key in keys if named_by(key) in told.linked) or wording.MISSING


def _in_sight(name: str, value: Any, told: _Told) -> Any:
    """What an event tells beside its columns, without the records that the reader may not see."""
    if name in KEYED:
        return value if value and named_by(value) in told.linked else None
    return [one for one in value or () if (NUMBERED[name], str(one)) in told.linked] if name in NUMBERED else value


def _reason(event: Event, facts: Mapping[str, Any], told: _Told) -> str:
    """Why it was done; where the event only commits to that, what lies beside it for those who may read it."""
    reason = "" if REASON in told.withheld else facts.get("reason", "")
    return _personal(_personal_values(event, told), "reason") if is_commitment(reason) else str(reason)


def _personal_values(event: Event, told: _Told) -> dict[str, str] | None:
    """The event's personal values that were not erased, by name; None where none may be told."""
    return {fact.name: fact.value for fact in event.personal_facts.all()} if told.is_inside else None


def _personal(personal: Mapping[str, str] | None, name: str) -> str:
    return gettext("personal") if personal is None else personal.get(name, gettext("erased"))
