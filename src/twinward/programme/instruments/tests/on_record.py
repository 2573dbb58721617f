"""Agreements with their acts on record, for tests of what may be added to them and what they lack."""

from dataclasses import replace

from twinward.foundation.kernel.days import Day
from twinward.programme.instruments.facts import (
    Act,
    ActKind,
    ConsentBy,
    EntryRule,
    InstrumentFacts,
    InstrumentKind,
    Terms,
)
from twinward.programme.instruments.tests.told import JOIN, RESUME, SIGN, STATES, SUSPEND, WITHDRAW, D

SIGNED = Terms(EntryRule.ON_SIGNATURE, consent_by=ConsentBy.SIGNATURE, notice_days=30)
RATIFIED = Terms(EntryRule.ON_NTH_CONSENT, consent_by=ConsentBy.RATIFICATION, notice_days=30)
OPEN = replace(RATIFIED, open_to_joining=True)


def act(number: int, kind: ActKind, day: str | Day, party: str = "ua", effective: str | None = None, **more) -> Act:
    """An act on a day as text, or on an uncertain one."""
    return Act(number, party, kind, day if isinstance(day, Day) else Day.on(D(day)), Day.on(D(effective)) if effective else None, **more)


def agreement(terms: Terms, *told: Act, **more) -> InstrumentFacts:
    return InstrumentFacts("agreement", InstrumentKind.AGREEMENT, terms, STATES, told, **more)


CONSENTED = agreement(SIGNED, act(1, SIGN, "2025-01-10"), act(2, SIGN, "2025-01-10", "az"))
WITHDRAWN = agreement(OPEN, act(1, JOIN, "2025-01-01"), act(2, WITHDRAW, "2025-02-01"))
PAUSED = agreement(SIGNED, *CONSENTED.acts, act(3, SUSPEND, "2025-02-01"))
RESUMED = agreement(SIGNED, *PAUSED.acts, act(4, RESUME, "2025-03-01"))
SOME_DAY = Day.in_year(2025)
