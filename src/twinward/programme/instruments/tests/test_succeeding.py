"""What claims to supersede an instrument ends it only where it is of the same parties and theirs: kept by a side of it, or agreed here by one."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.identity.models import Membership
from twinward.foundation.identity.rules import FOCAL_POINT
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.registry.models import Organisation
from twinward.programme.instruments import actions, linking, validity
from twinward.programme.instruments.acting import record_act
from twinward.programme.instruments.evidence import basis_on, gaps
from twinward.programme.instruments.facts import ActKind, InstrumentFacts, InstrumentKind, LinkKind, Party
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.state_on import State
from twinward.programme.instruments.succeeding import claim_faults, is_of_one_side
from twinward.programme.instruments.tests.browsing import get, words
from twinward.programme.instruments.tests.looking import fresh
from twinward.programme.instruments.tests.makers import BY, NOON, TODAY, Sides, make_act, make_agreement, make_draft, make_side, make_source
from twinward.programme.instruments.tests.on_record import CONSENTED, SIGNED, act, agreement
from twinward.programme.instruments.tests.told import SIGN

MINISTRY, HOSPITAL = Party("keeper", "UA", "moh-ua", is_ministry=True), Party("keeper", "UA", "hospital-ua")
OF_HOSPITALS = InstrumentFacts(
    "older", InstrumentKind.MEMORANDUM, parties=(Party("1", "UA", "hospital-ua"), Party("2", "AZ", "hospital-az")), recorded=True
)


@pytest.mark.parametrize(
    ("keeper", "of_states", "of_hospitals"),
    [
        (None, True, True),
        (MINISTRY, True, True),
        (HOSPITAL, False, True),
        (replace(HOSPITAL, organisation="another-ua"), False, False),
        (replace(MINISTRY, country="KE", organisation="moh-ke"), False, False),
        (replace(HOSPITAL, country="KE", organisation="clinic-ke"), False, False),
    ],
)
def test_who_keeps_a_record_ends_by_it_only_what_it_is_a_side_of(keeper: Party | None, of_states: bool, of_hospitals: bool):
    for older, ends in ((CONSENTED, of_states), (OF_HOSPITALS, of_hospitals)):
        assert list(claim_faults(replace(older, key="newer"), older, keeper)) == ([] if ends else ["successor_of_no_side"])


@pytest.mark.parametrize(
    ("party", "basis", "faults"),
    [("az", Basis.DONE_HERE, []), ("az", Basis.STATED, ["successor_of_no_side"]), ("ke", Basis.DONE_HERE, ["successor_of_no_side"])],
)
def test_what_a_stranger_keeps_is_the_parties_own_once_one_of_them_signs_it_here(party: str, basis: Basis, faults: list[str]):
    signature = act(7, SIGN, Day.on(TODAY, basis), party)
    newer = replace(CONSENTED, key="newer", parties=(*CONSENTED.parties, Party("ke", "KE")), acts=(signature,))
    assert list(claim_faults(newer, CONSENTED, replace(MINISTRY, country="KE", organisation="moh-ke"))) == faults


SIDES = st.sets(st.tuples(st.sampled_from(["UA", "AZ", "KE"]), st.sampled_from([None, "1", "2"]), st.booleans()), max_size=4)


@given(SIDES, SIDES)
def test_no_party_of_the_older_text_is_left_out_of_what_supersedes_it(newer: Any, older: Any):
    def of(sides: Any) -> InstrumentFacts:
        made = (Party(str(at), country, where, named=where is not None or named) for at, (country, where, named) in enumerate(sides))
        return InstrumentFacts("x", InstrumentKind.AGREEMENT, parties=tuple(made))

    whole = {(country, where, where is not None or named) for country, where, named in newer}
    left = {(country, where, where is not None or named) for country, where, named in older} - whole
    assert ("successor_without_same_parties" in list(claim_faults(of(newer), of(older), None))) == bool(left)


def superseded(older: Instrument, keeper: Organisation, *countries: str, **fields: Any) -> Instrument:
    newer = make_agreement(*countries, drafted_at=keeper, title="A record of a stranger", **fields)
    linking.link(from_instrument=newer, to_instrument=older, kind=LinkKind.SUPERSEDES, by=BY, at=NOON)
    return newer


@pytest.mark.parametrize(("countries", "gap"), [(("UA", "AZ"), "successor_of_no_side"), (("KE", "AZ"), "successor_without_same_parties")])
def test_an_officer_of_a_third_country_ends_no_instrument_of_others_by_recording_another(
    home: Sides, abroad: Sides, noon: None, countries: tuple[str, str], gap: str
):
    stranger = make_side("KE")
    older = make_agreement("UA", "AZ")
    memorandum = make_draft(home, abroad, basis=older)
    newer = superseded(older, stranger.ministry, *countries)
    for read in (fresh, lambda one: Instrument.objects.unscoped("a test looks").for_record().get(pk=one.pk)):
        assert State(read(older)).in_force(TODAY).known == "yes"
        answer = basis_on(read(memorandum), TODAY)
        assert answer
        assert answer.known == "yes"
        assert gap in gaps(read(newer), TODAY)
    page = words(get(stranger.officer, "instrument", newer.pk))
    assert "Withdraw this link" in page
    told = words(get(home.officer, "instrument", older.pk))
    assert "Superseded" not in told
    assert ("claims to supersede it, and does not" in told, "<b>supersedes it</b>" in told) == (True, False)


def told(older: Instrument) -> tuple[str, tuple[str, ...]]:
    answer = State(fresh(older)).in_force(TODAY)
    return answer.known, answer.missing or answer.because


def test_whoever_keeps_an_instrument_ends_it_by_recording_what_supersedes_it(home: Sides, abroad: Sides):
    older = make_agreement("UA", "AZ")
    newer = superseded(older, home.ministry, "UA", "AZ")
    assert told(older) == ("no", ("superseded",))
    assert not {code for code in gaps(fresh(newer), TODAY) if code.startswith("successor")}
    page = words(get(home.officer, "instrument", older.pk))
    assert ("claims to supersede it" in page, "<b>supersedes it</b>" in page) == (False, True)


def test_one_side_alone_does_not_end_what_another_keeps_until_a_party_of_that_tells_of_it_too(home: Sides, abroad: Sides):
    older, source = make_agreement("UA", "AZ"), make_source()
    terms = {"entry_rule": "on_signature", "consent_by": "signature", "end_rule": "none", "drafted_at": abroad.ministry}
    parties = [{"country_id": code} for code in ("UA", "AZ")]
    newer = actions.record_instrument(
        by=BY, at=NOON, kind="agreement", key="newer", title="Newer", basis="stated", parties=parties, **terms
    )
    linking.link(from_instrument=newer, to_instrument=older, kind=LinkKind.SUPERSEDES, by=BY, at=NOON)
    ua, az = (newer.parties.get(country=code) for code in ("UA", "AZ"))
    for party in (ua, az):
        make_act(newer, party, ActKind.SIGN, Day.on(date(2025, 1, 2)), source=source)
    assert told(older) == ("not_known", ("successor_told",))
    assert "successor_of_one_side" in gaps(fresh(newer), TODAY)
    state = State(fresh(older))
    assert validity.ends(state.facts, state.successors).day == Day.since(date(2025, 1, 1))
    make_act(newer, ua, ActKind.NOTIFY, Day.on(date(2025, 1, 3)))
    assert told(older) == ("no", ("superseded",))
    assert "successor_of_one_side" not in gaps(fresh(newer), TODAY)


MOH_AZ, CLINIC_AZ = Party("moh", "AZ", "moh-az", is_ministry=True), Party("clinic", "AZ", "clinic-az")
THREE = (Party("ua", "UA"), Party("az", "AZ"), Party("pl", "PL"))


@given(st.booleans(), st.sets(st.sampled_from(["ua", "az", "pl", "tr", "moh", "clinic"])))
def test_a_third_party_of_the_newer_text_speaks_for_no_side_of_the_older_one(of_three: bool, told: set[str]):
    """The ministry of a side speaks for it; an institution that is no party to the older text does not."""
    older = agreement(SIGNED, *(act(at, SIGN, "2025-01-10", one.key) for at, one in enumerate(THREE[: 2 + of_three])))
    older = replace(older, parties=THREE)
    newer = replace(older, parties=(*THREE, Party("tr", "TR"), MOH_AZ, CLINIC_AZ), recorded=True)
    heard = {"AZ" for key in ("az", "moh") if key in told} | {"PL" for key in ("pl",) if key in told}
    is_told = heard >= ({"AZ", "PL"} if of_three else {"AZ"})
    assert is_of_one_side(newer, older, MINISTRY, MOH_AZ, told) is not is_told
    assert not is_of_one_side(newer, older, MINISTRY, replace(MINISTRY, organisation="another"), told)


def recorded_of_three(home: Sides, older: Instrument, *told: str) -> Instrument:
    """A record kept in Ukraine, by a source, of a text of Ukraine, Azerbaijan and Poland that supersedes `older`; of these countries by themselves."""
    terms = {"entry_rule": "on_signature", "consent_by": "signature", "end_rule": "none", "drafted_at": home.ministry}
    parties = [{"country_id": code} for code in ("UA", "AZ", "PL")]
    newer = actions.record_instrument(by=BY, at=NOON, kind="agreement", title="Newer", basis="stated", parties=parties, **terms)
    linking.link(from_instrument=newer, to_instrument=older, kind=LinkKind.SUPERSEDES, by=BY, at=NOON)
    for party in newer.parties.all():
        make_act(newer, party, ActKind.SIGN, Day.on(date(2025, 1, 2)), source=None if party.country_id in told else make_source())
    return newer


def test_what_a_party_of_the_newer_text_alone_tells_ends_nothing_between_others(home: Sides, abroad: Sides):
    older = make_agreement("AZ", "UA")
    newer = recorded_of_three(home, older, "PL")
    assert told(older) == ("not_known", ("successor_told",))
    make_act(newer, newer.parties.get(country="AZ"), ActKind.NOTIFY, Day.on(date(2025, 1, 3)))
    assert told(older) == ("no", ("superseded",))


@pytest.mark.parametrize(("country", "known"), [("AZ", "no"), ("UA", "not_known")])
def test_a_side_that_tells_its_own_act_by_a_source_has_told_it(home: Sides, abroad: Sides, noon: None, country: str, known: str):
    older = make_agreement("AZ", "UA")
    newer, by = recorded_of_three(home, older), {"AZ": abroad, "UA": home}[country].officer
    party, kind, day = newer.parties.get(country="AZ"), ActKind.NOTIFY, Day.on(date(2025, 1, 3))
    record_act(instrument=newer, party=party, kind=kind, day=day, source=make_source(), by=by, at=NOON)
    assert State(fresh(older)).in_force(TODAY).known == known
    for read in ("for_state", "for_record"):
        one = getattr(Instrument.objects.unscoped("a test looks"), read)().get(pk=older.pk)
        with CaptureQueriesContext(connection) as asked:
            assert State(one).in_force(TODAY).known == known
        assert len(asked) == 0
    assert ("successor_of_one_side" in gaps(fresh(newer), TODAY)) is (known != "no")


@pytest.mark.parametrize(
    ("starts_on", "ends_before", "known"),
    [
        (date(2030, 1, 1), None, "not_known"),
        (date(2025, 11, 4), None, "not_known"),
        (date(2025, 1, 1), date(2025, 11, 3), "not_known"),
        (date(2025, 1, 1), date(2025, 11, 4), "no"),
        (date(2025, 11, 3), None, "no"),
    ],
)
def test_whose_word_it_was_follows_from_the_roles_of_the_day_on_which_it_was_put_on_record(
    home: Sides, abroad: Sides, noon: None, starts_on: date, ends_before: date | None, known: str
):
    older = make_agreement("AZ", "UA")
    newer, by = recorded_of_three(home, older), home.officer
    party, kind, day = newer.parties.get(country="AZ"), ActKind.NOTIFY, Day.on(date(2025, 1, 3))
    record_act(instrument=newer, party=party, kind=kind, day=day, source=make_source(), by=by, at=NOON)
    Membership.objects.create(account=by, organisation=abroad.hospital, role=FOCAL_POINT, starts_on=starts_on, ends_before=ends_before)
    assert told(older)[0] == known
