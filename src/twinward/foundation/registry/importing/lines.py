"""Reading records one after the other from lines of JSON or one JSON array, plain, gzipped or in an archive. No Django."""

import codecs
import gzip
import json
import math
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import orjson

from twinward.foundation.registry.importing.columns import (
    LONGEST,
    MOST_LINE_BYTES,
    MOST_RATIO,
    MOST_ROWS,
    MOST_UNPACKED_BYTES,
    Refusal,
    Unreadable,
)

_ALLOWED_BYTES = 10_000_000  # whatever the ratio
_CHUNK = 1 << 20
# Neither begins a second time within signs that it has read in vain: a line may be long, and be written to be read slowly.
_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*(?:"|\\?\Z)', re.DOTALL)
_POWER = re.compile(rb"(?<![0-9.])-?[0-9]++(?:\.[0-9]++)?[eE]\+?[0-9]++")
_MOST_DIGITS = max(LONGEST.values())


class Limited:
    """A stream that ends in `Unreadable` when it unpacks to more than the file it comes from can honestly hold."""

    def __init__(self, stream: gzip.GzipFile | IO[bytes], file_bytes: int) -> None:
        self._stream, self._read = stream, 0
        self._most = min(MOST_UNPACKED_BYTES["lines"], max(_ALLOWED_BYTES, MOST_RATIO * file_bytes))

    def _counted(self, chunk: bytes) -> bytes:
        self._read += len(chunk)
        if self._read > self._most:
            raise Unreadable("import_bomb")
        return chunk

    def readline(self) -> bytes:
        """The next line, b"" at the end."""
        line = self._counted(self._stream.readline(MOST_LINE_BYTES + 1))
        if len(line) > MOST_LINE_BYTES:
            raise Unreadable("import_line_too_long", most=MOST_LINE_BYTES)
        return line

    def read(self, size: int) -> bytes:
        """The next bytes, b"" at the end."""
        return self._counted(self._stream.read(size))


def records(path: Path) -> Iterator[tuple[int, Any]]:
    """Each record with its place (1 for the first line or member), or `Refusal` in its stead. Raises Unreadable."""
    try:
        with _opened(path) as stream:
            limited = Limited(stream, path.stat().st_size)
            number, first = 1, limited.readline().removeprefix(b"\xef\xbb\xbf")
            while first and not first.strip() and number <= MOST_ROWS:
                number, first = number + 1, limited.readline()
            yield from _of_array(first, limited) if first.lstrip().startswith(b"[") else _of_lines(number, first, limited)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise Unreadable("import_damaged", why=f"{error}"[:120]) from error


def _opened(path: Path) -> gzip.GzipFile | IO[bytes]:
    with path.open("rb") as file:
        begins = file.read(4)
    if begins[:2] == b"\x1f\x8b":
        return gzip.GzipFile(path, "rb")
    if begins == b"PK\x03\x04":
        archive = zipfile.ZipFile(path)
        names = sorted(name for name in archive.namelist() if name.casefold().endswith((".json", ".jsonl")))
        if not names:
            raise Unreadable("import_archive_without_json")
        return archive.open(next((name for name in names if "v2" in name), names[0]))
    return path.open("rb")


def _of_lines(number: int, line: bytes, stream: Limited) -> Iterator[tuple[int, Any]]:
    while line:
        if number > MOST_ROWS:
            raise Unreadable("import_too_many_rows", most=MOST_ROWS)
        if line.strip():
            yield number, _decoded(line)
        number, line = number + 1, stream.readline()


def _decoded(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as error:
        if "infinity" in error.msg:
            code, values = _unbounded(line)
            return Refusal("", code, **values)
        return Refusal("", "import_not_utf8" if "UTF-8" in error.msg else "import_not_json", why=error.msg.split(":")[0][:80])


def _unbounded(line: bytes) -> tuple[str, dict[str, str]]:
    """Why a line with a number beyond all bounds is not read: one written with an exponent is named, else it has too many digits."""
    powers = (found.decode() for found in _POWER.findall(_TEXT.sub(b'""', line)))
    given = next((power for power in powers if math.isinf(float(power))), "")
    return ("import_number_too_large", {"given": given[:40]}) if given else ("import_number_too_long", {})


def _number(digits: str) -> int | str:
    """The whole number; its digits when they are more than any value of a record has, so that the check of its field says what is wrong."""
    return int(digits) if len(digits) <= _MOST_DIGITS else digits


def _of_array(first: bytes, stream: Limited) -> Iterator[tuple[int, Any]]:
    """The members of one array, read piece by piece, so that a dump of any size takes little memory."""
    decoder, number = json.JSONDecoder(parse_int=_number), 0
    reader = _Decoded(first, stream)
    reader.past("[")
    while not reader.past("]"):
        number += 1
        if number > MOST_ROWS:
            raise Unreadable("import_too_many_rows", most=MOST_ROWS)
        if number > 1 and not reader.past(","):
            raise Unreadable("import_not_an_array", row=number)
        yield number, reader.member(decoder, number)
    if not reader.is_at_end():
        raise Unreadable("import_not_an_array", row=number + 1)


class _Decoded:
    """The text of a stream, as far as it is needed."""

    def __init__(self, first: bytes, stream: Limited) -> None:
        self._stream, self._at = stream, 0
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._text = self._decode(first)

    def _decode(self, chunk: bytes) -> str:
        try:
            return self._decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            raise Unreadable("import_file_not_utf8") from None

    def _more(self) -> bool:
        chunk = self._stream.read(_CHUNK)
        self._text, self._at = self._text[self._at :] + self._decode(chunk), 0
        return bool(chunk)

    def past(self, sign: str) -> bool:
        """Whether `sign` is the next that is no space; then it was passed."""
        while True:
            rest = len(self._text)
            while self._at < rest and self._text[self._at] in " \t\r\n":
                self._at += 1
            if self._at < rest:
                found = self._text[self._at] == sign
                self._at += found
                return found
            if not self._more():
                return False

    def is_at_end(self) -> bool:
        """Whether nothing but spaces follows."""
        self.past("[")
        return self._at >= len(self._text)

    def member(self, decoder: json.JSONDecoder, number: int) -> Any:
        """The next member of the array."""
        while True:
            try:
                self.past("")
                value, self._at = decoder.raw_decode(self._text, self._at)
            except (json.JSONDecodeError, RecursionError):
                if len(self._text) - self._at > MOST_LINE_BYTES or not self._more():
                    raise Unreadable("import_not_an_array", row=number) from None
            else:
                return value
