"""A waiver on which nobody has relied is withdrawn: it counts on no day, stays on record, and its keepers read why it went."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.models import Event
from twinward.programme.instruments import acting, actions, linking
from twinward.programme.instruments.evidence import basis_on
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.models import Instrument, Waiver
from twinward.programme.instruments.tests.browsing import get, post, words
from twinward.programme.instruments.tests.looking import fresh, not_allowed, refused
from twinward.programme.instruments.tests.makers import (
    NOON,
    TODAY,
    Sides,
    make_act,
    make_agreed,
    make_agreement,
    make_draft,
    make_side,
    party_of,
    sign,
)
from twinward.programme.instruments.waiving import withdraw_waiver


def waive(text: Instrument, home: Sides, at: datetime = NOON) -> Waiver:
    return actions.waive(instrument=text, reason="The treaty is being ratified", by=home.lawyer, at=at)


def withdraw(waiver: Waiver, home: Sides, reason: str = "It was not needed") -> Waiver:
    return withdraw_waiver(waiver=waiver, by=home.lawyer, at=NOON, reason=reason)


def known(text: Instrument) -> str:
    answer = basis_on(fresh(text), TODAY)
    assert answer
    return answer.known


def test_a_withdrawn_waiver_counts_on_no_day_and_stays_on_record(home: Sides, abroad: Sides):
    text = make_draft(home, abroad)
    waiver = waive(text, home)
    assert known(text) == "yes"
    withdraw(waiver, home, " A slip ")
    whole = Instrument.objects.unscoped("a test looks").for_record().get(pk=text.pk)
    assert [known(text), whole.waiver()] == ["no", None]
    now = Waiver.every.get(pk=waiver.pk)
    assert (now.withdrawn_on, now.withdrawn_because, now.withdrawn_by) == (TODAY, "A slip", home.lawyer.key)
    assert Event.objects.get(record=key_of(waiver), verb="change").facts["reason"] == "A slip"
    with refused("waiver_withdrawn"):
        withdraw(waiver, home)
    waive(text, home)
    assert known(text) == "yes"


def test_it_is_withdrawn_with_a_reason_by_who_may_give_it(home: Sides, abroad: Sides):
    waiver = waive(make_draft(home, abroad), home)
    with refused("reason_missing"):
        withdraw(waiver, home, " ")
    for by in (home.officer, home.focal, abroad.lawyer):
        with not_allowed():
            withdraw_waiver(waiver=waiver, by=by, at=NOON, reason="Ours")


def test_nobody_signs_on_a_waiver_that_was_withdrawn_and_none_is_withdrawn_once_somebody_has(home: Sides, abroad: Sides):
    text = make_agreed(home, abroad)
    withdraw(waive(text, home), home)
    with refused("no_legal_basis"):
        sign(text, home)
    waiver = waive(text, home)
    signature = sign(text, home)
    with refused("waiver_relied_on"):
        withdraw(waiver, home)
    acting.correct_act(act=signature, says_instead=False, reason="A slip", by=home.focal, at=NOON)
    assert withdraw(waiver, home).withdrawn_on == TODAY


def test_a_signature_on_another_ground_did_not_rely_on_it(home: Sides, abroad: Sides):
    text = make_agreed(home, abroad, basis=make_agreement("UA", "AZ"))
    waiver = waive(text, home)
    sign(text, home)
    assert withdraw(waiver, home).withdrawn_on == TODAY
    bare = make_agreed(home, abroad)
    first, second = waive(bare, home), waive(bare, home)
    sign(bare, home)
    withdraw(first, home)
    with refused("waiver_relied_on"):
        withdraw(second, home)
    linking.link(from_instrument=bare, to_instrument=make_agreement("UA", "AZ"), kind="legal_basis", by=home.officer, at=NOON)
    withdraw(second, home)


@pytest.mark.parametrize(
    ("day", "relied"), [(Day.on(TODAY - timedelta(days=1)), False), (Day.on(TODAY), True), (Day.by(TODAY), True), (Day.unknown(), True)]
)
def test_what_was_signed_before_it_did_not_rely_on_it_and_what_may_have_been_signed_later_may_have(
    home: Sides, abroad: Sides, day: Day, relied: bool
):
    sides = [{"country_id": one.country_id, "organisation": one} for one in (home.hospital, abroad.hospital)]
    told = {"kind": "memorandum", "title": "M", "parties": sides, "drafted_at": home.ministry}
    record = actions.record_instrument(by=home.officer, at=NOON, **told)
    make_act(record, party_of(record, home), ActKind.SIGN, day)
    waiver = waive(record, home)
    if relied:
        with refused("waiver_relied_on"):
            withdraw(waiver, home)
    else:
        assert withdraw(waiver, home).withdrawn_on == TODAY


def test_a_withdrawal_without_a_reason_or_an_author_is_none(home: Sides, abroad: Sides):
    waive(make_draft(home, abroad), home)
    for values in ({"withdrawn_on": TODAY}, {"withdrawn_because": "A slip", "withdrawn_by": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Waiver.every.update(**values)


def test_the_page_withdraws_it_and_says_who_relied_on_it(home: Sides, abroad: Sides, noon: None):
    text = make_agreed(home, abroad)
    waiver = waive(text, home)
    address = f"/instruments/{text.pk}/waiver/{waiver.pk}/withdraw/"
    assert address in words(get(home.lawyer, "instrument", text.pk))
    assert address not in words(get(home.officer, "instrument", text.pk))
    assert "It then counts on no day" in words(get(home.lawyer, "instrument-waiver-withdraw", text.pk, waiver.pk))
    assert get(home.officer, "instrument-waiver-withdraw", text.pk, waiver.pk).status_code == 403
    sign(text, home, day=date(2025, 11, 3))
    relied = post(home.lawyer, "instrument-waiver-withdraw", text.pk, waiver.pk, data={"reason": "A slip"})
    assert relied.status_code == 409
    assert "Signed on this ground: Hospital UA (3 November 2025)" in words(relied)
    other = waive(text, home)
    sent = post(home.lawyer, "instrument-waiver-withdraw", text.pk, other.pk, data={"reason": "Twice"})
    assert sent.status_code == 302
    own, theirs = (words(get(reader, "instrument", text.pk)) for reader in (home.officer, make_side("AZ").officer))
    assert "Twice" in own
    assert "Twice" not in theirs
