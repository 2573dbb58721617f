"""Which acts stand, who has signed or joined, and who has consented to be bound: derived from acts. No database, no clock."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from heapq import nsmallest
from typing import NamedTuple, Self

from twinward.foundation.kernel.days import Answer, Day, Known, all_of, any_of, happened_by, weakest
from twinward.programme.instruments.facts import Act, ActKind, ConsentBy, EntryRule, InstrumentFacts, Party, Standing, Terms

HAPPENED = frozenset({Standing.CONCLUDED, Standing.RUNNING})
JOINING = frozenset({ActKind.JOIN, ActKind.ACCEDE})
NEGOTIATED = frozenset({ActKind.SIGN, ActKind.RATIFY, ActKind.NOTIFY})
NEEDS_NOTICE = frozenset({ActKind.WITHDRAW, ActKind.TERMINATE})


def live_acts(acts: Iterable[Act]) -> tuple[Act, ...]:
    """The acts that count, in the order of recording: happened, not announced, and as the last correction of each has it.

    A correction may correct a correction. One that names no earlier act of `acts` changes nothing.
    """
    originals: dict[int, Act] = {}
    standing: dict[int, Act] = {}
    for act in sorted(acts, key=lambda act: act.id):
        if act.kind is not ActKind.CORRECT:
            originals[act.id] = standing[act.id] = act
        elif act.corrects in originals:
            original = originals[act.id] = originals[act.corrects]
            standing[original.id] = corrected(original, by=act)
    return tuple(act for act in standing.values() if act.standing in HAPPENED)


def members(facts: InstrumentFacts, live: Iterable[Act]) -> tuple[Party, ...]:
    """The parties that have acted, by these acts: one that is only named changes nothing between the others.

    All of them where those who acted are of one side: then it is acts that are missing on record.
    """
    acted = {act.party for act in live}
    found = tuple(party for party in facts.parties if party.key in acted)
    return found if len({party.side for party in found}) > 1 else facts.parties


def is_of_many(facts: InstrumentFacts) -> bool:
    """Whether more than two are party to it: one of them leaves or suspends for itself alone, and the others keep their word to each other.

    A state and its ministries are one. Institutions of one country are not: one hospital does not end it for another.
    """
    return len({party.legal_person for party in members(facts, live_acts(facts.acts))}) > 2


@dataclass(frozen=True, slots=True)
class Many:
    """When a text came to be one of more than two, by what each party did first.

    person: the legal person of each party. may, surely: the three who came first, by the first day on which they may have and by that on which they
    surely had.
    """

    person: Mapping[str, str]
    may: tuple[tuple[date, str], ...]
    surely: tuple[tuple[date, str], ...]

    def since(self, *, with_party: str = "") -> tuple[date, date]:
        """The first day on which it may have been, and that on which it surely was; the first of all days where there are not three.

        with_party: one that was there on the days that are asked about, whatever is on record of its own.
        """
        there = self.person.get(with_party, "")
        return _third(self.may, there), _third(self.surely, there)


def many(facts: InstrumentFacts) -> Many:
    """When it came to be a text of many, for one that is."""
    live = live_acts(facts.acts)
    person = {party.key: party.legal_person for party in members(facts, live)}
    acted = [(person[act.party], act.day) for act in live if act.party in person]
    may = _first_three((one, day.not_before or date.min) for one, day in acted)
    return Many(person, may, _first_three((one, day.not_after or date.max) for one, day in acted))


def _first_three(days: Iterable[tuple[str, date]]) -> tuple[tuple[date, str], ...]:
    first: dict[str, date] = {}
    for one, day in days:
        first[one] = min(day, first.get(one, day))
    return tuple(nsmallest(3, ((day, one) for one, day in first.items())))


def _third(three: tuple[tuple[date, str], ...], there: str) -> date:
    others = [day for day, one in three if one != there]
    needed = 2 if there else 3
    return others[needed - 1] if len(others) >= needed else date.min


def latest(acts: Iterable[Act]) -> Act | None:
    """The last of these acts by the day on which it happened, not by its recording; one whose day is not known only where all are such."""
    return max(acts, key=lambda act: (act.day.not_after or act.day.not_before or date.min, act.id), default=None)


def corrected(act: Act, *, by: Act) -> Act:
    """`act` as the correction says that it was; one that did not happen has the standing of a wish."""
    return replace(act, day=by.day, effective=by.effective, standing=by.standing if by.says_instead else Standing.INTEREST)


def reason_for(answer: Answer, *, yes: str = "", no: str = "") -> Answer:
    """`answer` with a reason added: `yes` to a yes, `no` to a no."""
    code = {Known.YES: yes, Known.NO: no, Known.NOT_KNOWN: ""}[answer.known]
    return replace(answer, because=(*answer.because, code)) if code else answer


@dataclass(frozen=True, slots=True)
class Stance:
    """What one party opened and closed again, by the days on which that has effect.

    It stands on a day when it opened something after it last closed: to open what is open, or to close what is not, changes nothing. What is
    closed on a day was opened on that day at the latest.
    """

    opened: tuple[Day, ...]
    closed: tuple[Day, ...]

    def holds_on(self, asked: date, opening: str, closing: str, *, delay_days: int = 0) -> Answer:
        """Whether the party stands on `asked`, having done so for `delay_days`.

        A yes or a no says that it is so wherever within its bounds each act lies. `opening` and `closing` are the codes of the days that would
        decide an answer that is not known.
        """
        opened, closed = self._last(asked, delay_days)
        if opened.is_known_against(closed):
            return Answer(Known.YES if opened.soonest > closed.latest else Known.NO, rests_on_inferred=self._is_surmised(asked, delay_days))
        decides = {opening: closed.may_lie(opened.soonest, opened.latest - 1), closing: opened.may_lie(closed.soonest + 1, closed.latest)}
        return Answer.not_known(*(code for code, does in decides.items() if does))

    def may_hold_on(self, asked: date) -> bool:
        opened, closed = self._last(asked)
        return opened.latest > closed.soonest

    def surely_holds_on(self, asked: date) -> bool:
        opened, closed = self._last(asked)
        return opened.soonest > closed.latest

    def may_hold_within(self, first: date, last: date) -> bool:
        """Whether it may stand on any of the days from `first` to `last`."""
        begins = ((day.not_before or date.min, day.not_after or date.max) for day in self.opened)
        return self.may_hold_on(first) or any(soonest <= last and latest > first < last for soonest, latest in begins)

    def surely_holds_throughout(self, day: Day) -> bool:
        """Whether it stood, whichever of its possible days `day` is."""
        if day.not_before is None or day.not_after is None:
            return False
        opened, closed = self._last(day.not_after, (day.not_after - day.not_before).days)
        return opened.soonest > closed.latest

    def _is_surmised(self, asked: date, delay_days: int) -> bool:
        """Whether it would not be known without the days that are our own conclusion."""
        if not any(day.is_own_conclusion for day in (*self.opened, *self.closed)):
            return False
        opened, closed = Stance(_without_surmise(self.opened), _without_surmise(self.closed))._last(asked, delay_days)
        return not opened.is_known_against(closed)

    def _last(self, asked: date, delay_days: int = 0) -> "tuple[_Last, _Last]":
        return _Last.of(self.opened, asked.toordinal() - delay_days), _Last.of(self.closed, asked.toordinal())


class _Last(NamedTuple):
    """The days on which the last of several acts up to a day may lie, as ordinals of the calendar; 0, before every day, for none up to then."""

    soonest: int
    latest: int
    bounds: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, days: Iterable[Day], asked: int) -> Self:
        """Each act lies where it may whatever the others do, so all can be as soon, or as late, as each can."""
        bounds = [((day.not_before or date.min).toordinal(), (day.not_after or date.max).toordinal()) for day in days]
        soonest = max([first for first, last in bounds if last <= asked], default=0)
        begun = tuple((first, min(last, asked)) for first, last in bounds if first <= asked)
        return cls(soonest, max([last for _, last in begun], default=0), begun)

    def is_known_against(self, closed: Self) -> bool:
        """Whether what was opened last surely came after what was closed last, or surely did not."""
        return self.soonest > closed.latest or self.latest <= closed.soonest

    def may_lie(self, first: int, last: int) -> bool:
        ranges = ((self.soonest, self.soonest), *self.bounds)
        return any(max(begins, first) <= min(ends, last) for begins, ends in ranges)


def _without_surmise(days: Iterable[Day]) -> tuple[Day, ...]:
    return tuple(Day.unknown() if day.is_own_conclusion else day for day in days)


def takes_effect(act: Act, notice_days: int | None) -> Day:
    """The first day on which `act` has effect: as it says, else at once, or for an act that needs notice once that has run."""
    if act.effective:
        return act.effective
    if act.kind not in NEEDS_NOTICE:
        return act.day
    return Day(act.day.not_before, None, act.day.basis) if notice_days is None else act.day.shifted(notice_days)


def stance(acts: Iterable[Act], party: str, opening: frozenset[ActKind], closing: ActKind, notice_days: int | None = None) -> Stance:
    """What `party` opened and closed. `acts` are live."""
    own = [act for act in acts if act.party == party]
    return Stance(
        tuple(takes_effect(act, None) for act in own if act.kind in opening),
        tuple(takes_effect(act, notice_days) for act in own if act.kind is closing),
    )


def in_order(day: Day) -> tuple[date, date]:
    """What days are sorted by: their first possible day, then their last."""
    return day.not_before or date.min, day.not_after or date.max


def awaited(parties: Iterable[Party], live: Iterable[Act], *, recorded: bool) -> tuple[Party, ...]:
    """The parties, required only where entry into force waited for their consent.

    Whoever acceded to a text of elsewhere came to what others had agreed, unless nobody else is on record. In one made here the draft says
    whose consent it waits for.
    """
    known, acts = tuple(parties), tuple(live)
    came_first = {act.party for act in acts if act.kind in NEGOTIATED}
    came_later = {act.party for act in acts if act.kind in JOINING} - came_first
    if not recorded or all(party.key in came_later for party in known if party.required):
        return known
    return tuple(replace(party, required=False) if party.key in came_later else party for party in known)


def signed(parties: Iterable[Party], acts: Iterable[Act], asked: date, *, recorded: bool = False) -> Answer:
    """Whether every required party had signed by `asked`.

    `recorded`: of an instrument that happened elsewhere, a signature that is not on record is not known; otherwise it was not given.
    """
    live = live_acts(acts)
    required = [party.key for party in awaited(parties, live, recorded=recorded) if party.required]
    if not required:
        return Answer.not_known("party")
    return all_of(*(_signed_by(party, live, asked, recorded=recorded) for party in required))


def signatures_by(parties: Iterable[Party], acts: Iterable[Act], asked: date) -> tuple[int, int]:
    """How many of the required parties surely had signed by `asked`, and how many there are."""
    live = live_acts(acts)
    required = [party.key for party in parties if party.required]
    return sum(_signed_by(party, live, asked).known is Known.YES for party in required), len(required)


def _signed_by(party: str, live: Iterable[Act], asked: date, *, recorded: bool = False) -> Answer:
    days = [act.day for act in live if act.kind is ActKind.SIGN and act.party == party]
    if days:
        return reason_for(happened_by(Day.earliest(*days), asked, "signature_day"), yes="signed", no="not_signed_yet")
    return Answer.not_known("signature") if recorded else Answer.no("unsigned_party")


def joined(party: str, acts: Iterable[Act], asked: date, *, notice_days: int | None) -> Answer:
    """Whether `party` had joined a text that is open to joining by `asked`, and no withdrawal had taken effect.

    `notice_days`: what a withdrawal needs that does not say when it takes effect.
    """
    return has_joined(joinings(party, live_acts(acts), notice_days=notice_days), asked)


def joinings(party: str, live: Iterable[Act], *, notice_days: int | None) -> Stance:
    """What `party` did to join a text that is open to joining and to leave it."""
    return stance(live, party, JOINING, ActKind.WITHDRAW, notice_days)


def has_joined(own: Stance, asked: date) -> Answer:
    """Whether a party with these joinings had joined by `asked`."""
    return reason_for(own.holds_on(asked, "joining_day", "withdrawal_day"), yes="joined", no="not_joined")


def joining_by(party: str, acts: Iterable[Act], asked: date, *, notice_days: int | None) -> Act | None:
    """The joining from which `party` counts as joined by `asked`: of those that can have happened by then, the first since its last withdrawal.

    Of several records of one joining it is the one that surely happened soonest. A withdrawal counts once it surely had effect, and where
    nobody can have joined again since, the joining that it undid is told. None when no joining can have happened by then.
    """
    own = [act for act in live_acts(acts) if act.party == party]
    given = sorted(
        (act for act in own if act.kind in JOINING and (takes_effect(act, None).not_before or date.min) <= asked), key=_surely_by
    )
    ends = (takes_effect(act, notice_days) for act in own if act.kind is ActKind.WITHDRAW)
    for end in sorted((end for end in ends if end.not_after and end.not_after <= asked), key=in_order, reverse=True):
        may_be_since = [act for act in given if (takes_effect(act, None).not_after or date.max) > (end.not_before or date.min)]
        since = [act for act in may_be_since if (takes_effect(act, None).not_before or date.min) > (end.not_after or date.max)]
        if found := since or may_be_since:
            return found[0]
    return next(iter(given), None)


def _surely_by(act: Act) -> tuple[date, date, int]:
    day = takes_effect(act, None)
    return day.not_after or date.max, day.not_before or date.min, act.id


def consent_kinds(terms: Terms) -> frozenset[ActKind]:
    """The acts by which a party consents to be bound. A signature subject to ratification is none, nor one of which we do not know that."""
    if terms.entry is EntryRule.ON_EXCHANGE:
        return JOINING | {ActKind.NOTIFY}
    if terms.entry is EntryRule.ON_SIGNATURE or terms.consent_by is ConsentBy.SIGNATURE:
        return JOINING | {ActKind.SIGN}
    return JOINING | {ActKind.RATIFY}


def consents(terms: Terms, party: str, live: Iterable[Act]) -> Stance:
    """What `party` did to give its consent and to withdraw it."""
    return stance(live, party, consent_kinds(terms), ActKind.WITHDRAW, terms.notice_days)


def consent_lacks(terms: Terms, party: str, live: Iterable[Act]) -> str:
    """The code of what is missing when `party` has no consent on record."""
    if terms.entry is EntryRule.ON_EXCHANGE:
        return "notification"
    if ActKind.SIGN in consent_kinds(terms):
        return "signature"
    has_signed = any(act.kind is ActKind.SIGN and act.party == party for act in live)
    return "consent_rule" if terms.consent_by is ConsentBy.NOT_STATED and has_signed else "consent"


def reached(needed: int, stances: Sequence[Stance]) -> Day | None:
    """The first day on which `needed` (1 or more) parties stood by their acts together; None when so many never can.

    No possible day lies outside of the answer. It begins with the soonest of them. It ends with the first day on which so many surely stand,
    which is the latest of them unless several uncertain acts make it sure that they did before, but not when; and open, too, where so many
    may never have stood.
    """
    soonest = {day.not_before or date.min for own in stances for day in (*own.opened, *(closed.shifted(1) for closed in own.closed))}
    first = next((day for day in sorted(soonest) if sum(own.may_hold_on(day) for own in stances) >= needed), None)
    if first is None:
        return None
    latest = {day.not_after or date.max for own in stances for day in own.opened}
    last = next((day for day in sorted(latest) if sum(own.surely_holds_on(day) for own in stances) >= needed), date.max)
    days = (day for own in stances for day in (*own.opened, *own.closed))
    basis = weakest(day.basis for day in days if (day.not_before or date.min) <= last)
    return Day(None if first == date.min else first, None if last == date.max else last, basis)


def consents_faults(terms: Terms, parties: Sequence[Party]) -> Iterator[str]:
    """A text that nobody else can join does not wait for more consents than it has parties: it could never enter into force."""
    if terms.entry is EntryRule.ON_NTH_CONSENT and not terms.open_to_joining and (terms.nth or 0) > len(parties):
        yield "entry_number_above_parties"


def gone(terms: Terms, party: str, live: Iterable[Act], asked: date) -> Answer:
    """Whether a withdrawal of `party` has taken effect by `asked`, and it has not consented anew since."""
    own = consents(terms, party, live)
    withdrew = any_of(*(happened_by(day, asked, "withdrawal_day") for day in own.closed))
    return all_of(withdrew, own.holds_on(asked, "consent_day", "withdrawal_day").negated)
