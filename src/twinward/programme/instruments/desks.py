"""The list of instruments. Their states follow from acts and days, so the rows are worked out for the asked day."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from twinward.foundation.kernel.desk import Column, Desk, Filter, Preset
from twinward.foundation.kernel.desk_rows import searched
from twinward.foundation.registry.countries import country_choices
from twinward.foundation.registry.likeness import most_alike
from twinward.programme.instruments import choices
from twinward.programme.instruments.chasing import CHASES
from twinward.programme.instruments.due import CHOICES
from twinward.programme.instruments.fields_of_cooperation import choices as field_choices
from twinward.programme.instruments.listed import Row
from twinward.programme.instruments.wording import STATES

KNOWN = (("yes", _("yes")), ("no", _("no")), ("not_known", _("not known")))
SIGNED = (("yes", ("yes", _("yes"))), ("no", ("no", _("no"))), ("not_known", ("gap", _("not known"))), ("", ("", "")))


def _nearly_called(rows: list[Row], text: str) -> list[Row]:
    """The instruments that are called something like it, or whose parties are, and that the search does not find, likest first."""
    found, by_key = {row.pk for row in searched(INSTRUMENTS, rows, text)}, {row.pk: row for row in rows}
    likest = [pk for pk, _score in most_alike(text, {row.pk: row.called for row in rows}, limit=len(rows))]
    return [by_key[pk] for pk in likest if pk not in found]


def _with_country(rows: list[Row], code: str) -> list[Row]:
    return [row for row in rows if code in row.countries]


def _countries_of(rows: list[Row]) -> frozenset[str]:
    return frozenset[str]().union(*(row.countries for row in rows))


def _with_field(rows: list[Row], code: str) -> list[Row]:
    return [row for row in rows if code in row.covers]


def _with_wanted(rows: list[Row], name: str) -> list[Row]:
    return [row for row in rows if name in row.wanted]


def _with_due(rows: list[Row], name: str) -> list[Row]:
    return [row for row in rows if name in row.due]


INSTRUMENTS = Desk(
    word="instruments",
    title=_("Instruments"),
    columns=(
        Column("name", _("Title"), "title", "title", link="instrument"),
        Column("kind", _("Kind"), "kind", "kind", "choice", choices=choices.KINDS),
        Column("between", _("Countries"), "between", "between", optional_on_phone=True),
        Column("parties", _("Parties"), "parties", "parties", shown=False),
        Column("day", _("Last act"), "day", "known_day", "day"),
        Column("signed", _("Signed"), "signed", "signed", "status", choices=SIGNED),
        Column("in_force", _("In force"), "in_force", "in_force", "status", choices=SIGNED),
        Column("gaps", _("Gaps"), "gaps", "gaps", "number", optional_on_phone=True),
        Column("text", _("Text"), "text", "text", "choice", choices=tuple(STATES.items()), shown=False),
        Column("standing", _("Standing"), "standing", "standing", "choice", choices=choices.STANDINGS, shown=False),
    ),
    filters=(
        Filter("kind", _("Kind"), "kind", lambda: choices.KINDS),
        Filter("signed", _("Signed"), "signed", lambda: KNOWN),
        Filter("in_force", _("In force"), "in_force", lambda: KNOWN),
        Filter("country", _("Country"), _with_country, country_choices, _countries_of),
        Filter("field", _("Field"), _with_field, field_choices),
        Filter("text", _("Text"), "text", lambda: list(STATES.items())),
        Filter("wanted", _("Wanted first"), _with_wanted, lambda: [(chase.name, chase.label) for chase in CHASES.values()]),
        Filter("due", _("Falls due"), _with_due, lambda: CHOICES),
    ),
    search=("all_names",),
    near=_nearly_called,
    presets=(
        Preset("memorandums", _("Memorandums"), "kind=memorandum"),
        Preset("agreements", _("Agreements"), "kind=agreement"),
        Preset("unknown", _("In force: not known"), "in_force=not_known"),
        Preset("due", _("Ends or is renewed soon"), "due=soon"),
        Preset("drafts", _("Drafts"), "text=draft"),
        Preset("review", _("Under review"), "text=in_review"),
        Preset("all", _("All instruments"), ""),
    ),
    counted=ngettext_lazy("%(count)s instrument", "%(count)s instruments", "count"),
    empty=_("No instrument is on record yet."),
    is_dated=True,
    illustrative="is_illustrative",
)
