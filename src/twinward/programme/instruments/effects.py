"""What the acts on record bring about. No database, no clock."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from twinward.foundation.kernel.days import Day
from twinward.programme.instruments.consent import Many, awaited, is_of_many, live_acts, many, takes_effect
from twinward.programme.instruments.entering import entry_into_force
from twinward.programme.instruments.facts import Act, ActKind, InstrumentFacts, Renewal, Terms
from twinward.programme.instruments.term_ends import end_by_notice, first_end


def acts_of(facts: InstrumentFacts) -> tuple[Act, ...]:
    """The live acts of an instrument, by what they bring about: where many are party to it a termination is the withdrawal of one."""
    return by_effect(facts, live_acts(facts.acts))


def settled(facts: InstrumentFacts) -> InstrumentFacts:
    """The instrument with these acts alone, for whoever asks about each of many parties: what acts bring about is then not worked out anew."""
    return replace(facts, acts=acts_of(facts))


def acts_for_entry(facts: InstrumentFacts) -> tuple[Act, ...]:
    """The same, as entry into force looks at them: it is a withdrawal alone that can keep the text from entering into force."""
    return by_effect(facts, live_acts(facts.acts), undecided=ActKind.WITHDRAW)


def by_effect(facts: InstrumentFacts, acts: Iterable[Act], *, undecided: ActKind = ActKind.TERMINATE) -> tuple[Act, ...]:
    """Each act, or the withdrawal that it is: one of many can end a text for itself alone (Vienna Convention on the Law of Treaties, 54-56, 70).

    What one of two had ended, once that had effect, stays so for both, whoever comes to the text afterwards. undecided: as which of the two a
    termination that may be either is given; then it may never have had that effect.
    """
    told = tuple(acts)
    if not any(act.kind is ActKind.TERMINATE for act in told) or not is_of_many(facts):
        return told
    first, came = _first_end_of_renewed(facts), many(facts)
    return tuple(_by_then(facts.terms, act, first, came, undecided) if act.kind is ActKind.TERMINATE else act for act in told)


def _by_then(terms: Terms, act: Act, first: Day | None, came: Many, undecided: ActKind) -> Act:
    """A termination by what it was when it took effect. The days on which its party came say nothing of that: it was there by then."""
    of_one = _as_withdrawal(terms, act, first)
    effect = takes_effect(of_one, terms.notice_days)
    may, surely = came.since(with_party=act.party)
    if surely <= (effect.not_before or date.min):
        return of_one
    if (effect.not_after or date.max) < may:
        return act
    either = of_one if undecided is ActKind.WITHDRAW else act
    return replace(either, day=or_never(either.day), effective=either.effective and or_never(either.effective))


def or_never(day: Day) -> Day:
    """No sooner than `day`, and perhaps never, on the same ground."""
    return Day(day.not_before, None, day.basis)


def _first_end_of_renewed(facts: InstrumentFacts) -> Day | None:
    """The end of the first term of a text that renews itself; None where it does not, or cannot be reckoned. A termination delays no entry into force."""
    if facts.terms.renewal is not Renewal.TACIT:
        return None
    live = live_acts(facts.acts)
    entry = entry_into_force(facts.terms, awaited(facts.parties, live, recorded=facts.recorded), live).day
    return first_end(facts.terms, entry)


def _as_withdrawal(terms: Terms, act: Act, first: Day | None) -> Act:
    """The withdrawal of one: where the text renews itself, from the end of the term that the notice precedes, as a termination of two would end it."""
    return replace(act, kind=ActKind.WITHDRAW, effective=_after_term(terms, act, first))


def _after_term(terms: Terms, act: Act, first: Day | None) -> Day | None:
    """The day from which a termination has effect: as it says, else after the term that its notice precedes; None where neither is told."""
    return end_by_notice(terms, first, act.day).last_day.shifted(1) if first and act.effective is None else act.effective


def effect_of(facts: InstrumentFacts, act: Act) -> Day:
    """The first day on which `act` has effect, a termination of a text that renews itself with the end of a term, for one of many as for two."""
    said = _after_term(facts.terms, act, _first_end_of_renewed(facts)) if act.kind is ActKind.TERMINATE else act.effective
    return takes_effect(replace(act, effective=said), facts.terms.notice_days)
