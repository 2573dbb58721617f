"""What a command line asks for, read: a day, what is imported, the version."""

import shlex
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path

import typer

from twinward import __version__


class Trouble(Exception):
    """Something that the person at the terminal can mend; the text says what and how."""


def tell_version(is_asked: bool) -> None:
    """The version on standard output, and nothing else is done, where it is asked for."""
    if is_asked:
        print(f"twinward {__version__}")
        raise typer.Exit


def asked_day(text: str | None) -> date:
    """The day that --as-of names; today where it was left out. Of a day that has not come, standard error says so. Raises Trouble."""
    from django.utils import timezone

    from twinward.foundation.kernel.asked import not_yet
    from twinward.foundation.kernel.days import FIRST_YEAR, LAST_YEAR, DayUnreadable, parse_day

    if text is None:
        return timezone.localdate()
    if not text.strip():  # as a variable of the shell that was never set
        raise Trouble("--as-of is empty. Write a day as 2023-10-13, or leave --as-of out to ask about today.")
    try:
        day = parse_day(text)
    except DayUnreadable:
        raise Trouble(f"--as-of {text!r} is not a day of the years {FIRST_YEAR} to {LAST_YEAR}. Write it as 2023-10-13.") from None
    if not day.is_known or day.not_after is None:
        raise Trouble(f"--as-of {text!r} is not one day. Write it as 2023-10-13.")
    if ahead := not_yet(day.not_after):
        print(ahead, file=sys.stderr)
    return day.not_after


class What(StrEnum):
    """What can be imported."""

    ORGANISATIONS = "organisations"


def what_is_imported(said: str) -> str:
    """What the file is said to hold. Raises BadParameter, with the whole command, where that is a file itself."""
    if said not in list(What) and (Path(said).suffix or Path(said).exists()):
        raise typer.BadParameter(f"Say what the file holds before the file: twinward import organisations {shlex.quote(said)}")
    return said


def require_importable(what: str, file: Path) -> None:
    """Nothing when files of what is said are imported; otherwise raises BadParameter, with the whole command for this file."""
    if what not in list(What):
        raise typer.BadParameter(
            f"{what!r} cannot be imported, only organisations: twinward import organisations {shlex.quote(str(file))}",
            param_hint="organisations",
        )
