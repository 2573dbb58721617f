"""The list of countries."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from twinward.foundation.kernel.desk import Column, Desk, Filter, Preset
from twinward.foundation.registry.finding import codes_like
from twinward.programme.twinning.chase import Pursued
from twinward.programme.twinning.turns import UNTOLD
from twinward.programme.twinning.wording import JOINED, LISTS, TURNS, joined_words, list_words

MEMBER = {"yes": _("yes"), "no": _("no"), "not_known": _("not known")}


def _joined(row: Pursued) -> str:
    """When it joined; empty for one that has not."""
    return "" if row.member == "no" else joined_words(row.when, row.standing.joined_on)


def _since(row: Pursued) -> date | None:
    """The day by which it surely owed its list."""
    return row.owed_since.not_after if row.owed_since else None


def _perhaps_earlier(row: Pursued) -> bool | None:
    """True where it may have owed its list before that day, and then more days than are told; None otherwise."""
    return True if row.owed_since and row.owed_since.not_after and not row.owed_since.is_known else None


#: What a file holds for the day since when a list is owed, and for the days since then.
SINCE = (
    Column("since", _("Owed since"), _since, kind="day"),
    Column("perhaps_earlier", pgettext_lazy("of the day since when a list is owed", "Perhaps earlier"), _perhaps_earlier),
)
DAYS = (Column("days", _("Days"), "days", kind="number"),)


def _nearly_called(rows: list[Pursued], text: str) -> list[Pursued]:
    """The countries that are called something like it, and not so, likest first."""
    likest = list(codes_like(text, limit=len(rows)))
    near = sorted((row for row in rows if row.code in likest), key=lambda row: likest.index(row.code))
    return [row for row in near if not all(word in row.called.casefold() for word in text.casefold().split())]


def countries_desk(*, may_chase: Callable[[Pursued], bool], may_write: bool, sees_letters: bool = True, empty: str = "") -> Desk:
    """The list as a reader with these rights gets it: what they may do next, and with several at once. empty: why nothing stands in it.

    Whoever may not see the letters about the lists is offered no turn that rests on one: that there are none of these would not be true.
    """
    turns = [(code, words) for code, (_kind, words) in TURNS.items() if sees_letters or code not in UNTOLD]
    of_letters = (
        Preset("never-asked", _("Never asked by letter"), "turn=never_asked"),
        Preset("overdue", _("Reminder overdue"), "turn=late"),
    )

    def step(row: Pursued) -> str:
        return row.next_step(may_chase=may_chase(row), may_write=may_write)[0]

    def step_url(row: Pursued) -> str:
        return row.next_step(may_chase=may_chase(row), may_write=may_write)[1]

    return Desk(
        word="countries",
        title=_("Countries"),
        columns=(
            Column("country", _("Country"), "code", sort="name", kind="country", link=lambda row: row.coverage.get_absolute_url()),
            Column("joined", _("Joined"), _joined, sort="joined_day", optional_on_phone=True),
            Column("since", _("Owed since"), "owed_since", sort="owed_since", kind="day", filed_as=SINCE),
            Column("days", _("Days"), "days_words", sort="days", optional_on_phone=True, filed_as=DAYS),
            Column("letter", _("Last letter"), "letter_day", sort="letter_day", kind="day"),
            Column("turn", _("Turn"), "status", sort="turn_order", kind="status"),
            Column("step", _("Next step"), step, link=step_url),
            Column("list", _("List"), lambda row: list_words(row.list_state, row.concluded), sort="list_state", shown=False),
        ),
        filters=(
            Filter("list", _("List"), "list_state", lambda: list(LISTS.items())),
            Filter("turn", _("Turn"), "turn", lambda: turns),
            Filter("joined", _("When it joined"), "when", lambda: [(code, words) for code, words in JOINED.items() if code]),
            Filter("member", _("Whether it joined"), "member", lambda: list(MEMBER.items())),
        ),
        search=("called",),
        near=_nearly_called,
        presets=(
            Preset("owe", _("Owe a list"), "list=owed"),
            *(of_letters if sees_letters else ()),
            Preset("later", _("Joined after the summit"), "joined=later"),
            Preset("joined", _("All that joined"), "member=yes"),
        ),
        order="country",
        row_key="code",
        empty=empty,
        actions=((_("Write one letter to each chosen"), "country-letters", "letters.write"),) if may_write else (),
        counted=ngettext_lazy("%(count)s country", "%(count)s countries", "count"),
        is_dated=True,
        illustrative="illustrative_in",
    )
