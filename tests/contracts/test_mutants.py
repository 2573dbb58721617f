"""A matrix that finds nothing proves nothing: with a bug seeded, it finds it."""

from collections.abc import Iterator
from itertools import chain

import pytest

from tests.contracts.expectations import EXPECTED
from tests.contracts.matrix import Finding, Matrix
from tests.contracts.mutants import MUTANTS, Edit, NoLongerThere, Widened, seeded
from tests.counts import is_deep

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_once")]


@pytest.fixture(scope="module")
def only_once() -> None:
    """The bugs are in the code, whatever the store."""
    from django.db import connection

    if connection.vendor != "sqlite" and not is_deep():
        pytest.skip("the matrix runs on both stores, its mutants on SQLite alone")


def findings(matrix: Matrix, mutant: Edit | Widened) -> Iterator[Finding]:
    """What the matrix finds, near the bug first and then anywhere."""
    near = [name for name in EXPECTED if name in mutant.routes]
    return chain(matrix.findings(near), matrix.interferences(near), matrix.findings(name for name in EXPECTED if name not in near))


@pytest.mark.skipif(not is_deep(), reason="the deep run seeds the bugs; each is looked for in the whole matrix, which takes minutes")
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_seeded_bug_is_found(matrix: Matrix, mutant: Edit | Widened, capsys: pytest.CaptureFixture[str]):
    with seeded(mutant):
        found = next(findings(matrix, mutant), None)

    assert found is not None, f"{mutant.name}: nobody noticed"
    with capsys.disabled():
        print(f"\n  {mutant.name}: {found}"[:240], end="")


def test_there_are_enough_of_them():
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= 20
    assert {route for mutant in MUTANTS for route in mutant.routes} <= set(EXPECTED)


def test_a_mutant_whose_code_has_changed_is_said(matrix: Matrix):
    with pytest.raises(NoLongerThere), seeded(Edit("none", "site.middleware", "form_key", "no such code", "pass", ())):
        pass


@pytest.mark.skipif(not is_deep(), reason="the deep run seeds the bugs")
def test_without_a_bug_nothing_is_found(matrix: Matrix):
    near = sorted({route for mutant in MUTANTS for route in mutant.routes})

    assert next(chain(matrix.findings(near), matrix.interferences(near)), None) is None
