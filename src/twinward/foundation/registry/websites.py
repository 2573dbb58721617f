"""Addresses of the web, as people type and paste them."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

_require_address = URLValidator(schemes=["http", "https"])


def web_address(text: str) -> str | None:
    """The address of the web that `text` is, https where it names no scheme; None for no host with a dot, a space, or a name to sign in with."""
    given = text.strip()
    address = given if "://" in given else f"https://{given}"
    try:
        _require_address(address)
    except ValidationError:
        return None
    return address if urlsplit(address).username is None else None
