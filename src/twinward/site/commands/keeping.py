"""Keeping a node: is it whole, written into one file, rebuilt from it."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from twinward.site.asked_for import Trouble
from twinward.site.commands.terminal import Home, Json, open_node, print_json, told_plainly, where_data_live
from twinward.site.home import open_home, update_store
from twinward.site.restoring import require_backup, restored_into


def verify(home: Home = None, as_json: Json = False) -> None:
    """Check the ledger, every document, and what follows from names.

    Every leaf, the root and the hash of every file are recomputed. Exit status 1 when anything does not fit.
    """
    with told_plainly():
        open_node(home, reading=True)
        from django.conf import settings
        from django.utils import timezone

        from twinward.foundation.kernel.sentences import say
        from twinward.foundation.kernel.verify import keep_checkpoint, verify_documents, verify_ledger
        from twinward.foundation.registry.labels import mislabelled

        seen = verify_ledger()
        findings = [*seen.findings, *verify_documents(), *mislabelled()]
        if settings.READ_ONLY:
            print("No checkpoint is kept: the home cannot be written to.", file=sys.stderr)
        elif not seen.findings:
            keep_checkpoint(at=timezone.now())
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
        _tell_manifest(manifest, as_json)


def _tell_manifest(manifest: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(manifest)
    else:
        rows = sum(part.get("rows", 0) for name, part in manifest["contents"].items() if name.startswith("tables/"))
        print(f"{rows} rows, {manifest['events']} events. Root {manifest['root']}")
