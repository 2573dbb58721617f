"""What two records of one institution both have becomes one, as it was said before; undoing the merge brings both back."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.counts import count
from tests.registry.test_merging import everything, named_by_a_list
from tests.registry.test_pages import client_of, text_of
from twinward.foundation.identity.models import Account, Membership
from twinward.foundation.identity.rules import FOCAL_POINT, OFFICER
from twinward.foundation.identity.tests.makers import make_account
from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.days import Day
from twinward.foundation.registry.merge_views import page_to_merge
from twinward.foundation.registry.merging import blocks, merge, preview, undo
from twinward.foundation.registry.models import Appointment, Organisation
from twinward.foundation.registry.offices import appoint
from twinward.foundation.registry.tests.makers import NOON, acting_in, make_organisation, make_person
from twinward.foundation.registry.undoing import brought_back
from twinward.programme.instruments.models import Party
from twinward.programme.instruments.tests.makers import make_agreement
from twinward.programme.letters.tests.makers import make_letter
from twinward.programme.twinning.models import ListEntry

pytestmark = pytest.mark.django_db
BY = Operator("test")
BEGAN, SOON, LATE = date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1)
ENDS = st.sampled_from([None, SOON, LATE])
often = settings(max_examples=count(gate=25, deep=1_000), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def later(*ends: date | None) -> date | None:
    return None if None in ends else max(end for end in ends if end)


def ended(organisation: Organisation, account: Account, ends: date | None) -> Membership:
    """A role that somebody holds there since 2024."""
    return Membership.objects.create(account=account, organisation=organisation, role=FOCAL_POINT, starts_on=BEGAN, ends_before=ends)


@pytest.fixture
def two() -> tuple[Organisation, Organisation]:
    """A record to go, and one to stay."""
    return make_organisation("Okhmatdyt Hospital"), make_organisation("National Hospital Okhmatdyt")


@often
@given(
    roles=st.lists(st.tuples(ENDS, ENDS), max_size=2),
    offices=st.lists(st.tuples(ENDS, ENDS), max_size=2),
    parts=st.sampled_from(["", "loser", "survivor"]),
    both=st.sets(st.sampled_from(["list", "party", "speciality"])),
)
def test_what_both_have_becomes_one_as_the_preview_says_and_two_again_when_it_is_undone(
    roles: list[Any], offices: list[Any], parts: str, both: set[str]
):
    with transaction.atomic():
        two = loser, survivor = make_organisation("Alpha"), make_organisation("Beta")
        accounts = [make_account() for _ in roles]
        for account, ends in zip(accounts, roles, strict=True):
            for one, end in zip(two, ends, strict=True):
                ended(one, account, end)
        people = [make_person(f"Person {number}") for number in range(len(offices))]
        for person, ends in zip(people, offices, strict=True):
            for one, end in zip(two, ends, strict=True):
                ends_on = Day.on(end) if end else Day.unknown()
                appoint(person=person, organisation=one, office="head", begins=Day.on(BEGAN), ends=ends_on, by=BY, at=NOON)
        hold_both(two, both)
        if parts:
            part, whole = (loser, survivor) if parts == "loser" else (survivor, loser)
            Organisation._base_manager.filter(pk=part.pk).update(parent=whole)
            loser, survivor = (Organisation._base_manager.get(pk=one.pk) for one in two)
        before, seen = everything(), preview(loser, survivor)

        done = merge(loser, survivor, by=BY, at=NOON)

        assert sum(number for _what, number in seen.doubled) == len(seen.joined) == len([one for one in done.moved if one[0] == "put_away"])
        assert {one.record.pk for one in seen.joined} == {one[2] for one in done.moved if one[0] == "put_away"}
        held = [Membership.objects.get(account=account, role=FOCAL_POINT).ends_before for account in accounts]
        assert held == [later(*ends) for ends in roles]
        assert [person.appointments.count() for person in people] == [1 if ours == theirs else 2 for theirs, ours in offices]
        assert Organisation._base_manager.get(pk=survivor.pk).parent_id is None
        assert not blocks(done)
        undo(done, by=BY, at=NOON)
        assert everything() == before
        transaction.set_rollback(True)


def hold_both(two: tuple[Organisation, Organisation], both: set[str]) -> None:
    if "list" in both:
        entry = named_by_a_list(two[0])
        ListEntry.objects.create(step=entry.step, organisation=two[1])
    if "party" in both:
        instrument = make_agreement("AZ", "DE")
        for one in two:
            Party.objects.create(instrument=instrument, country_id="UA", organisation=one)
    for one in two if "speciality" in both else ():
        one.specialities.create(code="oncology")


def test_a_role_that_goes_on_at_the_record_that_goes_goes_on(two: tuple[Organisation, Organisation]):
    loser, survivor = two
    account = make_account()
    ended(loser, account, None)
    ended(survivor, account, SOON)

    (joined,) = preview(loser, survivor).joined
    done = merge(loser, survivor, by=BY, at=NOON)

    assert (joined.has_end, joined.end) == (True, None)
    assert account.memberships.get().ends_before is None
    undo(done, by=BY, at=NOON)
    assert {one.organisation_id: one.ends_before for one in account.memberships.all()} == {loser.pk: None, survivor.pk: SOON}


def test_an_end_that_was_set_since_stays_when_the_merge_is_undone(two: tuple[Organisation, Organisation]):
    loser, survivor = two
    account = make_account()
    ended(loser, account, None)
    role = ended(survivor, account, SOON)
    done = merge(loser, survivor, by=BY, at=NOON)
    Membership.objects.filter(pk=role.pk).update(ends_before=LATE)

    undo(done, by=BY, at=NOON)
    assert {one.organisation_id: one.ends_before for one in account.memberships.all()} == {loser.pk: None, survivor.pk: LATE}


def test_an_office_on_which_a_signature_rests_stays_beside_its_like(two: tuple[Organisation, Organisation]):
    loser, survivor = two
    person = make_person()
    held = [appoint(person=person, organisation=one, office="head", by=BY, at=NOON) for one in two]
    instrument = make_agreement("UA", "AZ")
    instrument.acts.create(party=instrument.parties.get(country="UA"), kind="sign", basis="stated", appointment=held[0])

    merge(loser, survivor, by=BY, at=NOON)
    assert Appointment.objects.filter(organisation=survivor).count() == 2


def test_the_page_says_what_becomes_one_and_that_nothing_is_part_of_itself(two: tuple[Organisation, Organisation]):
    loser, survivor = two
    Organisation._base_manager.filter(pk=loser.pk).update(parent=survivor)
    person = make_person("Olena Koval")
    for one in two:
        appoint(person=person, organisation=one, office="head", title="Chief physician", by=BY, at=NOON)
    account = make_account(full_name="Iryna Shevchenko")
    ended(loser, account, LATE)
    ended(survivor, account, SOON)
    hold_both(two, {"list", "party"})

    client = client_of(make_account((OFFICER, make_organisation("Ministry of Health of Ukraine", kind="ministry"))))
    page = " ".join(text_of(client.get(page_to_merge(survivor, loser))).split())

    assert "What both have becomes one" in page
    for told in (
        "Olena Koval, Chief physician",
        "Iryna Shevchenko, ",
        "until 1 Jan 2026, not including",
        "Azerbaijan, ",
        "proposed, 1 Jan 2025",
    ):
        assert told in page
    assert "“Okhmatdyt Hospital” is part of “National Hospital Okhmatdyt”" in page


def test_the_page_that_undoes_a_merge_names_all_that_comes_back_and_where_to(two: tuple[Organisation, Organisation]):
    loser, survivor = two
    Organisation._base_manager.filter(pk=loser.pk).update(website="https://okhmatdyt.example")
    make_organisation("The burns ward", parent=loser)
    person = make_person("Olena Koval")
    for one in two:
        appoint(person=person, organisation=one, office="head", title="Chief physician", by=BY, at=NOON)
    for number in range(7):
        loser.identifiers.create(scheme="iati", value=f"UA-{number}")
    done = merge(loser, survivor, by=BY, at=NOON)
    client = client_of(make_account((OFFICER, make_organisation("Ministry of Health of Ukraine", kind="ministry"))))
    address = reverse("merge-undo", args=[done.pk])

    page = " ".join(text_of(client.get(address)).split())
    back = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", unescape(page.partition("What comes back")[2])))
    for told in (
        "Institutions that are part of it 1 The burns ward at “Okhmatdyt Hospital” again",
        "People who hold or held an office there 1 Olena Koval, Chief physician at both, as before",
        "IATI UA-4 and 2 more",
        "Website https://okhmatdyt.example -",
    ):
        assert told in back
    undo(done, by=BY, at=NOON)
    assert "What comes back" not in text_of(client.get(address))


def test_what_a_reader_may_not_see_is_counted_and_not_named(two: tuple[Organisation, Organisation]):
    loser, survivor = two
    make_letter(make_organisation("Charité", "DE"), theirs=loser, subject="A word in confidence")
    done = merge(loser, survivor, by=BY, at=NOON)
    (own,) = [one for one in brought_back(done, BY) if one.code == "names_letters_letter_theirs"]
    (stranger,) = [one for one in brought_back(done, acting_in("AZ")) if one.code == "names_letters_letter_theirs"]
    assert "A word in confidence" in own.named[0]
    assert (stranger.count, list(stranger.named), stranger.more) == (1, [], 1)


def test_names_that_move_and_names_that_both_have_are_named_and_so_they_come_back():
    officer = make_account((OFFICER, make_organisation("Ministry of Health", kind="ministry")))
    loser, survivor = make_organisation("Lviv Test Hospital"), make_organisation("Lviv Test Hospital")
    loser.names.create(value="Львівська лікарня", language="uk", use="label")
    client = client_of(officer)

    page = text_of(client.get(page_to_merge(survivor, loser)))
    moves, both = page[page.index("What moves") :].split("What both have becomes one", 1)
    assert "Львівська лікарня" in moves
    assert "Lviv Test Hospital" in both
    assert "Until" not in both

    done = merge(loser, survivor, by=BY, at=NOON)
    assert sorted(name for one in brought_back(done, officer) for name in one.named) == ["Lviv Test Hospital", "Львівська лікарня"]


def test_a_merge_that_stands_in_the_way_of_undoing_another_is_a_link(two):
    officer = make_account((OFFICER, make_organisation("Ministry of Health", kind="ministry")))
    loser, survivor = two
    first = merge(loser, survivor, by=BY, at=NOON)
    second = merge(survivor, make_organisation("The third"), by=BY, at=NOON)

    page = client_of(officer).get(reverse("merge-undo", args=[first.pk])).content.decode()
    assert f'href="{reverse("merge-undo", args=[second.pk])}"' in page
