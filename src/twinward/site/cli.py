"""The command line: every command by its name, in the order in which they are told."""

import os
from typing import Annotated

import typer

from twinward.site.asked_for import tell_version
from twinward.site.commands import asking, keeping, letting_in, running, trying

app = typer.Typer(
    help="International medical partnerships, from the declaration to figures that can be checked.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for name, command in {
    "demo": running.demo,
    "serve": running.serve,
    "work": running.work,
    "way-in": letting_in.way_in,
    "import": asking.import_from,
    "find": asking.find,
    "chase": asking.chase,
    "figures": asking.figures,
    "verify": keeping.verify,
    "countersign": keeping.countersign,
    "backup": keeping.backup,
    "restore": keeping.restore,
    "move": keeping.move,
    "test": trying.test,
}.items():
    app.command(name)(command)


@app.callback()
def options(
    version: Annotated[bool, typer.Option("--version", is_eager=True, callback=tell_version, help="Show the version and exit.")] = False,
) -> None:
    """International medical partnerships, from the declaration to figures that can be checked."""


def main() -> None:
    """What `twinward` runs. What it writes is for its owner alone: homes and backups hold personal data."""
    os.umask(0o077)
    app(prog_name="twinward")
