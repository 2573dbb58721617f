"""What the parties of an instrument agree to, and its one hash: the texts, and the terms in one canonical form. No database, no clock."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from twinward.foundation.kernel.canonical import canonical, plain
from twinward.programme.instruments.facts import Party, Terms, TextStanding


def text_hash(texts: Mapping[str, str], beside: str = "") -> str:
    """One SHA-256 over the authentic texts of an instrument, their languages and hashes in the order of the languages, and `beside`."""
    lines = "".join(f"{language} {texts[language]}\n" for language in sorted(texts))
    return hashlib.sha256(f"{lines}{beside}".encode()).hexdigest()


def agreed_beside(terms: Terms, parties: Iterable[Party], **told: Any) -> str:
    """The one canonical form of what is agreed beside the texts: the terms, the parties, and what else is told of it (plain values by name).

    A party counts by its key: its institution keeps it when records of that institution are merged. Their order says nothing.
    """
    sides = sorted((party.key, party.country, party.named, party.required) for party in parties)
    return canonical(plain({**told, "terms": asdict(terms), "parties": sides})).decode()


def standing_hash(standing: TextStanding) -> str:
    """One hash over the authentic texts as they lie on record, and what is agreed beside them."""
    return text_hash({language: standing.texts.get(language, "") for language in standing.authentic}, standing.beside)
