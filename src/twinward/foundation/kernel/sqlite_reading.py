"""How a store of SQLite is read where nothing can be written, as on a medium that is read-only. No Django."""

import os
from pathlib import Path
from urllib.parse import quote

NAME = "twinward.sqlite3"


def is_read_only(home: Path) -> bool:
    """Whether the home is there and this process may read it, and may write in none or not in all of it."""
    parts = (home, home / NAME, home / "documents", home / "index")
    return home.is_dir() and os.access(home, os.R_OK | os.X_OK) and not all(os.access(part, os.W_OK) for part in parts if part.exists())


def to_read(path: Path) -> tuple[str, str]:
    """The URI by which the store is opened without writing anything beside it, and the statement that must come first ("" for none).

    Without a journal nobody writes it. With the journal and its index another process may write it, or did not end as it should. A journal
    alone comes from a copy: SQLite would have to write an index of it, unless it is told that it has the store to itself; then it keeps the
    index in memory.
    """
    journal, index = (path.with_name(f"{path.name}-{part}") for part in ("wal", "shm"))
    address = f"file:{quote(str(path))}"
    if not journal.exists():
        return f"{address}?immutable=1", ""
    if index.exists():
        return f"{address}?mode=ro", ""
    return f"{address}?mode=ro&vfs=unix-none", "PRAGMA locking_mode=EXCLUSIVE;"
