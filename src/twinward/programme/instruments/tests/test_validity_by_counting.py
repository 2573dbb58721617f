"""What is in force, against a reckoning of its own, day by day over acts whose days are all certain; numbers are days from START."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from twinward.foundation.kernel.days import Day, Known
from twinward.programme.instruments.consent import joined, signed
from twinward.programme.instruments.coverage import covered
from twinward.programme.instruments.facts import (
    Act,
    ActKind,
    BasisLink,
    ConsentBy,
    EndRule,
    EntryRule,
    InstrumentFacts,
    InstrumentKind,
    Party,
    Renewal,
    Terms,
)
from twinward.programme.instruments.tests.told import IN_FORCE
from twinward.programme.instruments.validity import bound, entered, in_force, over_for_good, suspended

START = date(2025, 1, 1)
STATES = (Party("ua", "UA"), Party("az", "AZ"))
MINISTRY, CLINIC = Party("moh", "UA", "moh-ua", is_ministry=True), Party("clinic", "UA", "clinic-ua")
SILENT = Party("pl", "PL", required=False)
KNOWN = {party.key: party for party in (*STATES, Party("tr", "TR"), MINISTRY, CLINIC)}
COUNTRY = {"ua": "UA", "moh": "UA", "clinic": "UA", "az": "AZ", "tr": "TR"}
SIGN, RATIFY, NOTIFY, WITHDRAW = ActKind.SIGN, ActKind.RATIFY, ActKind.NOTIFY, ActKind.WITHDRAW
TERMINATE, SUSPEND, RESUME = ActKind.TERMINATE, ActKind.SUSPEND, ActKind.RESUME


def _span_end(told: list[tuple[str, ActKind, int]], party: str, kind: ActKind, delay: int) -> float:
    return min((day + delay for who, what, day in told if who == party and what is kind), default=float("inf"))


def _days_of(told, party: str, kind: ActKind, by: int, delay: int = 0) -> list[int]:
    return [day + delay for who, what, day in told if who == party and what is kind and day + delay <= by]


def _stands(told, party: str, kind: ActKind, day: int, notice: int, delay: int = 0) -> bool:
    return max(_days_of(told, party, kind, day - delay), default=-1) > max(_days_of(told, party, WITHDRAW, day, notice), default=-1)


def _suspends(told, party: str, asked: int, notice: int) -> bool:
    """Whether a suspension of the party runs, which it has neither taken up again nor left since; a resumption before it ended another, if any."""
    suspended_on = _span_end(told, party, SUSPEND, 0)
    closed = [*_days_of(told, party, RESUME, asked), *_days_of(told, party, WITHDRAW, asked, notice)]
    return suspended_on <= asked and not any(day >= suspended_on for day in closed)


def consenting(terms: Terms) -> ActKind:
    return {EntryRule.ON_SIGNATURE: SIGN, EntryRule.ON_EXCHANGE: NOTIFY}.get(terms.entry, RATIFY)


def _term_on(last: date, day: int) -> date:
    """The end of the term that runs on a day: `last`, or whole years after it."""
    while last < START + timedelta(day):
        begins = last + timedelta(1)
        last = begins.replace(year=begins.year + 1) - timedelta(1)
    return last


def _closes(told, parties, kind: ActKind, notice: int, effect: int) -> bool:
    """Whether a termination by one of many left nobody, or one side alone, on the day of its effect."""
    return len({COUNTRY[party] for party in parties if _stands(told, party, kind, effect, notice)}) < 2


def _are_many(parties) -> bool:
    return len({"ua" if party == "moh" else party for party in parties}) > 2


def _without_terminations_of_one_of_many(terms: Terms, told: list[tuple[str, ActKind, int]]) -> list[tuple[str, ActKind, int]]:
    """Each of them is the withdrawal of that one; where the term renews itself, its day of effect hangs on the term and comes later."""
    if not _are_many({party for party, _, _ in told}):
        return told
    given = [(party, WITHDRAW, day) for party, kind, day in told if kind is TERMINATE]
    return [one for one in told if one[1] is not TERMINATE] + (given if terms.renewal is not Renewal.TACIT else [])


def together_on(terms: Terms, told: list[tuple[str, ActKind, int]]) -> int | None:
    """The first day on which as many have consented as it takes; None when there is none."""
    parties = {party for party, _, _ in told}
    left = _without_terminations_of_one_of_many(terms, told)
    wanted, kind, notice = terms.nth or len(parties), consenting(terms), terms.notice_days or 0
    return next((day for day in range(400) if sum(_stands(left, party, kind, day, notice) for party in parties) >= wanted), None)


def force_by_counting(terms: Terms, told: list[tuple[str, ActKind, int]], asked: int) -> bool:
    """Of two parties a termination ends it for both; of three it is the withdrawal of one. A state and its ministry are one of them."""
    kind = consenting(terms)
    notice = terms.notice_days or 0
    parties = sorted({party for party, _, _ in told})
    of_many = _are_many(parties)
    given = [one for one in told if one[1] is TERMINATE] if of_many else []
    together = together_on(terms, told)
    told = _without_terminations_of_one_of_many(terms, told)
    if together is None or together + terms.delay_days > asked:
        return False
    begins = START + timedelta(together + terms.delay_days)
    last = begins.replace(year=begins.year + 1) - timedelta(1) if terms.end is EndRule.TERM else date.max
    renewed = terms.renewal is Renewal.TACIT
    effects = [(_term_on(last, day + notice) - START).days + 1 if renewed else day + notice for _, _, day in given]
    told += [(party, WITHDRAW, effect - notice) for (party, _, _), effect in zip(given, effects, strict=True) if renewed]
    if any(_closes(told, parties, kind, notice, effect) for effect in effects if begins <= START + timedelta(effect) and effect <= asked):
        return False
    stop = min(_span_end(told, party, TERMINATE, notice) for party in parties)
    if terms.renewal is Renewal.TACIT and stop < float("inf"):
        last = _term_on(last, int(stop))
    elif terms.renewal is Renewal.TACIT:
        last = date.max
    elif stop <= asked:
        return False
    bound = [party for party in parties if _stands(told, party, kind, asked, notice, terms.delay_days)]
    keep_it_up = [party for party in bound if not _suspends(told, party, asked, notice)]
    halted = any(_suspends(told, party, asked, notice) for party in parties if _stands(told, party, kind, asked, notice))
    sides = {COUNTRY[party] for party in keep_it_up}
    return START + timedelta(asked) <= last and len(sides) > 1 and (of_many or not halted)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Terms, list[tuple[str, ActKind, int]]]:
    entry = draw(st.sampled_from([EntryRule.ON_SIGNATURE, EntryRule.ON_EXCHANGE, EntryRule.ON_NTH_CONSENT]))
    nth = draw(st.sampled_from([None, 1, 2])) if entry is EntryRule.ON_NTH_CONSENT else None
    end = draw(st.sampled_from([EndRule.NONE, EndRule.TERM]))
    renewal = draw(st.sampled_from([Renewal.NONE, Renewal.TACIT])) if end is EndRule.TERM else Renewal.NONE
    consent = ConsentBy.SIGNATURE if entry is EntryRule.ON_SIGNATURE else ConsentBy.RATIFICATION
    terms = Terms(entry, nth, draw(st.integers(0, 3)), None, consent, end, None, 1, renewal, 1, draw(st.integers(0, 4)))
    parties = draw(st.sampled_from([("ua", "az"), ("ua", "az", "tr"), ("ua", "moh", "az"), ("ua", "clinic", "az")]))
    told = [(party, SIGN, draw(st.integers(0, 5))) for party in parties]
    told += [(party, kind, draw(st.integers(5, 12))) for kind in (RATIFY, NOTIFY) for party in parties]
    later = {WITHDRAW: st.integers(8, 20), SUSPEND: st.integers(5, 15), RESUME: st.integers(16, 25)}
    later[TERMINATE] = st.one_of(st.integers(8, 20), st.integers(355, 385))
    for kind, when in later.items():
        if draw(st.integers(0, 3)) == 0:
            told.append(("ua", kind, draw(when)))
        if len(parties) > 2 and draw(st.integers(0, 3)) == 0:
            told.append(("az", kind, draw(when)))
    leaving = {WITHDRAW, TERMINATE} if _are_many(parties) else {WITHDRAW}
    for back in ("ua", "az"):
        if any(who == back and kind in leaving for who, kind, _ in told) and draw(st.integers(0, 3)):
            told.append((back, consenting(terms), draw(st.integers(10, 30))))
    return terms, told


def of_parties(
    terms: Terms, told: list[tuple[str, ActKind, int]], made: tuple[Act, ...], recorded: bool = False, silent: bool = False
) -> InstrumentFacts:
    keys = dict.fromkeys(party for party, _, _ in told)
    named = tuple(KNOWN[key] for key in keys)
    return InstrumentFacts("x", InstrumentKind.AGREEMENT, terms, (*named, SILENT) if silent else named, made, recorded)


def uncertain(told: list[tuple[str, ActKind, int]], widths: dict[int, int]) -> tuple[Act, ...]:
    day = START.__add__
    return tuple(
        Act(place, party, kind, Day(day(timedelta(begun)), day(timedelta(begun + widths.get(place, 0)))))
        for place, (party, kind, begun) in enumerate(told)
    )


ASKED = st.one_of(st.integers(0, 30), st.integers(360, 400))


def possible_cases(told, widths):
    cases = [told]
    for place in widths:
        cases = [
            [(who, what, day + step if at == place else day) for at, (who, what, day) in enumerate(case)]
            for case in cases
            for step in range(widths[place] + 1)
        ]
    return cases


def possible_answers(terms, told, widths, asked):
    return {force_by_counting(terms, case, asked) for case in possible_cases(told, widths)}


@given(histories(), st.data(), st.integers(0, 6), ASKED)
def test_with_one_uncertain_day_force_is_known_just_when_all_its_possible_days_agree(history, data, width, asked):
    terms, told = history
    place = data.draw(st.integers(0, len(told) - 1))
    widths = {place: width}
    facts = of_parties(terms, told, uncertain(told, widths))
    answer = in_force(facts, START + timedelta(asked)).known
    expected = possible_answers(terms, told, widths, asked)
    settled = {Known.YES: {True}, Known.NO: {False}, Known.NOT_KNOWN: {True, False}}[answer]
    tacit_from_uncertain = terms.renewal is Renewal.TACIT and any(kind is TERMINATE for _, kind, _ in told)
    may_never_enter = _are_many({party for party, _, _ in told}) and told[place][1] in (consenting(terms), WITHDRAW, TERMINATE)
    may_never_enter |= any(together_on(terms, case) is None for case in possible_cases(told, widths))
    assert settled == expected or ((tacit_from_uncertain or may_never_enter) and answer is Known.NOT_KNOWN)


@given(histories(), ASKED, st.booleans())
def test_a_third_party_that_is_only_named_changes_nothing_between_the_others(history, asked, recorded):
    """Where one of the others keeps it up, the third may do so with that one, by a consent that is not on record; what has ended stays so."""
    terms, told = history
    facts, beside = (of_parties(terms, told, uncertain(told, {}), recorded, silent=silent) for silent in (False, True))
    day = START + timedelta(asked)
    before, after = (in_force(one, day).known for one in (facts, beside))
    goes_on = entered(facts, day).known is not Known.NO and over_for_good(facts, day).known is not Known.YES
    halted = suspended(facts, day).known is Known.YES and not _are_many({party for party, _, _ in told})
    assert after is before or (recorded and before is Known.NO and goes_on and not halted)


@given(histories(), st.data(), ASKED)
def test_with_many_uncertain_days_a_yes_or_a_no_holds_for_all_possible_days(history, data, asked):
    terms, told = history
    chosen = data.draw(st.lists(st.integers(0, len(told) - 1), max_size=3, unique=True))
    widths = {place: data.draw(st.integers(0, 3)) for place in chosen}
    facts = of_parties(terms, told, uncertain(told, widths))
    answer = in_force(facts, START + timedelta(asked)).known
    assert answer is Known.NOT_KNOWN or possible_answers(terms, told, widths, asked) == {answer is Known.YES}


@given(histories(), st.data(), st.integers(0, 6), ASKED, st.booleans())
def test_to_know_more_of_a_day_never_turns_a_yes_into_a_no(history, data, width, asked, recorded):
    terms, told = history
    place = data.draw(st.integers(0, len(told) - 1))
    step = data.draw(st.integers(0, width))
    narrow = [(who, what, day + step if at == place else day) for at, (who, what, day) in enumerate(told)]
    wide, known = (
        in_force(of_parties(terms, told, made, recorded), START + timedelta(asked)).known
        for made in (uncertain(told, {place: width}), uncertain(narrow, {}))
    )
    assert wide in (known, Known.NOT_KNOWN)


THREE = (*STATES, Party("tr", "TR", required=False))
WEEKS = st.integers(0, 12)
WHENS = st.one_of(
    WEEKS.map(lambda week: (week, week)),
    st.tuples(WEEKS, WEEKS).map(lambda pair: (min(pair), max(pair))),
    WEEKS.map(lambda week: (None, week)),
    WEEKS.map(lambda week: (week, None)),
    st.just((None, None)),
)
KINDS = st.sampled_from([kind for kind in ActKind if kind is not ActKind.CORRECT])  # a correction does say anew what was
TOLD = st.tuples(st.sampled_from(["ua", "az", "tr"]), KINDS, WHENS)
TERMS = st.builds(
    Terms,
    entry=st.sampled_from(EntryRule),
    nth=st.sampled_from([None, 1, 2, 3]),
    delay_days=st.sampled_from([0, 10]),
    fixed_on=st.sampled_from([None, START + timedelta(20)]),
    consent_by=st.sampled_from(ConsentBy),
    end=st.sampled_from(EndRule),
    ends_on=st.sampled_from([None, START + timedelta(60)]),
    term_years=st.just(1),
    renewal=st.sampled_from(Renewal),
    renewal_years=st.just(1),
    notice_days=st.sampled_from([None, 0, 7]),
)


def as_acts(told) -> tuple[Act, ...]:
    def day(week: int | None) -> date | None:
        return None if week is None else START + timedelta(7 * week)

    return tuple(Act(place, party, kind, Day(day(first), day(last))) for place, (party, kind, (first, last)) in enumerate(told))


def asked_of(facts: InstrumentFacts, asked: date, successors=()) -> dict[str, Known]:
    """What is said on a day to every question that is put to an instrument, by the question."""
    found = {
        "signed": signed(facts.parties, facts.acts, asked, recorded=facts.recorded),
        "in_force": in_force(facts, asked, successors),
        "basis": covered(["UA", "AZ"], ["oncology"], [BasisLink(facts, tuple(successors))], asked),
    }
    for party in facts.parties:
        found[f"joined {party.key}"] = joined(party.key, facts.acts, asked, notice_days=facts.terms.notice_days)
        found[f"bound {party.key}"] = bound(facts, party.key, asked, successors)
    return {question: answer.known for question, answer in found.items()}


WILD = st.tuples(TERMS, st.lists(TOLD, max_size=5).map(as_acts))
ORDERLY = histories().map(lambda history: (history[0], uncertain(history[1], {})))


@settings(max_examples=200)
@given(st.one_of(WILD, ORDERLY, ORDERLY), TOLD, st.integers(-3, 60), st.booleans(), st.booleans(), st.booleans())
def test_what_surely_comes_later_takes_back_no_answer(history, added, day, recorded, supersedes, of_one_side):
    """A yes and a no stay. What was not known becomes known at most where the act was missing: who did it later had not done it then."""
    terms, made = history
    asked = START + timedelta(day)
    (later,) = (replace(act, id=len(made)) for act in as_acts([added]))
    assume(later.day.not_before and later.day.not_before > asked)
    facts, other = (InstrumentFacts(key, InstrumentKind.AGREEMENT, terms, THREE, made, recorded) for key in ("x", "successor"))
    other = replace(other, is_of_one_side=of_one_side)
    one, so_far, then = (IN_FORCE, [other], [replace(other, acts=(*made, later))]) if supersedes else (facts, [], [])
    before = asked_of(one, asked, so_far)
    after = asked_of(one if supersedes else replace(facts, acts=(*made, later)), asked, then)
    assert {question: said for question, said in before.items() if said is not Known.NOT_KNOWN and said is not after[question]} == {}


def test_who_comes_to_a_text_later_leaves_what_two_had_suspended_as_it_was():
    terms = Terms(EntryRule.ON_EXCHANGE, consent_by=ConsentBy.RATIFICATION, end=EndRule.NONE, renewal=Renewal.NONE, notice_days=0)
    told = [(party, kind, day) for party in ("ua", "az") for kind, day in ((SIGN, 0), (NOTIFY, 5))]
    acts = uncertain([*told, ("ua", SUSPEND, 5), ("az", TERMINATE, 8)], {})
    before = InstrumentFacts("x", InstrumentKind.AGREEMENT, terms, THREE, acts, recorded=True)
    after = replace(before, acts=(*acts, Act(len(acts), "tr", SIGN, Day.on(START + timedelta(7)))))
    assert [in_force(one, START + timedelta(5)).known for one in (before, after)] == [Known.NO, Known.NO]
