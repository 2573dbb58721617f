"""The state of an instrument on a day: questions with their answers and grounds, and the same over time for the strip."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from django.utils.translation import gettext

from twinward.foundation.kernel.days import Answer, Day, Known, any_of
from twinward.foundation.kernel.phrases import phrase
from twinward.foundation.kernel.sentences import say
from twinward.foundation.kernel.wording import on_day
from twinward.programme.instruments import consent, coverage, effects, validity
from twinward.programme.instruments.evidence import basis_links, needs_basis, own_basis, standing_acts
from twinward.programme.instruments.facts import OPEN_TEXTS, ActKind, InstrumentFacts, InstrumentKind, Party
from twinward.programme.instruments.fields_of_cooperation import field_name
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.wording import KNOWN_KIND, answer_word, missing_words, why

ONE_DAY = timedelta(days=1)
MARGIN = timedelta(days=30)
SAMPLES = 48  # between two of them an answer is taken to change at most once

OF_WHAT_RESTS_ON_IT = ("has_legal_basis", "no_legal_basis")

Ask = Callable[[date], Answer]


@dataclass(frozen=True, slots=True)
class Question:
    """A question about the asked day, its answer, and why."""

    text: str
    answer: Answer
    why: str


@dataclass(frozen=True, slots=True)
class Strip:
    """Answers over time, from `first` up to `end`: each line a question and (kind, word, starts_on, ends_before)."""

    lines: list[tuple[str, list[tuple[str, str, date, date]]]]
    first: date
    end: date


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A day that follows from the terms, or what is missing for it."""

    label: str
    day: Day | None
    missing: str

    @property
    def bounds(self) -> str:
        """Between which days it lies that is not known, "" where that is not known either."""
        if self.day is None or self.day.is_unknown:
            return ""
        if self.day.not_after is None:
            return gettext("%(day)s at the earliest") % {"day": on_day(self.day.not_before)}
        if self.day.not_before is None:
            return gettext("%(day)s at the latest") % {"day": on_day(self.day.not_after)}
        return on_day(self.day)


