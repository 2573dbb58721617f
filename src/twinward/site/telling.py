"""What was done, in words that stand after the name of a record; and what records are called when there are several."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.models import Event
from twinward.foundation.kernel.wording import number

#: Kinds of records that are told of, and what several of them are called.
THINGS: Mapping[str, Any] = {
    "registry.organisation": ngettext_lazy("%(n)s institution", "%(n)s institutions", "count"),
    "registry.person": ngettext_lazy("%(n)s person", "%(n)s people", "count"),
    "instruments.instrument": ngettext_lazy("%(n)s instrument", "%(n)s instruments", "count"),
    "letters.letter": ngettext_lazy("%(n)s letter", "%(n)s letters", "count"),
    "twinning.coverage": ngettext_lazy("%(n)s country", "%(n)s countries", "count"),
}

#: Where all records of a kind are listed: the name of the page.
LISTS: Mapping[str, str] = {
    "registry.organisation": "organisations",
    "registry.person": "people",
    "instruments.instrument": "instruments",
    "letters.letter": "letters",
    "twinning.coverage": "countries",
}

#: Rows that belong to a record: the kind of that record, and the column that names it.
PARENTS: Mapping[str, tuple[str, str]] = {
    "instruments.act": ("instruments.instrument", "instrument"),
    "instruments.text": ("instruments.instrument", "instrument"),
    "instruments.link": ("instruments.instrument", "from_instrument"),
    "instruments.waiver": ("instruments.instrument", "instrument"),
    "twinning.liststep": ("twinning.coverage", "coverage"),
    "twinning.stepcorrection": ("twinning.coverage", "coverage"),
    "registry.appointment": ("registry.person", "person"),
}

#: What was done: (kind of the row, verb of the event) -> words.
DONE: Mapping[tuple[str, str], Promise] = {
    ("registry.organisation", "add"): _("added"),
    ("registry.organisation", "change"): _("corrected"),
    ("registry.organisation", "merge"): _("merged"),
    ("registry.organisation", "undo_merge"): _("merge undone"),
    ("registry.person", "add"): _("added"),
    ("registry.person", "change"): _("corrected"),
    ("registry.appointment", "add"): _("office recorded"),
    ("registry.appointment", "change"): _("office corrected or ended"),
    ("instruments.instrument", "add"): _("recorded"),
    ("instruments.instrument", "record"): _("recorded"),
    ("instruments.instrument", "draft"): _("drafted"),
    ("instruments.instrument", "change"): _("corrected"),
    ("instruments.instrument", "submit"): _("submitted for review"),
    ("instruments.instrument", "return"): pgettext_lazy("of a text", "returned"),
    ("instruments.instrument", "clear"): _("cleared"),
    ("instruments.instrument", "offer"): _("offered to the other party"),
    ("instruments.instrument", "agree"): _("agreed as a text"),
    ("instruments.instrument", "reopen"): _("opened anew"),
    ("instruments.instrument", "withdraw"): _("taken back"),
    ("instruments.text", "add"): _("a text attached"),
    ("instruments.text", "change"): _("a text replaced"),
    ("instruments.link", "add"): _("a link recorded"),
    ("instruments.waiver", "add"): _("its legal basis waived"),
    ("twinning.stepcorrection", "add"): _("a step of its list struck out or corrected"),
    ("letters.letter", "add"): _("letter written or recorded"),
    ("letters.letter", "change"): _("letter corrected"),
    ("letters.letter", "send"): _("letter logged as sent"),
}

#: Acts of parties, as recorded from elsewhere and as done here.
ACTS: Mapping[str, tuple[Promise, Promise]] = {
    "sign": (_("recorded as signed"), _("signed")),
    "join": (_("recorded as joined"), _("joined")),
    "accede": (_("recorded as acceded to"), _("acceded to")),
    "ratify": (_("recorded as ratified"), _("ratified")),
    "notify": (_("notification recorded"), _("notified")),
    "withdraw": (_("withdrawal recorded"), _("a party withdrew")),
    "terminate": (_("recorded as terminated"), _("terminated")),
    "suspend": (_("recorded as suspended"), _("suspended")),
    "resume": (_("resumption recorded"), _("resumed")),
    "correct": (_("an act corrected"), _("an act corrected")),
}

#: Steps of a country's list of institutions.
STEPS: Mapping[str, Promise] = {
    "owed": _("list stated as not agreed"),
    "requested": _("list requested"),
    "proposed": _("list proposed"),
    "returned": _("list returned"),
    "agreed": _("list recorded as agreed"),
}


def import_words(event: Event, who: str) -> str:
    """What an import did, after the number of its institutions; who: "" where neither that nor the name of their file is told."""
    told = {
        "file": event.facts.get("file", ""),
        "added": number(event.facts["added"]),
        "changed": number(event.facts["changed"]),
        "who": who,
    }
    if who:
        return gettext("imported from %(file)s by %(who)s (added: %(added)s, changed: %(changed)s)") % told
    return gettext("imported (added: %(added)s, changed: %(changed)s)") % told


def words_of(event: Event) -> str:
    """What an event did, in words; empty for what is not told of."""
    label = event.record.partition(":")[0]
    after = event.facts.get("after")
    kind = after.get("kind", "") if isinstance(after, Mapping) else ""
    if (label, event.verb) == ("instruments.act", "add") and kind in ACTS:
        elsewhere, here = ACTS[kind]
        return str(here if isinstance(after, Mapping) and after.get("basis") == "done_here" else elsewhere)
    if (label, event.verb) == ("twinning.liststep", "add"):
        return str(STEPS.get(kind, ""))
    return str(DONE.get((label, event.verb), ""))
