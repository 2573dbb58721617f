"""Writing in Latin letters what was written in others, and what a word sounds like when customs of spelling differ."""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

# Cabinet of Ministers of Ukraine, resolution 55 of 27 January 2010: elsewhere in a word, then at its beginning where that differs.
_UKRAINIAN = str.maketrans(
    dict(
        zip(
            "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
            "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch - iu ia".replace("-", "").split(" "),
            strict=True,
        )
    )
)
_UKRAINIAN_FIRST = str.maketrans({"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"})

# The Azerbaijani Latin alphabet of 1991 without its own letters, and the Cyrillic one of 1958 through it.
_AZERBAIJANI = str.maketrans("çəğıöşü", "cegiosu")
_AZERBAIJANI_CYRILLIC = str.maketrans("абвгғдеәжзиыјкҝлмноөпрстуүфхһчҹшй", "abvqğdeəjziıykglmnoöprstuüfxhçcşy")

_UKRAINIAN_ONLY = frozenset("іїєґ")
_AZERBAIJANI_ONLY = frozenset("ҹҝғәһөү")
_OTHERS_ONLY = frozenset("ыэёъўқңұјљњћђџѓќѕ")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_IDEOGRAPH = re.compile(r"([\u3400-\u9fff\uf900-\ufaff])")
_APOSTROPHES = dict.fromkeys(map(ord, "'’ʼ‘`´ʹʻʽ＇"), None)
_WORD_START = re.compile(r"(?<!\w)[єїйюя]")


class _Letters(dict[int, str]):
    """Every character in ASCII letters, digits or a space, worked out when it is first met; never larger than Unicode."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        kept = letter.isalnum() or unicodedata.category(letter).startswith("M")
        self[code] = re.sub(r"[^a-z0-9]", "", anyascii(letter).lower()) if kept else " "
        return self[code]


_LETTERS = _Letters()


def ukrainian(text: str) -> str:
    """Lower-case Ukrainian in Latin letters as the official table of 2010 writes it; other characters are left as they are."""
    text = text.translate(_APOSTROPHES).replace("зг", "zgh")
    return _WORD_START.sub(lambda found: found.group().translate(_UKRAINIAN_FIRST), text).translate(_UKRAINIAN)


def azerbaijani(text: str) -> str:
    """Lower-case Azerbaijani, in its Latin or its former Cyrillic alphabet, in plain Latin letters; the rest is left as it is."""
    return text.translate(_AZERBAIJANI_CYRILLIC).translate(_AZERBAIJANI)


def latin(text: str) -> str:
    """Words of a-z and 0-9 with single spaces. The Cyrillic alphabet is told by its own letters; without any, it is read as Ukrainian."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(_APOSTROPHES)
    if text.isascii():
        return " ".join(text.translate(_LETTERS).split())
    if _CYRILLIC.search(text):
        text = _from_cyrillic(text)
    return " ".join(_IDEOGRAPH.sub(r" \1 ", text.translate(_AZERBAIJANI)).translate(_LETTERS).split())


def _from_cyrillic(text: str) -> str:
    letters = set(text)
    if letters & _AZERBAIJANI_ONLY and not letters & frozenset("қңұіэё"):
        return azerbaijani(text)
    if letters & _UKRAINIAN_ONLY or not letters & _OTHERS_ONLY:
        return ukrainian(text)
    return text


# Note [Sound]: spellings of one sound in the customs of the languages that write to us (English, German, Polish, French, Spanish, Turkish,
# Azerbaijani, Ukrainian, Russian) become one letter. It is coarse on purpose: it brings candidates, and the letters themselves rank them.
_SOUNDS: tuple[tuple[str, str], ...] = (
    ("schtsch|chtch|shch|szcz|sch|tsch|tch|sh|sz|cz|ts|tz|zh|rz", "s"),
    ("dzh|dj|dz", "j"),
    ("kh|ch|gh|ck|cq|qu|q", "k"),
    ("ph", "f"),
    ("th", "t"),
    ("x", "ks"),
    ("c(?=[eiy])|z|ss", "s"),
    ("c", "k"),
    ("ou|oo", "u"),
    ("w", "v"),
    ("h", "g"),
    ("[yj]", "i"),
    ("ee|ea|ie", "i"),
    ("ae|oe|ue", "e"),
)
_SOUND = tuple((re.compile(pattern), letter) for pattern, letter in _SOUNDS)
_DOUBLED = re.compile(r"([a-z])\1+")


@lru_cache(maxsize=1 << 16)
def sound(word: str) -> str:
    """One spelling for the customary spellings of a word in Latin letters. Never longer than two letters for each of the word's."""
    for pattern, letter in _SOUND:
        word = pattern.sub(letter, word)
    return _DOUBLED.sub(r"\1", word)