class State:
    """One instrument, for any day. Reads what `for_record` has prefetched and nothing more."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.facts: InstrumentFacts = instrument.facts()
        self.successors = instrument.successors()
        self.is_open_text = self.facts.kind in OPEN_TEXTS

    def concluded(self, asked: date) -> Answer:
        """Signed by all that must; for a text that is open to joining: joined by anybody, which nobody knows of a record that names no party."""
        if self.is_open_text:
            if self.facts.recorded and not self.facts.parties:
                return Answer.not_known("party")
            return any_of(*(self._joined(party, asked) for party in self.facts.parties))
        return consent.signed(self.facts.parties, self.facts.acts, asked, recorded=self.facts.recorded)

    def in_force(self, asked: date) -> Answer:
        return validity.in_force(self.facts, asked, self.successors)

    def signed_by(self, asked: date) -> tuple[int, int]:
        """How many of the required parties had signed, and how many there are."""
        return consent.signatures_by(self.facts.parties, self.facts.acts, asked)

    def withdrawn_by(self, asked: date) -> int:
        """How many parties surely had withdrawn, and not consented anew."""
        live = effects.acts_of(self.facts)
        return sum(consent.gone(self.facts.terms, party.key, live, asked).known is Known.YES for party in self.facts.parties)

    def joined_by(self, asked: date) -> dict[Known, int]:
        """How many countries had joined, had not, or may have."""
        answers = [self._joined(party, asked).known for party in self.facts.parties]
        return {known: answers.count(known) for known in Known}

    def _joined(self, party: Party, asked: date) -> Answer:
        return consent.has_joined(self._joinings[party.key], asked)

    @cached_property
    def _joinings(self) -> dict[str, consent.Stance]:
        live, notice = consent.live_acts(self.facts.acts), self.facts.notice_to_leave
        return {party.key: consent.joinings(party.key, live, notice_days=notice) for party in self.facts.parties}

    def basis_for(self, field: str, asked: date) -> Answer:
        """Whether it has a legal basis for a field (a memorandum), or is one (anything else)."""
        if self.facts.kind is InstrumentKind.MEMORANDUM:
            return self.rests(field, asked)
        countries = {party.country for party in self.facts.parties}
        return coverage.covered(countries, [field] if field else [], [own_basis(self.instrument)], asked)

    def rests(self, field: str, asked: date) -> Answer:
        """Whether it has a legal basis for a field, or may do without one by a waiver."""
        about = replace(self.facts, fields=frozenset([field] if field else []))
        return coverage.legal_basis(about, basis_links(self.instrument), asked, self.instrument.waiver())

    def questions(self, asked: date, also_field: str = "") -> Iterator[Question]:
        """What one asks of it, in the order of importance."""
        yield self._concluded(asked)
        if not self.is_open_text:
            answer = self.in_force(asked)
            yield Question(gettext("In force?"), answer, why(answer))
            fields: list[str] = sorted({*self.instrument.covers, *filter(None, [also_field])})
            for field in fields or [""]:
                yield from self._basis(field, asked)
        if earlier := self._day_before(asked):
            answer = self.concluded(earlier)
            text = gettext("Joined a day earlier, on %(day)s?") if self.is_open_text else gettext("Signed a day earlier, on %(day)s?")
            yield Question(text % {"day": on_day(earlier)}, answer, why(answer))

    def _day_before(self, asked: date) -> date | None:
        """The day before its last signature (or joining) by the asked day; None where there is none by then whose very day is known."""
        kind = ActKind.JOIN if self.is_open_text else ActKind.SIGN
        acts = [act.day for act in consent.live_acts(self.facts.acts) if act.kind is kind]
        days = [day.not_before for day in acts if day.not_before and day.not_before <= asked and day.is_known]
        return max(days) - ONE_DAY if days else None

    def _concluded(self, asked: date) -> Question:
        answer = self.concluded(asked)
        if self.is_open_text and not self.facts.parties:
            return Question(gettext("Joined by anybody?"), answer, why(answer))
        if self.is_open_text:
            said = self.joined_by(asked)
            words = gettext("Joined: %(yes)s. Not known: %(not_known)s.") % {"yes": said[Known.YES], "not_known": said[Known.NOT_KNOWN]}
            return Question(gettext("Joined by anybody?"), answer, f"{words} {why(answer)}")
        grounds = {
            phrase(one.act.why)
            for one in standing_acts(self.instrument)
            if one.says.kind is ActKind.SIGN and one.says.day.is_own_conclusion
        }
        return Question(gettext("Signed by all?"), answer, why(answer, *sorted(grounds)))

    def _basis(self, field: str, asked: date) -> Iterator[Question]:
        """Whether it has one, where it rests on another; and whether it is one, which no memorandum is asked."""
        of = {"field": field_name(field)}
        if needs_basis(self.instrument):
            answer, beside = self._own_basis(field, asked)
            text = gettext("A legal basis for %(field)s?") % of if field else gettext("A legal basis?")
            yield Question(text, answer, why(answer, *beside))
        if self.facts.kind is not InstrumentKind.MEMORANDUM:
            answer = self.basis_for(field, asked)
            answer = replace(answer, because=tuple(code for code in answer.because if code not in OF_WHAT_RESTS_ON_IT))
            text = gettext("Is it a legal basis for %(field)s?") % of if field else gettext("Is it a legal basis?")
            yield Question(text, answer, why(answer))

    def _own_basis(self, field: str, asked: date) -> tuple[Answer, list[str]]:
        """Whether it rests on an instrument, and what is said beside: that a waiver lets it stand where it does not, or may not."""
        about = replace(self.facts, fields=frozenset([field] if field else []))
        answer = coverage.legal_basis(about, basis_links(self.instrument), asked)
        if answer.known is Known.YES or self.rests(field, asked).known is not Known.YES:
            return answer, []
        return replace(answer, because=()), [say("waiver")]

    def reckoned(self, asked: date) -> list[Reckoned]:
        """The days that follow from its terms."""
        if self.is_open_text:
            return []
        entry = validity.entry_of(self.facts)
        last = validity.ends(self.facts, self.successors)
        notice = validity.notice_deadline(self.facts, asked, self.successors)
        return [
            Reckoned(label, found.day, missing_words(found.missing) if found.missing else "")
            for label, found in (
                (gettext("First day in force"), entry),
                (gettext("Last day in force"), last),
                (gettext("Next day for notice"), notice),
            )
        ]

    def strip(self, asked: date) -> Strip:
        """Signed (or joined) and in force around the asked day and the days of its acts."""
        days = [day for act in self.facts.acts for day in (act.day.not_before, act.day.not_after) if day]
        first, end = min([asked, *days]), max([asked, *days])
        margin = max(
            MARGIN, (end - first) // 4
        )  # so that the chosen day's label has room beside those of the ends, and a word before the first act
        first, end = first - margin, end + margin
        first, end = first.replace(day=1), (end.replace(day=1) + timedelta(days=32)).replace(day=1)
        asks: list[tuple[str, Ask]] = [(gettext("Joined") if self.is_open_text else gettext("Signed"), self.concluded)]
        if not self.is_open_text:
            asks.append((gettext("In force"), self.in_force))
        return Strip([(label, list(over_time(ask, first, end))) for label, ask in asks], first, end)


def over_time(ask: Ask, first: date, end: date) -> Iterator[tuple[str, str, date, date]]:
    """The answers from `first` up to `end` as spans that differ from each other."""
    starts_on, answer = first, ask(first)
    for changes_on in _changes(ask, first, end):
        yield KNOWN_KIND[answer.known], answer_word(answer), starts_on, changes_on
        starts_on, answer = changes_on, ask(changes_on)
    yield KNOWN_KIND[answer.known], answer_word(answer), starts_on, end


def _changes(ask: Ask, first: date, end: date) -> Iterator[date]:
    step = max(1, (end - first).days // SAMPLES)
    before, said = first, _shown(ask(first))
    while before < end - ONE_DAY:
        after = min(before + timedelta(days=step), end - ONE_DAY)
        if _shown(ask(after)) != said:
            yield (found := _first_change(ask, before, after, said))
            after, said = found, _shown(ask(found))
        before = after


def _first_change(ask: Ask, before: date, after: date, said: tuple[Known, bool]) -> date:
    """The first day after `before`, up to `after`, on which another answer holds."""
    while (after - before).days > 1:
        middle = before + (after - before) // 2
        before, after = (middle, after) if _shown(ask(middle)) == said else (before, middle)
    return after


def _shown(answer: Answer) -> tuple[Known, bool]:
    return answer.known, answer.rests_on_inferred
