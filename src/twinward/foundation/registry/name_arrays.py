"""The arrays of the name index: words and letters of every name, by country, and the file that keeps them."""

import hashlib
import json
import os
import tempfile
import zlib
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twinward.foundation.registry.generic_words import MEANINGS, meaning_number
from twinward.foundation.registry.transliteration import sound

Ints = NDArray[np.int64]
Arrays = dict[str, NDArray]

_MAGIC = b"TWNAMES1"
_ALIGNED = 64
_TYPES = {  # every array of the file; what ends in _start tells where the parts of the array before it begin
    **dict.fromkeys(("row_key", "country_start", "name_start", "word_start", "text_start", "heard_start", "gram", "gram_start"), "<i8"),
    **dict.fromkeys(("word", "gram_row"), "<i4"),
    **dict.fromkeys(("row_rank", "weight", "weight_all", "norm", "norm_all"), "<f4"),
    **dict.fromkeys(("name", "text", "heard"), "|u1"),
    "meaning": "|i1",
}


class IndexUnreadable(Exception):
    """The file is not a whole index of this version: build it again."""


# --- letters: every two, three and four neighbouring ones of a word, its beginning and end marked ---

_BASE = 37
_CODES = np.zeros(256, dtype=np.int64)
_CODES[list(b"abcdefghijklmnopqrstuvwxyz0123456789")] = np.arange(1, _BASE)


def grams(text: bytes) -> tuple[Ints, Ints]:
    """The grams of words parted by spaces, as numbers, and where in the text each begins. A space begins and ends the text."""
    codes = _CODES[np.frombuffer(text, dtype=np.uint8)]
    two = codes[:-1] * _BASE + codes[1:]
    three = two[:-1] * _BASE + codes[2:]
    four = three[:-1] * _BASE + codes[3:]
    inner = codes != 0
    at_two = np.flatnonzero(inner[:-1] | inner[1:])
    at_three = np.flatnonzero(inner[1:-1])
    at_four = np.flatnonzero(inner[1:-2] & inner[2:-1])
    found = (two[at_two], three[at_three] + _BASE**2, four[at_four] + _BASE**2 + _BASE**3)
    return np.concatenate(found), np.concatenate((at_two, at_three, at_four))


def _starts(counts: Iterable[int]) -> Ints:
    return np.concatenate(([0], np.cumsum(np.fromiter(counts, dtype=np.int64)))).astype(np.int64)


def spread(starts: Ints, ends: Ints) -> Ints:
    """Every number from each start to before its end, one after the other."""
    lengths = ends - starts
    before = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    return np.repeat(starts - before, lengths) + np.arange(lengths.sum())


def blob(texts: Iterable[str]) -> tuple[NDArray[np.uint8], Ints]:
    """The texts as UTF-8 behind each other, and where each begins; one more at the end for the whole length."""
    encoded = [text.encode() for text in texts]
    return np.frombuffer(b"".join(encoded), dtype=np.uint8), _starts(map(len, encoded))


def meant(word: str) -> str:
    """What a word is looked up by: its meaning where it says what an organisation is, else its sound."""
    heard = sound(word)
    number = meaning_number(heard)
    return MEANINGS[number - 1] if number else heard


def word_arrays(folded: list[str], country: Ints, countries: int) -> Arrays:
    """The words of every row, and their weights: the fewer names of the country have one, the more it tells."""
    split = [text.split() for text in folded]
    vocabulary = {word: number for number, word in enumerate(sorted(set(chain.from_iterable(split))))}
    words = np.fromiter((vocabulary[word] for row in split for word in row), dtype=np.int64)
    start = _starts(map(len, split))
    where = np.repeat(country, np.diff(start))
    _, place, held = np.unique(words * countries + where, return_inverse=True, return_counts=True)
    sizes = np.bincount(country, minlength=countries)
    sounds = [sound(word) for word in vocabulary]
    text, text_start = blob(vocabulary)
    heard, heard_start = blob(sounds)
    return {
        "word": words.astype(np.int32),
        "word_start": start,
        "weight": np.log1p(sizes[where] / held[place]).astype(np.float32),
        "weight_all": np.log1p(len(folded) / np.bincount(words, minlength=len(vocabulary))).astype(np.float32),
        "meaning": np.fromiter(map(meaning_number, sounds), dtype=np.int8, count=len(sounds)),
        "heard": heard,
        "heard_start": heard_start,
        "text": text,
        "text_start": text_start,
    }


