"""How like names are to what somebody typed: word by word, in any letters and order, with slips, and with a last word not yet finished. No Django."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
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
_MOST_ALIKE = 3  # of those above it that a name is told to be like
#: A direction in Latin letters, what an adjective ends in left aside: "eastern", "skhidnoi" (Ukrainian), "serqi" (Azerbaijani), "suroeste".
_DIRECTION = re.compile(
    r"((?:north|south)?(?:east|west)|north|south)(?:ern)?"
    r"|((?:pivnichno|pivdenno)?(?:skhid|zakhid)|pivnich|pivden)n?[a-z]{0,3}"
    r"|((?:simal|cenub)?(?:serq|qerb)|simal|cenub)i?"
    r"|((?:nor|sur)o?este|este|oeste|norte|sur|oriental|occidental)"
)
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


def slips(names: Sequence[str], *, is_known: Callable[[str], bool] = lambda _word: False) -> dict[int, list[int]]:
    """By the place of a name those of the first few before it from which it differs by slips in its words alone; other words are no slip.

    is_known: whether a word in a-z is one that names have: two such words are two words, not a slip of each other.
    """
    split, found = [fold(name).split() for name in names], defaultdict[int, list[int]](list)
    for places in _comparable(split):
        numbers = {word: number for number, word in enumerate({word for place in places for word in split[place]})}
        table = np.array([[numbers[word] for word in split[place]] for place in places])
        for row, later in enumerate(places):
            differs = table[:row] != table[row]
            first = differs.argmax(axis=1).tolist() if row else []
            for before in np.flatnonzero(differs.any(axis=1)).tolist():
                one, other = split[later], split[places[before]]
                if _is_a_slip(one[first[before]], other[first[before]]) and _are_slips(one, other, is_known):
                    found[later].append(places[before])
                    if len(found[later]) == _MOST_ALIKE:
                        break
    return dict(found)


def _comparable(split: list[list[str]]) -> Iterable[list[int]]:
    """The places of names that have as many words, and the same ones wherever a word can have no slip: only these can be slips of each other."""
    groups = defaultdict[tuple[str, ...], list[int]](list)
    for place, words in enumerate(split):
        groups[tuple("" if _can_slip(word) else word for word in words)].append(place)
    return [places for words, places in groups.items() if words and len(places) > 1]


def _are_slips(words: list[str], before: list[str], is_known: Callable[[str], bool]) -> bool:
    """Whether words of the one are slips of those of the other, all else is the same, and they are few among all letters."""
    if not fuzz.ratio(" ".join(words), " ".join(before), score_cutoff=100 * _A_SLIP):
        return False
    pairs = [(word, other) for word, other in zip(words, before, strict=True) if word != other]
    return all(_is_a_slip(word, other) and not (is_known(word) and is_known(other)) for word, other in pairs)


def _can_slip(word: str) -> bool:
    """Whether the word is long enough, and of letters: numbers and short words have no slips."""
    return len(word) > _FEW_LETTERS and word.isalpha()


def _is_a_slip(word: str, other: str) -> bool:
    """Whether two words that can slip are alike enough to be a slip; two directions are two words."""
    return fuzz.ratio(word, other) >= _SLIP_OF_A_WORD and not _are_directions(word, other)


def _are_directions(word: str, other: str) -> bool:
    """Whether the words name two different directions, in one of our languages."""
    one, two = _DIRECTION.fullmatch(word), _DIRECTION.fullmatch(other)
    return one is not None and two is not None and one[one.lastindex or 0] != two[two.lastindex or 0]


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
