"""The life of a text that is drafted here, as a table. Signing is an act, not a move; signed, in force, expired, superseded follow from acts."""

from collections.abc import Iterable
from typing import Any, Protocol

from twinward.foundation.kernel.days import Answer
from twinward.foundation.kernel.lifecycle import Lifecycle, Move
from twinward.programme.instruments import rules
from twinward.programme.instruments.consent import consents_faults
from twinward.programme.instruments.facts import OPEN_TEXTS, InstrumentFacts, InstrumentKind, Party, TextStanding


class HasText(Protocol):
    """An instrument as its moves see it."""

    kind: str
    submitted_by: str

    def sides(self) -> list[Party]: ...

    def text_standing(self) -> TextStanding: ...

    def facts(self) -> InstrumentFacts: ...

    def entered_by(self, at: Any) -> Answer: ...

    def amending_faults(self) -> Iterable[str]: ...

    def other_side_agrees_through(self, by: Any) -> bool: ...


def _wording(text: HasText, **_facts: Any) -> Iterable[str]:
    """Enough parties are named, of two countries, and the terms contradict nothing."""
    yield from rules.wording_faults(text.sides(), InstrumentKind(text.kind))
    terms = text.facts().terms
    yield from rules.terms_faults(terms)
    if text.kind not in OPEN_TEXTS:
        yield from consents_faults(terms, text.sides())


def _complete(text: HasText, **_facts: Any) -> Iterable[str]:
    """Parties, terms, what it amends and the text in every authentic language are complete: a reviewer could only return anything less."""
    yield from _wording(text)
    yield from rules.text_faults(text.text_standing())
    yield from text.amending_faults()


def _cleared_by_another(text: HasText, *, by: Any, **_facts: Any) -> Iterable[str]:
    """Somebody else submitted it, and all that was submitted is complete."""
    yield from rules.clearing_faults(text.submitted_by, by.key)
    yield from _complete(text)


def _agreed(text: HasText, *, by: Any, reason: str = "", **_facts: Any) -> Iterable[str]:
    """The text is complete, and the other side agrees; whoever says so in its stead says how it is known."""
    yield from _complete(text)
    yield from rules.agreeing_faults(text.other_side_agrees_through(by), reason)


def _with_reason(_text: HasText, *, reason: str = "", **_facts: Any) -> Iterable[str]:
    """A reason is given."""
    return rules.reason_faults(reason)


def _unsigned(text: HasText, *, reason: str = "", **_facts: Any) -> Iterable[str]:
    """Nobody has signed, and a reason is given."""
    yield from rules.reason_faults(reason)
    yield from rules.reopening_faults(text.facts())


def _not_yet_binding(text: HasText, *, at: Any, reason: str = "", **_facts: Any) -> Iterable[str]:
    """Not all have signed and it cannot come into force yet, and a reason is given."""
    yield from rules.reason_faults(reason)
    yield from rules.withdrawing_faults(text.facts(), text.entered_by(at))


_NOT_IN_REVIEW = ("draft", "returned", "cleared", "with_other_party", "agreed")

MEMORANDUM = Lifecycle(
    name="memorandum",
    states=("draft", "in_review", "returned", "cleared", "with_other_party", "agreed", "withdrawn"),
    moves=(
        #     name        from                               to                  right                    sound when
        Move("submit",   ("draft", "returned"),             "in_review",        "instruments.draft",     _complete),
        Move("return",   ("in_review", "with_other_party"), "returned",         "instruments.clear",     _with_reason),
        Move("clear",    ("in_review",),                    "cleared",          "instruments.clear",     _cleared_by_another),
        Move("offer",    ("cleared",),                      "with_other_party", "instruments.negotiate", _complete),
        Move("agree",    ("with_other_party",),             "agreed",           "instruments.agree",     _agreed),
        Move("send_back", ("with_other_party",),            "returned",         "instruments.agree",     _with_reason),
        Move("reopen",   ("agreed",),                       "in_review",        "instruments.draft",     _unsigned),
        Move("withdraw", _NOT_IN_REVIEW,                    "withdrawn",        "instruments.negotiate", _not_yet_binding),
    ),
)  # fmt: skip

NEED_A_REASON = frozenset({"return", "send_back", "reopen", "withdraw"})
#: What gives up what was reached.
UNDOING = frozenset({"reopen", "withdraw"})
EDITABLE = ("draft", "returned")
SHOWN_TO_BOTH = ("with_other_party", "agreed")
#: Moves of the other side: their right is asked over every party, that of all others over the side that keeps the text.
ANSWERS = frozenset({"agree", "send_back"})
#: What passed between both sides; everything else about a text is its keepers' own.
BETWEEN_SIDES = ANSWERS | {"offer", "reopen"}
