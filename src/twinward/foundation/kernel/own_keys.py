"""Keys that a node makes for itself, once, each in a file of its home that only its owner may read. No Django."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def own_key(kept: Path, make: Callable[[], str]) -> str:
    """What the file holds; made by `make` where there is no file yet, whole: of several processes that start together all have the same one."""
    if not kept.exists():
        made = kept.with_name(f".{kept.name}-{secrets.token_hex(8)}")
        made.touch(mode=0o600)
        made.write_text(make())
        with suppress(FileExistsError):  # another process was first
            os.link(made, kept)
        made.unlink()
    return kept.read_text()
