"""Every column of the store that can name an organisation, found by looking at the models: what a merge has to move."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.in_sight import Named, named
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.models import Event
from twinward.foundation.kernel.row_security import everything
from twinward.foundation.registry.models import Merge, Organisation

#: Tables that tell what happened, and are left as they are: the ledger, and the merges themselves.
HISTORY: tuple[type[models.Model], ...] = (Event, Merge)
KEY_COLUMN = "record"


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that names organisations, by primary key or, when is_key, by record key ("registry.organisation:3")."""

    model: type[models.Model]
    field: str
    is_key: bool = False

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    def value(self, organisation: Organisation) -> Any:
        """What the column holds when it names the organisation."""
        return key_of(organisation) if self.is_key else organisation.pk

    @property
    def column(self) -> str:
        """The attribute that holds the value."""
        return _attribute(self.model, self.field)

    @property
    def words(self) -> str:
        """The code of the sentence that says what names an institution by this column."""
        return f"names_{self.label.replace('.', '_')}_{self.field}"

    @property
    def standing(self) -> Q:
        """Of its rows those that count: those of which their model says so in `counts_while`, and all of a model that says nothing."""
        return getattr(self.model, "counts_while", Q())

    def rows(self, organisation: Organisation) -> models.QuerySet[Any]:
        """The rows that name the organisation, in order."""
        return self.model._base_manager.filter(**{self.column: self.value(organisation)}).order_by("pk")


def references() -> Iterator[Reference]:
    """Every such column of every model, in a fixed order."""
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label_lower):
        if model in HISTORY or not model.__module__.startswith("twinward.") or model._meta.proxy:
            continue
        for field in model._meta.local_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is Organisation:
                yield Reference(model, field.name)
            elif field.name == KEY_COLUMN and isinstance(field, models.CharField):
                yield Reference(model, field.name, is_key=True)


def relying() -> Iterator[Reference]:
    """The columns of other rooms that name an organisation as one of its country: what they say, and who may see it, follows from that."""
    return (one for one in references() if not one.is_key and one.model._meta.app_label != Organisation._meta.app_label)


@everything("whoever names an institution holds it where it is, whoever sees them")
def relied_on(organisations: Collection[int]) -> set[int]:
    """Those of the organisations that records of other rooms name and that count. One query for each column."""
    found = set[int]()
    for one in relying() if organisations else ():
        found.update(
            one.model._base_manager.filter(one.standing, **{f"{one.column}__in": organisations}).values_list(one.column, flat=True)
        )
    return found


def named_by(organisation: Organisation, reader: Actor, *, most: int = 20) -> list[Named]:
    """Of the records that rely on the organisation, or that they are a part of, those with a page that `reader` may see, `most` at most."""
    keys: list[str] = []
    for one in relying():
        for row in one.rows(organisation).filter(one.standing)[:most]:
            wholes = [field for field in row._meta.local_fields if isinstance(field, models.ForeignKey) and field.name != one.field]
            keys += [key_of(row), *(f"{_label(field)}:{getattr(row, field.attname)}" for field in wholes)]
    others = [key for key in keys if not key.startswith(f"{Organisation._meta.label_lower}:")]
    return [one for one in named(others, reader) if one.url][:most]


def _label(field: "models.ForeignKey[Any, Any]") -> str:
    return field.related_model._meta.label_lower


def dependents(row: models.Model) -> bool:
    """Whether any row of the store names this row, so that it cannot be put away."""
    for field in row._meta.get_fields(include_hidden=True):
        if isinstance(field, models.ManyToOneRel) and field.related_model._base_manager.filter(**{field.field.name: row.pk}).exists():
            return True
    return False


def twins(reference: Reference, loser: Organisation, survivor: Organisation) -> dict[Any, models.Model]:
    """By primary key of the loser's row the survivor's row that says the same: by a constraint of uniqueness, at most two queries for each, or
    because its model says by what rows are `said_once`; of these a row on which others hang stays beside its like.
    """
    found = _said_twice(reference, loser, survivor)
    for fields, condition in _unique(reference.model):
        if reference.field not in fields:
            continue
        attributes = [_attribute(reference.model, name) for name in fields if name != reference.field]
        said = {tuple(getattr(row, name) for name in attributes): row for row in reference.rows(survivor).filter(condition)}
        for row in reference.rows(loser).filter(condition) if said else ():
            same = tuple(getattr(row, name) for name in attributes)
            if same in said and None not in same:
                found.setdefault(row.pk, said[same])
    return found


def _said_twice(reference: Reference, loser: Organisation, survivor: Organisation) -> dict[Any, models.Model]:
    attributes = [_attribute(reference.model, name) for name in getattr(reference.model, "said_once", ()) if name != reference.field]
    if not attributes:
        return {}
    said = {tuple(getattr(row, name) for name in attributes): row for row in reference.rows(survivor)}
    same = ((row, said.get(tuple(getattr(row, name) for name in attributes))) for row in reference.rows(loser) if said)
    return {row.pk: twin for row, twin in same if twin is not None and not dependents(row)}


def _attribute(model: type[models.Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return field.attname


def words_of(model: type[models.Model], name: str) -> str:
    """What people call a column, in the reader's language."""
    field: Any = model._meta.get_field(name)
    return str(field.verbose_name)


def _unique(model: type[models.Model]) -> Iterator[tuple[tuple[str, ...], Q]]:
    """Names of fields that are unique together, and the condition under which they are."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            yield tuple(constraint.fields), constraint.condition or Q()
    for field in model._meta.local_fields:
        if field.unique and not field.primary_key:
            yield (field.name,), Q()
