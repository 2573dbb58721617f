"""A home whose store is a file in it moves to PostgreSQL: all of it or nothing, by a backup that is restored over there.

The store over there is filled by the process of the command, in one transaction. Another, which this module starts, has the file meanwhile: it
backs it up, keeps everybody else from it, and says at the end whether anybody wrote to it nevertheless. The file itself stays as it was.
"""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from twinward.foundation.kernel.sqlite_reading import NAME
from twinward.site.folders import MOVED, MOVING, HomeUnusable, store_url, told_where
from twinward.site.home import open_home, require_up_to_date, update_store
from twinward.site.in_use import use_alone

#: What names a store elsewhere, and is left out for whoever has the file.
_ELSEWHERE = ("DATABASE_URL", "DATABASE_URL_FILE", "OWNER_DATABASE_URL", "OWNER_DATABASE_URL_FILE")


def move(home: Path) -> dict[str, Any]:
    """The PostgreSQL that the settings name holds all that the file in the home held, and the home is known to have moved. Returns the manifest.

    Raises HomeUnusable, and nothing has changed on either side, where the home holds no such file, or has moved, or others use it; where the store
    over there does not answer, or holds anything; where what arrived is not what left.
    """
    _require_movable(home)
    with _handed_over(home) as (file, manifest, is_unchanged):
        open_home(home, create=False, moving=True)
        _take_in(file, manifest, is_unchanged)
        with told_where(home):
            (home / MOVED).write_text("The store of this home is in the PostgreSQL that TWINWARD_DATABASE_URL names.\n", encoding="utf-8")
    return manifest


def _require_movable(home: Path) -> None:
    if not store_url():
        raise HomeUnusable(
            f"Name the PostgreSQL that is to take the store of {home}: TWINWARD_DATABASE_URL=postgresql://user:password@host:port/name, in the "
            "environment or in settings.env"
        )
    if not (home / NAME).is_file():
        raise HomeUnusable(f"{home} holds no {NAME} that could be moved.")
    if (home / MOVED).exists():
        raise HomeUnusable(f"The store of {home} has been moved already: see {home / MOVED}")


@contextmanager
def _handed_over(home: Path) -> Iterator[tuple[Path, dict[str, Any], Callable[[], bool]]]:
    """The backup of the file, what its manifest says, and a question that answers whether the file is still as it was backed up.

    Meanwhile no other process has the home open. The backup is gone afterwards, and by itself when this process is killed.
    """
    command = [sys.executable, "-P", "-m", "twinward.site.moving", str(home)]
    environment = os.environ | {f"TWINWARD_{name}": "" for name in _ELSEWHERE} | {"TWINWARD_HOME": str(home)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=environment, start_new_session=True, **pipes) as other:  # Ctrl+C is for this process
        assert other.stdin
        assert other.stdout
        asks, answers = other.stdin, other.stdout
        told = json.loads(answers.readline() or "{}")
        if "manifest" not in told:
            raise HomeUnusable(told.get("refused", f"The store of {home} could not be backed up."))

        def is_unchanged() -> bool:
            with suppress(BrokenPipeError):  # where the other was killed, nobody knows
                print("?", file=asks, flush=True)
            return answers.readline() == "unchanged\n"

        yield home / MOVING, told["manifest"], is_unchanged


def _take_in(file: Path, manifest: dict[str, Any], is_unchanged: Callable[[], bool]) -> None:
    """The store over there, which held nothing, holds what the backup does; where one role serves and owns it, its tables too come with that or not."""
    from django.conf import settings
    from django.db import transaction
    from django.utils import timezone

    from twinward.foundation.kernel.actors import Operator
    from twinward.foundation.kernel.models import Event, Head
    from twinward.site.alone import alone_in
    from twinward.site.backup import BackupUnusable, restore
    from twinward.site.home import store_answers

    with alone_in(settings.HOME), store_answers(), transaction.atomic():
        _require_empty()
        update_store()
        if Event.objects.exists():
            raise HomeUnusable(
                "The PostgreSQL that the settings name holds a node already. Name an empty database in TWINWARD_DATABASE_URL."
            )
        try:
            restore(file, word=uuid4(), at=timezone.now(), by=Operator("move"))
        except BackupUnusable as unusable:
            raise HomeUnusable(f"{unusable} Nothing was moved.") from unusable
        arrived = (Event.objects.count(), bytes(Head.objects.get().root).hex())
        if arrived != (manifest["events"], manifest["root"]):
            raise HomeUnusable("What arrived is not what left: the ledger has another root. Nothing was moved.")
        if not is_unchanged():
            raise HomeUnusable(
                "Somebody wrote to the store while it was moved. Nothing was moved: stop whatever writes there, and try again."
            )


def _require_empty() -> None:
    """Nothing when the store holds no tables but those that a start of ours makes; otherwise raises HomeUnusable."""
    from django.apps import apps
    from django.db import connection

    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | {"django_migrations"}
    if others := sorted(set(connection.introspection.table_names()) - ours):
        raise HomeUnusable(
            f"The PostgreSQL that the settings name holds other things: a table {others[0]}. Name an empty database in TWINWARD_DATABASE_URL."
        )


# --- the process that has the file ---


def hand_over(home: Path, asked: IO[str], told: IO[str]) -> None:
    """The home is backed up, and nobody else writes there until `asked` ends. Each line of `asked` is answered: "unchanged", or that it has changed.

    Raises HomeUnusable, and the file as it was, where others use the home or its store is of another version.
    """
    open_home(home, create=False)
    use_alone(home)
    try:
        require_up_to_date()
    except HomeUnusable as behind:
        raise HomeUnusable(f"{behind} Do so without TWINWARD_DATABASE_URL in the settings, then move.") from behind
    from django.utils import timezone

    from twinward.foundation.kernel.ledger import seal
    from twinward.site.backup import BackupUnusable, back_up

    file = home / MOVING
    file.unlink(missing_ok=True)  # of a move that was killed
    seal()
    watch = sqlite3.connect(home / NAME, isolation_level=None, timeout=20)
    try:
        before = watch.execute("PRAGMA data_version").fetchone()
        try:
            manifest = back_up(file, at=timezone.now())
        except BackupUnusable as unusable:
            raise HomeUnusable(str(unusable)) from unusable
        print(json.dumps({"manifest": manifest}), file=told, flush=True)
        for _question in asked:
            watch.execute("BEGIN IMMEDIATE")  # nobody writes any more, until the other process has ended
            print("unchanged" if watch.execute("PRAGMA data_version").fetchone() == before else "changed", file=told, flush=True)
    finally:
        watch.close()
        file.unlink(missing_ok=True)


def main(home: Path) -> None:
    """What the other process runs."""
    os.umask(0o077)
    try:
        hand_over(home, sys.stdin, sys.stdout)
    except HomeUnusable as unusable:
        print(json.dumps({"refused": str(unusable)}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
