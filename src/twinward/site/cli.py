"""The command line: demo, serve, import, find, chase, figures, verify, backup, restore, test."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from twinward.site.asked_for import Trouble, asked_day, require_importable, tell_version, what_is_imported
from twinward.site.folders import HomeUnusable, default_home, require_node, require_node_to_ask, require_place_of_demo
from twinward.site.home import bring_up_to_date, open_home, require_up_to_date, update_store
from twinward.site.restoring import require_backup, restored_into

if TYPE_CHECKING:
    from twinward.outward.figures.said import Said
    from twinward.programme.twinning.chase import Pursued

app = typer.Typer(
    help="International medical partnerships, from the declaration to figures that can be checked.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
Home = Annotated[
    Path | None, typer.Option(help="The folder where the data live.", show_default="TWINWARD_HOME, or a folder among your data")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output and nothing else.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="The day that is asked about, for example 2023-10-13.", show_default="today")]


@contextmanager
def told_plainly() -> Iterator[None]:
    """A mistake ends as one sentence on standard error and exit status 2."""
    try:
        yield
    except (Trouble, HomeUnusable) as trouble:
        print(f"twinward: {trouble}", file=sys.stderr)
        raise typer.Exit(2) from None


def print_json(document: Any) -> None:
    """The document on standard output, in UTF-8 whatever the terminal says."""
    sys.stdout.buffer.write(json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n")


@app.command()
def demo(
    home: Home = None,
    port: Annotated[int, typer.Option(help="The port on 127.0.0.1.", min=1, max=65535)] = 8460,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser.")] = True,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve, or build and exit.")] = True,
) -> None:
    """Build and serve a demo: the programme as publicly reported.

    Everything is made from nothing, and served on 127.0.0.1. A folder that holds other things is refused.
    """
    with told_plainly():
        from twinward.site import serving

        if serve:
            serving.require_free(port)
        require_place_of_demo(home or default_home())
        where = open_home(home or default_home(), create=True, serving=serve)
        serving.build_demo(where)
        if serve:
            serving.serve(port, open_browser=browser)


@app.command("serve")
def serve_command(
    home: Home = None,
    port: Annotated[int, typer.Option(help="The port on 127.0.0.1.", min=1, max=65535)] = 8460,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser.")] = False,
    new: Annotated[bool, typer.Option("--new", help="Begin a new, empty node where there is none.")] = False,
) -> None:
    """Serve a home on 127.0.0.1.

    A folder that does not exist, or holds other things, is refused without --new; an empty one becomes a new node.
    """
    with told_plainly():
        from twinward.site import serving

        serving.require_free(port)
        if not new:
            require_node(home or default_home())
        open_home(home or default_home(), create=True, serving=True)
        bring_up_to_date()
        serving.serve(port, open_browser=browser)


@app.command("import")
def import_command(
    what: Annotated[str, typer.Argument(help="What the file holds.", show_default=False, parser=what_is_imported, metavar="organisations")],
    file: Annotated[
        Path, typer.Argument(help="Records of ROR (.jsonl, .jsonl.gz, .json, .zip) or a sheet (.csv, .xlsx).", show_default=False)
    ],
    home: Home = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    rejected: Annotated[
        Path | None,
        typer.Option(
            help="A new file (.csv, .xlsx) for rows not taken: from a sheet to be imported again, from ROR the reasons.", show_default=False
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Import institutions from FILE.

    Good rows are added or change what is on record; the others are told with their reasons.

    Exit status: 0 when every row could be taken, 1 when any was rejected or there is none, 2 when the file cannot be read; then nothing is
    changed.
    """
    require_importable(what, file)
    with told_plainly():
        _open(home)
        from twinward.foundation.registry.importing.columns import Unreadable
        from twinward.foundation.registry.importing.command import run
        from twinward.foundation.registry.importing.correcting import NotWritable, as_file, new_file
        from twinward.foundation.registry.importing.saying import why_unreadable

        try:
            with new_file(rejected) as keep:
                done = run(file, dry_run=dry_run)
                if rejected and done.found.rejected:
                    keep(as_file(rejected.suffix[1:].casefold(), file.name, done.found, done.reading))
        except Unreadable as unreadable:
            why = why_unreadable(unreadable)
            raise Trouble(why if str(file) in why else f"{file}: {why}") from None
        except NotWritable as refused:
            raise Trouble(f"--rejected {refused}") from None
    found = done.found
    if as_json:
        print_json(done.document())
    else:
        for line in done.lines():
            print(line, file=sys.stderr)
        would = "would be " if dry_run else ""
        print(f"{would}added {len(found.adds)}, changed {len(found.changes)}, unchanged {found.unchanged}, rejected {len(found.rejected)}")
    if found.rejected or not (found.adds or found.changes or found.unchanged):
        raise typer.Exit(1)


