"""Whatever was merged and whatever was edited since: a line stays a line, and undoing gives the record that went all that it was."""

from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.counts import count
from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.values_told import value_told
from twinward.foundation.registry.actions import correct_organisation
from twinward.foundation.registry.beside import beside
from twinward.foundation.registry.merging import blocks, merge, preview, undo
from twinward.foundation.registry.models import Organisation
from twinward.foundation.registry.references import words_of
from twinward.foundation.registry.tests.makers import NOON, make_organisation
from twinward.foundation.registry.two_records import TAKEN
from twinward.foundation.registry.undoing import given_up

BY = Operator("test")
often = settings(max_examples=count(gate=40, deep=1_000), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def parents() -> dict[int, int | None]:
    return dict(Organisation._base_manager.values_list("pk", "parent_id"))


def turns_in_a_circle(parents: dict[int, int | None]) -> bool:
    for begin in parents:
        seen, above = set[int](), begin
        while above is not None:
            if above in seen:
                return True
            seen.add(above)
            above = parents[above]
    return False


def test_a_survivor_far_below_the_loser_is_part_of_what_that_was_part_of(db: None):
    ministry = make_organisation("Ministry")
    loser = make_organisation("Hospital", parent=ministry)
    between = make_organisation("Clinic", parent=loser)
    survivor = make_organisation("Ward", parent=between)
    before = parents()
    (side,) = [one for one in preview(loser, survivor).sides if one.label == "part of"]

    done = merge(loser, survivor, by=BY, at=NOON)

    assert (side.ours, side.theirs, side.is_taken) == ("Clinic", "Ministry", True)
    assert parents() == before | {survivor.pk: ministry.pk, between.pk: survivor.pk}
    undo(done, by=BY, at=NOON)
    assert parents() == before


@often
@given(
    above=st.lists(st.integers(0, 7), min_size=3, max_size=8), pairs=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=4)
)
def test_no_merges_of_a_forest_make_a_circle_and_undone_they_leave_it_as_it_was(db: None, above: list[int], pairs: list[tuple[int, int]]):
    with transaction.atomic():
        forest = list[Organisation]()
        for number, over in enumerate(above):
            forest.append(make_organisation(f"Ward {number}", parent=forest[over] if over < number else None))
        history = []
        for pair in pairs:
            loser, survivor = (Organisation._base_manager.get(pk=forest[one % len(forest)].pk) for one in pair)
            if loser.pk != survivor.pk and not loser.merged_into_id and not survivor.merged_into_id:
                history.append((parents(), merge(loser, survivor, by=BY, at=NOON)))
                assert not turns_in_a_circle(parents())
        for before, done in reversed(history):
            undo(done, by=BY, at=NOON)
            assert parents() == before
        transaction.set_rollback(True)


def test_a_line_that_was_corrected_since_blocks_undoing_into_a_circle(db: None):
    over = make_organisation("Over")
    loser, survivor = make_organisation("Alpha", parent=over), make_organisation("Beta")
    part = make_organisation("Part", parent=loser)
    done = merge(loser, survivor, by=BY, at=NOON)
    correct_organisation(over, by=BY, at=NOON, reason="moved", parent=Organisation._base_manager.get(pk=part.pk))

    assert [one.code for one in blocks(done)] == ["merge_parts_in_a_circle"]
    with pytest.raises(Refused):
        undo(done, by=BY, at=NOON)


def corrected(organisation: Organisation, **values: Any) -> None:
    correct_organisation(organisation, by=BY, at=NOON, reason="a check", **values)


def test_a_number_taken_away_and_put_back_since_goes_back_to_the_record_that_had_it(db: None):
    loser, survivor = make_organisation("Alpha", identifiers={"ua_edr": "11111111"}), make_organisation("Beta")
    done = merge(loser, survivor, by=BY, at=NOON)
    corrected(survivor, identifiers=[])
    corrected(survivor, identifiers=[("ua_edr", "11111111")])

    undo(done, by=BY, at=NOON)

    assert list(loser.identifiers.values_list("scheme", "value")) == [("ua_edr", "11111111")]
    assert not survivor.identifiers.exists()


