"""Two records of one organisation become one, and two again if it was a mistake."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from twinward.foundation.kernel.actors import Actor, require
from twinward.foundation.kernel.canonical import canonical, plain
from twinward.foundation.kernel.keys import RecordKey, key_of
from twinward.foundation.kernel.ledger import append, append_many
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.locks import one_at_a_time
from twinward.foundation.kernel.models import Event
from twinward.foundation.kernel.row_security import everything
from twinward.foundation.registry.doubled import END, Joined, as_it_was, ends_joined, has_end, joined
from twinward.foundation.registry.labels import relabel
from twinward.foundation.registry.models import Merge, Organisation, OrganisationName
from twinward.foundation.registry.references import Reference, dependents, references, twins
from twinward.foundation.registry.search import names_changed
from twinward.foundation.registry.stood import STOOD, given_away, stands_again, stood
from twinward.foundation.registry.two_records import PARTS, TAKEN, Side, given_back, side_by_side, taken

RIGHT = "registry.merge"
FILL = "fill"
#: Of what a record consists of so many of each kind are named.
NAMED = 5
LOCK = "registry.merge"


_WHOLE = "what names one of two that become one names the other, whoever sees it"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row that cannot be moved: the survivor has its like, and something hangs on both. record: the row; twin: its like."""

    reference: Reference
    record: models.Model
    twin: models.Model


@dataclass(slots=True)
class Preview:
    """moving: how many rows of each column move. doubled: how many are put away since the survivor says the same. conflicts: what is in the way.

    sides: the two records side by side. joined: of what is doubled both, which become one. parts: of what moves the first rows that the record
    consists of, by their model.
    """

    moving: list[tuple[Reference, int]] = field(default_factory=list)
    doubled: list[tuple[Reference, int]] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    sides: list[Side] = field(default_factory=list)
    joined: list[Joined] = field(default_factory=list)
    parts: dict[type[models.Model], list[models.Model]] = field(default_factory=dict)


def merge_faults(loser: Organisation, survivor: Organisation) -> Iterator[str]:
    """Why these two cannot become one at all."""
    if loser.pk == survivor.pk:
        yield "merge_with_itself"
    if loser.merged_into_id or survivor.merged_into_id:
        yield "organisation_was_merged"
    if loser.country_id != survivor.country_id:
        yield "merge_of_two_countries"
    if loser.is_illustrative != survivor.is_illustrative:
        yield "merge_of_illustrative_and_real"


@everything(_WHOLE)
def preview(loser: Organisation, survivor: Organisation) -> Preview:
    """What `merge` would do now. Writes nothing."""
    found = Preview()
    for reference in references():
        alike = twins(reference, loser, survivor)
        rows = list(reference.rows(loser).filter(pk__in=alike)) if alike else []
        hung_on = [row for row in rows if dependents(row)]
        found.conflicts += [Conflict(reference, row, alike[row.pk]) for row in hung_on]
        going, doubled = reference.rows(loser).exclude(pk__in=alike), [row for row in rows if row not in hung_on]
        moving = going.count()
        if moving and reference.model in PARTS:
            found.parts[reference.model] = list(going.order_by("pk")[:NAMED])
        found.moving += [(reference, moving)] if moving else []
        found.doubled += [(reference, len(doubled))] if doubled else []
        found.joined += joined(reference, doubled, alike)
    found.sides = list(side_by_side(loser, survivor))
    return found


