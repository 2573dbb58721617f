"""What changed since somebody was here: events of the ledger over records that they may see, in words."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice, takewhile
from typing import Any, Literal

from django.apps import apps
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.keys import RecordKey, key_of
from twinward.foundation.kernel.models import Event
from twinward.foundation.kernel.records import actors_told, page_of
from twinward.foundation.kernel.scoped import ScopedQuerySet
from twinward.foundation.kernel.wording import country, number
from twinward.foundation.registry.importing.plan import IMPORTED, RECORD
from twinward.programme.instruments.lifecycle import BETWEEN_SIDES
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.models.instrument import InstrumentQuerySet
from twinward.programme.letters.models import Letter, LetterQuerySet
from twinward.site.telling import LISTS, PARENTS, THINGS, import_words, is_of_a_guest, words_of

#: How far back in the ledger one looks at most, how many events in sight are told, and how many lines a page shows.
MOST_READ, LAST_EVENTS, LINES = 4_000, 400, 30
EACH_UP_TO = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One line: on a day something was done to a record, or to so many records of a kind (then `name` says how many and `url` is their list)."""

    day: date
    name: str
    url: str
    words: str
    invented: Literal["", "wholly", "partly"] = ""


@dataclass(frozen=True, slots=True)
class Told:
    """An event over a record in sight."""

    day: date
    record: Model
    words: str
    is_illustrative: bool
    is_of_a_guest: bool


def changes(actor: Actor, since: datetime) -> list[Change]:
    """The newest changes by others over records that `actor` may see, the latest first. One query, and one for each kind of record and of row.

    What the reader may not see takes no place from what they may, unless it is thousands of events.
    """
    recent = Event.objects.filter(part_of=None).exclude(by=actor.key).order_by("-id")[:MOST_READ]
    unseen = takewhile(lambda event: event.at > since, recent.iterator(chunk_size=200))  # an older ledger is not read to its end
    found = list(unseen)
    parents = _parents(found)
    events = [(event, subject) for event in found if (subject := subject_of(event, parents))]
    ends = {event.id: end for event, _subject in events if (end := other_end(event))}
    records = _in_sight({subject for _event, subject in events} | set(ends.values()), actor)
    told = (
        Told(timezone.localdate(event.at), records[key], words, _is_illustrative(event, records[key]), is_of_a_guest(event))
        for event, subject in events
        if (key := str(subject)) in records
        and str(ends.get(event.id, subject)) in records
        and _is_told(event, records[key], actor)
        and (words := words_of(event))
    )
    lines = [*_imports(found, actor), *_lines(islice(told, LAST_EVENTS))]
    return sorted(lines, key=lambda change: change.day, reverse=True)[:LINES]


def _imports(events: Iterable[Event], actor: Actor) -> Iterator[Change]:
    """A line for each import, whatever the number of its rows; whoever may import is told who did."""
    if actor.scope("registry.see").is_empty:
        return
    found = [event for event in events if (event.record, event.verb) == (RECORD, IMPORTED)]
    tells_who = not actor.scope("registry.import").is_empty
    who = [told.label for told in actors_told(event.by for event in found)] if tells_who else [""] * len(found)
    for event, name in zip(found, who, strict=True):
        things = _things("registry.organisation", event.facts["added"] + event.facts["changed"])
        yield Change(timezone.localdate(event.at), things, reverse("organisations"), import_words(event, name))


def _things(label: str, count: int) -> str:
    """So many records of a kind: "4,210 institutions"."""
    return str(THINGS[label] % {"n": number(count), "count": count})


def _parents(events: Iterable[Event]) -> dict[str, str]:
    """By the key of a row the primary key of the record that it belongs to, where an event does not tell it. One query for each kind of row."""
    rows = defaultdict[str, set[str]](set)
    for event in events:
        label, _colon, pk = event.record.partition(":")
        if label in PARENTS and not _after(event).get(PARENTS[label][1]):
            rows[label].add(pk)
    return {
        f"{label}:{pk}": str(parent)
        for label, pks in sorted(rows.items())
        for pk, parent in apps.get_model(label)._base_manager.filter(pk__in=pks).values_list("pk", PARENTS[label][1])
    }


