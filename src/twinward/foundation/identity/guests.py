"""Guests: somebody without an account answers one question about one record, through a link that works once and expires."""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise

from twinward.foundation.identity.models import GuestQuestion
from twinward.foundation.identity.rules import link_fault
from twinward.foundation.kernel.actors import Actor, NotAllowed, Scope
from twinward.foundation.kernel.file_words import words_of
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.ledger import change, note_new
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Document
from twinward.foundation.kernel.row_security import everything
from twinward.foundation.mail.actions import withdraw_about

TOKEN_BYTES = 32
LONGEST_REMARK, LONGEST_NAME, LONGEST_OFFICE = 300, 120, 160
_COLLEAGUES = "whoever may ask by a link may withdraw what their colleagues asked"

#: Pages that lead to one another: the words of each and its address.
Way = Sequence[tuple[str | Promise, str]]


@dataclass(frozen=True, slots=True)
class Given:
    """What a guest typed: the code of the answer, a remark, and where they are asked for their name and office.

    shown: the hash of what the question was asked about.
    """

    answer: str
    remark: str = ""
    name: str = ""
    office: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that a guest may read before they answer. language: in which it is (ISO 639-1)."""

    label: str
    language: str
    remark: str
    document: Document

    @property
    def words(self) -> str | None:
        """What the file says, read from it each time; None where it cannot be told here."""
        return words_of(self.document)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a guest sees of the record, in the language that is active, and nothing else of it is visible to them.

    record: (what, value) pairs that say of which record it is, also in the mail with the link. facts: more such pairs, which only the page
    tells. items: what the question is about, one a line; `items_heading` stands above them. papers: files to be read, side by side. answers:
    each answer's code, and what it says.
    """

    heading: str
    question: str
    record: Sequence[tuple[str, Any]]
    facts: Sequence[tuple[str, Any]]
    items_heading: str
    items: Sequence[str]
    answers: Sequence[tuple[str, str]]
    is_illustrative: bool = False
    papers: Sequence[Paper] = ()
    remark_help: str = ""


def itself(record: Any) -> Any:
    """The record that a question is about, where the question is about that very record."""
    return record


def nothing(_record: Any) -> str:
    """Nothing: no side, no edition, no reason for which it is closed."""
    return ""


@dataclass(frozen=True, slots=True)
class Question:
    """A kind of question that a room lets guests answer; a room keeps its own in a module `guest_questions`, as QUESTIONS by key.

    right: what the guest may do to that record and `over` alone. find: the record of a key, None when there is none. is_open: whether the
    question may still be answered. may_ask: who makes links, sees how each stands, and withdraws them. show: what the guest sees. faults: why
    what they gave cannot be taken. answer: carries it out. standings: by the code of an answer, question_closed and question_changed a kind
    of status and its words, with a place for the %(day)s of an answer. way: the pages that lead to the one where the links are told, that one
    last. side: for whom the guest answers, where that page does not say. edition: the hash of what is shown, where it may change while the
    question stays open. closed_because: the code of why it is no longer open, where more can be said of that. wants_name: the guest is asked
    for their name and office; otherwise neither is kept.
    """

    right: str
    find: Callable[[str], Any | None]
    is_open: Callable[[Any], bool]
    may_ask: Callable[[Any, Actor], bool]
    show: Callable[[Any], Shown]
    faults: Callable[[Given], Sequence[str]]
    answer: Callable[[Any, Given, Actor, datetime], None]
    label: Promise
    standings: Mapping[str, tuple[str, Promise]]
    way: Callable[[Any], Way]
    side: Callable[[Any], str] = nothing
    over: Callable[[Any], Any] = itself
    edition: Callable[[Any], str] = nothing
    closed_because: Callable[[Any], str] = nothing
    wants_name: bool = False


@dataclass(frozen=True, slots=True)
class Guest:
    """Whoever holds a link, as an actor: one right over the record that the question is about, and over what that is a part of."""

    key: str
    right: str
    records: frozenset[str] = field(default_factory=frozenset)

    def may(self, right: str, record: Any = None) -> bool:
        return right == self.right and record is not None and key_of(record) in self.records

    def scope(self, right: str) -> Scope:
        return Scope()


@cache
def questions() -> Mapping[str, Question]:
    """Every kind of question, by its key."""
    found: dict[str, Question] = {}
    for config in apps.get_app_configs():
        if config.name.startswith("twinward.") and find_spec(f"{config.name}.guest_questions"):
            found |= import_module(f"{config.name}.guest_questions").QUESTIONS
    return found


def hash_of(token: str) -> str:
    """What is stored of a token: its SHA-256, in hexadecimal."""
    return sha256(token.encode()).hexdigest()


def may_ask(question: str, record: Any, by: Actor) -> bool:
    """Whether `by` may ask this question about the record, and so see and withdraw its links. Of no record (None) nobody may."""
    return record is not None and questions()[question].may_ask(record, by)


def require_asking(question: str, record: Any, by: Actor) -> None:
    """Nothing when `by` may ask this question about the record; otherwise raises NotAllowed."""
    if not may_ask(question, record, by):
        raise NotAllowed(questions()[question].right)


