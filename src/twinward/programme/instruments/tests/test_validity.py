"""Entry into force, end, suspension, succession and legal basis, on the reported facts and case by case."""

from dataclasses import replace
from datetime import date

import pytest

from twinward.foundation.kernel.days import Basis, Day, Known
from twinward.programme.instruments.consent import joined, live_acts, signed
from twinward.programme.instruments.coverage import covered, legal_basis
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
    Standing,
    Terms,
    Waiver,
)
from twinward.programme.instruments.validity import bound, ends, entered, entry_into_force, expiring, in_force, notice_deadline, suspended

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


def signed_on(facts: InstrumentFacts, asked: str):
    return signed(facts.parties, facts.acts, D(asked), recorded=facts.recorded)


def test_the_2025_agreement_is_signed_on_an_inferred_day_and_whether_it_is_in_force_is_not_known():
    answer = signed_on(HEALTH_2025, "2025-11-03")
    assert answer.known is Known.YES
    assert answer.rests_on_inferred
    assert signed_on(HEALTH_2025, "2025-10-31").known is Known.NO
    force = in_force(HEALTH_2025, D("2025-11-03"))
    assert (force.known, force.missing) == (Known.NOT_KNOWN, ("entry_rule",))
    assert in_force(HEALTH_2025, D("2025-10-31")).known is Known.NO


def test_the_1999_agreement_is_signed_in_some_part_of_that_year():
    assert signed_on(PHARMA_1999, "2000-01-01").known is Known.YES
    assert signed_on(PHARMA_1999, "1999-06-30").known is Known.NOT_KNOWN
    assert signed_on(PHARMA_1999, "1999-06-30").missing == ("signature_day",)
    assert signed_on(PHARMA_1999, "1998-12-31").known is Known.NO
    assert in_force(PHARMA_1999, D("2025-11-03")).missing == ("entry_rule",)
    assert in_force(PHARMA_1999, D("1998-12-31")).known is Known.NO


def test_the_1999_agreement_is_a_basis_for_pharmaceutical_production_and_circulation_only():
    subjects = frozenset({"pharmaceutical_production_and_circulation"})
    link = BasisLink(PHARMA_1999, subjects=subjects)
    refused = legal_basis(ONCOLOGY, [link], D("2025-11-03"))
    assert refused.known is Known.NO
    assert refused.because == ("outside_subjects", "no_legal_basis")
    pharma = replace(ONCOLOGY, fields=subjects)
    assert legal_basis(pharma, [link], D("2025-11-03")).known is Known.NOT_KNOWN
    assert legal_basis(pharma, [replace(link, instrument=IN_FORCE)], D("2025-11-03")).known is Known.YES


def test_the_2025_agreement_may_be_a_basis_for_more_than_the_fields_that_the_source_names():
    named = frozenset({"traditional_medicine", "pharmaceutical_industry", "medical_education"})
    link = BasisLink(HEALTH_2025, subjects=named, subjects_complete=False)
    assert legal_basis(ONCOLOGY, [link], TODAY).missing == ("text", "entry_rule", "consent_rule")
    assert legal_basis(replace(ONCOLOGY, fields=frozenset({"medical_education"})), [link], TODAY).missing == ("entry_rule", "consent_rule")


def test_memorandums_signed_before_a_publication_are_signed_by_its_day():
    told = acts(("mgh", SIGN, Day.before(D("2023-10-27"))), ("okhmatdyt", SIGN, Day.before(D("2023-10-27"))))
    assert signed(MGH, told, D("2023-10-13"), recorded=True).known is Known.NOT_KNOWN
    assert signed(MGH, told, D("2023-10-27"), recorded=True).known is Known.YES


def test_memorandums_of_february_of_an_unknown_year_are_signed_on_no_known_day():
    parties = (Party("charite", "DE", "charite"), Party("lviv", "UA", "lviv"))
    unknown = acts(("charite", SIGN, Day.unknown()), ("lviv", SIGN, Day.unknown()))
    for asked in ("2022-02-26", "2023-10-13", "2099-01-01"):
        assert signed(parties, unknown, D(asked), recorded=True).known is Known.NOT_KNOWN
    published = acts(("charite", SIGN, Day.by(D("2024-05-01"))), ("lviv", SIGN, Day.by(D("2024-05-01"))))
    assert signed(parties, published, D("2024-05-01"), recorded=True).known is Known.YES


