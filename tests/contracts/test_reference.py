"""The reference says what the code does, and the docs lead where they say."""

import re
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from twinward.foundation.kernel.lifecycle import Lifecycle, Move
from twinward.site.reference import lifecycle, outdated, pages

Guard = Callable[..., Iterable[str]]
ROOT = Path(__file__).resolve().parents[2]


def test_the_reference_in_the_docs_is_what_the_code_says():
    assert outdated(pages()) == [], "python -m twinward.site.reference update"


def soundly(_record: object, **_facts: Any) -> Iterable[str]:
    """Everything is sound."""
    return ()


def composed(guard: Guard, said: str) -> Guard:
    guard.__doc__ = said
    return guard


def with_guard(*guards: Guard) -> Lifecycle:
    return Lifecycle("paper", ("draft", "done"), (Move("do", ("draft",), "done", "papers.do", *guards),))


@pytest.mark.parametrize("silent", [lambda _record, **_facts: (), partial(soundly, reason="None")], ids=["lambda", "partial"])
def test_a_guard_that_does_not_say_what_must_hold_is_refused(silent: Guard):
    with pytest.raises(ValueError, match="does not say what must hold"):
        lifecycle(with_guard(silent))


@pytest.mark.parametrize(
    ("guards", "said"),
    [
        ((soundly,), "Everything is sound."),
        ((composed(partial(soundly, reason="None"), "A reason is given."),), "A reason is given."),
        ((), "nothing more"),
    ],
    ids=["function", "partial", "none"],
)
def test_the_reference_says_what_must_hold(guards: tuple[Guard, ...], said: str):
    assert f"| `papers.do` | {said} |" in lifecycle(with_guard(*guards))


def test_every_link_of_the_docs_leads_somewhere():
    documents = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    links = [(page, link) for page in documents for link in re.findall(r"\]\(([^)#\s]+)", page.read_text()) if "://" not in link]

    assert links
    assert [f"{page.relative_to(ROOT)}: {link}" for page, link in links if not (page.parent / link).exists()] == []
