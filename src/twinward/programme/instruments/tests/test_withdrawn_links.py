"""A link that was never right is withdrawn: it counts on no day, nothing is overwritten, and its own sides may see why it went."""

from datetime import date

import pytest

from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.models import Event
from twinward.programme.instruments import linking
from twinward.programme.instruments.evidence import basis_on, gaps
from twinward.programme.instruments.facts import LinkKind
from twinward.programme.instruments.models import Instrument, Link
from twinward.programme.instruments.state_on import State
from twinward.programme.instruments.tests.browsing import get, post, words
from twinward.programme.instruments.tests.looking import fresh, not_allowed, refused
from twinward.programme.instruments.tests.makers import (
    BY,
    NOON,
    TODAY,
    Sides,
    make_agreed,
    make_agreement,
    make_draft,
    make_organisation,
    make_side,
    sign,
)


def link_of(one: Instrument, to: Instrument | None, kind: str = "legal_basis", **fields: str) -> Link:
    return linking.link(from_instrument=one, to_instrument=to, kind=kind, by=BY, at=NOON, **fields)


def known(instrument: Instrument) -> str:
    answer = basis_on(fresh(instrument), TODAY)
    assert answer
    return answer.known


def for_record(instrument: Instrument) -> Instrument:
    return Instrument.objects.unscoped("a test looks").for_record().get(pk=instrument.pk)


def test_a_withdrawn_basis_covers_nothing_however_it_is_read(home: Sides, abroad: Sides):
    memorandum = make_draft(home, abroad, basis=make_agreement("UA", "AZ"))
    assert known(memorandum) == "yes"
    linking.withdraw_link(link=Link.objects.get(), by=home.officer, at=NOON, reason=" The other agreement was meant ")
    assert known(memorandum) == "no"
    for read in (fresh, for_record):
        assert State(read(memorandum)).basis_for("oncology", TODAY).known == "no"
    link = Link.objects.get()
    assert (link.withdrawn_on, link.withdrawn_because, link.withdrawn_by) == (TODAY, "The other agreement was meant", home.officer.key)
    event = Event.objects.get(record=key_of(link), verb="change")
    assert (event.by, event.facts["reason"]) == (home.officer.key, "The other agreement was meant")
    assert event.facts["after"]["withdrawn_on"] == TODAY.isoformat()


def test_nobody_signs_on_a_basis_that_was_withdrawn(home: Sides, abroad: Sides):
    memorandum = make_agreed(home, abroad, basis=make_agreement("UA", "AZ"))
    linking.withdraw_link(link=Link.objects.get(), by=home.officer, at=NOON, reason="A slip")
    with refused("no_legal_basis"):
        sign(memorandum, home)


def test_what_was_superseded_by_mistake_never_ended(home: Sides):
    older, newer = make_agreement("UA", "AZ"), make_agreement("UA", "AZ")
    link = link_of(newer, older, LinkKind.SUPERSEDES)
    assert [State(read(older)).in_force(day).known for read in (fresh, for_record) for day in (date(2021, 1, 1), TODAY)] == ["no"] * 4
    linking.withdraw_link(link=link, by=home.officer, at=NOON, reason="Another of that name")
    assert [State(read(older)).in_force(day).known for read in (fresh, for_record) for day in (date(2021, 1, 1), TODAY)] == ["yes"] * 4


def test_a_described_predecessor_that_there_never_was_is_no_gap(home: Sides):
    agreement, older = make_agreement("UA", "AZ"), make_agreement("UA", "AZ")
    link = link_of(agreement, None, LinkKind.SUPERSEDES, unnamed="An earlier one")
    assert "predecessor_unnamed" in gaps(fresh(agreement), TODAY)
    linking.withdraw_link(link=link, by=home.officer, at=NOON, reason="There was none")
    assert "predecessor_unnamed" not in gaps(fresh(agreement), TODAY)
    with refused("link_withdrawn"):
        linking.name_link(link=link, to_instrument=older, by=home.officer, at=NOON, reason="Its preamble")


