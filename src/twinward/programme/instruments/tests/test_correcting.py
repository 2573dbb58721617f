"""Who corrects an act on record, what a correction rests on, and what came by one signing."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.models import Source
from twinward.programme.instruments.acting import correct_act, correct_signing, do_act, record_act, record_signed
from twinward.programme.instruments.correctable import of_one_signing
from twinward.programme.instruments.evidence import standing_acts
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.listed import rows_of
from twinward.programme.instruments.measures import said_by, signed_on
from twinward.programme.instruments.models import Act, Instrument
from twinward.programme.instruments.offers import Gap
from twinward.programme.instruments.record import Record
from twinward.programme.instruments.tests.browsing import get, post, seen_at, unchanged, words
from twinward.programme.instruments.tests.looking import fresh, not_allowed, refused
from twinward.programme.instruments.tests.makers import (
    NOON,
    TODAY,
    Account,
    Sides,
    make_act,
    make_agreement,
    make_source,
    party_of,
)

STRUCK: dict[str, Any] = {"reason": "They never did", "says_instead": False, "at": NOON}


def notified(agreement: Instrument, side: Sides, by: Account) -> Act:
    """The side's notification of 2021, as `by` put it on record."""
    return record_act(
        instrument=agreement,
        party=party_of(agreement, side),
        kind=ActKind.NOTIFY,
        day=Day.in_year(2021),
        source=make_source(),
        by=by,
        at=NOON,
    )


def offered(agreement: Instrument, account: Account) -> set[str]:
    """The countries of whose acts the page offers a correction."""
    record = Record(fresh(agreement), account, asked=TODAY, field="", now=NOON)
    return {side.party.country_id for side in record.sides for done in side.acts.values() if done.correct_url}


def test_who_keeps_the_record_corrects_what_it_put_there_of_the_other_side(home: Sides, abroad: Sides):
    agreement = make_agreement("UA", "AZ")
    assert (offered(agreement, home.officer), offered(agreement, home.lawyer), offered(agreement, abroad.officer)) == (
        {"UA", "AZ"},
        {"UA", "AZ"},
        {"AZ"},
    )
    told = notified(agreement, abroad, home.officer)
    for account in (home.officer, home.lawyer):
        assert get(account, "instrument-act-correct", agreement.pk, told.pk).status_code == 200
    assert get(home.focal, "instrument-act-correct", agreement.pk, told.pk).status_code == 403
    assert correct_act(act=told, by=home.lawyer, **STRUCK).corrects_id == told.pk


@pytest.mark.parametrize("does", ["says_so", "corrects", "acts_here"])
def test_nobody_overrules_what_the_other_side_itself_put_on_record(home: Sides, abroad: Sides, does: str):
    agreement = make_agreement("UA", "AZ")
    theirs = agreement.acts.get(party=party_of(agreement, abroad))
    if does == "corrects":
        correct_act(act=theirs, by=abroad.officer, reason="Misread", signatory="A. Name", at=NOON)
    elif does == "says_so":
        theirs = notified(agreement, abroad, abroad.officer)
    else:
        party = party_of(agreement, abroad)
        theirs = do_act(instrument=agreement, party=party, kind=ActKind.SUSPEND, day=TODAY, by=abroad.officer, at=NOON)
    with not_allowed():
        correct_act(act=theirs, by=home.officer, **STRUCK)
    assert get(home.officer, "instrument-act-correct", agreement.pk, theirs.pk).status_code == 403
    assert correct_act(act=theirs, reason="Misread", signatory="B. Name", by=abroad.officer, at=NOON).party == theirs.party


def test_what_only_a_side_itself_records_of_its_acts_it_alone_corrects(home: Sides, abroad: Sides):
    agreement = make_agreement("UA", "AZ", notice_days=0)
    party = party_of(agreement, abroad)
    gone = Act.objects.create(instrument=agreement, party=party, kind="withdraw", basis="stated", not_after=date(2021, 1, 1))
    with not_allowed():
        correct_act(act=gone, by=home.officer, **STRUCK)


MARCH = Day.on(date(2020, 3, 1))


def source_now(act: Act) -> Source | None:
    return next(one.source for one in standing_acts(fresh(act.instrument)) if one.act.pk == act.pk)


