"""The chase: every country of a programme with its list, the newest letter about it, and whose turn it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.days import Day, Known
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.registry.countries import codes_of, country_name, names_of_countries
from twinward.programme.letters.models import Letter, LetterSubject
from twinward.programme.twinning import rules
from twinward.programme.twinning.measures import Standing, standings
from twinward.programme.twinning.models import Coverage, ListStep
from twinward.programme.twinning.rules import LastLetter, Turn, When

PROGRAMME = "imp"


@dataclass(frozen=True, slots=True)
class Pursued:
    """A country on the chase's list. letter: the newest about its list that the reader may see. drafts: those not sent yet, newest last."""

    standing: Standing
    asked: date
    turn: Turn
    when: When
    letter: Letter | None
    drafts: tuple[Letter, ...]

    @property
    def coverage(self) -> Coverage:
        return self.standing.coverage

    @property
    def code(self) -> str:
        return self.standing.country

    @property
    def name(self) -> str:
        return country_name(self.code)

    @property
    def called(self) -> str:
        """Whatever it is called: its names in every language of ours, its codes."""
        return " ".join((*names_of_countries()[self.code], *codes_of(self.code)))

    @property
    def member(self) -> str:
        """Whether it had joined: yes, no or not_known."""
        return self.standing.joined.known.value

    @property
    def list_state(self) -> str:
        """What became of its list: owed, agreed, not_known, or not_owed while the country has not joined."""
        if self.standing.owes.known is Known.YES:
            return "owed"
        if self.turn == "agreed":
            return "agreed"
        return "not_known" if self.standing.owes.known is Known.NOT_KNOWN else "not_owed"

    @property
    def owed_since(self) -> Day | None:
        """The day by which it surely owed its list; None when it does not owe one."""
        if self.list_state != "owed":
            return None
        return at_latest(self.standing.owed_since(self.asked))

    @property
    def days(self) -> int | None:
        return rules.days_owed(self.standing.owed_since(self.asked), self.asked)[0] if self.list_state == "owed" else None

    @property
    def days_words(self) -> str:
        """The days since then, with "+" when they may be more; empty when none are known."""
        if self.list_state != "owed":
            return ""
        days, at_least = rules.days_owed(self.standing.owed_since(self.asked), self.asked)
        return "" if days is None else f"{days}+" if at_least else str(days)

    @property
    def letter_day(self) -> date | None:
        return self.letter.dated_on if self.letter else None

    @property
    def last_step(self) -> ListStep | None:
        """The last step that is on record, whenever it happened."""
        return self.standing.steps[-1] if self.standing.steps else None

    @property
    def is_illustrative(self) -> bool:
        """Whether what is said of its turn rests on something invented."""
        invented = [one.is_illustrative for one in (self.letter, self.last_step) if one]
        return any(invented) or any(draft.is_illustrative for draft in self.drafts)

    def next_step(self, *, may_chase: bool, may_write: bool) -> tuple[str, str]:
        """The likeliest next step: its words and address; both empty when this reader has none."""
        write = f"{reverse('country-letters')}?id={self.code}"
        page = reverse("country", args=[self.code])
        record = f"{reverse('list-step', args=[self.coverage.pk])}?kind=proposed"
        steps = {
            "never_asked": (may_write, _("Write letter"), write),
            "returned": (may_chase, _("Record the list"), record),
            "asked": (may_chase, _("Record the list"), record),
            "answered": (may_chase, _("Record the list"), record),
            "late": (may_write, _("Remind"), write),
            "check_list": (may_chase, _("Check the list"), page),
            "awaiting": (self.letter is not None, _("Open letter"), reverse("letter", args=[self.letter.pk]) if self.letter else ""),
            "to_send": (bool(self.drafts), _("Send the draft"), reverse("letter", args=[self.drafts[-1].pk]) if self.drafts else ""),
        }
        open_, words, url = steps.get(self.turn, (False, "", ""))
        return (words, url) if open_ else ("", "")


def at_latest(day: Day) -> Day:
    """The day by which it surely was; the day itself when it is known."""
    return day if day.is_known else Day(None, day.not_after, day.basis)


def pursued(actor: Actor, asked: date, programme: str = PROGRAMME) -> list[Pursued]:
    """Every country of a programme as of a day, by code, with the letters that `actor` may see. Six queries, whatever their number."""
    found = standings(programme, asked, with_illustrative=True)
    letters = letters_about([one.coverage for one in found], actor)
    host = found[0].coverage.programme.host_id if found else ""
    scope = actor.scope("letters.see")
    sees = scope.everything or host in scope.countries
    return [_pursued(one, letters.get(key_of(one.coverage), []), asked, sees) for one in found]


def letters_about(coverage: Iterable[Coverage], actor: Actor) -> dict[str, list[Letter]]:
    """Letters about the lists of these countries that `actor` may see, by the key of the country in its programme. One query."""
    seen = Letter.objects.visible_to(actor).exclude(state="discarded")
    subjects = LetterSubject.objects.filter(record__in=[key_of(one) for one in coverage], letter__in=seen).select_related("letter")
    found = dict[str, list[Letter]]()
    for subject in subjects.order_by("letter__dated_on", "letter_id"):
        found.setdefault(subject.record, []).append(subject.letter)
    return found


def _pursued(standing: Standing, letters: list[Letter], asked: date, sees: bool) -> Pursued:
    drafts = tuple(letter for letter in letters if letter.is_draft)
    sent = [letter for letter in letters if not letter.is_draft and letter.dated_on and letter.dated_on <= asked]
    newest = max(sent, key=lambda letter: (letter.dated_on or date.min, letter.pk), default=None)
    last = LastLetter(newest.direction, newest.dated_on, newest.reply_by) if newest and newest.dated_on else None
    steps = [step.facts() for step in standing.steps]
    launched = standing.coverage.programme.day
    return Pursued(
        standing=standing,
        asked=asked,
        turn=rules.turn(standing.joined, steps, last, asked, has_draft=bool(drafts), sees_letters=sees),
        when=rules.joined_when(standing.joined_on or Day.unknown(), launched),
        letter=newest,
        drafts=drafts,
    )
