"""The chase: every country of a programme with its list, the newest letter about it, and whose turn it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from twinward.foundation.identity.models import GuestQuestion
from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.days import Basis, Day, Known
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.models import Event
from twinward.foundation.kernel.one_reading import read_once
from twinward.foundation.kernel.wording import number
from twinward.foundation.registry.countries import codes_of, country_name, names_of_countries
from twinward.programme.letters.models import Letter
from twinward.programme.twinning import rules, turns
from twinward.programme.twinning.models import CHASED, Coverage, ListStep, Programme
from twinward.programme.twinning.rules import When
from twinward.programme.twinning.standings import Standing, standings
from twinward.programme.twinning.turns import Asked, LastLetter, Turn
from twinward.programme.twinning.wording import turn_words


@dataclass(frozen=True, slots=True)
class Pursued:
    """A country on the chase's list. when: it joined, "" while that is not known or it has not. question: the newest link to the partner about
    the proposal that stands, unanswered.

    sent: the letters about its list that were sent or received by then, as far as the reader may see them; letter: the newest of them. drafts:
    those not sent yet, newest last. overtaken: the keys of the letters of ours
    after which the list came, was sent back or agreed, so that nobody is asked for it by them any more.
    """

    standing: Standing
    asked: date
    turn: Turn
    when: When
    letter: Letter | None
    sent: tuple[Letter, ...]
    drafts: tuple[Letter, ...]
    overtaken: frozenset[str]
    question: Asked | None

    @property
    def coverage(self) -> Coverage:
        return self.standing.coverage

    @property
    def counted(self) -> Standing:
        """How it stands without what is invented: what every number counts."""
        return self.standing.counted(self.asked)

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
    def status(self) -> tuple[str, str]:
        """The kind of status and the words of its turn."""
        reply_by = self.letter.reply_by if self.letter else None
        undated = self.undated.kind if self.undated else ""
        return turn_words(self.turn, reply_by=reply_by, asked=self.asked, concluded=self.concluded, question=self.question, undated=undated)

    @property
    def turn_order(self) -> int:
        """The place of its turn among all: ours first, then theirs, then nobody's."""
        whose = ("mine", "theirs", "").index(turns.WHOSE[self.turn])
        return whose * len(turns.WHOSE) + list(turns.WHOSE).index(self.turn)

    @property
    def joined_day(self) -> Day | None:
        """The day on which it joined; None where it has not, or nothing is known of it."""
        day = self.standing.joined_on
        return None if self.member == "no" or day is None or day.is_unknown else day

    @property
    def undated(self) -> rules.Step | None:
        """The step whose day would tell how its list stands; None when none would."""
        return rules.undated([step.facts() for step in self.standing.steps], self.asked)

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
    def concluded(self) -> Basis | None:
        """The basis of its agreed list, when that is only our own conclusion."""
        return self.standing.agreed_by_conclusion(self.asked) if self.turn == "agreed" else None

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
        return "" if days is None else f"{number(days)}+" if at_least else number(days)

    @property
    def letter_day(self) -> date | None:
        return self.letter.dated_on if self.letter else None

    @property
    def last_step(self) -> ListStep | None:
        """The step from which no other moved the list on, whenever it happened; None when their days leave that open."""
        last = rules.last([step.facts() for step in self.standing.steps])
        return next((step for step in self.standing.steps if last and step.pk == last.number), None)

    @property
    def is_illustrative(self) -> bool:
        """Whether what is said of its turn rests on something invented."""
        return any(one.is_illustrative for one in (*self.resting_on, *self.drafts, *([self.letter] if self.letter else ())))

    @property
    def resting_on(self) -> list[ListStep]:
        """The steps that may have happened by the day on which its list rests: the last of them, all where their days leave that open."""
        told = [step for step in self.standing.steps if (step.day.not_before or date.min) <= self.asked]
        last = rules.last([step.facts() for step in told])
        return [step for step in told if last is None or step.pk == last.number]

    @property
    def illustrative_in(self) -> Literal["", "turn", "letter"]:
        """What rests on something invented: its turn, or only the newest letter, on which the turn does not rest; empty for neither."""
        of_letters = [*self.drafts, *([self.letter] if self.letter else ())]
        if any(one.is_illustrative for one in (*self.resting_on, *(of_letters if self.turn in turns.OF_LETTERS else ()))):
            return "turn"
        return "letter" if self.letter and self.letter.is_illustrative else ""

    def next_step(self, *, may_chase: bool, may_write: bool) -> tuple[str, str]:
        """The likeliest next step: its words and address; both empty when this reader has none."""
        write = f"{reverse('country-letters')}?id={self.code}"
        answer = f"{reverse('letter-new')}?answers={self.letter.pk}" if self.letter else ""
        page = reverse("country", args=[self.code])
        record = f"{reverse('list-step', args=[self.coverage.pk])}?kind=proposed"
        dated = f"{reverse('list-step', args=[self.coverage.pk])}?of={self.undated.number}" if self.undated else page
        steps = {
            "never_asked": (may_write, _("Write letter"), write),
            "returned": (may_chase, _("Record the list"), record),
            "asked": (may_chase, _("Record the list"), record),
            "answered": (may_chase, _("Record the list"), record),
            "late": (may_write, _("Remind"), write),
            "to_answer": (may_write and self.letter is not None, _("Write the answer"), answer),
            "check_list": (may_chase, _("Check the list"), page),
            "link_late": (may_chase, _("Check the list"), page),
            "day_missing": (may_chase, _("Say the day"), dated),
            "confirming": (may_chase, _("Open"), page),
            "awaiting": (self.letter is not None, _("Open letter"), reverse("letter", args=[self.letter.pk]) if self.letter else ""),
            "to_send": (bool(self.drafts), _("Send the draft"), reverse("letter", args=[self.drafts[-1].pk]) if self.drafts else ""),
        }
        open_, words, url = steps.get(self.turn, (False, "", ""))
        return (words, url) if open_ else ("", "")


