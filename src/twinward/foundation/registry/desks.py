"""Lists of the registry: organisations and people."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language, ngettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.desk import Column, Desk, Filter, Preset
from twinward.foundation.kernel.desk_rows import holds, in_order_of
from twinward.foundation.registry.called import sort_column
from twinward.foundation.registry.countries import country_choices
from twinward.foundation.registry.likeness import most_alike
from twinward.foundation.registry.models import Appointment, Country, Kind, OrganisationName, Person, PersonName
from twinward.foundation.registry.names import without_marks
from twinward.foundation.registry.rules import called_in
from twinward.foundation.registry.search import at_institutions_like, find, identified, names_of_people

SHOWN = _("Shown as")  # the head of the column of a file that holds what the page shows beside the registered name
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
    held = reduce(and_, (Q(**holds("value", word)) for word in text.split()))
    return names.filter(held | Q(organisation__in=so) if so else held).values("organisation_id")


def nearly_called(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """The organisations called something like it that are not `called` so: of the likest in sight, at most `LIKELY`, likest first."""
    plain = without_marks(text)
    found = [one.key for one in find(text, limit=ASKED) if without_marks(one.name) != plain]
    called_so = _named(OrganisationName.objects.filter(organisation__in=found), text)
    near = set(rows.filter(pk__in=found).exclude(pk__in=called_so).values_list("pk", flat=True)) if found else set()
    return in_order_of(rows, [key for key in found if key in near][:LIKELY])


def countries_of(rows: QuerySet[Any]) -> frozenset[str]:
    """The countries that any of the rows is of. One look into the index for each country, however many rows there are."""
    return frozenset(Country.objects.filter(Exists(rows.filter(country=OuterRef("pk")))).order_by().values_list("pk", flat=True))


def in_own_language(names: Sequence[str], labels: Sequence[Mapping[str, str]]) -> list[str]:
    """What each is called in the reader's language, else as it is registered."""
    language = get_language() or ""
    return [called_in(name, told, language) for name, told in zip(names, labels, strict=True)]


ORGANISATIONS = Desk(
    word="organisations",
    title=_("Institutions"),
    columns=(
        Column("name", _("Name"), "name", sort_column, link="organisation", words=in_own_language, beside="labels", filed_also=SHOWN),
        Column("country", _("Country"), "country_id", "country_id", "country"),
        Column("kind", _("Kind"), "kind", "kind", "choice"),
        Column("city", _("Place"), "city_seen", None, optional_on_phone=True),
        Column("website", _("Website"), "website", None, optional_on_phone=True, shown=False),
        Column("active", _("Active"), "is_active", None, optional_on_phone=True, shown=False),
        Column("basis", _("How we know"), "basis", None, "choice", shown=False),
        Column("source", _("Source"), "source__publisher", None, shown=False),
    ),
    filters=(
        Filter("country", _("Country"), "country_id", country_choices, countries_of),
        Filter("kind", _("Kind"), "kind", lambda: Kind.choices),
    ),
    search=called,
    near=nearly_called,
    presets=(
        Preset("hospitals", _("Hospitals"), "kind=hospital"),
        Preset("universities", _("Universities"), "kind=university"),
        Preset("research", _("Research institutes"), "kind=research"),
        Preset("ministries", _("Ministries"), "kind=ministry"),
        Preset("all", _("All institutions"), ""),
    ),
    hot=True,
    ties=sort_column,
    counted=ngettext_lazy("%(count)s institution", "%(count)s institutions", "count"),
    empty=_("No institution is on record yet."),
    illustrative="is_illustrative",
)


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


def offices(person: Person) -> str:
    """The offices that the person holds today, as far as is known."""
    today = timezone.localdate()
    held = [one for one in person.appointments.all() if one.ends_before is None or one.ends_before > today]
    return "; ".join(f"{one}, {one.organisation}" for one in sorted(held, key=lambda one: one.pk))


PEOPLE = Desk(
    word="people",
    title=_("People"),
    columns=(
        Column(
            "name",
            pgettext_lazy("of a person", "Name"),
            "full_name",
            sort_column,
            link="person",
            words=in_own_language,
            beside="labels",
            filed_also=SHOWN,
        ),
        Column("offices", _("Offices"), offices),
        Column("country", _("Country"), "country_id", "country_id", "country"),
        Column("public_office", _("Public office, now or before"), "in_public_office", "in_public_office", optional_on_phone=True),
        Column("basis", _("How we know"), "basis", "basis", "choice", shown=False),
    ),
    filters=(
        Filter("country", _("Country"), "country_id", country_choices, countries_of),
        Filter("public_office", _("Public office, now or before"), "in_public_office", lambda: [("True", _("yes")), ("False", _("no"))]),
    ),
    search=known,
    near=nearly_known,
    presets=(
        Preset("public_office", _("Public office, now or before"), "public_office=True"),
        Preset("all", _("All people"), ""),
    ),
    counted=ngettext_lazy("%(count)s person", "%(count)s people", "count"),
    empty=_("Nobody is on record yet."),
    illustrative="is_illustrative",
)
