"""Letters that chase lists: one to each country, worded in its language and filled with what is on record."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.days import Day, Known
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.wording import on_day
from twinward.foundation.registry.models import Organisation
from twinward.programme.letters import actions as letters
from twinward.programme.letters.addressing import language_for
from twinward.programme.letters.models import Letter
from twinward.programme.letters.texts import Template, Wording, worded
from twinward.programme.twinning.chase import Pursued, at_latest
from twinward.programme.twinning.models import ListStep
from twinward.programme.twinning.standings import agreed_on


@dataclass(frozen=True, slots=True)
class Held:
    """Why a country is left out when lists are chased. is_open: it may be written to all the same, by whoever knows that."""

    why: str
    is_open: bool


def held(one: Pursued) -> Held | None:
    """Why no letter need go to a country that would ask it for its list; None where one should."""
    if one.turn == "agreed" and one.concluded:
        return Held(_("That its list is agreed is our own conclusion; no source says so."), is_open=True)
    if one.turn == "agreed":
        day = agreed_on((step.facts() for step in one.standing.steps), one.asked)
        agreed = _("It owes no list: its list was agreed.")
        return Held(
            agreed if day.is_unknown else _("It owes no list: its list was agreed (%(day)s).") % {"day": on_day(day)}, is_open=False
        )
    if one.turn == "not_joined":
        return Held(_("It owes no list: it has not joined."), is_open=False)
    if one.turn == "not_known":
        return Held(_("It is not known whether it joined."), is_open=False)
    if one.turn == "day_missing":
        return Held(_("What is on record is too vague to say how the list stands."), is_open=_fits_any_day(one))
    if one.drafts:
        return Held(_("A letter to it is drafted and waits to be sent."), is_open=True)
    if day := _awaited_until(one):
        return Held(_("It was asked for an answer by %(day)s, and that day has not passed.") % {"day": on_day(day)}, is_open=True)
    return None


def _fits_any_day(one: Pursued) -> bool:
    """Whether one letter is right on whichever day the steps of its list happened: it was only asked for it, or what it proposed waits."""
    asks = {ListStep.Kind.OWED, ListStep.Kind.REQUESTED}
    return _proposal(one) is not None or all(step.kind in asks for step in one.standing.steps)


def _awaited_until(one: Pursued) -> date | None:
    """The day, not past yet, by which it was asked for an answer that still counts."""
    last = one.letter
    if last is None or last.way != Letter.Direction.OUT or last.reply_by is None or key_of(last) in one.overtaken:
        return None
    return last.reply_by if last.reply_by >= one.asked else None


@dataclass(frozen=True, slots=True)
class SortedOut:
    """The countries that were chosen to be written to, each with why it is left out; None for those that are written to."""

    chosen: Sequence[tuple[Pursued, Held | None]]

    @property
    def all(self) -> list[Pursued]:
        return [one for one, _why in self.chosen]

    @property
    def written(self) -> list[Pursued]:
        """Those to which a letter goes."""
        return [one for one, why in self.chosen if why is None]

    @property
    def possible(self) -> list[Pursued]:
        """Those and the others to which one may go knowingly."""
        return [one for one, why in self.chosen if why is None or why.is_open]

    @property
    def never(self) -> list[tuple[Pursued, str]]:
        """Those to which none goes, and why."""
        return [(one, why.why) for one, why in self.chosen if why and not why.is_open]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The codes of those to which one may go knowingly, with their names and the reason against it."""
        return [(one.code, f"{one.name}: {why.why}") for one, why in self.chosen if why and why.is_open]

    def with_these(self, codes: Collection[str]) -> list[Pursued]:
        """Those to which a letter goes once these were ticked."""
        return [one for one, why in self.chosen if why is None or (why.is_open and one.code in codes)]


def sorted_out(chosen: Iterable[Pursued]) -> SortedOut:
    """Which of the chosen countries are written to, which only knowingly, which not at all."""
    return SortedOut([(one, held(one)) for one in chosen])


def template_for(one: Pursued) -> Template:
    """An answer to what the country wrote or proposed; else a reminder once a letter of ours about the list went out, before that a request."""
    if one.turn == "returned" or _proposal(one) or _came(one) or (one.letter and _may_have_answered(one, one.letter)):
        return "next_step"
    return "reminder" if one.letter else "request"


