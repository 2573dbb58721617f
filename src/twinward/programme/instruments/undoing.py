"""On which day something is done here, and whether it can still be struck out. Plain values in, fault codes out: no database, no clock."""

from collections.abc import Iterator
from datetime import date

from twinward.foundation.kernel.days import Day, Known
from twinward.programme.instruments import consent, validity
from twinward.programme.instruments.effects import effect_of
from twinward.programme.instruments.facts import Act, ActKind, InstrumentFacts
from twinward.programme.instruments.order import ONCE

#: What is done here on the day on which it is said, and on no earlier one.
OF_TODAY = frozenset({ActKind.WITHDRAW, ActKind.TERMINATE, ActKind.SUSPEND, ActKind.RESUME})


def day_faults(kind: ActKind, day: date, *, today: date, agreed_on: date | None) -> Iterator[str]:
    """Why `kind` is not done here on `day`. agreed_on: the day on which the text was agreed; None where it was not agreed here."""
    if kind in OF_TODAY and day != today:
        yield "act_not_of_today"
    if agreed_on and day < agreed_on:
        yield "act_before_agreement"


def undoing_faults(facts: InstrumentFacts, act: Act, right: Act, *, today: date) -> Iterator[str]:
    """Why `right` may not correct `act`, which was done here and stands as it is given.

    A consent is not struck out once others may rely on it. What withdraws, ends, suspends or resumes keeps its day; once it has effect it is
    neither struck out nor put off.
    """
    if act.kind in ONCE and not right.says_instead and _is_relied_on(facts, act, today):
        yield "consent_relied_on"
    if act.kind in OF_TODAY:
        if right.says_instead and right.day != act.day:
            yield "act_of_its_day"
        has_effect = _may_lie_by(effect_of(facts, act), today)
        ends_later = not right.says_instead or not _may_lie_by(effect_of(facts, consent.corrected(act, by=right)), today)
        if has_effect and ends_later:
            yield "act_has_effect"


def _may_lie_by(day: Day, today: date) -> bool:
    return (day.not_before or date.min) <= today


def _is_relied_on(facts: InstrumentFacts, act: Act, today: date) -> bool:
    """Whether all have signed, it is in force or may be, or another party has acted since."""
    live = consent.live_acts(facts.acts)
    is_concluded = consent.signed(facts.parties, facts.acts, today, recorded=facts.recorded).known is Known.YES
    may_be_in_force = validity.entered(facts, today).known is not Known.NO
    return is_concluded or may_be_in_force or any(other.party != act.party and other.id > act.id for other in live)
