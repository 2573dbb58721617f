"""A merge makes no place of two, publishes none that was kept secret, and its undoing takes back nothing that somebody confirmed since."""

from typing import Any

import pytest

from tests.registry.test_merging import everything
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.models import Event
from twinward.foundation.kernel.publication import Gate
from twinward.foundation.registry.actions import correct_organisation
from twinward.foundation.registry.merging import merge, preview, undo
from twinward.foundation.registry.models import Organisation
from twinward.foundation.registry.tests.makers import BY, NOON, make_organisation

pytestmark = pytest.mark.django_db
POINT = {"latitude_microdegrees": 50_450_100, "longitude_microdegrees": 30_523_400}
PLACE = {"city": "Kyiv", "region": "Kyiv"} | POINT
NOWHERE = dict.fromkeys(POINT) | {"city": "", "region": ""}


def columns(organisation: Organisation) -> dict[str, Any]:
    """Its place and website as they are stored."""
    return Organisation.objects.unscoped("test").filter(pk=organisation.pk).values(*PLACE, "website").get()


def precision(organisation: Organisation) -> str:
    return Organisation.objects.unscoped("test").get(pk=organisation.pk).public_precision


def pair(of_loser: dict[str, Any], of_survivor: dict[str, Any]) -> tuple[Organisation, Organisation]:
    """A record to go, and one to stay, with these columns."""
    return make_organisation("Okhmatdyt Hospital", **of_loser), make_organisation("National Hospital Okhmatdyt", **of_survivor)


def sides(loser: Organisation, survivor: Organisation) -> dict[str, tuple[str, str, bool]]:
    return {side.label: (side.ours, side.theirs, side.is_taken) for side in preview(loser, survivor).sides}


def test_what_the_survivor_lacks_it_takes_and_gives_back_when_the_merge_is_undone():
    loser, survivor = pair(PLACE | {"website": "https://okhmatdyt.example"}, {})
    before = everything()

    assert {side.label for side in preview(loser, survivor).sides if side.is_taken} == {"place", "website"}
    done = merge(loser, survivor, by=BY, at=NOON)
    assert columns(survivor) == PLACE | {"website": "https://okhmatdyt.example"}
    told = Event.objects.filter(record=key_of(survivor), verb="merge_moved").order_by("id")
    assert {"website": "https://okhmatdyt.example"} in [event.facts["after"] for event in told]
    assert PLACE in [event.facts["after"] for event in told]

    undo(done, by=BY, at=NOON)
    assert everything() == before


def test_what_the_survivor_says_stays_and_no_place_is_made_of_two():
    loser, survivor = pair(PLACE | {"website": "https://loser.example"}, {"city": "Lviv", "website": "https://survivor.example"})
    before = columns(survivor)

    assert not [side for side in preview(loser, survivor).sides if side.is_taken]
    merge(loser, survivor, by=BY, at=NOON)

    assert columns(survivor) == before


@pytest.mark.parametrize(
    ("theirs", "ours", "then"),
    [
        ({"city": "Lviv"} | POINT, {"region": "Kyiv oblast"}, {"region": "Kyiv oblast"}),
        ({"region": "Kyiv oblast"}, {"city": "Lviv"}, {"city": "Lviv"}),
        (POINT, {"city": "Lviv"}, {"city": "Lviv"}),
        (PLACE, POINT | {"city": "Lviv"}, POINT | {"city": "Lviv"}),
        (PLACE, {"city": "Kyiv"}, PLACE),
        (POINT | {"region": "Kyiv"}, {"region": "Kyiv"}, POINT | {"region": "Kyiv"}),
        ({"city": "Lviv"}, {}, {"city": "Lviv"}),
        (PLACE, {}, PLACE),
    ],
)
def test_parts_of_a_place_are_taken_only_where_another_part_is_said_by_both_and_is_the_same(theirs, ours, then):
    loser, survivor = pair(theirs, ours)
    is_taken = then != ours

    assert sides(loser, survivor)["place"][2] == is_taken
    merge(loser, survivor, by=BY, at=NOON)

    assert columns(survivor) == NOWHERE | then | {"website": ""}


@pytest.mark.parametrize(
    ("theirs", "ours", "then"), [("country", "place", "country"), ("place", "region", "region"), ("region", "region", "region")]
)
def test_a_place_that_is_taken_is_published_no_finer_than_either_record_was(theirs, ours, then):
    loser, survivor = pair(PLACE | {"public_precision": theirs}, {"public_precision": ours})
    before = everything()
    words = {"country": "country only", "region": "region", "place": "place"}

    assert sides(loser, survivor)["published as"] == (words[ours], words[theirs], then != ours)
    done = merge(loser, survivor, by=BY, at=NOON)
    assert precision(survivor) == then
    told = Event.objects.filter(record=key_of(survivor), verb="merge_moved", facts__before__has_key="public_precision")
    assert told.count() == (then != ours)

    undo(done, by=BY, at=NOON)
    assert everything() == before


def test_a_place_that_was_kept_secret_is_not_public_after_a_merge():
    loser, survivor = pair(PLACE | {"public_precision": "country"}, {"public_precision": "place"})
    merge(loser, survivor, by=BY, at=NOON)

    place = Gate.now().place(Organisation.objects.unscoped("test").get(pk=survivor.pk))

    assert (place.region, place.city) == ("", "")


def test_where_no_place_is_taken_it_is_published_as_it_was():
    loser, survivor = pair({"city": "Lviv", "public_precision": "country"}, {"city": "Kyiv", "public_precision": "place"})

    assert sides(loser, survivor)["published as"] == ("place", "country only", False)
    merge(loser, survivor, by=BY, at=NOON)

    assert precision(survivor) == "place"


@pytest.mark.parametrize(
    ("corrected", "kept"),
    [
        ({"city": "Kyiv city"}, {"city"}),
        ({"region": "Kyiv oblast"}, {"region"}),
        ({"latitude_microdegrees": 50_000_000}, {"latitude_microdegrees", "longitude_microdegrees"}),
        ({"public_precision": "region"}, {"public_precision"}),
    ],
)
def test_of_a_place_that_was_taken_only_what_was_corrected_since_stays_when_the_merge_is_undone(corrected, kept):
    loser, survivor = pair(PLACE | {"website": "https://loser.example"}, {"region": "Kyiv"})
    before = columns(survivor)
    done = merge(loser, survivor, by=BY, at=NOON)
    correct_organisation(survivor, **corrected, reason="a test", by=BY, at=NOON)
    confirmed = columns(survivor)

    undo(done, by=BY, at=NOON)

    assert columns(survivor) == before | {name: value for name, value in confirmed.items() if name in kept}