def test_the_declaration_was_joined_at_some_day_between_the_summit_and_the_count():
    told = acts(("es", JOIN, Day(D("2023-09-06"), D("2023-10-13"), Basis.RECONSTRUCTED)))
    assert joined("es", told, D("2023-09-05")).known is Known.NO
    assert joined("es", told, D("2023-09-20")).known is Known.NOT_KNOWN
    answer = joined("es", told, D("2023-10-13"))
    assert (answer.known, answer.rests_on_inferred) == (Known.YES, True)
    assert joined("fr", told, D("2023-10-13")).because == ("not_joined",)


def test_a_party_that_withdrew_and_joined_again_has_joined_but_in_between():
    told = acts(("es", JOIN, "2023-09-06"), ("es", WITHDRAW, "2024-01-01"), ("es", JOIN, "2024-06-01"))
    answers = [joined("es", told, D(asked)).known for asked in ("2023-12-31", "2024-01-01", "2024-06-01")]
    assert answers == [Known.YES, Known.NO, Known.YES]


def test_a_withdrawal_whose_notice_is_not_known_leaves_joining_not_known():
    told = acts(("es", JOIN, "2023-09-06"), ("es", WITHDRAW, "2024-01-01"))
    assert joined("es", told, D("2023-12-31"), notice_days=None).known is Known.YES
    assert joined("es", told, D("2024-06-01"), notice_days=None).missing == ("withdrawal_day",)


def test_a_corrected_act_counts_as_its_last_correction_has_it():
    wrong = Act(1, "ua", SIGN, Day.on(D("2025-01-01")))
    first = Act(2, "ua", CORRECT, Day.on(D("2025-02-01")), corrects=1)
    second = Act(3, "ua", CORRECT, Day.on(D("2025-03-01")), corrects=2)
    never = Act(4, "ua", CORRECT, Day.unknown(), corrects=1, says_instead=False)
    assert live_acts([second, first, wrong]) == (replace(wrong, day=second.day),)
    assert live_acts([wrong, first, second, never]) == ()
    assert live_acts([wrong, replace(first, corrects=9)]) == (wrong,)


def test_an_announced_act_has_not_happened():
    assert live_acts([Act(1, "ua", SIGN, INFERRED, standing=Standing.ENVISAGED)]) == ()


def test_a_signature_that_is_not_on_record_is_not_known_of_what_happened_elsewhere_and_not_given_here():
    one = acts(("ua", SIGN, "2025-01-01"))
    assert signed(STATES, one, D("2025-02-01")).because == ("unsigned_party",)
    assert signed(STATES, one, D("2025-02-01"), recorded=True).missing == ("signature",)
    assert signed((), one, D("2025-02-01")).missing == ("party",)


NTH = Terms(EntryRule.ON_NTH_CONSENT, nth=2, delay_days=30, consent_by=ConsentBy.RATIFICATION)
FIXED = Terms(EntryRule.FIXED, fixed_on=D("2025-06-01"), consent_by=ConsentBy.SIGNATURE)
EXCHANGE = Terms(EntryRule.ON_EXCHANGE, delay_days=10)


