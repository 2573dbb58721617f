"""Files: kept once by their SHA-256 in the home, under documents/, and served as attachments that no browser runs."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.db import transaction
from django.http import FileResponse

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.ledger import note_new
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Document

MOST_BYTES = 20_000_000
CHUNK_BYTES = 1 << 16

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

#: What a file may be, told by how it begins and never by what its sender says: (first bytes, media type, ending of its name).
KINDS = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"II*\x00", "image/tiff", "tif"),
    (b"MM\x00*", "image/tiff", "tif"),
    (b"PK\x03\x04", WORD, "docx"),
)
#: How the name of a file of each kind may end.
CALLED = {
    "application/pdf": ("pdf",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/tiff": ("tif", "tiff"),
    WORD: ("docx",),
    "text/plain": ("txt", "text", "md"),
}
ENDINGS = {media_type: ending for _first, media_type, ending in KINDS} | {"text/plain": "txt"}


@dataclass(frozen=True, slots=True)
class Received:
    """What a file is, told by its bytes. sha256: in hexadecimal."""

    sha256: str
    size_bytes: int
    media_type: str


@transaction.atomic
def store(
    content: IO[bytes],
    *,
    name: str,
    kind: str,
    by: Actor,
    at: datetime,
    language: str = "",
    keep_until: date | None = None,
    most_bytes: int = MOST_BYTES,
) -> Document:
    """The bytes lie in the home, flushed to the disk, and their document is on record; the same bytes are kept once.

    Raises Refused: document_empty, document_too_large, document_kind_unknown. A file whose transaction fails later lies unused and harmless.
    """
    folder = Path(settings.HOME) / "documents"
    folder.mkdir(exist_ok=True)
    with receive(content, folder, most_bytes=most_bytes) as (part, received):
        _keep(part, path_of(received.sha256))
    return enter(received, name=name, kind=kind, by=by, at=at, language=language, keep_until=keep_until)


@contextmanager
def receive(content: IO[bytes], folder: Path, *, most_bytes: int = MOST_BYTES) -> Iterator[tuple[Path, Received]]:
    """The bytes lie in a new file of the folder, flushed to the disk, and are of a kind that we keep. It is gone afterwards unless it was moved.

    Raises Refused: document_empty, document_too_large, document_kind_unknown.
    """
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".part-", delete=False) as part:
        try:
            sha256, size, first = _copy(content, part, most_bytes)
            part.flush()
            os.fsync(part.fileno())
            yield Path(part.name), Received(sha256, size, _media_type(first, Path(part.name)))
        finally:
            Path(part.name).unlink(missing_ok=True)  # unless it was kept


@transaction.atomic
def enter(
    received: Received, *, name: str, kind: str, by: Actor, at: datetime, language: str = "", keep_until: date | None = None
) -> Document:
    """The document is on record. Its bytes are not yet in the home: whoever enters it stores them in the same transaction, or rolls it back."""
    document, is_new = Document.objects.get_or_create(
        sha256=received.sha256,
        defaults={
            "name": name[:200],
            "media_type": received.media_type,
            "size_bytes": received.size_bytes,
            "language": language,
            "kind": kind,
            "keep_until": keep_until,
        },
    )
    if is_new:
        note_new(document, by=by, at=at)
    return document


def _copy(content: IO[bytes], part: IO[bytes], most_bytes: int) -> tuple[str, int, bytes]:
    """The content's hash, its size and how it begins, once it is copied. Raises Refused."""
    digest, size, first = hashlib.sha256(), 0, b""
    while chunk := content.read(CHUNK_BYTES):
        first, size = first or chunk, size + len(chunk)
        if size > most_bytes:
            raise Refused("store", ["document_too_large"])
        digest.update(chunk)
        part.write(chunk)
    if not size:
        raise Refused("store", ["document_empty"])
    return digest.hexdigest(), size, first


def _media_type(first: bytes, part: Path) -> str:
    known = next((media_type for begins, media_type, _ending in KINDS if first.startswith(begins)), None)
    if known and (known != WORD or _is_word(part)):
        return known
    if known is None and _is_plain_text(part):
        return "text/plain"
    raise Refused("store", ["document_kind_unknown"])


def name_fault(name: str, first: bytes) -> str:
    """Why a file that begins so may not be called so; "" when its name ends as its content says, or has no ending."""
    stem, _dot, ending = name.rpartition(".")
    begun = next((media_type for begins, media_type, _ending in KINDS if first.startswith(begins)), "text/plain")
    if not stem or ending.lower() in CALLED[begun]:
        return ""
    is_known = begun != "text/plain" or any(ending.lower() in endings for endings in CALLED.values())
    return "document_called_otherwise" if is_known else "document_kind_unknown"


def _is_word(part: Path) -> bool:
    """Whether the archive lists a Word text, and no programs in it. Nothing is unpacked."""
    try:
        with ZipFile(part) as archive:
            listed = archive.namelist()
            return "word/document.xml" in listed and not any(name.endswith("vbaProject.bin") for name in listed)
    except BadZipFile:
        return False


def _is_plain_text(part: Path) -> bool:
    try:
        return "\x00" not in part.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return False


def _keep(part: Path, path: Path) -> None:
    """The file is at `path` and will be there after a power cut."""
    path.parent.mkdir(exist_ok=True)
    part.replace(path)
    for folder in (path.parent, path.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def path_of(sha256: str) -> Path:
    """Where the bytes of a document lie."""
    return Path(settings.HOME) / "documents" / sha256[:2] / sha256


class NotWhole(Exception):
    """The bytes of a document are gone or are not what they were. It is given to nobody."""


def damage(sha256: str) -> str:
    """The code of what is wrong with the bytes of a document, "lost_document" or "altered_document"; "" when they are what they were."""
    path = path_of(sha256)
    if not path.is_file():
        return "lost_document"
    digest = hashlib.sha256()
    for chunk in _chunks(path):
        digest.update(chunk)
    return "" if digest.hexdigest() == sha256 else "altered_document"


def is_whole(sha256: str) -> bool:
    """Whether the bytes are there and are what they were."""
    return not damage(sha256)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def as_attachment(document: Document, *, name: str) -> FileResponse:
    """The file under `name` (its ending is added), to be saved and never shown or run. Ask for the right to it first. Raises NotWhole."""
    if not is_whole(document.sha256):
        raise NotWhole(document.sha256)
    response = FileResponse(
        path_of(document.sha256).open("rb"),
        as_attachment=True,
        filename=f"{name}.{ENDINGS.get(document.media_type, 'bin')}",
        content_type=document.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
