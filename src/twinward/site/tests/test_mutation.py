"""What is done before and after mistakes are put into the code."""

from fnmatch import fnmatch
from textwrap import dedent

import pytest

from tests import mutation


def test_a_decorated_function_is_laid_open_and_means_the_same():
    source = dedent('''
        @dataclass
        class Tree:
            @property
            def root(self) -> bytes:
                """The root."""
                return b""

            @classmethod
            def empty(cls) -> "Tree":
                return cls()


        @atomic
        @retried(times=3)
        def seal() -> None:
            tree = Tree()
    ''')
    opened = dedent('''
        @dataclass
        class Tree:
            def root(self) -> bytes:
                """The root."""
                return b""
            root = property(root)

            @classmethod
            def empty(cls) -> "Tree":
                return cls()


        def seal() -> None:
            tree = Tree()
        seal = atomic(retried(times=3)(seal))
    ''')

    assert mutation.undecorated(source) == opened


@pytest.mark.parametrize(("made", "alive", "status"), [(100, 5, 0), (100, 6, 1), (100, 0, 0), (0, 0, 1)])
def test_at_most_one_mistake_in_twenty_goes_unnoticed_and_none_made_is_no_success(made: int, alive: int, status: int):
    assert mutation.verdict_of(made, alive) == status


def test_what_was_not_noticed_is_counted_by_module_and_what_was_not_tried_is_left_out(capsys: pytest.CaptureFixture[str]):
    rules, ledger = (
        "twinward.programme.letters.rules.x_standing__mutmut",
        "twinward.foundation.kernel.merkle.x\u01c1Tree\u01c1append__mutmut",
    )
    results = (
        f"    {rules}_1: killed\n    {rules}_2: survived\n    {rules}_3: no tests\n    {rules}_4: not checked\n    {ledger}_1: timeout\n"
    )

    mutation.report(mutation.verdicts_of(results))

    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [(line[0], line[1], line[3], line[-2]) for line in lines] == [
        ("foundation.kernel.merkle", "1", "1", "0"),
        ("programme.letters.rules", "3", "1", "2"),
    ]


def test_some_mistakes_are_two_in_ten_of_every_function_and_others_the_next_time():
    names = [f"twinward.programme.letters.rules.x_standing__mutmut_{number}" for number in range(1, 51)]
    draws = [mutation.drawn() for _ in range(200)]
    drawn = [{name for name in names if any(fnmatch(name, pattern) for pattern in patterns)} for patterns in draws]

    assert {len(some) for some in drawn} == {10}
    assert set.union(*drawn) == set(names)


@pytest.mark.parametrize(
    ("names", "told"), [([], "all of them"), (["*__mutmut_*3", "twinward.*.rules.*"], "'*__mutmut_*3' 'twinward.*.rules.*'")]
)
def test_what_is_tried_is_told_first_as_it_can_be_asked_for_again(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, names: list[str], told: str
):
    def stops(*_given: object) -> bool:
        print("mutmut")
        return False

    monkeypatch.setattr(mutation, "copy_tree", lambda copy: None)
    monkeypatch.setattr(mutation, "tried", stops)

    assert mutation.main(names) == 1
    assert capsys.readouterr().out == f"Tried: {told}\nmutmut\n"
