"""Whether the tests would notice a mistake: small ones are put into rules, rights and the ledger, one at a time, in a copy of the tree.

`python tests/mutation.py [name ...]` tries them all, or those whose names match, or with `--some` some of all, drawn anew each time; it says
first which, as they can be asked for again. `[tool.mutmut]` in pyproject.toml says where they are put and which tests are asked. It ends with 1
when more than `AT_MOST_ALIVE` of them go unnoticed. What stands outside functions (the table of rights, the moves of a lifecycle) is not tried
here: the pages in docs/reference say it word for word.
"""

import ast
import os
import random
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
AT_MOST_ALIVE = 0.05
SOME = 2  # tenths of all mistakes
NOTICED = frozenset({"killed", "timeout"})
#: What the tests need of the tree. Links out of the copy would lead back, so everything is copied.
PARTS = ("src", "tests", "conftest.py", "pyproject.toml")
MUTMUT = str(Path(sys.executable).with_name("mutmut"))  # a program of its own


def main(names: list[str]) -> int:
    """Every mistake is tried, a table says how each module fared, and each that no test noticed is shown. Returns the exit status."""
    print(f"Tried: {shlex.join(names) or 'all of them'}", flush=True)
    with tempfile.TemporaryDirectory(prefix="twinward-mutants-") as name:
        copy, home = Path(name) / "tree", Path(name) / "home"
        home.mkdir()
        copy_tree(copy)
        environment = surroundings(copy, home)
        if not tried(copy, environment, names):
            return 1
        verdicts = verdicts_of(asked(copy, environment, "results", "--all", "true"))
        alive = [mutant for mutant, verdict in verdicts.items() if verdict not in NOTICED]
        for mutant in alive:
            print(asked(copy, environment, "show", mutant))
    report(verdicts)
    return verdict_of(len(verdicts), len(alive))


def drawn() -> list[str]:
    """Names of some of the mistakes of every function. They are numbered: the last digit is drawn."""
    return [f"*__mutmut_*{digit}" for digit in random.sample("0123456789", SOME)]


def tried(copy: Path, environment: dict[str, str], names: list[str]) -> bool:
    """Whether every mistake was tried; if not, what mutmut said last is printed. Whoever watches sees how far it is."""
    log = copy / "mutmut.log"
    with log.open("w", encoding="utf-8") as said:
        watched = None if sys.stdout.isatty() else said
        status = subprocess.run([MUTMUT, "run", *names], cwd=copy, env=environment, stdout=watched, stderr=watched).returncode
    if status:
        print(log.read_text(encoding="utf-8").replace("\r", "\n")[-4_000:])
    return status == 0


def verdicts_of(results: str) -> dict[str, str]:
    """What became of each mistake that was tried, by its name."""
    pairs = (line.strip().split(": ") for line in results.splitlines() if ": " in line)
    return {mutant: verdict for mutant, verdict in pairs if verdict != "not checked"}


def copy_tree(copy: Path) -> None:
    """The tree lies in `copy`, written so that mistakes can be put into decorated functions too."""
    for part in PARTS:
        here, there = ROOT / part, copy / part
        if here.is_dir():
            shutil.copytree(here, there, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(here, there)
    settings = tomllib.loads((copy / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    for pattern in settings["only_mutate"]:
        for path in copy.glob(pattern):
            path.write_text(undecorated(path.read_text(encoding="utf-8")), encoding="utf-8")


def undecorated(source: str) -> str:
    """The same module, each decorator of a function applied by an assignment after it: mutmut passes over decorated functions.

    `staticmethod` and `classmethod` alone stay, since mutmut knows them.
    """
    lines = source.splitlines()
    for function in sorted(functions_of(ast.parse(source)), key=lambda one: one.lineno, reverse=True):
        decorators = [ast.unparse(decorator) for decorator in function.decorator_list]
        if not decorators or decorators in (["staticmethod"], ["classmethod"]):
            continue
        applied = function.name
        for decorator in reversed(decorators):
            applied = f"{decorator}({applied})"
        lines.insert(function.end_lineno or function.lineno, f"{' ' * function.col_offset}{function.name} = {applied}")
        first = min(decorator.lineno for decorator in function.decorator_list)
        del lines[first - 1 : function.lineno - 1]
    return "\n".join(lines) + "\n"


def functions_of(module: ast.Module) -> Iterator[ast.FunctionDef]:
    """The functions of a module and the methods of its classes."""
    for statement in module.body:
        members = statement.body if isinstance(statement, ast.ClassDef) else [statement]
        yield from (member for member in members if isinstance(member, ast.FunctionDef))


def surroundings(copy: Path, home: Path) -> dict[str, str]:
    """An environment in which the copy is tested: its own code, an empty installation, the counts of the gate."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TWINWARD_")}
    return environment | {
        "TWINWARD_HOME": str(home),
        "TWINWARD_DEEP": "0",
        "TWINWARD_EMPTY_STORE": str(home / "empty.sqlite3"),
        "DJANGO_SETTINGS_MODULE": "twinward.site.settings",
        "PYTHONPATH": str(copy),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def asked(copy: Path, environment: dict[str, str], *question: str) -> str:
    """What mutmut answers."""
    return subprocess.run([MUTMUT, *question], cwd=copy, env=environment, capture_output=True, text=True, check=True).stdout


def report(verdicts: dict[str, str]) -> None:
    """A line for each module: how many mistakes were made, noticed (some by a test that would not end), and not."""
    made = Counter(module_of(mutant) for mutant in verdicts)
    noticed = Counter(module_of(mutant) for mutant, verdict in verdicts.items() if verdict in NOTICED)
    endless = Counter(module_of(mutant) for mutant, verdict in verdicts.items() if verdict == "timeout")
    for module, number in sorted(made.items()):
        alive = number - noticed[module]
        print(f"{module:<40} {number:5} made {noticed[module]:5} noticed ({endless[module]} without end) {alive:4} alive")


def module_of(mutant: str) -> str:
    """The module of "twinward.programme.letters.rules.x_standing__mutmut_3", as a room says it."""
    return mutant.rpartition(".x")[0].removeprefix("twinward.")


def verdict_of(made: int, alive: int) -> int:
    """The last line, and 0 when few enough are alive; nothing made is a failure."""
    share = alive / made if made else 1.0
    print(f"{made} mistakes made, {made - alive} noticed, {alive} alive: {share:.1%}, at most {AT_MOST_ALIVE:.0%} may be", flush=True)
    return int(share > AT_MOST_ALIVE)


if __name__ == "__main__":
    sys.exit(main(drawn() if sys.argv[1:] == ["--some"] else sys.argv[1:]))
