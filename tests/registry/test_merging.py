"""Two records of one organisation become one: nothing names the first any more, nothing is lost, and all of it can be undone."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from twinward.foundation.identity.models import GuestQuestion
from twinward.foundation.identity.tests.makers import make_account
from twinward.foundation.kernel.actors import NotAllowed, Operator
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event, FormKey, Head, PersonalFact, Reminder
from twinward.foundation.kernel.timeline import timeline
from twinward.foundation.registry.actions import correct_organisation
from twinward.foundation.registry.merging import blocks, merge, preview, undo
from twinward.foundation.registry.models import Identifier, Merge, NameStamp, Organisation, OrganisationName, OrganisationSpeciality
from twinward.foundation.registry.offices import appoint
from twinward.foundation.registry.references import HISTORY, Reference, references
from twinward.foundation.registry.search import find
from twinward.foundation.registry.tests.makers import NOBODY, acting_in, make_organisation, make_person
from twinward.programme.instruments.models import Act, Party
from twinward.programme.instruments.tests.makers import make_agreement
from twinward.programme.letters.models import LetterSubject
from twinward.programme.letters.tests.makers import NOON, make_letter
from twinward.programme.twinning.models import ListEntry, Programme
from twinward.programme.twinning.tests.makers import make_programme

BY = Operator("test")
TOLD_BESIDE = (*HISTORY, FormKey, Head, NameStamp, PersonalFact)  # what a merge adds to, or what says nothing of organisations
Maker = Callable[[Organisation], Any]


def named_by_a_list(organisation: Organisation) -> ListEntry:
    coverage = make_programme(("AZ",))["AZ"] if not Programme.objects.exists() else Programme.objects.get().coverage.get()
    step = coverage.steps.create(kind="proposed", not_before=date(2025, 1, 1), not_after=date(2025, 1, 1), recorded_by="test")
    return ListEntry.objects.create(step=step, organisation=organisation)


def party_of_an_instrument(organisation: Organisation) -> Party:
    instrument = make_agreement("UA", "AZ")
    party = instrument.parties.create(country_id=organisation.country_id, organisation=organisation)
    Act.objects.create(instrument=instrument, party=party, kind="sign", basis="stated")
    return party


def drafted(organisation: Organisation) -> Any:
    instrument = make_agreement("UA", "AZ")
    type(instrument)._base_manager.filter(pk=instrument.pk).update(drafted_at=organisation)
    return instrument


def asked_of_a_guest(organisation: Organisation) -> GuestQuestion:
    times = {"asked_at": NOON, "expires_at": NOON + timedelta(days=7)}
    return GuestQuestion.objects.create(
        token_sha256=f"{organisation.pk:064d}", question="list", record=key_of(organisation), asked_by="account:1", **times
    )


def led(organisation: Organisation) -> Programme:
    make_programme(("AZ",))
    Programme.objects.update(lead=organisation)
    return Programme.objects.get()


def merged_before(organisation: Organisation) -> Organisation:
    earlier = make_organisation("An earlier record")
    merge(earlier, organisation, by=BY, at=NOON)
    return earlier


def letter_about(organisation: Organisation) -> LetterSubject:
    letter = make_letter(make_organisation("Ministry"))
    return LetterSubject.objects.create(letter=letter, record=key_of(organisation))


#: How a row comes about that names an organisation in this column. A new column without a line here fails the test below.
MAKERS: dict[tuple[str, str], Maker] = {
    ("identity.guestquestion", "record"): asked_of_a_guest,
    ("identity.membership", "organisation"): lambda it: make_account(("focal_point", it)),
    ("instruments.instrument", "drafted_at"): drafted,
    ("instruments.party", "organisation"): party_of_an_instrument,
    ("kernel.reminder", "record"): lambda it: Reminder.objects.create(
        rule="r", record=key_of(it), due_on=NOON.date(), recipient="account:1", at=NOON
    ),
    ("letters.letter", "ours"): make_letter,
    ("letters.letter", "theirs"): lambda it: make_letter(make_organisation("Ministry"), theirs=it),
    ("letters.lettersubject", "record"): letter_about,
    ("registry.appointment", "organisation"): lambda it: appoint(person=make_person(), organisation=it, office="head", by=BY, at=NOON),
    ("registry.identifier", "organisation"): lambda it: Identifier.objects.create(organisation=it, scheme="iati", value=f"UA-{it.pk}"),
    ("registry.organisation", "parent"): lambda it: make_organisation("A ward", parent=it),
    ("registry.organisation", "merged_into"): merged_before,
    ("registry.organisationname", "organisation"): lambda it: OrganisationName.objects.create(organisation=it, value="Third name"),
    ("registry.organisationspeciality", "organisation"): lambda it: OrganisationSpeciality.objects.create(organisation=it, code="burns"),
    ("twinning.listentry", "organisation"): named_by_a_list,
    ("twinning.programme", "lead"): led,
}


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table but those that a merge adds to."""
    models = [model for model in apps.get_models() if model.__module__.startswith("twinward.") and model not in TOLD_BESIDE]
    return {model._meta.label_lower: list(model._base_manager.order_by("pk").values()) for model in models}


