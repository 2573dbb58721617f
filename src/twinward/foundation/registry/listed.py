"""What the lists of the registry find for a text that somebody typed: what is called so, and what is called something like it."""

from collections.abc import Sequence
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Q, QuerySet

from twinward.foundation.kernel.desk_rows import holds, in_order_of
from twinward.foundation.registry.likeness import most_alike
from twinward.foundation.registry.models import Appointment, OrganisationName, PersonName
from twinward.foundation.registry.names import without_marks
from twinward.foundation.registry.search import at_institutions_like, find, identified, names_of_people

ASKED = 100  # organisations that are asked for, since a reader may not see them all and filters leave some out
LIKELY = 20  # organisations that are shown as called something like a text


def called(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """The organisations with that number in some register, else those with a name that holds every word."""
    if numbered := identified(text):
        return rows.filter(pk__in=numbered)
    so = [one.key for one in find(text, limit=ASKED) if without_marks(one.name) == without_marks(text)]
    return rows.filter(pk__in=_named(OrganisationName.objects.all(), text, so))


def _named(names: QuerySet[Any], text: str, so: Sequence[int] = ()) -> QuerySet[Any]:
    """The organisations of those of the names that hold every word, and those of the keys `so`: what is written so but for marks on letters."""
    held = reduce(and_, (Q(**holds("value", word)) for word in text.split()), Q())
    return names.filter(held | Q(organisation__in=so) if so else held).values("organisation_id")


def nearly_called(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """The organisations called something like it that are not `called` so: of the likest in sight, at most `LIKELY`, likest first."""
    plain = without_marks(text)
    found = [one.key for one in find(text, limit=ASKED) if without_marks(one.name) != plain]
    called_so = _named(OrganisationName.objects.filter(organisation__in=found), text)
    near = set(rows.filter(pk__in=found).exclude(pk__in=called_so).values_list("pk", flat=True)) if found else set()
    return in_order_of(rows, [key for key in found if key in near][:LIKELY])


def known(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """The people of whom every word stands in a name, or in an office that counts: its title, or any name of its organisation."""
    for word in text.split():
        names = PersonName.objects.filter(**holds("value", word)).values("person_id")
        held = Appointment.objects.filter(Q(**holds("title", word)) | Q(organisation__in=_named(OrganisationName.objects.all(), word)))
        rows = rows.filter(Q(**holds("full_name", word)) | Q(pk__in=names) | Q(pk__in=held.values("person_id")))
    return rows


def nearly_known(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """The people called something like it whom the search does not find: the likest, at most `LIKELY`, likest first.

    When nobody is called so, those with an office at an institution that is.
    """
    likest = [pk for pk, _score in most_alike(text, names_of_people(rows), limit=ASKED)] or at_institutions_like(text, rows)
    found = set(known(rows, text).values_list("pk", flat=True))
    return in_order_of(rows, [pk for pk in likest if pk not in found][:LIKELY])