def at_latest(day: Day) -> Day:
    """The day by which it surely was; the day itself when it is known."""
    return day if day.is_known else Day(None, day.not_after, day.basis)


def sees_letters(actor: Actor, programme: Programme) -> bool:
    """Whether `actor` may see the letters that chase the lists of a programme: those of its host."""
    scope = actor.scope("letters.see")
    return scope.everything or programme.host_id in scope.countries


@read_once
def pursued(actor: Actor, asked: date, programme: str = CHASED) -> list[Pursued]:
    """Every country of a programme as of a day, by code, with the letters that `actor` may see. Eight queries, whatever their number."""
    found = standings(programme, asked, with_illustrative=True)
    letters = letters_about([one.coverage for one in found], actor)
    sees = sees_letters(actor, found[0].coverage.programme) if found else False
    unmade = _not_yet_made((letter for several in letters.values() for letter in several if letter.is_draft), asked)
    questions = unanswered(found, asked) if sees else {}
    return [
        _pursued(
            one,
            [letter for letter in letters.get(key_of(one.coverage), []) if letter.pk not in unmade],
            asked,
            sees,
            questions.get(one.coverage.pk),
        )
        for one in found
    ]


def unanswered(found: Iterable[Standing], asked: date) -> dict[int, Asked]:
    """By the key of the country in its programme the last link about its proposal that stood unanswered on a day. One query."""
    about = {
        key_of(step): one.coverage.pk
        for one in found
        for step in one.steps
        if step.kind == ListStep.Kind.PROPOSED and step.facts() in rules.last_by([other.facts() for other in one.steps], asked)
    }
    then = timezone.now() if asked == timezone.localdate() else timezone.make_aware(datetime.combine(asked, time.max))
    rows = GuestQuestion.objects.unscoped("whether the partner was asked is known to whoever may see the letters to them")
    open_ = Q(answered_at=None) | Q(answered_at__gt=then), Q(withdrawn_at=None) | Q(withdrawn_at__gt=then)
    rows = rows.filter(*open_, record__in=list(about), asked_at__lte=then)
    return {about[one.record]: _asked(one, then) for one in rows.order_by("expires_at", "id")}


def _asked(question: GuestQuestion, then: datetime) -> Asked:
    days = (timezone.localdate(one) for one in (question.asked_at, question.expires_at))
    return Asked(*days, is_open=question.expires_at > then)


def _not_yet_made(drafts: Iterable[Letter], asked: date) -> set[int]:
    """Primary keys of the drafts that were made after a day, as the ledger tells. One query, none without drafts."""
    keys = {key_of(draft): draft.pk for draft in drafts}
    ends = timezone.make_aware(datetime.combine(asked, time.max))
    later = Event.objects.filter(record__in=list(keys), verb="add", at__gt=ends) if keys else Event.objects.none()
    return {keys[record] for record in later.values_list("record", flat=True)}


def letters_about(coverage: Iterable[Coverage], actor: Actor) -> dict[str, list[Letter]]:
    """Letters about the lists of these countries that `actor` may see, by the key of the country in its programme, each as their side has it. One query."""
    seen = Letter.objects.visible_to(actor).exclude(state="discarded").as_read_by(actor)
    about = seen.filter(subjects__record__in=[key_of(one) for one in coverage]).annotate(record=F("subjects__record"))
    found = dict[str, list[Letter]]()
    for letter in about.order_by("dated_on", "pk"):
        found.setdefault(letter.record, []).append(letter)
    return found


def _pursued(standing: Standing, letters: list[Letter], asked: date, sees: bool, question: Asked | None) -> Pursued:
    drafts = tuple(letter for letter in letters if letter.is_draft)
    sent = [letter for letter in letters if not letter.is_draft and letter.dated_on and letter.dated_on <= asked]
    newest = max(sent, key=lambda letter: (letter.dated_on or date.min, letter.pk), default=None)
    last = _as_last(newest) if newest else None
    steps = [step.facts() for step in standing.steps]
    launched = standing.coverage.programme.day
    return Pursued(
        standing=standing,
        asked=asked,
        turn=turns.turn(standing.joined, steps, last, asked, has_draft=bool(drafts), sees_letters=sees, question=question),
        when=rules.joined_when(standing.joined_on or Day.unknown(), launched) if standing.joined.known is Known.YES else "",
        letter=newest,
        sent=tuple(sent),
        drafts=drafts,
        overtaken=frozenset(key_of(one) for one in sent if one.way == Letter.Direction.OUT and _is_overtaken(one, standing)),
        question=question,
    )


def _as_last(letter: Letter) -> LastLetter | None:
    return LastLetter(letter.way, letter.dated_on, letter.reply_by) if letter.dated_on else None


def _is_overtaken(letter: Letter, standing: Standing) -> bool:
    """Whether the list that it asks for came since, or was sent back or agreed."""
    told, last = (step.facts() for step in standing.happened), _as_last(letter)
    return last is not None and any(turns.overtakes(step, last) for step in told if step.kind in ("proposed", "returned", "agreed"))
