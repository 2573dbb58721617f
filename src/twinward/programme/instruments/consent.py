"""Which acts stand, who has signed or joined, and who has consented to be bound: derived from acts. No database, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from twinward.foundation.kernel.days import Answer, Day, Known, all_of, any_of, happened_by, weakest
from twinward.programme.instruments.facts import Act, ActKind, ConsentBy, EntryRule, Party, Standing, Terms

HAPPENED = frozenset({Standing.CONCLUDED, Standing.RUNNING})
JOINING = frozenset({ActKind.JOIN, ActKind.ACCEDE})
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
class Span:
    """From the day of one act to the first day on which another had undone it; None while nothing has."""

    begins: Day
    ends: Day | None

    def holds_on(self, asked: date, begins: str, ends: str) -> Answer:
        """`begins` and `ends` are the codes of the days that would decide an answer that is not known."""
        begun = happened_by(self.begins, asked, begins)
        return all_of(begun, happened_by(self.ends, asked, ends).negated) if self.ends else begun


def takes_effect(act: Act, notice_days: int | None) -> Day:
    """The first day on which `act` has effect: as it says, else at once, or for an act that needs notice once that has run."""
    if act.effective:
        return act.effective
    if act.kind not in NEEDS_NOTICE:
        return act.day
    return Day(act.day.not_before, None, act.day.basis) if notice_days is None else act.day.shifted(notice_days)


def spans(
    acts: Iterable[Act], party: str, opening: frozenset[ActKind], closing: ActKind, notice_days: int | None = None
) -> tuple[Span, ...]:
    """What `party` opened and closed, in order: the first closing act ends what the first opening act began, and so on.

    `acts` are live. An act that opens what surely stood open already, as when one joining is recorded twice, opens nothing of its own. A closing
    act that has nothing to close is left out.
    """
    own = [act for act in acts if act.party == party]
    opened = sorted((takes_effect(act, None) for act in own if act.kind in opening), key=in_order)
    closed = sorted((takes_effect(act, notice_days) for act in own if act.kind is closing), key=in_order)
    found = []
    for ends in closed:
        if not opened:
            break
        first, *rest = opened
        if (ends.not_after or date.max) < (first.not_before or date.min):
            continue
        again = [day for day in rest if (day.not_after or date.max) <= (ends.not_before or date.min)]
        found.append(Span(Day.earliest(first, *again), ends))
        opened = [day for day in rest if day not in again]
    return (*found, *(Span(day, None) for day in opened))


def in_order(day: Day) -> tuple[date, date]:
    return day.not_before or date.min, day.not_after or date.max


def signed(parties: Iterable[Party], acts: Iterable[Act], asked: date, *, recorded: bool = False) -> Answer:
    """Whether every required party had signed by `asked`.

    `recorded`: of an instrument that happened elsewhere, a signature that is not on record is not known; otherwise it was not given.
    """
    live = live_acts(acts)
    required = [party.key for party in parties if party.required]
    if not required:
        return Answer.not_known("party")
    return all_of(*(_signed_by(party, live, asked, recorded=recorded) for party in required))


def _signed_by(party: str, live: Iterable[Act], asked: date, *, recorded: bool) -> Answer:
    days = [act.day for act in live if act.kind is ActKind.SIGN and act.party == party]
    if days:
        return reason_for(happened_by(Day.earliest(*days), asked, "signature_day"), yes="signed", no="not_signed_yet")
    return Answer.not_known("signature") if recorded else Answer.no("unsigned_party")


def joined(party: str, acts: Iterable[Act], asked: date, *, notice_days: int | None = 0) -> Answer:
    """Whether `party` had joined a text that is open to joining by `asked`, and no withdrawal had taken effect.

    `notice_days`: what a withdrawal needs that does not say when it takes effect.
    """
    found = spans(live_acts(acts), party, JOINING, ActKind.WITHDRAW, notice_days)
    held = any_of(*(span.holds_on(asked, "joining_day", "withdrawal_day") for span in found))
    return reason_for(held, yes="joined", no="not_joined")


def joining_by(party: str, acts: Iterable[Act], asked: date, *, notice_days: int | None = 0) -> Act | None:
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
        may_be_since = [act for act in given if (takes_effect(act, None).not_after or date.max) >= (end.not_before or date.min)]
        since = [act for act in may_be_since if (takes_effect(act, None).not_before or date.min) >= (end.not_after or date.max)]
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


def consents(terms: Terms, party: str, live: Iterable[Act]) -> tuple[Span, ...]:
    """The spans of time during which `party` stood by its consent."""
    return spans(live, party, consent_kinds(terms), ActKind.WITHDRAW, terms.notice_days)


def consent_lacks(terms: Terms, party: str, live: Iterable[Act]) -> str:
    """The code of what is missing when `party` has no consent on record."""
    if terms.entry is EntryRule.ON_EXCHANGE:
        return "notification"
    if ActKind.SIGN in consent_kinds(terms):
        return "signature"
    has_signed = any(act.kind is ActKind.SIGN and act.party == party for act in live)
    return "consent_rule" if terms.consent_by is ConsentBy.NOT_STATED and has_signed else "consent"


def reached(needed: int, standing: Sequence[Sequence[Span]]) -> Day | None:
    """The first day on which `needed` (1 or more) parties stood by their acts together; None when so many never do.

    standing: the spans of each party. The day comes no sooner when an act comes later, and no sooner when a withdrawal comes sooner, so
    both ends of the answer are reached at the ends of the uncertain days. It is wider than need be only where an act and the withdrawal
    that undoes it are both uncertain and may overlap.
    """
    soonest = [[(span.begins.not_before or date.min, span.ends and span.ends.not_after) for span in own] for own in standing]
    latest = [[(span.begins.not_after or date.max, span.ends and (span.ends.not_before or date.min)) for span in own] for own in standing]
    first = _first_together(needed, soonest)
    if first is None:
        return None
    last = _first_together(needed, latest)
    days = (day for own in standing for span in own for day in (span.begins, span.ends) if day)
    basis = weakest(day.basis for day in days if (day.not_before or date.min) <= (last or date.max))
    return Day(None if first == date.min else first, None if last == date.max else last, basis)


def _first_together(needed: int, standing: Sequence[Sequence[tuple[date, date | None]]]) -> date | None:
    """The same for certain days: each span is its first day and the first day after it, None for no end."""
    for day in sorted(first for own in standing for first, _ in own):
        if sum(any(first <= day and (end is None or day < end) for first, end in own) for own in standing) >= needed:
            return day
    return None


def last_withdrawal(terms: Terms, party: str, live: Iterable[Act]) -> Day | None:
    """The day on which the last withdrawal of `party` takes effect; None when it has not withdrawn, or consented anew."""
    own = [act for act in live if act.party == party]
    withdrawn = sorted((takes_effect(act, terms.notice_days) for act in own if act.kind is ActKind.WITHDRAW), key=in_order)
    given = [act for act in own if act.kind in consent_kinds(terms)]
    return withdrawn[-1] if len(withdrawn) >= max(1, len(given)) else None
