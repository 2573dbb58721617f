"""Faults of acts, signers, texts, wording, links and terms, and the gaps of what happened elsewhere."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.kernel.days import Answer, Basis, Day
from twinward.programme.instruments.facts import (
    Act,
    ActKind,
    ConsentBy,
    EndRule,
    EntryRule,
    Evidence,
    InstrumentFacts,
    InstrumentKind,
    Link,
    LinkKind,
    Office,
    Party,
    Renewal,
    Standing,
    Terms,
    TextStanding,
)
from twinward.programme.instruments.rules import (
    WALLS,
    act_faults,
    clearing_faults,
    gaps,
    link_faults,
    signer_faults,
    succession_faults,
    terms_faults,
    text_faults,
    text_hash,
    wording_faults,
)

D = date.fromisoformat
TODAY = D("2025-11-03")
STATES = (Party("ua", "UA"), Party("az", "AZ"))
SIGN, RATIFY, NOTIFY, JOIN, WITHDRAW = ActKind.SIGN, ActKind.RATIFY, ActKind.NOTIFY, ActKind.JOIN, ActKind.WITHDRAW
TERMINATE, SUSPEND, RESUME, CORRECT = ActKind.TERMINATE, ActKind.SUSPEND, ActKind.RESUME, ActKind.CORRECT
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


@pytest.mark.parametrize(
    ("facts", "new", "faults"),
    [
        (agreement(SIGNED), act(9, SIGN, "2025-11-03"), []),
        (agreement(SIGNED), act(9, SIGN, "2025-11-04"), ["act_in_future"]),
        (agreement(SIGNED), act(9, SIGN, Day.in_month(2025, 10)), ["act_day_uncertain"]),
        (agreement(SIGNED), act(9, SIGN, "2025-11-03", "tr"), ["party_not_of_instrument"]),
        (agreement(RATIFIED), act(9, RATIFY, "2025-11-03"), ["ratified_before_signature"]),
        (agreement(RATIFIED, act(1, SIGN, "2025-11-01", "az")), act(9, RATIFY, "2025-11-03"), ["ratified_before_signature"]),
        (agreement(RATIFIED, act(1, SIGN, Day.in_month(2025, 11))), act(9, RATIFY, "2025-11-03"), ["ratified_before_signature"]),
        (agreement(RATIFIED, act(1, SIGN, "2025-11-03")), act(9, RATIFY, "2025-11-03"), []),
        (agreement(RATIFIED), act(9, JOIN, "2025-11-03"), ["not_open_to_joining"]),
        (agreement(OPEN), act(9, JOIN, "2025-11-03"), []),
        (agreement(OPEN, act(1, JOIN, "2025-11-01")), act(9, ActKind.ACCEDE, "2025-11-03"), ["consent_twice"]),
        (WITHDRAWN, act(9, JOIN, "2025-11-03"), []),
        (CONSENTED, act(9, SIGN, "2025-11-03"), ["consent_twice"]),
        (agreement(RATIFIED, act(1, SIGN, "2025-11-01")), act(9, SIGN, "2025-11-03"), ["act_twice"]),
        (agreement(SIGNED), act(9, WITHDRAW, "2025-11-03"), ["act_without_consent"]),
        (WITHDRAWN, act(9, WITHDRAW, "2025-11-03"), ["act_without_consent"]),
        (CONSENTED, act(9, WITHDRAW, "2025-11-03"), []),
        (CONSENTED, act(9, WITHDRAW, "2025-11-03", effective="2025-12-03"), []),
        (CONSENTED, act(9, WITHDRAW, "2025-11-03", effective="2025-12-02"), ["notice_too_short"]),
        (CONSENTED, act(9, TERMINATE, "2025-11-03", effective="2025-12-02"), ["notice_too_short"]),
        (CONSENTED, act(9, SUSPEND, "2025-11-03", effective="2025-11-02"), ["effective_before_act"]),
        (replace(CONSENTED, terms=replace(SIGNED, notice_days=None)), act(9, WITHDRAW, "2025-11-03"), ["notice_unknown"]),
        (CONSENTED, act(9, SUSPEND, "2025-11-03"), []),
        (agreement(SIGNED, act(1, SIGN, "2025-01-10"), act(2, WITHDRAW, "2025-10-20")), act(9, SUSPEND, "2025-11-03"), []),
        (
            agreement(SIGNED, act(1, SIGN, "2025-01-10"), act(2, WITHDRAW, "2025-10-20")),
            act(9, WITHDRAW, "2025-11-03"),
            ["act_without_consent"],
        ),
        (agreement(SIGNED), act(9, SUSPEND, "2025-11-03"), ["act_without_consent"]),
        (PAUSED, act(9, SUSPEND, "2025-11-03"), ["suspended_already"]),
        (PAUSED, act(9, RESUME, "2025-11-03"), []),
        (PAUSED, act(9, RESUME, "2025-01-31"), ["resumed_without_suspension"]),
        (CONSENTED, act(9, RESUME, "2025-11-03"), ["resumed_without_suspension"]),
        (CONSENTED, act(9, CORRECT, "2025-01-11", corrects=1, reason="misread"), []),
        (CONSENTED, act(9, CORRECT, "2025-01-11", corrects=1), ["act_correction_without_reason"]),
        (CONSENTED, act(9, CORRECT, "2025-01-11", corrects=7, reason="misread"), ["correction_of_foreign_act"]),
        (CONSENTED, act(9, CORRECT, "2025-01-11", reason="misread"), ["correction_of_foreign_act"]),
        (CONSENTED, act(9, CORRECT, "2025-01-11", corrects=2, reason="misread"), ["correction_changes_party"]),
        (CONSENTED, act(9, CORRECT, "2026-01-11", corrects=1, reason="misread"), ["act_in_future"]),
    ],
)
def test_an_act_done_here_is_refused_with_its_faults(facts, new, faults):
    assert list(act_faults(facts, new, today=TODAY, done_here=True)) == faults
    recorded = list(act_faults(replace(facts, recorded=True), new, today=TODAY, done_here=False))
    assert recorded == [code for code in faults if code in WALLS]


def test_a_correction_may_not_put_a_ratification_before_its_signature():
    facts = agreement(RATIFIED, act(1, SIGN, "2025-01-01"), act(2, RATIFY, "2025-02-01"))
    later = act(9, CORRECT, "2025-03-01", corrects=1, reason="misread")
    never = replace(later, says_instead=False)
    for correction in (later, never):
        assert list(act_faults(facts, correction, today=TODAY, done_here=True)) == ["ratified_before_signature"]


def test_a_correction_is_not_held_up_by_older_faults_of_the_record():
    facts = agreement(RATIFIED, act(1, RATIFY, "2025-02-01"), act(2, NOTIFY, "2025-03-01"))
    assert list(act_faults(facts, act(9, CORRECT, "2025-03-02", corrects=2, reason="misread"), today=TODAY, done_here=True)) == []


def test_an_announced_act_may_lie_in_the_future():
    planned = act(9, SIGN, "2025-12-01", standing=Standing.ENVISAGED)
    assert list(act_faults(agreement(SIGNED, recorded=True), planned, today=TODAY, done_here=False)) == []


OFFICE = Office("UA", Day.on(D("2020-03-04")), Day.on(D("2025-07-31")))


@pytest.mark.parametrize(
    ("party", "day", "offices", "faults"),
    [
        (STATES[0], Day.on(D("2025-07-31")), [OFFICE], []),
        (STATES[0], Day.on(D("2025-08-01")), [OFFICE], ["signer_without_authority"]),
        (STATES[0], Day.on(D("2025-08-01")), [replace(OFFICE, ends_on=None)], []),
        (STATES[0], Day.in_month(2025, 7), [OFFICE], []),
        (STATES[0], Day(D("2025-07-31"), D("2025-08-01")), [OFFICE], ["authority_unknown"]),
        (STATES[0], Day.unknown(), [OFFICE], ["authority_unknown"]),
        (STATES[0], Day.on(D("2025-01-01")), [], ["authority_unknown"]),
        (STATES[1], Day.on(D("2025-01-01")), [OFFICE], ["authority_unknown"]),
        (Party("1", "UA", "okhmatdyt"), Day.on(D("2025-01-01")), [replace(OFFICE, at="okhmatdyt")], []),
        (STATES[0], Day.on(D("2025-01-01")), [Office("UA", Day.in_year(2025))], ["authority_unknown"]),
    ],
)
def test_a_signatory_held_an_office_at_the_party_on_that_day(party, day, offices, faults):
    assert list(signer_faults(party, day, offices, has_full_powers=False)) == faults
    assert list(signer_faults(party, day, offices, has_full_powers=True)) == []


TEXTS = {"uk": "a" * 64, "az": "b" * 64}


@pytest.mark.parametrize(
    ("standing", "faults"),
    [
        (TextStanding(("uk", "az"), TEXTS), []),
        (TextStanding(("uk", "az"), TEXTS, text_hash(TEXTS)), []),
        (TextStanding((), TEXTS), ["languages_unknown"]),
        (TextStanding(("uk", "en"), TEXTS), ["language_missing"]),
        (TextStanding(("uk", "az"), TEXTS | {"az": "c" * 64}, text_hash(TEXTS)), ["text_changed"]),
        (TextStanding(("uk", "az"), {"uk": "a" * 64}, text_hash(TEXTS)), ["language_missing", "text_changed"]),
        (TextStanding(("uk", "az"), TEXTS | {"en": "d" * 64}, text_hash(TEXTS)), []),
    ],
)
def test_an_agreed_text_is_there_in_every_authentic_language_and_unchanged(standing, faults):
    assert list(text_faults(standing)) == faults


@given(st.dictionaries(st.sampled_from(["az", "en", "es", "uk"]), st.sampled_from(["a" * 64, "b" * 64])), st.randoms())
def test_the_hash_of_the_texts_does_not_hang_on_their_order_but_on_each_of_them(texts, chance):
    shuffled = list(texts.items())
    chance.shuffle(shuffled)
    assert text_hash(dict(shuffled)) == text_hash(texts)
    for language in texts:
        assert text_hash(texts | {language: "c" * 64}) != text_hash(texts)


HOSPITALS = [Party("1", "UA", "okhmatdyt"), Party("2", "AZ", "paediatrics")]


@pytest.mark.parametrize(
    ("kind", "parties", "faults"),
    [
        (InstrumentKind.MEMORANDUM, HOSPITALS, []),
        (InstrumentKind.MEMORANDUM, HOSPITALS[:1], ["one_party", "one_country"]),
        (InstrumentKind.MEMORANDUM, [HOSPITALS[0], replace(HOSPITALS[0], key="2")], ["one_organisation", "one_country"]),
        (InstrumentKind.MEMORANDUM, [HOSPITALS[0], Party("2", "UA", "nci")], ["one_country"]),
        (InstrumentKind.MEMORANDUM, [HOSPITALS[0], Party("2", "AZ", named=False)], ["party_unnamed"]),
        (InstrumentKind.MEMORANDUM, list(STATES), []),
        (InstrumentKind.AGREEMENT, list(STATES), []),
        (InstrumentKind.AGREEMENT, [], ["one_party", "one_country"]),
        (InstrumentKind.DECLARATION, [], []),
        (InstrumentKind.STATEMENT, [], []),
    ],
)
def test_parties_are_two_at_least_and_of_two_countries(kind, parties, faults):
    assert list(wording_faults(parties, kind)) == faults


def test_nobody_clears_what_they_submitted():
    assert list(clearing_faults("lawyer", "lawyer")) == ["own_submission"]
    assert list(clearing_faults("lawyer", "officer")) == []


BASIS, AMENDS, ANNEX = LinkKind.LEGAL_BASIS, LinkKind.AMENDS, LinkKind.ANNEX_OF
STANDING = [Link("plan", "memorandum", BASIS), Link("memorandum", "agreement", BASIS), Link("protocol", "agreement", AMENDS)]


@pytest.mark.parametrize(
    ("new", "faults"),
    [
        (Link("plan", "agreement", BASIS), []),
        (Link("plan", "plan", BASIS), ["link_to_itself"]),
        (Link("agreement", "plan", ANNEX), ["link_cycle"]),
        (Link("plan", "memorandum", BASIS), ["link_twice"]),
        (Link("protocol", "memorandum", AMENDS), ["amends_more_than_one"]),
        (Link("second", "agreement", AMENDS), []),
    ],
)
def test_links_run_one_way(new, faults):
    assert list(link_faults(new, STANDING)) == faults


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=25))
def test_whatever_links_are_offered_those_without_a_fault_never_close_a_circle(offered):
    standing: list[Link] = []
    for source, target in offered:
        new = Link(str(source), str(target), BASIS)
        if not list(link_faults(new, standing)):
            standing.append(new)
    remaining = set(standing)
    while leaves := {link for link in remaining if link.target not in {other.source for other in remaining}}:
        remaining -= leaves
    assert not remaining


def test_what_supersedes_an_instrument_is_of_its_kind_and_by_the_same_parties():
    assert list(succession_faults(replace(CONSENTED, key="new"), CONSENTED)) == []
    other = InstrumentFacts("new", InstrumentKind.MEMORANDUM, parties=STATES[:1])
    assert list(succession_faults(other, CONSENTED)) == ["successor_of_other_kind", "successor_without_same_parties"]


@pytest.mark.parametrize(
    ("terms", "faults"),
    [
        (Terms(), []),
        (SIGNED, []),
        (Terms(EntryRule.FIXED), ["entry_without_day"]),
        (Terms(EntryRule.ON_NTH_CONSENT, nth=0), ["entry_without_number"]),
        (replace(SIGNED, consent_by=ConsentBy.RATIFICATION), ["entry_before_consent"]),
        (Terms(end=EndRule.FIXED_DAY), ["end_without_day"]),
        (Terms(fixed_on=D("2025-02-01"), ends_on=D("2025-01-01")), ["end_before_entry"]),
        (Terms(end=EndRule.TERM, term_years=0), ["term_without_years"]),
        (Terms(end=EndRule.NONE, renewal=Renewal.TACIT, renewal_years=1), ["renewal_without_term"]),
        (Terms(end=EndRule.TERM, term_years=1, renewal=Renewal.TACIT), ["renewal_without_years"]),
        (Terms(notice_days=-1), ["days_below_zero"]),
    ],
)
def test_terms_say_enough_to_reckon_with(terms, faults):
    assert list(terms_faults(terms)) == faults


INFERRED = Day.on(D("2025-11-01"), Basis.INFERRED)
HEALTH_2025 = agreement(Terms(), act(1, SIGN, INFERRED), act(2, SIGN, INFERRED, "az"), recorded=True)


def test_the_2025_agreement_has_seven_gaps():
    evidence = Evidence(has_unnamed_predecessor=True, has_conflict=True)
    assert list(gaps(HEALTH_2025, evidence)) == [
        "no_text",
        "day_inferred",
        "entry_rule_unknown",
        "authority_unknown",
        "predecessor_unnamed",
        "languages_unknown",
        "sources_disagree",
    ]


def test_the_cardiology_memorandum_is_neither_counted_nor_are_its_parties_named():
    parties = (Party("1", "AZ", named=False), Party("2", "UA", named=False))
    told = (act(1, SIGN, Day.by(D("2025-11-01")), "1"), act(2, SIGN, Day.by(D("2025-11-01")), "2"))
    facts = InstrumentFacts("cardiology", InstrumentKind.MEMORANDUM, Terms(), parties, told, recorded=True)
    evidence = Evidence(number_of_texts=None, basis=Answer.not_known("legal_basis"), has_focal_points=False)
    assert list(gaps(facts, evidence)) == [
        "no_text",
        "day_unknown",
        "entry_rule_unknown",
        "authority_unknown",
        "languages_unknown",
        "party_unnamed",
        "texts_not_counted",
        "no_legal_basis",
        "no_focal_point",
    ]


def test_a_full_record_has_no_gaps():
    full = replace(CONSENTED, terms=replace(SIGNED, end=EndRule.NONE), recorded=True)
    evidence = Evidence(has_text=True, authentic=("uk", "az"), has_authority=True, basis=Answer.yes(), has_focal_points=True)
    assert list(gaps(full, evidence)) == []
    assert list(gaps(replace(full, terms=SIGNED), evidence)) == ["end_rule_unknown"]
    assert list(gaps(replace(full, acts=()), evidence)) == ["no_act"]
    assert list(gaps(replace(full, acts=full.acts[:1]), evidence)) == ["signature_missing"]


def test_a_plan_that_runs_without_any_act_lacks_only_its_text_and_the_act():
    plan = InstrumentFacts("plan", InstrumentKind.JOINT_ACTION_PLAN, parties=STATES, recorded=True)
    assert list(gaps(plan, Evidence(authentic=("uk",)))) == ["no_text", "no_act"]


def test_acts_that_do_not_fit_together_are_gaps_of_what_happened_elsewhere():
    facts = agreement(RATIFIED, act(1, SIGN, "2025-03-01"), act(2, RATIFY, "2025-02-01"), recorded=True)
    assert "ratified_before_signature" in list(gaps(facts, Evidence()))
    unclear = agreement(RATIFIED, act(1, SIGN, Day.in_year(2025)), act(2, RATIFY, "2025-02-01"), recorded=True)
    assert "ratified_before_signature" not in list(gaps(unclear, Evidence()))


def test_a_life_of_consent_suspension_and_withdrawal_fits_together():
    told = (*CONSENTED.acts, act(3, SUSPEND, "2025-02-01"), act(4, RESUME, "2025-03-01"), act(5, SUSPEND, "2025-04-01"))
    lived = agreement(
        SIGNED,
        *told,
        act(6, RESUME, "2025-05-01"),
        act(7, WITHDRAW, "2025-06-01"),
        act(8, SIGN, "2025-08-01"),
        act(9, WITHDRAW, "2025-09-01"),
    )
    evidence = Evidence(has_text=True, authentic=("uk",), has_authority=True)
    assert list(gaps(lived, evidence)) == ["end_rule_unknown"]


def test_whether_who_suspends_has_consented_may_be_not_known_elsewhere():
    facts = agreement(Terms(), act(1, SIGN, "2025-01-01"), act(2, SUSPEND, "2025-02-01"), recorded=True)
    assert "act_without_consent" not in list(gaps(facts, Evidence()))
    unsigned = agreement(Terms(), act(2, SUSPEND, "2025-02-01"), recorded=True)
    assert "act_without_consent" in list(gaps(unsigned, Evidence()))
