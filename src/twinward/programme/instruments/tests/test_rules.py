"""Faults of signers, texts, wording, links and terms, and the gaps of what happened elsewhere."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.kernel.days import Answer, Basis, Day
from twinward.programme.instruments.agreed import text_hash
from twinward.programme.instruments.endings import ended_faults
from twinward.programme.instruments.facts import (
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
    Terms,
    TextStanding,
)
from twinward.programme.instruments.rules import (
    basis_faults,
    clearing_faults,
    gaps,
    link_faults,
    publishing_faults,
    signer_faults,
    succession_faults,
    terms_faults,
    text_faults,
    wording_faults,
)
from twinward.programme.instruments.tests.on_record import CONSENTED, RATIFIED, SIGNED, SOME_DAY, act, agreement
from twinward.programme.instruments.tests.told import RATIFY, RESUME, SIGN, STATES, SUSPEND, WITHDRAW, D

OFFICE = Office("UA", Day.on(D("2020-03-04")), Day.on(D("2025-07-31")))


@pytest.mark.parametrize(
    ("party", "day", "offices", "faults"),
    [
        (STATES[0], Day.on(D("2025-07-31")), [OFFICE], []),
        (STATES[0], Day.on(D("2025-08-01")), [OFFICE], ["signer_without_authority"]),
        (STATES[0], Day.on(D("2020-03-03")), [OFFICE], ["signer_without_authority"]),
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
        (InstrumentKind.MEMORANDUM, [Party("1", "UA"), Party("2", "UA")], ["one_organisation", "one_country"]),
        (InstrumentKind.AGREEMENT, [Party("1", "UA"), Party("2", "UA")], ["one_country"]),
        (
            InstrumentKind.MEMORANDUM,
            [Party("1", "UA", named=False), Party("2", "UA", named=False)],
            ["one_country", "party_unnamed"],
        ),
        (InstrumentKind.AGREEMENT, list(STATES), []),
        (InstrumentKind.AGREEMENT, [], ["one_party", "one_country"]),
        (InstrumentKind.DECLARATION, [], []),
        (InstrumentKind.STATEMENT, [], []),
    ],
)
def test_parties_are_two_at_least_and_of_two_countries(kind, parties, faults):
    assert list(wording_faults(parties, kind)) == faults


@pytest.mark.parametrize(
    ("signed", "is_public", "reason", "faults"),
    [
        (Answer.yes("signed"), True, "", []),
        (Answer.no("unsigned_party"), True, "Because", ["public_before_signature"]),
        (Answer.not_known("signature_day"), True, "Because", ["public_before_signature"]),
        (Answer.yes("signed"), False, "A name stands in its title", []),
        (Answer.no("unsigned_party"), False, "A name stands in its title", []),
        (Answer.yes("signed"), False, " ", ["reason_missing"]),
        (Answer.no("unsigned_party"), False, "", ["reason_missing"]),
    ],
)
def test_what_is_signed_is_told_outside_and_taken_back_for_a_reason(signed, is_public, reason, faults):
    assert list(publishing_faults(signed, is_public=is_public, reason=reason)) == faults


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
        (Link("protocol", "memorandum", AMENDS), []),
        (Link("second", "agreement", AMENDS), []),
    ],
)
def test_links_run_one_way(new, faults):
    assert list(link_faults(new, STANDING)) == faults


def test_a_circle_is_seen_on_every_branch():
    branching = [Link("plan", "memorandum", BASIS), Link("plan", "annex", BASIS), Link("memorandum", "agreement", BASIS)]
    for links in (branching, branching[::-1]):
        assert list(link_faults(Link("agreement", "plan", BASIS), links)) == ["link_cycle"]


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
    with_guest = replace(CONSENTED, parties=(*CONSENTED.parties, Party("3", "PL", required=False)))
    assert list(succession_faults(CONSENTED, with_guest)) == []


@pytest.mark.parametrize(
    ("terms", "faults"),
    [
        (Terms(), []),
        (SIGNED, []),
        (Terms(EntryRule.FIXED), ["entry_without_day"]),
        (Terms(EntryRule.FIXED, fixed_on=D("2025-02-01")), []),
        (Terms(consent_by=ConsentBy.RATIFICATION), []),
        (Terms(end=EndRule.FIXED_DAY, ends_on=D("2025-02-01")), []),
        (Terms(end=EndRule.NONE, renewal=Renewal.NONE), []),
        (Terms(end=EndRule.TERM, term_years=5, renewal=Renewal.TACIT, renewal_years=5), []),
        (Terms(EntryRule.ON_NTH_CONSENT, nth=0), ["entry_without_number"]),
        (Terms(EntryRule.ON_NTH_CONSENT, nth=1), []),
        (Terms(EntryRule.ON_NTH_CONSENT), []),
        (Terms(EntryRule.ON_EXCHANGE, nth=0), []),
        (Terms(EntryRule.ON_EXCHANGE, nth=2), []),
        (replace(SIGNED, consent_by=ConsentBy.RATIFICATION), ["entry_before_consent"]),
        (Terms(end=EndRule.FIXED_DAY), ["end_without_day"]),
        (Terms(fixed_on=D("2025-02-01"), ends_on=D("2025-01-01")), ["end_before_entry"]),
        (Terms(fixed_on=D("2025-02-01"), ends_on=D("2025-02-01")), []),
        (Terms(fixed_on=D("2025-02-01")), []),
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
    paused = replace(full, acts=(full.acts[0], act(2, SUSPEND, "2025-02-01", "az")))
    assert "signature_missing" in list(gaps(paused, evidence))
    with_guest = replace(full, parties=(*full.parties, Party("3", "PL", required=False)))
    assert list(gaps(with_guest, evidence)) == []


def test_a_text_in_one_of_its_languages_lacks_the_others():
    evidence = Evidence(has_text=True, authentic=("uk", "az"), texts=frozenset({"uk"}), has_authority=True)
    assert "language_missing" in list(gaps(CONSENTED, evidence))
    for texts in ({"uk", "az"}, {"uk", "az", "en"}):
        assert "language_missing" not in list(gaps(CONSENTED, replace(evidence, texts=frozenset(texts))))
    assert "language_missing" not in list(gaps(CONSENTED, replace(evidence, texts=frozenset())))  # its signed paper alone is on record


def test_of_a_declaration_nobody_asks_who_might_sign_it():
    declaration = replace(CONSENTED, kind=InstrumentKind.DECLARATION, terms=Terms(open_to_joining=True))
    assert list(gaps(declaration, Evidence(has_text=True, authentic=("uk",)))) == []


def test_a_plan_that_runs_without_any_act_lacks_only_its_text_and_the_act():
    plan = InstrumentFacts("plan", InstrumentKind.JOINT_ACTION_PLAN, parties=STATES, recorded=True)
    assert list(gaps(plan, Evidence(authentic=("uk",)))) == ["no_text", "no_act"]


def test_acts_that_do_not_fit_together_are_gaps_of_what_happened_elsewhere():
    facts = agreement(RATIFIED, act(1, SIGN, "2025-03-01"), act(2, RATIFY, "2025-02-01"), recorded=True)
    assert "ratified_before_signature" in list(gaps(facts, Evidence()))
    unclear = agreement(RATIFIED, act(1, SIGN, Day.in_year(2025)), act(2, RATIFY, "2025-02-01"), recorded=True)
    assert "ratified_before_signature" not in list(gaps(unclear, Evidence()))
    same_day = agreement(RATIFIED, act(1, SIGN, "2025-02-01"), act(2, RATIFY, "2025-02-01"), recorded=True)
    assert "ratified_before_signature" not in list(gaps(same_day, Evidence()))
    maybe_twice = agreement(SIGNED, *CONSENTED.acts, act(3, SUSPEND, SOME_DAY), act(4, SUSPEND, "2025-06-01"), recorded=True)
    assert "suspended_already" not in list(gaps(maybe_twice, Evidence()))


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


@pytest.mark.parametrize(
    ("basis", "faults"),
    [
        (None, []),
        (Answer.yes("has_legal_basis"), []),
        (Answer.no("suspended", "basis_not_in_force", "no_legal_basis"), ["no_legal_basis", "suspended", "basis_not_in_force"]),
        (Answer.no("no_consent", "country_not_bound", "no_legal_basis"), ["no_legal_basis", "country_not_bound"]),
        (Answer.not_known("entry_rule"), ["legal_basis_not_known"]),
    ],
)
def test_what_is_signed_here_rests_on_a_basis_or_is_told_why_not(basis, faults):
    assert list(basis_faults(basis)) == faults


@pytest.mark.parametrize(
    ("terms", "faults"),
    [
        (Terms(end=EndRule.FIXED_DAY, ends_on=D("2020-01-01")), ["end_in_the_past"]),
        (Terms(end=EndRule.FIXED_DAY, ends_on=D("2025-11-02")), ["end_in_the_past"]),
        (Terms(end=EndRule.FIXED_DAY, ends_on=D("2025-11-03")), []),
        (Terms(end=EndRule.NONE, ends_on=D("2020-01-01")), []),
        (Terms(entry=EntryRule.FIXED, fixed_on=D("2015-01-01"), end=EndRule.TERM, term_years=5), ["term_in_the_past"]),
        (Terms(entry=EntryRule.FIXED, fixed_on=D("2024-01-01"), end=EndRule.TERM, term_years=5), []),
        (Terms(entry=EntryRule.FIXED, fixed_on=D("2015-01-01"), end=EndRule.TERM, term_years=5, renewal=Renewal.TACIT), []),
        (Terms(entry=EntryRule.ON_SIGNATURE, end=EndRule.TERM, term_years=5), []),
        (Terms(entry=EntryRule.ON_SIGNATURE, fixed_on=D("2015-01-01"), end=EndRule.TERM, term_years=5), []),
    ],
)
def test_what_is_drafted_does_not_end_before_its_day(terms, faults):
    assert list(ended_faults(terms, today=D("2025-11-03"))) == faults
