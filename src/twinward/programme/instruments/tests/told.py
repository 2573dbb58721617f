"""Instruments told in a line, for tests of what follows from their acts; the reported ones among them."""

from dataclasses import replace
from datetime import date

from twinward.foundation.kernel.days import Basis, Day
from twinward.programme.instruments.consent import signed
from twinward.programme.instruments.facts import (
    Act,
    ActKind,
    ConsentBy,
    EndRule,
    EntryRule,
    InstrumentFacts,
    InstrumentKind,
    Party,
    Renewal,
    Terms,
)

D = date.fromisoformat
TODAY = D("2025-11-03")
STATES = (Party("ua", "UA"), Party("az", "AZ"))
SIGN, RATIFY, NOTIFY, JOIN, WITHDRAW = ActKind.SIGN, ActKind.RATIFY, ActKind.NOTIFY, ActKind.JOIN, ActKind.WITHDRAW
TERMINATE, SUSPEND, RESUME, CORRECT = ActKind.TERMINATE, ActKind.SUSPEND, ActKind.RESUME, ActKind.CORRECT
ENDLESS = Terms(EntryRule.ON_SIGNATURE, consent_by=ConsentBy.SIGNATURE, end=EndRule.NONE, renewal=Renewal.NONE, notice_days=30)


def acts(*told: tuple[str, ActKind, str | Day], effective: str | None = None) -> tuple[Act, ...]:
    """Acts in the order told; `effective` belongs to the last."""
    made = [Act(number, party, kind, day if isinstance(day, Day) else Day.on(D(day))) for number, (party, kind, day) in enumerate(told, 1)]
    if effective:
        made[-1] = replace(made[-1], effective=Day.on(D(effective)))
    return tuple(made)


def agreement(terms: Terms, *told: tuple[str, ActKind, str | Day], effective: str | None = None, recorded: bool = False) -> InstrumentFacts:
    return InstrumentFacts("agreement", InstrumentKind.AGREEMENT, terms, STATES, acts(*told, effective=effective), recorded)


def both(kind: ActKind, day: str | Day) -> tuple[tuple[str, ActKind, str | Day], ...]:
    return ("ua", kind, day), ("az", kind, day)


INFERRED = Day.on(D("2025-11-01"), Basis.INFERRED)
HEALTH_2025 = agreement(Terms(), *both(SIGN, INFERRED), recorded=True)
PHARMA_1999 = agreement(Terms(), *both(SIGN, Day.in_year(1999)), recorded=True)
MGH = (Party("mgh", "US", "mgh"), Party("okhmatdyt", "UA", "okhmatdyt"))
ONCOLOGY = InstrumentFacts(
    "oncology",
    InstrumentKind.MEMORANDUM,
    Terms(),
    (Party("1", "AZ", "onc"), Party("2", "UA", "nci")),
    recorded=True,
    fields=frozenset({"oncology"}),
)
IN_FORCE = agreement(ENDLESS, *both(SIGN, "2025-01-10"))

NTH = Terms(EntryRule.ON_NTH_CONSENT, nth=2, delay_days=30, consent_by=ConsentBy.RATIFICATION)
FIXED = Terms(EntryRule.FIXED, fixed_on=D("2025-06-01"), consent_by=ConsentBy.SIGNATURE)
EXCHANGE = Terms(EntryRule.ON_EXCHANGE, delay_days=10)
TERM = replace(ENDLESS, end=EndRule.TERM, term_years=5)
TACIT = replace(TERM, renewal=Renewal.TACIT, renewal_years=2)


def signed_on(facts: InstrumentFacts, asked: str):
    return signed(facts.parties, facts.acts, D(asked), recorded=facts.recorded)
