"""Records for tests of instruments: two ministries, two hospitals, their people, an agreement in force, drafts and their texts."""

import io
import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from twinward.foundation.identity.models import Account, Membership
from twinward.foundation.identity.rules import FOCAL_POINT, LAWYER, OFFICER
from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.documents import store
from twinward.foundation.kernel.models import Document, Source
from twinward.foundation.registry.actions import add_organisation, add_person
from twinward.foundation.registry.models import Appointment, Organisation
from twinward.foundation.registry.offices import appoint
from twinward.programme.instruments import actions, linking
from twinward.programme.instruments.acting import do_act, record_act
from twinward.programme.instruments.facts import ActKind, LinkKind
from twinward.programme.instruments.models import Act, Instrument, Party

NOON = datetime(2025, 11, 3, 12, tzinfo=UTC)
TODAY = NOON.date()
AGREED_AT = datetime(2025, 9, 1, 12, tzinfo=UTC)
BY = Operator("test")
PDF = b"%PDF-1.7 the agreed words"
_numbers = itertools.count(1)


def make_organisation(name: str, country: str, kind: str = "hospital") -> Organisation:
    """An organisation on record."""
    return add_organisation(name=name, kind=kind, country=country, by=BY, at=NOON)


def make_account(organisation: Organisation, role: str) -> Account:
    """Somebody who has chosen a password and holds a role at the organisation since 2023."""
    account = Account(email=f"person{next(_numbers)}@twinward.example", full_name="A Person", password="chosen")
    account.save()
    Membership.objects.create(account=account, organisation=organisation, role=role, starts_on=date(2023, 9, 6))
    return account


def make_office(organisation: Organisation, name: str, **fields: Any) -> Appointment:
    """Somebody in public office at the organisation, its signatory since 2020."""
    person = add_person(full_name=name, in_public_office=True, by=BY, at=NOON)
    given = {"office": "signatory", "title": "Director", "begins": Day.on(date(2020, 1, 1))} | fields
    return appoint(person=person, organisation=organisation, by=BY, at=NOON, **given)


@dataclass(frozen=True)
class Sides:
    """Ukraine and Azerbaijan: in each a ministry, a hospital, an officer, a lawyer, a focal point and a director who may sign."""

    ministry: Organisation
    hospital: Organisation
    officer: Account
    lawyer: Account
    focal: Account
    director: Appointment
    minister: Appointment


def make_side(country: str) -> Sides:
    """One of them."""
    ministry = make_organisation(f"Ministry {country}", country, "ministry")
    hospital = make_organisation(f"Hospital {country}", country)
    return Sides(
        ministry,
        hospital,
        make_account(ministry, OFFICER),
        make_account(ministry, LAWYER),
        make_account(hospital, FOCAL_POINT),
        make_office(hospital, f"Director {country}"),
        make_office(ministry, f"Minister {country}", office="head"),
    )


def ministry_of(country: str) -> Organisation | None:
    """The ministry of a country, where there is one on record."""
    return Organisation.objects.unscoped("who keeps what a test records").filter(country=country, kind="ministry").first()


def make_agreement(*countries: str, signed: Day | None = None, entry_rule: str = "on_signature", **fields: Any) -> Instrument:
    """An agreement between states, recorded at the first one's ministry, in force on its signature on 2 January 2020 unless told otherwise."""
    given: dict[str, Any] = {"kind": "agreement", "key": f"agreement-{next(_numbers)}", "title": "Agreement on health"}
    given |= {"is_public": True, "basis": Basis.STATED, "drafted_at": ministry_of(countries[0]) if countries else None} | fields
    terms: dict[str, Any] = {"entry_rule": entry_rule, "consent_by": "signature", "end_rule": "none"}
    sides: dict[str, Any] = {"parties": [{"country_id": code} for code in countries]}
    agreement = actions.record_instrument(by=BY, at=NOON, **(sides | terms | given))
    for party in agreement.parties.order_by("id"):
        make_act(agreement, party, ActKind.SIGN, signed or Day.on(date(2020, 1, 2)))
    return agreement


def make_act(instrument: Instrument, party: Party, kind: ActKind, day: Day, **fields: Any) -> Act:
    """An act that happened elsewhere."""
    why: dict[str, Any] = {"why": "Put together"} if day.is_own_conclusion else {}
    return record_act(instrument=instrument, party=party, kind=kind, day=day, by=BY, at=NOON, **(why | fields))


def make_source(**fields: Any) -> Source:
    """A page that somebody published on 10 January 2024, unless told otherwise."""
    given = {"key": f"page-{next(_numbers)}", "publisher": "A ministry", "not_before": date(2024, 1, 10), "not_after": date(2024, 1, 10)}
    return Source.objects.create(**(given | fields))


def make_document(content: bytes = PDF) -> Document:
    """A file that is kept."""
    return store(io.BytesIO(content), name="text.pdf", kind="instrument_text", by=BY, at=NOON)


def make_draft(home: Sides, abroad: Sides, *, basis: Instrument | None = None, **fields: Any) -> Instrument:
    """A memorandum of the two hospitals on oncology, drafted at the hospital of the first side, its authentic text in English attached."""
    given = {"title": "Memorandum on oncology", "covers": ["oncology"], "authentic_languages": ["en"], "entry_rule": "on_signature"}
    terms: dict[str, Any] = {"consent_by": "signature", "end_rule": "none"}
    parties = [{"country_id": side.hospital.country_id, "organisation": side.hospital} for side in (home, abroad)]
    drafted: dict[str, Any] = {"parties": parties, "drafted_at": home.hospital, "kind": "memorandum"}
    memorandum = actions.draft(by=home.officer, at=NOON, **(drafted | terms | given | fields))
    actions.attach_text(instrument=memorandum, language="en", document=make_document(), is_authentic=True, by=home.officer, at=NOON)
    if basis:
        linking.link(from_instrument=memorandum, to_instrument=basis, kind=LinkKind.LEGAL_BASIS, by=home.officer, at=NOON)
    return memorandum


def move(instrument: Instrument, name: str, by: Account, reason: str = "", at: datetime = NOON) -> Instrument:
    """One move of a text."""
    return actions.make_move(instrument=instrument, name=name, by=by, at=at, reason=reason)


def make_agreed(home: Sides, abroad: Sides, **fields: Any) -> Instrument:
    """A memorandum whose text both sides have agreed on 1 September 2025."""
    memorandum = make_draft(home, abroad, **fields)
    for name, by in (("submit", home.focal), ("clear", home.lawyer), ("offer", home.officer), ("agree", abroad.lawyer)):
        memorandum = move(memorandum, name, by, at=AGREED_AT)
    return memorandum


def party_of(instrument: Instrument, side: Sides) -> Party:
    """The party of a side: its hospital, or the country itself."""
    return instrument.parties.get(country=side.ministry.country_id)


def sign(instrument: Instrument, side: Sides, *, day: date = TODAY, by: Account | None = None, **fields: Any) -> Act:
    """The side signs here, through its director."""
    given = {"appointment": side.director, "signatory": side.director.person.full_name} | fields
    return do_act(
        instrument=instrument, party=party_of(instrument, side), kind=ActKind.SIGN, day=day, by=by or side.focal, at=NOON, **given
    )