def test_a_number_that_a_third_has_since_blocks_undoing_and_is_named(db: None):
    loser, survivor = make_organisation("Alpha", identifiers={"ua_edr": "11111111"}), make_organisation("Beta")
    done = merge(loser, survivor, by=BY, at=NOON)
    corrected(survivor, identifiers=[])
    make_organisation("Gamma", identifiers={"ua_edr": "11111111"})

    assert [(one.code, one.about) for one in blocks(done)] == [("merge_number_given_away", "ua_edr 11111111")]


NAMES = st.tuples(st.sampled_from(["Alpha", "Beta", "Clinic"]), st.sampled_from(["", "uk"]), st.sampled_from(["label", "alias", "former"]))
NUMBERS = st.tuples(st.sampled_from(["ua_edr", "iati"]), st.sampled_from(["11111111", "22222222"]))
CODES = st.sampled_from(["burns", "oncology"])
sides = st.fixed_dictionaries({"names": st.sets(NAMES, max_size=3), "specialities": st.sets(CODES)})
edits = st.fixed_dictionaries(
    {"names": st.sets(NAMES, max_size=4), "identifiers": st.sets(NUMBERS, max_size=3), "specialities": st.sets(CODES)}
)


@often
@given(ours=sides, theirs=sides, numbers=st.sets(NUMBERS, max_size=3), since=st.lists(st.tuples(st.booleans(), edits), max_size=3))
def test_undone_the_record_that_went_is_what_it_was_or_it_is_said_why_not(db: None, ours: Any, theirs: Any, numbers: Any, since: Any):
    with transaction.atomic():
        loser, survivor, third = (make_organisation(name) for name in ("Alpha", "Beta", "Gamma"))
        corrected(loser, identifiers=numbers, **ours)
        corrected(survivor, **theirs)
        before = beside(loser)
        done = merge(loser, survivor, by=BY, at=NOON)
        for is_third, values in since:
            with suppress(Refused):  # a number that another has already
                corrected(third if is_third else survivor, **values)
        if found := blocks(done):
            assert {one.code for one in found} <= {"merge_number_given_away", "merge_moved_on"}
        else:
            undo(done, by=BY, at=NOON)
            assert beside(loser) == before
        transaction.set_rollback(True)


PLACES = st.fixed_dictionaries({}, optional={name: st.sampled_from(["Kyiv", "Lviv"]) for name in ("city", "region")})
POINTS = st.sampled_from([{}, {"latitude_microdegrees": 50_450_100, "longitude_microdegrees": 30_523_400}])
WEBSITES = st.sampled_from([{}, {"website": "https://one.example"}, {"website": "https://other.example"}])
PRECISE = st.fixed_dictionaries({}, optional={"public_precision": st.sampled_from(["country", "region", "place"])})
plainly = st.builds(lambda *parts: {name: value for part in parts for name, value in part.items()}, PLACES, POINTS, WEBSITES, PRECISE)


@often
@given(ours=plainly, theirs=plainly, since=plainly)
def test_before_it_is_undone_each_column_of_the_record_that_stays_is_told_as_it_then_becomes(db: None, ours: Any, theirs: Any, since: Any):
    with transaction.atomic():
        loser, survivor = make_organisation("Alpha", **theirs), make_organisation("Beta", **ours)
        done = merge(loser, survivor, by=BY, at=NOON)
        if since:
            corrected(Organisation._base_manager.get(pk=survivor.pk), **since)
        told, before = list(given_up(done)), columns(survivor)
        undo(done, by=BY, at=NOON)
        after = columns(survivor)

        fields = {name: Organisation._meta.get_field(name) for name in TAKEN if before[name] != after[name]}
        became = [
            (words_of(Organisation, name), value_told(field, before[name], {}), value_told(field, after[name], {}))
            for name, field in fields.items()
        ]
        assert sorted(told) == sorted(became)
        transaction.set_rollback(True)


def columns(organisation: Organisation) -> dict[str, Any]:
    """What a merge can fill, as it is stored."""
    return Organisation._base_manager.filter(pk=organisation.pk).values(*TAKEN).get()


def test_a_point_alone_that_was_taken_is_told_before_it_is_given_back(db: None):
    loser = make_organisation("Alpha", city="Kyiv", latitude_microdegrees=50_450_100, longitude_microdegrees=30_523_400)
    survivor = make_organisation("Beta", city="Kyiv")
    done = merge(loser, survivor, by=BY, at=NOON)

    assert list(given_up(done)) == [("latitude", "50.4501°", "-"), ("longitude", "30.5234°", "-")]
