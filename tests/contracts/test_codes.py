"""Every code that a rule yields has a sentence, one and the same wherever it is said; and no code but the ledger's writes a state."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.utils.translation import override

from twinward.foundation.kernel.sentences import say

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "twinward"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if not {"migrations", "tests"} & set(path.parts))
LEDGER = PACKAGE / "foundation" / "kernel" / "ledger.py"

CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
#: What is called with codes: the name, and which arguments hold them (None: all).
TOLD_BY = {
    "Answer.yes": (None, ()),
    "Answer.no": (None, ()),
    "Answer.not_known": (None, ()),
    "Answer": ((), ("missing", "because")),
    "happened_by": ((2,), ("missing",)),
    "Refused": ((1,), ("faults",)),
    "Finding": ((0,), ("code",)),
    "say": ((0,), ("code",)),
}


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    return node.id if isinstance(node, ast.Name) else ""


def codes_in(node: ast.expr | None) -> Iterator[str]:
    """Codes written out in an expression; one that is put together stands with * for what it leaves open."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from (*codes_in(node.body), *codes_in(node.orelse))
    elif isinstance(node, ast.List | ast.Tuple | ast.Set):
        for item in node.elts:
            yield from codes_in(item)
    elif isinstance(node, ast.Starred):
        yield from codes_in(node.value)
    elif isinstance(node, ast.GeneratorExp | ast.ListComp):
        yield from codes_in(node.elt)


def codes_of_a_call(call: ast.Call) -> Iterator[str]:
    places, names = TOLD_BY.get(dotted(call.func).removeprefix("facts.").removeprefix("days."), ((), ()))
    for place, argument in enumerate(call.args):
        if places is None or place in places:
            yield from codes_in(argument)
    for word in call.keywords:
        if word.arg in names:
            yield from codes_in(word.value)


def yields_codes(function: ast.FunctionDef) -> bool:
    """Whether a function says that it yields text and nothing else, as rules do."""
    return function.returns is not None and ast.unparse(function.returns) in ("Iterator[str]", "Iterable[str]")


def codes_of(path: Path) -> Iterator[str]:
    """Every code that a module says, yields or refuses with."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield from codes_of_a_call(node)
        if isinstance(node, ast.FunctionDef) and yields_codes(node):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Yield):
                    yield from codes_in(inner.value)
    yield from defaults(path)


def defaults(path: Path) -> Iterator[str]:
    """Codes that a parameter `missing` has when nobody gives one."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef):
            named = node.args.args[len(node.args.args) - len(node.args.defaults) :]
            yield from (
                code for name, default in zip(named, node.args.defaults, strict=True) if name.arg == "missing" for code in codes_in(default)
            )


SAID = sorted(
    {(code, str(path.relative_to(PACKAGE))) for path in SOURCES for code in codes_of(path) if CODE.fullmatch(code.replace("*", "x"))}
)
ROOMS_SENTENCES = [
    import_module("twinward." + ".".join(path.relative_to(PACKAGE).with_suffix("").parts)).SENTENCES
    for path in PACKAGE.rglob("sentences.py")
]


def test_the_codes_are_found_where_they_are_known_to_be():
    assert {"act_in_future", "one_country", "no_list_agreed", "day", "wrong_state", "altered_event", "day_*"} <= {
        code for code, _path in SAID
    }


@pytest.mark.parametrize(("code", "path"), SAID)
def test_a_code_has_a_sentence(code: str, path: str):
    known = [other for sentences in ROOMS_SENTENCES for other in sentences]
    pattern = re.compile(code.replace("*", "[a-z_]+"))
    named = [other for other in known if pattern.fullmatch(other)]

    assert named, f"{path} says {code}, and no sentences.py explains it"
    with override("en"):
        assert all(say(other).strip() for other in named)


def test_a_code_has_the_same_sentence_in_every_room():
    said = defaultdict[str, set[str]](set)
    with override("en"):
        for sentences in ROOMS_SENTENCES:
            for code, sentence in sentences.items():
                said[code].add(str(sentence))

    assert {code: told for code, told in said.items() if len(told) > 1} == {}


def writes_state(node: ast.AST) -> bool:
    """Whether a statement or call puts something into a column `state`."""
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        flat = [item for target in targets for item in (target.elts if isinstance(target, ast.Tuple) else [target])]
        return any(isinstance(target, ast.Attribute) and target.attr == "state" for target in flat)
    if not isinstance(node, ast.Call):
        return False
    name = dotted(node.func).rpartition(".")[2]
    if name in ("update", "change", "update_or_create"):
        return any(word.arg == "state" for word in node.keywords)
    if name in ("setattr", "bulk_update"):
        return any("state" in codes_in(argument) for argument in node.args)
    return False


@pytest.mark.parametrize(
    "statement",
    [
        "letter.state = 'sent'",
        "before, letter.state = letter.state, 'sent'",
        "rows.update(state='sent')",
        "change(letter, by=by, at=at, state='sent')",
        "setattr(letter, 'state', 'sent')",
        "Letter.objects.bulk_update(letters, ['state'])",
    ],
)
def test_a_written_state_is_noticed_however_it_is_written(statement: str):
    assert any(map(writes_state, ast.walk(ast.parse(statement))))


def test_only_the_ledger_writes_a_state():
    writers = {
        str(path.relative_to(ROOT)): [getattr(node, "lineno", 0) for node in ast.walk(tree(path)) if writes_state(node)]
        for path in SOURCES
        if path != LEDGER
    }

    assert {path: lines for path, lines in writers.items() if lines} == {}
    assert any(map(writes_state, ast.walk(tree(LEDGER))))