def left(organisation: Organisation) -> list[Reference]:
    return [reference for reference in references() if reference.rows(organisation).exists()]


@pytest.fixture
def two(db) -> tuple[Organisation, Organisation]:
    """A record to go, and one to stay."""
    return make_organisation("Okhmatdyt Hospital", names={"uk": "Охматдит"}), make_organisation("National Hospital Okhmatdyt")


@pytest.mark.django_db
def test_every_column_that_names_an_organisation_is_tried_here():
    assert {(reference.label, reference.field) for reference in references()} == set(MAKERS)


@pytest.mark.django_db
def test_no_table_that_only_grows_names_an_organisation():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_no_update'")
        else:
            cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%_no_update'")
        grown = {table for (table,) in cursor.fetchall()}

    assert grown
    assert not grown & {reference.model._meta.db_table for reference in references()}


@pytest.mark.parametrize("column", sorted(MAKERS))
def test_a_merge_moves_what_names_it_and_undo_puts_it_back(two, column):
    loser, survivor = two
    MAKERS[column](loser)
    before = everything()
    numbers = {label: len(rows) for label, rows in before.items()}
    (reference,) = [one for one in references() if (one.label, one.field) == column]
    held = reference.rows(loser).count()
    seen = preview(loser, survivor)

    done = merge(loser, survivor, by=BY, at=NOON)

    assert not left(loser)
    assert (reference.label, reference.field, held) in [(one.label, one.field, count) for one, count in seen.moving]
    assert {label: len(rows) for label, rows in everything().items()} == numbers
    undo(done, by=BY, at=NOON)
    assert everything() == before


def test_names_and_numbers_of_the_loser_lead_to_the_survivor(two):
    loser, survivor = two
    loser.identifiers.create(scheme="ua_edr", value="01994089")

    merge(loser, survivor, by=BY, at=NOON)

    assert [one.key for one in find("Okhmatdyt Hospital", "UA")] == [survivor.pk]
    assert set(survivor.names.values_list("value", "use")) >= {("Okhmatdyt Hospital", "alias"), ("Охматдит", "alias")}
    assert survivor.identifiers.get().value == "01994089"


def test_what_both_say_is_said_once_and_twice_again_after_undoing(two):
    loser, survivor = two
    for one in two:
        one.specialities.create(code="oncology")
    entry = named_by_a_list(loser)
    ListEntry.objects.create(step=entry.step, organisation=survivor)
    before = everything()

    seen = preview(loser, survivor)
    done = merge(loser, survivor, by=BY, at=NOON)

    assert {(one.label, count) for one, count in seen.doubled} == {("registry.organisationspeciality", 1), ("twinning.listentry", 1)}
    assert entry.step.entries.get().organisation_id == survivor.pk
    undo(done, by=BY, at=NOON)
    assert everything() == before


def test_two_records_of_one_name_are_told_apart_by_what_stands_side_by_side(two):
    loser, survivor = two
    loser.identifiers.create(scheme="ua_edr", value="01994089")
    make_letter(survivor)

    sides = {side.label: (side.ours, side.theirs) for side in preview(loser, survivor).sides}

    assert sides["number of the record"] == (str(survivor.pk), str(loser.pk))
    assert sides["numbers in registers"] == ("", "UA-EDR 01994089")
    assert sides["records that name it"] == ("1", "0")


def test_two_parties_of_one_instrument_stand_in_the_way_and_nothing_is_done(two):
    loser, survivor = two
    party = party_of_an_instrument(loser)
    party.instrument.parties.create(country_id="UA", organisation=survivor)
    before, events = everything(), Event.objects.count()

    (conflict,) = preview(loser, survivor).conflicts
    assert (conflict.reference.label, conflict.record) == ("instruments.party", party)
    with pytest.raises(Refused) as refused:
        merge(loser, survivor, by=BY, at=NOON)

    assert refused.value.faults == ("merge_conflict",)
    assert everything() == before
    assert Event.objects.count() == events