@pytest.mark.parametrize(
    ("terms", "told", "day", "missing"),
    [
        (ENDLESS, [("ua", SIGN, "2025-01-10"), ("az", SIGN, "2025-02-10")], "2025-02-10", ()),
        (ENDLESS, [("ua", SIGN, "2025-01-10")], None, ("signature",)),
        (NTH, [*both(SIGN, "2025-01-01"), *both(RATIFY, "2025-02-01")], "2025-03-03", ()),
        (NTH, [*both(SIGN, "2025-01-01"), ("ua", RATIFY, "2025-02-01")], None, ("consent",)),
        (
            replace(NTH, notice_days=0),
            [("ua", RATIFY, "2025-01-01"), ("ua", WITHDRAW, "2025-01-05"), ("az", RATIFY, "2025-02-01")],
            None,
            ("consent",),
        ),
        (replace(NTH, nth=None), [*both(RATIFY, "2025-02-01")], "2025-03-03", ()),
        (replace(NTH, consent_by=ConsentBy.NOT_STATED), [*both(SIGN, "2025-01-01")], None, ("consent_rule",)),
        (EXCHANGE, [*both(SIGN, "2025-01-01"), ("ua", NOTIFY, "2025-02-01"), ("az", NOTIFY, "2025-03-01")], "2025-03-11", ()),
        (EXCHANGE, [*both(SIGN, "2025-01-01"), ("ua", NOTIFY, "2025-02-01")], None, ("notification",)),
        (FIXED, [*both(SIGN, "2025-01-01")], "2025-06-01", ()),
        (FIXED, [("ua", SIGN, "2025-01-01"), ("az", SIGN, "2025-07-01")], "2025-07-01", ()),
        (replace(FIXED, fixed_on=None), [*both(SIGN, "2025-01-01")], None, ("fixed_day",)),
        (Terms(), [("ua", SIGN, "2025-01-01")], None, ("entry_rule", "signature")),
    ],
)
def test_a_text_enters_into_force_by_its_rule_and_not_while_an_act_is_missing(terms, told, day, missing):
    entry = entry_into_force(terms, STATES, acts(*told))
    assert (entry.day, entry.missing) == (Day.on(D(day)) if day else None, missing)


def test_without_parties_nothing_enters_into_force():
    assert entry_into_force(ENDLESS, (), ()).missing == ("consent",)


def test_a_ratification_on_an_unknown_day_is_no_sooner_than_the_signature():
    told = [*both(SIGN, INFERRED), *both(RATIFY, Day.unknown())]
    assert entry_into_force(replace(NTH, delay_days=0), STATES, acts(*told)).day == Day.since(D("2025-11-01"), Basis.INFERRED)
    contradictory = [*both(SIGN, INFERRED), *both(RATIFY, Day.by(D("2025-01-01")))]
    assert entry_into_force(replace(NTH, delay_days=0), STATES, acts(*contradictory)).day == Day.by(D("2025-01-01"))


def test_of_what_happened_elsewhere_an_act_that_is_not_on_record_leaves_force_not_known():
    here = agreement(EXCHANGE, *both(SIGN, "2025-01-01"))
    assert entered(here, D("2025-06-01")).because == ("no_notification",)
    assert entered(replace(here, recorded=True), D("2025-06-01")).missing == ("notification",)
    assert entered(replace(here, recorded=True), D("2025-01-10")).because == ("not_yet_in_force",)


TERM = replace(ENDLESS, end=EndRule.TERM, term_years=5)
TACIT = replace(TERM, renewal=Renewal.TACIT, renewal_years=2)


@pytest.mark.parametrize(
    ("terms", "told", "last_day", "missing"),
    [
        (ENDLESS, [], None, ()),
        (TERM, [], Day.on(D("2030-01-09")), ()),
        (TACIT, [], None, ()),
        (replace(ENDLESS, end=EndRule.FIXED_DAY, ends_on=D("2027-12-31")), [], Day.on(D("2027-12-31")), ()),
        (replace(ENDLESS, end=EndRule.FIXED_DAY), [], Day.since(D("2025-01-10")), ("end_day",)),
        (replace(TERM, term_years=None), [], Day.since(D("2025-01-10")), ("term",)),
        (replace(ENDLESS, end=EndRule.NOT_STATED), [], Day.since(D("2025-01-10")), ("end_rule",)),
        (replace(TERM, renewal=Renewal.NOT_STATED), [], Day.since(D("2030-01-09")), ("renewal",)),
        (TERM, [("ua", TERMINATE, "2026-01-01")], Day.on(D("2026-01-30")), ()),
        (replace(ENDLESS, notice_days=None), [("ua", TERMINATE, "2026-01-01")], Day.since(D("2025-12-31")), ("notice_days",)),
        (TACIT, [("ua", TERMINATE, "2029-12-10")], Day.on(D("2030-01-09")), ()),
        (TACIT, [("ua", TERMINATE, "2029-12-11")], Day.on(D("2032-01-09")), ()),
        (TACIT, [("ua", TERMINATE, Day.unknown())], Day.since(D("2030-01-09")), ("termination_day",)),
        (replace(TACIT, notice_days=None), [("ua", TERMINATE, "2026-01-01")], Day.since(D("2030-01-09")), ("notice_days",)),
        (replace(TACIT, renewal_years=None), [("ua", TERMINATE, "2031-01-01")], Day.since(D("2031-01-01")), ("renewal_years",)),
        (ENDLESS, [("ua", WITHDRAW, "2026-01-01")], Day.on(D("2026-01-30")), ()),
    ],
)
def test_a_text_ends_by_its_terms_by_notice_or_when_one_party_is_left(terms, told, last_day, missing):
    end = ends(agreement(terms, *both(SIGN, "2025-01-10"), *told))
    assert (end.day, end.missing) == (last_day, missing)


