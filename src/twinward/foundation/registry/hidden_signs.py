"""Signs of a name that nobody sees, or that turn what follows round, or that a spreadsheet would run. No Django."""

import re
import unicodedata
from dataclasses import dataclass

_JOINERS = frozenset("\u200c\u200d")
#: Scripts in which a joiner changes how letters are written (Unicode Standard, chapters 9, 12, 13, 14 and 16).
_JOINED = frozenset(
    "ARABIC SYRIAC MONGOLIAN DEVANAGARI BENGALI GURMUKHI GUJARATI ORIYA TAMIL TELUGU KANNADA MALAYALAM SINHALA KHMER MYANMAR".split()
)
_VIRAMA = 9  # the canonical combining class of the sign after which a joiner always chooses how letters are written
#: Signs that only tell in which direction to write, and where that ends. They stay behind when a name of a right-to-left script is copied.
_DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069"
_FORMULA = re.compile(r"=|[+\-@][^(|!]*[(|!]")
_UNSEEN = frozenset(("Cf", "Cc", "Cs", "Co", "Cn"))
#: Letters and marks that are drawn as nothing, and those that only choose between shapes of a sign.
_BLANKS = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0") | frozenset(map(chr, range(0xFE00, 0xFE10)))


@dataclass(frozen=True, slots=True)
class HiddenSign:
    """The first sign of a text that is not seen. code: as Unicode numbers it ("U+200B"); before: the last that is seen before it, "" at the beginning."""

    code: str
    before: str


def hidden_sign(text: str) -> HiddenSign | None:
    """The first sign that is not seen; None when there is none. A joiner between letters that need it is no such sign."""
    if text.isascii() and text.isprintable():
        return None
    for place, sign in enumerate(text):
        if _is_hidden(text, place):
            return HiddenSign(f"U+{ord(sign):04X}", text[:place][-20:])
    return None


def without_edges(text: str) -> str:
    """The text without the signs of direction at its ends, where they turn nothing that is seen, like spaces there."""
    return text if text.isascii() else text.strip(_DIRECTIONS + " ")


def as_seen(text: str) -> str:
    """The text without signs that are not seen, whichever letters they stand between, so that two that look alike are alike."""
    if text.isascii():
        return text
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf" and sign not in _BLANKS)


def begins_as_formula(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula: "=cmd|x", not "+ Clinic"."""
    return bool(_FORMULA.match(text))


def _is_hidden(text: str, place: int) -> bool:
    sign = text[place]
    if sign in _JOINERS:
        return not _is_needed(text[max(place - 1, 0) : place], text[place + 1 : place + 2])
    return sign in _BLANKS or unicodedata.category(sign) in _UNSEEN


def _is_needed(before: str, after: str) -> bool:
    """Whether a joiner between the two does what it is for (RFC 5892, appendix A)."""
    return bool(before) and (unicodedata.combining(before) == _VIRAMA or (bool(after) and _is_joined(before) and _is_joined(after)))


def _is_joined(letter: str) -> bool:
    return unicodedata.name(letter, "").partition(" ")[0] in _JOINED