def test_a_survivor_that_was_part_of_the_loser_is_part_of_what_that_was_part_of(two):
    loser, survivor = two
    ministry = make_organisation("Ministry")
    Organisation._base_manager.filter(pk=loser.pk).update(parent=ministry)
    Organisation._base_manager.filter(pk=survivor.pk).update(parent=loser)
    before = everything()

    done = merge(loser, survivor, by=BY, at=NOON)

    assert Organisation._base_manager.get(pk=survivor.pk).parent_id == ministry.pk
    undo(done, by=BY, at=NOON)
    assert everything() == before


def test_what_was_done_since_stays_with_the_survivor_when_the_merge_is_undone(two):
    loser, survivor = two
    letter = make_letter(loser)
    done = merge(loser, survivor, by=BY, at=NOON)
    later = make_letter(survivor, subject="After the merge")
    correct_organisation(
        survivor, by=BY, at=timezone.now(), reason="moved", city="Kyiv", names=[("National Hospital Okhmatdyt", "", "label")]
    )

    undo(done, by=BY, at=NOON)

    letter.refresh_from_db()
    later.refresh_from_db()
    assert (letter.ours_id, later.ours_id) == (loser.pk, survivor.pk)
    assert set(loser.names.values_list("value", flat=True)) == {"Okhmatdyt Hospital", "Охматдит"}  # though they were removed since
    assert [one.key for one in find("Okhmatdyt Hospital", "UA")][:1] == [loser.pk]


def test_a_survivor_that_was_merged_itself_blocks_undoing_until_that_is_undone(two):
    loser, survivor = two
    first = merge(loser, survivor, by=BY, at=NOON)
    second = merge(survivor, make_organisation("The third"), by=BY, at=NOON)

    assert [one.code for one in blocks(first)] == ["merge_survivor_merged"]
    with pytest.raises(Refused):
        undo(first, by=BY, at=NOON)
    undo(second, by=BY, at=NOON)
    undo(first, by=BY, at=NOON)

    assert Organisation._base_manager.filter(merged_into=None).count() == 3


def test_what_was_given_away_since_blocks_undoing_and_is_named(two):
    loser, survivor = two
    letter = make_letter(loser)
    done = merge(loser, survivor, by=BY, at=NOON)
    type(letter)._base_manager.filter(pk=letter.pk).update(ours=make_organisation("Another"))

    (block,) = blocks(done)

    assert block.code == "merge_moved_on"
    assert letter.subject in block.about


def test_a_merge_is_undone_once(two):
    done = merge(*two, by=BY, at=NOON)
    undo(done, by=BY, at=NOON)

    with pytest.raises(Refused) as refused:
        undo(done, by=BY, at=NOON)

    assert refused.value.faults == ("merge_undone_already",)


@pytest.mark.parametrize(
    ("pair", "fault"),
    [
        (lambda two: (two[0], two[0]), "merge_with_itself"),
        (lambda two: (two[0], make_organisation("Abroad", "AZ")), "merge_of_two_countries"),
        (lambda two: (two[0], make_organisation("Invented", is_illustrative=True)), "merge_of_illustrative_and_real"),
        (lambda two: (make_organisation("Invented", is_illustrative=True), two[1]), "merge_of_illustrative_and_real"),
    ],
)
def test_what_is_no_pair_is_refused(two, pair, fault):
    with pytest.raises(Refused) as refused:
        merge(*pair(two), by=BY, at=NOON)

    assert fault in refused.value.faults


@pytest.mark.django_db
def test_two_illustrative_records_can_be_merged():
    pair = [make_organisation(name, is_illustrative=True) for name in ("Invented", "Invented too")]

    assert merge(*pair, by=BY, at=NOON).survivor == pair[1]


def test_one_that_was_merged_cannot_be_merged_again(two):
    loser, survivor = two
    merge(loser, survivor, by=BY, at=NOON)

    with pytest.raises(Refused) as refused:
        merge(loser, make_organisation("The third"), by=BY, at=NOON)

    assert refused.value.faults == ("organisation_was_merged",)


