"""Signed notes: some lines of text that can be read by anybody, and below them who vouches for them. No Django.

Sources: C2SP signed-note and tlog-checkpoint (c2sp.org), with Ed25519 (RFC 8032). A checkpoint of the ledger is such a note: which ledger, how many
events, the root of their tree.
"""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"  # how the notes name the kind of signature
_MARK = "— "
_ROOT_BYTES = 32


class NoteUnreadable(ValueError):
    """The text is no signed note, or its first lines are no checkpoint."""


@dataclass(frozen=True, slots=True)
class Signature:
    """name: who signs, as their key says it. key_id: four bytes that tell their keys apart."""

    name: str
    key_id: bytes
    value: bytes

    def __str__(self) -> str:
        return f"{_MARK}{self.name} {base64.b64encode(self.key_id + self.value).decode()}\n"


@dataclass(frozen=True, slots=True)
class Verifier:
    """The public key of somebody who signs notes, as it is handed to others: NAME+ID+KEY."""

    name: str
    key: bytes

    @property
    def key_id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.key).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(_ED25519 + self.key).decode()}"

    @classmethod
    def parse(cls, text: str) -> "Verifier":
        """Raises NoteUnreadable for what is no such key, or not whole."""
        try:
            name, key_id, encoded = text.strip().split("+", 2)
            key = base64.b64decode(encoded, validate=True)
            Ed25519PublicKey.from_public_bytes(key[1:])
        except (ValueError, binascii.Error):
            raise NoteUnreadable(f"{text.strip()!r} is no public key of notes") from None
        found = cls(name, key[1:])
        if key[:1] != _ED25519 or found.key_id.hex() != key_id or not _is_name(name):
            raise NoteUnreadable(f"{text.strip()!r} is no public key of notes, or not whole")
        return found


@dataclass(frozen=True, slots=True)
class Signer:
    """Whoever signs notes under a name."""

    name: str
    key: Ed25519PrivateKey

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.name, self.key.public_key().public_bytes_raw())

    def sign(self, text: str) -> Signature:
        """The signature below the lines of a note, the last of which ends."""
        return Signature(self.name, self.verifier.key_id, self.key.sign(text.encode()))


@dataclass(frozen=True, slots=True)
class Note:
    """text: the lines that are vouched for, each with its end."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"

    def signed_by(self, signer: Signer) -> "Note":
        """The note with this signature below those that it has."""
        return Note(self.text, (*self.signatures, signer.sign(self.text)))

    def is_signed_by(self, verifier: Verifier) -> bool:
        """Whether the holder of this key vouches for the lines."""
        return any(_fits(one, self.text, verifier) for one in self.signatures if (one.name, one.key_id) == (verifier.name, verifier.key_id))

    @classmethod
    def parse(cls, said: str) -> "Note":
        """Raises NoteUnreadable for what is no note with a signature at least."""
        text, gap, below = said.rpartition("\n\n")
        lines = below.splitlines()
        if not gap or not text or not lines or not below.endswith("\n"):
            raise NoteUnreadable("it is no signed note: an empty line and signatures must stand below its lines")
        return cls(f"{text}\n", tuple(_signatures(lines)))


def _fits(signature: Signature, text: str, verifier: Verifier) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(verifier.key).verify(signature.value, text.encode())
    except InvalidSignature:
        return False
    return True


def _signatures(lines: list[str]) -> Iterator[Signature]:
    for line in lines:
        name, _, encoded = line.removeprefix(_MARK).partition(" ")
        try:
            value = base64.b64decode(encoded, validate=True)
        except (ValueError, binascii.Error):
            value = b""
        if not line.startswith(_MARK) or not _is_name(name) or len(value) < 5:
            raise NoteUnreadable(f"{line!r} is no signature of a note")
        yield Signature(name, value[:4], value[4:])


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(sign.isspace() for sign in name)


@dataclass(frozen=True, slots=True)
class Told:
    """What a checkpoint tells: origin: which ledger; size: how many events; root: of their tree, 32 bytes."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> "Told":
        """Raises NoteUnreadable for lines that are no checkpoint. Further lines are left alone."""
        lines = text.splitlines()
        try:
            origin, size, encoded = lines[:3]
            root = base64.b64decode(encoded, validate=True)
        except (ValueError, binascii.Error):
            raise NoteUnreadable("its lines are no checkpoint: a ledger, a number of events, and the root of their tree") from None
        if not origin or not (size.isascii() and size.isdigit()) or size != str(int(size)) or len(root) != _ROOT_BYTES:
            raise NoteUnreadable("its lines are no checkpoint: a ledger, a number of events, and the root of their tree")
        return cls(origin, int(size), root)
