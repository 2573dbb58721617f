"""Codes of faults, reasons and missing facts, said in the reader's language. Each room keeps its own in a module `sentences`."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "day": _("The day is not known."),
    "unknown_move": _("There is no such step."),
    "wrong_state": _("The record has moved on since this page was opened. Look at it again."),
    "changed_meanwhile": _(
        "Somebody changed this record since you opened the page. What they changed stands here, and what you typed is kept below: compare "
        "them, and save again what is still right."
    ),
    "day_in_the_future": _("This day lies in the future."),
    "day_has_passed": _("This day has passed. Name today or a later day."),
    "one_day_needed": _("Write one whole day, for example 3 November 2025."),
    "day_empty": _("Write a day, for example 3 November 2025."),
    "day_unreadable": _("“%(text)s” is not a day. Write it as 3 November 2025, 03.11.2025 or 2025-11-03."),
    "day_no_such_day": _("%(day)s.%(month)s.%(year)s does not exist."),
    "day_no_such_month": _("There is no month %(month)s."),
    "day_no_such_year": _("%(year)s is not a year from %(first)s to %(last)s."),
    "day_no_year": _("“%(text)s” lacks the year."),
    "day_day_or_month_first": _("“%(text)s” can be read in two ways. Write the month as a word, or dots between the numbers: 03.11.2025."),
    "day_reversed": _("%(first)s lies after %(last)s."),
    "document_empty": _("The file is empty."),
    "document_too_large": _("The file is larger than 20 MB. Save it smaller, for example with fewer dots per inch."),
    "document_called_otherwise": _(
        "The name of the file ends in “.%(ending)s”, but its content is of another kind. Choose the right file, or save it anew as PDF or DOCX."
    ),
    "document_kind_unknown": _("The file is neither PDF, Word (DOCX), plain text nor a picture (PNG, JPEG, TIFF)."),
    "filter_exists": _("A filter of this name exists already. Replace it, or save this one under another name."),
    "filter_without_name": _("Give the filter a name."),
    "filter_too_long": _("The name or the filter is too long to be saved."),
    "too_many_filters": _("You have saved 20 filters of this list already. Delete one that you no longer use."),
    "altered_event": _("A value of this event is not what was written."),
    "altered_range": _("The events as a whole are not what was sealed, although each fits its own leaf."),
    "lost_events": _("Events that were sealed are no longer there."),
    "foreign_events": _("Events stand after the end of the sealed ledger."),
    "lost_checkpoint_rows": _("The ledger is shorter than this checkpoint."),
    "not_as_noted": _("The ledger does not hold what this checkpoint tells, which was signed and kept outside of it."),
    "lost_noted_events": _("The ledger is shorter than this checkpoint, which was signed and kept outside of it."),
    "altered_note": _("This checkpoint is not one that this installation has signed, or not as it was written."),
    "unguarded_table": _("The database no longer refuses to change rows of this table: a trigger is gone, switched off or another one."),
    "lost_document": _("The file of this document is no longer among the documents of the home. A backup holds it."),
    "altered_document": _("The file of this document is not the one that was kept. A backup holds the right one."),
    "lost_personal_fact": _("A personal value that the event committed to is no longer there."),
    "altered_personal_fact": _("A personal value is not the one that the event committed to."),
}


@cache
def _all() -> dict[str, Promise]:
    found = dict(SENTENCES)
    for config in apps.get_app_configs():
        if config.name.startswith("twinward.") and config.module is not None and find_spec(f"{config.name}.sentences"):
            found |= import_module(f"{config.name}.sentences").SENTENCES
    return found


def say(code: str) -> str:
    """The sentence of a code in the reader's language. Raises KeyError for a code that no room explains: every one must be."""
    return str(_all()[code])


def say_state(record: str, state: str) -> str:
    """A state of a kind of record ("letter", "sent") in the reader's language; the state itself where no room explains it."""
    words = _all().get(f"state_{record}_{state}")
    return str(words) if words is not None else state


def is_coded(column: str) -> bool:
    """Whether any room explains codes of a column of this name."""
    return any(code.startswith(f"code_{column}_") for code in _all())


def say_told(label: str, verb: str, after: Mapping[str, Any]) -> str:
    """What an event did with a record of a kind ("twinning.liststep"), as a phrase of its room: by the kind or state of the record, by a column
    that it filled, else by the verb alone. Empty where no room has one.
    """
    begins, told = f"told_{label.replace('.', '_')}_{verb}", _all()
    filled = (name for name, value in after.items() if value not in (None, "", False))
    for one in (after.get("kind"), after.get("state"), *filled):
        if (words := told.get(f"{begins}_{one}")) is not None:
            return str(words)
    return str(told.get(begins, ""))


def say_coded(column: str, code: str) -> str:
    """A code that stands in a column of codes ("covers", "oncology") in the reader's language; the code itself where no room explains it."""
    words = _all().get(f"code_{column}_{code}")
    return str(words) if words is not None else code
