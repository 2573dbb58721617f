"""Whether an act fits among the acts that are on record. Plain values in, fault codes out: no database, no clock."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from twinward.foundation.kernel.days import Day, Known
from twinward.programme.instruments.binding import precedes
from twinward.programme.instruments.consent import (
    JOINING,
    NEEDS_NOTICE,
    consent_kinds,
    consent_lacks,
    consents,
    live_acts,
    takes_effect,
)
from twinward.programme.instruments.effects import by_effect
from twinward.programme.instruments.facts import OPEN_TEXTS, Act, ActKind, InstrumentFacts, Terms
from twinward.programme.instruments.validity import over_for_good

ONCE = JOINING | {ActKind.SIGN, ActKind.RATIFY, ActKind.NOTIFY}
BY_A_PARTY = NEEDS_NOTICE | {ActKind.SUSPEND}
SUSPENDING = frozenset({ActKind.SUSPEND})


def all_order_faults(facts: InstrumentFacts, acts: Iterable[Act], strict: bool) -> Iterator[str]:
    """What `order_faults` finds of each act that counts, beside all others."""
    live = live_acts(acts)
    for act in live:
        yield from order_faults(facts, act, tuple(other for other in live if other.id != act.id), strict)


def order_faults(facts: InstrumentFacts, act: Act, others: tuple[Act, ...], strict: bool) -> Iterator[str]:
    """Whether `act` fits among the live acts `others`. strict: certainly; otherwise it is enough that it may."""
    so_far = replace(facts, acts=others)
    said, (act,), others = act, by_effect(so_far, (act,)), by_effect(so_far, others)
    own = [other for other in others if other.party == act.party]
    if act.kind in ONCE and _is_over(so_far, act.day):
        yield "text_ended"
    if act.kind in ONCE:
        yield from _repetition_faults(facts, act, own, strict)
    if act.kind is ActKind.RATIFY and not any(other.kind is ActKind.SIGN and precedes(other.day, act.day, strict) for other in own):
        yield "ratified_before_signature"
    if act.kind in BY_A_PARTY:
        yield from _consent_faults(facts, act, own, strict)
    if act.kind in (ActKind.SUSPEND, ActKind.RESUME):
        yield from _suspension_faults(facts.terms, act, own, strict)
    yield from _effect_faults(facts.terms, said, strict)


def _is_over(facts: InstrumentFacts, day: Day) -> bool:
    """Whether the text had surely ended by then, whichever of its possible days `day` is. Nobody is bound by an open text, so none ends for those who join."""
    return facts.kind not in OPEN_TEXTS and day.not_before is not None and over_for_good(facts, day.not_before).known is Known.YES


def _repetition_faults(facts: InstrumentFacts, act: Act, own: list[Act], strict: bool) -> Iterator[str]:
    """Whoever made a declaration elsewhere stands by it as those do who joined it later, whether or not it is open to them."""
    if act.kind in JOINING and not facts.terms.open_to_joining and (strict or facts.kind not in OPEN_TEXTS):
        yield "not_open_to_joining"
    if act.kind in consent_kinds(facts.terms):
        given = consents(facts.terms, act.party, own)
        if given.surely_holds_on(date.max):
            yield "consent_twice"
        elif any(_is_notice_at(other, act, facts.notice_to_leave, surely=not strict) for other in own):
            yield "consent_during_notice"
        elif given.surely_holds_throughout(act.day):
            yield "consent_twice"
    elif any(other.kind is act.kind for other in own):
        yield "act_twice"


def _is_notice_at(other: Act, act: Act, notice_days: int | None, *, surely: bool) -> bool:
    """Whether `other` is a withdrawal that had been given when `act` came and had no effect yet: a consent of then is gone once it has."""
    if other.kind is not ActKind.WITHDRAW or (other.day == act.day and act.day.is_known and other.id > act.id):
        return False
    return precedes(other.day, act.day, surely) and precedes(act.day, takes_effect(other, notice_days), surely)


def _consent_faults(facts: InstrumentFacts, act: Act, own: list[Act], strict: bool) -> Iterator[str]:
    """Only who stands by a consent can withdraw it, end the text or suspend it."""
    may_have = not strict and consent_lacks(facts.terms, act.party, own) == "consent_rule"
    if not may_have and not _runs(act, own, consent_kinds(facts.terms), ActKind.WITHDRAW, facts.terms.notice_days, surely=strict):
        yield "act_without_consent"


def _suspension_faults(terms: Terms, act: Act, own: list[Act], strict: bool) -> Iterator[str]:
    surely = strict is (act.kind is ActKind.SUSPEND)
    own = [other for other in own if not any(_left_between(leaving, other, act, terms, surely=surely) for leaving in own)]
    if act.kind is ActKind.SUSPEND and _runs(act, own, SUSPENDING, ActKind.RESUME, surely=not strict):
        yield "suspended_already"
    if act.kind is ActKind.RESUME and not _runs(act, own, SUSPENDING, ActKind.RESUME, surely=strict):
        yield "resumed_without_suspension"


def _left_between(leaving: Act, other: Act, act: Act, terms: Terms, *, surely: bool) -> bool:
    """Whether `leaving` is a withdrawal that took effect after `other` and before `act`: what was suspended until then is over."""
    if leaving.kind is not ActKind.WITHDRAW or other.kind not in (ActKind.SUSPEND, ActKind.RESUME):
        return False
    left = takes_effect(leaving, terms.notice_days)
    return precedes(other.day, left, surely) and precedes(left, act.day, surely)


def _runs(act: Act, own: list[Act], opening: frozenset[ActKind], closing: ActKind, notice_days: int | None = None, *, surely: bool) -> bool:
    """Whether, when `act` came, more had been opened than closed again: surely, or maybe.

    What was closed runs on until that takes effect, but cannot be closed once more.
    """
    opened = sum(other.kind in opening and precedes(other.day, act.day, surely) for other in own)
    ends = [other.day if other.kind is act.kind else takes_effect(other, notice_days) for other in own if other.kind is closing]
    return opened > sum(precedes(end, act.day, not surely) for end in ends)


def _effect_faults(terms: Terms, act: Act, strict: bool) -> Iterator[str]:
    notice_days = (terms.notice_days or 0) if act.kind in NEEDS_NOTICE else 0
    if act.effective is None:
        if strict and act.kind in NEEDS_NOTICE and terms.notice_days is None:
            yield "notice_unknown"
    elif not precedes(act.day.shifted(notice_days), act.effective, strict):
        yield "notice_too_short" if notice_days else "effective_before_act"
