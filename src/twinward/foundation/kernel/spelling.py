"""Texts as they are compared, however they were typed."""

import unicodedata


def folded(text: str) -> str:
    """`text` as it is compared: one spelling of each character, small letters, single blanks."""
    small = unicodedata.normalize("NFKC", text).casefold().replace("\u0307", "")  # the dot that casefolding leaves on a capital İ
    return " ".join(small.split())
