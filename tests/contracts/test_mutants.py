"""A matrix that finds nothing proves nothing: with a bug seeded, it finds it; without the bug, the same questions find nothing."""

import pytest

from tests.contracts.bugs import MUTANTS
from tests.contracts.expectations import EXPECTED
from tests.contracts.matrix import ORACLES, Finding, Matrix
from tests.contracts.mutants import Edit, NoLongerThere, Widened, seeded
from tests.contracts.summary import SEEDED, Seeded
from tests.counts import count, is_deep

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_once")]
#: The addresses of each part of the product; some bug is seeded near one of each.
PARTS = {
    "letters": ("letters", "letter", "letter-text", "letter-new answering", "letter-edit", "letter-move"),
    "people": ("people", "person", "appointment-end"),
    "twinning": ("countries", "country", "list-step", "list-answer"),
    "instruments": ("instruments", "instrument", "instrument-act", "instrument-link", "instrument-move clear"),
    "claims": ("claim-new", "claim-correct", "claim-strike", "conflict-new"),
    "publication": ("public", "figure", "figures"),
    "guests": ("guest", "guest late", "guest unknown"),
    "accounts": ("accounts", "account-record", "account-new", "account-turn"),
    "roles": ("rights", "role-new", "role-end"),
    "saved filters": ("filter-save", "filter-delete"),
    "imports": ("organisations-import", "import-upload", "import-rejected"),
    "merges": ("organisation-merge", "merge-undo"),
}


def bugs() -> list[Edit | Widened]:
    """All in a deep run; at the gate those that one oracle alone notices, the first near each part, and some more."""
    first_near = [next(mutant for mutant in MUTANTS if set(mutant.routes) & set(routes)) for routes in PARTS.values()]
    needed = [mutant for mutant in MUTANTS if mutant.alone or mutant in first_near]
    others = [mutant for mutant in MUTANTS if mutant not in needed]
    return needed + others[: count(gate=6, deep=len(others))]


def caught(matrix: Matrix, mutant: Edit | Widened) -> dict[str, Finding]:
    """The first thing that each oracle notices near a bug. One that is not noticed there is looked for nowhere else: it is not found."""
    near = [name for name in EXPECTED if name in mutant.routes]
    people = [] if is_deep() or mutant.alone else first_to_notice(matrix, near)
    found = dict[str, Finding]()
    for finding in [*matrix.findings(near, people), *matrix.interferences(near, people)]:
        found.setdefault(finding.oracle, finding)
    return {oracle: found[oracle] for oracle in ORACLES if oracle in found}


def first_to_notice(matrix: Matrix, near: list[str]) -> list[str]:
    """The first of all people to whom an address breaks its promise. Nobody, when it breaks none: then everybody is asked for interference."""
    first = next(matrix.findings(near), None)
    return [first.who] if first else []


def asked_again(matrix: Matrix, finding: Finding) -> list[Finding]:
    """What is wrong now where something was found."""
    if finding.oracle == "interference":
        return matrix.interferences([finding.name], [finding.who])
    return list(matrix.findings([finding.name], [finding.who]))


@pytest.mark.parametrize("mutant", bugs(), ids=lambda mutant: mutant.name)
def test_a_seeded_bug_is_found(matrix: Matrix, mutant: Edit | Widened, request: pytest.FixtureRequest):
    with seeded(mutant):
        found = caught(matrix, mutant)
    first = next(iter(found.values()), None)
    told = Seeded(mutant.name, ", ".join(found) or "nobody", first.name if first else "-", first.who if first else "-")
    request.node.user_properties.append((SEEDED, tuple(told)))

    assert found, f"{mutant.name}: nobody noticed"
    assert not mutant.alone or set(found) == {mutant.alone}, "these noticed too"
    assert [str(still) for finding in found.values() for still in asked_again(matrix, finding)] == [], "found without the bug as well"


def test_no_oracle_is_idle():
    """Without any one of the four, a bug would pass: the test above holds each to it."""
    assert {mutant.alone for mutant in bugs()} - {""} == set(ORACLES)


def test_there_are_enough_of_them_in_every_part():
    near = {route for mutant in MUTANTS for route in mutant.routes}

    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)
    assert len(bugs()) >= 20
    assert near <= set(EXPECTED)
    assert {route for routes in PARTS.values() for route in routes} <= set(EXPECTED)
    assert [part for part, routes in PARTS.items() if not near & set(routes)] == []


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_bug_still_fits_the_code(mutant: Edit | Widened):
    with seeded(mutant):
        pass


def test_a_mutant_whose_code_has_changed_is_said(matrix: Matrix):
    with pytest.raises(NoLongerThere), seeded(Edit("none", "site.middleware", "form_key", "no such code", "pass", ())):
        pass


def test_a_bug_is_gone_afterwards(matrix: Matrix):
    """Even when what was done meanwhile failed: an address that is asked next meets the product as it is."""
    widened = next(mutant for mutant in MUTANTS if isinstance(mutant, Widened) and mutant.right == "accounts.manage")
    officer = matrix.world.people["officer.kyiv"]
    with pytest.raises(AssertionError, match="200 == 403"), seeded(widened):
        assert matrix.asker.ask(officer, "GET", "/accounts/").status == 403

    assert matrix.asker.ask(officer, "GET", "/accounts/").status == 403
