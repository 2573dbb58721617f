"""Addresses of the web, as people type and paste them."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_require_address = URLValidator(schemes=["http", "https"])


def web_address(text: str) -> str | None:
    """The address of the web that `text` is, https where it names no scheme; None for no host with a dot, a space, or a name to sign in with."""
    given = text.strip()
    address = given if _SCHEME.match(given) else f"https://{given}"
    try:
        _require_address(address)
    except ValidationError:
        return None
    parts = urlsplit(address)
    return address if parts.username is None and "." in (parts.hostname or "").rstrip(".") else None
