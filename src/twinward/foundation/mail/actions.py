"""Writes of the mail room: a mail is written, sent, given up, withdrawn."""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.keys import fresh_key, key_of
from twinward.foundation.kernel.ledger import append, note_new
from twinward.foundation.kernel.row_security import everything
from twinward.foundation.mail.models import Mail
from twinward.foundation.mail.rules import TAKEN_FOR, next_try

_WHY = "mail goes to whom it is for, whoever caused it"
#: What the columns of mail hold.
LONGEST_SUBJECT, LONGEST_FAULT = 200, 300


class Addressee(NamedTuple):
    """To whom a mail goes, and in which language (a code of settings.LANGUAGES) it is written."""

    address: str
    language: str


def may_be_sent() -> bool:
    """Whether this node has a server that takes its mail; otherwise none is written."""
    return settings.MAIL_SERVER is not None


@everything(_WHY)
@transaction.atomic
def write(
    key: str, *, kind: str, about: str, to: Addressee, subject: str, text: str, by: Actor, at: datetime, due_at: datetime | None = None
) -> Mail:
    """One mail for this key waits to be sent, from `due_at` on, whoever else writes it. Call it in the transaction of what it tells of."""
    host = settings.MAIL_FROM.rpartition("@")[2].strip("> ")
    values = {
        "message_id": f"<{fresh_key()}@{host}>",
        "kind": kind,
        "about": about,
        "address": to.address,
        "language": to.language,
        "subject": " ".join(subject.split())[:LONGEST_SUBJECT],
        "text": text,
        "made_at": at,
        "due_at": due_at or at,
        "next_at": due_at or at,
    }
    mail, is_new = Mail.objects.unscoped(_WHY).get_or_create(key=key, defaults=values)
    if is_new:
        note_new(mail, by=by, at=at)
    return mail


@everything(_WHY)
@transaction.atomic
def withdraw(mail: Mail, *, by: Actor, at: datetime) -> bool:
    """The mail is not sent any more, unless it has ended already. Returns whether it still waited."""
    locked = _waiting(mail)
    if locked is not None:
        _end(locked, "withdrawn_at", by=by, at=at)
    return locked is not None


@everything(_WHY)
@transaction.atomic
def withdraw_about(record: str, *, by: Actor, at: datetime) -> int:
    """No mail about the record of this key is sent any more. Returns how many still waited."""
    former = Mail.objects.unscoped(_WHY).waiting().filter(about=record)
    return sum(withdraw(mail, by=by, at=at) for mail in list(former))


@everything(_WHY)
@transaction.atomic
def withdraw_from_before(instant: datetime, *, by: Actor, at: datetime) -> int:
    """No mail that was written before the instant is sent any more. Returns how many still waited."""
    former = Mail.objects.unscoped(_WHY).waiting().filter(made_at__lt=instant)
    return sum(withdraw(mail, by=by, at=at) for mail in list(former))


@everything(_WHY)
@transaction.atomic
def take_next(*, at: datetime) -> Mail | None:
    """The mail that has waited longest for its turn: for TAKEN_FOR nobody else takes it. None when there is none.

    Whoever took it and was killed leaves it to be taken again; under the same Message-ID, should it have been on its way.
    """
    turn = Mail.objects.unscoped(_WHY).waiting().filter(next_at__lte=at).order_by("next_at", "id")
    mail = turn.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked).first()
    if mail is not None:
        mail.next_at = at + TAKEN_FOR
        mail.save(update_fields=["next_at"])
    return mail


@everything(_WHY)
@transaction.atomic
def note_sent(mail: Mail, *, by: Actor, at: datetime) -> None:
    """The server has taken the mail."""
    if (locked := _waiting(mail)) is not None:
        _end(locked, "sent_at", by=by, at=at)


@everything(_WHY)
@transaction.atomic
def note_failed(mail: Mail, fault: str, *, is_for_good: bool, by: Actor, at: datetime) -> None:
    """The mail was not taken: it is tried again later, or given up when that makes no sense."""
    if (locked := _waiting(mail)) is None:
        return
    locked.failures, locked.fault = locked.failures + 1, fault[:LONGEST_FAULT]
    later = None if is_for_good else next_try(locked.failures, due_at=locked.due_at, at=at)
    locked.next_at = later or locked.next_at
    locked.save(update_fields=["failures", "fault", "next_at"])
    if later is None:
        _end(locked, "given_up_at", by=by, at=at)


def _waiting(mail: Mail) -> Mail | None:
    """The mail as it stands, which nobody else changes until this transaction ends; None when it has ended."""
    return Mail.objects.unscoped(_WHY).waiting().select_for_update().filter(pk=mail.pk).first()


def _end(mail: Mail, how: str, *, by: Actor, at: datetime) -> None:
    """The mail has ended in this way, and what it said is forgotten."""
    mail.text = ""
    setattr(mail, how, at)
    mail.save(update_fields=["text", how])
    append(record=key_of(mail), verb=how.removesuffix("_at"), by=by, at=at)
