"""Nobody widens what they may do by what they do: a right over one thing is no way to a right over another."""

from typing import Any

import pytest

from tests.contracts.asking import once
from tests.contracts.matrix import Matrix
from tests.contracts.rows import NOON
from twinward.foundation.kernel.actors import NotAllowed
from twinward.foundation.registry.actions import correct_person
from twinward.foundation.registry.models import Person
from twinward.foundation.registry.offices import appoint

pytestmark = pytest.mark.django_db


def test_to_record_an_office_of_somebody_is_no_way_to_their_record(matrix: Matrix):
    """A focal point sees ministers, and may record offices at their own institution, but not a minister's; that record stays the ministry's."""
    world = matrix.world
    person, minister = world.people["stranger"], world.of("registry.Person", "in office")[0].row
    assert person.account is not None
    assert person.side is not None
    own = next(row for row in world.organisations.values() if row.pk == person.side[1])
    when: Any = {"by": person.account, "at": NOON}

    with pytest.raises(NotAllowed):
        appoint(person=minister, organisation=own, office="focal_point", **when)
    with pytest.raises(NotAllowed):
        correct_person(Person.objects.unscoped("a test").get(pk=minister.pk), reason="It is mine now.", full_name="Somebody else", **when)
    assert matrix.asker.ask(person, "GET", f"/people/{minister.pk}/edit/").status == 403
    assert matrix.asker.ask(person, "POST", f"/people/{minister.pk}/edit/", {"full_name": "Mine", "reason": "-"} | once()).status == 403


def test_to_correct_an_institution_is_no_way_to_another_country_to_a_state_or_to_the_public_side(matrix: Matrix):
    """A focal point corrects their institution; whose it is, for whom it speaks and what is published of its place, its country decides."""
    person = next(one for one in matrix.world.people.values() if one.role == "focal_point" and one.side and one.side[0] == "UA")
    assert person.side is not None
    own = next(row for row in matrix.world.organisations.values() if row.pk == person.side[1])
    ministry = next(row for row in matrix.world.organisations.values() if row.kind == "ministry" and row.country_id == own.country_id)
    address = f"/organisations/{own.pk}/edit/"
    sound = {"name": own.name, "is_active": "on", "public_precision": own.public_precision, "reason": "It was misspelt."}

    page = matrix.asker.ask(person, "GET", address)
    assert page.status == 200
    sound["seen"] = page.body.partition(b'name="seen" value="')[2].partition(b'"')[0].decode()
    assert b'name="country"' not in page.body
    assert b'name="kind"' not in page.body
    for forged in (
        {"country": "AZ"},
        {"kind": "ministry"},
        {"public_precision": "place"},
        {"name": ministry.name, "despite": str(ministry.pk)},
    ):
        answer = matrix.asker.ask(person, "POST", address, sound | forged | once())
        assert answer.status in (403, 409, 422), forged
        assert not [write for write in answer.writes if write.table.startswith("registry_")], forged
    assert matrix.asker.ask(person, "POST", address, sound | {"website": "https://own.example"} | once()).status == 302
