"""The ledger: every write in the product is an event in it. `carry_out` is the only code that writes a `state` column."""

import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from orjson import Fragment

from twinward.foundation.kernel import bulk
from twinward.foundation.kernel.actors import Actor, NotAllowed
from twinward.foundation.kernel.canonical import canonical, plain
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.lifecycle import Lifecycle, Refused
from twinward.foundation.kernel.merkle import EMPTY_ROOT, Tree, leaf_hash
from twinward.foundation.kernel.models import Event, Head, PersonalFact

ERASE = "erase_personal"


def commitment(salt: bytes, value: str) -> str:
    """What an event holds in place of a personal value: SHA-256 of salt and value, in hexadecimal."""
    return sha256(salt + value.encode()).hexdigest()


def leaf_of(id: int, tx: int, at: datetime, by: str, record: str, verb: str, facts: Any, part_of: int | None) -> bytes:
    """The leaf hash of an event, from its columns."""
    return leaf_hash(canonical([id, str(tx), at.isoformat(), by, record, verb, facts, part_of]))


@transaction.atomic
def append(
    *, record: str, verb: str, by: Actor, at: datetime, facts: Mapping[str, Any] | None = None, personal: Mapping[str, str] | None = None
) -> Event:
    """One event is in the ledger, and on SQLite in the sealed tree. Call it in the transaction of the write that it tells of.

    personal: values that the event may only commit to; they lie beside it and can be erased.
    """
    salts = {name: os.urandom(16) for name in personal or {}}
    told = plain(dict(facts or {})) | {name: {"commitment": commitment(salts[name], value)} for name, value in (personal or {}).items()}
    (event,) = _write([(record, verb, told)], by=by, at=at)
    PersonalFact.objects.bulk_create(
        PersonalFact(event=event, name=name, salt=salts[name], value=value) for name, value in (personal or {}).items()
    )
    return event


@transaction.atomic
def append_many(
    rows: Iterable[tuple[str, str, dict[str, Any]]],
    *,
    whole: tuple[str, str, dict[str, Any]],
    by: Actor,
    at: datetime,
    count: int | None = None,
) -> Event:
    """A bulk write is in the ledger: one event for the whole, one for each row (record key, verb, plain facts) that names it in `part_of`.

    count: how many rows there are; then `rows` are worked out while the store is busy, and must not read it. ValueError when it is wrong.
    """
    (event,) = _write([whole], by=by, at=at)
    if count is None:
        rows = list(rows)
        count = len(rows)
    _write_many(rows, count, by=by, at=at, part_of=event.id)
    return event


class _Leaf(NamedTuple):
    id: int
    tx: int
    leaf: bytes


def _write_many(rows: Iterable[tuple[str, str, dict[str, Any]]], count: int, *, by: Actor, at: datetime, part_of: int) -> None:
    """What `_write` does, for thousands of rows: nothing but the leaf is worked out for each."""
    tx, ids = _positions(count)
    at = at.astimezone(UTC)
    kept_at, said_at, key, position = connection.ops.adapt_datetimefield_value(at), at.isoformat(), by.key, str(tx)
    stored, leaves = [], []
    with bulk.checking_meanwhile():
        for id, (record, verb, facts) in zip(ids, rows, strict=True):
            text = canonical(facts)
            leaf = leaf_hash(canonical([id, position, said_at, key, record, verb, Fragment(text), part_of]))
            stored.append((id, tx, kept_at, key, record, verb, text.decode(), part_of, leaf))
            leaves.append(_Leaf(id, tx, leaf))
    bulk.insert(Event, ("id", "tx", "at", "by", "record", "verb", "facts", "part_of", "leaf"), stored)
    if connection.vendor == "sqlite":
        _grow(leaves)


def _write(rows: list[tuple[str, str, Any]], *, by: Actor, at: datetime) -> list[Event]:
    tx, ids = _positions(len(rows))
    at = at.astimezone(UTC)
    events = [
        Event(
            id=id,
            tx=tx,
            at=at,
            by=by.key,
            record=record,
            verb=verb,
            facts=facts,
            leaf=leaf_of(id, tx, at, by.key, record, verb, facts, None),
        )
        for id, (record, verb, facts) in zip(ids, rows, strict=True)
    ]
    Event.objects.bulk_create(events, batch_size=2_000)
    if connection.vendor == "sqlite":
        _grow(events)
    return events


def _positions(count: int) -> tuple[int, list[int]]:
    """The transaction's number and the next `count` ids. SQLite has one writer at a time, so there the largest id is certain."""
    if connection.vendor == "sqlite":
        last = Event.objects.aggregate(last=Max("id"))["last"] or 0
        return 0, list(range(last + 1, last + 1 + count))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_current_xact_id()::text::bigint + coalesce((SELECT tx_offset FROM kernel_head), 0), nextval('kernel_event_ids')"
            " FROM generate_series(1, %s)",
            [count],
        )
        rows = cursor.fetchall()
    return (rows[0][0] if rows else 0), [row[1] for row in rows]


def _head() -> Head:
    return Head.objects.select_for_update().get_or_create(id=1, defaults={"root": EMPTY_ROOT, "frontier": b""})[0]


