"""What every command begins with: the home that it is told, its answers, and mistakes said in one sentence."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from twinward.site.asked_for import Trouble
from twinward.site.folders import SETTINGS_FILE, HomeUnusable, default_home, require_node_to_ask
from twinward.site.home import open_home, require_up_to_date

if TYPE_CHECKING:
    from twinward.foundation.kernel.actors import Operator

Home = Annotated[
    Path | None, typer.Option(help="The folder where the data live.", show_default="TWINWARD_HOME, or a folder among your data")
]
Port = Annotated[int, typer.Option(help="The port on 127.0.0.1.", min=1, max=65535)]
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


def where_data_live(home: Path | None) -> Path:
    """The home that was named, or the usual one, in full; what its own file of settings says stands in the environment. Raises SettingsWrong."""
    where = (home or default_home()).expanduser().resolve()
    if os.access(where / SETTINGS_FILE, os.F_OK):
        from twinward.site.configured import load_file

        load_file(where)
    return where


@contextmanager
def operating(command: str, home: Path | None, *, reading: bool = False) -> Iterator["Operator"]:
    """The node in the home is open, and whoever holds the machine is shown all of it, as one transaction. Raises HomeUnusable, SettingsWrong."""
    open_node(home, reading=reading)
    from twinward.foundation.kernel.actors import Operator
    from twinward.foundation.kernel.row_security import acting_for

    operator = Operator(command)
    with acting_for(operator):
        yield operator


def open_node(home: Path | None, *, reading: bool = False) -> Path:
    """The node in the home is open, and its store fits this version. Raises HomeUnusable, SettingsWrong."""
    where = where_data_live(home)
    require_node_to_ask(where)
    open_home(where, create=False, reading=reading)
    require_up_to_date()
    return where