@everything(_WHOLE)
@transaction.atomic
def merge(loser: Organisation, survivor: Organisation, *, by: Actor, at: datetime) -> Merge:
    """Nothing names `loser` any more but the ledger and the merge; what named it names `survivor`; its names find the survivor.

    What the survivor lacks it takes from the loser: see `taken`. Raises NotAllowed, Refused.
    """
    for one in (loser, survivor):
        require(by, RIGHT, one)
    one_at_a_time(LOCK)
    loser, survivor = _locked(loser, survivor)
    if faults := list(merge_faults(loser, survivor)):
        raise Refused("merge", faults)
    moved = stood(loser, survivor) + _parents_untied(loser, survivor)
    for reference in references():
        moved += _moved(reference, loser, survivor)
    moved += _filled(loser, survivor)
    loser.merged_into = survivor
    loser.save(update_fields=["merged_into"])
    if left := [reference.label for reference in references() if reference.rows(loser).exists()]:
        raise RuntimeError(f"a merge left {left}")
    done = Merge(loser=loser, survivor=survivor, at=at, by=by.key, moved=moved)
    done.save()
    _tell("merge", done, by, at, rows=[_told(entry) for entry in done.moved if entry[0] != STOOD])
    return done


def _locked(loser: Organisation, survivor: Organisation) -> tuple[Organisation, Organisation]:
    rows = (
        Organisation.objects.unscoped("the right was asked for").select_for_update().order_by("pk").filter(pk__in=[loser.pk, survivor.pk])
    )
    found = {one.pk: one for one in rows}
    return found[loser.pk], found[survivor.pk]


def _parents_untied(loser: Organisation, survivor: Organisation) -> list[list[Any]]:
    """A survivor that was part of the loser, however far down, becomes part of what the loser was part of: nothing is part of itself."""
    if loser.pk not in survivor.line():
        return []
    above = loser.parent_id if survivor.pk not in loser.line() else None
    before = survivor.parent_id
    Organisation._base_manager.filter(pk=survivor.pk).update(parent=above)
    return [["set", Organisation._meta.label_lower, survivor.pk, "parent_id", before, above]]


def _filled(loser: Organisation, survivor: Organisation) -> list[list[Any]]:
    """The survivor has what it lacked and the loser says. Returns what undoes it: of each group of columns what was and what is."""
    filled: list[list[Any]] = []
    for after in taken(loser, survivor):
        before = {name: getattr(survivor, name) for name in after}
        Organisation._base_manager.filter(pk=survivor.pk).update(**after)
        filled.append([FILL, Organisation._meta.label_lower, survivor.pk, before, after])
    return filled


def _moved(reference: Reference, loser: Organisation, survivor: Organisation) -> list[list[Any]]:
    """No row of the column names the loser: it names the survivor, or was put away where the survivor has its like, which runs as long as either.

    Returns for each row what undoes it. Raises Refused when something hangs on a row that would be put away.
    """
    alike = twins(reference, loser, survivor)
    doubled = list(reference.rows(loser).filter(pk__in=alike)) if alike else []
    if any(dependents(row) for row in doubled):
        raise Refused("merge", ["merge_conflict"])
    told = ends_joined(list(joined(reference, doubled, alike)))
    told += [["put_away", reference.label, row.pk, _kept(row)] for row in doubled]
    manager = reference.model._base_manager
    manager.filter(pk__in=[row.pk for row in doubled]).delete()
    if reference.model is OrganisationName:
        told += _names_become_aliases(loser, survivor)
    before, after = reference.value(loser), reference.value(survivor)
    told += [["set", reference.label, pk, reference.column, before, after] for pk in reference.rows(loser).values_list("pk", flat=True)]
    reference.rows(loser).order_by().update(**{reference.column: after})
    return told


def _names_become_aliases(loser: Organisation, survivor: Organisation) -> list[list[Any]]:
    """The loser's own names are other names of the survivor, where it is not called so already."""
    taken = set(survivor.names.filter(use="alias").values_list("value", "language"))
    own = [one for one in loser.names.filter(use="label") if (one.value, one.language) not in taken]
    own = [one for one in own if not loser.names.filter(use="alias", value=one.value, language=one.language).exists()]
    OrganisationName.objects.filter(pk__in=[one.pk for one in own]).update(use="alias")
    return [["set", OrganisationName._meta.label_lower, one.pk, "use", "label", "alias"] for one in own]


