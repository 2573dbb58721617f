"""The words of a file, where they can be told without running anything of it: plain text, and the paragraphs of a Word text."""

from collections.abc import Iterator
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from twinward.foundation.kernel.documents import WORD, path_of
from twinward.foundation.kernel.models import Document

MOST_SIGNS = 400_000  # some two hundred pages
MOST_BYTES = 8_000_000  # of an unpacked Word text, which may be packed a thousandfold
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n"}


def words_of(document: Document) -> str | None:
    """What the file says, its paragraphs parted by an empty line; None where that cannot be told whole, so that only the file tells it.

    Changes tracked in a Word text are told as if they were accepted; notes, headers and pictures are not told.
    """
    if document.media_type == "text/plain":
        return _short_enough(path_of(document.sha256).read_text(encoding="utf-8"))
    return _short_enough(_of_word(document)) if document.media_type == WORD else None


def _short_enough(words: str | None) -> str | None:
    return words if words is None or len(words) <= MOST_SIGNS else None


def _of_word(document: Document) -> str | None:
    try:
        with ZipFile(path_of(document.sha256)) as archive, archive.open("word/document.xml") as packed:
            content = packed.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES or b"<!DOCTYPE" in content:  # no entities, so nothing grows while it is read
            return None
        root = ElementTree.fromstring(content)
    except (BadZipFile, KeyError, ElementTree.ParseError, NotImplementedError, RuntimeError):  # broken, or locked by a password
        return None
    return "\n\n".join(filter(None, ("".join(_said(paragraph)).strip() for paragraph in root.iter(f"{_W}p"))))


def _said(paragraph: ElementTree.Element) -> Iterator[str]:
    for piece in paragraph.iter():
        if piece.tag == f"{_W}t":
            yield piece.text or ""
        yield _BREAKS.get(piece.tag, "")
