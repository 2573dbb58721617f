"""What an organisation is called in each language: kept on its own row, so that a page asks nothing for it, and always what its names say."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.db.models import FilteredRelation, Q, QuerySet

from twinward.foundation.kernel.keys import RecordKey
from twinward.foundation.kernel.verify import Finding
from twinward.foundation.registry.models import Organisation, OrganisationName
from twinward.foundation.registry.rules import labels_of

_AT_ONCE = 500


def relabel(keys: Iterable[int]) -> None:
    """The labels of these organisations are what their names say now. Stands behind every write to the name or the names of an organisation."""
    rest = iter(sorted(set(keys)))
    while some := list(islice(rest, _AT_ONCE)):
        rows = list(Organisation.objects.unscoped("derived from their names").filter(pk__in=some).only("name", "labels"))
        said = _said(OrganisationName.objects.filter(organisation__in=some))
        labels = {row.pk: labels_of(row.name, said.get(row.pk, ())) for row in rows}
        differing = [row for row in rows if row.labels != labels[row.pk]]
        for row in differing:
            row.labels = labels[row.pk]
        Organisation._base_manager.bulk_update(differing, ["labels"])


def relabel_differing() -> None:
    """The labels of every organisation are what its names say. One query where they are already."""
    keys = iter(list(_differing()))
    while some := list(islice(keys, _AT_ONCE)):
        with transaction.atomic():
            list(Organisation.objects.unscoped("derived from their names").select_for_update().filter(pk__in=some).order_by("pk"))
            relabel(some)


def mislabelled() -> Iterator[Finding]:
    """The organisations whose labels are not what their names say: somebody changed one of them behind the product's back."""
    for pk in _differing():
        yield Finding("organisation_mislabelled", str(RecordKey(Organisation._meta.label_lower, str(pk))))


def _differing() -> Iterator[int]:
    """The keys of those, in order. One query, so that labels and names are of one instant, whoever writes meanwhile."""
    told = FilteredRelation("names", condition=Q(names__use=OrganisationName.Use.LABEL) & ~Q(names__language=""))
    rows = Organisation.objects.unscoped("derived from their names").annotate(told=told).order_by("pk", "told__pk")
    columns = rows.values_list("pk", "name", "labels", "told__value", "told__language")
    for pk, group in groupby(columns.iterator(chunk_size=5_000), key=itemgetter(0)):
        lines = list(group)
        _pk, name, labels, *_told = lines[0]
        said = [(value, language, str(OrganisationName.Use.LABEL)) for *_own, value, language in lines if value]
        if labels != labels_of(name, said):
            yield pk


def _said(names: QuerySet[OrganisationName]) -> dict[int, list[tuple[str, str, str]]]:
    """The names in a language, by organisation, in the order in which they were written."""
    said = defaultdict[int, list[tuple[Any, Any, Any]]](list)
    told = names.filter(use=OrganisationName.Use.LABEL).exclude(language="").order_by("pk")
    for pk, *name in told.values_list("organisation_id", "value", "language", "use").iterator(chunk_size=5_000):
        said[pk].append((name[0], name[1], name[2]))
    return said
