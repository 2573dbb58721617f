"""Seeded authorisation bugs: guards of the running product taken away, one at a time, in memory. The matrix must notice every one."""

import ast
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from inspect import getsource, unwrap
from types import CodeType, FunctionType
from typing import Any

from django.core.cache import cache

from twinward.foundation.identity import rules

ROOMS = "twinward."


@dataclass(frozen=True, slots=True)
class Edit:
    """In one function of a module, an expression or statement stands for another. Layout does not count; `old` must stand there once."""

    name: str
    module: str
    function: str
    old: str
    new: str
    routes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Widened:
    """A right of one role reaches further than the table says."""

    name: str
    right: str
    role: str
    reach: str
    routes: tuple[str, ...]


UNSCOPED = "unscoped('seeded')"
#: A bug that changes nothing that anybody could see is no bug: each of these does.
MUTANTS: tuple[Edit | Widened, ...] = (
    Edit(
        "every letter is in sight",
        "programme.letters.models",
        "LetterQuerySet._in_sight",
        "self.filter(Q(ours__in=scope.organisations) | Q(ours__country__in=scope.countries))",
        "self",
        ("letter", "letters"),
    ),
    Edit(
        "a whole country's letters are in sight of one institution",
        "programme.letters.models",
        "LetterQuerySet._in_sight",
        "Q(ours__in=scope.organisations)",
        "Q(ours__country__in=['UA'])",
        ("letter",),
    ),
    Edit(
        "everybody on record is in sight",
        "foundation.registry.models",
        "PersonQuerySet._in_sight",
        "Q(in_public_office=True) | own",
        "Q()",
        ("people", "person"),
    ),
    Edit(
        "a letter is read by whoever knows its number",
        "programme.letters.views",
        "_letter",
        "visible_to(account)",
        UNSCOPED,
        ("letter-text",),
    ),
    Edit(
        "an answer is written to any letter",
        "programme.letters.pages",
        "earlier_letter",
        "visible_to(account)",
        UNSCOPED,
        ("letter-new answering",),
    ),
    Edit(
        "a draft is edited without the right to write",
        "programme.letters.views",
        "letter_edit",
        "require(account, 'letters.write', record)",
        "pass",
        ("letter-edit",),
    ),
    Edit(
        "a draft is discarded by looking at it",
        "programme.letters.views",
        "_discard",
        "request.method != 'POST'",
        "False",
        ("letter-move",),
    ),
    Edit(
        "a record's page tells of every letter about it",
        "site.templatetags.about",
        "letters_about",
        "visible_to(reader)",
        UNSCOPED,
        ("organisation",),
    ),
    Edit(
        "what happened since is told of every record",
        "site.since",
        "_of_one_kind",
        "rows.visible_to(actor)",
        "rows." + UNSCOPED,
        ("today",),
    ),
    Edit(
        "the list of countries knows of everybody's letters",
        "programme.twinning.chase",
        "letters_about",
        "visible_to(actor)",
        UNSCOPED,
        ("countries", "country"),
    ),
    Edit(
        "links to guests are shown to all",
        "programme.twinning.pages",
        "asked_guests",
        "visible_to(account)",
        UNSCOPED,
        ("country",),
    ),
    Edit(
        "a step of a list is recorded without the right",
        "programme.twinning.views",
        "list_step",
        "require(account, 'twinning.chase', coverage)",
        "pass",
        ("list-step",),
    ),
    Edit(
        "a claim is recorded without the right",
        "outward.figures.claim_views",
        "new_claim",
        "require(account, CLAIM, Claim())",
        "pass",
        ("claim-new",),
    ),
    Edit(
        "what is illustrative is told outside",
        "foundation.kernel.publication",
        "Gate.passes",
        "getattr(record, 'is_illustrative', False)",
        "False",
        ("public", "figure", "figures"),
    ),
    Edit(
        "a draft is seen by the other side",
        "programme.instruments.models.instrument",
        "InstrumentQuerySet._in_sight",
        "Q(pk__in=mine) & (Q(origin='recorded') | Q(state__in=('with_other_party', 'agreed')))",
        "Q(pk__in=mine)",
        ("instrument",),
    ),
    Edit(
        "papers of a public instrument are given to strangers",
        "programme.instruments.views",
        "document",
        "require(account, 'instruments.see', record)",
        "pass",
        ("instrument-document",),
    ),
    Edit(
        "what rests on an instrument is shown to all",
        "programme.instruments.record",
        "Record.connections",
        "visible_to(self.account)",
        UNSCOPED,
        ("instrument",),
    ),
    Edit(
        "a form offers instruments that are not in sight",
        "programme.instruments.forms",
        "LinkForm.__init__",
        "visible_to(account)",
        UNSCOPED,
        ("instrument-link",),
    ),
    Edit(
        "a move is offered without its right",
        "programme.instruments.text_views",
        "move",
        "require(account, MEMORANDUM.move(name).right, instrument)",
        "pass",
        ("instrument-move clear",),
    ),
    Edit(
        "one side acts for the other",
        "programme.instruments.act_views",
        "act",
        "account.may('instruments.act', party)",
        "True",
        ("instrument-act",),
    ),
    Edit(
        "an institution is corrected by anybody",
        "foundation.registry.views",
        "organisation_edit",
        "require(account, 'registry.edit', record)",
        "pass",
        ("organisation-edit",),
    ),
    Edit(
        "a person is looked up by number",
        "foundation.registry.people_views",
        "person",
        "visible_to(account)",
        UNSCOPED,
        ("person",),
    ),
    Edit(
        "the search finds everybody",
        "foundation.registry.search",
        "find_people",
        "Person.objects.visible_to(actor)",
        "Person.objects." + UNSCOPED,
        ("find",),
    ),
    Edit(
        "a list and its files hold everybody",
        "foundation.registry.list_views",
        "people",
        "visible_to(account)",
        UNSCOPED,
        ("people",),
    ),
    Edit(
        "an uploaded file is opened by whoever knows its key",
        "foundation.registry.importing.uploads",
        "find",
        "upload.owner == owner",
        "True",
        ("import-upload",),
    ),
    Edit(
        "the ledger is open to all",
        "foundation.kernel.views",
        "ledger",
        "require(account, 'ledger.see')",
        "pass",
        ("ledger",),
    ),
    Edit(
        "a saved filter is deleted by anybody",
        "foundation.kernel.views",
        "filter_delete",
        "get_object_or_404(SavedFilter, pk=pk, owner=account.key)",
        "get_object_or_404(SavedFilter, pk=pk)",
        ("filter-delete",),
    ),
    Edit(
        "saved filters of others stand in the margin",
        "foundation.kernel.desk_shown",
        "Shown.saved",
        "owner=self.reader.key",
        "pk__gt=0",
        ("letters",),
    ),
    Edit(
        "an account is opened by anybody",
        "foundation.identity.account_views",
        "account_record",
        "require(account, actions.MANAGE)",
        "pass",
        ("account-record",),
    ),
    Edit(
        "who holds which role is told to all",
        "foundation.identity.views",
        "rights",
        "account.may(actions.MANAGE)",
        "True",
        ("rights",),
    ),
    Edit(
        "a right held somewhere is held everywhere",
        "foundation.identity.models",
        "Account.may",
        "record is None or scope.everything",
        "True",
        ("letter-edit", "organisation-edit"),
    ),
    Edit(
        "a form counts without its key",
        "site.middleware",
        "form_key",
        "return None",
        "return UUID(int=7)",
        ("claim-new",),
    ),
    Widened("institutions read all letters of their country", "letters.see", rules.FOCAL_POINT, rules.OWN_COUNTRY, ("letter",)),
    Widened("officers manage accounts", "accounts.manage", rules.OFFICER, rules.NODE, ("accounts",)),
    Widened("officers clear texts", "instruments.clear", rules.OFFICER, rules.OWN_COUNTRY, ("instrument-move clear",)),
    Widened("administrators write letters", "letters.write", rules.ADMINISTRATOR, rules.NODE, ("letter-edit",)),
    Widened("lawyers merge institutions", "registry.merge", rules.LAWYER, rules.OWN_COUNTRY, ("organisation-merge",)),
    Widened("officers see people everywhere", "people.see", rules.OFFICER, rules.NODE, ("person",)),
)


class NoLongerThere(Exception):
    """The code that a mutant edits has changed: write the mutant anew."""


@contextmanager
def seeded(mutant: Edit | Widened) -> Iterator[None]:
    """The product has this bug meanwhile. Raises NoLongerThere."""
    forget()
    with edited(mutant) if isinstance(mutant, Edit) else widened(mutant):
        yield
    forget()


def forget() -> None:
    """Nothing that the product worked out before counts any more."""
    cache.clear()
    for name, module in list(sys.modules.items()):
        if name.startswith(ROOMS):
            for thing in vars(module).values():
                if hasattr(thing, "cache_clear") and getattr(thing, "__module__", "").startswith(ROOMS):
                    thing.cache_clear()


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
    if text.count(mutant.old) < 1:
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