def _kept(row: models.Model) -> dict[str, Any]:
    return {one.attname: _plain(one.value_from_object(row)) for one in row._meta.concrete_fields}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | bool) else DjangoJSONEncoder().default(value)


def _told(entry: list[Any]) -> tuple[str, str, dict[str, Any]]:
    """What the ledger tells of one row: what its column held and holds, or what it said before it was put away, personal columns left out."""
    what, label, pk, *rest = entry
    record = str(RecordKey(label, str(pk)))
    if what == "set":
        column, before, after = rest
        return record, "merge_moved", plain({"before": {column: before}, "after": {column: after}})
    if what == FILL:
        before, after = ({name: told[name] for name in rest[1] if rest[0][name] != rest[1][name]} for told in rest)
        return record, "merge_moved", plain({"before": before, "after": after})
    (kept,) = rest
    model: Any = apps.get_model(label)
    told = {
        one.attname: kept[one.attname]
        for one in model._meta.concrete_fields
        if model.privacy.class_of(one.name) in ("public", "internal") and one.name not in model.privacy.untold.split()
    }
    return record, "merge_put_away", plain({"before": told})


def _commitment(moved: list[list[Any]]) -> str:
    """What the merge's events hold of all that it did: the SHA-256 of its canonical bytes, in hexadecimal."""
    return sha256(canonical(moved)).hexdigest()


def _tell(
    verb: str,
    done: Merge,
    by: Actor,
    at: datetime,
    *,
    rows: Iterable[tuple[str, str, dict[str, Any]]] = (),
    restored: dict[str, list[Any]] | None = None,
) -> None:
    """The ledger tells it at both organisations, at every row of `rows` as part of what it tells at the survivor, and at the loser what
    was `restored` to it beside its columns.
    """
    facts = {
        "merge": done.pk,
        "moved": len([one for one in done.moved if one[0] not in ("put_away", STOOD)]),
        "put_away": len([one for one in done.moved if one[0] == "put_away"]),
        "moved_sha256": _commitment(done.moved),
    }
    at_survivor = facts | {"loser": key_of(done.loser), "name": done.loser.name}
    append_many(rows, whole=(key_of(done.survivor), verb, at_survivor), by=by, at=at)
    at_loser = facts | {"survivor": key_of(done.survivor), "name": done.survivor.name} | (restored or {})
    append(record=key_of(done.loser), verb=verb, by=by, at=at, facts=at_loser)
    relabel([done.loser_id, done.survivor_id])
    names_changed()


# --- undoing ---


@dataclass(frozen=True, slots=True)
class Blocked:
    """What stands in the way of undoing: a code of `sentences`, the record that it is about, and the key of a merge to be undone before."""

    code: str
    about: str
    merge: int | None = None


@everything(_WHOLE)
def blocks(done: Merge) -> list[Blocked]:
    """What stands in the way of undoing a merge now; nothing when it can be undone. What an edit removed since stands in no way."""
    found = [Blocked("merge_undone_already", "")] if done.undone_at else []
    if not _is_as_told(done):
        found.append(Blocked("merge_altered", ""))
    later = Merge.objects.filter(loser=done.survivor, undone_at=None).select_related("survivor").first()
    if later is not None:
        found.append(Blocked("merge_survivor_merged", str(later.survivor), later.pk))
    if not found:
        found += [one for entry in done.moved for one in _blocks_of(entry)]
        found += [Blocked("merge_number_given_away", number) for number in given_away(done.moved, done.loser_id, done.survivor_id)]
        found += [Blocked("merge_parts_in_a_circle", "")] if _would_turn_in_a_circle(done) else []
    return found


