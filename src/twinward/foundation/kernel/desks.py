"""The ledger as a list."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from twinward.foundation.kernel.desk_parts import Column, Desk, Filter, Preset
from twinward.foundation.kernel.tellings import VERBS, facts_told, verb_told

LEDGER = Desk(
    word="ledger",
    title=_("Ledger"),
    columns=(
        Column("number", _("Number"), "id", "id", "number"),
        Column("at", _("When"), "at", None, "day"),
        Column("by", _("Who"), "by", None, "actor"),
        Column("by_key", _("Who (their key)"), "by", None, "code", shown=False),
        Column("record", pgettext_lazy("column", "Record"), "record", None, "record"),
        Column("verb", _("What"), "verb", None, words=verb_told),
        Column("facts", _("In detail"), "facts", None, words=facts_told, beside="record", optional_on_phone=True),
        Column("key", _("Record (its key)"), "record", None, "code", shown=False),
        Column("part_of", _("Part of"), "part_of", None, "number", shown=False),
    ),
    filters=(
        Filter("record", _("Record (its key)"), "record"),
        Filter("by", _("Who (their key)"), "by"),
        Filter("verb", _("What"), "verb", lambda: list(VERBS.items())),
    ),
    presets=(
        Preset("added", pgettext_lazy("events", "Added"), "verb=add"),
        Preset("changed", pgettext_lazy("events", "Changed"), "verb=change"),
        Preset("all", _("All events"), ""),
    ),
    order="-number",
    hot=True,
    counted=ngettext_lazy("%(count)s event", "%(count)s events", "count"),
    empty=_("Nothing has been written yet."),
)