def _grow(events: Iterable[Event | _Leaf]) -> None:
    head = _head()
    tree = Tree.resume(head.size, bytes(head.frontier))
    for event in events:
        tree.append(bytes(event.leaf))
        head.last_tx, head.last_id = event.tx, event.id
    head.size, head.root, head.frontier = tree.size, tree.root, tree.frontier
    head.save()


@transaction.atomic
def seal() -> Head:
    """Every event of a finished transaction is in the tree. On SQLite it already was."""
    head = _head()
    if connection.vendor == "sqlite":
        return head
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        ((oldest_running,),) = cursor.fetchall()
    _grow(_unsealed(head).filter(tx__lt=oldest_running + head.tx_offset).iterator(chunk_size=10_000))
    return _head()


@transaction.atomic
def adopt() -> Head:
    """Every event of a store that was just restored is in the tree, wherever it comes from; those to come stand after them."""
    head = _head()
    _grow(_unsealed(head).iterator(chunk_size=10_000))
    Head.objects.update(tx_offset=Event.objects.aggregate(last=Max("tx"))["last"] or 0)
    return _head()


def _unsealed(head: Head) -> QuerySet[Event]:
    """What stands after the last sealed event, in the order of the tree."""
    after = Q(tx__gt=head.last_tx) | Q(tx=head.last_tx, id__gt=head.last_id)
    return Event.objects.filter(after).order_by("tx", "id").only("tx", "leaf")


@transaction.atomic
def erase_personal(fact: PersonalFact, *, reason: str, by: Actor, at: datetime) -> Event:
    """The personal value is gone for good; the ledger tells that it was erased and why, and stays whole."""
    about = fact.event
    fact.delete()
    return append(record=about.record, verb=ERASE, by=by, at=at, facts={"event": about.id, "name": fact.name, "reason": reason})


@transaction.atomic
def carry_out(
    lifecycle: Lifecycle, name: str, record: Any, *, by: Actor, at: datetime, personal: Mapping[str, str] | None = None, **facts: Any
) -> Event:
    """Move `record` and write it down, both or neither. personal: facts of the move to which the event only commits.

    Raises NotAllowed when `by` lacks the right over it, Refused when the move is not sound. The row is locked first, so two people who
    press the same button make one event. The guard is given the instant by the node's own clock. Afterwards `record.state` is what the
    store holds.
    """
    move = lifecycle.move(name)
    if not by.may(move.right, record):
        raise NotAllowed(move.right)
    locked = type(record)._base_manager.select_for_update().get(pk=record.pk)
    personal = personal or {}
    if faults := lifecycle.faults(locked, move, by=by, at=timezone.localtime(at), **facts, **personal):
        raise Refused(name, faults)
    before, locked.state = locked.state, move.target
    locked.save(update_fields=["state"])
    record.state = locked.state
    told = {"before": before, "after": move.target} | facts
    return append(record=key_of(record), verb=name, by=by, at=at, facts=told, personal=personal)


def note_new(record: Any, *, by: Actor, at: datetime, personal: Mapping[str, str] | None = None, **facts: Any) -> Event:
    """The ledger tells that `record` was added, with its columns; personal ones, and `personal` beside them, only by commitment."""
    return _note(record, "add", {}, _told(record), by=by, at=at, facts=facts, beside=personal)


@transaction.atomic
def change(record: Any, *, by: Actor, at: datetime, reason: str = "", **values: Any) -> Event | None:
    """`record` has the new values, and the ledger their before and after. None when nothing differs; then nothing is written.

    Columns that its model names in `told_together` are told together: one day of which both say a side.
    Raises ValueError for a column that the ledger never tells of: such a change has an event of its own kind.
    """
    if untold := set(values) & set(record.privacy.untold.split()):
        raise ValueError(f"{sorted(untold)} of {key_of(record)} is never told")
    locked = type(record)._base_manager.select_for_update().get(pk=record.pk)
    before = _told(locked)
    for name, value in values.items():
        setattr(locked, name, value)
        setattr(record, name, value)
    after = _told(locked)
    differing = [name for name in after if after[name] != before[name]]
    if not differing:
        return None
    for sides in getattr(record, "told_together", {}).values():
        differing += [side for side in sides if side not in differing] if {*sides} & {*differing} else []
    locked.save(update_fields=list(values))
    told = {"reason": reason} if reason else {}
    return _note(
        record, "change", {name: before[name] for name in differing}, {name: after[name] for name in differing}, by=by, at=at, facts=told
    )


def _told(record: Any) -> dict[str, Any]:
    """Every column but the primary key and those never told, as the ledger writes it."""
    untold = record.privacy.untold.split()
    told = (field for field in record._meta.concrete_fields if not field.primary_key and field.name not in untold)
    return {field.name: plain(field.value_from_object(record)) for field in told}


def _note(
    record: Any,
    verb: str,
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    by: Actor,
    at: datetime,
    facts: dict[str, Any],
    beside: Mapping[str, str] | None = None,
) -> Event:
    personal = {
        f"{side}.{name}": str(values[name])
        for side, values in (("before", before), ("after", after))
        for name in values
        if record.privacy.class_of(name) in ("personal", "health") and values[name] not in (None, "")
    }
    told = {
        side: {name: value for name, value in values.items() if f"{side}.{name}" not in personal}
        for side, values in (("before", before), ("after", after))
        if values
    }
    return append(record=key_of(record), verb=verb, by=by, at=at, facts=facts | told, personal=personal | dict(beside or {}))
