"""Every version of the texts of an instrument, from the ledger, and what changed from one to another, paragraph by paragraph."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import zip_longest

from django.utils.translation import gettext

from twinward.foundation.kernel.file_words import words_of
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.models import Document, Event
from twinward.foundation.kernel.wording import at_time, capfirst, number, tongue
from twinward.programme.instruments.models import Instrument, Text

_PARAGRAPHS = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Version:
    """One file of a text. number: from 1 in the order in which they were attached."""

    text: Text
    number: int
    document: Document
    at: datetime

    def __str__(self) -> str:
        """As a list of choices names it."""
        standing = gettext("authentic text") if self.text.is_authentic else gettext("translation")
        return f"{tongue(self.text.language)}, {standing}, {self.number}: {self.document.name}, {at_time(self.at)}"


@dataclass(frozen=True, slots=True)
class Compared:
    """A paragraph as it was and as it is; "" where it was added or removed."""

    before: str
    after: str

    @property
    def is_same(self) -> bool:
        return self.before == self.after


def versions(instrument: Instrument) -> list[Version]:
    """Every file that was one of its texts, text by text, the first attached first. Reads its texts, the ledger and the documents."""
    texts = {key_of(text): text for text in instrument.texts.order_by("-is_authentic", "language", "id")}
    events = Event.objects.filter(record__in=texts, verb__in=("add", "change")).order_by("id")
    attached = [
        (event.record, event.facts["after"]["document"], event.at) for event in events if "document" in event.facts.get("after", {})
    ]
    documents = Document.objects.in_bulk([sha256 for _record, sha256, _at in attached])
    return [
        Version(text, number, documents[sha256], at)
        for key, text in texts.items()
        for number, (_record, sha256, at) in enumerate((one for one in attached if one[0] == key), 1)
    ]


def compared(old: Version, new: Version) -> list[Compared] | None:
    """Every paragraph of both, side by side; None where the words of one can only be read in its file."""
    before, after = words_of(old.document), words_of(new.document)
    if before is None or after is None:
        return None
    return list(_side_by_side(_paragraphs(before), _paragraphs(after)))


def files_compared(old: Version, new: Version) -> list[tuple[str, Compared]]:
    """By what the two files are told apart, whatever they say: (what, as it was and as it is). The hash is the same only where every byte is."""
    one, other = old.document, new.document
    return [
        (gettext("File"), Compared(one.name, other.name)),
        (capfirst(gettext("size in bytes")), Compared(number(one.size_bytes), number(other.size_bytes))),
        (gettext("SHA-256 of the file"), Compared(one.sha256, other.sha256)),
    ]


def has_pdf(*versions: Version) -> bool:
    """Whether one of them is a PDF, whose words nobody reads here: there is no reader of PDF in this house."""
    return any(one.document.media_type == "application/pdf" for one in versions)


def _paragraphs(words: str) -> list[str]:
    return [paragraph.strip() for paragraph in _PARAGRAPHS.split(words.replace("\r\n", "\n")) if paragraph.strip()]


def _side_by_side(before: Sequence[str], after: Sequence[str]) -> Iterator[Compared]:
    for _tag, first, end, then, until in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield from (Compared(*pair) for pair in zip_longest(before[first:end], after[then:until], fillvalue=""))
