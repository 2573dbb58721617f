"""The gate behind `./twinward test`: every check that the project asks of itself, one after the other, none hiding another."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from defusedxml import ElementTree

ROOT = Path(__file__).resolve().parents[3]
UNAVAILABLE = 69  # EX_UNAVAILABLE of sysexits.h: `tests/stores.py` found no PostgreSQL
PYTHON = sys.executable
DJADE = str(Path(PYTHON).with_name("djade"))  # a program of its own
AT_ONCE = f"--numprocesses={(os.cpu_count() or 1) + 1}"  # one more than there are cores: browsers and started programs are often waited for
PYTEST = (PYTHON, "-m", "pytest", "-q", "-p", "tests.told", AT_ONCE, "--dist=worksteal", "--durations=20", "--durations-min=5")
HANGS_AFTER_S = {False: 600, True: 7200}  # a test that takes longer, at the gate and in the deep run, is ended and has failed
POSTGRESQL = (PYTHON, "tests/stores.py")  # runs the rest of its line over a fresh cluster


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the gate runs.

    command: the program and its arguments.
    counted: a run of pytest, whose tests are counted; any other step counts as one.
    environment: what the step sees besides the gate's own.
    """

    title: str
    command: tuple[str, ...]
    counted: bool = False
    environment: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step ended: numbers of tests (or one for the step itself), and the seconds it took."""

    title: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0


def run(deep: bool, selected: list[str]) -> int:
    """Every step has run, a table says how each ended, and the last line says how many passed and failed.

    deep: the full counts, and mistakes put into the code. selected: paths or options for pytest; then only those are run, on SQLite.
    Returns 0 when nothing failed, otherwise 1; 2 outside a source tree.
    """
    if not (ROOT / "pyproject.toml").is_file():
        print("The gate runs in a source tree: start it there as ./twinward test", file=sys.stderr)
        return 2
    steps = [named_tests(selected)] if selected else list(whole_gate(deep))
    with surroundings(deep) as (environment, folder):
        outcomes = [carry_through(step, environment, folder) for step in steps]
    report(outcomes)
    return 1 if any(outcome.failed for outcome in outcomes) else 0


def named_tests(selected: list[str]) -> Step:
    """The tests a person named, by paths as seen from where the person stands."""
    seen_from_here = [str(Path(argument).absolute()) if Path(argument).exists() else argument for argument in selected]
    return Step("the tests named", (PYTHON, "-m", "pytest", *seen_from_here), counted=True)


def whole_gate(deep: bool) -> Iterator[Step]:
    """The steps in the order in which a mistake is cheapest to see. deep: with those that take as long as all others together."""
    yield Step("ruff: usual mistakes", (PYTHON, "-m", "ruff", "check", "."))
    yield Step("ruff: one way to write", (PYTHON, "-m", "ruff", "format", "--check", "."))
    if templates := sorted(str(path) for path in (ROOT / "src").glob("**/templates/**/*.html")):
        yield Step("djade: templates", (DJADE, "--check", "--target-version", "5.2", *templates))
    yield Step(
        "import-linter: the house", (PYTHON, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())")
    )
    yield Step("pyright: types", (PYTHON, "-m", "pyright"))
    yield Step("bandit: dangerous calls", (PYTHON, "-m", "bandit", "--quiet", "--configfile", "pyproject.toml", "--recursive", "src"))
    yield Step("Django: its own checks", (PYTHON, "-m", "django", "check", "--fail-level", "WARNING"))
    yield Step("Django: no migration is missing", (PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"))
    pytest = (*PYTEST, "-o", f"faulthandler_timeout={HANGS_AFTER_S[deep]}", "-o", "faulthandler_exit_on_timeout=true")
    yield Step("tests on SQLite", (*pytest, "-p", "tests.walked"), counted=True)
    yield Step("every branch of rules, lifecycles and actions", (PYTHON, "-m", "tests.walked"))
    yield Step("tests on PostgreSQL", (*POSTGRESQL, *pytest, "-m", "not pure and not browser"), counted=True)
    if deep:
        yield Step("mistakes put into rules, rights and the ledger", (PYTHON, "tests/mutation.py", "--some"))


@contextmanager
def surroundings(deep: bool) -> Iterator[tuple[dict[str, str], Path]]:
    """An environment in which no step sees the installation of the person who runs the gate, and a folder for what it leaves behind.

    Python keeps what it compiled: hundreds of programs are started in the tests.
    """
    with tempfile.TemporaryDirectory(prefix="twinward-gate-") as name:
        kept_out = ("TWINWARD_", "PYTHONDONTWRITEBYTECODE")
        environment = {key: value for key, value in os.environ.items() if not key.startswith(kept_out)}
        environment |= {
            "TWINWARD_HOME": name,
            "TWINWARD_DEEP": "1" if deep else "0",
            "DJANGO_SETTINGS_MODULE": "twinward.site.settings",
            "PYTHONPATH": str(ROOT / "src"),
            "TWINWARD_WALKED": f"{name}/walked",
            "NODE_OPTIONS": "--max-old-space-size=4096",  # pyright over Django
        }
        yield environment, Path(name)


def carry_through(step: Step, environment: Mapping[str, str], folder: Path) -> Outcome:
    """The step has run, with all it says on the screen."""
    print(f"\n== {step.title}", flush=True)
    counts = folder / "counts.xml"
    counts.unlink(missing_ok=True)
    command = [*step.command, *([f"--junitxml={counts}"] if step.counted else [])]
    started = time.monotonic()
    status = subprocess.run(command, cwd=ROOT, env={**environment, **(step.environment or {})}).returncode
    seconds = time.monotonic() - started
    return replace(outcome(step, status, counts), seconds=seconds)


def outcome(step: Step, status: int, counts: Path) -> Outcome:
    """What an exit status and the counts of pytest (a JUnit file, absent when it did not get so far) mean."""
    if status == UNAVAILABLE:
        return Outcome(step.title, skipped=1)
    if not step.counted:
        return Outcome(step.title, passed=int(status == 0), failed=int(status != 0))
    if not counts.is_file():
        return Outcome(step.title, failed=1)
    suites = ElementTree.parse(counts).iter("testsuite")
    total = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    for suite in suites:
        total = {key: number + int(suite.get(key, 0)) for key, number in total.items()}
    wrong = total["failures"] + total["errors"]
    # A run can fail without a failed test: a warning at its end, a test that could not be collected.
    failed = max(wrong, int(status != 0))
    return Outcome(step.title, total["tests"] - wrong - total["skipped"], failed, total["skipped"])


def report(outcomes: list[Outcome]) -> None:
    """A line for each step, one that names what did not run at all, then one for all: `N passed, N failed, N skipped`."""
    width = max(len(outcome.title) for outcome in outcomes)
    print()
    for one in outcomes:
        verdict = "FAILED" if one.failed else "ok" if one.passed else "skipped"
        counts = f"{one.passed:5} passed {one.failed:4} failed {one.skipped:4} skipped"
        print(f"{one.title:<{width}}  {verdict:<7}  {one.seconds:7.1f} s  {counts}")
    if left_out := [one.title for one in outcomes if not one.passed and not one.failed]:
        print(f"This was NOT the whole gate. Not run: {', '.join(left_out)}.")
    passed, failed, skipped = (sum(getattr(one, key) for one in outcomes) for key in ("passed", "failed", "skipped"))
    print(f"{passed} passed, {failed} failed, {skipped} skipped", flush=True)
