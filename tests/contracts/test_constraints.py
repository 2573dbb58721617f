"""What a row may not be is refused by the store itself, under a name that says why. One case for each named constraint."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from tests.contracts.rows import NOON, make, models_of_the_house, value

EARLIER, LATER = date(2025, 1, 1), date(2025, 12, 31)
BACKWARDS: dict[str, Any] = {"not_before": LATER, "not_after": EARLIER}
ITSELF = object()
Values = dict[str, Any]


def one(label: str) -> Callable[[], Any]:
    """Makes a row to point at."""
    return lambda: make(apps.get_model(label))


def twice(label: str, *names: str) -> Callable[[], Values]:
    """Makes one row, to be pointed at by both columns."""
    return lambda: dict.fromkeys(names, make(apps.get_model(label)))


LINKED: Values = {"to_instrument": one("instruments.Instrument"), "unnamed": ""}
HERE: Values = {"origin": "here", "state": "draft", "drafted_at": one("registry.Organisation")}


@dataclass(frozen=True, slots=True)
class Wrong:
    """A row that is sound with `sound`, and refused once it is `changed`; what is a function is called for each row."""

    label: str
    sound: Values
    changed: Values | Callable[[], Values]


def wrong(label: str, sound: Values | None = None, also: Callable[[], Values] | None = None, **changed: Any) -> Wrong:
    return Wrong(label, sound or {}, also or changed)


#: For each check: rows that it refuses, one for each way in which they can be wrong.
CHECKS: dict[str, list[Wrong]] = {
    "conflict_is_settled_with_words": [wrong("figures.Settlement", explanation="")],
    "settlement_has_a_language": [wrong("figures.Settlement", language="")],
    "settled_anew_has_a_reason": [
        wrong("figures.Settlement", replaces=one("figures.Settlement")),
        wrong("figures.Settlement", reason="A newer source"),
    ],
    "claim_day_runs_forward": [wrong("figures.Claim", **BACKWARDS)],
    "claim_has_a_source": [wrong("figures.Claim", source=None)],
    "claim_is_not_negative": [wrong("figures.Claim", value=-1)],
    "account_has_a_name": [wrong("identity.Account", full_name="")],
    "guest_link_expires_after_it_was_made": [wrong("identity.GuestQuestion", asked_at=NOON, expires_at=NOON)],
    "guest_answer_has_an_instant": [wrong("identity.GuestQuestion", answer="yes"), wrong("identity.GuestQuestion", answered_at=NOON)],
    "guest_link_is_answered_or_withdrawn": [wrong("identity.GuestQuestion", {"answered_at": NOON, "answer": "yes"}, withdrawn_at=NOON)],
    "mail_ends_in_one_way": [
        wrong("mail.Mail", text="", sent_at=NOON, given_up_at=NOON),
        wrong("mail.Mail", text="", sent_at=NOON, withdrawn_at=NOON),
    ],
    "mail_says_something_until_it_ends": [wrong("mail.Mail", text=""), wrong("mail.Mail", sent_at=NOON)],
    "membership_runs_forward": [wrong("identity.Membership", starts_on=EARLIER, ends_before=EARLIER)],
    "act_interval_runs_forward": [wrong("instruments.Act", **BACKWARDS)],
    "act_done_here_has_a_day": [
        wrong("instruments.Act", basis="done_here", kind="join"),
        wrong("instruments.Act", basis="done_here", kind="join", not_before=EARLIER),
        wrong("instruments.Act", basis="done_here", kind="join", not_before=EARLIER, not_after=LATER),
    ],
    "signature_done_here_has_a_signatory": [
        wrong("instruments.Act", basis="done_here", kind="sign", not_before=EARLIER, not_after=EARLIER, signatory="")
    ],
    "correction_has_a_reason": [wrong("instruments.Act", corrects=one("instruments.Act"), why="")],
    "act_not_stated_says_why": [wrong("instruments.Act", basis="inferred"), wrong("instruments.Act", basis="reconstructed")],
    "instrument_has_a_title": [wrong("instruments.Instrument", title="")],
    "instrument_recorded_or_with_a_state": [
        wrong("instruments.Instrument", state="draft"),
        wrong("instruments.Instrument", HERE, state=""),
        wrong("instruments.Instrument", origin="there"),
    ],
    "instrument_made_here_has_an_author": [wrong("instruments.Instrument", HERE, drafted_at=None)],
    "instrument_fixed_entry_has_a_day": [wrong("instruments.Instrument", entry_rule="fixed")],
    "instrument_nth_consent_has_a_number": [
        wrong("instruments.Instrument", entry_rule="on_nth_consent"),
        wrong("instruments.Instrument", entry_rule="on_nth_consent", entry_consents=0),
    ],
    "instrument_fixed_end_has_a_day": [wrong("instruments.Instrument", end_rule="fixed_day")],
    "instrument_term_has_years": [
        wrong("instruments.Instrument", end_rule="term"),
        wrong("instruments.Instrument", end_rule="term", term_years=0),
    ],
    "instrument_tacit_renewal_has_years": [
        wrong("instruments.Instrument", renewal="tacit"),
        wrong("instruments.Instrument", renewal="tacit", renewal_years=0),
    ],
    "instrument_agreed_text_is_frozen": [wrong("instruments.Instrument", HERE, state="agreed")],
    "instrument_kept_in_sight_was_taken_back": [wrong("instruments.Instrument", HERE, is_kept_in_sight=True)],
    "struck_instrument_has_a_day_a_reason_and_an_author": [
        wrong("instruments.Instrument", struck_on=EARLIER),
        wrong("instruments.Instrument", struck_on=EARLIER, struck_because="A slip"),
        wrong("instruments.Instrument", struck_on=EARLIER, struck_by="account:1"),
        wrong("instruments.Instrument", struck_because="A slip", struck_by="account:1"),
        wrong("instruments.Instrument", HERE, struck_on=EARLIER, struck_because="A slip", struck_by="account:1"),
    ],
    "instrument_not_linked_to_itself": [
        wrong("instruments.Link", LINKED, twice("instruments.Instrument", "from_instrument", "to_instrument"))
    ],
    "link_names_or_describes": [
        wrong("instruments.Link", unnamed=""),
        wrong("instruments.Link", to_instrument=one("instruments.Instrument")),
    ],
    "withdrawn_link_has_a_day_a_reason_and_an_author": [
        wrong("instruments.Link", withdrawn_on=EARLIER),
        wrong("instruments.Link", withdrawn_on=EARLIER, withdrawn_because="A slip"),
        wrong("instruments.Link", withdrawn_on=EARLIER, withdrawn_by="account:1"),
        wrong("instruments.Link", withdrawn_because="A slip", withdrawn_by="account:1"),
    ],
    "struck_claim_has_a_day_a_reason_and_an_author": [
        wrong("figures.Claim", struck_on=EARLIER),
        wrong("figures.Claim", struck_on=EARLIER, struck_because="A slip"),
        wrong("figures.Claim", struck_on=EARLIER, struck_by="account:1"),
        wrong("figures.Claim", struck_because="A slip", struck_by="account:1"),
    ],
    "party_named_or_described": [wrong("instruments.Party", organisation=one("registry.Organisation"), described="a hospital")],
    "struck_party_has_a_day_a_reason_and_an_author": [
        wrong("instruments.Party", struck_on=EARLIER),
        wrong("instruments.Party", struck_on=EARLIER, struck_because="A slip"),
        wrong("instruments.Party", struck_on=EARLIER, struck_by="account:1"),
        wrong("instruments.Party", struck_because="A slip", struck_by="account:1"),
    ],
    "withdrawn_waiver_has_a_day_a_reason_and_an_author": [
        wrong("instruments.Waiver", withdrawn_on=EARLIER),
        wrong("instruments.Waiver", withdrawn_on=EARLIER, withdrawn_because="A slip"),
        wrong("instruments.Waiver", withdrawn_on=EARLIER, withdrawn_by="account:1"),
        wrong("instruments.Waiver", withdrawn_because="A slip", withdrawn_by="account:1"),
    ],
    "waiver_has_a_reason": [wrong("instruments.Waiver", reason="")],
    "ledger_has_one_head": [wrong("kernel.Head", id=2)],
    "source_day_runs_forward": [wrong("kernel.Source", **BACKWARDS)],
    "letter_has_a_subject": [wrong("letters.Letter", subject="")],
    "letter_sent_or_received_has_a_day": [
        wrong("letters.Letter", {"direction": "out"}, state="sent"),
        wrong("letters.Letter", direction="in", state="received"),
    ],
    "letter_in_is_received": [
        wrong("letters.Letter", direction="in"),
        wrong("letters.Letter", direction="in", state="sent", dated_on=EARLIER),
    ],
    "letter_reply_after_its_day": [wrong("letters.Letter", dated_on=LATER, reply_by=EARLIER)],
    "letter_does_not_answer_itself": [wrong("letters.Letter", in_reply_to=ITSELF)],
    "appointment_runs_forward": [wrong("registry.Appointment", starts_on=EARLIER, ends_before=EARLIER)],
    "appointment_begins_within": [wrong("registry.Appointment", starts_on=LATER, starts_by=EARLIER)],
    "appointment_ends_within": [wrong("registry.Appointment", ends_from=LATER, ends_before=EARLIER)],
    "appointment_seen_after_it_began": [wrong("registry.Appointment", starts_on=LATER, seen_from=EARLIER, seen_until=LATER)],
    "appointment_seen_before_it_ended": [wrong("registry.Appointment", ends_before=LATER, seen_from=EARLIER, seen_until=LATER)],
    "appointment_seen_both_or_neither": [
        wrong("registry.Appointment", seen_from=EARLIER),
        wrong("registry.Appointment", seen_until=EARLIER),
        wrong("registry.Appointment", seen_from=LATER, seen_until=EARLIER),
    ],
    "merge_joins_two_organisations": [wrong("registry.Merge", None, twice("registry.Organisation", "loser", "survivor"))],
    "names_have_one_stamp": [wrong("registry.NameStamp", id=2)],
    "organisation_has_a_name": [wrong("registry.Organisation", name="")],
    "organisation_not_merged_into_itself": [wrong("registry.Organisation", merged_into=ITSELF)],
    "organisation_not_part_of_itself": [wrong("registry.Organisation", parent=ITSELF)],
    "organisation_place_on_earth": [
        wrong("registry.Organisation", latitude_microdegrees=50_450_000),
        wrong("registry.Organisation", longitude_microdegrees=30_520_000),
        wrong("registry.Organisation", latitude_microdegrees=90_000_001, longitude_microdegrees=0),
        wrong("registry.Organisation", latitude_microdegrees=0, longitude_microdegrees=-180_000_001),
    ],
    "organisation_name_not_empty": [wrong("registry.OrganisationName", value="")],
    "person_has_a_name": [wrong("registry.Person", full_name="")],
    "person_name_not_empty": [wrong("registry.PersonName", value="")],
    "list_step_runs_forward": [wrong("twinning.ListStep", **BACKWARDS)],
    "list_step_not_stated_says_why": [wrong("twinning.ListStep", basis="inferred"), wrong("twinning.ListStep", basis="reconstructed")],
    "step_correction_has_a_reason": [wrong("twinning.StepCorrection", reason="")],
    "step_not_corrected_by_itself": [wrong("twinning.StepCorrection", None, twice("twinning.ListStep", "step", "instead"))],
    "programme_launch_runs_forward": [wrong("twinning.Programme", **BACKWARDS)],
}

#: For each rule that something stands once: what a row needs to come under it ...
ONCE: dict[str, Values] = {
    "account_email_once_in_any_case": {"email": "somebody@twinward.example"},
    "conflict_first_settled_once": {},
    "country_once_in_a_programme": {},
    "country_party_once": {},
    "identifier_names_one_organisation": {},
    "institution_once_on_a_list": {},
    "instruments_linked_once": LINKED,
    "letter_about_a_record_once": {},
    "membership_once": {},
    "one_text_a_language": {},
    "organisation_merged_once_at_a_time": {},
    "organisation_name_once": {},
    "organisation_party_once": {"organisation": one("registry.Organisation")},
    "person_name_once": {},
    "personal_fact_once_per_event": {},
    "reminder_once": {},
    "saved_filter_name_once_per_owner": {},
    "speciality_once_per_organisation": {},
}
#: ... what is said twice and still the same ...
ALIKE: dict[str, Values] = {"account_email_once_in_any_case": {"email": "Somebody@Twinward.example"}}
#: ... and what makes a second row another one, where that is more than a column of the rule.
OTHERWISE: dict[str, Values] = {
    "account_email_once_in_any_case": {"email": "somebody.else@twinward.example"},
    "country_party_once": {"described": "a ministry"},
    "organisation_merged_once_at_a_time": {"undone_at": NOON},
}

ALL = [(model, constraint) for model in models_of_the_house() for constraint in model._meta.constraints]
UNIQUE = [(model, constraint) for model, constraint in ALL if isinstance(constraint, models.UniqueConstraint)]
COLUMNS = [
    field for model in models_of_the_house() for field in model._meta.local_concrete_fields if field.unique and not field.primary_key
]
#: The columns whose value names one row.
KEYS = {
    "figures.Claim.key",
    "figures.Conflict.key",
    "figures.Settlement.replaces",
    "identity.Account.email",
    "identity.GuestQuestion.token_sha256",
    "instruments.Act.corrects",
    "instruments.Instrument.key",
    "kernel.Source.key",
    "mail.Mail.key",
    "mail.Mail.message_id",
    "twinning.Programme.key",
    "twinning.StepCorrection.instead",
    "twinning.StepCorrection.step",
}
CASES = [pytest.param(name, case, id=f"{name}-{number}") for name, cases in CHECKS.items() for number, case in enumerate(cases)]


def made(values: Values) -> Values:
    return {name: value() if callable(value) else value for name, value in values.items()}


@contextmanager
def refused_by(name: str, *columns: str) -> Iterator[None]:
    """The store refuses what is done here, and names the constraint; SQLite names the columns of what must stand once."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        yield
    told = str(refused.value)
    assert name in told or (connection.vendor == "sqlite" and columns and all(f".{column}" in told for column in columns)), told


