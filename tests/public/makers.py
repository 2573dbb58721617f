"""Makers for tests of the public side: the reported programme, and records full of words that must never be told."""

from datetime import UTC, date, datetime
from itertools import count

from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.ledger import append
from twinward.foundation.kernel.models import Document, Source
from twinward.foundation.registry.models import Appointment, Organisation, OrganisationName, Person
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.models import Act, Instrument, Party
from twinward.programme.letters.models import Letter
from twinward.programme.twinning.models import Coverage, ListStep
from twinward.site.demo.load import load

NOON = datetime(2025, 11, 3, 12, tzinfo=UTC)
BY = Operator("test")
SECRET = "zqxcanary"
_numbers = count(1)


def reported() -> None:
    """The programmes as publicly reported are on record."""
    load(NOON)


def noted(record: object) -> None:
    """The ledger knows of a record that a test has written by itself."""
    append(record=key_of(record), verb="add", by=BY, at=NOON, facts={})


def secret() -> str:
    """A word that stands nowhere else and must not be told."""
    return f"{SECRET}{next(_numbers)}"


def make_organisation(name: str, country: str = "UA", **columns: object) -> Organisation:
    """An organisation with one name in the index."""
    organisation = Organisation(name=name, country_id=country, kind="hospital", basis=Basis.STATED, **columns)
    organisation.save()
    OrganisationName(organisation=organisation, value=name, language="en").save()
    noted(organisation)
    return organisation


def make_memorandum(*organisations: Organisation, day: Day | None = None, is_public: bool = True, **columns: object) -> Instrument:
    """A memorandum of these institutions, signed by each on `day` where one is given."""
    columns = {"title": secret(), "origin": "recorded", "basis": Basis.STATED, "source": Source.objects.order_by("id").first()} | columns
    memorandum = Instrument(key=f"memo-{next(_numbers)}", kind="memorandum", is_public=is_public, **columns)
    memorandum.save()
    for organisation in organisations:
        party = Party(instrument=memorandum, organisation=organisation, country_id=organisation.country_id)
        party.save()
        if day:
            make_signature(memorandum, party, day)
    noted(memorandum)
    return memorandum


def make_signature(memorandum: Instrument, party: Party, day: Day, **columns: object) -> Act:
    """One party has signed on a day, as a source says."""
    act = Act(instrument=memorandum, party=party, kind=ActKind.SIGN, not_before=day.not_before, not_after=day.not_after, basis=day.basis)
    act.why = "for a test"
    for name, value in columns.items():
        setattr(act, name, value)
    act.save()
    noted(act)
    return act


def plant_what_must_not_be_told() -> list[str]:
    """Internal columns, illustrative records, drafts, letters and people, each with a word of its own, beside what is public."""
    _plant_places()
    _plant_illustrative()
    _plant_drafts()
    _plant_people_and_papers()
    return [f"{SECRET}{number}" for number in range(1, next(_numbers))]


def _plant_places() -> None:
    for organisation in Organisation.objects.unscoped("a test").order_by("id"):
        organisation.region, organisation.city = secret(), secret()
        organisation.latitude_microdegrees, organisation.longitude_microdegrees = 49_876_543, 31_234_567
        organisation.save()
        noted(organisation)


def _plant_illustrative() -> None:
    here = Organisation.objects.unscoped("a test").get(name="Feofaniya Clinical Hospital")
    invented = make_organisation(secret(), "DE", is_illustrative=True)
    make_memorandum(here, invented, day=Day.on(date(2023, 10, 1)), is_illustrative=True, remark=secret())
    public = Instrument.objects.public().get(key="memo-charite-1")
    for party in Party.objects.filter(instrument=public):
        make_signature(public, party, Day.on(date(2023, 10, 2)), is_illustrative=True, why=secret(), place=secret(), signatory=secret())
    coverage = Coverage.objects.unscoped("a test").get(country_id="DE")
    step = ListStep(coverage=coverage, kind="agreed", not_before=date(2023, 10, 3), not_after=date(2023, 10, 3), recorded_by=secret())
    step.why, step.is_illustrative, step.contents_known, step.basis = secret(), True, True, Basis.STATED
    step.save()
    noted(step)


def _plant_drafts() -> None:
    here = Organisation.objects.unscoped("a test").get(name="Bogomolets National Medical University")
    abroad = make_organisation(secret(), "SE")
    for is_public in (False, True):
        make_memorandum(here, abroad, is_public=is_public, origin="here", state="draft", drafted_at=here, remark=secret())
    make_memorandum(here, abroad, is_public=False, day=Day.on(date(2023, 10, 4)), remark=secret())


def _plant_people_and_papers() -> None:
    here = Organisation.objects.unscoped("a test").get(name="Okhmatdyt Children's Hospital")
    person = Person(full_name=secret(), country_id="UA", email=f"{secret()}@example.org", phone=secret())
    person.save()
    Appointment(person=person, organisation=here, office="focal_point", title=secret()).save()
    noted(person)
    public = Instrument.objects.public().get(key="memo-bg-kliniken-3")
    for party in Party.objects.filter(instrument=public):
        paper = Document(sha256=f"{party.pk:064d}", name=secret(), media_type="application/pdf", size_bytes=1, kind="scan")
        paper.save()
        Act(instrument=public, party=party, kind=ActKind.NOTIFY, signatory=secret(), document=paper, basis=Basis.STATED).save()
    noted(public)
    letter = Letter(direction="out", subject=secret(), body=secret(), their_country_id="DE", ours=here, our_number=secret())
    letter.save()
    noted(letter)