def test_notice_against_a_term_from_an_uncertain_day_ends_it_between_its_possible_ends():
    told = [*both(SIGN, Day.in_month(2025, 1)), ("ua", TERMINATE, "2029-12-15")]
    assert ends(agreement(TACIT, *told)).day == Day(D("2030-01-14"), D("2032-01-13"))


def test_an_act_says_itself_when_it_takes_effect():
    ended = agreement(TACIT, *both(SIGN, "2025-01-10"), ("ua", TERMINATE, "2026-01-01"), effective="2026-07-01")
    assert in_force(ended, D("2026-06-30")).known is Known.YES
    assert in_force(ended, D("2026-07-01")).because == ("terminated",)


def test_a_withdrawal_leaves_the_others_bound_to_each_other():
    three = (*STATES, Party("tr", "TR"))
    told = acts(*both(SIGN, "2025-01-10"), ("tr", SIGN, "2025-01-10"), ("tr", WITHDRAW, "2025-03-01"))
    facts = InstrumentFacts("three", InstrumentKind.AGREEMENT, ENDLESS, three, told)
    asked = D("2025-04-01")
    assert in_force(facts, asked).known is Known.YES
    assert bound(facts, "tr", asked).because == ("no_consent",)
    assert bound(facts, "ua", asked).because == ("consented", "entered_into_force")


def test_who_joins_late_is_bound_only_after_the_delay():
    parties = (*STATES, Party("tr", "TR", required=False))
    terms = replace(NTH, open_to_joining=True, end=EndRule.NONE)
    told = acts(*both(RATIFY, "2025-01-01"), ("tr", ActKind.ACCEDE, "2025-06-01"))
    facts = InstrumentFacts("open", InstrumentKind.AGREEMENT, terms, parties, told)
    assert [bound(facts, "tr", D(asked)).known for asked in ("2025-06-30", "2025-07-01")] == [Known.NO, Known.YES]


def test_whether_a_signature_subject_to_an_unknown_rule_binds_is_not_known():
    told = both(SIGN, "2025-01-01")
    facts = agreement(replace(FIXED, consent_by=ConsentBy.NOT_STATED), *told)
    assert "consent_rule" in bound(facts, "ua", D("2025-07-01")).missing
    assert bound(agreement(NTH, *told), "ua", D("2025-07-01")).known is Known.NO
    assert bound(agreement(NTH, *told, recorded=True), "ua", D("2025-07-01")).missing == ("consent",)


def test_a_suspension_runs_until_it_is_resumed():
    paused = agreement(ENDLESS, *both(SIGN, "2025-01-10"), ("az", SUSPEND, "2025-03-01"), ("az", RESUME, "2025-04-01"))
    answers = [in_force(paused, D(asked)).known for asked in ("2025-02-28", "2025-03-01", "2025-03-31", "2025-04-01")]
    assert answers == [Known.YES, Known.NO, Known.NO, Known.YES]
    assert suspended(paused, D("2025-03-01")).because == ("suspended",)
    assert bound(paused, "az", D("2025-03-15")).known is Known.YES


def test_a_successor_ends_its_predecessor_when_it_enters_into_force_and_not_when_it_is_signed():
    successor = replace(agreement(EXCHANGE, *both(SIGN, "2026-01-01"), *both(NOTIFY, "2026-05-01")), key="successor")
    assert in_force(IN_FORCE, D("2026-05-10"), [successor]).known is Known.YES
    assert in_force(IN_FORCE, D("2026-05-11"), [successor]).because == ("superseded",)
    assert in_force(IN_FORCE, D("2026-05-11"), [HEALTH_2025]).missing == ("successor_entry",)


