"""How like names are to what somebody typed: word by word, in any letters and order, with slips, and with a last word not yet finished. No Django."""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from twinward.foundation.registry.names import fold, sound_of
from twinward.foundation.registry.transliteration import sound

Key = TypeVar("Key", bound=Hashable)

ALIKE = 0.76  # what scores less is not an answer
_LEAST_OF_A_WORD = 0.64
_BY_SOUND, _BY_BEGINNING = np.float32(0.97), np.float32(0.94)
_UNASKED, _UNANSWERED = 0.04, 0.3  # how much words without an answer take away
_FEW_LETTERS = 3
_A_SLIP = 0.9  # of names as long as those of institutions: two letters or so
_SLIP_OF_A_WORD = 80  # of 100: "west" and "east" are two words, "berlin" and "berln" are one


def most_alike(text: str, names: Mapping[Key, tuple[str, ...]], *, limit: int, least: float = ALIKE) -> list[tuple[Key, float]]:
    """At most `limit` of the things that bear these names, with how well the best of its names fits, best first: 1 is the same words, 0 nothing in common.

    Every word of `text` must stand in the name, or nearly, unless the name has fewer. Equals stay in order.
    """
    asked = fold(text).split()
    if not asked or not names:
        return []
    folded = {key: [words for one in several if (words := fold(one).split())] for key, several in names.items()}
    vocabulary = {word: place for place, word in enumerate({word for several in folded.values() for words in several for word in words})}
    if not vocabulary:
        return []
    table = _table(asked, list(vocabulary))
    scores = {
        key: max((_score(table, [vocabulary[word] for word in words]) for words in several), default=0.0) for key, several in folded.items()
    }
    found = sorted(((key, score) for key, score in scores.items() if score >= least), key=lambda one: -one[1])
    return found[:limit]


def slips(names: Sequence[str]) -> dict[int, int]:
    """By the place of a name that of the first one before it from which it differs by slips in its words alone; other words are no slip."""
    folded = [fold(name) for name in names]
    if not folded:
        return {}
    found = dict[int, int]()
    for later, earlier in np.argwhere(np.tril(_ratios(folded, folded) >= _A_SLIP, -1)).tolist():
        one, other = folded[later], folded[earlier]
        words, before = one.split(), other.split()
        if one != other and len(words) == len(before) and all(map(_is_a_slip, words, before)):
            found.setdefault(later, earlier)
    return found


def _is_a_slip(word: str, other: str) -> bool:
    """Whether the words are the same, or are long enough and alike enough to be a slip: numbers and short words have none."""
    is_long = min(len(word), len(other)) > _FEW_LETTERS and word.isalpha() and other.isalpha()
    return word == other or (is_long and fuzz.ratio(word, other) >= _SLIP_OF_A_WORD)


def _score(table: NDArray[np.float32], places: list[int]) -> float:
    """How well the words of a name at these places answer those that were asked: the mean, less a little for words of one that the other lacks.

    A name shorter than the question (no patronymic, no "Republic of") answers with every word of its own.
    """
    asked, is_short = len(table), len(places) < len(table)
    best = table[:, places].max(axis=0 if is_short else 1)
    if best.min() < _LEAST_OF_A_WORD:
        return 0.0
    lacking = _UNANSWERED * (asked - len(places)) / asked if is_short else _UNASKED * (len(places) - asked) / len(places)
    return float(best.mean()) - lacking


def _table(asked: list[str], words: list[str]) -> NDArray[np.float32]:
    """How like each asked word (row) is to each word (column). A word of a few letters has no slips: it is there, or begins a word, or it is not."""
    table = np.maximum(_ratios(asked, words), _BY_SOUND * _ratios([sound_of(word) for word in asked], [sound(word) for word in words]))
    table[-1] = np.maximum(table[-1], _BY_BEGINNING * _begun(asked[-1], words))  # perhaps still being typed
    for row, word in enumerate(asked):
        if len(word) <= _FEW_LETTERS:
            ends = row == len(asked) - 1 and len(word) > 1
            table[row] = [1 if one == word else _BY_BEGINNING if ends and one.startswith(word) else 0 for one in words]
    return table


def _begun(word: str, words: list[str]) -> NDArray[np.float32]:
    """How like the word is to the beginnings of words, in letters or in sound."""
    said, sounds = sound_of(word), [sound(one) for one in words]
    letters = _ratios([word], [one[: len(word)] for one in words])[0]
    return np.maximum(letters, _BY_SOUND * _ratios([said], [one[: len(said)] for one in sounds])[0])


def _ratios(ones: list[str], others: list[str]) -> NDArray[np.float32]:
    return np.asarray(cdist(ones, others, scorer=fuzz.ratio) / 100, dtype=np.float32)
