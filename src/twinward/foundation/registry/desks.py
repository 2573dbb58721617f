"""Lists of the registry: organisations and people."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language, ngettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.days import Known
from twinward.foundation.kernel.desk import Column, Desk, Filter, Preset
from twinward.foundation.kernel.wording import capfirst
from twinward.foundation.registry.called import sort_column
from twinward.foundation.registry.countries import country_choices
from twinward.foundation.registry.listed import called, known, nearly_called, nearly_known
from twinward.foundation.registry.models import Country, Kind, Person
from twinward.foundation.registry.rules import called_in

NUMBER = lazy(capfirst, str)(_("number of the record"))
SHOWN = _("Shown as")  # the head of the column of a file that holds what the page shows beside the registered name


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
        Column("number", NUMBER, "pk", None, "code", shown=False, filed=True),
        Column("country", _("Country"), "country_id", "country_id", "country"),
        Column("country_code", _("Country code"), "country_id", None, "code", shown=False, filed=True),
        Column("kind", _("Kind"), "kind", "kind", "choice"),
        Column("city", _("Place"), "city_seen", None, optional_on_phone=True),
        Column("ror", "ROR", "ror", None, "code", shown=False, filed=True),
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


def offices(person: Person) -> str:
    """The offices that the person holds today, as far as is known."""
    today = timezone.localdate()
    held = [one for one in person.appointments.all() if one.stood_on(today).known is not Known.NO]
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
