"""The list of letters."""

from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from twinward.foundation.kernel.desk import Column, Desk, Filter, Preset
from twinward.foundation.registry.countries import country_code
from twinward.programme.letters.models import Letter
from twinward.programme.letters.wording import STANDINGS, days_late, standing_words


def _status(letter: Letter) -> tuple[str, str]:
    today = timezone.localdate()
    return standing_words(letter.standing_on(today), days_late(letter.reply_by, today))


def _standing(rows: Any, wanted: str) -> Any:
    """The letters that stand so today; the same as `rules.standing`, in the store."""
    return rows.filter(_conditions(timezone.localdate())[wanted])


def _conditions(today: date) -> dict[str, Q]:
    once_sent = Q(state__in=("sent", "received"))
    open_ = once_sent & Q(is_answered=False, is_followed=False)
    asks, late = open_ & Q(reply_by__gte=today), open_ & Q(reply_by__lt=today)
    out, received = Q(way=Letter.Direction.OUT), Q(way=Letter.Direction.IN)
    return {
        "draft": Q(state="draft"),
        "discarded": Q(state="discarded"),
        "awaiting": asks & out,
        "late": late & out,
        "answered": once_sent & Q(is_answered=True),
        "followed": once_sent & Q(is_answered=False, is_followed=True),
        "no_reply_asked": open_ & Q(reply_by=None),
        "to_answer": asks & received,
        "to_answer_late": late & received,
    }


#: How a letter stands, what is to be done first before all.
FIRST_TO_DO = ("to_answer_late", "late", "to_answer", "draft", "awaiting", "no_reply_asked", "answered", "followed", "discarded")


def with_turn_order(rows: Any) -> Any:
    """The letters, each with `turn_order`: the place of how it stands today in FIRST_TO_DO."""
    conditions = _conditions(timezone.localdate())
    places = (When(conditions[standing], then=Value(place)) for place, standing in enumerate(FIRST_TO_DO))
    return rows.annotate(turn_order=Case(*places, output_field=IntegerField()))


def _from_country(rows: Any, typed: str) -> Any:
    return rows.filter(other_country=country_code(typed) or "")


LETTERS = Desk(
    word="letters",
    title=_("Letters"),
    columns=(
        Column("subject", _("Subject"), "subject", sort="subject", link="letter"),
        Column("day", _("Day"), "dated_on", sort="dated_on", kind="day"),
        Column(
            "direction",
            _("Direction"),
            "way",
            sort="way",
            kind="choice",
            choices=Letter.Direction.choices,
            optional_on_phone=True,
        ),
        Column("country", _("Country"), "other_country", sort="other_country", kind="country"),
        Column("ours", _("Ours"), "own_number", sort="own_number", kind="code", optional_on_phone=True),
        Column("theirs", _("Theirs"), "other_number", sort="other_number", kind="code", optional_on_phone=True),
        Column("reply-by", _("Reply by"), "reply_by", sort="reply_by", kind="day"),
        Column("standing", _("Turn"), _status, sort="turn_order", kind="status"),
    ),
    filters=(
        Filter("standing", _("Turn"), _standing, lambda: [(code, word) for code, (_kind, word) in STANDINGS.items()]),
        Filter("direction", _("Direction"), "way", lambda: Letter.Direction.choices),
        Filter("country", _("Country"), _from_country),
    ),
    search=("subject", "our_number", "their_number", "body"),
    presets=(
        Preset("late", _("No answer, late"), "standing=late"),
        Preset("awaiting", _("Reply awaited"), "standing=awaiting"),
        Preset("to-answer", _("To be answered"), "standing=to_answer"),
        Preset("drafts", pgettext_lazy("letters", "Drafts"), "standing=draft"),
    ),
    order="-day",
    empty=_("No letter is on record that you may see. A letter is drafted here, or recorded when it came or went elsewhere."),
    counted=ngettext_lazy("%(count)s letter", "%(count)s letters", "count"),
    illustrative="is_illustrative",
)
