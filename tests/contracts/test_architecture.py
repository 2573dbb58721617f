"""The house, where import-linter does not look: sizes, names, what is forbidden in a file, what a lock may say."""

import ast
import re
import tokenize
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "twinward"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
PYTHON = sorted(
    [*SOURCES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*.py"), *ROOT.glob("*.py"), *(ROOT / "requirements").glob("*.py")]
)
ROOMS = [path for path in SOURCES if "tests" not in path.parts]
PURE = [path for path in ROOMS if path.name in {"rules.py", "lifecycle.py", "validity.py", "turns.py"}]
MODELS = [path for path in ROOMS if path.name == "models.py" or path.parent.name == "models"]
LOCKS = ("base", "test")

MOST_LINES = {
    "__init__": 40,
    "rules": 250,
    "lifecycle": 120,
    "actions": 300,
    "measures": 150,
    "desks": 150,
    "forms": 250,
    "views": 250,
    "urls": 250,
}
MOST_LINES_OF_ANY = 400
MOST_LINES_OF_A_TEMPLATE = 120
MOST_LINES_OF_A_FUNCTION = 60
MEANINGLESS = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "data", "info", "misc"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
SILENCED = re.compile(
    r"#\s*(?:noqa|type:\s*ignore|pyright:\s*ignore|nosec|pragma: no cover)(?:\[[\w\-, ]+\]|:? ?[A-Z]+\d+(?:, ?[A-Z]+\d+)*)?(?P<reason>.*)"
)
ELSEWHERE = re.compile(r"://|--(?:extra-)?index-url|--find-links|file:|@ |(?:^|\s)/|\.\./")
CLOCKS = {"now", "utcnow", "today", "localdate", "time", "time_ns", "monotonic"}


def offences(paths: list[Path], find: Callable[[Path], Iterable[object]]) -> dict[str, list[object]]:
    """What `find` finds in each file, by its path from the root; a file without offence is left out."""
    found = {str(path.relative_to(ROOT)): list(find(path)) for path in paths}
    return {path: what for path, what in found.items() if what}


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def comments(path: Path) -> Iterator[str]:
    with path.open("rb") as source:
        yield from (token.string for token in tokenize.tokenize(source.readline) if token.type == tokenize.COMMENT)


def dotted(node: ast.expr) -> str:
    """The name as written, `models.Model`; nothing for what is no name."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def calls(path: Path) -> Iterator[str]:
    return (dotted(node.func) for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def classes(path: Path) -> Iterator[ast.ClassDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef))


def length(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_no_file_grows_past_its_drawer():
    assert offences(SOURCES, lambda path: [length(path)] if length(path) > MOST_LINES.get(path.stem, MOST_LINES_OF_ANY) else []) == {}


def test_no_template_grows_past_its_drawer():
    templates = sorted(PACKAGE.glob("**/templates/**/*.html"))

    assert offences(templates, lambda path: [length(path)] if length(path) > MOST_LINES_OF_A_TEMPLATE else []) == {}


def test_no_function_is_longer_than_a_screen():
    def too_long(path: Path) -> Iterator[str]:
        sizes = ((function.name, (function.end_lineno or 0) - function.lineno + 1) for function in functions(path))
        return (f"{name}: {lines}" for name, lines in sizes if lines > MOST_LINES_OF_A_FUNCTION)

    assert offences(SOURCES, too_long) == {}


def test_every_module_is_named_by_what_it_is_about():
    assert offences(SOURCES, lambda path: MEANINGLESS & set(path.relative_to(PACKAGE).with_suffix("").parts)) == {}


def test_every_module_says_what_it_is_for():
    def is_silent(path: Path) -> bool:
        module = tree(path)
        return bool(module.body) and not ast.get_docstring(module)

    assert offences(SOURCES, lambda path: ["no docstring"] if is_silent(path) else []) == {}


def test_nothing_is_left_to_be_done():
    assert offences(PYTHON, lambda path: filter(UNFINISHED.search, comments(path))) == {}


def test_no_check_is_silenced_without_a_reason():
    def silenced(path: Path) -> Iterator[str]:
        found = filter(None, map(SILENCED.search, comments(path)))
        return (match.string for match in found if len(match["reason"].strip(" -#:.")) < 10)

    assert offences(PYTHON, silenced) == {}


def test_rules_and_lifecycles_read_no_clock():
    assert offences(PURE, lambda path: [name for name in calls(path) if name.rpartition(".")[2] in CLOCKS]) == {}


def test_no_room_listens_to_another_or_points_at_anything():
    """No signals and no generic foreign keys: a reader finds what happens where it is called. Django's own word that tables are there is none of ours."""

    def imported(path: Path) -> Iterator[str]:
        froms = (node for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom))
        names = (f"{node.module}.{name.name}" for node in froms for name in node.names)
        names = (name for name in names if name != "django.db.models.signals.post_migrate")
        return (name for name in names if "signals" in name.split(".") or name.endswith((".dispatch.receiver", ".GenericForeignKey")))

    assert offences(ROOMS, imported) == {}


def test_no_class_is_made_by_a_metaclass():
    assert (
        offences(ROOMS, lambda path: [found.name for found in classes(path) if any(word.arg == "metaclass" for word in found.keywords)])
        == {}
    )


def test_no_record_does_something_else_when_it_is_saved():
    def overridden(path: Path) -> Iterator[str]:
        methods = ((found.name, node) for found in classes(path) for node in found.body if isinstance(node, ast.FunctionDef))
        return (f"{owner}.{method.name}" for owner, method in methods if method.name == "save")

    assert offences(MODELS, overridden) == {}


def test_the_contracts_of_the_rooms_are_exhaustive():
    """A room that nobody has put on its floor breaks the build."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = {contract["containers"][0]: contract for contract in contracts if contract["type"] == "layers"}
    floors = {f"twinward.{path.parent.name}" for path in PACKAGE.glob("*/__init__.py") if any(path.parent.glob("*/__init__.py"))}

    assert all(contract["exhaustive"] for contract in layers.values())
    assert floors - {"twinward.site"} <= set(layers)


def test_every_dependency_has_its_reason():
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    dependencies = [line for line in lines if re.match(r'\s+"[A-Za-z][\w.-]*(\[[\w,]+\])?[~<>=!]', line)]
    project = tomllib.loads("\n".join(lines))["project"]

    assert len(dependencies) == len(project["dependencies"]) + sum(map(len, project["optional-dependencies"].values()))
    assert [line for line in dependencies if not re.search(r"# \S+ \S+ \S+", line)] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_versions_and_hashes_and_nothing_else(name: str):
    lock = (ROOT / "requirements" / f"{name}.txt").read_text()

    assert ELSEWHERE.search(lock) is None
    assert lock.count("==") <= lock.count("--hash=sha256:")
    for requirement in re.split(r"\n(?=\S)", lock.strip()):
        assert re.match(r"[a-z0-9.-]+(\[[a-z,]+\])?==\S+[^\n]*\\\n +--hash=sha256:[0-9a-f]{64}", requirement), requirement


def test_the_lock_of_the_tests_holds_the_same_versions_as_the_installation():
    base, test = (set(re.findall(r"^\S+==\S+", (ROOT / "requirements" / f"{name}.txt").read_text(), re.MULTILINE)) for name in LOCKS)

    assert base <= test


def test_every_dependency_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    locked = re.findall(r"^([^\s=\[]+)\S*==", (ROOT / "requirements" / "test.txt").read_text(), re.MULTILINE)

    assert {re.split(r"[\[~<>=!]", name)[0].lower().replace("_", "-") for name in wanted} - set(locked) == set()
