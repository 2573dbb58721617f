"""Writes an import: every organisation, name and number, and the event of each row, in one transaction."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from operator import itemgetter
from typing import Any

import orjson
from django.db import transaction

from twinward.foundation.kernel import bulk
from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.bulk import Stored
from twinward.foundation.kernel.days import Basis
from twinward.foundation.kernel.ledger import append_many
from twinward.foundation.kernel.locks import one_at_a_time
from twinward.foundation.registry.called import DERIVED
from twinward.foundation.registry.importing.columns import Row, Value
from twinward.foundation.registry.importing.plan import COLUMNS, IMPORTED, RECORD, Change, Plan, plan
from twinward.foundation.registry.importing.reading import Reading
from twinward.foundation.registry.labels import derived, relabel
from twinward.foundation.registry.models import Identifier, Organisation, OrganisationName, OrganisationSpeciality, Precision
from twinward.foundation.registry.search import names_changed

_LABEL = Organisation._meta.label_lower
_EMPTY: dict[str, Value] = {
    "region": "",
    "city": "",
    "latitude_microdegrees": None,
    "longitude_microdegrees": None,
    "website": "",
    "is_active": True,
    "public_precision": str(Precision.COUNTRY),
}
_COLUMNS_OF = itemgetter(*COLUMNS)
_AT_ONCE = 500
#: On whose word an organisation of its dump stands here.
REGISTRY = "Research Organization Registry"


@dataclass(frozen=True, slots=True)
class File:
    """The file that an import came from. is_ror: it holds records of the Research Organization Registry."""

    name: str
    sha256: str
    is_ror: bool


@bulk.without_collector()
@transaction.atomic
def import_organisations(
    reading: Reading, *, file: File, by: Actor, at: datetime, progress: Callable[[int, int], None] = lambda _done, _all: None
) -> Plan:
    """What the good rows say is in the register, and in the ledger as one event with the file's hash and counts and one for each row changed.

    Nothing is written when nothing differs. Returns what was done. progress: called with organisations written so far, and all.
    Raises NotAllowed.
    """
    one_at_a_time("registry.import")
    found = plan(reading, actor=by)
    if found.changes:  # held still, then looked at again: somebody may have corrected one just now
        _held_still(found.changes)
        found = plan(reading, actor=by)
    if not (found.adds or found.changes):
        return found
    # In the order of names: the place of a row in each index by name, and of what refers to it, then lies beside that of the row before.
    found.adds.sort(key=lambda row: str(row.fields["name"]).casefold())
    keys = bulk.fresh_keys(Organisation, len(found.adds))
    total = len(found.adds) + len(found.changes)
    progress(0, total)
    _add(found.adds, keys, told_by=REGISTRY if file.is_ror else file.name[:200])
    progress(len(found.adds), total)
    for change in found.changes:
        _change(change)
    relabel(change.organisation for change in found.changes if change.names or "name" in change.after)
    told = chain(map(_told_added, found.adds, keys), map(_told_changed, found.changes))
    append_many(told, count=total, whole=(RECORD, IMPORTED, _whole(file, found)), by=by, at=at)
    names_changed()
    found.keys = dict(zip((row.number for row in found.adds), keys, strict=True))
    progress(total, total)
    return found


def _held_still(changes: Sequence[Change]) -> None:
    for start in range(0, len(changes), _AT_ONCE):
        keys = [change.organisation for change in changes[start : start + _AT_ONCE]]
        list(Organisation.objects.unscoped("about to be changed").select_for_update().filter(pk__in=keys).values_list("pk"))


def _add(rows: Sequence[Row], keys: Sequence[int], *, told_by: str) -> None:
    # The registry or the file is named in words: a foreign key for each row costs PostgreSQL a tenth more, and a page of the registry stands
    # behind its number.
    ground = (str(Basis.STATED), told_by)
    columns = ("id", *COLUMNS, "basis", "why", "is_illustrative", *DERIVED)
    bulk.insert(
        Organisation,
        columns,
        ((key, *_COLUMNS_OF(_EMPTY | row.fields), *ground, False, *_derived(row)) for row, key in zip(rows, keys, strict=True)),
    )
    bulk.insert(
        OrganisationName,
        ("organisation_id", "value", "language", "use"),
        ((key, *name) for row, key in zip(rows, keys, strict=True) for name in row.names),
    )
    bulk.insert(
        Identifier,
        ("organisation_id", "scheme", "value"),
        ((key, *number) for row, key in zip(rows, keys, strict=True) for number in row.ids.items()),
    )
    if any(row.specialities for row in rows):
        bulk.insert(OrganisationSpeciality, ("organisation_id", "code"), _specialities(rows, keys))


def _derived(row: Row) -> tuple[Stored, ...]:
    """What follows from its names, as the store holds it."""
    labels, *keys = derived(str(row.fields["name"]), row.names)
    return orjson.dumps(labels).decode(), *keys


def _specialities(rows: Sequence[Row], keys: Sequence[int]) -> Iterator[tuple[int, str]]:
    return ((key, code) for row, key in zip(rows, keys, strict=True) for code in row.specialities)


def _change(change: Change) -> None:
    key = change.organisation
    if change.after:
        Organisation.objects.unscoped("changed by an import").filter(pk=key).update(**change.after)
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation_id=key, value=value, language=language, use=use) for value, language, use in change.names
    )
    Identifier.objects.bulk_create(Identifier(organisation_id=key, scheme=scheme, value=value) for scheme, value in change.ids.items())
    OrganisationSpeciality.objects.bulk_create(OrganisationSpeciality(organisation_id=key, code=code) for code in change.specialities)


# --- what the ledger tells ---


def _told_added(row: Row, key: int) -> tuple[str, str, dict[str, Any]]:
    facts = {"after": _by_field(row.fields), "names": row.names, "identifiers": row.ids}
    return f"{_LABEL}:{key}", "add", facts | ({"specialities": row.specialities} if row.specialities else {})


def _told_changed(change: Change) -> tuple[str, str, dict[str, Any]]:
    facts: dict[str, Any] = {"before": _by_field(change.before), "after": _by_field(change.after)} if change.after else {}
    brought = {"names": change.names, "identifiers": change.ids, "specialities": change.specialities}
    brought |= {"said_same": [change.row.fields["name"]] if change.said_same else []}
    return f"{_LABEL}:{change.organisation}", "change", facts | {name: value for name, value in brought.items() if value}


def _by_field(values: dict[str, Value]) -> dict[str, Value]:
    return {("country" if column == "country_id" else column): value for column, value in values.items() if value not in ("", None)}


def _whole(file: File, found: Plan) -> dict[str, Any]:
    return {
        "file": file.name[:200],
        "sha256": file.sha256,
        "added": len(found.adds),
        "changed": len(found.changes),
        "unchanged": found.unchanged,
        "rejected": len(found.rejected),
        "left_out": len(found.left_out),
    }
