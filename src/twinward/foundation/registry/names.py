"""Finding an organisation by a name that is mistyped, in another order, in other letters or in another language. No Django."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, Indel
from rapidfuzz.process import cdist

from twinward.foundation.registry import name_arrays
from twinward.foundation.registry.generic_words import meaning_number
from twinward.foundation.registry.hidden_signs import as_seen
from twinward.foundation.registry.name_arrays import Arrays, IndexUnreadable, Ints, grams, meant, spread
from twinward.foundation.registry.transliteration import latin, sound

__all__ = [
    "Found",
    "IndexUnreadable",
    "MixedWord",
    "NameEntry",
    "NameIndex",
    "Pair",
    "duplicates",
    "fold",
    "looks_mixed",
    "mixed_scripts",
    "mixed_words",
    "read_stamp",
    "without_marks",
]

_LONGEST = 400  # characters of a name or a question that are looked at
_LITTLE = frozenset(
    "a al and at da das de del der des di do dos du e el et for fur i im imeni in la le les of named after of on the to u und v y".split()
)
_LEGAL = frozenset("llc ltd limited inc gmbh ggmbh mbh plc corp tov knp pvnz ooo oao zao mmc".split())
_KINDS = {"display": 1.0, "label": 0.999, "alias": 0.998, "acronym": 0.997, "initials": 0.5}  # which of two equals is told first
_CANDIDATES = 128
_BY_SOUND, _BY_MEANING, _BY_INITIAL, _UNLIKE = np.float32(0.97), np.float32(0.9), np.float32(0.75), 0.5
_SAME = 0.999  # the same letters, in whatever alphabet
_LEAST = 0.4  # what scores less is not an answer
_NEAR = 0.65  # how like one word of a name must be to one that was asked, else it is no answer either
_FEW_LETTERS = 3
_POSTINGS = 300_000  # of one question at most; the rarest letters are read first

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class NameEntry:
    """One name of one organisation. country: ISO 3166-1 alpha-2; kind: display, label, alias or acronym."""

    key: int
    country: str
    value: str
    kind: Literal["display", "label", "alias", "acronym"] = "label"


@dataclass(frozen=True, slots=True)
class Found:
    """An organisation, the one of its names that fits best, and how well: 1 is the same letters, 0 nothing in common."""

    key: int
    name: str
    country: str
    score: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two organisations that may be one. one < other."""

    one: int
    other: int
    score: float


def fold(text: str) -> str:
    """Words of a-z and 0-9 with single spaces, alike for every way of writing the same letters; the form of a company is left out.

    Only the first 400 characters are read. Empty when there is no letter or digit.
    """
    words = latin(as_seen(text[:_LONGEST])).split()
    return " ".join([word for word in words if word not in _LEGAL] or words)


