"""Whether the ledger still is what was written: every leaf recomputed from its columns, every root from the leaves."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson
from django.db import connection
from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Cast, Concat
from orjson import Fragment

from twinward.foundation.kernel.append_only import unguarded
from twinward.foundation.kernel.canonical import canonical
from twinward.foundation.kernel.documents import damage
from twinward.foundation.kernel.ledger import ERASE, commitment, leaf_of, seal
from twinward.foundation.kernel.merkle import Tree, leaf_hash
from twinward.foundation.kernel.models import Checkpoint, Document, Event, Head, PersonalFact
from twinward.foundation.kernel.signed_notes import Told


class Finding(NamedTuple):
    """code: what is wrong, see `sentences`; where: the row ("event 12", "events 4 to 9")."""

    code: str
    where: str


@dataclass(frozen=True, slots=True)
class Verified:
    """events: how many were read; root: the tree's root in hexadecimal; findings: what does not fit, none when all is well.

    unguarded: tables whose rows the database no longer refuses to change. Nothing need have been changed there: it is no finding.
    """

    events: int
    personal_facts: int
    checkpoints: int
    root: str
    findings: tuple[Finding, ...]
    unguarded: tuple[str, ...]


def verify_ledger(notes: Iterable[tuple[str, Told]] = ()) -> Verified:
    """Reads the whole ledger; writes nothing but, on PostgreSQL, the seal of what waits for it.

    notes: what checkpoints tell that are kept outside of the store, each with the name by which a finding speaks of it.
    """
    with _unreadable_text_read():
        return _verified(notes)


def _verified(notes: Iterable[tuple[str, Told]]) -> Verified:
    head = seal()
    checkpoints = {point.size: _bytes(point.root) for point in Checkpoint.objects.all()}
    kept = defaultdict[int, list[tuple[str, Told]]](list)
    for name, told in notes:
        kept[told.size].append((name, told))
    findings: list[Finding] = []
    promised: dict[tuple[int, str], str] = {}
    tree, unsealed, last_sound, last = Tree(), 0, 0, (0, 0)
    for row in _events():
        if not _stands(row):
            findings.extend(_altered(row))
        if COMMITTED in row.facts:
            promised |= _commitments(row)
        if row.verb == ERASE:
            promised.pop(_erased(row), None)
        if tree.size >= head.size:
            unsealed += 1
            continue
        tree.append(_bytes(row.leaf))
        last = (row.tx, row.id)
        if tree.size in checkpoints:
            findings.extend(_compare(tree, checkpoints.pop(tree.size), last_sound, row.id))
            last_sound = row.id
        findings.extend(Finding("not_as_noted", name) for name, told in kept.pop(tree.size, ()) if told.root != tree.root)
    findings.extend(_against_head(tree, head, unsealed, last_sound, last))
    findings.extend(Finding("lost_checkpoint_rows", f"checkpoint at {size}") for size in sorted(checkpoints))
    findings.extend(Finding("lost_noted_events", name) for size in sorted(kept) for name, _told in kept[size])
    spoken, personal = _personal(promised)
    return Verified(
        tree.size + unsealed, spoken, Checkpoint.objects.count(), tree.root.hex(), tuple(findings + personal), tuple(unguarded())
    )


def keep_checkpoint(*, at: datetime) -> Checkpoint | None:
    """The tree's root now is kept; None when the ledger is empty. Call it only after a clean `verify_ledger`."""
    head = seal()
    if not head.size:
        return None
    return Checkpoint.objects.get_or_create(size=head.size, defaults={"root": head.root, "at": at})[0]


def verify_documents() -> Iterator[Finding]:
    """Every document whose file is gone, or is not the one that was kept. Reads every file."""
    for sha256 in Document.objects.order_by("sha256").values_list("sha256", flat=True):
        if code := damage(sha256):
            yield Finding(code, f"document {sha256}")


