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
    ("instruments.instrument", "change"): _("corrected"),
    ("instruments.instrument", "submit"): _("submitted for review"),
    ("instruments.instrument", "return"): pgettext_lazy("of a text", "returned"),
    ("instruments.instrument", "clear"): _("cleared"),
    ("instruments.instrument", "offer"): _("offered to the other party"),
    ("instruments.instrument", "agree"): _("agreed as a text"),
    ("instruments.instrument", "send_back"): _("sent back by the other party"),
    ("instruments.instrument", "reopen"): _("opened anew"),
    ("instruments.instrument", "withdraw"): _("taken back"),
    ("instruments.text", "add"): _("a text attached"),
    ("instruments.text", "change"): _("a text replaced"),
    ("instruments.link", "add"): _("a link recorded"),
    ("instruments.waiver", "add"): _("its legal basis waived"),
    ("letters.letter", "change"): _("letter corrected"),
    ("letters.letter", "send"): _("letter logged as sent"),
}

#: What came to be on record, by what tells one from another: where an instrument was made, in which state a letter came.
ADDED: Mapping[str, tuple[str, Mapping[str, Promise]]] = {
    "instruments.instrument": ("origin", {"recorded": _("recorded"), "here": _("drafted")}),
    "letters.letter": (
        "state",
        {"draft": _("letter drafted"), "sent": _("letter recorded as sent"), "received": _("letter recorded as received")},
    ),
}

#: Columns of a text made here that follow from a move, an act or a document, which is told of by itself.
FOLLOWING = frozenset({"agreed_text_sha256", "submitted_by", "is_kept_in_sight", "standing", "authentic_languages"})

#: A row that belongs to another record, once it was struck out; of a record itself it is `struck out`.
STRUCK: Mapping[str, Promise] = {"registry.appointment": _("office struck out")}

#: The columns of an office that say when it ended, and when it began.
ENDS, BEGINNINGS = frozenset({"ends_from", "ends_before"}), frozenset({"starts_on", "starts_by"})

#: The columns that say that something never was so: see the models that have one.
STRUCK_COLUMNS = frozenset({"struck_on", "is_struck"})

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


def is_of_a_guest(event: Event) -> bool:
    """Whether a partner did it, through a link."""
    return event.by.startswith("guest:")


def words_of(event: Event) -> str:
    """What an event did, in words, with how the partner did it where it was one through a link; empty for what is not told of."""
    done = _done(event)
    return f"{done}, {gettext('the partner answered by a link')}" if done and is_of_a_guest(event) else done


def _done(event: Event) -> str:
    label = event.record.partition(":")[0]
    if event.verb == "add":
        return str(_added(label, _side(event, "after")))
    if event.verb == "change":
        return _changed(label, _side(event, "before"), _side(event, "after"), has_reason=bool(event.facts.get("reason")))
    return str(DONE.get((label, event.verb), ""))


def _side(event: Event, side: str) -> Mapping[str, Any]:
    """The columns before or after an event; none where it tells of no columns."""
    told = event.facts.get(side)
    return told if isinstance(told, Mapping) else {}


def _added(label: str, after: Mapping[str, Any]) -> Promise | str:
    kind = after.get("kind", "")
    if label == "instruments.act" and kind in ACTS:
        elsewhere, here = ACTS[kind]
        return here if after.get("basis") == "done_here" else elsewhere
    if label == "twinning.liststep":
        return STEPS.get(kind, "")
    if label == "twinning.stepcorrection":
        return _("a step of its list corrected") if after.get("instead") else _("a step of its list struck out")
    if label in ADDED:
        column, words = ADDED[label]
        return words.get(after.get(column, ""), "")
    return DONE.get((label, "add"), "")


def _changed(label: str, before: Mapping[str, Any], after: Mapping[str, Any], *, has_reason: bool) -> str:
    """What a change of columns was: struck out, a correction, more than was on record, work on a draft; empty for what follows from something told already."""
    if any(after.get(name) for name in STRUCK_COLUMNS):
        return str(STRUCK.get(label, _("struck out")))
    if (label, "change") not in DONE:
        return ""
    if label == "letters.letter" and set(after) == {"scan"}:
        return gettext("a scan attached")
    if label in ADDED and after and not has_reason:
        return "" if "our_number" in after or set(after) <= FOLLOWING else gettext("draft changed")
    if after and all(_is_more(before.get(name), value) for name, value in after.items()):
        if label != "registry.appointment":
            return gettext("what was missing recorded")
        if after.keys() & ENDS and not after.keys() & BEGINNINGS:
            return gettext("office ended")
    return str(DONE[label, "change"])


def _is_more(before: Any, after: Any) -> bool:
    """Whether nothing that was on record was changed: it was empty, or holds more of its kind now."""
    if isinstance(before, list) and isinstance(after, list):
        return all(one in after for one in before)
    return before in (None, "", {})
