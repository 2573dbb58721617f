"""Numbers by which registers outside know an organisation, as people type and paste them. No Django."""

import re

_ROR = re.compile(r"(?:(?:https?://)?(?:www\.)?ror\.org/)?(0[a-hj-km-np-tv-z0-9]{6}[0-9]{2})/?", re.IGNORECASE)
_OTHERS = {
    "Wikidata": re.compile(r"(?:(?:https?://)?(?:www\.)?wikidata\.org/(?:wiki|entity)/)?(Q[1-9][0-9]{0,11})/?", re.IGNORECASE),
    "ISNI": re.compile(
        r"(?:ISNI:? ?)?(?:(?:https?://)?(?:www\.)?isni\.org/(?:isni/)?)?((?:[0-9]{4}[ -]?){3}[0-9]{3}[0-9X])/?", re.IGNORECASE
    ),
    "GRID": re.compile(r"(grid\.[0-9]{1,8}\.[0-9a-f]{1,2})", re.IGNORECASE),
    "UA-EDR": re.compile(r"([0-9]{8})"),
}


def ror_id(text: str) -> str | None:
    """The identifier in the Research Organization Registry that `text` is, as the registry writes it; None when it is none."""
    match = _ROR.fullmatch(text.strip())
    return f"https://ror.org/{match[1].lower()}" if match else None


def ua_edr(text: str) -> str | None:
    """The number in the Ukrainian register that `text` is; None when it is none."""
    given = text.strip()
    return given if re.fullmatch("[0-9]{8}", given) else None


def ua_edr_with_zeros(text: str) -> str:
    """The number in the Ukrainian register that fewer digits would be with zeros before them; empty for what is no such number."""
    given = text.strip()
    return given.zfill(8) if re.fullmatch("[0-9]{1,7}", given) else ""


def register_of(text: str) -> str:
    """The register whose number `text` is, whether or not it has given it to anybody; empty for what is no number."""
    given = text.strip()
    return "ROR" if ror_id(given) else next((name for name, pattern in _OTHERS.items() if pattern.fullmatch(given)), "")
