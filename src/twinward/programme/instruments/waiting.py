"""Papers that wait until their act is confirmed: in the home under checked/, for a day at most, on no record and in no backup."""

import re
import secrets
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings

from twinward.foundation.kernel.documents import Received, receive

LASTS_S = 24 * 3600
_PLACE = re.compile(r"([0-9]{1,12})-[0-9a-f]{32}")  # since when it waits, in seconds since 1970, and what nobody can guess


def wait(content: IO[bytes], *, at: datetime) -> tuple[str, Received]:
    """The bytes wait at the place that is returned, known to nobody else. Raises Refused: what `store` refuses."""
    _folder().mkdir(mode=0o700, exist_ok=True)
    place = f"{int(at.timestamp())}-{secrets.token_hex(16)}"
    with receive(content, _folder()) as (part, received):
        part.replace(path_of(place))
    return place, received


def path_of(place: str) -> Path:
    """Where the bytes wait. Raises ValueError for what is no place."""
    if not _PLACE.fullmatch(place):
        raise ValueError(f"nothing waits at {place!r:.80}")
    return _folder() / place


def drop(places: Iterable[str]) -> None:
    """Nothing waits there any more."""
    for place in places:
        path_of(place).unlink(missing_ok=True)


def drop_late(*, at: datetime) -> None:
    """What waited for longer than a day is gone, what a broken upload left behind too."""
    first = at.timestamp() - LASTS_S
    for path in _folder().glob("*"):
        with suppress(FileNotFoundError):  # somebody else was first
            place = _PLACE.fullmatch(path.name)
            if (int(place[1]) if place else path.stat().st_mtime) < first:
                path.unlink()


def _folder() -> Path:
    return Path(settings.HOME) / "checked"