def subject_of(event: Event, parents: Mapping[str, str]) -> RecordKey | None:
    """The record that an event is about: its own, or the one that its row belongs to (an act: the instrument). None when that cannot be told.

    parents: by the key of a row the primary key of that record, for an event that does not tell it.
    """
    try:
        key = RecordKey.parse(event.record)
    except ValueError:
        return None
    if key.label not in PARENTS:
        return key if key.label in THINGS else None
    label, column = PARENTS[key.label]
    parent = _after(event).get(column) or parents.get(event.record)
    return RecordKey(label, str(parent)) if parent else None


def other_end(event: Event) -> RecordKey | None:
    """The second record that a link joins; it is told of only to who sees both."""
    end = _after(event).get("to_instrument")
    return RecordKey("instruments.instrument", str(end)) if end else None


def _after(event: Event) -> Mapping[str, Any]:
    """The columns after an event; none where it tells of no columns."""
    after = event.facts.get("after")
    return after if isinstance(after, Mapping) else {}


def _in_sight(keys: Iterable[RecordKey], actor: Actor) -> dict[str, Model]:
    by_label = defaultdict[str, list[str]](list)
    for key in keys:
        by_label[key.label].append(key.pk)
    return {key_of(record): record for label, pks in sorted(by_label.items()) for record in _of_one_kind(label, pks, actor)}


def _of_one_kind(label: str, pks: list[str], actor: Actor) -> Iterable[Model]:
    rows = apps.get_model(label)._default_manager.all()
    rows = rows.for_form() if isinstance(rows, InstrumentQuerySet) else rows.as_read_by(actor) if isinstance(rows, LetterQuerySet) else rows
    return rows.visible_to(actor).filter(pk__in=pks) if isinstance(rows, ScopedQuerySet) else ()


def _lines(told: Iterable[Told]) -> Iterator[Change]:
    """A line for each record; one line for more than a few to which the same was done on one day, but for what guests answered."""
    groups = defaultdict[Hashable, dict[Any, Told]](dict)
    for one in told:
        groups[(one.day, one.record._meta.label_lower, one.words, one.is_of_a_guest)].setdefault(one.record.pk, one)
    for same in groups.values():
        first = next(iter(same.values()))
        if len(same) > EACH_UP_TO and not first.is_of_a_guest:
            label = first.record._meta.label_lower
            yield Change(first.day, _things(label, len(same)), reverse(LISTS[label]), first.words, _invented(same.values()))
            continue
        for one in same.values():
            yield Change(one.day, *_name_and_page(one.record), one.words, _invented([one]))


def _invented(told: Collection[Told]) -> Literal["", "wholly", "partly"]:
    """How much of it never happened."""
    invented = sum(one.is_illustrative for one in told)
    return "" if not invented else "wholly" if invented == len(told) else "partly"


def _is_told(event: Event, record: Model, actor: Actor) -> bool:
    """Whether it is told to the reader: of a text that another side keeps, what passed between both; of no such record why it was let stand.

    Of a letter that was sent to them, that it was: not when it was drafted, nor how its record was mended.
    """
    if isinstance(record, Letter) and record.is_to_us:
        return event.verb == "send" or (event.verb == "add" and event.facts.get("after", {}).get("state") == "sent")
    if not isinstance(record, Instrument) or actor.may("instruments.see", record.kept_by()):
        return True
    label = event.record.partition(":")[0]
    if not record.is_here:
        return label != "instruments.waiver"
    return label == "instruments.act" or event.verb in BETWEEN_SIDES


def _is_illustrative(event: Event, record: Model) -> bool:
    """The record is invented, or what was done to it."""
    return bool(getattr(record, "is_illustrative", False) or _after(event).get("is_illustrative"))


def _name_and_page(record: Any) -> tuple[str, str]:
    if record._meta.label_lower == "twinning.coverage":
        return country(record.country_id), reverse("country", args=[record.country_id])
    return str(record), page_of(record._meta.model_name, record.pk)
