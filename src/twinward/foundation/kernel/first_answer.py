"""One question to the store before anything is opened, so that a command answers at once or not at all. No Django."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from twinward.foundation.kernel.sqlite_reading import NAME, is_read_only, to_read


def first_answer(home: Path, database_url: str, question: str) -> Any | None:
    """The first value that the store answers; None when there is none, or the store does not answer here and now. No store is made."""
    if database_url:
        return _first_of_postgresql(database_url, question)
    path = home / NAME
    if not path.is_file():
        return None
    try:
        address, first = to_read(path) if is_read_only(home) else (f"file:{quote(str(path))}?mode=ro", "")
        with closing(sqlite3.connect(address, uri=True, timeout=5)) as connection:
            connection.executescript(first)
            row = connection.execute(question).fetchone()
    except sqlite3.Error:
        return None
    return row[0] if row else None


def _first_of_postgresql(database_url: str, question: str) -> Any | None:
    import psycopg

    try:
        with psycopg.connect(database_url, connect_timeout=5) as connection:
            row = connection.execute(question.encode()).fetchone()
    except psycopg.Error:
        return None
    return row[0] if row else None
