"""What an import would add and change, held against the register: a person's own correction is never overwritten."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import Q

from twinward.foundation.kernel.actors import Actor, NotAllowed, Scope
from twinward.foundation.kernel.models import Event
from twinward.foundation.registry.importing.columns import Fault, Rejected, Row, Value, by_row
from twinward.foundation.registry.importing.reading import Reading
from twinward.foundation.registry.importing.sameness import may_be_same
from twinward.foundation.registry.models import Identifier, Merge, Organisation, OrganisationName, OrganisationSpeciality
from twinward.foundation.registry.references import relied_on

#: The verb of the event that tells of a whole import.
IMPORTED = "import_organisations"
RIGHT = "registry.import"
#: Columns that a file may tell.
COLUMNS = (
    "name",
    "kind",
    "country_id",
    "region",
    "city",
    "latitude_microdegrees",
    "longitude_microdegrees",
    "website",
    "is_active",
    "public_precision",
)
_AT_ONCE = 400

Name = tuple[str, str, str]


@dataclass(slots=True)
class Change:
    """What one row changes of an organisation: columns with before and after; names, identifiers and specialities that it adds.

    said_same: it is that organisation on somebody's word, and calls it otherwise without renaming it.
    """

    row: Row
    organisation: int
    said_same: bool = False
    before: dict[str, Value] = field(default_factory=dict)
    after: dict[str, Value] = field(default_factory=dict)
    names: list[Name] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    specialities: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.after or self.names or self.ids or self.specialities)


@dataclass(slots=True)
class Plan:
    """adds: rows of organisations that are new; keys: theirs by number of the row, once they are added.

    changes: what differs. unchanged: how many rows say nothing new. rejected: each row that is not taken, with its faults.
    left_out: names and websites left out of sound rows. noted: what is taken of the rows that are, otherwise than it stands in the file.
    """

    adds: list[Row] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    left_out: list[Fault] = field(default_factory=list)
    noted: list[Fault] = field(default_factory=list)
    keys: dict[int, int] = field(default_factory=dict)

    def reject(self, row: Row, column: str, code: str, values: dict[str, Any]) -> None:
        """The row is among those that are not taken, for this reason."""
        self.rejected.append(Rejected(row.number, [Fault(row.number, column, code, values)]))


@dataclass(slots=True)
class _Held:
    """What the register holds of the organisations that the rows may mean."""

    columns: dict[int, tuple[Value, ...]]
    names: dict[int, list[Name]]
    ids: dict[int, dict[str, str]]
    specialities: dict[int, set[str]]


def plan(reading: Reading, *, actor: Actor) -> Plan:
    """What the rows would do now, for somebody whose right to import reaches as far as `actor`'s. Raises NotAllowed when it reaches nowhere."""
    scope = actor.scope(RIGHT)
    if scope.is_empty:
        raise NotAllowed(RIGHT)
    found = Plan(rejected=by_row(reading.rejected), left_out=list(reading.left_out))
    meant = _meant(reading.rows, reading.same, found)
    held = _held({pk for pk in meant.values() if pk})
    differing: list[Change] = []
    for row in reading.rows:
        if row.number not in meant:
            continue
        pk = meant[row.number]
        if beyond := _beyond(scope, str(row.fields["country_id"]), str(held.columns[pk][2]) if pk else ""):
            found.reject(row, "country", *beyond)
        elif not pk:
            found.adds.append(row)
        elif change := _difference(row, pk, held, said_same=reading.same.get(row.number) == pk):
            differing.append(change)
        else:
            found.unchanged += 1
    told = _without_corrected(differing)
    found.unchanged += len(differing) - len(told)
    found.changes = _where_they_are_named(told, found)
    found.rejected.sort(key=lambda one: one.row)
    rejected = {one.row for one in found.rejected}
    found.noted = [one for one in reading.noted if one.row not in rejected]
    return found


def _beyond(scope: Scope, told: str, held: str) -> tuple[str, dict[str, Any]] | None:
    """Why a row of a country, about an organisation on record in another ("" for a new one), is beyond a right; None when it is not."""
    yours = sorted(scope.countries)
    if scope.everything or {told, held or told} <= scope.countries:
        return None
    if told in scope.countries:
        return "import_on_record_elsewhere", {"country": held, "yours": yours}
    return "import_country_not_yours", {"yours": yours}


