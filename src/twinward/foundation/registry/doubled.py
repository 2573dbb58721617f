"""What two records of one organisation both have: what becomes one in a merge, and what is told of it before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.models import Source
from twinward.foundation.kernel.records import page_of
from twinward.foundation.kernel.scoped import ScopedQuerySet
from twinward.foundation.kernel.wording import short_day
from twinward.foundation.registry.models import Country, Identifier, Organisation, OrganisationName, OrganisationSpeciality
from twinward.foundation.registry.references import Reference
from twinward.foundation.registry.specialities import SPECIALITIES
from twinward.foundation.registry.terms import Term
from twinward.foundation.registry.wording import NUMBERS, term_words

#: The column of an end, where two that begin alike may end otherwise: two terms are alike only when they end alike.
END = "ends_before"


@dataclass(frozen=True, slots=True)
class Joined:
    """A row of the record that goes and its like of the one that stays, which become one. end: until when that one runs, None for ever.

    has_end: whether such rows have an end at all.
    """

    reference: Reference
    record: models.Model
    twin: models.Model
    has_end: bool
    end: date | None

    def text(self, reader: Actor) -> str:
        """What both are about, as far as the reader may see it."""
        return told_of(self.twin, reader, self.reference.field)


def joined(reference: Reference, rows: Sequence[models.Model], alike: Mapping[Any, models.Model]) -> Iterator[Joined]:
    """Each of the rows with its like, and the later of their ends."""
    for row in rows:
        twin = alike[row.pk]
        yield Joined(reference, row, twin, has_end(reference.model), _later(row, twin) if has_end(reference.model) else None)


def has_end(model: type[models.Model]) -> bool:
    return not issubclass(model, Term) and any(field.name == END for field in model._meta.local_fields)


def _later(row: Any, twin: Any) -> date | None:
    ends = (row.ends_before, twin.ends_before)
    return None if None in ends else max(ends)


def ends_joined(found: Sequence[Joined]) -> list[list[Any]]:
    """Each row that stays runs as long as either did. Returns for each that is changed what undoes it."""
    told: list[list[Any]] = []
    for one in found:
        before = getattr(one.twin, END) if one.has_end else one.end
        if before != one.end:
            one.reference.model._base_manager.filter(pk=one.twin.pk).update(**{END: one.end})
            told.append(["set", one.reference.label, one.twin.pk, END, *(day and day.isoformat() for day in (before, one.end))])
    return told


def told_of(row: models.Model, reader: Actor, but: str = "") -> str:
    """What a row belongs to and what it is, in words, `but` for one column: "Azerbaijan, proposed, 1 Jan 2025".

    What the reader may not see is left out; empty where that is all.
    """
    parts = _parts(row, reader, but) if _is_in_sight(row, reader) else ()
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _said(row: Any) -> str:
    """What a row says, codes in words."""
    if isinstance(row, OrganisationSpeciality):
        return str(SPECIALITIES.get(row.code, row.code))
    return f"{NUMBERS.get(row.scheme, row.scheme)} {row.value}" if isinstance(row, Identifier) else str(row)


def _is_in_sight(row: models.Model, reader: Actor) -> bool:
    rows = type(row)._default_manager.all()
    return not isinstance(rows, ScopedQuerySet) or rows.visible_to(reader).filter(pk=row.pk).exists()


def _parts(row: Any, reader: Actor, but: str) -> Iterator[str]:
    """What it belongs to, each with what that belongs to as far as it has no page of its own; then what it is, but the organisation again."""
    is_of_organisation = False
    for field in row._meta.local_fields:
        if not isinstance(field, models.ForeignKey) or field.related_model in (Source, Country):
            continue
        if field.name == but or field.related_model is Organisation:
            is_of_organisation = True
        elif (above := getattr(row, field.name)) is not None:
            is_whole = page_of(str(above._meta.model_name), above.pk) and _is_in_sight(above, reader)
            yield str(above) if is_whole else told_of(above, reader)
    words = _said(row)
    is_told = is_of_organisation and not isinstance(row, OrganisationName)  # a name is told though the institution is called so
    if not (is_told and words in {str(getattr(row, name)) for name in (but, "organisation") if name and hasattr(row, name)}):
        yield words
    if isinstance(row, Term):
        yield term_words(row)
    elif (day := getattr(row, "day", None) or getattr(row, "starts_on", None)) is not None:
        yield short_day(day)


def as_it_was(model: Any, kept: Mapping[str, Any]) -> Any:
    """A row that a merge put away, as it was kept; a column that there was not yet says what it says where nobody says more."""
    return model(**{one.attname: one.to_python(kept[one.attname]) for one in model._meta.concrete_fields if one.attname in kept})
