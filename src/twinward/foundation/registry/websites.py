"""Addresses of the web, as people type and paste them. No Django."""

import re

_LETTER = "a-z0-9\u00a1-\uffff"
_LABEL = f"[{_LETTER}](?:[{_LETTER}-]{{0,61}}[{_LETTER}])?"
_HOST = rf"(?:{_LABEL}\.)+(?:xn--[a-z0-9]{{1,59}}|(?!-)[a-z\u00a1-\uffff-]{{2,63}}(?<!-))\.?|(?:[0-9]{{1,3}}\.){{3}}[0-9]{{1,3}}"
_ADDRESS = re.compile(rf"https?://(?:{_HOST})(?::[0-9]{{1,5}})?(?:[/?#]\S*)?", re.IGNORECASE)


def web_address(text: str) -> str | None:
    """The address of the web that `text` is, https where it names no scheme; None when it is none: no host with a dot in it, or a space."""
    given = text.strip()
    address = given if "://" in given else f"https://{given}"
    return address if _ADDRESS.fullmatch(address) else None
