"""A partner's checkpoint is signed when its node has signed it and it contradicts nothing that was seen of that ledger."""

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from twinward.foundation.kernel.checkpoints import own_signer, read_note
from twinward.foundation.kernel.signed_notes import Note, Signer, Told
from twinward.foundation.kernel.witnessing import NotVouchedFor, countersign

BAKU = Signer("twinward/baku", Ed25519PrivateKey.from_private_bytes(bytes(32)))
STRANGER = Signer("twinward/baku", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
KEY = str(BAKU.verifier)


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    return settings.HOME


def told(folder: Path, size: int, root: int = 1, signer: Signer = BAKU) -> Path:
    """A file with a checkpoint, signed."""
    file = folder / f"{size}-{root}.note"
    file.write_text(str(Note(str(Told(BAKU.name, size, bytes([root]) * 32))).signed_by(signer)), encoding="utf-8")
    return file


def refused(file: Path, key: str = "") -> str:
    """Why it is not signed; the file is as it was."""
    before = file.read_bytes()
    with pytest.raises(NotVouchedFor) as why:
        countersign(file, key)
    assert file.read_bytes() == before
    return str(why.value)


def test_a_checkpoint_bears_both_signatures_and_the_key_is_named_once(tmp_path: Path):
    file = told(tmp_path, 5)
    assert countersign(file, KEY).size == 5
    note, _told = read_note(file)
    assert note.is_signed_by(BAKU.verifier)
    assert note.is_signed_by(own_signer().verifier)

    later = told(tmp_path, 8, 2)
    countersign(later, "")
    assert read_note(later)[0].is_signed_by(own_signer().verifier)


def test_signing_again_adds_nothing(tmp_path: Path):
    file = told(tmp_path, 5)
    countersign(file, KEY)
    once = file.read_text()
    countersign(file, KEY)
    assert file.read_text() == once


def test_a_node_that_is_not_known_is_asked_for_its_key(tmp_path: Path, home: Path):
    assert "name that with --key" in refused(told(tmp_path, 5))
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("key", ["nonsense", str(STRANGER.verifier), str(Signer("twinward/kyiv", BAKU.key).verifier)])
def test_what_the_holder_of_the_key_has_not_signed_is_refused(tmp_path: Path, key: str):
    assert refused(told(tmp_path, 5), key)
    assert refused(told(tmp_path, 6, signer=STRANGER), KEY)


def test_another_key_of_a_node_that_is_known_is_refused(tmp_path: Path):
    countersign(told(tmp_path, 5), KEY)
    assert "another public key" in refused(told(tmp_path, 6, signer=STRANGER), str(STRANGER.verifier))


def test_another_history_and_an_older_one_are_refused(tmp_path: Path):
    countersign(told(tmp_path, 5), KEY)
    assert "another history" in refused(told(tmp_path, 5, 2))
    assert "older than one" in refused(told(tmp_path, 4))


def test_what_is_no_checkpoint_is_refused(tmp_path: Path):
    file = tmp_path / "letter.txt"
    file.write_text("Dear colleagues\n")
    assert "no signed note" in refused(file, KEY)
