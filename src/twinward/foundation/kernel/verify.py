"""Whether the ledger still is what was written: every leaf recomputed from its columns, every root from the leaves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection

from twinward.foundation.kernel.ledger import commitment, leaf_of, seal
from twinward.foundation.kernel.merkle import Tree
from twinward.foundation.kernel.models import Checkpoint, Event, Head, PersonalFact


class Finding(NamedTuple):
    """code: what is wrong, see `sentences`; where: the row ("event 12", "events 4 to 9")."""

    code: str
    where: str


@dataclass(frozen=True, slots=True)
class Verified:
    """events: how many were read; root: the tree's root in hexadecimal; findings: what does not fit, none when all is well."""

    events: int
    personal_facts: int
    checkpoints: int
    root: str
    findings: tuple[Finding, ...]


def verify_ledger() -> Verified:
    """Reads the whole ledger; writes nothing but, on PostgreSQL, the seal of what waits for it."""
    head = seal()
    checkpoints = {point.size: bytes(point.root) for point in Checkpoint.objects.all()}
    findings: list[Finding] = []
    tree, unsealed, last_sound = Tree(), 0, 0
    for row in _events():
        leaf = leaf_of(*row[:8])
        if leaf != row.leaf:
            findings.append(Finding("altered_event", f"event {row.id}"))
        if tree.size >= head.size:
            unsealed += 1
            continue
        tree.append(row.leaf)
        if tree.size in checkpoints:
            findings.extend(_compare(tree, checkpoints.pop(tree.size), last_sound, row.id))
            last_sound = row.id
    findings.extend(_against_head(tree, head, unsealed, last_sound))
    findings.extend(Finding("lost_checkpoint_rows", f"checkpoint at {size}") for size in sorted(checkpoints))
    spoken, personal = _personal()
    return Verified(tree.size + unsealed, spoken, Checkpoint.objects.count(), tree.root.hex(), tuple(findings + personal))


def keep_checkpoint(*, at: datetime) -> Checkpoint | None:
    """The tree's root now is kept; None when the ledger is empty. Call it only after a clean `verify_ledger`."""
    head = seal()
    if not head.size:
        return None
    return Checkpoint.objects.get_or_create(size=head.size, defaults={"root": head.root, "at": at})[0]


class _Row(NamedTuple):
    id: int
    tx: int
    at: datetime
    by: str
    record: str
    verb: str
    facts: Any
    part_of: int | None
    leaf: bytes


def _events() -> Iterator[_Row]:
    columns = ("id", "tx", "at", "by", "record", "verb", "facts", "part_of", "leaf")
    for values in Event.objects.order_by("tx", "id").values_list(*columns).iterator(chunk_size=5_000):
        row = _Row(*values)
        yield row._replace(at=row.at.astimezone(UTC), leaf=bytes(row.leaf))


def _compare(tree: Tree, root: bytes, after: int, until: int) -> Iterator[Finding]:
    if tree.root != root:
        yield Finding("altered_range", f"events {after + 1} to {until}")


def _against_head(tree: Tree, head: Head, unsealed: int, last_sound: int) -> Iterator[Finding]:
    if tree.size < head.size:
        yield Finding("lost_events", f"{head.size - tree.size} of {head.size} events")
    elif tree.root != bytes(head.root) or tree.frontier != bytes(head.frontier):
        yield Finding("altered_range", f"events {last_sound + 1} to {head.last_id}")
    if unsealed and connection.vendor == "sqlite":
        yield Finding("foreign_events", f"{unsealed} events after event {head.last_id}")


def _personal() -> tuple[int, list[Finding]]:
    """Every personal fact still there must be what its event committed to. One that was erased is no finding."""
    findings, spoken = [], 0
    for fact in PersonalFact.objects.select_related("event").iterator(chunk_size=2_000):
        spoken += 1
        told = fact.event.facts.get(fact.name)
        if told != {"commitment": commitment(bytes(fact.salt), fact.value)}:
            findings.append(Finding("altered_personal_fact", f"event {fact.event_id}, {fact.name}"))
    return spoken, findings
