"""Seeded authorisation bugs: guards of the running product taken away, one at a time, in memory. The matrix must notice every one."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from inspect import getsource, unwrap
from types import CodeType, FunctionType
from typing import Any

from tests.contracts.asking import forget
from twinward.foundation.identity import rules

ROOMS = "twinward."


@dataclass(frozen=True, slots=True)
class Edit:
    """In one function of a module, an expression or statement stands for another, wherever it stands there. Layout does not count.

    routes: the addresses near it, where it is looked for. alone: the one oracle without which nobody would notice, if there is one.
    """

    name: str
    module: str
    function: str
    old: str
    new: str
    routes: tuple[str, ...]
    alone: str = ""


@dataclass(frozen=True, slots=True)
class Widened:
    """A right of one role reaches further than the table says."""

    name: str
    right: str
    role: str
    reach: str
    routes: tuple[str, ...]
    alone: str = ""


class NoLongerThere(Exception):
    """The code that a mutant edits has changed: write the mutant anew."""


@contextmanager
def seeded(mutant: Edit | Widened) -> Iterator[None]:
    """The product has this bug meanwhile. Raises NoLongerThere."""
    forget()
    try:
        with edited(mutant) if isinstance(mutant, Edit) else widened(mutant):
            yield
    finally:
        forget()


@contextmanager
def widened(mutant: Widened) -> Iterator[None]:
    before = rules.RIGHTS
    rest = tuple(rule for rule in before if (rule.right, rule.role) != (mutant.right, mutant.role))
    if len(rest) != len(before) and replace(next(rule for rule in before if rule not in rest), reach=mutant.reach) in before:
        raise NoLongerThere(f"{mutant.right} already reaches so far for {mutant.role}")
    rules.RIGHTS = (*rest, rules.Rule(mutant.right, mutant.role, mutant.reach))
    try:
        yield
    finally:
        rules.RIGHTS = before


@contextmanager
def edited(mutant: Edit) -> Iterator[None]:
    module = import_module(ROOMS + mutant.module)
    function = found(module, mutant.function)
    before, after = function.__code__, recompiled(module, mutant)
    function.__code__ = after
    try:
        yield
    finally:
        function.__code__ = before


def found(module: Any, name: str) -> FunctionType:
    """The function that really runs under a name, below its decorators."""
    thing: Any = module
    for part in name.split("."):
        thing = vars(thing).get(part)
    thing = getattr(thing, "fget", None) or getattr(thing, "func", None) or thing
    function = unwrap(thing)
    if not isinstance(function, FunctionType):
        raise NoLongerThere(f"{module.__name__}.{name}")
    return function


def recompiled(module: Any, mutant: Edit) -> CodeType:
    """The code of the function with the bug in it."""
    tree = ast.parse(getsource(module))
    scope: Any = tree
    for part in mutant.function.split("."):
        scope = next((node for node in scope.body if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == part), None)
        if scope is None:
            raise NoLongerThere(f"{module.__name__}.{mutant.function}")
    text = ast.unparse(scope)
    if mutant.old not in text:
        raise NoLongerThere(f"{module.__name__}.{mutant.function} has no {mutant.old}")
    scope.body = ast.parse(text.replace(mutant.old, mutant.new)).body[0].body  # pyright: ignore[reportAttributeAccessIssue] - a function again
    return _code_of(compile(ast.fix_missing_locations(tree), module.__file__ or "", "exec"), mutant.function)


def _code_of(code: CodeType, name: str) -> CodeType:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_qualname == name:
                return constant
            if name.startswith(f"{constant.co_qualname}."):
                return _code_of(constant, name)
    raise NoLongerThere(name)
