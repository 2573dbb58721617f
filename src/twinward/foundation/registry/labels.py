"""What a record is called in each language, and where that stands in the alphabet: always what its names say."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from django.db import models, transaction
from django.db.models import FilteredRelation, Q

from twinward.foundation.kernel.alphabet import sort_key
from twinward.foundation.kernel.keys import RecordKey
from twinward.foundation.kernel.verify import Finding
from twinward.foundation.registry.called import DERIVED, SORTED, Called
from twinward.foundation.registry.models import Organisation, OrganisationName, Person, PersonName
from twinward.foundation.registry.rules import MADE_HERE, OWN, labels_of

Name = tuple[str, str, str]

_AT_ONCE = 500
_WHY = "derived from their names"
#: Of what is called by its names: what holds them, and its column that says whose they are.
_NAMES: dict[type[Any], tuple[type[models.Model], str]] = {
    Organisation: (OrganisationName, "organisation_id"),
    Person: (PersonName, "person_id"),
}


def derived(name: str, names: Iterable[Name]) -> tuple[dict[str, str], *tuple[bytes, ...]]:
    """The values of `DERIVED`, which follow from the registered name and the names (value, language or "", use): see `Called`."""
    labels = labels_of(name, names)
    return labels, *[sort_key(labels.get(language, name), language) for language in SORTED]


def label(record: Called, names: Iterable[Name]) -> None:
    """The record, not yet written, is called what these names say."""
    for column, value in zip(DERIVED, derived(getattr(record, record.REGISTERED), names), strict=True):
        setattr(record, column, value)


def relabel(keys: Iterable[int], model: type[Any] = Organisation) -> None:
    """These records are called what their names say now. Stands behind every write to the name or the names of one."""
    rest = iter(sorted(set(keys)))
    while some := list(islice(rest, _AT_ONCE)):
        rows = list(model.objects.unscoped(_WHY).filter(pk__in=some).only(model.REGISTERED, *DERIVED))
        said = _said(model, some)
        differing = [row for row in rows if _is_changed(row, said.get(row.pk, ()))]
        model._base_manager.bulk_update(differing, DERIVED)


def _is_changed(row: Called, names: Iterable[Name]) -> bool:
    """Whether the row was called otherwise until now."""
    before = _plain(getattr(row, column) for column in DERIVED)
    label(row, names)
    return before != _plain(getattr(row, column) for column in DERIVED)


def relabel_differing() -> None:
    """Every organisation and person is called what their names say. One query of each where they are already."""
    for model in _NAMES:
        keys = iter(list(_differing(model)))
        while some := list(islice(keys, _AT_ONCE)):
            with transaction.atomic():
                list(model.objects.unscoped(_WHY).select_for_update().filter(pk__in=some).order_by("pk"))
                relabel(some, model)


def mislabelled() -> Iterator[Finding]:
    """The records that are not called what their names say: somebody changed one of them behind the product's back."""
    for model in _NAMES:
        for pk in _differing(model):
            yield Finding(f"{model._meta.model_name}_mislabelled", str(RecordKey(model._meta.label_lower, str(pk))))


def _differing(model: type[Any]) -> Iterator[int]:
    """The keys of those, in order. One query, so that labels and names are of one instant, whoever writes meanwhile."""
    told = FilteredRelation("names", condition=Q(names__use__in=[OWN, MADE_HERE]) & ~Q(names__language=""))
    rows = model.objects.unscoped(_WHY).annotate(told=told).order_by("pk", "told__pk")
    columns = rows.values_list("pk", model.REGISTERED, *DERIVED, "told__value", "told__language", "told__use")
    for pk, group in groupby(columns.iterator(chunk_size=5_000), key=itemgetter(0)):
        lines = list(group)
        _pk, name, *kept = lines[0][:-3]
        said = [line[-3:] for line in lines if line[-3]]
        if _plain(kept) != _plain(derived(name, said)):
            yield pk


def _plain(values: Iterable[Any]) -> list[Any]:
    """Values of the derived columns alike on every store, one of which gives bytes as a view of them."""
    return [bytes(value) if isinstance(value, memoryview) else value for value in values]


def _said(model: type[Any], keys: list[int]) -> dict[int, list[Name]]:
    """The names in a language, by record, in the order in which they were written."""
    names, whose = _NAMES[model]
    told = names._default_manager.filter(**{f"{whose}__in": keys}, use__in=[OWN, MADE_HERE]).exclude(language="").order_by("pk")
    said = defaultdict[int, list[Name]](list)
    for pk, *name in told.values_list(whose, "value", "language", "use").iterator(chunk_size=5_000):
        said[pk].append((name[0], name[1], name[2]))
    return said
