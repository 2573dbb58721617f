"""The words of a file, where they can be told without running anything of it: plain text, and the paragraphs of a Word text."""

import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from defusedxml.ElementTree import ParseError, fromstring

from twinward.foundation.kernel.documents import WORD, path_of
from twinward.foundation.kernel.models import Document

MOST_SIGNS = 400_000  # some two hundred pages
MOST_BYTES = 8_000_000  # of an unpacked Word text
MOST_TIMES = 200  # what is packed more tightly than this is no text that somebody wrote
MOST_TAGS = 400_000  # each takes far more room once it is read than in the file
_WORD_TEXT = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\N{NON-BREAKING HYPHEN}"}

#: A file with any of these says more, less or something else than its paragraphs do.
_UNTOLD = frozenset(
    """
    ins del moveFrom moveTo cellIns cellDel cellMerge numberingChange
    footnoteReference endnoteReference commentReference
    txbxContent drawing pict object contentPart altChunk subDoc AlternateContent
    oMath ruby sym vanish
    """.split()
)
#: What a file that is damaged, locked by a password or made to do harm comes to while it is unpacked and read; an entity is a ValueError.
_UNREADABLE = (
    BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    LookupError,
    ValueError,
    RuntimeError,
    ParseError,
)


def words_of(document: Document) -> str | None:
    """What the file says, its paragraphs parted by an empty line; None where that cannot be told whole, so that only the file tells it.

    Of a Word text the headers and footers are not told, nor the numbers that Word itself counts; one with tracked changes, notes, comments,
    text boxes or pictures is not told at all.
    """
    if document.media_type == "text/plain":
        return _short_enough(path_of(document.sha256).read_text(encoding="utf-8"))
    if document.media_type != WORD:
        return None
    with path_of(document.sha256).open("rb") as file:  # a file that is gone is no damaged one, and fails
        return _short_enough(_of_word(file))


def _short_enough(words: str | None) -> str | None:
    return words if words is None or len(words) <= MOST_SIGNS else None


def _of_word(file: IO[bytes]) -> str | None:
    try:
        content = _unpacked(file)
        if content is None or content.count(b"<") > MOST_TAGS:
            return None
        root = fromstring(content, forbid_dtd=True)
    except _UNREADABLE:
        return None
    if any(piece.tag.rpartition("}")[2] in _UNTOLD for piece in root.iter()):
        return None
    return "\n\n".join(filter(None, ("".join(_said(paragraph.iter())).strip() for paragraph in root.iter(f"{_W}p")))) or None


def _unpacked(file: IO[bytes]) -> bytes | None:
    """The Word text of the archive; None where it is too large, packed too tightly or otherwise than Word does, or there twice.

    No more is unpacked than the archive says that there is.
    """
    with ZipFile(file) as archive:
        if archive.namelist().count(_WORD_TEXT) != 1:
            return None
        packed = archive.getinfo(_WORD_TEXT)
        if packed.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or packed.file_size > min(MOST_BYTES, MOST_TIMES * packed.compress_size):
            return None
        with archive.open(packed) as text:
            return text.read(MOST_BYTES)


def _said(pieces: Iterable[Any]) -> Iterator[str]:
    for piece in pieces:  # elements of a tree, whose type defusedxml does not name
        if piece.tag == f"{_W}t":
            yield piece.text or ""
        yield _SIGNS.get(piece.tag, "")