def _may_have_answered(one: Pursued, letter: Letter) -> bool:
    """Whether a list that it proposed can have come on the day of a letter of ours or after it."""
    since = letter.dated_on or date.min
    return any(step.kind == ListStep.Kind.PROPOSED and (step.day.not_after or date.max) >= since for step in one.standing.steps)


def _proposal(one: Pursued) -> ListStep | None:
    """The list that it proposed, while that waits to be agreed; one of an uncertain day only where no list was ever agreed or sent back."""
    last = one.last_step if one.turn in ("check_list", "confirming", "link_late") else _undated(one)
    return last if last and last.kind == ListStep.Kind.PROPOSED else None


def _undated(one: Pursued) -> ListStep | None:
    """The step whose day would tell how its list stands; None once a list was agreed or sent back, since that may have come after it."""
    if one.turn != "day_missing" or any(step.kind in (ListStep.Kind.AGREED, ListStep.Kind.RETURNED) for step in one.standing.steps):
        return None
    return next((step for step in one.standing.steps if one.undated and step.pk == one.undated.number), None)


def _came(one: Pursued) -> Letter | None:
    """Its own letter that counts: with which its list came, else the newest of all about it."""
    proposed = _proposal(one)
    with_it = next((letter for letter in one.sent if proposed and letter.pk == proposed.letter_id), None)
    last = with_it or one.letter
    return last if last and last.way == Letter.Direction.IN else None


def wording_for(one: Pursued, *, ours: Organisation, reply_by: date | None, language: str = "") -> Wording:
    """The letter to one country, in its language unless another is named."""
    tongue = language or language_for(one.code)
    programme = one.coverage.programme
    declaration = programme.declaration
    proposed, came = _proposal(one), _came(one)
    return worded(
        template_for(one),
        tongue,
        programme=programme,
        country=one.code,
        declaration=declaration.title_in(tongue) if declaration else "",
        joined=at_latest(one.standing.joined_on or Day.unknown()),
        since=one.standing.owed_since(one.asked).not_after,
        owes=one.standing.owes.known is Known.YES,
        earlier=one.letter,
        came=came,
        came_number=came and (came.our_number if came.is_to_us else came.their_number),
        proposed=proposed,
        proposed_on=proposed.day if proposed and not proposed.day.is_unknown else None,
        is_returned=one.turn == "returned",
        reply_by=reply_by,
        ours=ours.called_in(tongue),
    )


@transaction.atomic
def draft_letters(
    chosen: Iterable[Pursued], *, ours: Organisation, reply_by: date | None, language: str, by: Actor, at: datetime
) -> list[Letter]:
    """One draft to each country about its list, following the last letter of ours where there is one. Raises NotAllowed, Refused."""
    made: list[Letter] = []
    for one in chosen:
        wording = wording_for(one, ours=ours, reply_by=reply_by, language=language)
        made.append(
            letters.draft(
                ours=ours,
                their_country=one.coverage.country,
                subject=wording.subject[:200],
                body=wording.body,
                language=language or language_for(one.code),
                reply_by=reply_by,
                in_reply_to=_earlier(one, ours),
                about=[key_of(one.coverage)],
                is_illustrative=_cites_invented(one),
                by=by,
                at=at,
            )
        )
    return made


def _cites_invented(one: Pursued) -> bool:
    """Whether its letter names something invented, or rests on it, besides the letter that it follows."""
    returned = one.resting_on if one.turn == "returned" else ()
    return any(cited.is_illustrative for cited in (_proposal(one), _came(one), *returned) if cited) or _owes_by_invention(one)


def _owes_by_invention(one: Pursued) -> bool:
    """Whether it owes a list, or owes it since the day that is told, only by something invented."""
    told, counted = one.standing, one.counted
    is_owed_anyway = counted.owes.known is Known.YES and counted.owed_since(one.asked) == told.owed_since(one.asked)
    return told.owes.known is Known.YES and not is_owed_anyway


def _earlier(one: Pursued, ours: Organisation) -> Letter | None:
    return one.letter if one.letter is not None and one.letter.sides == (ours.pk, one.code) else None
