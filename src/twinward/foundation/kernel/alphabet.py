"""The order of words in the alphabet of the reader's language, as its dictionaries have it."""

import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import TypeVar

from django.utils.translation import get_language

_ALPHABETS = {
    "en": "abcdefghijklmnopqrstuvwxyz",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "az": "abcçdeəfgğhxıijkqlmnoöprsştuüvyzw",
    "es": "abcdefghijklmnñopqrstuvwxyz",
}
_SMALL = {"az": (("I", "ı"), ("İ", "i"))}
_SILENT = frozenset("'’ʼʻ`´")
_OTHER_ALPHABETS = 1_000
_SMALL_LATIN, _GREEK, _CYRILLIC, _OTHERS = ord("a"), ord("z") + 1, 0x430, 0x460  # where they begin among the letters of other alphabets

Item = TypeVar("Item")
Place = tuple[tuple[int, ...], str]


def place_of(word: str, language: str | None = None) -> Place:
    """What sorts words by the alphabet of a language (ISO 639-1), the reader's by default.

    Apostrophes count for nothing; blanks and marks come before figures, figures before letters, other alphabets after ours; a letter with a mark
    that the alphabet lacks stands beside the letter without it.
    """
    code = (language or get_language() or "en").split("-")[0]
    return tuple(place for letter in _small(word, code) for place in _places(letter, code)), word


def _small(word: str, language: str) -> str:
    """The word in small letters."""
    for capital, small in _SMALL.get(language, ()):
        word = word.replace(capital, small)
    return word.lower()


@cache
def _places(letter: str, language: str) -> tuple[int, ...]:
    """Where one small letter stands; nothing for what counts for nothing."""
    alphabet = _ALPHABETS.get(language, _ALPHABETS["en"])
    if letter in _SILENT or unicodedata.combining(letter):
        return ()
    if letter in alphabet:
        return (100 + alphabet.index(letter),)
    parts = [part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part)]
    if parts != [letter] and parts:
        return tuple(place for part in parts for place in _places(part, language))
    if letter.isdecimal():
        return (50 + unicodedata.decimal(letter),)
    return (_OTHER_ALPHABETS + ord(letter),) if letter.isalpha() else (1,)


def alphabetical(items: Iterable[Item], word: Callable[[Item], str] = str, language: str | None = None) -> list[Item]:
    """The items in the order of their words in the alphabet of a language, the reader's by default."""
    return sorted(items, key=lambda item: place_of(word(item), language))


def by_words(choices: Iterable[tuple[Item, object]], language: str | None = None) -> list[tuple[Item, str]]:
    """Choices (code, words) in the order of their words, which are those of the reader's language now."""
    return alphabetical(((code, str(words)) for code, words in choices), lambda pair: pair[1], language)


# --- the same order in bytes, which every store compares alike, whatever its collation ---


def sort_key(word: str, language: str) -> bytes:
    """What stands before another one's exactly where the word stands before the other by `place_of`; equal for words of the same letters."""
    if word.isascii():
        return word.encode().translate(*_plain(language))
    return _small(word, language).translate(_codes(language)).encode("latin-1")


@cache
def _plain(language: str) -> tuple[bytes, bytes]:
    """The keys of all ASCII characters, a byte each, and those of them that count for nothing: most names consist of such alone."""
    keys = [_small(chr(number), language).translate(_codes(language)).encode("latin-1") for number in range(128)]
    return b"".join(key or b"\0" for key in keys).ljust(256, b"\0"), bytes(number for number, key in enumerate(keys) if not key)


class _Codes(dict[int, str | None]):
    """By the number of a small letter what stands for it in a key, one character for each byte; worked out when it is first met.

    None for what counts for nothing: Python translates fast what comes to one character or none.
    """

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, number: int) -> str | None:
        self[number] = b"".join(map(_bytes_of, _places(chr(number), self._language))).decode("latin-1") or None
        return self[number]


@cache
def _codes(language: str) -> _Codes:
    return _Codes(language)


def _bytes_of(place: int) -> bytes:
    """A place in bytes: one for the letters that are frequent. No place's bytes begin another's, so that keys compare place by place."""
    number = place - _OTHER_ALPHABETS
    if number < 0:
        return bytes([place if place < 50 else place - 48 if place < 100 else place - 84])
    if _SMALL_LATIN <= number < _GREEK:
        return bytes([0x40 + number - _SMALL_LATIN])
    if number < _CYRILLIC:
        return bytes([0x60]) + number.to_bytes(2)
    return bytes([0x80 + number - _CYRILLIC]) if number < _OTHERS else bytes([0xC0]) + number.to_bytes(3)