def _where_they_are_named(changes: list[Change], found: Plan) -> list[Change]:
    """The changes without those that would take an institution to another country from under the records that name it; their rows are rejected."""
    named = {pk for some in _some(one.organisation for one in changes if "country_id" in one.after) for pk in relied_on(some)}
    staying = [one for one in changes if one.organisation in named and "country_id" in one.after]
    for one in staying:
        found.reject(one.row, "country", "import_country_relied_on", {"country": one.before["country_id"]})
    return [one for one in changes if one not in staying] if staying else changes


# --- which organisation a row means ---


def _meant(rows: Sequence[Row], same: Mapping[int, int], found: Plan) -> dict[int, int | None]:
    """By the row's number the organisation it means, None for a new one. Rows that mean none for certain are rejected or counted, and absent."""
    numbered = _by_number(rows)
    moved = _moved_identifiers()
    called = _by_name([row for row in rows if not any(item in numbered for item in row.ids.items())])
    sound = may_be_same(rows, same) if same else set[int]()
    meant: dict[int, int | None] = {}
    taken: dict[int, int] = {}
    for row in rows:
        keys = {numbered[item] for item in row.ids.items() if item in numbered}
        if not keys and not row.ids:
            keys = called.get((str(row.fields["country_id"]), row.names[0][0]), set())
        if not keys and row.number in sound:
            keys = {same[row.number]}
        if any(item in moved for item in row.ids.items()):
            found.unchanged += 1  # somebody decided that this record is another one
        elif not keys and row.number in same and row.number not in sound:
            found.reject(row, "name", "import_same_no_more", {})
        elif len(keys) > 1:
            found.reject(row, "name", "import_means_several", {"count": len(keys)})
        elif keys and (pk := next(iter(keys))) in taken:
            found.reject(row, "name", "import_means_the_same", {"row": taken[pk]})
        else:
            meant[row.number] = next(iter(keys), None)
            taken |= dict.fromkeys(keys, row.number)
    return meant


def _by_number(rows: Iterable[Row]) -> dict[tuple[str, str], int]:
    """The organisations that have numbers of the schemes in the file."""
    schemes = {scheme for row in rows for scheme in row.ids}
    identifiers = Identifier.objects.filter(scheme__in=schemes).values_list("scheme", "value", "organisation_id")
    return {(scheme, value): pk for scheme, value, pk in identifiers.iterator(chunk_size=5_000)}


def _moved_identifiers() -> set[tuple[str, str]]:
    """Numbers that came to their organisation by a merge which stands."""
    label = Identifier._meta.label_lower
    moved = [one[2] for merge in Merge.objects.filter(undone_at=None) for one in merge.moved if one[:2] == ["set", label]]
    return {pair for some in _some(moved) for pair in Identifier.objects.filter(pk__in=some).values_list("scheme", "value")}


def _by_name(rows: Iterable[Row]) -> dict[tuple[str, str], set[int]]:
    """By country and name the standing organisations called exactly so, for rows without a number."""
    found = defaultdict[tuple[str, str], set[int]](set)
    for some in _some(row.names[0][0] for row in rows if not row.ids):
        standing = OrganisationName.objects.filter(value__in=some, organisation__merged_into=None, organisation__is_illustrative=False)
        for value, pk, country in standing.values_list("value", "organisation_id", "organisation__country_id"):
            found[country, value].add(pk)
    return found