@pytest.mark.parametrize("kind", LinkKind)
def test_what_was_withdrawn_can_be_linked_anew_and_bars_nothing(home: Sides, kind: LinkKind):
    first, second, third = (make_agreement("UA", "AZ") for _ in range(3))
    linking.withdraw_link(link=link_of(first, second, kind), by=home.officer, at=NOON, reason="A slip")
    link_of(second, first, kind)  # no circle
    linking.withdraw_link(link=Link.objects.get(withdrawn_on=None), by=home.officer, at=NOON, reason="A slip")
    link_of(first, third, kind)  # amends no other
    linking.withdraw_link(link=Link.objects.get(withdrawn_on=None), by=home.officer, at=NOON, reason="A slip")
    assert link_of(first, second, kind).stands
    assert Link.objects.count() == 4


def test_a_link_is_withdrawn_once_with_a_reason_by_whoever_may_make_one(home: Sides, abroad: Sides):
    memorandum = make_draft(home, abroad, basis=make_agreement("UA", "AZ"))
    link = Link.objects.get()
    with refused("reason_missing"):
        linking.withdraw_link(link=link, by=home.officer, at=NOON, reason="  ")
    stranger = make_side("LV").officer
    with not_allowed():
        linking.withdraw_link(link=link, by=stranger, at=NOON, reason="Ours")
    linking.withdraw_link(link=link, by=home.lawyer, at=NOON, reason="A slip")
    with refused("link_withdrawn"):
        linking.withdraw_link(link=Link.objects.get(pk=link.pk), by=home.officer, at=NOON, reason="Again")
    assert not fresh(memorandum).links_down()


def test_who_saw_the_link_sees_that_it_was_withdrawn_and_its_own_sides_why(home: Sides, abroad: Sides, noon: None):
    basis, memorandum = make_agreement("UA", "AZ"), make_agreement("UA", "AZ", title="A plan", drafted_at=home.ministry)
    link = link_of(memorandum, basis, LinkKind.IMPLEMENTS)
    page = words(get(home.officer, "instrument", memorandum.pk))
    assert f"/instruments/{memorandum.pk}/links/{link.pk}/withdraw/" in page
    asked = words(get(home.officer, "instrument-link-withdraw", memorandum.pk, link.pk))
    for said in ("It then counts on no day", "Your name and reason are read by"):
        assert said in asked
    assert post(home.officer, "instrument-link-withdraw", memorandum.pk, link.pk, data={"reason": ""}).status_code == 422
    sent = post(home.officer, "instrument-link-withdraw", memorandum.pk, link.pk, data={"reason": "A namesake"})
    assert sent.status_code == 302
    own, theirs = (words(get(reader, "instrument", memorandum.pk)) for reader in (home.officer, make_side("LV").officer))
    for told in (own, theirs):
        assert "Withdrawn links" in told
        assert "/withdraw/" not in told
    assert "3 November 2025, A Person" in own
    assert "A namesake" in own
    assert '<span class="meta">3 November 2025</span></li>' in theirs
    assert "A namesake" not in theirs
    assert "Implements it" not in own
    assert "A namesake" in words(get(home.officer, "instrument", basis.pk))
    across = words(get(make_side("AZ").officer, "instrument", basis.pk))
    assert "3 November 2025" in across
    assert "A namesake" not in across
    beyond = words(get(make_side("EE").officer, "instrument", basis.pk))
    assert "3 November 2025" in beyond
    assert "A namesake" not in beyond
    assert post(home.officer, "instrument-link-withdraw", memorandum.pk, link.pk, data={"reason": "Again"}).status_code == 409


def test_a_withdrawn_link_from_what_the_reader_may_not_see_is_not_told(home: Sides, abroad: Sides, noon: None):
    basis = make_agreement("UA", "AZ")
    make_draft(home, abroad, basis=basis, title="A secret draft")
    linking.withdraw_link(link=Link.objects.get(), by=home.officer, at=NOON, reason="A secret reason")
    assert make_organisation("Elsewhere", "LV")
    assert "secret" not in words(get(abroad.officer, "instrument", basis.pk))
    assert "secret" in words(get(home.officer, "instrument", basis.pk))
