"""Lists of the registry: organisations and people."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language, ngettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.desk import Column, Desk, Filter, Preset
from twinward.foundation.kernel.desk_rows import holds
from twinward.foundation.registry.called import sort_column
from twinward.foundation.registry.countries import country_choices
from twinward.foundation.registry.models import Kind, OrganisationName, Person
from twinward.foundation.registry.rules import called_in
from twinward.foundation.registry.search import find, identified

SHOWN = _("Shown as")  # the head of the column of a file that holds what the page shows beside the registered name
LIKELY = 20  # organisations that are shown for a name that none of them bears


def called(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """The organisations with that number in some register, else those with a name that holds every word, else those called something like it."""
    if numbered := identified(text):
        return rows.filter(pk__in=numbered)
    names = OrganisationName.objects.all()
    for word in text.split():
        names = names.filter(**holds("value", word))
    found = rows.filter(pk__in=names.values("organisation_id"))
    return found if found.exists() else rows.filter(pk__in=[one.key for one in find(text, limit=LIKELY)])


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
        Column("kind", _("Kind"), "kind", None, "choice"),
        Column("city", _("Place"), "city", None, optional_on_phone=True),
        Column("website", _("Website"), "website", None, optional_on_phone=True, shown=False),
        Column("active", _("Active"), "is_active", None, optional_on_phone=True, shown=False),
        Column("basis", _("How we know"), "basis", None, "choice", shown=False),
        Column("source", _("Source"), "source__publisher", None, shown=False),
    ),
    filters=(
        Filter("country", _("Country"), "country_id", country_choices),
        Filter("kind", _("Kind"), "kind", lambda: Kind.choices),
    ),
    search=called,
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
        Column("public_office", _("In public office"), "in_public_office", "in_public_office", optional_on_phone=True),
        Column("basis", _("How we know"), "basis", None, "choice", shown=False),
    ),
    filters=(
        Filter("country", _("Country"), "country_id", country_choices),
        Filter("public_office", _("In public office"), "in_public_office", lambda: [("True", _("yes")), ("False", _("no"))]),
    ),
    search=("full_name", "names__value", "appointments__title", "appointments__organisation__name"),
    presets=(
        Preset("public_office", _("In public office"), "public_office=True"),
        Preset("all", _("All people"), ""),
    ),
    counted=ngettext_lazy("%(count)s person", "%(count)s people", "count"),
    empty=_("Nobody is on record yet."),
    illustrative="is_illustrative",
)
