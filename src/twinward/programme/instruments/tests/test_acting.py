"""Acts done here, recorded from elsewhere and corrected, through the store."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.models import Event
from twinward.foundation.kernel.sentences import say
from twinward.programme.instruments import actions, linking
from twinward.programme.instruments.acting import correct_act, do_act, record_act
from twinward.programme.instruments.evidence import gaps, standing_acts
from twinward.programme.instruments.facts import ActKind, LinkKind
from twinward.programme.instruments.models import Act
from twinward.programme.instruments.record import Record
from twinward.programme.instruments.state_on import State
from twinward.programme.instruments.tests.looking import fresh, not_allowed, refused
from twinward.programme.instruments.tests.makers import (
    BY,
    NOON,
    TODAY,
    Sides,
    make_act,
    make_agreed,
    make_agreement,
    make_document,
    make_draft,
    make_office,
    make_side,
    make_source,
    party_of,
    sign,
)

TOMORROW = date(2025, 11, 4)


def basis_of(*, signed: Day | None = None, **fields: Any):
    return make_agreement("UA", "AZ", signed=signed, **fields)


def test_both_sides_sign_and_it_is_in_force_from_that_day(home: Sides, abroad: Sides):
    memorandum = make_agreed(home, abroad, basis=basis_of())
    act = sign(memorandum, home, day=date(2025, 11, 2))
    assert fresh(memorandum).standing == "under_discussion"
    sign(memorandum, abroad)
    state = State(fresh(memorandum))
    assert [state.in_force(day).known for day in (date(2025, 11, 2), TODAY)] == ["no", "yes"]
    assert fresh(memorandum).standing == "concluded"
    told = Event.objects.get(record=key_of(act), verb="add")
    assert (told.by, told.facts["after"]["not_before"], told.facts["after"]["basis"]) == (home.focal.key, "2025-11-02", "done_here")
    assert "signatory" not in told.facts["after"]
    assert told.personal_facts.get(name="after.signatory").value == "Director UA"


def test_an_act_in_the_future_is_refused(home: Sides, abroad: Sides):
    memorandum, agreement = make_agreed(home, abroad, basis=basis_of()), basis_of()
    with refused("act_in_future"):
        sign(memorandum, home, day=TOMORROW)
    with refused("act_in_future"):
        record_act(
            instrument=agreement, party=party_of(agreement, home), kind=ActKind.NOTIFY, day=Day.on(TOMORROW), by=home.officer, at=NOON
        )


def test_nothing_is_signed_before_its_text_is_agreed(home: Sides, abroad: Sides):
    memorandum = make_draft(home, abroad, basis=basis_of())
    with refused("text_not_agreed"):
        sign(memorandum, home)


def test_an_agreement_between_ministries_is_a_legal_basis_and_one_between_hospitals_is_none(home: Sides, abroad: Sides):
    ministries, hospitals = (
        [{"country_id": one.country_id, "organisation": one} for one in pair]
        for pair in ((home.ministry, abroad.ministry), (home.hospital, abroad.hospital))
    )
    agreed, weak = (make_agreement(parties=sides, key=f"of-{sides[0]['organisation'].kind}") for sides in (ministries, hospitals))
    assert [State(fresh(one)).basis_for("oncology", TODAY).known for one in (agreed, weak)] == ["yes", "no"]
    resting, unfounded = (make_agreed(home, abroad, basis=basis) for basis in (agreed, weak))
    assert sign(resting, home).pk
    with refused("no_legal_basis", "country_not_bound"):
        sign(unfounded, home)


def test_each_side_signs_only_for_itself(home: Sides, abroad: Sides):
    memorandum = make_agreed(home, abroad, basis=basis_of())
    with not_allowed():
        sign(memorandum, abroad, by=home.focal)
    with not_allowed():
        sign(memorandum, abroad, by=home.officer)


def test_a_party_of_another_instrument_signs_nothing_here(home: Sides, abroad: Sides):
    memorandum, other = make_agreed(home, abroad, basis=basis_of()), make_agreed(home, abroad, basis=basis_of())
    with refused("party_not_of_instrument"):
        do_act(
            instrument=memorandum,
            party=party_of(other, home),
            kind=ActKind.SIGN,
            day=TODAY,
            by=home.focal,
            at=NOON,
            appointment=home.director,
            signatory="Director UA",
        )


def test_nobody_signs_twice(home: Sides, abroad: Sides):
    memorandum = make_agreed(home, abroad, basis=basis_of())
    sign(memorandum, home)
    with refused("consent_twice"):
        sign(memorandum, home)


def test_who_signs_held_an_office_at_the_party_on_that_day_or_has_full_powers(home: Sides, abroad: Sides):
    memorandum = make_agreed(home, abroad, basis=basis_of())
    former = make_office(home.hospital, "Former Director", ends=Day.on(date(2024, 1, 1)))
    powers = make_document(b"%PDF-1.7 full powers")
    with refused("signatory_missing", "authority_unknown"):
        sign(memorandum, home, appointment=None, signatory="")
    with refused("authority_unknown"):
        sign(memorandum, home, appointment=abroad.director)
    with refused("signer_without_authority"):
        sign(memorandum, home, appointment=former)
    assert sign(memorandum, home, appointment=None, full_powers=powers).full_powers_id == powers.sha256


def test_whoever_may_have_held_the_office_by_then_does_not_sign_in_it(home: Sides, abroad: Sides):
    memorandum = make_agreed(home, abroad, basis=basis_of())
    begun = make_office(home.hospital, "New Director", begins=Day.in_year(TODAY.year))
    with refused("authority_unknown"):
        sign(memorandum, home, appointment=begun)
    left = make_office(home.hospital, "Old Director", ends=Day.in_year(TODAY.year))
    with refused("authority_unknown"):
        sign(memorandum, home, appointment=left)
    assert sign(memorandum, home, appointment=make_office(home.hospital, "Director", begins=Day.in_year(TODAY.year - 1))).kind == "sign"


def test_a_minister_seen_in_office_signs_for_the_country_on_the_days_between(home: Sides, abroad: Sides):
    agreement = basis_of(entry_rule="on_exchange")
    seen = make_office(home.ministry, "Minister", begins=Day.unknown(), seen_from=date(2025, 10, 1), seen_until=date(2025, 11, 3))
    plan = actions.record_instrument(
        kind="joint_action_plan", title="Plan", parties=[{"country_id": "UA"}, {"country_id": "AZ"}], by=BY, at=NOON
    )
    with refused("authority_unknown"):
        sign(plan, home, by=home.officer, appointment=seen, day=date(2025, 9, 30))
    assert sign(plan, home, by=home.officer, appointment=seen).kind == "sign"
    assert agreement.pk != plan.pk


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ({}, ("no_legal_basis",)),
        ({"basis": ("AZ", "DE")}, ("no_legal_basis", "country_not_bound")),
        (
            {"basis": ("UA", "AZ"), "signed": Day.on(TODAY), "entry_delay_days": 30},
            ("no_legal_basis", "not_yet_in_force", "basis_not_in_force", "country_not_bound"),
        ),
        ({"basis": ("UA", "AZ"), "entry_rule": "not_stated"}, ("legal_basis_not_known",)),
    ],
)
def test_a_memorandum_is_not_signed_here_without_a_legal_basis_in_force_that_day(home: Sides, abroad: Sides, given, faults):
    countries = given.pop("basis", ())
    basis = make_agreement(*countries, **given) if countries else None
    memorandum = make_agreed(home, abroad, basis=basis)
    with refused(*faults):
        sign(memorandum, home)
    actions.waive(instrument=memorandum, reason="The ministries agreed to go ahead", by=home.lawyer, at=NOON)
    assert sign(memorandum, home).pk


def test_the_1999_agreement_is_a_basis_for_pharmaceuticals_only(home: Sides, abroad: Sides):
    pharma = basis_of(covers=["pharmaceutical_production", "pharmaceutical_circulation"], covers_nothing_else=True)
    about = {"oncology": make_agreed(home, abroad, basis=pharma), "pharma": make_agreed(home, abroad, basis=pharma, covers=pharma.covers)}
    with refused("no_legal_basis", "outside_subjects"):
        sign(about["oncology"], home)
    assert sign(about["pharma"], home).pk


def test_a_basis_whose_fields_are_only_partly_known_is_neither_there_nor_missing(home: Sides, abroad: Sides):
    memorandum = make_agreed(home, abroad, basis=basis_of(covers=["medical_education"]))
    with refused("legal_basis_not_known"):
        sign(memorandum, home)


def test_a_link_limited_to_some_fields_is_a_basis_for_those_only(home: Sides, abroad: Sides):
    memorandum, agreement = make_draft(home, abroad), basis_of(covers=["oncology", "surgery"], covers_nothing_else=True)
    link = linking.link(
        from_instrument=memorandum, to_instrument=agreement, kind=LinkKind.LEGAL_BASIS, subjects=["surgery"], by=home.officer, at=NOON
    )
    state = State(fresh(memorandum))
    assert link.subjects == ["surgery"]
    assert [state.basis_for(field, TODAY).known for field in ("oncology", "surgery")] == ["no", "yes"]


def test_suspending_the_basis_uncovers_what_rests_on_it_from_that_day(home: Sides, abroad: Sides):
    agreement = basis_of()
    memorandum = make_agreed(home, abroad, basis=agreement)
    sign(memorandum, home)
    for kind, day in ((ActKind.SUSPEND, date(2025, 10, 1)), (ActKind.RESUME, date(2025, 10, 20))):
        at = NOON.replace(month=day.month, day=day.day)
        do_act(instrument=agreement, party=party_of(agreement, home), kind=kind, day=day, by=home.officer, at=at)
    state = State(fresh(memorandum))
    days = (date(2025, 9, 30), date(2025, 10, 1), date(2025, 10, 19), date(2025, 10, 20))
    assert [state.basis_for("oncology", day).known for day in days] == ["yes", "no", "no", "yes"]
    assert Act.objects.filter(instrument=memorandum).count() == 1


def test_a_changed_text_is_not_signed(home: Sides, abroad: Sides):
    memorandum = make_agreed(home, abroad, basis=basis_of())
    text = memorandum.texts.get()
    text.document = make_document(b"%PDF-1.7 other words")
    text.save()
    with refused("text_changed"):
        sign(memorandum, home)


def test_ratification_follows_signature(home: Sides, abroad: Sides):
    agreement = actions.record_instrument(
        kind="agreement",
        title="Subject to ratification",
        parties=[{"country_id": "UA"}, {"country_id": "AZ"}],
        consent_by="ratification",
        entry_rule="on_nth_consent",
        entry_consents=2,
        by=BY,
        at=NOON,
    )
    party = party_of(agreement, home)
    with refused("ratified_before_signature"):
        do_act(instrument=agreement, party=party, kind=ActKind.RATIFY, day=TODAY, by=home.officer, at=NOON)
    make_act(agreement, party, ActKind.SIGN, Day.in_month(2025, 6))
    with refused("ratified_before_signature"):
        do_act(instrument=agreement, party=party, kind=ActKind.RATIFY, day=date(2025, 6, 15), by=home.officer, at=NOON)
    assert do_act(instrument=agreement, party=party, kind=ActKind.RATIFY, day=date(2025, 7, 1), by=home.officer, at=NOON).pk


def test_withdrawal_waits_for_its_notice(home: Sides, abroad: Sides):
    agreement = basis_of(notice_days=90)
    given = {"instrument": agreement, "party": party_of(agreement, home), "kind": ActKind.WITHDRAW, "by": home.officer, "at": NOON}
    with refused("notice_too_short"):
        do_act(day=TODAY, effective_on=date(2025, 12, 1), **given)
    do_act(day=TODAY, **given)
    state = State(fresh(agreement))
    assert [state.in_force(day).known for day in (date(2026, 1, 31), date(2026, 2, 1))] == ["yes", "no"]


def test_what_happened_elsewhere_is_recorded_as_it_is_known_and_its_faults_are_gaps(home: Sides):
    parties = [{"country_id": "UA"}, {"country_id": "AZ"}]
    kept: dict[str, Any] = {"drafted_at": home.ministry}
    agreement = actions.record_instrument(kind="agreement", title="A", parties=parties, by=home.officer, at=NOON, **kept)
    for party in agreement.parties.order_by("id"):
        make_act(agreement, party, ActKind.RATIFY, Day.in_year(2020))
    assert {"signature_missing", "ratified_before_signature", "day_unknown"} & set(gaps(agreement, TODAY)) == {
        "ratified_before_signature",
        "day_unknown",
    }


def test_whoever_can_sign_here_does_not_record_it_past_the_guards(home: Sides, abroad: Sides):
    memorandum = make_agreed(home, abroad)
    recorded = {"instrument": memorandum, "kind": ActKind.SIGN, "day": Day.on(TODAY, Basis.STATED), "by": home.officer, "at": NOON}
    with refused("act_done_here_instead"):
        record_act(party=party_of(memorandum, home), **recorded)
    assert record_act(party=party_of(memorandum, abroad), source=make_source(), **recorded).basis == "stated"


def test_what_the_other_side_did_needs_a_source_whose_missing_day_is_a_gap(home: Sides, abroad: Sides):
    agreement = basis_of()
    theirs, own = party_of(agreement, abroad), party_of(agreement, home)
    recorded = {"instrument": agreement, "kind": ActKind.NOTIFY, "day": Day.in_year(2021), "by": home.officer, "at": NOON}
    with refused("foreign_act_without_source"):
        record_act(party=theirs, **recorded)
    assert "source_without_day" not in gaps(fresh(agreement), TODAY)
    told = record_act(party=theirs, source=make_source(not_before=None, not_after=None), **recorded)
    (gap,) = (one for one in Record(fresh(agreement), home.officer, asked=TODAY, field="", now=NOON).gaps if one.word == "Source")
    assert (gap.text, gap.url) == (say("source_without_day"), reverse("instrument-act-correct", args=[agreement.pk, told.pk]))
    assert record_act(party=own, **recorded).party == own


@pytest.mark.parametrize("kind", [ActKind.WITHDRAW, ActKind.TERMINATE, ActKind.SUSPEND, ActKind.RESUME, ActKind.CORRECT])
def test_nobody_ends_or_suspends_for_the_other_side(home: Sides, abroad: Sides, kind: ActKind):
    agreement = basis_of(notice_days=0)
    before = Act.objects.count()
    with not_allowed():
        record_act(
            instrument=agreement,
            party=party_of(agreement, home),
            kind=kind,
            day=Day.in_year(2021),
            source=make_source(),
            by=abroad.officer,
            at=NOON,
        )
    assert Act.objects.count() == before


def test_an_act_of_a_text_made_here_is_recorded_once_that_is_agreed(home: Sides, abroad: Sides):
    memorandum, source = make_draft(home, abroad), make_source()
    with refused("text_not_agreed"):
        record_act(
            instrument=memorandum,
            party=party_of(memorandum, abroad),
            kind=ActKind.SIGN,
            source=source,
            day=Day.on(TODAY),
            by=home.officer,
            at=NOON,
        )


def test_a_stranger_records_and_corrects_nothing(home: Sides, abroad: Sides):
    stranger, agreement = make_side("DE"), basis_of()
    act = agreement.acts.order_by("id")[0]
    with not_allowed():
        record_act(instrument=agreement, party=act.party, kind=ActKind.NOTIFY, day=Day.unknown(), by=stranger.officer, at=NOON)
    with not_allowed():
        correct_act(act=act, reason="Mine now", says_instead=False, by=stranger.officer, at=NOON)


def test_a_correction_is_a_further_act_with_a_reason_and_the_wrong_one_stays(home: Sides):
    agreement = basis_of()
    act = agreement.acts.order_by("id")[0]
    with refused("act_correction_without_reason"):
        correct_act(act=act, reason=" ", source=make_source(), day=Day.on(date(2020, 3, 1)), by=home.officer, at=NOON)
    correct_act(act=act, reason="The paper says March", source=make_source(), day=Day.on(date(2020, 3, 1)), by=home.officer, at=NOON)
    correct_act(act=act, reason="The paper says April", source=make_source(), day=Day.on(date(2020, 4, 1)), by=home.officer, at=NOON)
    assert Act.objects.get(pk=act.pk).not_before == date(2020, 1, 2)
    standing = next(one for one in standing_acts(fresh(agreement)) if one.act.pk == act.pk)
    assert (standing.says.day.not_before, standing.last.why) == (date(2020, 4, 1), "The paper says April")
    assert State(fresh(agreement)).concluded(date(2020, 3, 31)).known == "no"


def test_an_act_that_did_not_happen_is_struck_out(home: Sides):
    agreement = basis_of()
    act = agreement.acts.order_by("id")[0]
    correct_act(act=act, reason="Another paper", says_instead=False, by=home.officer, at=NOON)
    assert len(standing_acts(fresh(agreement))) == 1
    assert State(fresh(agreement)).concluded(TODAY).known == "not_known"


def test_a_correction_may_not_lie_in_the_future_either(home: Sides):
    agreement = basis_of()
    act = agreement.acts.order_by("id")[0]
    with refused("act_in_future"):
        correct_act(act=act, reason="Misread", day=Day.on(TOMORROW), source=make_source(), by=home.officer, at=NOON)


def test_what_was_signed_here_is_corrected_by_its_own_side_within_the_same_walls(home: Sides, abroad: Sides):
    agreement = basis_of()
    memorandum = make_agreed(home, abroad, basis=agreement)
    act = sign(memorandum, home)
    with not_allowed():
        correct_act(act=act, reason="Theirs", day=Day.on(date(2025, 11, 1)), by=abroad.focal, at=NOON)
    with refused("act_before_agreement", "no_legal_basis", "not_yet_in_force", "basis_not_in_force", "country_not_bound"):
        correct_act(act=act, reason="Misread", day=Day.on(date(2020, 1, 1)), by=home.focal, at=NOON)
    corrected = correct_act(act=act, reason="Misread", day=Day.on(date(2025, 11, 1)), by=home.focal, at=NOON)
    assert (corrected.basis, corrected.not_after, corrected.corrects_id) == ("done_here", date(2025, 11, 1), act.pk)
    with refused("act_before_agreement", "no_legal_basis", "not_yet_in_force", "basis_not_in_force", "country_not_bound"):
        correct_act(act=corrected, reason="Misread again", day=Day.on(date(2020, 1, 1)), by=home.focal, at=NOON)
    one = standing_acts(fresh(memorandum))[0]
    assert (one.signatory, one.appointment, one.has_authority) == ("Director UA", home.director, True)


def test_a_corrected_signature_asks_for_authority_on_its_new_day(home: Sides, abroad: Sides):
    memorandum = make_agreed(home, abroad, basis=make_agreement("UA", "AZ"))
    new = make_office(home.hospital, "A new director", begins=Day.on(date(2025, 10, 1)))
    made = sign(memorandum, home, appointment=new, signatory=new.person.full_name)
    with refused("signer_without_authority"):
        correct_act(act=made, day=Day.on(date(2025, 9, 30)), reason="A slip", by=home.focal, at=NOON)
    correct_act(act=made, day=Day.on(date(2025, 10, 1)), reason="A slip", by=home.focal, at=NOON)


def test_a_country_joins_an_open_declaration(home: Sides, abroad: Sides):
    given: dict[str, Any] = {"parties": [{"country_id": "UA"}], "open_to_joining": True, "drafted_at": home.ministry}
    declaration = actions.record_instrument(kind="declaration", title="Open Declaration", by=home.officer, at=NOON, **given)
    assert do_act(instrument=declaration, party=party_of(declaration, home), kind=ActKind.JOIN, day=TODAY, by=home.officer, at=NOON).pk
    closed = basis_of()
    with refused("not_open_to_joining", "consent_twice"):
        do_act(instrument=closed, party=party_of(closed, home), kind=ActKind.ACCEDE, day=TODAY, by=home.officer, at=NOON)