def gram_arrays(folded: list[str], country: Ints, countries: int) -> Arrays:
    """For every gram and country the rows that have it; and the length of every row as a vector of weighed grams."""
    known = {word: meant(word) for word in set(chain.from_iterable(text.split() for text in folded))}
    texts = [" ".join([known[word] for word in text.split()]) for text in folded]
    found, at = grams(f" {' '.join(texts)} ".encode())
    row = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])[at]
    pairs = np.sort(found * len(folded) + row)  # half the time of np.unique
    gram, row = np.divmod(pairs[np.diff(pairs, prepend=-1) > 0], max(len(folded), 1))
    both = gram * countries + country[row]
    start = np.concatenate((np.flatnonzero(np.diff(both, prepend=-1)), [len(both)]))
    sizes = np.bincount(country, minlength=countries)
    local = np.log1p(sizes[country[row]] / np.repeat(np.diff(start), np.diff(start)))
    held = np.concatenate((np.flatnonzero(np.diff(gram, prepend=-1)), [len(gram)]))
    everywhere = np.log1p(len(folded) / np.repeat(np.diff(held), np.diff(held)))
    return {
        "gram": both[start[:-1]],
        "gram_start": start,
        "gram_row": row.astype(np.int32),
        "norm": np.sqrt(np.bincount(row, weights=local**2, minlength=len(folded))).astype(np.float32),
        "norm_all": np.sqrt(np.bincount(row, weights=everywhere**2, minlength=len(folded))).astype(np.float32),
    }


# --- the file: magic, length and checksum of the header, the header as JSON, the arrays each at a multiple of 64 bytes ---


def write(path: Path, arrays: Arrays, header: Mapping[str, object]) -> None:
    """The file is there whole or not at all: it is written beside its place and put there in one step."""
    body, places = _laid_out(arrays)
    text = json.dumps({**header, "arrays": places, "size": len(body), "digest": hashlib.sha256(body).hexdigest()}).encode()
    before = _MAGIC + len(text).to_bytes(4, "little") + zlib.crc32(text).to_bytes(4, "little") + text
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(before + bytes(-len(before) % _ALIGNED))
            out.write(body)
            out.flush()
            os.fsync(out.fileno())
        Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)


def _laid_out(arrays: Arrays) -> tuple[bytes, dict[str, tuple[int, int]]]:
    """The bytes of all arrays, and of each its length and where it begins."""
    body, places = bytearray(), {}
    for name, array in sorted(arrays.items()):
        array = array.astype(_TYPES[name], copy=False)
        places[name] = (len(array), len(body))
        body += array.tobytes()
        body += bytes(-len(body) % _ALIGNED)
    return bytes(body), places


def read_header(path: Path) -> tuple[dict[str, Any], int]:
    """What the file says of itself, and where its arrays begin. Raises IndexUnreadable."""
    try:
        with path.open("rb") as file:
            start = file.read(16)
            text = file.read(min(int.from_bytes(start[8:12], "little"), path.stat().st_size))
    except OSError as error:
        raise IndexUnreadable(f"{path}: {error.strerror}") from error
    if start[:8] != _MAGIC:
        raise IndexUnreadable(f"{path}: not a name index of this version")
    if len(start) < 16 or zlib.crc32(text) != int.from_bytes(start[12:16], "little"):
        raise IndexUnreadable(f"{path}: its beginning is damaged")
    header = json.loads(text)
    if not _is_sound(header):
        raise IndexUnreadable(f"{path}: its beginning does not say what an index says")
    begins = 16 + len(text)
    return header, begins + -begins % _ALIGNED


def _is_sound(header: dict[str, Any]) -> bool:
    """Whether everything that is read from the header is there, of its type, and every array lies within the file."""
    match header:
        case {"stamp": str(), "digest": str(), "size": int(size), "countries": list(countries), "arrays": dict(places)}:
            ends = [place[1] + place[0] * np.dtype(_TYPES[name]).itemsize for name, place in places.items() if name in _TYPES]
            return len(ends) == len(_TYPES) and max(ends) <= size and all(isinstance(country, str) for country in countries)
    return False


def read(path: Path, *, mmap: bool) -> tuple[Arrays, dict[str, Any]]:
    """The arrays, after every byte was compared with the digest, and what the file says of itself. Raises IndexUnreadable."""
    header, begins = read_header(path)
    try:
        whole = np.memmap(path, dtype=np.uint8, mode="r") if mmap else np.fromfile(path, dtype=np.uint8)
    except OSError as error:
        raise IndexUnreadable(f"{path}: {error.strerror}") from error
    body = whole[begins:]
    if len(body) != header["size"] or hashlib.sha256(body.data).hexdigest() != header["digest"]:
        raise IndexUnreadable(f"{path}: it is cut short or damaged")
    arrays = {}
    for name, (length, offset) in header["arrays"].items():
        dtype = np.dtype(_TYPES[name])
        arrays[name] = np.asarray(body[offset : offset + length * dtype.itemsize]).view(dtype)
    return arrays, header
