"""How a country stands in the chase, in the reader's words."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.wording import short_day
from twinward.programme.twinning.rules import Turn, When

#: Each turn: the kind of status of the page shell, and its words.
TURNS: dict[Turn, tuple[str, Promise]] = {
    "never_asked": ("mine", gettext_lazy("never asked by letter")),
    "to_send": ("mine", gettext_lazy("letter drafted, send it")),
    "late": ("late", gettext_lazy("no answer")),
    "awaiting": ("wait", gettext_lazy("theirs, reply awaited")),
    "asked": ("wait", gettext_lazy("theirs, asked")),
    "answered": ("wait", gettext_lazy("theirs, no list yet")),
    "check_list": ("mine", gettext_lazy("list proposed, check it")),
    "returned": ("wait", gettext_lazy("theirs, list sent back")),
    "owes": ("wait", gettext_lazy("theirs, owes a list")),
    "agreed": ("yes", gettext_lazy("list agreed")),
    "not_known": ("gap", gettext_lazy("not known")),
    "not_joined": ("no", gettext_lazy("not joined")),
}
JOINED: dict[When, Promise] = {
    "summit": gettext_lazy("summit"),
    "later": gettext_lazy("later"),
    "day": gettext_lazy("on a known day"),
    "": gettext_lazy("not known"),
}
LISTS = {
    "owed": gettext_lazy("owed"),
    "agreed": gettext_lazy("agreed"),
    "not_known": gettext_lazy("not known"),
    "not_owed": gettext_lazy("not owed"),
}


def turn_words(turn: Turn, *, reply_by: date | None, asked: date) -> tuple[str, str]:
    """The kind of status and the words of a turn; with the day that counts where a reply is awaited or late."""
    kind, word = TURNS[turn]
    if turn == "late" and reply_by:
        days = (asked - reply_by).days
        return kind, ngettext("no answer, late %(days)s day", "no answer, late %(days)s days", days) % {"days": days}
    if turn == "awaiting" and reply_by:
        return kind, _("theirs, reply by %(day)s") % {"day": short_day(reply_by)}
    return kind, str(word)


def joined_words(when: When, joined_on: Day | None) -> str:
    """When a country joined, for a narrow column."""
    return short_day(joined_on) if when == "day" and joined_on else str(JOINED[when])