_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼʻ`´", "'"))


def without_marks(text: str) -> str:
    """The text in small letters without marks on them, in its own alphabet, with single spaces: "CHARITÉ " and "Charite" are alike."""
    parts = unicodedata.normalize("NFKD", as_seen(text).translate(_APOSTROPHES).casefold())
    return " ".join("".join(letter for letter in parts if not unicodedata.combining(letter)).split())


def initials(folded: str) -> str:
    """The first letters of the words that count; empty for fewer than three."""
    letters = "".join(word[0] for word in folded.split() if word not in _LITTLE)
    return letters if len(letters) > 2 else ""


# --- look-alike letters ---

_ALIKE = (  # letters that cannot be told apart in print, script by script
    ("LATIN", "CYRILLIC", frozenset("aAeEoOpPcCxXyiIjJsSBhHKMTdqw"), frozenset("аАеЕоОрРсСхХуіІјЈѕЅВһНКМТԁԛԝ")),
    ("LATIN", "GREEK", frozenset("aABEZHIiKkMNOoPpTYXxvu"), frozenset("αΑΒΕΖΗΙιΚκΜΝΟοΡρΤΥΧχνυ")),
    ("CYRILLIC", "GREEK", frozenset("аАВЕНІіКкМОоРрТХху"), frozenset("αΑΒΕΗΙιΚκΜΟοΡρΤΧχυ")),
)
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class MixedWord:
    """A word in letters of several scripts, and the letters that do not belong: each with its script ("о", "CYRILLIC")."""

    word: str
    letters: tuple[tuple[str, str], ...]


def mixed_words(text: str) -> list[MixedWord]:
    """The words that mix look-alike letters of Latin, Cyrillic, Greek, in order: "Okhmatdyt" with a Cyrillic "о", not "COVIDний"."""
    return [mixed for word in _WORD.findall(text) if (mixed := _mixed(word))]


def looks_mixed(word: str) -> bool:
    """Whether a word in `word` mixes look-alike letters of several scripts."""
    return bool(mixed_words(word))


def mixed_scripts(text: str) -> frozenset[str]:
    """The scripts that are mixed within one word: of LATIN, CYRILLIC and GREEK at least two, or none."""
    words = [word.word for word in mixed_words(text)]
    return frozenset(_script(letter) for word in words for letter in word) & {"LATIN", "CYRILLIC", "GREEK"}


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def _mixed(word: str) -> MixedWord | None:
    if word.isascii():
        return None
    scripts = [_script(letter) for letter in word]
    for one, other, ones, others in _ALIKE:
        if one in scripts and other in scripts:
            strange = one if scripts.count(one) < scripts.count(other) else other
            if any(letter in (ones if strange == one else others) for letter in word):
                found = dict.fromkeys((letter, script) for letter, script in zip(word, scripts, strict=True) if script == strange)
                return MixedWord(word, tuple(found))
    return None


class NameIndex:
    """Every name of every organisation, ready to be asked. Rows are ordered by country, so a country is a run of rows."""

    def __init__(self, arrays: Arrays, countries: tuple[str, ...], stamp: str) -> None:
        self._arrays, self._countries, self.stamp = arrays, countries, stamp
        self._number = {country: number for number, country in enumerate(countries)}

    def __len__(self) -> int:
        return len(self._arrays["row_key"])

    @classmethod
    def build(cls, entries: Iterable[NameEntry], stamp: str = "") -> "NameIndex":
        """The index of `entries`, in whatever order they come. An entry without a letter or digit is not found by anything."""
        rows = sorted(_rows(entries))
        countries = tuple(sorted({row[0] for row in rows}))
        number = {country: place for place, country in enumerate(countries)}
        country = np.fromiter((number[row[0]] for row in rows), dtype=np.int64, count=len(rows))
        arrays: Arrays = {
            "row_key": np.fromiter((row[1] for row in rows), dtype=np.int64, count=len(rows)),
            "row_rank": np.fromiter((_KINDS[row[4]] for row in rows), dtype=np.float32, count=len(rows)),
            "country_start": np.searchsorted(country, np.arange(len(countries) + 1)).astype(np.int64),
        }
        arrays["name"], arrays["name_start"] = name_arrays.blob(row[3] for row in rows)
        arrays |= name_arrays.word_arrays([row[2] for row in rows], country, len(countries))
        arrays |= name_arrays.gram_arrays([row[2] for row in rows], country, len(countries))
        return cls(arrays, countries, stamp)

    def save(self, path: Path) -> None:
        """The file holds this index, whole, or what it held before. Raises OSError."""
        name_arrays.write(path, self._arrays, {"stamp": self.stamp, "countries": self._countries})

    @classmethod
    def load(cls, path: Path, *, mmap: bool = True) -> "NameIndex":
        """The index that was saved; with `mmap` it is read where it lies.

        Raises IndexUnreadable when the file is absent, foreign, of another version, cut short or damaged.
        """
        arrays, header = name_arrays.read(path, mmap=mmap)
        return cls(arrays, tuple(header["countries"]), header["stamp"])

    def find(self, text: str, country: str | None = None, limit: int = 5) -> list[Found]:
        """At most `limit` organisations, best first, equals by key; none for a text without letters or a country without organisations."""
        return self._ranked(text, country, limit, even=False)

    def has_word(self, word: str) -> bool:
        """Whether the word, in a-z and 0-9, stands in any name."""
        starts, asked = self._arrays["text_start"], word.encode()
        words = range(len(starts) - 1)  # in order
        place = bisect_left(words, asked, key=lambda number: self._arrays["text"][starts[number] : starts[number + 1]].tobytes())
        return place < len(words) and self._texts("text", np.array([place]))[0] == word

    def alike(self, name: str, country: str | None = None, threshold: float = 0.85, limit: int = 10) -> list[Found]:
        """Organisations that may be the one called `name`: what either name says and the other does not counts against them."""
        return [found for found in self._ranked(name, country, limit, even=True) if found.score >= threshold]

    def _ranked(self, text: str, country: str | None, limit: int, *, even: bool) -> list[Found]:
        folded = fold(text)
        if not folded or limit < 1 or not len(self) or (country is not None and country not in self._number):
            return []
        rows = self._candidates(folded, None if country is None else self._number[country])
        if not len(rows):
            return []
        scores = self._scores(folded, rows, country is None, even)
        keys, ranks = self._arrays["row_key"][rows], self._arrays["row_rank"][rows]
        best: dict[int, int] = {}
        for place in np.lexsort((keys, -ranks, -self._as_typed(text, rows, scores), -scores)).tolist():
            if scores[place] >= _LEAST and len(best) < limit:
                best.setdefault(int(keys[place]), place)
        return [Found(key, self._name(rows[place]), self._country(rows[place]), float(scores[place])) for key, place in best.items()]

    def _as_typed(self, text: str, rows: Ints, scores: NDArray[np.float64]) -> Ints:
        """Of names that are the question letter by letter in some alphabet, which is written like it: 2 sign by sign, 1 but for capitals and marks."""
        found, asked, plain = np.zeros(len(rows), dtype=np.int64), " ".join(text.split()), without_marks(text)
        for place in np.flatnonzero(scores >= _SAME).tolist():
            name = self._name(rows[place])
            found[place] = 2 if name == asked else int(without_marks(name) == plain)
        return found

    def _name(self, row: int) -> str:
        return self._texts("name", np.array([row]))[0]

    def _country(self, row: int) -> str:
        return self._countries[int(np.searchsorted(self._arrays["country_start"], row, side="right")) - 1]

    def _candidates(self, folded: str, country: int | None) -> Ints:
        """The rows that share most of the question's letters, weighed by how few names have them: at most 128, in order of rows."""
        arrays, count = self._arrays, len(self._countries)
        asked = np.unique(grams(f" {' '.join(meant(word) for word in folded.split())} ".encode())[0])
        low = asked * count + (0 if country is None else country)
        high = asked * count + (count if country is None else country + 1)
        first, last = np.searchsorted(arrays["gram"], low), np.searchsorted(arrays["gram"], high)
        starts, ends = arrays["gram_start"][first], arrays["gram_start"][last]
        begin, end = (0, len(self)) if country is None else arrays["country_start"][country : country + 2]
        starts, ends = _rarest(starts, ends)
        if not len(starts):
            return np.zeros(0, dtype=np.int64)
        weights = np.log1p((end - begin) / (ends - starts)) ** 2
        rows = arrays["gram_row"][spread(starts, ends)]
        total = np.bincount(rows - begin, weights=np.repeat(weights, ends - starts), minlength=end - begin)
        total /= arrays["norm" if country is not None else "norm_all"][begin:end]
        kept = min(_CANDIDATES, int(np.count_nonzero(total)))
        return np.sort(np.argpartition(-total, kept - 1)[:kept] + begin)

    def _scores(self, folded: str, rows: Ints, is_everywhere: bool, even: bool) -> NDArray[np.float64]:
        """How well each row answers, 0 to 1."""
        arrays = self._arrays
        starts, ends = arrays["word_start"][rows], arrays["word_start"][rows + 1]
        tokens = spread(starts, ends)
        words = arrays["word"][tokens]
        weights = arrays["weight_all"][words] if is_everywhere else arrays["weight"][tokens]
        begins = np.concatenate(([0], np.cumsum(ends - starts)[:-1]))
        distinct, place = np.unique(words, return_inverse=True)
        texts = self._texts("text", distinct)
        asked = folded.split()
        near = _likeness(asked, texts, self._texts("heard", distinct), arrays["meaning"][distinct])
        is_near = np.maximum.reduceat(near.max(axis=0)[place], begins) >= _NEAR
        likeness = np.maximum(near, _by_initial(asked, texts))[:, place]
        said, heard = _covered(likeness, weights, begins)
        whole = _whole(folded, [texts[number] for number in place], begins)
        scores = np.minimum(said, heard) * 0.7 + whole * 0.3 if even else said * 0.6 + heard * 0.2 + whole * 0.2
        is_initials = arrays["row_rank"][rows] < 0.9
        scores = np.where(is_initials, np.where(whole > 0.99, 0.9, 0), scores * is_near)
        return np.round(np.clip(scores.astype(np.float64), 0, 1), 4)

    def _texts(self, name: str, numbers: Ints) -> list[str]:
        starts = self._arrays[f"{name}_start"]
        blob = self._arrays[name]
        return [
            blob[start:end].tobytes().decode() for start, end in zip(starts[numbers].tolist(), starts[numbers + 1].tolist(), strict=True)
        ]


def read_stamp(path: Path) -> str:
    """The stamp the index was saved with, read from the file's beginning alone. Raises IndexUnreadable."""
    return name_arrays.read_header(path)[0]["stamp"]


def duplicates(entries: Iterable[NameEntry], threshold: float = 0.9) -> list[Pair]:
    """Organisations of one country whose names are alike, the likest first; each pair once, with its best score.

    It takes about a millisecond for each name.
    """
    kept = sorted(entries, key=lambda entry: (entry.key, entry.value))
    index = NameIndex.build(kept)
    best: dict[tuple[int, int], float] = {}
    for entry in kept:
        for found in index.alike(entry.value, entry.country, threshold) if entry.kind != "acronym" else ():
            if found.key != entry.key:
                pair = (min(found.key, entry.key), max(found.key, entry.key))
                best[pair] = max(found.score, best.get(pair, 0.0))
    return [Pair(one, other, score) for (one, other), score in sorted(best.items(), key=lambda item: (-item[1], item[0]))]


def _likeness(asked: list[str], words: list[str], sounds: list[str], meanings: NDArray[np.int8]) -> Floats:
    """How alike each asked word is to each word, by letters, or a little less by sound or by meaning: 0 to 1."""
    heard = [sound_of(word) for word in asked]
    by_letters = cdist(asked, words, scorer=OSA.normalized_similarity, dtype=np.float32)
    by_sound = cdist(heard, sounds, scorer=OSA.normalized_similarity, dtype=np.float32)
    likeness = np.maximum(by_letters, by_sound * _BY_SOUND)
    likeness[likeness < _UNLIKE] = 0
    same = np.array([meaning_number(sound(word)) for word in asked], dtype=np.int8)[:, None] == meanings
    return np.maximum(likeness, (same & (meanings > 0)) * _BY_MEANING)


def sound_of(word: str) -> str:
    """How a word sounds; itself where it is short, or hardly anything of it sounds ("zzzz"), since so little is like everything."""
    said = sound(word)
    return said if len(word) > _FEW_LETTERS and 2 * len(said) > len(word) else word


def _by_initial(asked: list[str], words: list[str]) -> Floats:
    """A single letter stands for a word that it begins."""
    first = np.array([word[0] for word in asked])[:, None] == np.array([word[0] for word in words])
    single = np.array([len(word) == 1 for word in asked])[:, None] | np.array([len(word) == 1 for word in words])
    return (first & single) * _BY_INITIAL


def _rarest(starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """The lists that hold anything, the shortest first, while they are not too many to read in time."""
    order = np.argsort(ends - starts, kind="stable")
    starts, ends = starts[order], ends[order]
    read = (ends > starts) & (np.cumsum(ends - starts) <= _POSTINGS)
    if not read.any():
        read = (ends > starts) & (np.cumsum(ends > starts) == 1)
    return starts[read], ends[read]


def _covered(likeness: Floats, weights: Floats, begins: Ints) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How much of the question each name says, and how much of each name the question says, by the weight of the words, 0 to 1.

    likeness: asked words x words of all names; weights: of the latter; begins: where each name's words begin. An asked word weighs as
    much as the word it is like, and as the heaviest when it is like none.
    """
    asked = np.where(likeness.max(axis=1) > 0.7, weights[likeness.argmax(axis=1)], weights.max())
    said = asked @ np.maximum.reduceat(likeness, begins, axis=1) / asked.sum()
    heard = np.add.reduceat(likeness.max(axis=0) * weights, begins) / np.add.reduceat(weights, begins)
    return said.astype(np.float64), heard.astype(np.float64)


def _whole(folded: str, words: list[str], begins: Ints) -> Floats:
    """How alike the question and each name are from beginning to end, word order and spaces included."""
    ends = [*begins[1:].tolist(), len(words)]
    names = [" ".join(words[start:end]) for start, end in zip(begins.tolist(), ends, strict=True)]
    return cdist([folded], names, scorer=Indel.normalized_similarity, dtype=np.float32)[0]


def _rows(entries: Iterable[NameEntry]) -> Iterator[tuple[str, int, str, str, str]]:
    """Country, key, folded name, name and kind of every name, and of the initials of long ones."""
    best: dict[tuple[int, str, str], NameEntry] = {}
    for entry in entries:
        same = best.setdefault((entry.key, entry.country, entry.value), entry)
        if _KINDS[entry.kind] > _KINDS[same.kind]:
            best[entry.key, entry.country, entry.value] = entry
    for entry in best.values():
        if folded := fold(entry.value):
            yield entry.country, entry.key, folded, entry.value, entry.kind
            if entry.kind in ("display", "label") and (letters := initials(folded)):
                yield entry.country, entry.key, letters, entry.value, "initials"