@contextmanager
def _unreadable_text_read() -> Iterator[None]:
    """Meanwhile bytes that are no text are read as something that equals no text, so that their row can be named."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    before = connection.connection.text_factory
    connection.connection.text_factory = lambda raw: raw.decode(errors="surrogateescape")
    try:
        yield
    finally:
        connection.connection.text_factory = before


def _bytes(value: Any) -> bytes:
    """The value of a column of bytes; none where somebody has put anything else there."""
    return bytes(value) if isinstance(value, bytes | memoryview) else b""


#: What stands in the facts of an event that promises a personal value.
COMMITTED = '"commitment"'
#: SQLite keeps in every column what it is given; PostgreSQL refuses what is of another type, and keeps one written form of each value.
TYPED = ("at", "by", "record", "verb", "facts", "leaf")
AS_TYPED = "text" * (len(TYPED) - 1) + "blob"


class _Row(NamedTuple):
    """An event as the store holds it; instants and facts still as text, since somebody may have made them unreadable.

    types: of what type SQLite holds its values, "" on PostgreSQL.
    """

    types: str
    id: int
    tx: int
    at: str
    by: str
    record: str
    verb: str
    facts: str
    part_of: int | None
    leaf: bytes


def _events() -> Iterator[_Row]:
    types: Any = Value("")
    if connection.vendor == "sqlite":
        types = Concat(*(Func(F(name), function="typeof", output_field=TextField()) for name in TYPED))
    at, facts = Cast("at", TextField()), Cast("facts", TextField())
    columns = (types, "id", "tx", at, "by", "record", "verb", facts, "part_of", "leaf")
    yield from map(_Row._make, Event.objects.order_by("tx", "id").values_list(*columns).iterator(chunk_size=5_000))


def _stands(row: _Row) -> bool:
    """Whether the leaf is that of the row's own text, as nearly all rows have it: SQLite keeps the very text that the leaf was made of, and
    PostgreSQL instants without the zeros at their end, and facts that must be written anew.

    No other text of SQLite has the same leaf: each value ends where its text says, and only the facts may hold what they like.
    """
    if row.types == AS_TYPED:
        at, facts = row.at, Fragment(row.facts)
    elif not row.types:
        at, facts = row.at.removesuffix("+00"), orjson.loads(row.facts)
        at = at.ljust(26, "0") if at[19:20] else at
    else:
        return False
    try:
        told = canonical([row.id, str(row.tx), f"{at[:10]}T{at[11:]}+00:00", row.by, row.record, row.verb, facts, row.part_of])
    except TypeError:  # a text that is no UTF-8
        return False
    return at[10:11] == " " and row.leaf == leaf_hash(told)


def _altered(row: _Row) -> Iterator[Finding]:
    """What is wrong with the event, by its values: whether the leaf is theirs, and on SQLite in what form they are written."""
    try:
        at = datetime.fromisoformat(row.at)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        facts = orjson.loads(row.facts)
        leaf = leaf_of(row.id, row.tx, at, row.by, row.record, row.verb, facts, row.part_of)
    except (TypeError, ValueError):  # no instant, no JSON, no text
        yield Finding("altered_event", f"event {row.id}")
        return
    if leaf != _bytes(row.leaf) or (connection.vendor == "sqlite" and not _is_written_here(row, at, facts)):
        yield Finding("altered_event", f"event {row.id}")


def _is_written_here(row: _Row, at: datetime, facts: Any) -> bool:
    """Whether SQLite holds the instant and the facts in a form in which the ledger writes them, and not in another that may be read otherwise.

    A key that stands twice in the facts is read as the last by some and as the first by others.
    """
    is_typed = row.types == AS_TYPED and row.at == str(connection.ops.adapt_datetimefield_value(at))
    return is_typed and (row.facts == canonical(facts).decode() or row.facts == json.dumps(facts))


def _commitments(row: _Row) -> dict[tuple[int, str], str]:
    """What the event promises of personal values: their commitments by (event, name)."""
    try:
        facts = orjson.loads(row.facts)
    except ValueError:  # found as altered
        return {}
    told = facts.items() if isinstance(facts, dict) else ()
    return {(row.id, name): value["commitment"] for name, value in told if isinstance(value, dict) and set(value) == {"commitment"}}


def _erased(row: _Row) -> tuple[int, str]:
    """The personal value that the event tells was erased; one of no event where it cannot be read."""
    try:
        facts = orjson.loads(row.facts)
        return facts["event"], facts["name"]
    except (ValueError, TypeError, KeyError):  # found as altered
        return 0, ""


def _compare(tree: Tree, root: bytes, after: int, until: int) -> Iterator[Finding]:
    if tree.root != root:
        yield Finding("altered_range", f"events {after + 1} to {until}")


def _against_head(tree: Tree, head: Head, unsealed: int, last_sound: int, last: tuple[int, int]) -> Iterator[Finding]:
    if tree.size < head.size:
        yield Finding("lost_events", f"{head.size - tree.size} of {head.size} events")
    elif tree.root != _bytes(head.root) or tree.frontier != _bytes(head.frontier) or last != (head.last_tx, head.last_id):
        yield Finding("altered_range", f"events {last_sound + 1} to {last[1]}")
    if unsealed and connection.vendor == "sqlite":
        yield Finding("foreign_events", f"{unsealed} events after event {last[1]}")


def _personal(promised: dict[tuple[int, str], str]) -> tuple[int, list[Finding]]:
    """Every personal value must be there, and be what its event committed to."""
    findings, spoken = [], 0
    for fact in PersonalFact.objects.order_by("pk").iterator(chunk_size=2_000):
        spoken += 1
        if promised.pop((fact.event_id, fact.name), None) != _commitment(fact):
            findings.append(Finding("altered_personal_fact", f"event {fact.event_id}, {fact.name}"))
    lost = (Finding("lost_personal_fact", f"event {event}, {name}") for event, name in sorted(promised))
    return spoken, [*findings, *lost]


def _commitment(fact: PersonalFact) -> str:
    """What an event commits to with this value; "" where it is no text."""
    try:
        return commitment(_bytes(fact.salt), fact.value)
    except (AttributeError, UnicodeEncodeError):
        return ""
