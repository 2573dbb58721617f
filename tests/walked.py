"""Which branches of rules, lifecycles and actions the tests walk: with `-p tests.walked` each process that tests notes it in a folder.

`python -m tests.walked` tells afterwards what nobody walked, and answers with 1 when that is anything.
"""

import json
import os
import sys
from pathlib import Path

import slipcover

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src/twinward"
FOLDER = "TWINWARD_WALKED"
PATTERNS = (
    "**/rules.py",
    "**/lifecycle.py",
    "**/actions.py",
    "foundation/kernel/days.py",
    "foundation/registry/offices.py",
    "foundation/registry/terms.py",
    *(
        f"programme/instruments/{name}.py"
        for name in (
            "acting",
            "amending",
            "awaiting",
            "binding",
            "consent",
            "coverage",
            "effects",
            "endings",
            "entering",
            "linking",
            "order",
            "term_ends",
            "validity",
        )
    ),
    "programme/twinning/turns.py",
)
FILES = {path for pattern in PATTERNS for path in SOURCES.glob(pattern)}


class Wanted(slipcover.FileMatcher):
    """Only the files of the list are noted, so that all other code keeps its pace."""

    def matches(self, filename: Path | str | None) -> bool:
        return filename is not None and Path(filename) in FILES


noted = slipcover.Slipcover(branch=True, exclude_also=[r"\.\.\.$"])


def pytest_addoption() -> None:
    """From here on modules are imported noted. No other hook is called early enough: the next ones import the product."""
    slipcover.ImportManager(noted, Wanted()).__enter__()


def pytest_sessionfinish() -> None:
    """What this process walked lies in the folder that the environment names."""
    folder = Path(os.environ[FOLDER])
    folder.mkdir(exist_ok=True)
    name = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    (folder / f"{name}.json").write_text(json.dumps(noted.get_coverage()))


def main() -> int:
    """What was not walked is printed, a line for each file. Returns 0 when there is nothing of that kind, otherwise 1."""
    notes = [json.loads(path.read_text()) for path in Path(os.environ[FOLDER]).glob("*.json")]
    notes = [one for one in notes if one["files"]]
    if not notes:
        print("No process noted what it walked", file=sys.stderr)
        return 1
    whole, *others = notes
    for one in others:
        slipcover.merge_coverage(whole, one)
    slipcover.print_coverage(whole, missing_width=80, skip_covered=True)
    unseen = [f"{path.relative_to(ROOT)} was not imported" for path in sorted(FILES - {(ROOT / name).resolve() for name in whole["files"]})]
    unseen += [f"{pattern} is no file any more: say here where it went" for pattern in PATTERNS if not any(SOURCES.glob(pattern))]
    print(*unseen, f"{len(whole['files'])} files, {whole['summary']['covered_branches']} branches walked", sep="\n")
    return int(bool(unseen) or whole["summary"]["missing_lines"] + whole["summary"]["missing_branches"] > 0)


if __name__ == "__main__":
    sys.exit(main())
