"""How a letter stands, in the reader's words, and the kind of status that each standing shows as."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from twinward.programme.letters.rules import Standing

#: Each standing: the kind of status of the page shell, and its word.
STANDINGS: dict[Standing, tuple[str, Promise]] = {
    "draft": ("mine", _("draft, to be sent")),
    "discarded": ("no", _("discarded")),
    "awaiting": ("wait", _("theirs, reply awaited")),
    "late": ("late", _("no answer")),
    "answered": ("yes", _("answered")),
    "followed": ("no", _("followed by a later letter")),
    "no_reply_asked": ("no", _("no reply asked for")),
    "to_answer": ("mine", _("to be answered")),
    "to_answer_late": ("late", _("to be answered, late")),
}


def standing_words(standing: Standing, days_late: int) -> tuple[str, str]:
    """The kind of status and the words of a standing, with the days by which a reply is late."""
    kind, word = STANDINGS[standing]
    if standing in ("late", "to_answer_late"):
        late = ngettext("late %(days)s day", "late %(days)s days", days_late) % {"days": days_late}
        return kind, f"{STANDINGS['late' if standing == 'late' else 'to_answer'][1]}, {late}"
    return kind, str(word)


def days_late(reply_by: date | None, today: date) -> int:
    """How many days ago a reply was due; 0 when it was not."""
    return max(0, (today - reply_by).days) if reply_by else 0
