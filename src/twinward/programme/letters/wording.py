"""How a letter stands, in the reader's words, and the kind of status that each standing shows as."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.wording import number, on_day
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


def asked_words(dated_on: date, today: date) -> str:
    """Since when a letter of ours has had no answer: "asked on 2 October 2025, no answer for 32 days"."""
    days = (today - dated_on).days
    if days < 1:
        return gettext("asked today")
    words = ngettext("asked on %(day)s, no answer for %(n)s day", "asked on %(day)s, no answer for %(n)s days", days)
    return words % {"day": on_day(dated_on), "n": number(days)}