def test_nobody_merges_or_divides_what_is_not_theirs(two):
    events = Event.objects.count()
    with pytest.raises(NotAllowed):
        merge(*two, by=acting_in("AZ"), at=NOON)
    assert Event.objects.count() == events

    done = merge(*two, by=acting_in("UA"), at=NOON)
    with pytest.raises(NotAllowed):
        undo(done, by=acting_in("AZ"), at=NOON)


def test_the_ledger_tells_it_at_both(two):
    loser, survivor = two
    done = merge(loser, survivor, by=BY, at=NOON)
    undo(done, by=BY, at=NOON)

    for one in two:
        assert list(Event.objects.filter(record=key_of(one)).order_by("id").values_list("verb", flat=True))[-2:] == [
            "merge",
            "merge_undone",
        ]


def test_the_timeline_of_both_names_the_other_record_to_whoever_may_see_it(two):
    loser, survivor = two
    done = merge(loser, survivor, by=BY, at=NOON)

    def told(record: Organisation, actor: Any) -> list[tuple[str, str, str]]:
        moments = [one for one in timeline([key_of(record)], actor, is_inside=True) if one.verb.startswith("merge")]
        return [(moment.verb, changed.label, changed.after) for moment in moments for changed in moment.changes]

    assert told(survivor, BY) == [("merge", "merged record", loser.name)]
    assert told(loser, BY) == [("merge", "record that stays", survivor.name)]
    assert told(survivor, NOBODY) == []
    undo(done, by=BY, at=NOON)
    assert ("merge_undone", "merged record", loser.name) in told(survivor, BY)


def test_the_ledger_tells_each_row_that_was_moved_or_put_away(two):
    loser, survivor = two
    letter = make_letter(loser)
    for one in two:
        one.specialities.create(code="oncology")
    gone = loser.specialities.get()

    done = merge(loser, survivor, by=BY, at=NOON)

    whole = Event.objects.get(record=key_of(survivor), verb="merge")
    told = {(one.record, one.verb): one.facts for one in Event.objects.filter(part_of=whole.id)}
    assert Event.objects.filter(part_of=whole.id).count() == len([one for one in done.moved if one[0] != "stood"])
    assert told[key_of(letter), "merge_moved"] == {"before": {"ours_id": loser.pk}, "after": {"ours_id": survivor.pk}}
    assert told[f"registry.organisationspeciality:{gone.pk}", "merge_put_away"]["before"]["code"] == "oncology"


def another_row(moved: list[Any], letter: Any, other: Any) -> list[Any]:
    return [[*entry[:2], other.pk, *entry[3:]] if entry[2] == letter.pk else entry for entry in moved]


def another_value(moved: list[Any], letter: Any, other: Any) -> list[Any]:
    return [[*entry[:4], other.ours_id, entry[5]] if entry[0] == "set" and entry[2] == letter.pk else entry for entry in moved]


@pytest.mark.parametrize("altered", [another_row, another_value, lambda moved, *_letters: moved[1:], lambda *_all: []])
def test_a_merge_whose_record_was_altered_since_is_not_undone(two, altered):
    loser, survivor = two
    letter, other = make_letter(loser), make_letter(make_organisation("Elsewhere"), subject="Of somebody else")
    done = merge(loser, survivor, by=BY, at=NOON)
    Merge.objects.filter(pk=done.pk).update(moved=altered(done.moved, letter, other))
    before, events = everything(), Event.objects.count()

    with pytest.raises(Refused) as refused:
        undo(done, by=BY, at=NOON)

    assert "merge_altered" in refused.value.faults
    assert everything() == before
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    "entry",
    [
        ["set", "registry.organisation", 1, "country_id", "UA", "AZ"],
        ["put_away", "kernel.savedfilter", 7, {"id": 7, "owner": "a", "desk": "b", "name": "c", "query": ""}],
    ],
)
def test_an_undo_touches_nothing_that_a_merge_does_not_move_even_if_the_ledger_was_told_so(two, entry, monkeypatch):
    monkeypatch.setattr("twinward.foundation.registry.merging._parents_untied", lambda _loser, _survivor: [entry])
    done = merge(*two, by=BY, at=NOON)

    assert "merge_altered" in [one.code for one in blocks(done)]


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_merge_the_same_two_one_does():
    pair = make_organisation("One"), make_organisation("Other")
    outcomes: list[str] = []

    def press() -> None:
        try:
            merge(*pair, by=BY, at=NOON)
            outcomes.append("merged")
        except Refused as refused:
            outcomes.append(refused.faults[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["merged", *["organisation_was_merged"] * 3]
    assert Merge.objects.count() == 1
