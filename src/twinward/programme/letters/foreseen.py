"""What does not fit in a letter that is about to be written: said first; it may be written all the same."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from twinward.foundation.kernel.wording import on_day
from twinward.programme.letters.days_named import named_instead
from twinward.programme.letters.models import Letter
from twinward.programme.letters.numbering import faults_of_number, in_the_other_book, under_our_number, under_their_number


@dataclass(frozen=True, slots=True)
class Unfit:
    """One thing that does not fit. token: what was said, so that it is said again once it is about something else. letter: the other one."""

    token: str
    words: str
    letter: Letter | None = None


def unfit(letter: Letter) -> Iterator[Unfit]:
    """What of its numbers does not fit, for a letter that is about to be put on record."""
    if (other := under_our_number(letter).first()) and not faults_of_number(letter):
        yield Unfit(
            f"our_number:{other.pk}",
            _("Our number %(number)s stands on another letter of this day. That is right for one letter to several addressees alone.")
            % {"number": letter.our_number},
            other,
        )
    if other := in_the_other_book(letter).first():
        words = (
            _(
                "Our number %(number)s stands on a letter that was sent in the same year. A letter received has a number of the register of those received."
            )
            if letter.direction == Letter.Direction.IN
            else _(
                "Our number %(number)s stands on a letter received in the same year. A letter sent has a number of the register of those sent."
            )
        )
        yield Unfit(f"other_book:{other.pk}", words % {"number": letter.our_number}, other)
    if other := under_their_number(letter).first():
        yield Unfit(
            f"their_number:{other.pk}",
            _("Their number %(number)s stands on another letter of that side from the same year. It may be the same letter.")
            % {"number": letter.their_number},
            other,
        )


def unfit_now(letter: Letter, was: Letter) -> Iterator[Unfit]:
    """What of its numbers does not fit once a letter on record is corrected so, and fitted so far."""
    before = {one.token for one in unfit(was)}
    yield from (one for one in unfit(letter) if one.token not in before)


def other_reply_day(letter: Letter, *, on: date, was: date | None = None) -> Iterator[Unfit]:
    """That the text of a letter of that day names another day for the reply than the register, where it was `was` so far; else nothing."""
    before = letter.in_reply_to
    cited = (before.dated_on, before.reply_by) if before else ()
    named = named_instead(letter.body, letter.reply_by, after=on, was=was, cited=cited)
    if named is None:
        return
    told = {"named": on_day(named), "day": on_day(letter.reply_by)}
    words = (
        _("The text names %(named)s, the register %(day)s.")
        if letter.reply_by
        else _("The text names %(named)s, the register asks for no reply.")
    )
    yield Unfit(f"reply_by:{named}:{letter.reply_by or ''}", words % told)


def is_confirmed(despite: str, found: Iterable[Unfit]) -> bool:
    """Whether all that does not fit was said before (`despite`: its tokens), and the letter is to be written all the same."""
    return {one.token for one in found} <= set(despite.split())
