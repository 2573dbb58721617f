"""The reference in docs/reference, made from the code: rights, lifecycles, records with their privacy classes, commands.

`python -m twinward.site.reference update` writes the pages anew; `check` names those that no longer say what the code does.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import django
import typer.main
from django.apps import apps

from twinward.foundation.identity.rules import RIGHTS, ROLES
from twinward.foundation.kernel.lifecycle import Lifecycle, Move

PAGES = Path(__file__).resolve().parents[3] / "docs" / "reference"
#: What guards a move that names no guard.
ALWAYS_SOUND = next(field.default for field in fields(Move) if field.name == "guard")
MADE = "<!-- Made from the code by `python -m twinward.site.reference update`. -->\n"


def main(words: list[str]) -> int:
    """The pages are written (`update`) or compared (`check`: 1 and their names when they differ)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinward.site.settings")
    django.setup()
    made = pages()
    if words == ["update"]:
        PAGES.mkdir(parents=True, exist_ok=True)
        for name, text in made.items():
            (PAGES / name).write_text(text)
        return 0
    if words != ["check"]:
        print("update or check?", file=sys.stderr)
        return 2
    old = outdated(made)
    print("\n".join(f"docs/reference/{name} is not what the code says: make it anew" for name in old), end="\n" if old else "")
    return int(bool(old))


def pages() -> dict[str, str]:
    """The text of every page by its file's name. Django is set up."""
    return {
        "rights.md": f"# Who may do what\n{MADE}\n{rights()}",
        "lifecycles.md": f"# Lifecycles\n{MADE}\n{lifecycles()}",
        "records.md": f"# Records, their columns and who may see them\n{MADE}\n{records()}",
        "commands.md": f"# Commands\n{MADE}\n{commands()}",
    }


def outdated(made: Mapping[str, str]) -> list[str]:
    """The pages that are missing or say something else."""
    return [name for name, text in made.items() if not (PAGES / name).is_file() or (PAGES / name).read_text() != text]


def rights() -> str:
    """A row for each right, a column for each role: how far it reaches."""
    names = list(dict.fromkeys(rule.right for rule in RIGHTS))
    reach = {(rule.right, rule.role): rule.reach.replace("_", " ") for rule in RIGHTS}
    rows = ([f"`{name}`", *(reach.get((name, role), "-") for role in ROLES)] for name in names)
    return table(["right", *(role.replace("_", " ") for role in ROLES)], rows)


def lifecycles() -> str:
    """Each lifecycle as a diagram of states and as a table of its moves."""
    from twinward.programme.instruments.lifecycle import MEMORANDUM
    from twinward.programme.letters.lifecycle import LETTER

    return "\n".join(lifecycle(one) for one in (LETTER, MEMORANDUM))


def lifecycle(one: Lifecycle) -> str:
    """One lifecycle. Raises ValueError for a guard that does not say what must hold."""
    arrows = [f"    {source} --> {move.target}: {move.name}" for move in one.moves for source in move.source]
    diagram = "\n".join(["```mermaid", "stateDiagram-v2", f"    [*] --> {one.start}", *arrows, "```"])
    rows = ([f"`{move.name}`", ", ".join(move.source), move.target, f"`{move.right}`", _must_hold(move.guard)] for move in one.moves)
    return f"## {one.name}\n\n{diagram}\n\n{table(['move', 'from', 'to', 'right', 'what must hold'], rows)}"


def _must_hold(guard: Callable[..., Any]) -> str:
    """The first line of what a guard says of itself. What only its class says, as of any `partial`, does not count.

    Raises ValueError for a guard that says nothing, so that nobody reads of a move that nothing need hold where something must.
    """
    if guard is ALWAYS_SOUND:
        return "nothing more"
    said = "" if guard.__doc__ == type(guard).__doc__ else (guard.__doc__ or "").strip()
    if not said:
        raise ValueError(f"{guard!r} does not say what must hold: give it a docstring")
    return said.splitlines()[0]


def records() -> str:
    """Each record's columns by privacy class."""
    return "\n".join(_record(model) for model in apps.get_models() if hasattr(model, "privacy"))


def _record(model: Any) -> str:
    columns = [*model._meta.local_concrete_fields, *model._meta.local_many_to_many]
    rows = ([f"`{column.name}`", _kind(column), model.privacy.class_of(column.name) or "-"] for column in columns)
    said = (model.__doc__ or "").strip().split("\n\n")[0]
    return f"## {model._meta.label}\n\n{' '.join(said.split())}\n\n{table(['column', 'kind', 'class'], rows)}"


def _kind(column: Any) -> str:
    if column.is_relation:
        return f"{column.get_internal_type()} to {column.related_model._meta.label}"
    length = f", at most {column.max_length}" if column.max_length else ""
    return f"{column.get_internal_type()}{length}"


def commands() -> str:
    """Each command of the command line with its arguments and options."""
    from twinward.site.cli import app

    group: Any = typer.main.get_command(app)
    return "\n".join(_commands(group, "./twinward"))


def _commands(command: Any, name: str) -> Iterator[str]:
    if hasattr(command, "commands"):
        for below in command.commands.values():
            yield from _commands(below, f"{name} {below.name}")
        return
    rows = ([f"`{_written(one)}`", " ".join((getattr(one, "help", "") or "").split())] for one in command.params if one.name != "help")
    yield f"## {name}\n\n{' '.join((command.help or '').split())}\n\n{table(['what', 'meaning'], rows)}"


def _written(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return parameter.name.upper()
    return ", ".join([*parameter.opts, *parameter.secondary_opts])


def table(headings: list[str], rows: Iterable[list[str]]) -> str:
    """A table in Markdown; nothing when it has no rows."""
    lines = [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
    return "\n".join([f"| {' | '.join(headings)} |", "|---" * len(headings) + "|", *lines, ""]) if lines else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