@everything(_COLLEAGUES)
@transaction.atomic
def ask(
    question: str, record: Any, *, asked_of: str, language: str, works_for: timedelta, by: Actor, at: datetime
) -> tuple[GuestQuestion, str]:
    """The question may be answered once, until `works_for` is over. Returns it with the link's token, which is stored nowhere.

    The links by which it could be answered so far are withdrawn. Raises NotAllowed, Refused (question_closed, or its own `closed_because`).
    """
    kind = questions()[question]
    require_asking(question, record, by)
    type(record)._base_manager.select_for_update(no_key=True).get(pk=record.pk)  # no other link is made meanwhile
    former = list(open_links(question, record, at=at).select_for_update())
    if not kind.is_open(record):
        raise Refused("ask", [kind.closed_because(record) or "question_closed"])
    for link in former:
        _take_back(link, by=by, at=at)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    asked = GuestQuestion(
        token_sha256=hash_of(token),
        question=question,
        record=key_of(record),
        asked_of=asked_of,
        language=language,
        asked_by=by.key,
        asked_at=at,
        expires_at=at + works_for,
        shown=kind.edition(record),
    )
    asked.save()
    note_new(asked, by=by, at=at)
    return asked, token


def open_links(question: str, record: Any, *, at: datetime) -> QuerySet[GuestQuestion]:
    """The links by which this question about the record can be answered, the first made first; none once it is closed."""
    kind = questions()[question]
    rows = GuestQuestion.objects.unscoped("whoever may ask by a link knows which ones are open, and ends them by another")
    unused = rows.filter(question=question, record=key_of(record), answered_at=None, withdrawn_at=None).order_by("pk")
    return unused.filter(expires_at__gt=at, shown=kind.edition(record)) if kind.is_open(record) else unused.none()


def question_of(token: str) -> GuestQuestion | None:
    """The question that a link asks, answered and expired ones too; None for a link that was never made."""
    rows = GuestQuestion.objects.unscoped("the guest's token names the one question that they may see")
    return rows.filter(token_sha256=hash_of(token)).first()


def record_of(asked: GuestQuestion) -> Any | None:
    """The record that the question is about."""
    return questions()[asked.question].find(asked.record)


def closed_because(asked: GuestQuestion, record: Any | None, *, at: datetime) -> str:
    """Why a question about its record can no longer be answered (a code of `rules.link_fault`, question_changed, or one of its own); "" while it can."""
    kind = questions()[asked.question]
    is_asked = record is not None and kind.is_open(record)
    fault = link_fault(
        answered_at=asked.answered_at, withdrawn_at=asked.withdrawn_at, expires_at=asked.expires_at, is_asked=is_asked, at=at
    )
    if fault == "question_closed" and record is not None:
        return kind.closed_because(record) or fault
    return fault or ("question_changed" if kind.edition(record) != asked.shown else "")


def given_faults(asked: GuestQuestion, given: Given) -> Iterator[str]:
    """Why what a guest typed cannot be taken."""
    if len(given.remark) > LONGEST_REMARK:
        yield "remark_too_long"
    if len(given.name) > LONGEST_NAME or len(given.office) > LONGEST_OFFICE:
        yield "name_too_long"
    yield from questions()[asked.question].faults(given)


@transaction.atomic
def answer(asked: GuestQuestion, given: Given, *, at: datetime) -> None:
    """The guest's answer is carried out in their name, and the link is used up. Raises Refused; then nothing has happened."""
    locked, record = _locked_open("answer", asked, at=at)
    if faults := tuple(dict.fromkeys(given_faults(locked, given))):
        raise Refused("answer", faults)
    kind = questions()[locked.question]
    guest = Guest(locked.key, kind.right, frozenset({locked.record, key_of(kind.over(record))}))
    kind.answer(record, replace(given, shown=locked.shown), guest, at)
    said = {"answer": given.answer, "remark": given.remark, "answered_by": given.name, "answered_as": given.office}
    change(locked, by=guest, at=at, answered_at=at, **said)


@everything(_COLLEAGUES)
@transaction.atomic
def withdraw(asked: GuestQuestion, *, by: Actor, at: datetime) -> None:
    """The link can no longer be answered. Raises NotAllowed; Refused once it cannot be anyway: then nothing has happened."""
    require_asking(asked.question, record_of(asked), by)
    locked, _record = _locked_open("withdraw", asked, at=at)
    _take_back(locked, by=by, at=at)


def _take_back(link: GuestQuestion, *, by: Actor, at: datetime) -> None:
    """Nobody answers by the link, and the mail with it is not sent where it still waits."""
    change(link, by=by, at=at, withdrawn_at=at)
    withdraw_about(key_of(link), by=by, at=at)


def _locked_open(verb: str, asked: GuestQuestion, *, at: datetime) -> tuple[GuestQuestion, Any]:
    """The question, which nobody else answers or withdraws until this transaction ends, and its record. Raises Refused once it is closed."""
    rows = GuestQuestion.objects.unscoped("lock the guest's question, so that it is answered or withdrawn once")
    locked = rows.select_for_update().get(pk=asked.pk)
    record = record_of(locked)
    if closed := closed_because(locked, record, at=at):
        raise Refused(verb, [closed])
    return locked, record
