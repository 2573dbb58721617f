"""What an organisation is called in each language: kept on its own row, so that a page asks nothing for it, and always what its names say."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet

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


def mislabelled() -> Iterator[Finding]:
    """The organisations whose labels are not what their names say: somebody changed one of them behind the product's back. Two queries."""
    said = _said(OrganisationName.objects.all())
    rows = Organisation.objects.unscoped("derived from their names").order_by("pk").values_list("pk", "name", "labels")
    for pk, name, labels in rows.iterator(chunk_size=5_000):
        if labels != labels_of(name, said.get(pk, ())):
            yield Finding("organisation_mislabelled", str(RecordKey(Organisation._meta.label_lower, str(pk))))


def _said(names: QuerySet[OrganisationName]) -> dict[int, list[tuple[str, str, str]]]:
    """The names in a language, by organisation, in the order in which they were written."""
    said = defaultdict[int, list[tuple[Any, Any, Any]]](list)
    told = names.filter(use=OrganisationName.Use.LABEL).exclude(language="").order_by("pk")
    for pk, *name in told.values_list("organisation_id", "value", "language", "use").iterator(chunk_size=5_000):
        said[pk].append((name[0], name[1], name[2]))
    return said
