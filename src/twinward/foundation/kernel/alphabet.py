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
_SMALL = {"az": str.maketrans("Iİ", "ıi")}
_SILENT = frozenset("'’ʼʻ`´")
_OTHER_ALPHABETS = 1_000

Item = TypeVar("Item")
Place = tuple[tuple[int, ...], str]


def place_of(word: str, language: str | None = None) -> Place:
    """What sorts words by the alphabet of a language (ISO 639-1), the reader's by default.

    Apostrophes count for nothing; blanks and marks come before figures, figures before letters, other alphabets after ours; a letter with a mark
    that the alphabet lacks stands beside the letter without it.
    """
    code = (language or get_language() or "en").split("-")[0]
    return tuple(place for letter in word.translate(_SMALL.get(code, {})).lower() for place in _places(letter, code)), word


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
