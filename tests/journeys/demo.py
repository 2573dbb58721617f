"""The demo under a browser: loaded once by each process that tests, and copied into the store of every test after that."""

import sqlite3
from datetime import date

from django.db import connection
from django.utils import timezone

from twinward.site.demo.illustrative import load_illustrative
from twinward.site.demo.load import load
from twinward.site.demo.people import load_people

_loaded: dict[date, sqlite3.Connection] = {}


def load_demo() -> None:
    """What was reported, the demo's people and its illustrative records are on record, as they are when they are loaded today."""
    today = timezone.localdate()
    connection.ensure_connection()
    if (kept := _loaded.get(today)) is not None:
        kept.backup(connection.connection)
        return
    now = timezone.localtime()
    load(now)
    load_people(now)
    load_illustrative(now)
    _loaded[today] = sqlite3.connect(":memory:", check_same_thread=False)
    connection.connection.backup(_loaded[today])
