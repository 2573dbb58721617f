"""Handing mail to the server that takes it: SMTP, one message to one person, each on a connection that may be the last one's."""

import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from twinward.foundation.kernel.actors import Operator
from twinward.foundation.mail.actions import note_failed, note_sent, take_next
from twinward.foundation.mail.models import Mail
from twinward.foundation.mail.rules import is_for_good

WAITED_FOR_S = 30
BY = Operator("work")


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many mails were sent, and how many not. away: why the server could not be reached or spoken to; then the rest was left for later."""

    sent: int
    failed: int
    away: str = ""


def deliver_due(now: Callable[[], datetime], *, goes_on: Callable[[], bool] = lambda: True) -> Delivered:
    """Every mail whose turn it is was sent, or is put off, or given up. Ends early when the server is away, or once `goes_on` says no.

    Any number of processes may do so at once.
    """
    sent = failed = 0
    with _server() as server:
        while goes_on() and (mail := take_next(at=now())) is not None:
            try:
                _hand_over(mail, server)
            except _ServerAway as away:
                note_failed(mail, str(away), is_for_good=False, by=BY, at=now())
                return Delivered(sent, failed + 1, str(away))
            except _NotTaken as refusal:
                note_failed(mail, str(refusal), is_for_good=refusal.is_for_good, by=BY, at=now())
                failed += 1
            else:
                note_sent(mail, by=BY, at=now())
                sent += 1
    return Delivered(sent, failed)


class _NotTaken(Exception):
    """The server speaks to us and does not take this mail."""

    def __init__(self, fault: str, *, is_for_good: bool) -> None:
        self.is_for_good = is_for_good
        super().__init__(fault)


class _ServerAway(Exception):
    """The server cannot be reached, does not let us in, or went away: no other mail would fare better."""


@contextmanager
def _server() -> Iterator[Any]:
    """The server of the settings; a connection is opened with the first mail, and closed at the end."""
    told = settings.MAIL_SERVER
    backend = get_connection(
        "django.core.mail.backends.smtp.EmailBackend",
        host=told.host,
        port=told.port,
        username=told.user,
        password=told.password,
        use_ssl=told.is_wrapped,
        use_tls=told.is_upgraded,
        timeout=WAITED_FOR_S,
    )
    try:
        yield backend
    finally:
        backend.close()


def _hand_over(mail: Mail, server: Any) -> None:
    """The server has taken the mail. Raises _NotTaken, _ServerAway."""
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated", "Content-Language": mail.language}
    message = EmailMessage(mail.subject, mail.text, settings.MAIL_FROM, [mail.address], headers=headers, connection=server)
    try:
        server.open()
    except (smtplib.SMTPException, OSError) as error:
        raise _ServerAway(_told(error)) from error
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        ((code, said),) = error.recipients.values()
        raise _NotTaken(_reply(code, said), is_for_good=is_for_good(code)) from error
    except smtplib.SMTPDataError as error:
        raise _NotTaken(_reply(error.smtp_code, error.smtp_error), is_for_good=is_for_good(error.smtp_code)) from error
    except (smtplib.SMTPException, OSError) as error:
        server.close()
        raise _ServerAway(_told(error)) from error


def _told(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _reply(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {error}"


def _reply(code: int, said: bytes | str) -> str:
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(words.split())}"