def test_another_day_of_an_act_of_elsewhere_is_stated_by_a_source_or_is_our_own_conclusion(home: Sides, abroad: Sides):
    old, new = make_source(), make_source()
    agreement = make_agreement("UA", "AZ")
    act = make_act(agreement, party_of(agreement, home), ActKind.NOTIFY, Day.in_year(2020), source=old)
    correction: dict[str, Any] = {"act": act, "reason": "A closer look", "by": home.officer, "at": NOON}
    correct_act(signatory="A. Name", **correction)
    assert source_now(act) == old
    with refused("source_missing"):
        correct_act(day=MARCH, **correction)
    correct_act(day=replace(MARCH, basis=Basis.INFERRED), **correction)
    assert source_now(act) is None
    with refused("source_missing"):
        correct_act(day=MARCH, **correction)
    correct_act(day=MARCH, source=new, **correction)
    assert source_now(act) == new
    correct_act(says_instead=False, **correction)


def test_the_public_row_of_a_memorandum_cites_who_states_the_day_that_it_has_now(home: Sides, abroad: Sides):
    old, new = make_source(), make_source()
    sides = [{"country_id": side.hospital.country_id, "organisation": side.hospital} for side in (home, abroad)]
    memorandum = make_agreement(kind="memorandum", parties=sides, source=old, drafted_at=home.ministry, signed=Day.in_year(2020))
    assert (said_by(memorandum), str(signed_on(memorandum))) == (old, "2020")
    for act in memorandum.acts.order_by("id"):
        correct_act(act=act, day=MARCH, source=new, reason="A closer look", by=home.officer, at=NOON)
    assert (said_by(fresh(memorandum)), str(signed_on(fresh(memorandum)))) == (new, "2020-03-01")


def make_undated(home: Sides, abroad: Sides, source: Source) -> Instrument:
    """A memorandum of both hospitals that a source reports as signed, without a day."""
    sides = [{"country_id": side.hospital.country_id, "organisation": side.hospital} for side in (home, abroad)]
    told = {"kind": "memorandum", "title": "M", "parties": sides, "source": source, "drafted_at": home.ministry}
    return record_signed(signed=Day.unknown(), by=home.officer, at=NOON, **told)


def days(instrument: Instrument) -> list[tuple[str, Source | None]]:
    return [(str(one.says.day), one.source) for one in standing_acts(fresh(instrument))]


DATED = {"says_instead": "yes", "day": "2 March 2020", "basis": "stated", "reason": "The embassy says so", "signatory": ""}
MARCH_2 = "2020-03-02"


@pytest.mark.parametrize("ticked", [True, False])
def test_the_day_of_a_signing_is_stated_once_for_all_who_signed(home: Sides, abroad: Sides, ticked: bool):
    old, new = make_source(), make_source()
    memorandum = make_undated(home, abroad, old)
    first = memorandum.acts.order_by("id")[0]
    form = get(home.officer, "instrument-act-correct", memorandum.pk, first.pk).context["form"]
    assert (form["others_too"].value(), "Hospital AZ" in form["others_too"].help_text) == (True, True)
    given = DATED | {"source": str(new.pk) if ticked else "", "new_publisher": "" if ticked else "The embassy"}
    make_act(memorandum, party_of(memorandum, home), ActKind.NOTIFY, Day.in_year(2021), source=new)
    given |= seen_at(home.officer, "instrument-act-correct", memorandum.pk, first.pk)
    answer = post(home.officer, "instrument-act-correct", memorandum.pk, first.pk, data=given | ({"others_too": "on"} if ticked else {}))
    assert answer.status_code == 302
    (mine, _cited), (theirs, cited) = days(memorandum)[:2]
    assert (mine, theirs, cited) == ((MARCH_2, MARCH_2, new) if ticked else (MARCH_2, "-", old))


def test_a_signing_is_dated_for_all_or_for_nobody(home: Sides, abroad: Sides):
    memorandum = make_undated(home, abroad, make_source())
    mine, theirs = memorandum.acts.order_by("id")
    record = {"day": MARCH, "source": make_source(), "reason": "A closer look", "at": NOON}
    with not_allowed():
        correct_signing(act=mine, others=[theirs], by=home.focal, **record)
    with not_allowed():
        correct_signing(act=theirs, others=[mine], by=abroad.officer, **record)
    assert correct_signing(act=mine, others=[theirs], by=home.officer, **record).corrects_id == mine.pk


