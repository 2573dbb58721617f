"""Backups: one file that either store can be rebuilt from. Rows as JSON lines in one snapshot, documents, and a manifest of hashes and counts."""

import fcntl
import gzip
import hashlib
import json
import os
import re
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from glob import escape
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import Max

from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.documents import is_whole, path_of
from twinward.foundation.kernel.ledger import adopt, seal
from twinward.foundation.kernel.locks import one_at_a_time
from twinward.foundation.kernel.models import Document, Event, FormKey, Head
from twinward.foundation.kernel.row_security import everything
from twinward.foundation.kernel.sentences import say
from twinward.foundation.kernel.verify import verify_documents, verify_ledger

FORMAT = "twinward-backup-1"
MANIFEST = "manifest.json"
#: Made anew, of no use elsewhere, or never written to.
LEFT_OUT = {
    *("sessions.Session", "contenttypes.ContentType", "auth.Permission", "auth.Group"),
    *("identity.Remembered", "account.EmailAddress", "account.EmailConfirmation"),
}
BATCH = 2_000
RESTORE = Operator("restore")  # who fills a store from a backup, unless it is said otherwise
#: What is raised by an archive that is cut short or altered, and by rows that are none of ours: a number too large, a list without an end.
UNREADABLE = (tarfile.TarError, OSError, EOFError, ValueError, TypeError, ArithmeticError, RecursionError, ValidationError)


class BackupUnusable(Exception):
    """The file is no whole backup, or this home cannot take it; the text says why and what to do."""


def tables() -> list[type[models.Model]]:
    """Every table that a backup holds, those of many-to-many relations too, in a stable order."""
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.label not in LEFT_OUT and model._meta.managed]
    return sorted(found, key=lambda model: model._meta.label_lower)


def back_up(file: Path, *, at: datetime) -> dict[str, Any]:
    """The whole node as of one instant is in `file`, whole or not at all. Returns the manifest.

    Raises BackupUnusable when the file is there already or cannot be written, and when a document is not whole: no home could be made of it.
    """
    if file.exists():
        raise BackupUnusable(f"{file} exists already, and a backup replaces nothing. Name another file.")
    if damaged := next(verify_documents(), None):
        raise BackupUnusable(f"{damaged.where}: {say(damaged.code)} Put it back first, then back up.")
    seal()
    _clear_abandoned(file)
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        part.touch(mode=0o600, exist_ok=False)
        with (
            part.open("wb") as raw,
            _held(raw),
            gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6, mtime=0) as packed,
            snapshot(),
        ):
            with tarfile.open(fileobj=packed, mode="w") as tar:
                contents = {f"tables/{name}.jsonl": _add_table(tar, model) for model in tables() for name in [model._meta.label_lower]}
                for sha256 in Document.objects.order_by("sha256").values_list("sha256", flat=True):
                    with path_of(sha256).open("rb") as content:
                        contents[f"documents/{sha256}"] = _add(tar, f"documents/{sha256}", content)
                head = Head.objects.first()
                manifest = {
                    "format": FORMAT,
                    "at": at.isoformat(),
                    "events": Event.objects.count(),
                    "root": bytes(head.root).hex() if head else "",
                    "migrations": migrations(),
                    "contents": contents,
                }
                _add(tar, MANIFEST, BytesIO(json.dumps(manifest, indent=1).encode()))
            packed.flush()
        with part.open("rb") as raw:
            os.fsync(raw.fileno())
        part.replace(file)
    except OSError as error:
        raise BackupUnusable(f"{file} cannot be written ({error.strerror}).") from error
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _clear_abandoned(file: Path) -> None:
    """What a backup into this file left that was ended in the middle is gone: it holds personal data, and nobody else would take it away."""
    for part in file.parent.glob(f".{escape(file.name)}.*.part"):
        with suppress(OSError), part.open("rb") as raw, _held(raw):
            part.unlink()


@contextmanager
def _held(part: IO[bytes]) -> Iterator[None]:
    """Meanwhile the file is known to be written by a process that lives. Raises OSError when another holds it."""
    fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
    yield


