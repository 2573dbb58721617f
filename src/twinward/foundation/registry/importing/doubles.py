"""Rows that are new and very like an institution on record in the same country: each may be a second record of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.registry.importing.columns import Row
from twinward.foundation.registry.importing.uploads import Upload
from twinward.foundation.registry.models import Organisation, OrganisationName
from twinward.foundation.registry.names import NameEntry, NameIndex, fold
from twinward.foundation.registry.search import current_index, current_stamp

#: How alike two names are that may be those of one institution.
ALIKE = 0.9
NOTED = "doubles"
#: Names that are looked for at most: each takes about a millisecond.
MOST = 2_000


class Double(NamedTuple):
    """A row that may be an institution on record: its number and name, the institution's key and the one of its names that fits, and how well."""

    row: int
    name: str
    organisation: int
    called: str
    score: float

    @property
    def is_called_so(self) -> bool:
        """Whether the row is called as the institution is, but for capitals, marks and the like."""
        return fold(self.name) == fold(self.called)


class Doubles(NamedTuple):
    """found: by number of the row, of each row the likest institution. compared: how many of the `new` rows were compared."""

    found: list[Double]
    compared: int
    new: int


def doubles(rows: Sequence[Row], *, actor: Actor, besides: frozenset[int] = frozenset()) -> Doubles:
    """Which of these new rows are very like a standing institution that `actor` may see, `besides` and illustrative ones left out.

    The fewer names are looked for among the more; where both are too many, those of the first rows alone.
    """
    held = list(_held({str(row.fields["country_id"]) for row in rows}, actor, besides))
    countries = {entry.country for entry in held}
    near = [row for row in rows if row.fields["country_id"] in countries]
    asked = [entry for row in near for entry in _names(row)]
    if len(held) <= min(MOST, len(asked)):
        found, unasked = list(_among_rows(held, asked)), 0
    else:
        found = list(_on_record(asked[:MOST], frozenset(entry.key for entry in held)))
        unasked = len({entry.key for entry in asked[MOST:]})
    return Doubles(_likest(found, rows), len(rows) - unasked, len(rows))


def of_upload(upload: Upload, rows: Sequence[Row], *, actor: Actor) -> Doubles:
    """The doubles of a file that was brought, worked out once for as long as no name on record changes."""
    stamp, noted = current_stamp(), upload.noted(NOTED)
    if noted is None or noted["stamp"] != stamp:
        found = doubles(rows, actor=actor)
        upload.note(NOTED, {"stamp": stamp, "found": [list(one) for one in found.found], "compared": found.compared, "new": found.new})
        return found
    return Doubles([Double(*one) for one in noted["found"]], noted["compared"], noted["new"])


def imported(upload: Upload, keys: Mapping[int, int]) -> list[tuple[int, int]]:
    """Of each row that was told as a double and added, the key of what was added (by number of the row in `keys`) and of what it is like."""
    told = [Double(*one) for one in (upload.noted(NOTED) or {"found": []})["found"]]
    return [(keys[one.row], one.organisation) for one in told if one.row in keys]


def _held(countries: set[str], actor: Actor, besides: frozenset[int]) -> Iterator[NameEntry]:
    """Every name on record in these countries but acronyms, and those of illustrative institutions."""
    standing = Organisation.objects.visible_to(actor).standing().filter(country__in=countries, is_illustrative=False).order_by("pk")
    known = {pk: country for pk, country in standing.values_list("pk", "country_id").iterator(chunk_size=5_000) if pk not in besides}
    names = OrganisationName.objects.exclude(use=OrganisationName.Use.ACRONYM).order_by("pk")
    for pk, value in names.values_list("organisation_id", "value").iterator(chunk_size=5_000) if known else ():
        if pk in known:
            yield NameEntry(pk, known[pk], value)


def _names(row: Row) -> Iterable[NameEntry]:
    return [NameEntry(row.number, str(row.fields["country_id"]), value) for value, _language, use in row.names if use != "acronym"]


def _among_rows(held: Sequence[NameEntry], asked: Sequence[NameEntry]) -> Iterator[Double]:
    index = NameIndex.build(asked)
    for entry in held:
        for one in index.alike(entry.value, entry.country, ALIKE):
            yield Double(one.key, one.name, entry.key, entry.value, one.score)


def _on_record(asked: Sequence[NameEntry], held: frozenset[int]) -> Iterator[Double]:
    index = current_index()
    for entry in asked:
        for one in index.alike(entry.value, entry.country, ALIKE):
            if one.key in held:
                yield Double(entry.key, entry.value, one.key, one.name, one.score)


def _likest(found: Sequence[Double], rows: Sequence[Row]) -> list[Double]:
    """Of each row the likest institution; a row is called by its own name."""
    best: dict[int, Double] = {}
    for one in sorted(found, key=lambda one: (-one.score, one.organisation)):
        best.setdefault(one.row, one)
    return [best[row.number]._replace(name=row.names[0][0]) for row in rows if row.number in best]
