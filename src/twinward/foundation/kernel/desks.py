"""The ledger as a list."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from twinward.foundation.kernel.desk_parts import Column, Desk, Filter
from twinward.foundation.kernel.tellings import facts_told, verb_told

LEDGER = Desk(
    word="ledger",
    title=_("Ledger"),
    columns=(
        Column("number", _("Number"), "id", "id", "number"),
        Column("at", _("When"), "at", None, "day"),
        Column("by", _("Who"), "by", None, "actor"),
        Column("record", _("Record"), "record", None, "record"),
        Column("verb", _("What"), "verb", None, words=verb_told),
        Column("facts", _("In detail"), "facts", None, words=facts_told, optional_on_phone=True),
        Column("key", _("Record's key"), "record", None, "code", shown=False),
        Column("part_of", _("Part of"), "part_of", None, "number", shown=False),
    ),
    filters=(
        Filter("record", _("Record"), "record"),
        Filter("by", _("Who"), "by"),
        Filter("verb", _("What"), "verb"),
    ),
    order="-number",
    hot=True,
    counted=ngettext_lazy("%(count)s event", "%(count)s events", "count"),
    empty=_("Nothing has been written yet."),
)