@contextmanager
def snapshot() -> Iterator[None]:
    """Every read within sees the store as of one instant; nobody who writes waits."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            with everything("a backup holds the whole node"):
                yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")  # Note [Locking]: a reader must not take the write lock
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def restore(file: Path, *, word: UUID, at: datetime, by: Operator = RESTORE) -> dict[str, Any]:
    """The empty, up-to-date store holds what the backup held, proven by its counts and the ledger's root. Returns the manifest.

    word: what the store holds from then on as the key of a form, so that the home whose mark says it is known to be whole.

    Raises BackupUnusable, and nothing is written, when the file is cut short, altered, of another version, or holds what the store refuses, or the
    home is not empty.
    """
    manifest = read_manifest(file)
    try:
        with transaction.atomic(), everything("the whole node is rebuilt"):
            one_at_a_time("restore")
            if Event.objects.exists():
                raise BackupUnusable("This home already holds a ledger. Restore into a new one: --home NEW")
            _fill(file, manifest)
            _go_on_counting()
            _compare(manifest)
            FormKey.objects.create(key=word, actor=by.key, at=at, content="", answer="")
    except DatabaseError as error:
        raise BackupUnusable(f"{file} cannot be restored; the store says: {str(error).strip().splitlines()[0]}") from error
    except UNREADABLE as error:
        raise BackupUnusable(f"{file} cannot be read to its end: it was cut short or altered.") from error
    return manifest


def restored_at() -> datetime | None:
    """When the store was last filled from a backup; None where it never was."""
    return FormKey.objects.filter(actor=RESTORE.key, content="").aggregate(last=Max("at"))["last"]


def read_manifest(file: Path) -> dict[str, Any]:
    """What the backup says that it holds, once every part of it was found to have the hash that it states.

    Raises BackupUnusable, also for a backup of another version.
    """
    found: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] = {}
    try:
        with tarfile.open(file, "r:gz") as tar:
            for member in tar:
                content = tar.extractfile(member)
                if content is None:
                    continue
                if member.name == MANIFEST:
                    manifest = json.loads(content.read())
                else:
                    found[member.name] = _seen(content)
    except UNREADABLE as error:
        raise BackupUnusable(f"{file} is no whole backup: it was cut short, altered, or never was one.") from error
    if not (isinstance(manifest, dict) and manifest.get("format") == FORMAT and isinstance(manifest.get("contents"), dict)):
        raise BackupUnusable(f"{file} is no backup of this version of Twinward.")
    for name in sorted(set(found) | set(manifest["contents"])):
        if found.get(name) != manifest["contents"].get(name):
            raise BackupUnusable(f"{file}: {name} is not what was backed up.")
    _require_same_version(file, set(manifest.get("migrations", ())))
    return manifest


def migrations() -> list[str]:
    """The migrations of our rooms in this version, which the store has been through, as "room.name"."""
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("twinward.")}
    return sorted(f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations if app in ours)


def _require_same_version(file: Path, held: set[str]) -> None:
    known = set(migrations())
    if held - known:
        raise BackupUnusable(f"{file} was made by a newer version of Twinward, or by another one. Restore it with that version.")
    if known - held:
        raise BackupUnusable(
            f"{file} was made by an older version of Twinward. Restore it with that version; this one brings the home up to date when it starts."
        )


def _add(tar: tarfile.TarFile, name: str, content: IO[bytes]) -> dict[str, Any]:
    """The content is in the archive from its beginning; what the manifest says of it."""
    content.seek(0)
    seen = _seen(content)
    content.seek(0)
    member = tarfile.TarInfo(name)
    member.size, member.mode = seen["bytes"], 0o600
    tar.addfile(member, content)
    return seen


def _seen(content: IO[bytes]) -> dict[str, Any]:
    digest, size, rows = hashlib.sha256(), 0, 0
    while block := content.read(1 << 20):
        digest.update(block)
        size += len(block)
        rows += block.count(b"\n")
    return {"sha256": digest.hexdigest(), "bytes": size, "rows": rows}


def _add_table(tar: tarfile.TarFile, model: type[models.Model]) -> dict[str, Any]:
    fields = [field.attname for field in model._meta.concrete_fields]
    with TemporaryFile() as lines:
        for values in model._base_manager.order_by("pk").values_list(*fields).iterator(chunk_size=BATCH):
            lines.write(json.dumps(list(values), cls=Exact).encode() + b"\n")
        return _add(tar, f"tables/{model._meta.label_lower}.jsonl", lines)


class Exact(DjangoJSONEncoder):
    """Instants to the microsecond, bytes as hexadecimal."""

    def default(self, o: Any) -> Any:
        if isinstance(o, bytes | memoryview):
            return bytes(o).hex()
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def _fill(file: Path, manifest: dict[str, Any]) -> None:
    by_name = {f"tables/{model._meta.label_lower}.jsonl": model for model in tables()}
    if unknown := [name for name in manifest["contents"] if name.startswith("tables/") and name not in by_name]:
        raise BackupUnusable(f"{file} was made by another version of Twinward: it holds {unknown[0]}.")
    for model in by_name.values():  # what a new store comes with
        if (rows := model._base_manager.all()).exists():
            rows.delete()
    with tarfile.open(file, "r:gz") as tar:
        for member in tar:
            content = tar.extractfile(member)
            if content is None or member.name == MANIFEST:
                continue
            if model := by_name.get(member.name):
                _fill_table(model, content)
            else:
                _put(member.name.removeprefix("documents/"), content)


def _fill_table(model: type[models.Model], content: IO[bytes]) -> None:
    fields = model._meta.concrete_fields
    batch: list[models.Model] = []
    for line in content:
        told = zip(fields, json.loads(line), strict=True)
        batch.append(
            model(**{field.attname: bytes.fromhex(value) if isinstance(field, models.BinaryField) else value for field, value in told})
        )
        if len(batch) == BATCH:
            model._base_manager.bulk_create(batch)
            batch.clear()
    model._base_manager.bulk_create(batch)


def _put(sha256: str, content: IO[bytes]) -> None:
    """The document lies where its hash says. What a refused restore leaves there is named by its content and belongs to nothing."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ValueError(f"no document is called {sha256!r:.80}")
    path = path_of(sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{sha256}.part")
    with part.open("wb") as raw:
        shutil.copyfileobj(content, raw)
        os.fsync(raw.fileno())
    part.replace(path)


def _go_on_counting() -> None:
    """New rows get numbers above those restored."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
                cursor.execute(statement)
            cursor.execute("SELECT setval('kernel_event_ids', %s)", [Event.objects.aggregate(last=Max("id"))["last"] or 1])
    adopt()


def _compare(manifest: dict[str, Any]) -> None:
    for model in tables():
        said = manifest["contents"].get(f"tables/{model._meta.label_lower}.jsonl", {"rows": 0})["rows"]
        if (held := model._base_manager.count()) != said:
            raise BackupUnusable(f"{model._meta.label}: {held} rows were restored, {said} were backed up.")
    for sha256 in Document.objects.values_list("sha256", flat=True):
        if not is_whole(sha256):
            raise BackupUnusable(f"The document {sha256} was not restored whole.")
    if verify_ledger().findings:
        raise BackupUnusable("The ledger that was restored is not the one that was backed up.")
