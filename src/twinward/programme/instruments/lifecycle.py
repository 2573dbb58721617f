"""The life of a memorandum's text, as a table. Signing is an act, not a move; signed, in force, expired, superseded follow from acts and days."""

from collections.abc import Iterable
from typing import Any, Protocol

from twinward.foundation.kernel.lifecycle import Lifecycle, Move
from twinward.programme.instruments import rules
from twinward.programme.instruments.facts import Party, TextStanding


class HasText(Protocol):
    """A memorandum as its moves see it."""

    def sides(self) -> list[Party]: ...

    def text_standing(self) -> TextStanding: ...

    submitted_by: str


def _wording(memorandum: HasText, **_facts: Any) -> Iterable[str]:
    return rules.wording_faults(memorandum.sides())


def _cleared_by_another(memorandum: HasText, *, by: Any, **_facts: Any) -> Iterable[str]:
    return rules.clearing_faults(memorandum.submitted_by, by.key)


def _same_text(memorandum: HasText, **_facts: Any) -> Iterable[str]:
    yield from rules.wording_faults(memorandum.sides())
    yield from rules.text_faults(memorandum.text_standing())


_NOT_IN_REVIEW = ("draft", "returned", "cleared", "with_other_party", "agreed")

MEMORANDUM = Lifecycle(
    name="memorandum",
    states=("draft", "in_review", "returned", "cleared", "with_other_party", "agreed", "withdrawn"),
    moves=(
        #     name        from                               to                  right                    sound when
        Move("submit",   ("draft", "returned"),             "in_review",        "instruments.draft",     _wording),
        Move("return",   ("in_review", "with_other_party"), "returned",         "instruments.clear"),
        Move("clear",    ("in_review",),                    "cleared",          "instruments.clear",     _cleared_by_another),
        Move("offer",    ("cleared",),                      "with_other_party", "instruments.negotiate"),
        Move("agree",    ("with_other_party",),             "agreed",           "instruments.agree",     _same_text),
        Move("reopen",   ("agreed",),                       "in_review",        "instruments.draft"),
        Move("withdraw", _NOT_IN_REVIEW,                    "withdrawn",        "instruments.negotiate"),
    ),
)  # fmt: skip