def _some(items: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(items)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


# --- what differs ---


def _held(keys: set[int]) -> _Held:
    few = len(keys) <= 10 * _AT_ONCE
    among = [Q(pk__in=some) for some in _some(keys)] if few else [Q()]
    of_them = [Q(organisation__in=some) for some in _some(keys)] if few else [Q()]
    held = _Held({}, defaultdict(list), defaultdict(dict), defaultdict(set))
    for condition in among:
        organisations = Organisation.objects.unscoped("compared with an import").filter(condition)
        for pk, *columns in organisations.values_list("pk", *COLUMNS).iterator(chunk_size=5_000):
            held.columns[pk] = tuple(columns)
    for condition in of_them:
        for pk, *name in (
            OrganisationName.objects.filter(condition).values_list("organisation_id", "value", "language", "use").iterator(5_000)
        ):
            held.names[pk].append((name[0], name[1], name[2]))
        for pk, scheme, value in Identifier.objects.filter(condition).values_list("organisation_id", "scheme", "value").iterator(5_000):
            held.ids[pk].setdefault(scheme, value)
        for pk, code in OrganisationSpeciality.objects.filter(condition).values_list("organisation_id", "code").iterator(5_000):
            held.specialities[pk].add(code)
    return held


def _difference(row: Row, pk: int, held: _Held, *, said_same: bool) -> Change | None:
    """What the row says and the register does not; None when that is nothing."""
    change = Change(row, pk, said_same)
    for column, now in zip(COLUMNS, held.columns[pk], strict=True):
        if column in row.fields and row.fields[column] != now and not (said_same and column == "name"):
            change.before[column], change.after[column] = now, row.fields[column]
    known = {(value, language) for value, language, _use in held.names.get(pk, ())}
    names = [(row.names[0][0], row.names[0][1], "alias"), *row.names[1:]] if said_same else row.names
    change.names = [name for name in names if (name[0], name[1]) not in known]
    change.ids = {scheme: value for scheme, value in row.ids.items() if scheme not in held.ids.get(pk, {})}
    change.specialities = [code for code in row.specialities if code not in held.specialities.get(pk, set())]
    return change if change else None


# --- what a person corrected stays ---


def _without_corrected(changes: list[Change]) -> list[Change]:
    """The changes without what a person decided otherwise: a column is changed only while it is empty or as an import last wrote it.

    A name, number or speciality that an import brought and a person removed does not come back. What calls an organisation otherwise that it is on
    somebody's word does not rename it the next time.
    """
    for some in _some(changes):
        told = _told_by_imports([change.organisation for change in some])
        for change in some:
            _keep_corrections(change, told.get(change.organisation, {}))
    return [change for change in changes if change]


def _keep_corrections(change: Change, told: dict[str, Any]) -> None:
    for column, now in list(change.before.items()):
        if now not in ("", None) and (told.get(column) != now or change.after[column] in told.get(f"not_{column}", ())):
            del change.before[column], change.after[column]
    change.names = [name for name in change.names if [name[0], name[1]] not in told.get("names", [])]
    change.ids = {scheme: value for scheme, value in change.ids.items() if told.get("identifiers", {}).get(scheme) != value}
    change.specialities = [code for code in change.specialities if code not in told.get("specialities", [])]


def _told_by_imports(organisations: list[int]) -> dict[int, dict[str, Any]]:
    """By organisation what imports last wrote to its columns, and every name, number and speciality that they ever brought."""
    keys = {f"{Organisation._meta.label_lower}:{pk}": pk for pk in organisations}
    wholes = set(Event.objects.filter(record=RECORD, verb=IMPORTED).values_list("pk", flat=True))
    told = defaultdict[int, dict[str, Any]](dict)
    events = Event.objects.filter(record__in=keys, part_of__isnull=False).order_by("id").values_list("record", "part_of", "facts")
    for record, part_of, facts in events:
        if part_of in wholes:
            about = told[keys[record]]
            about |= _columns_told(facts.get("after", {}))
            about.setdefault("not_name", []).extend(facts.get("said_same", ()))
            about.setdefault("names", []).extend([name[0], name[1]] for name in facts.get("names", []))
            about.setdefault("identifiers", {}).update(facts.get("identifiers", {}))
            about.setdefault("specialities", []).extend(facts.get("specialities", []))
    return told


def _columns_told(after: dict[str, Any]) -> dict[str, Any]:
    """Values by column; an event names the field ("country"), a plan its column ("country_id")."""
    return {("country_id" if name == "country" else name): value for name, value in after.items()}


#: The record that the event of a whole import is about.
RECORD = "registry.import:organisations"