def _would_turn_in_a_circle(done: Merge) -> bool:
    """Whether the loser or the survivor would be part of itself once the merge is undone, since what they are part of was corrected."""
    back = {entry[2]: entry[4] for entry in done.moved if entry[0] == "set" and entry[3] == "parent_id"}
    parents = Organisation.objects.unscoped("the line of parents").values_list("parent_id", flat=True)
    for begin in (done.loser_id, done.survivor_id):
        line, above = set[int](), begin
        while above is not None and above not in line:
            line.add(above)
            above = back[above] if above in back else parents.get(pk=above)
        if above is not None:
            return True
    return False


def _is_as_told(done: Merge) -> bool:
    """Whether `moved` is what the ledger committed to at the merge, and touches only what a merge moves."""
    event = Event.objects.filter(record=key_of(done.survivor), verb="merge", facts__merge=done.pk).order_by("id").first()
    if event is None or event.facts.get("moved_sha256") != _commitment(done.moved):
        return False
    columns = {(one.label, one.column) for one in references()} | {(OrganisationName._meta.label_lower, "use")}
    columns |= {(one.label, END) for one in references() if has_end(one.model)}
    labels = {label for label, _column in columns}
    allowed = {
        STOOD: lambda label, _rest: label == Organisation._meta.label_lower,
        "set": lambda label, rest: (label, rest[0]) in columns,
        "put_away": lambda label, _rest: label in labels,
        FILL: lambda label, rest: label == Organisation._meta.label_lower and {*TAKEN} >= {*rest[0], *rest[1]},
    }
    return all(allowed[what](label, rest) for what, label, _pk, *rest in done.moved)


def _blocks_of(entry: list[Any]) -> Iterator[Blocked]:
    what, label, pk, *rest = entry
    model = apps.get_model(label)
    if what == "set":
        column, _before, after = rest
        row = model._base_manager.filter(pk=pk).first() if column not in ("use", END) else None
        if row is not None and getattr(row, column) != after:
            yield Blocked("merge_moved_on", f"{model._meta.verbose_name} {row}")
    elif what == "put_away":
        (kept,) = rest
        for one in model._meta.concrete_fields:
            if isinstance(one, models.ForeignKey) and not _is_there(one, kept[one.attname]):
                yield Blocked("merge_lost_its_ground", str(model._meta.verbose_name))


def _is_there(field: "models.ForeignKey[Any, Any]", key: Any) -> bool:
    """Whether the record that a row which was put away belonged to is there still."""
    return key is None or field.related_model._base_manager.filter(pk=key).exists()


@everything(_WHOLE)
@transaction.atomic
def undo(done: Merge, *, by: Actor, at: datetime) -> Merge:
    """The loser stands again, called and numbered as it was, with all that the merge moved; what was added to the survivor since stays there.

    Raises NotAllowed, Refused with what stands in the way.
    """
    for one in (done.loser, done.survivor):
        require(by, RIGHT, one)
    one_at_a_time(LOCK)
    done = Merge.objects.select_for_update().select_related("loser", "survivor").get(pk=done.pk)
    _locked(done.loser, done.survivor)
    if found := blocks(done):
        raise Refused("undo", dict.fromkeys(one.code for one in found))
    for entry in reversed(done.moved):
        _put_back(entry)
    restored = stands_again(done.moved, done.loser, done.survivor)
    Organisation._base_manager.filter(pk=done.loser_id).update(merged_into=None)
    done.undone_at = at
    done.save(update_fields=["undone_at"])
    _tell("merge_undone", done, by, at, restored=restored)
    return done


def _put_back(entry: list[Any]) -> None:
    what, label, pk, *rest = entry
    model = apps.get_model(label)
    if what == STOOD:
        return
    if what == "set":
        column, before, after = rest
        model._base_manager.filter(pk=pk, **{column: after}).update(**{column: before})
    elif what == FILL:
        before, after = rest
        rows = model._base_manager.filter(pk=pk)
        rows.update(**given_back(before, after, rows.values(*after).get()))
    elif not model._base_manager.filter(pk=pk).exists():
        (kept,) = rest
        model._base_manager.bulk_create([as_it_was(model, kept)])
