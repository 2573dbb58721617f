"""Checkpoints of the ledger as signed notes: kept in the home, beside the store and not in it, and handed to others, who may sign them too.

Whoever alters the store alone cannot alter them with it; whoever holds the home too is found out by those that others keep.
"""

import base64
import secrets
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from twinward.foundation.kernel.models import Checkpoint
from twinward.foundation.kernel.own_keys import own_key
from twinward.foundation.kernel.signed_notes import Note, NoteUnreadable, Signer, Told

KEY, FOLDER = "checkpoint.key", "checkpoints"
_LONGEST = 100_000


def own_signer() -> Signer:
    """This node, which signs by a key of its own; made once in its home. Its name follows from the key."""
    seed = own_key(settings.HOME / KEY, lambda: base64.b64encode(secrets.token_bytes(32)).decode())
    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(seed))
    return Signer(f"twinward/{sha256(key.public_key().public_bytes_raw()).hexdigest()[:16]}", key)


def keep_note(checkpoint: Checkpoint) -> Note:
    """The checkpoint as a note that this node has signed; it is kept in the home."""
    signer = own_signer()
    note = Note(str(Told(signer.name, checkpoint.size, bytes(checkpoint.root)))).signed_by(signer)
    folder = settings.HOME / FOLDER
    folder.mkdir(exist_ok=True)
    kept = folder / f"{checkpoint.size:012}.note"
    if not kept.exists():
        part = kept.with_name(f".{kept.name}-{secrets.token_hex(8)}")
        part.write_text(str(note), encoding="utf-8")
        part.replace(kept)
    return note


def read_note(file: Path) -> tuple[Note, Told]:
    """The note in a file, and what it tells of a ledger. Raises NoteUnreadable, OSError."""
    with file.open("rb") as content:
        raw = content.read(_LONGEST + 1)
    if len(raw) > _LONGEST:
        raise NoteUnreadable("it is far too long for a signed note")
    try:
        note = Note.parse(raw.decode())
    except UnicodeDecodeError:
        raise NoteUnreadable("it is no text") from None
    return note, Told.parse(note.text)


def kept_notes() -> Iterator[tuple[str, Told | None]]:
    """The notes that this home keeps: the name of each and what it tells; None where it is not one that this node has signed, as it was written."""
    folder = settings.HOME / FOLDER
    found = sorted(folder.glob("*.note")) if folder.is_dir() else []
    verifier = own_signer().verifier if found else None
    for file in found:
        try:
            note, told = read_note(file)
        except NoteUnreadable:
            yield file.name, None
            continue
        is_own = verifier is not None and note.is_signed_by(verifier) and told.origin == verifier.name
        yield file.name, told if is_own and file.name == f"{told.size:012}.note" else None
