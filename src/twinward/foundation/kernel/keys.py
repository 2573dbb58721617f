"""Keys of records and of forms. A record key names any record of the node: "instruments.instrument:12"."""

import os
import time
from typing import Any, NamedTuple
from uuid import UUID


class RecordKey(NamedTuple):
    """label: "room.model" in lower case; pk: the primary key as text."""

    label: str
    pk: str

    def __str__(self) -> str:
        return f"{self.label}:{self.pk}"

    @classmethod
    def parse(cls, text: str) -> "RecordKey":
        """The key that `text` writes. Raises ValueError when it is none."""
        label, colon, pk = text.partition(":")
        if not (colon and pk and label.count(".") == 1):
            raise ValueError(f"not a record key: {text!r:.80}")
        return cls(label, pk)


def key_of(record: Any) -> str:
    """The record key of a saved model instance."""
    return f"{record._meta.label_lower}:{record.pk}"


def fresh_key() -> UUID:
    """A UUIDv7 of this millisecond (RFC 9562): unguessable, and sorted by the time it was made."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & (1 << 48) - 1) << 80 | random
    return UUID(int=value & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62)
