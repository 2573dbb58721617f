"""Keeping a node: is it whole, written into one file, rebuilt from it."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from twinward.foundation.kernel.sqlite_reading import NAME
from twinward.site.asked_for import Trouble
from twinward.site.commands.terminal import Home, Json, open_node, operating, print_json, told_plainly, where_data_live
from twinward.site.folders import SETTINGS_FILE, require_node_to_ask
from twinward.site.home import open_home, update_store
from twinward.site.restoring import require_backup, restored_into

if TYPE_CHECKING:
    from twinward.foundation.kernel.signed_notes import Told


def verify(
    home: Home = None,
    checkpoint: Annotated[
        Path | None, typer.Option(help="A new file for a signed checkpoint of the ledger, to hand to a partner.", show_default=False)
    ] = None,
    against: Annotated[
        list[Path] | None, typer.Option(help="A checkpoint from before, for example one that a partner kept.", show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Check the ledger, every document, and what follows from names.

    Every leaf, the root and the hash of every file are recomputed, and held against the checkpoints that the home keeps. Exit status 1 when
    anything does not fit.
    """
    with told_plainly(), operating("verify", home, reading=True):
        from django.conf import settings
        from django.utils import timezone

        from twinward.foundation.kernel.checkpoints import keep_note, own_signer
        from twinward.foundation.kernel.sentences import say
        from twinward.foundation.kernel.verify import Finding, keep_checkpoint, verify_documents, verify_ledger
        from twinward.foundation.registry.labels import mislabelled

        if checkpoint and (settings.READ_ONLY or checkpoint.exists()):
            raise Trouble(
                f"--checkpoint {checkpoint}: " + ("it exists already" if checkpoint.exists() else "a home that is only read signs nothing")
            )
        notes, altered = _notes(against or [])
        seen = verify_ledger(notes)
        findings = [*seen.findings, *(Finding("altered_note", name) for name in altered), *verify_documents(), *mislabelled()]
        if settings.READ_ONLY:
            print("No checkpoint is kept: the home cannot be written to.", file=sys.stderr)
        elif not seen.findings and (kept := keep_checkpoint(at=timezone.now())):
            note = keep_note(kept)
            if checkpoint and not findings:
                checkpoint.write_text(str(note), encoding="utf-8")
                print(f"Your public key, for those who keep it: {own_signer().verifier}", file=sys.stderr)
        if as_json:
            print_json(
                {"events": seen.events, "personal_facts": seen.personal_facts, "checkpoints": seen.checkpoints, "root": seen.root}
                | {"findings": [finding._asdict() for finding in findings], "unguarded": seen.unguarded}
            )
        else:
            counts = ((seen.events, "event"), (seen.personal_facts, "personal fact"), (seen.checkpoints, "checkpoint"))
            told = ", ".join(f"{count} {thing}" if count == 1 else f"{count} {thing}s" for count, thing in counts)
            print(f"{told}. Root {seen.root}")
        for table in seen.unguarded:
            print(f"{table}: {say('unguarded_table')}", file=sys.stderr)
        for finding in findings:
            print(f"{finding.where}: {say(finding.code)}", file=sys.stderr)
    if findings:
        raise typer.Exit(1)


def _notes(given: Iterable[Path]) -> tuple[list[tuple[str, "Told"]], list[str]]:
    """What the checkpoints tell that are kept outside of the store, each with its name, and the names of those of this home that are altered."""
    from twinward.foundation.kernel.checkpoints import kept_notes, read_note
    from twinward.foundation.kernel.signed_notes import NoteUnreadable

    kept = [(f"checkpoint {name}", told) for name, told in kept_notes()]
    notes = [(name, told) for name, told in kept if told]
    for file in given:
        try:
            notes.append((f"checkpoint {file}", read_note(file)[1]))
        except (NoteUnreadable, OSError) as error:
            raise Trouble(f"--against {file}: {error}") from None
    return notes, [name for name, told in kept if told is None]


def countersign(
    file: Annotated[Path, typer.Argument(help="A checkpoint of another node's ledger. Your signature is added to it.", show_default=False)],
    key: Annotated[
        str, typer.Option(help="The public key of that node; needed the first time.", show_default="the one that was named first")
    ] = "",
    home: Home = None,
) -> None:
    """Sign a checkpoint of a partner's ledger, and remember it.

    From then on that ledger cannot be told otherwise unnoticed: keep the file, and send it back.
    """
    with told_plainly():
        open_node(home)
        from twinward.foundation.kernel.witnessing import NotVouchedFor
        from twinward.foundation.kernel.witnessing import countersign as sign

        try:
            told = sign(file, key)
        except (NotVouchedFor, OSError) as error:
            raise Trouble(f"{file}: {error}") from None
        print(f"Signed: {told.size} events of {told.origin}. Root {told.root.hex()}")


def backup(
    file: Annotated[Path, typer.Argument(help="A new file; nothing is replaced. It holds personal data.", show_default=False)],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Write the whole node, as of this instant, into FILE."""
    with told_plainly():
        open_node(home)
        from django.utils import timezone

        from twinward.site.backup import BackupUnusable, back_up

        try:
            manifest = back_up(file, at=timezone.now())
        except BackupUnusable as unusable:
            raise Trouble(str(unusable)) from unusable
        _tell_manifest(manifest, as_json)


def restore(
    file: Annotated[Path, typer.Argument(help="A file that backup has written.", show_default=False)],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Rebuild a node from FILE in a new home, and prove it.

    The new home may be on another store than the old one was.
    """
    with told_plainly():
        where = where_data_live(home)
        require_backup(file)
        with restored_into(where) as word:
            open_home(where, create=True, restoring=True)
            update_store()
            from django.utils import timezone

            from twinward.site.backup import BackupUnusable
            from twinward.site.backup import restore as restore_file

            try:
                manifest = restore_file(file, word=word, at=timezone.now())
            except BackupUnusable as unusable:
                raise Trouble(str(unusable)) from unusable
        print(f"Restored into {where}", file=sys.stderr)
        if waiting := _mails_waiting():
            print(
                f"Mails that waited to be sent when the backup was made: {waiting}. They are withdrawn, since the node that was backed up may have "
                "sent them since. Invite again whom an invitation did not reach.",
                file=sys.stderr,
            )
        _tell_manifest(manifest, as_json)


def move(home: Home = None, as_json: Json = False) -> None:
    """Move a home from SQLite to the PostgreSQL of its settings.

    All that the file in the home holds is in the database then, proven by its counts and the root of the ledger, or nothing is. Documents, keys and
    the file itself stay in the home. First stop what serves it, and name an empty database in TWINWARD_DATABASE_URL.
    """
    with told_plainly():
        where = where_data_live(home)
        require_node_to_ask(where)
        from twinward.site.moving import move as move_home

        manifest = move_home(where)
        print(
            f"Moved. From now on {where} needs TWINWARD_DATABASE_URL, in the environment or in {where / SETTINGS_FILE}. The file {where / NAME} was "
            "left as it is and is not read any more.",
            file=sys.stderr,
        )
        _tell_manifest(manifest, as_json)


def _mails_waiting() -> int:
    from twinward.foundation.kernel.row_security import everything
    from twinward.foundation.mail.models import Mail

    with everything("only their number is told"):
        return Mail.objects.unscoped("only their number is told").waiting().count()


def _tell_manifest(manifest: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(manifest)
    else:
        rows = sum(part.get("rows", 0) for name, part in manifest["contents"].items() if name.startswith("tables/"))
        print(f"{rows} rows, {manifest['events']} events. Root {manifest['root']}")