def test_every_named_constraint_has_its_case():
    checks = {constraint.name for _model, constraint in ALL if not isinstance(constraint, models.UniqueConstraint)}

    assert checks - set(CHECKS) == set(), "say in this file which rows these refuse"
    assert set(CHECKS) - checks == set(), "no such constraints any more"
    assert set(ONCE) == {constraint.name for _model, constraint in UNIQUE}
    assert set(ALIKE) | set(OTHERWISE) <= set(ONCE)
    assert {f"{column.model._meta.label}.{column.name}" for column in COLUMNS} == KEYS


def test_no_two_constraints_have_one_name():
    names = [constraint.name for _model, constraint in ALL]

    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize(("name", "case"), CASES)
def test_a_row_that_is_wrong_is_refused_by_name(db: None, name: str, case: Wrong):
    model: Any = apps.get_model(case.label)
    sound = model._base_manager.first() or make(model, **made(case.sound))
    changed = case.changed() if callable(case.changed) else made(case.changed)
    with refused_by(name):
        if ITSELF in changed.values():
            model._base_manager.filter(pk=sound.pk).update(**dict.fromkeys(changed, sound.pk))
        else:
            make(model, **{**made(case.sound), **changed})


@pytest.mark.parametrize(("model", "constraint"), UNIQUE, ids=lambda value: getattr(value, "name", ""))
def test_what_stands_once_is_refused_a_second_time_and_may_stand_beside_another(
    db: None, model: type[models.Model], constraint: models.UniqueConstraint
):
    first = make(model, **made(ONCE[constraint.name]))
    shared = {column: getattr(first, column) for column in constraint.fields}
    same = {**made(ONCE[constraint.name]), **shared}
    with refused_by(constraint.name, *(getattr(model._meta.get_field(column), "attname", column) for column in constraint.fields)):
        make(model, **{**same, **ALIKE.get(constraint.name, {})})

    assert make(model, **{**same, **other(model, constraint)}).pk != first.pk


def other(model: type[models.Model], constraint: models.UniqueConstraint) -> Values:
    """What another row says instead of the same."""
    if constraint.name in OTHERWISE:
        return OTHERWISE[constraint.name]
    field = model._meta.get_field(constraint.fields[0])
    assert isinstance(field, models.Field)
    return {field.name: value(field)}


@pytest.mark.parametrize(
    "column",
    COLUMNS,
    ids=lambda field: f"{field.model._meta.label}.{field.name}",
)
def test_a_key_names_one_row(db: None, column: models.Field):
    model: Any = column.model
    first = make(model, **{column.name: value(column), **CORRECTING.get(model._meta.label, {})})
    with refused_by("", column.attname):
        make(model, **{column.name: getattr(first, column.name), **CORRECTING.get(model._meta.label, {})})


CORRECTING = {"instruments.Act": {"why": "The day was misread."}, "figures.Settlement": {"reason": "A source was misread."}}
