"""Vouching for the checkpoints of another node's ledger: what it showed us once, it cannot unsay.

As the witnesses of C2SP do, but for the proof that one tree goes on from another: the other node proves that itself, by `verify --against`.
"""

import json
import secrets
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from twinward.foundation.kernel.checkpoints import own_signer, read_note
from twinward.foundation.kernel.signed_notes import NoteUnreadable, Told, Verifier

FOLDER = "witnessed"


class NotVouchedFor(Exception):
    """Why a checkpoint is not signed; the text says what and what to do."""


def countersign(file: Path, key: str) -> Told:
    """The checkpoint in the file bears the signature of this node too, which remembers it. Returns what it tells.

    key: the public key of the ledger's node, needed the first time and remembered. Raises NotVouchedFor, OSError: then nothing is changed.
    """
    try:
        note, told = read_note(file)
        verifier = Verifier.parse(key) if key else None
    except NoteUnreadable as unreadable:
        raise NotVouchedFor(str(unreadable)) from None
    seen = _seen(told.origin)
    signing = verifier or (seen.verifier if seen else None)
    if signing is None:
        raise NotVouchedFor("its node is not known here. Ask it for its public key, and name that with --key")
    if seen and seen.verifier != signing:
        raise NotVouchedFor(f"its node had another public key when it was first seen here: {seen.verifier}")
    if signing.name != told.origin or not note.is_signed_by(signing):
        raise NotVouchedFor("it is not signed by the node whose ledger it speaks of, or not as it was written")
    if seen and told.size < seen.size:
        raise NotVouchedFor(f"it is older than one that was seen here before, of {seen.size} events")
    if seen and told.size == seen.size and told.root.hex() != seen.root:
        raise NotVouchedFor("it tells of another history than one of the same length that was seen here. Keep both, and ask the node why")
    _replace(_kept(told.origin), json.dumps({"key": str(signing), "size": told.size, "root": told.root.hex()}))
    signer = own_signer()
    if not note.is_signed_by(signer.verifier):
        _replace(file, str(note.signed_by(signer)))
    return told


def _kept(origin: str) -> Path:
    return settings.HOME / FOLDER / f"{sha256(origin.encode()).hexdigest()[:16]}.json"


class _Seen(NamedTuple):
    """The last checkpoint of a ledger that this node has signed. root: in hexadecimal."""

    verifier: Verifier
    size: int
    root: str


def _seen(origin: str) -> _Seen | None:
    kept = _kept(origin)
    if not kept.exists():
        return None
    said = json.loads(kept.read_text())
    return _Seen(Verifier.parse(said["key"]), said["size"], said["root"])


def _replace(file: Path, text: str) -> None:
    """The file says this, whole."""
    file.parent.mkdir(exist_ok=True)
    part = file.with_name(f".{file.name}-{secrets.token_hex(8)}")
    part.write_text(text, encoding="utf-8")
    part.replace(file)
