"""Trying the code itself."""

from typing import Annotated

import typer


def test(
    selected: Annotated[list[str] | None, typer.Argument(help="Tests to run; all of them when none is named.")] = None,
    deep: Annotated[bool, typer.Option("--deep", help="The full counts, and two in ten mistakes put into the code, drawn anew.")] = False,
) -> None:
    """Run the gate: style, types, contracts and every test.

    The tests run on SQLite, those that depend on the store on PostgreSQL too, and some in a browser.
    """
    from twinward.site import gate

    raise typer.Exit(gate.run(deep, selected or []))
