"""Checkpoints that are kept outside of the store find out whoever rewrites all of it, its checkpoints too."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.stores import without_triggers
from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.checkpoints import FOLDER, KEY, keep_note, kept_notes, own_signer, read_note
from twinward.foundation.kernel.ledger import append, seal
from twinward.foundation.kernel.models import Checkpoint
from twinward.foundation.kernel.signed_notes import NoteUnreadable, Told
from twinward.foundation.kernel.tests.papers import NOON
from twinward.foundation.kernel.tests.test_verify import behind_the_ledgers_back, relabel, reseal
from twinward.foundation.kernel.verify import Finding, keep_checkpoint, verify_ledger


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def events(transactional_db: None) -> list[int]:
    """Six sealed events, their numbers, and a checkpoint of them in the store and in the home."""
    written = [append(record=f"kernel.paper:{number}", verb="note", by=Operator("test"), at=NOON).id for number in range(6)]
    seal()
    note()
    return written


def note() -> None:
    kept = keep_checkpoint(at=NOON)
    assert kept is not None
    keep_note(kept)


def sound_notes() -> list[tuple[str, Told]]:
    return [(name, told) for name, told in kept_notes() if told]


def test_a_note_is_signed_by_the_node_tells_of_its_ledger_and_is_kept_once(home: Path, events: list[int]):
    note()
    (file,) = (home / FOLDER).iterdir()
    signed, told = read_note(file)
    assert file.name == "000000000006.note"
    assert signed.is_signed_by(own_signer().verifier)
    assert (told.origin, told.size, told.root) == (own_signer().name, 6, bytes(Checkpoint.objects.get().root))
    assert (home / KEY).stat().st_mode & 0o777 == 0o600
    assert verify_ledger(sound_notes()).findings == ()


def test_who_rewrites_the_ledger_with_its_head_and_its_checkpoints_is_found_by_the_note(events: list[int]):
    relabel(events[2])
    reseal()
    with without_triggers(connection):
        Checkpoint.objects.all().delete()
    assert verify_ledger().findings == ()
    assert verify_ledger(sound_notes()).findings == (Finding("not_as_noted", "000000000006.note"),)


def test_who_cuts_the_end_off_with_the_head_and_the_checkpoints_is_found_by_the_note(events: list[int]):
    behind_the_ledgers_back(f"DELETE FROM kernel_event WHERE id > {events[3]}", "DELETE FROM kernel_checkpoint")
    reseal()
    assert verify_ledger().findings == ()
    assert verify_ledger(sound_notes()).findings == (Finding("lost_noted_events", "000000000006.note"),)


def test_what_was_added_since_contradicts_no_note(events: list[int]):
    append(record="kernel.paper:9", verb="note", by=Operator("test"), at=NOON)
    seal()
    note()
    assert [name for name, _told in sound_notes()] == ["000000000006.note", "000000000007.note"]
    assert verify_ledger(sound_notes()).findings == ()


@pytest.mark.parametrize("change", ["altered", "of another key", "renamed", "cut short", "no text"])
def test_a_note_that_this_node_has_not_signed_as_it_stands_is_told_of(home: Path, events: list[int], change: str):
    (file,) = (home / FOLDER).iterdir()
    said = file.read_text()
    if change == "altered":
        file.write_text(said.replace("\n6\n", "\n5\n"))
    elif change == "of another key":
        (home / KEY).unlink()
    elif change == "renamed":
        file = file.rename(file.with_name("000000000005.note"))
    elif change == "cut short":
        file.write_text(said[:-20])
    else:
        file.write_bytes(b"\xff\xfe")
    assert list(kept_notes()) == [(file.name, None)]


def test_a_file_that_is_far_too_long_is_no_note(tmp_path: Path):
    (tmp_path / "long.note").write_bytes(b"x" * 200_000)
    with pytest.raises(NoteUnreadable):
        read_note(tmp_path / "long.note")


def test_a_home_without_notes_has_none_and_makes_no_key(home: Path):
    assert list(kept_notes()) == []
    assert list(home.iterdir()) == []
