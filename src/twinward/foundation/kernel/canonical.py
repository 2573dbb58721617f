"""Canonical bytes of a ledger row: JSON as RFC 8785 writes it, for the values that a ledger may hold. No Django."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson


class NotCanonical(TypeError):
    """A value that has no single written form: a float, a set, bytes, an object."""


def plain(value: Any) -> Any:
    """The value as JSON can hold it: days and instants as ISO 8601, keys and ids as text. Raises NotCanonical for floats and objects.

    Numbers outside +-(2**53 - 1) are written as text, as RFC 7493 advises.
    """
    if value is None or isinstance(value, bool | str):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, int):
        return int(value) if abs(value) < 2**53 else str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise NotCanonical(f"{type(value).__name__} has no canonical form: {value!r:.80}")


def canonical(value: Any) -> bytes:
    """UTF-8 bytes that are the same for equal values. `value` must be plain, its keys ASCII (their order is then that of RFC 8785)."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