def test_only_what_came_by_one_signing_is_dated_together(home: Sides, abroad: Sides):
    memorandum = make_undated(home, abroad, make_source())
    mine = standing_acts(fresh(memorandum))[0]
    theirs, party = party_of(memorandum, abroad), party_of(memorandum, home)
    for kind, day, source in (
        (ActKind.NOTIFY, Day.unknown(), mine.source),
        (ActKind.SIGN, Day.in_year(2020), mine.source),
        (ActKind.SIGN, Day.unknown(), None),
    ):
        make_act(memorandum, theirs, kind, day, source=source)
    make_act(memorandum, party, ActKind.SIGN, Day.unknown(), source=mine.source)
    found = of_one_signing(mine, standing_acts(fresh(memorandum)))
    assert [one.act.pk for one in found] == [memorandum.acts.filter(party=theirs).order_by("id")[0].pk]
    sure = make_agreement("UA", "AZ")
    first, *rest = standing_acts(fresh(sure))
    assert of_one_signing(first, rest) == []


def missing_days(memorandum: Instrument, by: Account) -> list[Gap]:
    return [gap for gap in Record(fresh(memorandum), by, asked=TODAY, field="", now=NOON).gaps if gap.word == "Day"]


def test_the_days_that_are_missing_are_one_gap_from_which_each_leads_to_its_act(home: Sides, abroad: Sides):
    memorandum = make_undated(home, abroad, make_source())
    addresses = [f"/instruments/{memorandum.pk}/acts/{act.pk}/correct/" for act in memorandum.acts.order_by("id")]
    said = [f"Hospital {code}, signed" for code in ("UA", "AZ")]
    (gap,) = missing_days(memorandum, home.officer)
    assert (gap.text, gap.concerns) == ("The day of an act is not known exactly.", tuple(zip(said, addresses, strict=True)))
    (seen,) = missing_days(memorandum, abroad.officer)
    assert seen.concerns == tuple((words, "") for words in said)
    page = words(get(home.officer, "instrument", memorandum.pk))
    assert all(page.count(f'href="{address}"') for address in addresses)

    correct_act(act=memorandum.acts.order_by("id")[0], day=Day.on(TODAY), reason="Stated", source=make_source(), by=home.officer, at=NOON)
    (left,) = missing_days(memorandum, home.officer)
    assert (left.text, left.url, left.concerns) == ("Hospital AZ, signed: the day is not known exactly.", addresses[1], ())


def test_a_list_and_a_record_count_the_same_gaps(home: Sides, abroad: Sides):
    memorandum = make_undated(home, abroad, make_source())
    (row,) = (row for row in rows_of(home.officer, TODAY) if row.pk == memorandum.pk)
    assert row.gaps == len(Record(fresh(memorandum), home.officer, asked=TODAY, field="", now=NOON).gaps)


CORRECTED = {"says_instead": "yes", "day": "2 January 2020", "basis": "stated", "reason": "Misread"}


@pytest.mark.parametrize("whose", ["own", "of_one_signing"])
def test_an_act_is_corrected_as_its_page_showed_it_or_what_a_colleague_said_of_it_since_is_told_first(
    home: Sides, abroad: Sides, whose: str
):
    memorandum = make_undated(home, abroad, source := make_source())
    act, theirs = memorandum.acts.order_by("id")
    place = "instrument-act-correct", memorandum.pk, act.pk
    seen = seen_at(home.officer, *place)
    notified(memorandum, home, home.officer)  # another act is nothing that this page showed
    correct_act(act=act if whose == "own" else theirs, reason="Seen by a colleague", signatory="A. Name", by=home.lawyer, at=NOON)
    typed = CORRECTED | {"source": str(source.pk), "signatory": "B. Name", "others_too": "on"}
    answer = unchanged(lambda: post(home.officer, *place, data=typed | seen))
    told = words(answer)
    assert (answer.status_code, "Somebody changed this record since" in told, "Seen by a colleague" in told) == (409, True, True)
    assert 'value="B. Name"' in told
    assert post(home.officer, *place, data=typed | {"seen": answer.context["meanwhile"].seen}).status_code == 302
    assert days(memorandum)[0][0] == "2020-01-02"


def test_whoever_corrects_what_was_struck_out_since_is_told_so(home: Sides):
    agreement = make_agreement("UA", "AZ")
    act = agreement.acts.get(party=party_of(agreement, home))
    place = "instrument-act-correct", agreement.pk, act.pk
    seen = seen_at(home.officer, *place)
    struck = correct_act(act=act, by=home.officer, **STRUCK)
    answer = unchanged(lambda: post(home.officer, *place, data=CORRECTED | seen))
    assert (answer.status_code, answer.url) == (302, f"/instruments/{agreement.pk}/")
    assert get(home.officer, *place).status_code == 404
    assert post(home.officer, *place[:2], struck.pk, data=CORRECTED | seen).status_code == 404
