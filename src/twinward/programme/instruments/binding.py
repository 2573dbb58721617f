"""Who stands by a consent on a day, and whose suspension runs. No database, no clock."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from twinward.foundation.kernel.days import Answer, Day, Known, all_of
from twinward.programme.instruments.consent import Stance, consent_kinds, consent_lacks, consents, is_of_many, members, takes_effect
from twinward.programme.instruments.effects import acts_of, effect_of, settled
from twinward.programme.instruments.facts import Act, ActKind, EntryRule, InstrumentFacts, Terms


def acts_by(facts: InstrumentFacts, asked: date) -> tuple[Act, ...]:
    """The live acts that may have been done by `asked`."""
    return tuple(act for act in acts_of(facts) if (act.day.not_before or date.min) <= asked)


def stands_by(facts: InstrumentFacts, party: str, asked: date, *, delay_days: int = 0) -> Answer:
    """Whether `party` has stood by its consent for `delay_days`; not known where none is on record and it may have been given."""
    given = consents(facts.terms, party, acts_of(facts))
    if not given.opened and (code := _unheard_of(facts, party, acts_by(facts, asked))):
        return Answer.not_known(code)
    return given.holds_on(asked, "consent_day", "withdrawal_day", delay_days=delay_days)


def _unheard_of(facts: InstrumentFacts, party: str, live: tuple[Act, ...]) -> str:
    """What would tell whether a party without a consent on record has given one; "" when it has not."""
    lacks = consent_lacks(facts.terms, party, live)
    return lacks if facts.recorded or lacks == "consent_rule" else ""


def suspends(facts: InstrumentFacts, party: str, asked: date) -> Answer:
    """Whether a suspension by `party` runs on `asked`, and it still stands by its consent."""
    run = suspensions(facts.terms, party, acts_of(facts))
    return all_of(run.holds_on(asked, "suspension_day", "resumption_day"), stands_by(facts, party, asked)) if run.opened else Answer.no()


def keeps_it_up(facts: InstrumentFacts, party: str, asked: date) -> Answer:
    """Whether `party` stands by its consent, long enough to be bound, and suspends nothing."""
    run = suspensions(facts.terms, party, acts_of(facts))
    stands = stands_by(facts, party, asked, delay_days=delay(facts))
    return all_of(stands, run.holds_on(asked, "suspension_day", "resumption_day").negated) if run.opened else stands


def goes_on_without(facts: InstrumentFacts, act: Act) -> bool:
    """Whether one of many ends or suspends it by `act` for itself alone and leaves others of two sides that may keep it up.

    They are asked about the last day on which `act` can take effect.
    """
    now, from_then = settled(facts), effect_of(facts, act).not_after or date.max
    others = (party for party in members(facts, now.acts) if party.key != act.party)
    return is_of_many(facts) and len({party.side for party in others if _may_keep_it_up(now, party.key, from_then)}) > 1


def _may_keep_it_up(facts: InstrumentFacts, party: str, asked: date) -> bool:
    """Whether `party` may stand by its consent, even if it is not bound yet, and does not surely suspend anything."""
    return stands_by(facts, party, asked).known is not Known.NO and suspends(facts, party, asked).known is not Known.YES


def delay(facts: InstrumentFacts) -> int:
    """How many days after its consent a party is bound."""
    return 0 if facts.terms.entry is EntryRule.FIXED else facts.terms.delay_days


@dataclass(frozen=True, slots=True)
class _Closing:
    """What ends a suspension, running or announced: it calls off what was announced before `since`, and has effect on `effect`."""

    since: Day
    effect: Day
    number: int


def suspensions(terms: Terms, party: str, live: Iterable[Act]) -> Stance:
    """What `party` suspended and took up again, as long as it stands by its consent.

    Who left and came back suspends nothing any more, and a resumption calls off what has not begun yet.
    """
    own = [act for act in live if act.party == party and (act.kind is not ActKind.WITHDRAW or _may_be_back(terms, act, live))]
    closings = list(_closings(terms, own))
    told = [act for act in own if act.kind is ActKind.SUSPEND]
    begun = [act for act in told if not any(_calls_off(one, act, surely=True) for one in closings)]
    maybe = [_perhaps(one, act) for act in begun for one in closings if _calls_off(one, act, surely=False)]
    return Stance(tuple(takes_effect(act, None) for act in begun), (*(one.effect for one in closings), *maybe))


def _may_be_back(terms: Terms, leaving: Act, live: Iterable[Act]) -> bool:
    """Whether the party may have consented anew since it left; otherwise nothing that it did stands, whether or not it was suspended."""
    left = takes_effect(leaving, terms.notice_days).not_before or date.min
    anew = (takes_effect(act, None) for act in live if act.party == leaving.party and act.kind in consent_kinds(terms))
    return any((day.not_after or date.max) > left for day in anew)


def _closings(terms: Terms, own: Iterable[Act]) -> Iterator[_Closing]:
    for act in own:
        effect = takes_effect(act, terms.notice_days)
        if act.kind is ActKind.RESUME:
            yield _Closing(act.day, effect, act.id)
        elif act.kind is ActKind.WITHDRAW:
            yield _Closing(effect, effect, act.id)


def _calls_off(closing: _Closing, suspension: Act, *, surely: bool) -> bool:
    """Whether it comes between the day on which a suspension was announced and that on which it would begin.

    Of the same day it comes after what was recorded before it.
    """
    begins = suspension.effective
    since = closing.since if closing.number > suspension.id else closing.since.shifted(-1)
    return begins is not None and precedes(suspension.day, since, surely) and precedes(closing.effect, begins, surely)


def _perhaps(closing: _Closing, suspension: Act) -> Day:
    """A closing that may lie where the suspension would begin, and may lie before it."""
    begins = takes_effect(suspension, None).not_after or date.max
    first = min(closing.effect.not_before or date.min, begins - timedelta(days=1))
    return Day(first, begins)


def precedes(first: Day, then: Day, surely: bool) -> bool:
    """`first` certainly lies no later than `then`; when not surely: it may."""
    if surely:
        return (first.not_after or date.max) <= (then.not_before or date.min)
    return (first.not_before or date.min) <= (then.not_after or date.max)