@pytest.mark.parametrize(("asked", "known"), [("2029-12-09", Known.NO), ("2029-12-10", Known.YES), ("2030-01-10", Known.NO)])
def test_a_text_is_expiring_when_it_is_in_force_and_its_last_day_is_near(asked, known):
    assert expiring(agreement(TERM, *both(SIGN, "2025-01-10")), D(asked), 30).known is known


@pytest.mark.parametrize(
    ("terms", "told", "asked", "day", "missing"),
    [
        (TACIT, "2025-01-10", "2025-02-01", Day.on(D("2029-12-10")), ()),
        (TACIT, "2025-01-10", "2029-12-10", Day.on(D("2029-12-10")), ()),
        (TACIT, "2025-01-10", "2029-12-11", Day.on(D("2031-12-10")), ()),
        (TACIT, Day.in_month(2025, 1), "2025-02-01", Day(D("2029-12-01"), D("2029-12-31")), ()),
        (TACIT, Day.in_month(2025, 1), "2029-12-11", Day(D("2029-12-11"), D("2031-12-10")), ()),
        (TACIT, Day.unknown(), "2029-12-11", None, ("entry_day",)),
        (TERM, "2025-01-10", "2025-02-01", None, ()),
        (replace(TERM, renewal=Renewal.NOT_STATED), "2025-01-10", "2025-02-01", None, ("renewal",)),
        (replace(TACIT, notice_days=None, entry=EntryRule.NOT_STATED), "2025-01-10", "2025-02-01", None, ("notice_days", "entry_day")),
    ],
)
def test_notice_has_a_last_day_before_each_renewal(terms, told, asked, day, missing):
    deadline = notice_deadline(agreement(terms, *both(SIGN, told)), D(asked))
    assert (deadline.day, deadline.missing) == (day, missing)


def test_what_rests_on_a_suspended_or_terminated_basis_is_not_covered_from_that_day():
    paused = replace(IN_FORCE, acts=(*IN_FORCE.acts, Act(3, "az", SUSPEND, Day.on(D("2025-03-01")))))
    assert legal_basis(ONCOLOGY, [BasisLink(paused)], D("2025-02-28")).because == (
        "entered_into_force",
        "consented",
        "has_legal_basis",
    )
    assert legal_basis(ONCOLOGY, [BasisLink(paused)], D("2025-03-01")).because == ("suspended", "basis_not_in_force", "no_legal_basis")
    assert covered({"AZ", "UA"}, ["oncology"], [BasisLink(paused), BasisLink(IN_FORCE)], D("2025-03-01")).known is Known.YES


@pytest.mark.parametrize(
    ("countries", "fields", "link", "missing"),
    [
        ({"AZ", ""}, {"oncology"}, BasisLink(IN_FORCE), ("party_country",)),
        (set(), {"oncology"}, BasisLink(IN_FORCE), ("party",)),
        ({"AZ"}, set(), BasisLink(IN_FORCE, subjects=frozenset({"oncology"})), ("fields",)),
        ({"AZ"}, {"oncology"}, BasisLink(IN_FORCE, subjects=frozenset({"pharma"}), subjects_complete=False), ("text",)),
    ],
)
def test_whether_something_is_covered_may_hang_on_a_missing_fact(countries, fields, link, missing):
    assert covered(countries, fields, [link], D("2025-06-01")).missing == missing


def test_a_country_is_bound_by_itself_and_not_by_its_institutions():
    unnamed = replace(IN_FORCE, parties=(STATES[0], Party("az", "AZ", named=False)))
    assert "country_not_bound" in covered({"AZ"}, [], [BasisLink(unnamed)], D("2025-06-01")).because


def test_without_a_link_a_waiver_lets_an_instrument_stand_from_its_day():
    waiver = Waiver("no agreement is needed for seminars", "minister", D("2025-02-01"))
    here = replace(ONCOLOGY, recorded=False)
    assert legal_basis(here, [], D("2025-02-01"), waiver).because == ("waiver",)
    assert legal_basis(here, [], D("2025-01-31"), waiver).known is Known.NO
    assert legal_basis(here, [], D("2025-02-01"), replace(waiver, reason="")).known is Known.NO
    assert legal_basis(ONCOLOGY, [], D("2025-02-01")).missing == ("legal_basis",)
    assert legal_basis(ONCOLOGY, [], D("2025-02-01"), waiver).known is Known.YES
