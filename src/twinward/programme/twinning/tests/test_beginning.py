"""A programme begins over a declaration, its record is mended, and countries that joined later are taken in: the writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.rules import ADMINISTRATOR, LAWYER
from twinward.foundation.kernel.actors import NotAllowed
from twinward.foundation.kernel.days import Day, Known
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event
from twinward.foundation.registry.models import Organisation
from twinward.programme.instruments.acting import record_act
from twinward.programme.instruments.actions import add_party, record_instrument
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.models import Instrument, Party
from twinward.programme.instruments.striking_out import strike_instrument
from twinward.programme.letters.tests.makers import BY, NOON, TODAY, make_account, make_organisation
from twinward.programme.twinning.beginning import begin_programme, correct_programme, not_taken_in, take_in
from twinward.programme.twinning.chase import pursued
from twinward.programme.twinning.models import CHASED, Coverage, Programme
from twinward.programme.twinning.standings import standings
from twinward.programme.twinning.tests.makers import make_source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
LAUNCHED = Day.on(date(2023, 9, 6))
NAMES = {"en": "Sister Hospitals", "uk": "Лікарні-побратими"}


@contextmanager
def refused(*codes: str) -> Iterator[None]:
    """It is refused for these reasons, and nothing is written."""
    before = Event.objects.count(), Programme.objects.count(), coverage()
    with pytest.raises(Refused) as refusal:
        yield
    assert refusal.value.faults == codes
    assert (Event.objects.count(), Programme.objects.count(), coverage()) == before


def coverage() -> list[str]:
    return list(Coverage.objects.unscoped("a test looks").order_by("country").values_list("country_id", flat=True))


def make_declaration(*countries: str, kept_at: Organisation | None = None, key_of_it: str = "declaration", **fields: Any) -> Instrument:
    """A declaration on record, to which these countries are party."""
    parties: list[dict[str, Any]] = [{"country_id": code} for code in countries]
    given: dict[str, Any] = {"kind": "declaration", "title": "Open Declaration", "source": make_source(), "drafted_at": kept_at} | fields
    return record_instrument(key=key_of_it, parties=parties, by=BY, at=NOON, **given)


def begun(declaration: Instrument, lead: Organisation, by: Any, **fields: Any) -> Programme:
    given: dict[str, Any] = {"names": NAMES, "launched": LAUNCHED} | fields
    return begin_programme(declaration=declaration, lead=lead, by=by, at=NOON, **given)


def test_a_programme_covers_every_country_that_is_party_itself_but_its_host(ministry: Organisation, officer: Account):
    declaration = make_declaration("PL", "DE", "UA")
    clinic = make_organisation("Clinic in Riga", "LV", "hospital")
    add_party(instrument=declaration, country_id="LV", organisation=clinic, reason="It signed", by=BY, at=NOON)
    add_party(instrument=declaration, country_id="EE", described="a clinic", reason="It signed", by=BY, at=NOON)

    programme = begun(declaration, ministry, officer)

    assert coverage() == ["DE", "PL"]
    assert (programme.key, programme.host_id, programme.lead, programme.not_after) == (CHASED, "UA", ministry, LAUNCHED.not_after)
    event = Event.objects.get(record=key_of(programme), verb="add")
    assert (event.by, event.facts["countries"]) == (officer.key, ["DE", "PL"])


@pytest.mark.parametrize(
    ("names", "language", "called"),
    [
        (NAMES, "en", "Sister Hospitals"),
        (NAMES, "uk", "Лікарні-побратими"),
        (NAMES, "az", "Sister Hospitals"),
        ({"en": "", "es": "Hospitales hermanos"}, "uk", "Hospitales hermanos"),
    ],
)
def test_a_programme_is_called_in_each_language_as_somebody_said(
    ministry: Organisation, officer: Account, names: dict[str, str], language: str, called: str
):
    programme = begun(make_declaration("PL"), ministry, officer, names=names)

    with translation.override(language):
        assert str(Programme.objects.get(pk=programme.pk)) == called


def test_a_node_keeps_one_programme(ministry: Organisation, officer: Account):
    declaration = make_declaration("PL")
    begun(declaration, ministry, officer)

    with refused("programme_begun"):
        begun(declaration, ministry, officer)


def test_nothing_begins_over_what_nobody_joins_without_a_name_or_on_a_day_ahead(ministry: Organisation, officer: Account):
    agreement = make_declaration("PL", kind="agreement")

    with refused("not_joined_by_countries", "programme_unnamed", "day_in_the_future"):
        begun(agreement, ministry, officer, names={"en": ""}, launched=Day.on(date(2025, 11, 4)))


def test_nothing_begins_over_a_declaration_that_was_struck_out(ministry: Organisation, officer: Account):
    declaration = make_declaration(kept_at=ministry)
    strike_instrument(instrument=declaration, by=BY, at=NOON, reason="It never was")

    with refused("instrument_struck"):
        begun(declaration, ministry, officer)


def test_a_day_that_nobody_knows_may_be_left_open(ministry: Organisation, officer: Account):
    assert begun(make_declaration("PL"), ministry, officer, launched=Day.unknown()).day.is_unknown


def test_an_officer_begins_what_their_own_country_hosts_an_administrator_any(ministry: Organisation, officer: Account):
    declaration, baku = make_declaration("PL"), make_organisation("Ministry of Health of Azerbaijan", "AZ")
    for nobody, lead in ((officer, baku), (make_account(baku), ministry), (make_account(ministry, LAWYER), ministry)):
        with pytest.raises(NotAllowed):
            begun(declaration, lead, nobody)

    assert begun(declaration, baku, make_account(ministry, ADMINISTRATOR)).host_id == "AZ"


def test_whoever_joins_later_is_taken_in_once(ministry: Organisation, officer: Account):
    declaration = make_declaration("PL")
    programme = begun(declaration, ministry, officer)
    for code in ("DE", "UA", "EE"):
        add_party(instrument=declaration, country_id=code, reason="It joined", by=BY, at=NOON)
    assert not_taken_in(programme) == ["DE", "EE"]

    taken = take_in(programme, by=officer, at=NOON)

    assert [one.country_id for one in taken] == ["DE", "EE"]
    assert coverage() == ["DE", "EE", "PL"]
    assert Event.objects.filter(record__in=map(key_of, taken), verb="add", by=officer.key).count() == 2
    with refused("nobody_to_take_in"):
        take_in(programme, by=officer, at=NOON)


def test_a_programme_without_a_declaration_takes_nobody_in(ministry: Organisation, officer: Account):
    programme = begun(make_declaration("PL"), ministry, officer)
    Programme.objects.update(declaration=None)

    assert not_taken_in(Programme.objects.get(pk=programme.pk)) == []


def test_only_whoever_keeps_the_programme_takes_in_and_corrects(ministry: Organisation, officer: Account):
    declaration = make_declaration("PL")
    programme = begun(declaration, ministry, officer)
    add_party(instrument=declaration, country_id="DE", reason="It joined", by=BY, at=NOON)
    stranger = make_account(make_organisation("Ministry of Health of Azerbaijan", "AZ"))
    with pytest.raises(NotAllowed):
        take_in(programme, by=stranger, at=NOON)
    with pytest.raises(NotAllowed):
        correct_programme(programme, names=NAMES, lead=ministry, launched=LAUNCHED, reason="-", by=stranger, at=NOON)


def test_a_correction_says_what_the_record_should_say_and_why(ministry: Organisation, officer: Account):
    programme, hospital = begun(make_declaration("PL"), ministry, officer), make_organisation("Okhmatdyt", "UA", "hospital")

    correct_programme(programme, names={"uk": "Сестри"}, lead=hospital, launched=Day.on(TODAY), reason=" Misspelt ", by=officer, at=NOON)

    now = Programme.objects.get(pk=programme.pk)
    assert (now.name, now.names, now.lead, now.not_before, now.not_after) == ("Сестри", {"uk": "Сестри"}, hospital, TODAY, TODAY)
    event = Event.objects.get(record=key_of(programme), verb="change")
    assert (event.facts["reason"], event.facts["before"]["name"], event.facts["after"]["name"]) == (
        "Misspelt",
        "Sister Hospitals",
        "Сестри",
    )


def test_a_correction_keeps_the_host_and_needs_a_reason_a_name_and_a_day_that_has_come(ministry: Organisation, officer: Account):
    programme = begun(make_declaration("PL"), ministry, officer)
    abroad = make_organisation("Ministry of Health of Azerbaijan", "AZ")

    with refused("programme_unnamed", "day_in_the_future", "lead_of_another_country", "reason_missing"):
        correct_programme(programme, names={}, lead=abroad, launched=Day.on(date(2026, 1, 1)), reason=" ", by=officer, at=NOON)


def joined(declaration: Instrument, country: str) -> None:
    party = Party.objects.get(instrument=declaration, country=country, organisation=None, described="")
    record_act(instrument=declaration, party=party, kind=ActKind.JOIN, day=LAUNCHED, source=make_source(), by=BY, at=NOON)


def test_of_a_declaration_that_is_not_public_only_those_who_work_here_are_told_who_joined(ministry: Organisation, officer: Account):
    declaration = make_declaration("PL", kept_at=ministry, is_public=False)
    joined(declaration, "PL")
    begun(declaration, ministry, officer)
    stranger = make_account(make_organisation("Ministry of Health of Azerbaijan", "AZ"))

    assert standings(CHASED, TODAY) == ()
    for reader in (officer, stranger):
        assert [(one.code, one.member) for one in pursued(reader, TODAY)] == [("PL", "yes")]
    Instrument.objects.unscoped("a test").update(is_public=True)
    assert [(one.country, one.joined.known) for one in standings(CHASED, TODAY)] == [("PL", Known.YES)]


def test_an_institution_that_is_only_described_joins_for_nobody_else(ministry: Organisation, officer: Account):
    declaration = make_declaration("PL", is_public=True)
    described = add_party(instrument=declaration, country_id="PL", described="a clinic", reason="It signed", by=BY, at=NOON)
    record_act(instrument=declaration, party=described, kind=ActKind.JOIN, day=LAUNCHED, source=make_source(), by=BY, at=NOON)
    begun(declaration, ministry, officer)

    assert [one.joined.known for one in standings(CHASED, TODAY)] == [Known.NO]