@app.command("find")
def find_command(
    text: Annotated[str, typer.Argument(help="A name in any language or spelling, or a number of ROR.", show_default=False)],
    country: Annotated[str, typer.Option(help="Only in this country: two letters, or its name.", show_default="every country")] = "",
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Find at most five institutions called something like TEXT."""
    with told_plainly():
        if not text.strip():
            raise Trouble('Write a name or a number to look for: twinward find "Okhmatdyt"')
        found = _found(text, country, home or default_home())
    if as_json:
        print_json(found)
        return
    for one in found:
        print(f"{one['score']:.2f}  {one['country']}  record {one['id']}  {'  '.join([one['name'], *one['ids'].values()])}")
    if not found:
        print(_nothing_found(text), file=sys.stderr)


def _nothing_found(text: str) -> str:
    from twinward.foundation.registry.numbers import register_of

    register = register_of(text)
    return f"No organisation on record has this number of {register}." if register else "Nothing is called anything like that."


def _found(text: str, country: str, home: Path) -> list[dict[str, Any]]:
    """At most five answers: from the index in the home when it is current (without Django, in a fraction of a second), else from the store."""
    from twinward.foundation.registry import kept_names

    code = country.strip().upper()
    if len(code) in (0, 2):  # a name of a country is looked up the long way
        answers = kept_names.answer(home.expanduser().resolve(), os.environ.get("TWINWARD_DATABASE_URL", ""), text, code or None, limit=5)
        if answers is not None and (answers or not code):
            return answers
    _open(home, reading=True)
    from twinward.foundation.registry.countries import country_code, country_name, country_so_called, like_country
    from twinward.foundation.registry.search import answers as answers_of

    where = (country_code(country) or country_so_called(country)) if country else None
    if country and where is None:
        near = like_country(country)
        meant = f" Did you mean {country_name(near, 'en')}?" if near else ""
        raise Trouble(f"--country {country!r} is not a country.{meant} Write two letters, for example UA.")
    return answers_of(text, where, limit=5)


@app.command()
def chase(home: Home = None, as_of: AsOf = None, as_json: Json = False) -> None:
    """Tell the countries that joined and owe a list of institutions."""
    with told_plainly():
        _open(home, reading=True)
        from twinward.foundation.kernel.actors import Operator
        from twinward.foundation.kernel.days import Known
        from twinward.programme.twinning.chase import pursued

        asked = asked_day(as_of)
        found = pursued(Operator("chase"), asked)
        owing = [one for one in found if one.counted.owes.known is Known.YES]
        if as_json:
            print_json([one.code for one in owing])
            return
        for one in owing:
            print(_owing(one))
        print(f"{len(owing)} countries owe a list as of {asked}", file=sys.stderr)
        if [one.code for one in owing] != (shown := [one.code for one in found if one.list_state == "owed"]):
            print(
                f"Only real steps count here; with illustrative ones, as on the page of countries, {len(shown)} owe a list", file=sys.stderr
            )
        if invented := [one.code for one in owing if one.is_illustrative]:
            print(
                f"Illustrative, as on the page of countries (so is a letter that follows an illustrative one): {', '.join(invented)}",
                file=sys.stderr,
            )
        if unsaid := [one.code for one in found if one.counted.owes.known is Known.NOT_KNOWN]:
            print(f"Not known whether they owe a list: {', '.join(unsaid)}", file=sys.stderr)
        if concluded := [f"{one.code} ({basis})" for one in found if (basis := one.counted.agreed_by_conclusion(asked))]:
            print(f"Agreed only by our own conclusion: {', '.join(concluded)}", file=sys.stderr)


def _owing(one: "Pursued") -> str:
    """A country that owes a list, on one line: since when, whose turn it is in the words of the page, and its newest letter."""
    since = one.counted.owed_since(one.asked)
    turn = one.status[1] if one.list_state == "owed" else f"but for illustrative steps, by which: {one.status[1]}"
    told = [turn, f"letter of {one.letter_day}" if one.letter_day else "", "illustrative" if one.is_illustrative else ""]
    words = ", ".join(filter(None, told))
    return f"{one.code}  {one.name:<20}  owed since {'a day not known' if since.is_unknown else since}  {words}"


@app.command()
def figures(home: Home = None, as_of: AsOf = None, as_json: Json = False) -> None:
    """Tell every figure on a day: counted here, and stated in public."""
    with told_plainly():
        _open(home, reading=True)
        from twinward.outward.figures.catalogue import figures as every_figure

        asked = asked_day(as_of)
        found = every_figure(asked)
        if as_json:
            print_json({"as_of": asked.isoformat(), "figures": {key: figure.as_json() for key, figure in found.items()}})
            return
        for key, figure in found.items():
            counted = f"{figure.counted.value} counted, {figure.counted.not_known} not known" if figure.counted else "-"
            print(f"{key:<28} {counted:<28} {'' if figure.stated else 'stated: -'}".rstrip())
            for claim in figure.stated:
                print(f"    stated: {_stated(claim)}")


def _stated(claim: "Said") -> str:
    """A claim on one line: the amount, the day that it is of, who said so and when."""
    from twinward.outward.figures.wording import amounts

    day = "a day that is not stated" if claim.day.is_unknown else str(claim.day)
    said_of = f" (“{claim.said_of}”)" if claim.said_of else ""
    return f"{amounts([claim])}, of {day}{said_of}; {claim.source}, {'-' if claim.source.day.is_unknown else claim.source.day}"


@app.command()
def verify(home: Home = None, as_json: Json = False) -> None:
    """Check the ledger, every document, and what follows from names.

    Every leaf, the root and the hash of every file are recomputed. Exit status 1 when anything does not fit.
    """
    with told_plainly():
        _open(home, reading=True)
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


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="A new file; nothing is replaced. It holds personal data.", show_default=False)],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Write the whole node, as of this instant, into FILE."""
    with told_plainly():
        _open(home)
        from django.utils import timezone

        from twinward.site.backup import BackupUnusable, back_up

        try:
            manifest = back_up(file, at=timezone.now())
        except BackupUnusable as unusable:
            raise Trouble(str(unusable)) from unusable
        _tell_manifest(manifest, as_json)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that backup has written.", show_default=False)],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Rebuild a node from FILE in a new home, and prove it.

    The new home may be on another store than the old one was.
    """
    where = (home or default_home()).expanduser().resolve()
    with told_plainly():
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


@app.command("test")
def test_command(
    selected: Annotated[list[str] | None, typer.Argument(help="Tests to run; all of them when none is named.")] = None,
    deep: Annotated[bool, typer.Option("--deep", help="The full counts, and two in ten mistakes put into the code, drawn anew.")] = False,
) -> None:
    """Run the gate: style, types, contracts and every test.

    The tests run on SQLite, those that depend on the store on PostgreSQL too, and some in a browser.
    """
    from twinward.site import gate

    raise typer.Exit(gate.run(deep, selected or []))


def _open(home: Path | None, *, reading: bool = False) -> Path:
    require_node_to_ask(home or default_home())
    where = open_home(home or default_home(), create=False, reading=reading)
    require_up_to_date()
    return where


@app.callback()
def options(
    version: Annotated[bool, typer.Option("--version", is_eager=True, callback=tell_version, help="Show the version and exit.")] = False,
) -> None:
    """International medical partnerships, from the declaration to figures that can be checked."""


def main() -> None:
    """What `twinward` runs. What it writes is for its owner alone: homes and backups hold personal data."""
    os.umask(0o077)
    app(prog_name="twinward")
